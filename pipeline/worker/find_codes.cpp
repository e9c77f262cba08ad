#include "pipeline/worker/find_codes.h"

#include <ZXing/ReadBarcode.h>
#include <dmtx.h>

#include <algorithm>
#include <cmath>
#include <exception>

namespace pipeline {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t most_crops = 6;
constexpr milliseconds try_time{60};

// Rows of bytes: what both readers take.
struct Grey {
  int width = 0, height = 0;
  std::vector<unsigned char> bytes;

  unsigned char at(int x, int y) const {
    return bytes[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
};

Grey grey_of(PIX* pix) {
  Grey grey{pixGetWidth(pix), pixGetHeight(pix), {}};
  grey.bytes.resize(static_cast<std::size_t>(grey.width) * static_cast<std::size_t>(grey.height));
  const int words = pixGetWpl(pix);
  const l_uint32* data = pixGetData(pix);
  unsigned char* out = grey.bytes.data();
  for (int y = 0; y < grey.height; ++y) {
    const l_uint32* line = data + static_cast<std::ptrdiff_t>(y) * words;
    for (int x = 0; x < grey.width; ++x) *out++ = static_cast<unsigned char>(GET_DATA_BYTE(line, x));
  }
  return grey;
}

struct Area {
  int x = 0, y = 0, width = 0, height = 0;
  double weight = 0;  // how much it looks like a code
};

struct Tile {
  unsigned char low = 255, high = 0;
  float dark = 0;              // share of its pixels below the middle of its neighbourhood
  float across = 0, down = 0;  // changes between dark and light, per pixel
};

// A field of dots is balanced between black and white, changes as often down as across, and fills a square; lines of
// text have white between them, a picture has few hard changes.
std::vector<Area> likely_areas(const Grey& grey) {
  const int tile = std::clamp(std::max(grey.width, grey.height) / 112, 8, 48);
  const int columns = grey.width / tile, rows = grey.height / tile;
  if (columns < 3 || rows < 3) return {Area{0, 0, grey.width, grey.height, 1}};
  std::vector<Tile> tiles(static_cast<std::size_t>(columns * rows));
  const auto tile_at = [&](int column, int row) -> Tile& {
    return tiles[static_cast<std::size_t>(row * columns + column)];
  };
  for (int row = 0; row < rows; ++row) {
    for (int y = row * tile; y < (row + 1) * tile; ++y) {
      const unsigned char* line = grey.bytes.data() + static_cast<std::ptrdiff_t>(y) * grey.width;
      for (int column = 0; column < columns; ++column) {
        Tile& t = tile_at(column, row);
        for (int x = column * tile; x < (column + 1) * tile; ++x) {
          t.low = std::min(t.low, line[x]);
          t.high = std::max(t.high, line[x]);
        }
      }
    }
  }
  constexpr int least_contrast = 50;
  const auto area = static_cast<float>(tile * tile);
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      Tile& t = tile_at(column, row);
      if (t.high - t.low < least_contrast) continue;
      int low = 255, high = 0;
      for (int r = std::max(0, row - 1); r <= std::min(rows - 1, row + 1); ++r) {
        for (int c = std::max(0, column - 1); c <= std::min(columns - 1, column + 1); ++c) {
          low = std::min<int>(low, tile_at(c, r).low);
          high = std::max<int>(high, tile_at(c, r).high);
        }
      }
      const int middle = (low + high) / 2;
      int dark = 0, across = 0, down = 0;
      for (int y = row * tile; y < (row + 1) * tile; ++y) {
        const unsigned char* line = grey.bytes.data() + static_cast<std::ptrdiff_t>(y) * grey.width;
        const unsigned char* next = y + 1 < grey.height ? line + grey.width : line;
        for (int x = column * tile; x < (column + 1) * tile; ++x) {
          const bool here = line[x] < middle;
          dark += here;
          across += x + 1 < grey.width && here != (line[x + 1] < middle);
          down += here != (next[x] < middle);
        }
      }
      t.dark = static_cast<float>(dark) / area;
      t.across = static_cast<float>(across) / area;
      t.down = static_cast<float>(down) / area;
    }
  }
  const auto is_dotted = [](const Tile& t) {
    const float least = std::min(t.across, t.down), most = std::max(t.across, t.down);
    return t.dark > 0.22F && t.dark < 0.8F && least > 0.02F && most < 3 * least;
  };
  // Blobs of dotted tiles; a hole of one tile in a row of them belongs to the blob.
  std::vector<int> blob(tiles.size(), -1);
  std::vector<Area> areas;
  std::vector<std::size_t> open;
  for (std::size_t start = 0; start < tiles.size(); ++start) {
    if (blob[start] >= 0 || !is_dotted(tiles[start])) continue;
    int left = columns, right = 0, top = rows, bottom = 0, count = 0;
    open.assign(1, start);
    blob[start] = static_cast<int>(start);
    while (!open.empty()) {
      const int at = static_cast<int>(open.back());
      open.pop_back();
      const int column = at % columns, row = at / columns;
      left = std::min(left, column), right = std::max(right, column);
      top = std::min(top, row), bottom = std::max(bottom, row);
      ++count;
      for (int r = std::max(0, row - 1); r <= std::min(rows - 1, row + 1); ++r) {
        for (int c = std::max(0, column - 1); c <= std::min(columns - 1, column + 1); ++c) {
          const auto next = static_cast<std::size_t>(r * columns + c);
          if (blob[next] < 0 && is_dotted(tiles[next])) {
            blob[next] = static_cast<int>(start);
            open.push_back(next);
          }
        }
      }
    }
    const int wide = right - left + 1, high = bottom - top + 1;
    const double shape = static_cast<double>(std::min(wide, high)) / std::max(wide, high);
    const double filled = static_cast<double>(count) / (wide * high);
    if (std::min(wide, high) < 3 || shape < 0.5 || filled < 0.45) continue;
    areas.push_back({left * tile, top * tile, wide * tile, high * tile, shape * filled * std::sqrt(count)});
  }
  std::sort(areas.begin(), areas.end(), [](const Area& a, const Area& b) { return a.weight > b.weight; });
  if (areas.size() > most_crops) areas.resize(most_crops);
  return areas;
}

// The area and a quarter of it around, drawn `scale` times as large on white.
Grey crop(const Grey& grey, const Area& area, double scale) {
  const int margin = std::max(12, std::max(area.width, area.height) / 5);
  const int border = 12;
  const double left = area.x - margin, top = area.y - margin;
  Grey out;
  out.width = static_cast<int>((area.width + 2 * margin) * scale) + 2 * border;
  out.height = static_cast<int>((area.height + 2 * margin) * scale) + 2 * border;
  out.bytes.assign(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height), 255);
  for (int y = border; y < out.height - border; ++y) {
    const double from_y = top + (y - border + 0.5) / scale - 0.5;
    if (from_y < 0 || from_y > grey.height - 1) continue;
    const int y0 = std::min(static_cast<int>(from_y), grey.height - 2 < 0 ? 0 : grey.height - 2);
    const double down = from_y - y0;
    for (int x = border; x < out.width - border; ++x) {
      const double from_x = left + (x - border + 0.5) / scale - 0.5;
      if (from_x < 0 || from_x > grey.width - 1) continue;
      const int x0 = std::min(static_cast<int>(from_x), grey.width - 2 < 0 ? 0 : grey.width - 2);
      const double across = from_x - x0;
      const int x1 = std::min(x0 + 1, grey.width - 1), y1 = std::min(y0 + 1, grey.height - 1);
      const double value = (grey.at(x0, y0) * (1 - across) + grey.at(x1, y0) * across) * (1 - down) +
                           (grey.at(x0, y1) * (1 - across) + grey.at(x1, y1) * across) * down;
      out.bytes[static_cast<std::size_t>(y) * static_cast<std::size_t>(out.width) + static_cast<std::size_t>(x)] =
          static_cast<unsigned char>(value + 0.5);
    }
  }
  return out;
}

std::string read_with_dmtx(Grey& grey, Clock::time_point until) {
  DmtxImage* image = dmtxImageCreate(grey.bytes.data(), grey.width, grey.height, DmtxPack8bppK);
  if (image == nullptr) return {};
  std::string bytes;
  if (DmtxDecode* decode = dmtxDecodeCreate(image, 1)) {
    dmtxDecodeSetProp(decode, DmtxPropSymbolSize, DmtxSymbolSquareAuto);
    const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now()).count();
    DmtxTime timeout = dmtxTimeAdd(dmtxTimeNow(), std::max<long>(1, static_cast<long>(left)));
    while (bytes.empty()) {
      DmtxRegion* region = dmtxRegionFindNext(decode, &timeout);
      if (region == nullptr) break;
      if (DmtxMessage* message = dmtxDecodeMatrixRegion(decode, region, DmtxUndefined)) {
        if (message->outputIdx > 0 && static_cast<std::size_t>(message->outputIdx) <= max_code_bytes)
          bytes.assign(reinterpret_cast<const char*>(message->output), static_cast<std::size_t>(message->outputIdx));
        dmtxMessageDestroy(&message);
      }
      dmtxRegionDestroy(&region);
      if (Clock::now() >= until) break;
    }
    dmtxDecodeDestroy(&decode);
  }
  dmtxImageDestroy(&image);
  return bytes;
}

Box box_of(const Area& area, const Grey& grey) {
  const auto inside = [](int value, int most) {
    return static_cast<std::uint16_t>(std::clamp(value, 0, std::min(most, 65535)));
  };
  Box box{inside(area.x, grey.width), inside(area.y, grey.height), 0, 0};
  box.width = inside(area.width, grey.width - box.x);
  box.height = inside(area.height, grey.height - box.y);
  return box;
}

void find_qr(const Grey& grey, std::vector<Code>& found) {
  const ZXing::ImageView view(grey.bytes.data(), grey.width, grey.height, ZXing::ImageFormat::Lum);
  auto hints = ZXing::DecodeHints().setFormats(ZXing::BarcodeFormat::QRCode).setTryHarder(false).setTryRotate(false);
  hints.setTryDownscale(false);
  hints.setMaxNumberOfSymbols(4);
  for (const auto& result : ZXing::ReadBarcodes(view, hints)) {
    if (!result.isValid() || found.size() >= max_codes_per_page) continue;
    const auto& bytes = result.bytes();
    if (bytes.empty() || bytes.size() > max_code_bytes) continue;
    const auto& corners = result.position();
    int left = grey.width, right = 0, top = grey.height, bottom = 0;
    for (const auto& corner : corners) {
      left = std::min(left, corner.x), right = std::max(right, corner.x);
      top = std::min(top, corner.y), bottom = std::max(bottom, corner.y);
    }
    found.push_back({Code::Symbology::qr, std::string(bytes.begin(), bytes.end()),
                     box_of({left, top, std::max(0, right - left), std::max(0, bottom - top), 0}, grey)});
  }
}

void find_data_matrix(const Grey& grey, Clock::time_point deadline, std::vector<Code>& found) {
  for (const Area& area : likely_areas(grey)) {
    // Dots of three pixels are what libdmtx likes least; large ones cost time.
    const double side = std::max(area.width, area.height);
    std::vector<double> scales = {1, 2, 0.6};
    if (side < 160) scales = {2, 3, 1};
    if (side > 500) scales = {300 / side, 500 / side, 1};
    for (const double scale : scales) {
      if (Clock::now() >= deadline || found.size() >= max_codes_per_page) return;
      Grey cut = crop(grey, area, scale);
      auto bytes = read_with_dmtx(cut, std::min(deadline, Clock::now() + try_time));
      if (bytes.empty()) continue;
      found.push_back({Code::Symbology::data_matrix, std::move(bytes), box_of(area, grey)});
      break;
    }
  }
}

}  // namespace

std::vector<Code> find_codes(PIX* grey, std::chrono::steady_clock::time_point deadline) {
  std::vector<Code> found;
  if (grey == nullptr || pixGetDepth(grey) != 8) return found;
  try {
    const Grey page = grey_of(grey);
    find_data_matrix(page, deadline, found);
    if (Clock::now() < deadline) find_qr(page, found);
  } catch (const std::exception&) {
    // A reader that gives up on a picture takes nothing from what was found before.
  }
  return found;
}

}  // namespace pipeline
