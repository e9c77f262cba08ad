#include "pipeline/worker/redraw.h"

#include <jpeglib.h>

#include <cstdio>  // before jpeglib.h, which needs FILE
#include <cstdlib>

#include "pipeline/worker/picture.h"

namespace pipeline {
namespace {

std::vector<std::byte> to_jpeg(PIX* colour, int quality) {
  jpeg_compress_struct encoder{};
  jpeg_error_mgr errors{};
  encoder.err = jpeg_std_error(&errors);  // ends the process on error: our own pixels can't cause one
  jpeg_create_compress(&encoder);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&encoder, &memory, &size);
  encoder.image_width = static_cast<JDIMENSION>(pixGetWidth(colour));
  encoder.image_height = static_cast<JDIMENSION>(pixGetHeight(colour));
  encoder.input_components = 4;
  encoder.in_color_space = JCS_EXT_XBGR;
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, quality, TRUE);
  jpeg_start_compress(&encoder, TRUE);
  while (encoder.next_scanline < encoder.image_height) {
    auto* row = reinterpret_cast<JSAMPROW>(pixGetData(colour) + std::size_t{encoder.next_scanline} *
                                                                    static_cast<std::size_t>(pixGetWpl(colour)));
    jpeg_write_scanlines(&encoder, &row, 1);
  }
  jpeg_finish_compress(&encoder);
  jpeg_destroy_compress(&encoder);
  const auto* first = reinterpret_cast<const std::byte*>(memory);
  std::vector<std::byte> jpeg(first, first + size);
  std::free(memory);
  return jpeg;
}

}  // namespace

Picture redraw(const PIX* colour) {
  const Pixels page = shrink(Pixels(pixClone(const_cast<PIX*>(colour))), max_picture_edge_px);
  const Pixels small = shrink(Pixels(pixClone(page.get())), max_thumbnail_edge_px);
  return {.jpeg = to_jpeg(page.get(), 80), .thumbnail = to_jpeg(small.get(), 75)};
}

}  // namespace pipeline
