#pragma once

#include <vector>

#include "pipeline/facts.h"
#include "pipeline/verdict.h"

namespace pipeline {

// What hinders the reading of a page. A fault is only believed when the picture and the reading agree: a sharp measure
// on a page that reads badly, or a soft one on a page that reads well, is no reason to send a parent back to the
// camera.
struct PageQuality {
  bool read_well = false;  // what is not found there is truly absent
  bool readable = false;   // at least a few words are sure
  bool blank = false;
  bool no_text = false;              // sharp enough and lit, and nothing printed on it: a landscape, a hand
  std::vector<Reason> told;          // whatever was found: floue, sombre, trop_petite
  std::vector<Reason> when_missing;  // told only when something looked for is missing: reflet, coupee, a little soft
};

PageQuality assess(const Page& page);

}  // namespace pipeline
