#include "pipeline/worker/straighten.h"

#include <algorithm>
#include <cmath>

namespace pipeline {
namespace {

// Ink black on white whatever the light: the threshold follows the surroundings.
Pixels ink(PIX* grey) {
  PIX* binary = nullptr;
  pixOtsuAdaptiveThreshold(grey, 300, 300, 0, 0, 0.1F, nullptr, &binary);
  return Pixels(binary);
}

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
  return Pixels(pixRotate(colour, degrees * 3.14159265F / 180.0F, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
}

std::optional<int> upright_turn(PIX* grey, float letter_height) {
  // leptonica looks for strokes as long as those of 10-point letters at 200 dpi: smaller ones give no answer.
  const float factor = letter_height > 0 ? std::clamp(13.0F / letter_height, 1.0F, 2.0F) : 1.33F;
  const Pixels larger(pixScale(grey, factor, factor));
  const Pixels binary = larger ? ink(larger.get()) : nullptr;
  float up = 0, left = 0;
  if (!binary || pixOrientDetect(binary.get(), &up, &left, 0, 0) != 0) return std::nullopt;
  l_int32 orientation = L_TEXT_ORIENT_UNKNOWN;
  makeOrientDecision(up, left, 0, 0, &orientation, 0);
  switch (orientation) {
    case L_TEXT_ORIENT_UP:
      return 0;
    case L_TEXT_ORIENT_LEFT:
      return 90;
    case L_TEXT_ORIENT_DOWN:
      return 180;
    case L_TEXT_ORIENT_RIGHT:
      return 270;
    default:
      return std::nullopt;
  }
}

Pixels quarter_turn(PIX* pixels, int degrees) { return Pixels(pixRotateOrth(pixels, degrees / 90)); }

Pixels even_light(PIX* grey) {
  // The paper's light, on a copy small enough to cost nothing: closing erases the ink.
  const Pixels small(pixScaleSmooth(grey, 1.0F / 16, 1.0F / 16));
  const Pixels paper(small ? pixCloseGray(small.get(), 5, 5) : nullptr);
  if (!paper) return Pixels(pixClone(grey));
  l_float32 dark = 0, bright = 0;
  pixGetRankValueMasked(paper.get(), nullptr, 0, 0, 1, 0.10F, &dark, nullptr);
  pixGetRankValueMasked(paper.get(), nullptr, 0, 0, 1, 0.90F, &bright, nullptr);
  if (bright <= 0 || (bright - dark) / bright < 0.3F) return Pixels(pixClone(grey));
  Pixels even(pixBackgroundNormSimple(grey, nullptr, nullptr));
  return even ? std::move(even) : Pixels(pixClone(grey));
}

}  // namespace pipeline
