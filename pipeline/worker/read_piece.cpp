#include "pipeline/worker/read_piece.h"

#include <algorithm>
#include <new>
#include <optional>
#include <vector>

#include "pipeline/worker/measure.h"
#include "pipeline/worker/pdf.h"
#include "pipeline/worker/picture.h"
#include "pipeline/worker/redraw.h"
#include "pipeline/worker/sniff.h"
#include "pipeline/worker/straighten.h"

namespace pipeline {
namespace {

using Clock = std::chrono::steady_clock;

// A page on its way: `colour` is what agents will see, at the size it is read; `page` is what is told of it.
struct Sheet {
  Pixels colour;
  Page page;
  bool to_recognize = false;
  bool remarked = false;  // the decoder said something: a blank page is then a broken one
};

Pixels grey_of(PIX* colour) { return Pixels(pixConvertRGBToLuminance(colour)); }

// Boxes are told in pixels of the redrawn picture, whatever the size the page was read at.
void size_page(Sheet& sheet) {
  const int width = pixGetWidth(sheet.colour.get()), height = pixGetHeight(sheet.colour.get());
  const int longest = std::max(width, height);
  const auto scaled = [&](int edge) {
    return static_cast<std::uint16_t>(
        longest <= max_picture_edge_px
            ? edge
            : std::max(1, static_cast<int>(std::int64_t{edge} * max_picture_edge_px / longest)));
  };
  sheet.page.width = scaled(width);
  sheet.page.height = scaled(height);
}

void to_picture_pixels(std::vector<Word>& words, const PIX* from, const Page& page) {
  const double across = static_cast<double>(page.width) / pixGetWidth(const_cast<PIX*>(from));
  const double down = static_cast<double>(page.height) / pixGetHeight(const_cast<PIX*>(from));
  for (Word& word : words) {
    Box& box = word.box;
    const auto right = static_cast<std::uint16_t>(std::min<double>((box.x + box.width) * across + 0.5, page.width));
    const auto bottom = static_cast<std::uint16_t>(std::min<double>((box.y + box.height) * down + 0.5, page.height));
    box.x = static_cast<std::uint16_t>(box.x * across);
    box.y = static_cast<std::uint16_t>(box.y * down);
    box.width = static_cast<std::uint16_t>(right - std::min(box.x, right));
    box.height = static_cast<std::uint16_t>(bottom - std::min(box.y, bottom));
  }
}

// Words that the frame of the picture goes through. Two could be a stain read as letters; three are a cut page.
bool is_cut(const std::vector<Word>& words, int width) {
  return std::ranges::count_if(words, [&](const Word& word) {
           return word.confidence >= 50 && word.text.size() >= 3 &&
                  (word.box.x <= 2 || word.box.x + word.box.width >= width - 2);
         }) >= 3;
}

// Later pages lose their words first when a document says more than its share.
void bound_text(std::vector<Word>& words, std::size_t& words_left) {
  std::size_t bytes = 0;
  const auto end =
      std::ranges::find_if(words, [&](const Word& word) { return (bytes += word.text.size()) > max_page_text_bytes; });
  words.erase(end, words.end());
  if (words.size() > words_left) words.resize(words_left);
  words_left -= words.size();
}

// How much was read, and how surely.
std::size_t weight(const Recognized& found) {
  return static_cast<std::size_t>(found.mean_confidence) * found.words.size();
}

void recognize(Sheet& sheet, const Recognizer& recognizer, Clock::time_point deadline, bool& timed_out, bool& redrawn) {
  const Pixels grey = even_light(grey_of(sheet.colour.get()).get());
  Recognized found = recognizer.read(grey.get(), deadline);
  int turn = found.turn;
  // Upside down reads as nonsense; asking always would cost every good page. A blurred page is nonsense either way up.
  if (!found.timed_out && (found.mean_confidence < 60 || found.words.size() < 5) && sheet.page.measures.edge >= 0.2F) {
    const auto wanted = upright_turn(grey.get(), sheet.page.measures.letter_height);
    const int tried = wanted.value_or(180);
    if (tried != 0 && (wanted || found.words.size() >= 5)) {
      const Pixels again_grey = quarter_turn(grey.get(), tried);
      Recognized again = recognizer.read(again_grey.get(), deadline);
      if (weight(again) > weight(found)) {
        found = std::move(again);
        turn = (tried + found.turn) % 360;
      }
    }
  }
  timed_out = found.timed_out;
  if (turn != 0) {
    sheet.colour = quarter_turn(sheet.colour.get(), turn);
    sheet.page.turned = static_cast<std::uint16_t>(turn);
    size_page(sheet);
    redrawn = true;
  }
  sheet.page.source = TextSource::ocr;
  sheet.page.measures.cut = is_cut(found.words, pixGetWidth(sheet.colour.get()));
  sheet.page.words = std::move(found.words);
  to_picture_pixels(sheet.page.words, sheet.colour.get(), sheet.page);
}

class PieceReading {
 public:
  PieceReading(std::span<const std::byte> untrusted, const PieceLimits& limits, const Recognizer& recognizer,
               FrameWriter& out)
      : untrusted_(untrusted), limits_(limits), recognizer_(recognizer), out_(out) {}

  void run() {
    const Sniffed sniffed = sniff(untrusted_);
    facts_.media = sniffed.media;
    facts_.refusal = sniffed.refusal;
    facts_.damaged = sniffed.damaged;
    std::optional<Pdf> pdf;
    if (facts_.refusal == Refusal::none) {
      if (sniffed.media == Media::pdf) {
        pdf.emplace(untrusted_);
        facts_.refusal = pdf->refusal();
        facts_.pages = pdf->pages();
        facts_.content_removed = pdf->content_removed();
      } else {
        facts_.pages = static_cast<std::uint32_t>(count_pictures(untrusted_, sniffed));
      }
    }
    out_.head(facts_);
    out_.stage(Stage::opened);
    if (facts_.refusal != Refusal::none) return;

    // What the family waits for first, pictures before words; the pages behind come after.
    const std::size_t count = std::min<std::size_t>(facts_.pages, max_pages_read);
    const std::size_t first = std::min(count, limits_.pages_recognized);
    const auto look = [&](std::size_t index) { return pdf ? draw(*pdf, index) : decode(sniffed, index); };
    std::vector<Sheet> sheets;
    for (std::size_t i = 0; i < first && show(look(i), sheets); ++i) {
    }
    if (sheets.empty()) {
      out_.head(facts_);
      return;
    }
    out_.stage(Stage::looked);
    for (std::size_t i = 0; i < sheets.size(); ++i) tell(i, sheets[i]);
    if (sheets.size() == first) {
      for (std::size_t i = first; i < count && Clock::now() < limits_.deadline - spare; ++i) {
        if (!show(look(i), sheets)) break;
        sheets[i].to_recognize = false;
        tell(i, sheets[i]);
        sheets[i].colour.reset();
      }
    }
    out_.head(facts_);
    out_.stage(Stage::read);
  }

 private:
  // Kept to send what was found, before the zygote's clock strikes.
  static constexpr std::chrono::milliseconds spare{400};

  Sheet decode(const Sniffed& sniffed, std::size_t index) {
    Decoded decoded = decode_picture(untrusted_, sniffed, index);
    Sheet sheet{.colour = std::move(decoded.pixels), .page = {}, .to_recognize = true};
    facts_.damaged = facts_.damaged || decoded.complained || decoded.incomplete;
    sheet.page.measures.incomplete = decoded.incomplete;
    if (!sheet.colour && index == 0) facts_.refusal = decoded.too_big ? Refusal::trop_grand : Refusal::abime;
    return sheet;
  }

  Sheet draw(const Pdf& pdf, std::size_t index) {
    Pdf::Sheet drawn = pdf.draw(index);
    Sheet sheet{.colour = std::move(drawn.pixels), .page = {}, .to_recognize = drawn.text_layer.empty()};
    sheet.page.words = std::move(drawn.text_layer);
    if (!sheet.page.words.empty()) sheet.page.source = TextSource::text_layer;
    facts_.damaged = facts_.damaged || pdf.complained();
    sheet.remarked = pdf.remarked();
    if (!sheet.colour && index == 0) facts_.refusal = drawn.too_big ? Refusal::trop_grand : Refusal::abime;
    return sheet;
  }

  bool show(Sheet sheet, std::vector<Sheet>& sheets) {
    if (!sheet.colour) {
      facts_.damaged = true;
      return false;
    }
    const Pixels grey = grey_of(sheet.colour.get());
    const bool incomplete = sheet.page.measures.incomplete;
    sheet.page.measures = measure(grey.get());
    sheet.page.measures.incomplete = incomplete;
    if (sheet.page.measures.blank) {
      sheet.to_recognize = false;
      facts_.damaged = facts_.damaged || sheet.remarked;
    }
    if (sheet.to_recognize) {
      if (const float degrees = skew_degrees(grey.get()); degrees != 0)
        sheet.colour = level(sheet.colour.get(), degrees);
    }
    size_page(sheet);
    Page without_words = sheet.page;
    without_words.words.clear();
    out_.page(sheets.size(), without_words);
    pictures_left_ = pictures_left_ && out_.picture(sheets.size(), redraw(sheet.colour.get()));
    sheets.push_back(std::move(sheet));
    return true;
  }

  void tell(std::size_t index, Sheet& sheet) {
    bool timed_out = false, redrawn = false;
    if (sheet.to_recognize) recognize(sheet, recognizer_, limits_.deadline - spare, timed_out, redrawn);
    facts_.timed_out = facts_.timed_out || timed_out;
    bound_text(sheet.page.words, words_left_);
    out_.page(index, sheet.page);
    if (redrawn && pictures_left_) out_.picture(index, redraw(sheet.colour.get()));
    sheet.page.words.clear();
  }

  std::span<const std::byte> untrusted_;
  const PieceLimits& limits_;
  const Recognizer& recognizer_;
  FrameWriter& out_;
  Facts facts_;
  bool pictures_left_ = true;  // once one didn't fit, later ones would leave a hole
  std::size_t words_left_ = max_words;
};

}  // namespace

void read_piece(std::span<const std::byte> untrusted, const PieceLimits& limits, const Recognizer& recognizer,
                FrameWriter& out) {
  try {
    PieceReading(untrusted, limits, recognizer, out).run();
  } catch (const std::bad_alloc&) {
    out.head({.refusal = Refusal::trop_grand});
  }
}

void warm_decoders() {
  warm_picture_decoders();
  warm_pdf();
}

}  // namespace pipeline
