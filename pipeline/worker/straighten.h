#pragma once

#include <optional>

#include "pipeline/worker/pixels.h"

namespace pipeline {

// Degrees clockwise that would level the lines of text; 0 when there is nothing to level or nothing sure (0.7° to 15°).
float skew_degrees(PIX* grey);
Pixels level(PIX* colour, float degrees);

// Degrees clockwise that would set the letters upright: 0 90 180 270, or nothing when it can't be told. From the
// balance of ascenders and descenders, in 40 ms; meant for pages whose text came out as nonsense.
std::optional<int> upright_turn(PIX* grey, float letter_height);
Pixels quarter_turn(PIX* pixels, int degrees);

// Light evened out when it varies across the page; the same picture otherwise.
Pixels even_light(PIX* grey);

}  // namespace pipeline
