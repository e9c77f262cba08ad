#pragma once

#include <optional>

#include "pipeline/worker/pixels.h"

namespace pipeline {

// Degrees clockwise that would level the lines of text; 0 when there is nothing to level or nothing sure (0.7° to 15°).
float skew_degrees(PIX* grey);
Pixels level(PIX* colour, float degrees);

// Whether level lines stand on their feet, from the balance of ascenders and descenders: true, false, or nothing when
// it can't be told. In 30 ms.
std::optional<bool> stands_upright(PIX* grey, float letter_height);
Pixels quarter_turn(PIX* pixels, int degrees);

// Paper brought to white and ink left dark, whatever the lamp and the shadow: one threshold then serves the whole page.
Pixels even_light(PIX* grey);

}  // namespace pipeline
