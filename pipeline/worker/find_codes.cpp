#include "pipeline/worker/find_codes.h"

#define ZX_USE_UTF8  // the types zxing will keep
#include <ZXing/ReadBarcode.h>
#include <dmtx.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>

namespace pipeline {
namespace {

using Clock = CpuClock;
using std::chrono::milliseconds;

constexpr std::size_t most_crops = 6, most_large_crops = 2;
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
std::vector<Area> likely_areas(const Grey& grey, int tiles_along, std::size_t most) {
  const int tile = std::max(8, std::max(grey.width, grey.height) / tiles_along);
  const int columns = grey.width / tile, rows = grey.height / tile;
  if (columns < 3 || rows < 3) return {};
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
    const float fewer = std::min(t.across, t.down), more = std::max(t.across, t.down);
    return t.dark > 0.22F && t.dark < 0.8F && fewer > 0.02F && more < 3 * fewer;
  };
  // Only tiles among others of their kind: what touches the code, a rule or a line of text, falls off.
  std::vector<char> core(tiles.size(), 0);
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      if (!is_dotted(tile_at(column, row))) continue;
      int around = 0;
      for (int r = std::max(0, row - 1); r <= std::min(rows - 1, row + 1); ++r) {
        for (int c = std::max(0, column - 1); c <= std::min(columns - 1, column + 1); ++c)
          around += is_dotted(tile_at(c, r));
      }
      core[static_cast<std::size_t>(row * columns + column)] = around >= 6;
    }
  }
  std::vector<int> blob(tiles.size(), -1);
  std::vector<Area> areas;
  std::vector<std::size_t> open;
  for (std::size_t start = 0; start < tiles.size(); ++start) {
    if (blob[start] >= 0 || core[start] == 0) continue;
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
          if (blob[next] < 0 && core[next] != 0) {
            blob[next] = static_cast<int>(start);
            open.push_back(next);
          }
        }
      }
    }
    const int wide = right - left + 1, high = bottom - top + 1;
    const double shape = static_cast<double>(std::min(wide, high)) / std::max(wide, high);
    const double filled = static_cast<double>(count) / (wide * high);
    if (std::min(wide, high) < 2 || shape < 0.5 || filled < 0.45) continue;
    // The border of the blob is half of its tiles' neighbours.
    const int x = std::max(0, left - 1) * tile, y = std::max(0, top - 1) * tile;
    areas.push_back({x, y, std::min(grey.width, (right + 2) * tile) - x, std::min(grey.height, (bottom + 2) * tile) - y,
                     shape * filled * std::sqrt(count)});
  }
  std::sort(areas.begin(), areas.end(), [](const Area& a, const Area& b) { return a.weight > b.weight; });
  if (areas.size() > most) areas.resize(most);
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

std::optional<Code> read_with_dmtx(Grey& grey, Clock::time_point until) {
  DmtxImage* image = dmtxImageCreate(grey.bytes.data(), grey.width, grey.height, DmtxPack8bppK);
  if (image == nullptr) return std::nullopt;
  std::string bytes;
  if (DmtxDecode* decode = dmtxDecodeCreate(image, 1)) {
    dmtxDecodeSetProp(decode, DmtxPropSymbolSize, DmtxSymbolSquareAuto);
    const auto allowed = [&] {
      const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now()).count();
      return dmtxTimeAdd(dmtxTimeNow(), std::max<long>(1, static_cast<long>(left)));
    };
    DmtxTime timeout = allowed();
    while (bytes.empty()) {
      DmtxRegion* region = dmtxRegionFindNext(decode, &timeout);
      if (region == nullptr) {
        // Its clock is the wall's: cut short on a busy machine, it goes on from where it stood.
        if (dmtxTimeExceeded(timeout) == 0 || Clock::now() >= until) break;
        timeout = allowed();
        continue;
      }
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
  if (bytes.empty()) return std::nullopt;
  return Code{Code::Symbology::data_matrix, std::move(bytes), {}};
}

std::optional<Code> read_with_zxing(const Grey& grey, ZXing::Binarizer binarizer) {
  const ZXing::ImageView view(grey.bytes.data(), grey.width, grey.height, ZXing::ImageFormat::Lum);
  const auto hints = ZXing::DecodeHints()
                         .setFormats(ZXing::BarcodeFormat::DataMatrix | ZXing::BarcodeFormat::QRCode)
                         .setTryHarder(true)
                         .setTryRotate(false)
                         .setTryDownscale(false)
                         .setBinarizer(binarizer);
  const auto result = ZXing::ReadBarcode(view, hints);
  const auto& bytes = result.bytes();
  if (!result.isValid() || bytes.empty() || bytes.size() > max_code_bytes) return std::nullopt;
  return Code{result.format() == ZXing::BarcodeFormat::QRCode ? Code::Symbology::qr : Code::Symbology::data_matrix,
              std::string(bytes.begin(), bytes.end()),
              {}};
}

// Both ways zxing has of telling dark from light: by the neighbourhood, by the whole crop.
std::optional<Code> read_with_zxing(const Grey& grey) {
  auto code = read_with_zxing(grey, ZXing::Binarizer::LocalAverage);
  return code ? code : read_with_zxing(grey, ZXing::Binarizer::GlobalHistogram);
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

// Edges steepened: what a little defocus took, from the difference with a mean of the neighbourhood.
Grey sharpened(const Grey& grey, int radius, double amount) {
  Grey out{grey.width, grey.height, std::vector<unsigned char>(grey.bytes.size())};
  // A table of sums: the mean of any square in four look-ups.
  const auto across = static_cast<std::size_t>(grey.width) + 1;
  std::vector<std::uint32_t> sums(across * (static_cast<std::size_t>(grey.height) + 1), 0);
  for (int y = 0; y < grey.height; ++y) {
    std::uint32_t row = 0;
    for (int x = 0; x < grey.width; ++x) {
      row += grey.at(x, y);
      const auto at = static_cast<std::size_t>(y + 1) * across + static_cast<std::size_t>(x + 1);
      sums[at] = sums[at - across] + row;
    }
  }
  for (int y = 0; y < grey.height; ++y) {
    const int top = std::max(0, y - radius), bottom = std::min(grey.height, y + radius + 1);
    for (int x = 0; x < grey.width; ++x) {
      const int left = std::max(0, x - radius), right = std::min(grey.width, x + radius + 1);
      const auto at = [&](int px, int py) {
        return static_cast<std::int64_t>(sums[static_cast<std::size_t>(py) * across + static_cast<std::size_t>(px)]);
      };
      const double mean = static_cast<double>(at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top)) /
                          ((right - left) * (bottom - top));
      const double value = grey.at(x, y) + amount * (grey.at(x, y) - mean);
      out.bytes[static_cast<std::size_t>(y) * static_cast<std::size_t>(grey.width) + static_cast<std::size_t>(x)] =
          static_cast<unsigned char>(std::clamp(value, 0.0, 255.0));
    }
  }
  return out;
}

std::optional<Code> read_area(const Grey& page, const Area& area, bool likely, Clock::time_point deadline) {
  struct Sharpening {
    double radius, amount;
  };
  static constexpr Sharpening sharpenings[] = {{2, 1.5}, {3, 1.5}, {4, 3}, {3, 3}};
  const double side = std::max(area.width, area.height);
  std::vector<double> scales = {1, 2, 1.5};
  if (side > 400) scales = {400 / side, 650 / side};
  for (const double scale : scales) {
    if (Clock::now() >= deadline) return std::nullopt;
    const Grey cut = crop(page, area, scale);
    if (auto code = read_with_zxing(cut)) return code;
    for (const auto& [radius, amount] : sharpenings) {
      if (auto code = read_with_zxing(sharpened(cut, static_cast<int>(radius * scale + 0.5), amount))) return code;
    }
  }
  // Another reader's eye, ten times slower: for what looks most like a code, once.
  if (!likely || Clock::now() >= deadline) return std::nullopt;
  Grey cut = crop(page, area, std::min(2.0, 500 / side));
  return read_with_dmtx(cut, std::min(deadline, Clock::now() + try_time));
}

// Every `factor` pixels a side as their mean.
Grey shrunk(const Grey& grey, int factor) {
  Grey out{grey.width / factor, grey.height / factor, {}};
  out.bytes.reserve(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height));
  const auto area = static_cast<unsigned>(factor * factor);
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      unsigned sum = 0;
      for (int down = 0; down < factor; ++down) {
        for (int across = 0; across < factor; ++across) sum += grey.at(x * factor + across, y * factor + down);
      }
      out.bytes.push_back(static_cast<unsigned char>(sum / area));
    }
  }
  return out;
}

std::vector<Code> find(const Grey& grey, Clock::time_point deadline) {
  std::vector<Code> found;
  bool slow_reader = true;  // once a picture
  const auto look = [&](int factor, const std::vector<Area>& areas) {
    for (Area area : areas) {
      if (Clock::now() >= deadline || found.size() >= max_codes_per_page) return;
      area.x *= factor, area.y *= factor, area.width *= factor, area.height *= factor;
      const bool likely = slow_reader && area.weight > 3;
      auto code = read_area(grey, area, likely, deadline);
      slow_reader = slow_reader && !likely;
      if (!code) continue;
      code->box = box_of(area, grey);
      found.push_back(std::move(*code));
    }
  };
  look(1, likely_areas(grey, 112, most_crops));
  const int longest = std::max(grey.width, grey.height);
  if (found.empty() && longest <= 400) look(1, {Area{0, 0, grey.width, grey.height, 0}});
  // Dots too large for those tiles: a close picture of a code, or a picture of nothing else.
  for (const int factor : {3, 9}) {
    if (!found.empty() || Clock::now() >= deadline || longest / factor < 80) break;
    look(factor, likely_areas(shrunk(grey, factor), 112 / factor, most_large_crops));
  }
  return found;
}

}  // namespace

std::vector<Code> find_codes(PIX* grey, CpuClock::time_point deadline) {
  if (grey == nullptr || pixGetDepth(grey) != 8 || Clock::now() >= deadline) return {};
  try {
    return find(grey_of(grey), deadline);
  } catch (const std::exception&) {
    return {};  // a reader that gave up on a picture: no code
  }
}

}  // namespace pipeline
