#include "pipeline/worker/letters.h"

#include <algorithm>
#include <cstdlib>

namespace pipeline {
namespace {

constexpr std::size_t most_parts = 4000;  // a page in small print has as many

// Letters stand closer to those of their line than to those of the next: the nearest neighbour is beside, not below.
// True of lines that lean, and of both scripts of a card.
void tell_direction(Letters& letters) {
  int beside = 0, above = 0;
  const float reach = 3 * letters.height;
  std::ranges::sort(letters.parts, {}, &Letters::Part::y);
  const auto& parts = letters.parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& one = parts[i];
    const int x = 2 * one.x + one.width, y = 2 * one.y + one.height;
    int nearest = 1 << 30, across = 0, down = 0;
    const auto look = [&](const Letters::Part& other) {
      const int dx = std::abs(2 * other.x + other.width - x), dy = std::abs(2 * other.y + other.height - y);
      if (const int far = dx * dx + dy * dy; far < nearest) nearest = far, across = dx, down = dy;
    };
    for (std::size_t k = i; k-- > 0 && static_cast<float>(one.y - parts[k].y) < reach;) look(parts[k]);
    for (std::size_t k = i + 1; k < parts.size() && static_cast<float>(parts[k].y - one.y) < reach; ++k) look(parts[k]);
    if (across > 2 * down) ++beside;
    if (down > 2 * across) ++above;
  }
  letters.upright = beside >= above;
  letters.certain = std::max(beside, above) >= 40 && std::max(beside, above) > 2 * std::min(beside, above);
}

}  // namespace

Pixels ink(PIX* grey) {
  PIX* binary = nullptr;
  pixOtsuAdaptiveThreshold(grey, 300, 300, 0, 0, 0.1F, nullptr, &binary);
  return Pixels(binary);
}

Letters find_letters(PIX* grey) {
  Letters letters;
  const Pixels binary = ink(grey);
  if (!binary) return letters;
  BOXA* boxes = pixConnCompBB(binary.get(), 8);
  for (l_int32 i = 0; boxes != nullptr && i < boxaGetCount(boxes) && letters.parts.size() < most_parts; ++i) {
    Letters::Part part;
    boxaGetBoxGeometry(boxes, i, &part.x, &part.y, &part.width, &part.height);
    const int w = part.width, h = part.height;
    // Dots, rules and frames are not letters; letters that touch make parts three or four times as wide as high.
    if (h >= 5 && h <= 120 && w >= 2 && w <= 4 * h && h <= 6 * w) letters.parts.push_back(part);
  }
  boxaDestroy(&boxes);
  if (letters.parts.size() < 20) return letters;
  std::vector<int> heights;
  for (const auto& part : letters.parts) heights.push_back(part.height);
  const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
  std::ranges::nth_element(heights, middle);
  letters.height = static_cast<float>(*middle);
  tell_direction(letters);
  return letters;
}

}  // namespace pipeline
