#pragma once

#include <cstddef>
#include <span>

#include "pipeline/wire.h"

namespace pipeline {

// Reads one SIECLE export (XML, or a ZIP holding one) and sends its lines as records. Runs in the cage: no key, no
// file, no network; memory and time are limited by the cage. Answers by records only, errors included; never throws.
void read_bee(std::span<const std::byte> untrusted, FrameWriter& out);

}  // namespace pipeline
