#include "pipeline/worker/measure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "pipeline/worker/picture.h"

namespace pipeline {
namespace {

constexpr int measured_edge_px = 1500;  // blur depends on scale: all figures are for this one
constexpr int tile_px = 64;
constexpr float darkest_paper = 70;

struct Grey {
  explicit Grey(PIX* pix)
      : width(pixGetWidth(pix)),
        height(pixGetHeight(pix)),
        pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {
    for (int y = 0; y < height; ++y) {
      const l_uint32* row = pixGetData(pix) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(pix);
      auto* to = pixels.data() + static_cast<std::ptrdiff_t>(y) * width;
      for (int x = 0; x < width; ++x) to[x] = static_cast<std::uint8_t>(GET_DATA_BYTE(row, x));
    }
  }
  int at(int x, int y) const {
    return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
  int width, height;
  std::vector<std::uint8_t> pixels;
};

using Histogram = std::array<std::uint32_t, 256>;

int rank(const Histogram& histogram, double share) {
  std::uint64_t total = 0, seen = 0;
  for (const auto count : histogram) total += count;
  for (int value = 0; value < 256; ++value) {
    seen += histogram[static_cast<std::size_t>(value)];
    if (static_cast<double>(seen) >= share * static_cast<double>(total)) return value;
  }
  return 255;
}

// The steepest gradient of a tile over its contrast: a sharp letter climbs from paper to ink in two pixels (about 0.4
// here), a defocused one in six (below 0.15). Relative to contrast, so that a pale print is not called blurred.
struct Edges {
  float steepness = 0;
  int tiles = 0;  // with contrast
  int all = 0;
};

Edges edges(const Grey& grey) {
  std::vector<float> steepness;
  int all = 0;
  for (int top = 1; top + tile_px < grey.height; top += tile_px) {
    for (int left = 1; left + tile_px < grey.width; left += tile_px) {
      Histogram light{}, gradient{};
      ++all;
      for (int y = top; y < top + tile_px; ++y) {
        for (int x = left; x < left + tile_px; ++x) {
          ++light[static_cast<std::size_t>(grey.at(x, y))];
          const int across = grey.at(x + 1, y) - grey.at(x - 1, y), down = grey.at(x, y + 1) - grey.at(x, y - 1);
          const int slope = static_cast<int>(std::sqrt(static_cast<float>(across * across + down * down)) / 2);
          ++gradient[static_cast<std::size_t>(std::min(slope, 255))];
        }
      }
      const int contrast = rank(light, 0.995) - rank(light, 0.005);
      if (contrast < 40) continue;
      steepness.push_back(static_cast<float>(rank(gradient, 0.995)) / static_cast<float>(contrast));
    }
  }
  if (steepness.empty()) return {.all = all};
  const auto middle = steepness.begin() + static_cast<std::ptrdiff_t>(steepness.size() / 2);
  std::nth_element(steepness.begin(), middle, steepness.end());
  return {*middle, static_cast<int>(steepness.size()), all};
}

// Burnt holes: near white inside paper that is not. A scan, white all over, has none.
float glare(PIX* grey, const Histogram& light) {
  if (rank(light, 0.75) >= 235) return 0;
  const Pixels small(pixScaleSmooth(grey, 0.25F, 0.25F));
  if (!small) return 0;
  Pixels burnt(pixThresholdToBinary(small.get(), 250));
  pixInvert(burnt.get(), burnt.get());
  BOXA* boxes = nullptr;
  PIXA* parts = nullptr;
  boxes = pixConnComp(burnt.get(), &parts, 8);
  const int width = pixGetWidth(small.get()), height = pixGetHeight(small.get());
  const double page = static_cast<double>(width) * height;
  double holes = 0;
  for (l_int32 i = 0; boxes != nullptr && i < boxaGetCount(boxes); ++i) {
    l_int32 x = 0, y = 0, w = 0, h = 0, area = 0;
    boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
    if (x <= 1 || y <= 1 || x + w >= width - 1 || y + h >= height - 1) continue;  // a window behind the sheet
    PIX* part = pixaGetPix(parts, i, L_CLONE);
    pixCountPixels(part, &area, nullptr);
    pixDestroy(&part);
    if (area >= 0.005 * page) holes += area;
  }
  boxaDestroy(&boxes);
  pixaDestroy(&parts);
  return static_cast<float>(holes / page);
}

// Of the two upper corners, the less plain.
float corner_spread(const Grey& grey) {
  const int width = std::max(1, grey.width / 8), height = std::max(1, grey.height / 8);
  float most = 0;
  for (const int left : {grey.width / 50, grey.width - width - grey.width / 50}) {
    double sum = 0, squares = 0, count = 0;
    for (int y = grey.height / 50; y < std::min(grey.height, grey.height / 50 + height); ++y) {
      for (int x = std::max(0, left); x < std::min(grey.width, left + width); ++x) {
        const double value = grey.at(x, y);
        sum += value, squares += value * value, count += 1;
      }
    }
    if (count == 0) continue;
    const double mean = sum / count;
    most = std::max(most, static_cast<float>(std::sqrt(std::max(0.0, squares / count - mean * mean))));
  }
  return std::min(most, 127.0F);
}

}  // namespace

Measures measure(PIX* grey) {
  const Pixels copy = shrink(Pixels(pixClone(grey)), measured_edge_px);
  Measures measures;
  if (!copy) return measures;
  const Grey pixels(copy.get());
  Histogram light{};
  double sum = 0;
  for (const auto value : pixels.pixels) {
    ++light[value];
    sum += value;
  }
  measures.light = static_cast<float>(sum / static_cast<double>(pixels.pixels.size()));
  measures.dark_end = static_cast<float>(rank(light, 0.05));
  const Edges found = edges(pixels);
  measures.edge = std::min(found.steepness, 1.0F);
  // A picture too small to have three tiles is judged on those it has.
  // In the dark nothing has contrast: only light paper is known to be blank.
  measures.blank = found.tiles < std::clamp(found.all, 1, 3) && measures.light >= darkest_paper;
  measures.glare = glare(copy.get(), light);
  measures.corner_spread = corner_spread(pixels);
  return measures;
}

}  // namespace pipeline
