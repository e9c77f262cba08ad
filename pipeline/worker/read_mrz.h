#pragma once

#include <vector>

#include "pipeline/facts.h"
#include "pipeline/worker/cpu_clock.h"
#include "pipeline/worker/pixels.h"

namespace pipeline {

// The machine-readable zone of an identity paper, read apart from its other words: lines of letters at an even pitch,
// cut in cells and compared with drawn glyphs. `grey` is 8 bits deep, as large as it is held (letters from 12 pixels
// high on), level within a few degrees, upright or upside down; no even light needed. A few milliseconds on a page
// without a zone, a tenth of a second with one. Boxes in pixels of `grey`; lines from top to bottom of the zone once it
// is upright; `upside_down`, when given, says that the zone was read head down. Past the deadline: nothing.
std::vector<MrzLine> read_mrz(PIX* grey, CpuClock::time_point deadline, bool* upside_down = nullptr);

}  // namespace pipeline
