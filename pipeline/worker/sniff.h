#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "pipeline/facts.h"

namespace pipeline {

// What a file is by its content alone, before any decoder sees it. Its name and declared type play no part.
struct Sniffed {
  Refusal refusal = Refusal::none;
  Media media = Media::pdf;
  std::uint32_t width = 0, height = 0;  // as announced; 0 for a PDF
  std::uint8_t orientation = 1;         // EXIF 1..8; always 1 for HEIC, whose decoder turns the picture itself
  bool damaged = false;                 // readable by tolerance only
};

inline constexpr std::uint64_t max_pixels = 50'000'000;  // a 48-megapixel phone passes: 8064 × 6048

// Three ways must agree: the first bytes, the structure that announces the size, and no second format inside.
Sniffed sniff(std::span<const std::byte> untrusted);

}  // namespace pipeline
