#pragma once

#include "pipeline/facts.h"
#include "pipeline/worker/pixels.h"

namespace pipeline {

// What agents see: pixels, encoded anew. Nothing else of the file passes.
Picture redraw(const PIX* colour);

}  // namespace pipeline
