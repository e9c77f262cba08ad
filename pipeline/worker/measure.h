#pragma once

#include "pipeline/facts.h"
#include "pipeline/worker/pixels.h"

namespace pipeline {

// How well a page can be read, from its grey copy alone. `cut` needs the words: it is left false here.
Measures measure(PIX* grey);

}  // namespace pipeline
