#include "pipeline/worker/redraw.h"

#include <jpeglib.h>

#include <algorithm>
#include <cstdio>  // before jpeglib.h, which needs FILE
#include <cstdlib>

#include "pipeline/worker/picture.h"

namespace pipeline {
namespace {

std::vector<std::byte> to_jpeg(PIX* pixels, int quality) {
  const bool grey = pixGetDepth(pixels) == 8;
  jpeg_compress_struct encoder{};
  jpeg_error_mgr errors{};
  encoder.err = jpeg_std_error(&errors);  // ends the process on error: our own pixels can't cause one
  jpeg_create_compress(&encoder);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&encoder, &memory, &size);
  encoder.image_width = static_cast<JDIMENSION>(pixGetWidth(pixels));
  encoder.image_height = static_cast<JDIMENSION>(pixGetHeight(pixels));
  encoder.input_components = grey ? 1 : 4;
  encoder.in_color_space = grey ? JCS_GRAYSCALE : JCS_EXT_XBGR;
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, quality, TRUE);
  jpeg_start_compress(&encoder, TRUE);
  std::vector<JSAMPLE> bytes(grey ? std::size_t{encoder.image_width} : 0);
  while (encoder.next_scanline < encoder.image_height) {
    l_uint32* words =
        pixGetData(pixels) + std::size_t{encoder.next_scanline} * static_cast<std::size_t>(pixGetWpl(pixels));
    for (std::size_t x = 0; x < bytes.size(); ++x)
      bytes[x] = static_cast<JSAMPLE>(GET_DATA_BYTE(words, static_cast<l_int32>(x)));
    auto* row = grey ? bytes.data() : reinterpret_cast<JSAMPROW>(words);
    jpeg_write_scanlines(&encoder, &row, 1);
  }
  jpeg_finish_compress(&encoder);
  jpeg_destroy_compress(&encoder);
  const auto* first = reinterpret_cast<const std::byte*>(memory);
  std::vector<std::byte> jpeg(first, first + size);
  std::free(memory);
  return jpeg;
}

// Ink and paper only: colour would be a third of the bytes for the tint of a lamp.
bool is_colourless(PIX* pixels) {
  std::size_t coloured = 0, seen = 0;
  const int width = pixGetWidth(pixels), height = pixGetHeight(pixels);
  for (int y = 0; y < height; y += 4) {
    const l_uint32* row = pixGetData(pixels) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(pixels);
    for (int x = 0; x < width; x += 4) {
      const int red = static_cast<int>(row[x] >> 24), green = static_cast<int>(row[x] >> 16 & 0xff),
                blue = static_cast<int>(row[x] >> 8 & 0xff);
      ++seen;
      if (std::max({red, green, blue}) - std::min({red, green, blue}) > 24) ++coloured;
    }
  }
  return 1000 * coloured < seen;
}

// What a page weighs on an agent's screen and in the base: letters stay sharp at quality 40, a photo's grain does not.
constexpr std::size_t page_bytes = 250 * 1000;
constexpr int best_quality = 80, worst_quality = 30;

std::vector<std::byte> within_budget(PIX* pixels) {
  std::vector<std::byte> jpeg = to_jpeg(pixels, best_quality);
  for (int quality = best_quality; jpeg.size() > page_bytes && quality > worst_quality;) {
    // Bytes fall about as fast as quality does.
    const double over = static_cast<double>(jpeg.size()) / page_bytes;
    quality = std::max(worst_quality, static_cast<int>(quality / std::clamp(over, 1.15, 2.2)));
    jpeg = to_jpeg(pixels, quality);
  }
  return jpeg;
}

}  // namespace

Picture redraw(const PIX* colour) {
  Pixels page = shrink(Pixels(pixClone(const_cast<PIX*>(colour))), max_picture_edge_px);
  Picture picture;
  picture.thumbnail = to_jpeg(shrink(Pixels(pixClone(page.get())), max_thumbnail_edge_px).get(), 75);
  if (is_colourless(page.get())) page.reset(pixConvertRGBToLuminance(page.get()));
  picture.jpeg = within_budget(page.get());
  return picture;
}

}  // namespace pipeline
