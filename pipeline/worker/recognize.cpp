#include "pipeline/worker/recognize.h"

#include <tesseract/baseapi.h>
#include <tesseract/ocrclass.h>
#include <tesseract/resultiterator.h>

#include <algorithm>
#include <stdexcept>

namespace pipeline {

Recognizer::Recognizer() : engine_(std::make_unique<tesseract::TessBaseAPI>()) {
  if (engine_->Init(nullptr, "fra", tesseract::OEM_LSTM_ONLY) != 0) throw std::runtime_error("tesseract: no fra model");
  engine_->SetVariable("debug_file", "/dev/null");
  engine_->SetPageSegMode(tesseract::PSM_AUTO);
  // A first page, so that what is built lazily is built before the forks.
  const Pixels page(pixCreate(200, 80, 8));
  pixSetAllGray(page.get(), 255);
  read(page.get(), std::chrono::steady_clock::now() + std::chrono::seconds(10));
}

Recognizer::~Recognizer() = default;

Recognized Recognizer::read(PIX* grey, std::chrono::steady_clock::time_point deadline) const {
  Recognized recognized;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  if (left.count() <= 0) {
    recognized.timed_out = true;
    return recognized;
  }
  engine_->SetImage(grey);
  // Told, or it guesses from letters and says so on stderr.
  engine_->SetSourceResolution(150);
  tesseract::ETEXT_DESC monitor;
  monitor.set_deadline_msecs(static_cast<int>(left.count()));
  const bool done = engine_->Recognize(&monitor) == 0;
  recognized.timed_out = !done || std::chrono::steady_clock::now() >= deadline;
  const std::unique_ptr<tesseract::ResultIterator> at(done ? engine_->GetIterator() : nullptr);
  std::uint64_t sum = 0;
  std::uint16_t line = 0;
  if (at != nullptr && !at->Empty(tesseract::RIL_WORD)) {
    do {
      const std::unique_ptr<char[]> text(at->GetUTF8Text(tesseract::RIL_WORD));
      int left_px = 0, top = 0, right = 0, bottom = 0;
      if (text == nullptr || !at->BoundingBox(tesseract::RIL_WORD, &left_px, &top, &right, &bottom)) continue;
      if (at->IsAtBeginningOf(tesseract::RIL_TEXTLINE) && !recognized.words.empty()) ++line;
      Word word;
      word.text = text.get();
      word.confidence = static_cast<std::uint8_t>(std::clamp(at->Confidence(tesseract::RIL_WORD), 0.0F, 100.0F));
      word.line = line;
      const auto px = [](int value) { return static_cast<std::uint16_t>(std::clamp(value, 0, 65'535)); };
      word.box = {px(left_px), px(top), px(right - left_px), px(bottom - top)};
      sum += word.confidence;
      recognized.words.push_back(std::move(word));
    } while (recognized.words.size() < max_words && at->Next(tesseract::RIL_WORD));
  }
  if (!recognized.words.empty()) recognized.mean_confidence = static_cast<int>(sum / recognized.words.size());
  engine_->Clear();
  return recognized;
}

}  // namespace pipeline
