#pragma once

#include <leptonica/allheaders.h>

#include <memory>

namespace pipeline {

// A leptonica picture that frees itself: 8 bits of grey, or 32 of colour.
struct FreePix {
  void operator()(PIX* pix) const noexcept { pixDestroy(&pix); }
};
using Pixels = std::unique_ptr<PIX, FreePix>;

}  // namespace pipeline
