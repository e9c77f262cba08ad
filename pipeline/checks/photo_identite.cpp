#include <algorithm>

#include "pipeline/checks/check.h"

namespace pipeline {

// What a printed portrait of 35 × 45 mm needs, and nothing about who is on it: the shape, the number of pixels, the
// light, the sharpness, a plain ground in the upper corners.
std::vector<Reason> check_photo_identite(const Facts& facts) {
  // A phone held upright gives 3:4; the official frame is 7:9.
  constexpr double narrowest = 0.70, widest = 0.85;
  constexpr std::uint32_t least_width = 350, least_height = 450;
  constexpr float dark_light = 60, blurred_edge = 0.12f, plain_ground = 20;

  const Page& page = facts.pages_read.front();
  std::vector<Reason> reasons;
  if (page.measures.light < dark_light) {
    reasons.push_back(Reason::sombre);
  } else if (page.measures.edge > 0 && page.measures.edge < blurred_edge) {
    reasons.push_back(Reason::floue);
  }
  if (page.source_width > 0 && page.source_height > 0 &&
      (std::min(page.source_width, page.source_height) < least_width ||
       std::max(page.source_width, page.source_height) < least_height)) {
    // Few pixels look soft: the cause is told, not its effect.
    std::erase(reasons, Reason::floue);
    reasons.push_back(Reason::trop_petite);
  }
  const double ratio = page.height == 0 ? 0 : static_cast<double>(page.width) / page.height;
  const bool framed = ratio >= narrowest && ratio <= widest && page.measures.corner_spread < plain_ground;
  // A sheet drawn from a PDF, several pictures, another frame: the collège crops it, or asks.
  if (reasons.empty() && (!framed || facts.media == Media::pdf || facts.pages != 1))
    reasons.push_back(Reason::lecture_humaine);
  return reasons;
}

}  // namespace pipeline
