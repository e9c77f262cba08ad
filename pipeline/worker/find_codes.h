#pragma once

#include <vector>

#include "pipeline/facts.h"
#include "pipeline/worker/cpu_clock.h"
#include "pipeline/worker/pixels.h"

namespace pipeline {

// DataMatrix and QR codes of a page in 8 bits of grey, any size: the more pixels the better, since the dots of a 2D-Doc
// on a phone picture are three or four pixels wide. Boxes in pixels of that picture, upright. Never throws for what is
// printed there; past the deadline it answers with what it has.
std::vector<Code> find_codes(PIX* grey, CpuClock::time_point deadline);

}  // namespace pipeline
