#include "pipeline/worker/picture.h"

#include <Magick++.h>
#include <jerror.h>
#include <jpeglib.h>
#include <libheif/heif.h>
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <string_view>

namespace pipeline {
namespace {

// libjpeg and libpng leave by longjmp: what they fill lives in plain structs outside their frames.

struct JpegErrors {
  jpeg_error_mgr manager;
  std::jmp_buf out;
  bool complained, incomplete;
};

void jpeg_fails(j_common_ptr decoder) { std::longjmp(reinterpret_cast<JpegErrors*>(decoder->err)->out, 1); }

void jpeg_says(j_common_ptr decoder, int level) {
  if (level >= 0) return;
  auto* errors = reinterpret_cast<JpegErrors*>(decoder->err);
  switch (errors->manager.msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
      errors->incomplete = true;
      break;
    case JWRN_EXTRANEOUS_DATA:
      break;  // phones leave bytes between segments, and nothing is missing
    default:
      errors->complained = true;
  }
}

// Fills `*pix` row by row; a failure half-way leaves the rows that came.
bool jpeg_rows(std::span<const std::byte> untrusted, int edge_px, jpeg_decompress_struct* decoder, JpegErrors* errors,
               PIX** pix, JSAMPLE** cmyk_row) {
  decoder->err = jpeg_std_error(&errors->manager);
  errors->manager.error_exit = jpeg_fails;
  errors->manager.emit_message = jpeg_says;
  if (setjmp(errors->out) != 0) return false;
  jpeg_create_decompress(decoder);
  jpeg_mem_src(decoder, reinterpret_cast<const unsigned char*>(untrusted.data()), untrusted.size());
  jpeg_read_header(decoder, TRUE);
  // Eighths: decoding straight to the size we need costs a fraction of decoding whole, then shrinking.
  const unsigned longest = std::max(decoder->image_width, decoder->image_height);
  decoder->scale_denom = 8;
  decoder->scale_num = std::clamp((static_cast<unsigned>(edge_px) * 8 + longest - 1) / longest, 1U, 8U);
  const bool cmyk = decoder->num_components == 4;
  // leptonica's 0xRRGGBB00 words, as bytes of a little-endian machine.
  decoder->out_color_space = cmyk ? JCS_CMYK : JCS_EXT_XBGR;
  decoder->dct_method = JDCT_ISLOW;
  jpeg_start_decompress(decoder);
  *pix = pixCreate(static_cast<int>(decoder->output_width), static_cast<int>(decoder->output_height), 32);
  if (*pix == nullptr) return false;
  pixSetAllGray(*pix, 128);
  if (cmyk) *cmyk_row = new JSAMPLE[std::size_t{decoder->output_width} * 4];
  while (decoder->output_scanline < decoder->output_height) {
    l_uint32* words =
        pixGetData(*pix) + std::size_t{decoder->output_scanline} * static_cast<std::size_t>(pixGetWpl(*pix));
    JSAMPROW row = cmyk ? *cmyk_row : reinterpret_cast<JSAMPROW>(words);
    jpeg_read_scanlines(decoder, &row, 1);
    for (unsigned x = 0; cmyk && x < decoder->output_width; ++x) {
      // Adobe's files hold inverted inks; the few others that exist are printers' and look pale, not unreadable.
      const JSAMPLE* ink = *cmyk_row + std::size_t{x} * 4;
      const auto mix = [&](int i) { return static_cast<l_int32>(unsigned{ink[i]} * ink[3] / 255); };
      l_uint32 word = 0;
      composeRGBPixel(mix(0), mix(1), mix(2), &word);
      words[x] = word;
    }
  }
  jpeg_finish_decompress(decoder);
  return true;
}

Decoded decode_jpeg(std::span<const std::byte> untrusted, int edge_px) {
  jpeg_decompress_struct decoder{};
  JpegErrors errors{};
  PIX* pix = nullptr;
  JSAMPLE* cmyk_row = nullptr;
  const bool whole = jpeg_rows(untrusted, edge_px, &decoder, &errors, &pix, &cmyk_row);
  const bool started = decoder.output_scanline > 0;
  jpeg_destroy_decompress(&decoder);
  delete[] cmyk_row;
  Decoded decoded{.pixels = Pixels(pix), .complained = errors.complained, .incomplete = errors.incomplete || !whole};
  if (!started) decoded.pixels.reset();
  return decoded;
}

struct PngSource {
  const unsigned char* at;
  std::size_t left;
};

void png_takes(png_structp decoder, png_bytep to, std::size_t size) {
  auto* source = static_cast<PngSource*>(png_get_io_ptr(decoder));
  if (size > source->left) png_error(decoder, "end");
  std::memcpy(to, source->at, size);
  source->at += size;
  source->left -= size;
}

[[noreturn]] void png_fails(png_structp decoder, png_const_charp) { png_longjmp(decoder, 1); }
void png_says(png_structp decoder, png_const_charp) { *static_cast<bool*>(png_get_error_ptr(decoder)) = true; }

bool png_rows(png_structp decoder, png_infop info, PngSource* source, PIX** pix, bool* started) {
  if (setjmp(png_jmpbuf(decoder)) != 0) return false;
  png_set_read_fn(decoder, source, png_takes);
  png_set_user_limits(decoder, 65'000, 65'000);
  png_set_chunk_malloc_max(decoder, 8'000'000);
  png_set_crc_action(decoder, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
  png_read_info(decoder, info);
  png_set_expand(decoder);
  png_set_scale_16(decoder);
  png_set_gray_to_rgb(decoder);
  png_color_16 white{};
  white.red = white.green = white.blue = 255;
  if ((png_get_color_type(decoder, info) & PNG_COLOR_MASK_ALPHA) != 0 ||
      png_get_valid(decoder, info, PNG_INFO_tRNS) != 0)
    png_set_background(decoder, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1.0);
  png_set_bgr(decoder);
  png_set_filler(decoder, 0, PNG_FILLER_BEFORE);
  const int passes = png_set_interlace_handling(decoder);
  png_read_update_info(decoder, info);
  const auto width = png_get_image_width(decoder, info), height = png_get_image_height(decoder, info);
  if (png_get_rowbytes(decoder, info) != std::size_t{width} * 4) return false;
  *pix = pixCreate(static_cast<int>(width), static_cast<int>(height), 32);
  if (*pix == nullptr) return false;
  pixSetAllGray(*pix, 128);
  for (int pass = 0; pass < passes; ++pass) {
    for (png_uint_32 y = 0; y < height; ++y) {
      png_read_row(decoder, reinterpret_cast<png_bytep>(pixGetData(*pix) + std::size_t{y} * width), nullptr);
      *started = true;
    }
  }
  png_read_end(decoder, nullptr);
  return true;
}

Decoded decode_png(std::span<const std::byte> untrusted) {
  bool complained = false, started = false;
  png_structp decoder = png_create_read_struct(PNG_LIBPNG_VER_STRING, &complained, png_fails, png_says);
  png_infop info = png_create_info_struct(decoder);
  PngSource source{reinterpret_cast<const unsigned char*>(untrusted.data()), untrusted.size()};
  PIX* pix = nullptr;
  const bool whole = png_rows(decoder, info, &source, &pix, &started);
  png_destroy_read_struct(&decoder, &info, nullptr);
  // libpng warns about colour profiles and text chunks, never about pixels: those are errors.
  Decoded decoded{.pixels = Pixels(pix), .incomplete = !whole};
  if (!started) decoded.pixels.reset();
  return decoded;
}

struct FreeHeif {
  void operator()(heif_context* context) const noexcept { heif_context_free(context); }
  void operator()(heif_image_handle* handle) const noexcept { heif_image_handle_release(handle); }
  void operator()(heif_image* image) const noexcept { heif_image_release(image); }
};
template <class Thing>
using Heif = std::unique_ptr<Thing, FreeHeif>;

// BT.601 full range, what phones write; a picture of another matrix comes out a little off in hue, as readable.
l_uint32 colour_of(int luma, int blue, int red) {
  const auto byte = [](int value) { return static_cast<l_uint32>(std::clamp(value, 0, 255)); };
  blue -= 128, red -= 128;
  return byte(luma + (359 * red + 128) / 256) << 24 | byte(luma - (88 * blue + 183 * red) / 256) << 16 |
         byte(luma + (454 * blue + 128) / 256) << 8;
}

// Planes as the decoder holds them, brought to the size wanted on the way: a picture of 48 megapixels is never held as
// colours. libheif turns the picture itself, so no orientation is left to apply.
Decoded decode_heic(std::span<const std::byte> untrusted, int edge_px) {
  Decoded decoded;
  const Heif<heif_context> context(heif_context_alloc());
  if (!context) return decoded;
  heif_context_set_max_decoding_threads(context.get(), 0);  // the cage has none
  heif_image_handle* primary = nullptr;
  if (heif_context_read_from_memory_without_copy(context.get(), untrusted.data(), untrusted.size(), nullptr).code !=
          heif_error_Ok ||
      heif_context_get_primary_image_handle(context.get(), &primary).code != heif_error_Ok)
    return decoded;
  const Heif<heif_image_handle> handle(primary);
  if (std::int64_t{heif_image_handle_get_width(primary)} * heif_image_handle_get_height(primary) >
      static_cast<std::int64_t>(max_pixels)) {
    decoded.too_big = true;
    return decoded;
  }
  heif_image* planes = nullptr;
  const heif_error error = heif_decode_image(primary, &planes, heif_colorspace_YCbCr, heif_chroma_420, nullptr);
  const Heif<heif_image> image(planes);
  if (error.code != heif_error_Ok) {
    decoded.too_big = error.code == heif_error_Memory_allocation_error;
    decoded.complained = true;
    return decoded;
  }
  const int width = heif_image_get_width(planes, heif_channel_Y),
            height = heif_image_get_height(planes, heif_channel_Y);
  int y_stride = 0, blue_stride = 0, red_stride = 0;
  const auto* luma = heif_image_get_plane_readonly(planes, heif_channel_Y, &y_stride);
  const auto* blue = heif_image_get_plane_readonly(planes, heif_channel_Cb, &blue_stride);
  const auto* red = heif_image_get_plane_readonly(planes, heif_channel_Cr, &red_stride);
  if (luma == nullptr || blue == nullptr || red == nullptr || width < 2 || height < 2 ||
      heif_image_get_bits_per_pixel_range(planes, heif_channel_Y) != 8)
    return decoded;
  // Whole blocks are averaged; what is left of the way is done with everybody else's pictures.
  const int block = std::max(1, std::max(width, height) / edge_px);
  const int across = width / block, down = height / block;
  decoded.pixels.reset(pixCreate(across, down, 32));
  if (!decoded.pixels) return decoded;
  for (int y = 0; y < down; ++y) {
    l_uint32* row = pixGetData(decoded.pixels.get()) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(decoded.pixels.get());
    const auto half_row = static_cast<std::ptrdiff_t>(std::min(y * block / 2, (height + 1) / 2 - 1));
    for (int x = 0; x < across; ++x) {
      int sum = 0;
      for (int v = 0; v < block; ++v) {
        const auto* from = luma + static_cast<std::ptrdiff_t>(y * block + v) * y_stride + x * block;
        for (int u = 0; u < block; ++u) sum += from[u];
      }
      const int half = std::min(x * block / 2, (width + 1) / 2 - 1);
      row[x] = colour_of(sum / (block * block), blue[half_row * blue_stride + half], red[half_row * red_stride + half]);
    }
  }
  return decoded;
}

// What leptonica can't read and phones or scanners may still send (a TIFF of compressed colour). Never a file name,
// always the decoder's own: Magick would otherwise believe the content, and run SVG or MSL.
Decoded decode_by_magick(std::span<const std::byte> untrusted, const char* coder, std::size_t index, int edge_px) {
  Decoded decoded;
  try {
    Magick::Image image;
    image.magick(coder);
    image.quiet(true);
    image.subImage(index);
    image.subRange(1);
    image.read(Magick::Blob(untrusted.data(), untrusted.size()));
    image.colorSpace(Magick::sRGBColorspace);
    const auto longest = std::max(image.columns(), image.rows());
    const auto edge = static_cast<std::size_t>(edge_px);
    if (longest > edge) image.scale(Magick::Geometry(image.columns() * edge / longest, image.rows() * edge / longest));
    decoded.pixels.reset(pixCreate(static_cast<int>(image.columns()), static_cast<int>(image.rows()), 32));
    if (!decoded.pixels) return decoded;
    image.write(0, 0, image.columns(), image.rows(), "ABGR", Magick::CharPixel, pixGetData(decoded.pixels.get()));
  } catch (const Magick::ErrorResourceLimit&) {
    decoded.too_big = true;
  } catch (const Magick::Exception&) {
    decoded.complained = true;
  }
  return decoded;
}

const l_uint8* bytes_of(std::span<const std::byte> untrusted) {
  return reinterpret_cast<const l_uint8*>(untrusted.data());
}

Pixels upright(Pixels pixels, std::uint8_t orientation) {
  const auto turn = [&](int quarters) { pixels.reset(pixRotateOrth(pixels.get(), quarters)); };
  switch (orientation) {
    case 2:
      pixFlipLR(pixels.get(), pixels.get());
      break;
    case 3:
      turn(2);
      break;
    case 4:
      pixFlipTB(pixels.get(), pixels.get());
      break;
    case 5:
      turn(1);
      pixFlipLR(pixels.get(), pixels.get());
      break;
    case 6:
      turn(1);
      break;
    case 7:
      turn(1);
      pixFlipTB(pixels.get(), pixels.get());
      break;
    case 8:
      turn(3);
      break;
    default:
      break;
  }
  return pixels;
}

}  // namespace

Pixels shrink(Pixels pixels, int edge_px) {
  if (!pixels) return pixels;
  const int width = pixGetWidth(pixels.get()), height = pixGetHeight(pixels.get());
  const int longest = std::max(width, height);
  if (longest <= edge_px) return pixels;
  const auto scaled = [&](int edge) { return std::max(1, static_cast<int>(std::int64_t{edge} * edge_px / longest)); };
  return Pixels(pixScaleToSize(pixels.get(), scaled(width), scaled(height)));
}

Decoded decode_picture(std::span<const std::byte> untrusted, const Sniffed& sniffed, std::size_t index, int edge_px) {
  Decoded decoded;
  switch (sniffed.media) {
    case Media::jpeg:
      decoded = decode_jpeg(untrusted, edge_px);
      break;
    case Media::png:
      decoded = decode_png(untrusted);
      break;
    case Media::heic:
      decoded = decode_heic(untrusted, edge_px);
      break;
    case Media::webp:
      decoded.pixels.reset(pixReadMemWebP(bytes_of(untrusted), untrusted.size()));
      break;
    case Media::tiff:
      decoded.pixels.reset(pixReadMemTiff(bytes_of(untrusted), untrusted.size(), static_cast<l_int32>(index)));
      if (!decoded.pixels) decoded = decode_by_magick(untrusted, "TIFF", index, edge_px);
      break;
    case Media::pdf:
      break;
  }
  if (!decoded.pixels) return decoded;
  // One bit per pixel is a fax: shrunk to grey, its letters keep their shape.
  if (pixGetDepth(decoded.pixels.get()) == 1) {
    const int longest = std::max(pixGetWidth(decoded.pixels.get()), pixGetHeight(decoded.pixels.get()));
    const float factor = std::min(1.0F, static_cast<float>(edge_px) / static_cast<float>(longest));
    if (factor < 1) decoded.pixels.reset(pixScaleToGray(decoded.pixels.get(), factor));
  }
  if (decoded.pixels && pixGetDepth(decoded.pixels.get()) != 32)
    decoded.pixels.reset(pixConvertTo32(decoded.pixels.get()));
  decoded.pixels = shrink(std::move(decoded.pixels), edge_px);
  if (decoded.pixels) decoded.pixels = upright(std::move(decoded.pixels), sniffed.orientation);
  return decoded;
}

std::size_t count_pictures(std::span<const std::byte> untrusted, const Sniffed& sniffed) {
  if (sniffed.media != Media::tiff) return 1;
  const auto at = [&](std::size_t i) { return i < untrusted.size() ? static_cast<std::uint32_t>(untrusted[i]) : 0U; };
  const bool little = at(0) == 'I';
  const auto number = [&](std::size_t i, std::size_t width) {
    std::uint32_t value = 0;
    for (std::size_t k = 0; k < width; ++k) value |= at(i + k) << 8 * (little ? k : width - 1 - k);
    return value;
  };
  // The chain of directories may loop: beyond this many it is only known to be long.
  constexpr std::size_t most = 10'000;
  std::size_t count = 0;
  for (std::size_t directory = number(4, 4); directory != 0 && directory < untrusted.size() && count < most; ++count)
    directory = number(directory + 2 + std::size_t{12} * number(directory, 2), 4);
  return std::max<std::size_t>(count, 1);
}

void warm_picture_decoders() {
  setMsgSeverity(L_SEVERITY_NONE);
  Magick::InitializeMagick(nullptr);
  // The decoder is a module, loaded when first asked for: in the cage it would be too late.
  const Magick::CoderInfo loaded("TIFF");
  (void)loaded;
}

}  // namespace pipeline
