#pragma once

#include <vector>

#include "pipeline/worker/pixels.h"

namespace pipeline {

// Parts of the ink that have the size and shape of letters, wherever they are and whatever they say.
struct Letters {
  struct Part {
    int x = 0, y = 0, width = 0, height = 0;
  };
  std::vector<Part> parts;
  float height = 0;      // median; 0 when there are too few to tell
  bool upright = true;   // the lines they make run across; false: up or down the picture
  bool certain = false;  // about that
};

// Ink black on white whatever the light: the threshold follows the surroundings.
Pixels ink(PIX* grey);
Letters find_letters(PIX* grey);

}  // namespace pipeline
