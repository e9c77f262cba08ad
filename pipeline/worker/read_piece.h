#pragma once

#include <cstddef>
#include <span>

#include "pipeline/wire.h"
#include "pipeline/worker/cpu_clock.h"
#include "pipeline/worker/recognize.h"

namespace pipeline {

struct PieceLimits {
  CpuClock::time_point deadline;     // by then the frames must have left
  std::size_t pages_recognized = 4;  // of pages without a text layer; the rest is shown, not read
};

// One pièce, from bytes to frames: what it is, then each page redrawn and measured, then its words. In the cage.
void read_piece(std::span<const std::byte> untrusted, const PieceLimits& limits, const Recognizer& recognizer,
                FrameWriter& out);

// Everything the stages load late (fonts, encodings, decoders) is loaded by drawing once: inside the cage it can't be.
void warm_decoders();

}  // namespace pipeline
