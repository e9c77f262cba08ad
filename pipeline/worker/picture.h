#pragma once

#include <cstddef>
#include <span>

#include "pipeline/worker/pixels.h"
#include "pipeline/worker/sniff.h"

namespace pipeline {

inline constexpr int work_edge_px = 1800;  // long edge of what is measured and read: A4 at 150 dpi

inline constexpr int held_edge_px =
    2600;  // long edge of what is held while a page is looked at: codes are searched there
inline constexpr int most_edge_px = 4032;  // of what is decoded at all: 12 megapixels

struct Decoded {
  Pixels pixels;  // 32 bits of colour, upright, long edge at most what was asked; null when nothing could be drawn
  bool complained = false;  // by the decoder, on what it drew
  bool incomplete = false;  // the data ended before the picture did
  bool too_big = false;     // memory ran out
};

// One picture file, already sniffed. `index` counts the pages of a TIFF.
Decoded decode_picture(std::span<const std::byte> untrusted, const Sniffed& sniffed, std::size_t index,
                       int edge_px = held_edge_px);
std::size_t count_pictures(std::span<const std::byte> untrusted, const Sniffed& sniffed);

// Long edge at most `edge_px`; never enlarged.
Pixels shrink(Pixels pixels, int edge_px);

void warm_picture_decoders();

}  // namespace pipeline
