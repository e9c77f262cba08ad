#include "pipeline/worker/recognize.h"

#include <tesseract/baseapi.h>
#include <tesseract/ocrclass.h>
#include <tesseract/resultiterator.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace pipeline {
namespace {

// Lines that run up or down the picture are read as well as others, and said to be level: their boxes tell. Going down,
// the page lies on its right side.
int turn_of(const std::vector<Word>& words) {
  std::size_t level = 0, upward = 0, downward = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].text.size() < 4) continue;
    const Box& box = words[i].box;
    if (box.height < box.width) {
      ++level;
    } else if (i > 0 && words[i - 1].line == words[i].line && box.height > 2 * box.width) {
      ++(box.y > words[i - 1].box.y ? downward : upward);
    }
  }
  if (upward + downward <= level) return 0;
  return downward > upward ? 270 : 90;
}

}  // namespace

Box turned(const Box& box, int degrees, int width, int height) {
  const auto px = [](int value) { return static_cast<std::uint16_t>(std::max(value, 0)); };
  switch (degrees) {
    case 90:
      return {px(height - box.y - box.height), box.x, box.height, box.width};
    case 180:
      return {px(width - box.x - box.width), px(height - box.y - box.height), box.width, box.height};
    case 270:
      return {box.y, px(width - box.x - box.width), box.height, box.width};
    default:
      return box;
  }
}

Recognizer::Recognizer() : engine_(std::make_unique<tesseract::TessBaseAPI>()) {
  if (engine_->Init(nullptr, "fra", tesseract::OEM_LSTM_ONLY) != 0) throw std::runtime_error("tesseract: no fra model");
  engine_->SetPageSegMode(tesseract::PSM_AUTO);
  // A first page, so that what is built lazily is built before the forks.
  const Pixels page(pixCreate(200, 80, 8));
  pixSetAllGray(page.get(), 255);
  read(page.get(), CpuClock::now() + std::chrono::seconds(10));
}

Recognizer::~Recognizer() = default;

Recognized Recognizer::read(PIX* grey, CpuClock::time_point deadline) const {
  Recognized recognized;
  if (CpuClock::now() >= deadline) {
    recognized.timed_out = true;
    return recognized;
  }
  engine_->SetImage(grey);
  // Told, or it guesses from letters and says so on stderr.
  engine_->SetSourceResolution(150);
  tesseract::ETEXT_DESC monitor;
  monitor.cancel_this = &deadline;
  monitor.cancel = [](void* until, int) { return CpuClock::now() >= *static_cast<CpuClock::time_point*>(until); };
  const bool done = engine_->Recognize(&monitor) == 0;
  recognized.timed_out = !done || CpuClock::now() >= deadline;
  const std::unique_ptr<tesseract::ResultIterator> at(done ? engine_->GetIterator() : nullptr);
  std::uint64_t sum = 0;
  std::uint16_t line = 0;
  if (at != nullptr && !at->Empty(tesseract::RIL_WORD)) {
    do {
      const std::unique_ptr<char[]> text(at->GetUTF8Text(tesseract::RIL_WORD));
      int left_px = 0, top = 0, right = 0, bottom = 0;
      if (text == nullptr || !at->BoundingBox(tesseract::RIL_WORD, &left_px, &top, &right, &bottom)) continue;
      if (at->IsAtBeginningOf(tesseract::RIL_TEXTLINE) && !recognized.words.empty()) ++line;
      if (right <= left_px || bottom <= top ||
          std::string_view(text.get()).find_first_not_of(' ') == std::string_view::npos)
        continue;
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
  recognized.turn = turn_of(recognized.words);
  for (Word& word : recognized.words)
    word.box = turned(word.box, recognized.turn, pixGetWidth(grey), pixGetHeight(grey));
  engine_->Clear();
  return recognized;
}

}  // namespace pipeline
