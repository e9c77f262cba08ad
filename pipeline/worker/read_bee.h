#pragma once

#include <cstddef>
#include <span>

#include "pipeline/wire.h"

namespace pipeline {

// Reads one SIECLE export (an XML, or a ZIP holding one or several of different kinds) and sends its lines as records,
// in the words of pipeline/bee.h. Runs in the cage: no key, no file, no network; memory and time are limited by the
// cage. Answers by records only, errors included; never throws.
void read_bee(std::span<const std::byte> untrusted, FrameWriter& out);

// Before the cage closes: libxml2 and libarchive set themselves up at first use, and glibc opens its table of
// conversions the first time a ZIP names an entry in UTF-8. None of that can happen once no file may be opened.
void warm_read_bee();

}  // namespace pipeline
