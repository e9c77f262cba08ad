#pragma once

#include "pipeline/facts.h"
#include "pipeline/worker/pixels.h"

namespace pipeline {

// How well a page can be read, from its grey copy alone. `cut` needs the words and `letter_height` the letters: they
// are left as they are here.
Measures measure(PIX* grey);

}  // namespace pipeline
