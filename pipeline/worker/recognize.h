#pragma once

#include <memory>
#include <vector>

#include "pipeline/facts.h"
#include "pipeline/worker/cpu_clock.h"
#include "pipeline/worker/pixels.h"

namespace tesseract {
class TessBaseAPI;
}

namespace pipeline {

struct Recognized {
  std::vector<Word> words;  // boxes in pixels of the picture given, once turned by `turn`
  int mean_confidence = 0;  // 0..100, over words
  int turn = 0;             // degrees clockwise that set these words upright: lines that run up or down are read too
  bool timed_out = false;
};

// Where a box goes when a picture of that size is turned.
Box turned(const Box& box, int degrees, int width, int height);

// Tesseract with its French model, loaded once by the zygote; children inherit it by fork.
class Recognizer {
 public:
  Recognizer();  // throws when the model is missing
  ~Recognizer();
  Recognizer(const Recognizer&) = delete;
  Recognizer& operator=(const Recognizer&) = delete;

  Recognized read(PIX* grey, CpuClock::time_point deadline) const;

 private:
  std::unique_ptr<tesseract::TessBaseAPI> engine_;
};

}  // namespace pipeline
