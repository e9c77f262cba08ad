#include "pipeline/worker/straighten.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "pipeline/worker/letters.h"

namespace pipeline {
namespace {

constexpr float sure_of_feet = 3;

}  // namespace

float skew_degrees(PIX* grey) {
  const Pixels half(pixScaleAreaMap2(grey));
  if (!half) return 0;
  const Pixels binary = ink(half.get());
  float angle = 0, confidence = 0;
  if (!binary || pixFindSkewSweepAndSearch(binary.get(), &angle, &confidence, 2, 1, 15.0F, 1.0F, 0.02F) != 0) return 0;
  if (confidence < 3.0F || std::abs(angle) < 0.7F || std::abs(angle) > 15.0F) return 0;
  return angle;
}

Pixels level(PIX* colour, float degrees) {
  // Turned by more than a little, the corners need more room than the picture has.
  const bool much = std::abs(degrees) > 2;
  return Pixels(pixRotate(colour, degrees * 3.14159265F / 180.0F, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE,
                          much ? pixGetWidth(colour) : 0, much ? pixGetHeight(colour) : 0));
}

std::optional<bool> stands_upright(PIX* grey, float letter_height) {
  // leptonica looks for strokes as long as those of 10-point letters at 200 dpi: smaller ones give no answer.
  const float factor = letter_height > 0 ? std::clamp(13.0F / letter_height, 0.4F, 2.0F) : 1.33F;
  const Pixels scaled(pixScale(grey, factor, factor));
  const Pixels binary = scaled ? ink(scaled.get()) : nullptr;
  float up = 0;
  if (!binary || pixUpDownDetect(binary.get(), &up, 0, 0, 0) != 0) return std::nullopt;
  if (std::abs(up) < sure_of_feet) return std::nullopt;
  return up > 0;
}

Pixels quarter_turn(PIX* pixels, int degrees) { return Pixels(pixRotateOrth(pixels, degrees / 90)); }

Pixels even_light(PIX* grey) {
  constexpr int block = 16;
  const int width = pixGetWidth(grey), height = pixGetHeight(grey);
  const int across = (width + block - 1) / block, down = (height + block - 1) / block;
  // The paper of each block: brighter than nine tenths of it.
  std::vector<int> paper(static_cast<std::size_t>(across) * static_cast<std::size_t>(down));
  const auto at = [&](std::vector<int>& map, int x, int y) -> int& {
    return map[static_cast<std::size_t>(std::clamp(y, 0, down - 1)) * static_cast<std::size_t>(across) +
               static_cast<std::size_t>(std::clamp(x, 0, across - 1))];
  };
  for (int by = 0; by < down; ++by) {
    for (int bx = 0; bx < across; ++bx) {
      std::array<int, 256> histogram{};
      int count = 0;
      for (int y = by * block; y < std::min(height, (by + 1) * block); ++y) {
        const l_uint32* row = pixGetData(grey) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(grey);
        for (int x = bx * block; x < std::min(width, (bx + 1) * block); ++x, ++count)
          ++histogram[static_cast<std::size_t>(GET_DATA_BYTE(row, x))];
      }
      int value = 255;
      for (int seen = 0; value > 0; --value) {
        seen += histogram[static_cast<std::size_t>(value)];
        if (10 * seen >= count) break;
      }
      at(paper, bx, by) = value;
    }
  }
  // A headline fills a block with ink; a neighbour still shows paper. Then smoothed, or blocks would show.
  const auto spread = [&](auto choose) {
    std::vector<int> next = paper;
    for (int y = 0; y < down; ++y) {
      for (int x = 0; x < across; ++x) {
        int value = at(paper, x, y);
        for (int v = -1; v <= 1; ++v) {
          for (int u = -1; u <= 1; ++u) value = choose(value, at(paper, x + u, y + v));
        }
        at(next, x, y) = value;
      }
    }
    paper = std::move(next);
  };
  spread([](int a, int b) { return std::max(a, b); });
  spread([](int a, int b) { return std::max(a, b); });
  spread([](int a, int b) { return std::min(a, b); });
  std::vector<int> sorted = paper;
  std::ranges::nth_element(sorted, sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 3 / 4));
  // A dark band with white letters is no shadow: it stays darker than them.
  const int floor = std::max(40, sorted[sorted.size() * 3 / 4] * 45 / 100);
  std::vector<int> smooth = paper;
  for (int y = 0; y < down; ++y) {
    for (int x = 0; x < across; ++x) {
      int sum = 0;
      for (int v = -1; v <= 1; ++v) {
        for (int u = -1; u <= 1; ++u) sum += std::max(floor, at(paper, x + u, y + v));
      }
      at(smooth, x, y) = sum / 9;
    }
  }
  Pixels even(pixCreate(width, height, 8));
  if (!even) return Pixels(pixClone(grey));
  for (int y = 0; y < height; ++y) {
    const l_uint32* row = pixGetData(grey) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(grey);
    l_uint32* to = pixGetData(even.get()) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(even.get());
    // Between the centres of four blocks, in 256ths.
    const int cy = y * 16 - 128, top = cy >> 8, down_share = cy & 255;
    for (int x = 0; x < width; ++x) {
      const int cx = x * 16 - 128, left = cx >> 8, right_share = cx & 255;
      const int above = at(smooth, left, top) * (256 - right_share) + at(smooth, left + 1, top) * right_share;
      const int below = at(smooth, left, top + 1) * (256 - right_share) + at(smooth, left + 1, top + 1) * right_share;
      const int light = (above * (256 - down_share) + below * down_share) >> 16;
      const int value = static_cast<int>(GET_DATA_BYTE(row, x)) * 250 / std::max(light, 1);
      SET_DATA_BYTE(to, x, static_cast<l_uint8>(std::min(value, 255)));
    }
  }
  return even;
}

}  // namespace pipeline
