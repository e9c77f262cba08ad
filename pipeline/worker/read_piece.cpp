#include "pipeline/worker/read_piece.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <new>
#include <optional>
#include <vector>

#include "pipeline/codes/mrz.h"
#include "pipeline/language/fold.h"
#include "pipeline/worker/find_codes.h"
#include "pipeline/worker/letters.h"
#include "pipeline/worker/measure.h"
#include "pipeline/worker/pdf.h"
#include "pipeline/worker/picture.h"
#include "pipeline/worker/read_mrz.h"
#include "pipeline/worker/redraw.h"
#include "pipeline/worker/sheet.h"
#include "pipeline/worker/sniff.h"
#include "pipeline/worker/straighten.h"

namespace pipeline {
namespace {

using Clock = CpuClock;

constexpr int widest_search_px = 3600;  // codes are searched no larger

// A page on its way: `colour` is what agents will see, at the size it is read; `page` is what is told of it.
struct Sheet {
  Pixels colour;
  Pixels larger;  // the same page with more pixels, when the file has them: codes and small letters need them
  Page page;
  bool to_recognize = false;
  bool feet_known = false;  // that it stands upright is sure
  bool lifted = false;      // lay wholly inside the picture: its borders cut nothing
};

Pixels grey_of(PIX* colour) { return Pixels(pixConvertRGBToLuminance(colour)); }

int longest_edge(PIX* pixels) { return std::max(pixGetWidth(pixels), pixGetHeight(pixels)); }

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

// From pixels of a copy of the page `width` × `height` to those of the redrawn picture.
void to_picture_pixels(Box& box, int width, int height, const Page& page) {
  const double across = static_cast<double>(page.width) / width, down = static_cast<double>(page.height) / height;
  const auto right = static_cast<std::uint16_t>(std::min<double>((box.x + box.width) * across + 0.5, page.width));
  const auto bottom = static_cast<std::uint16_t>(std::min<double>((box.y + box.height) * down + 0.5, page.height));
  box.x = static_cast<std::uint16_t>(std::min<double>(box.x * across, page.width));
  box.y = static_cast<std::uint16_t>(std::min<double>(box.y * down, page.height));
  box.width = static_cast<std::uint16_t>(right - std::min(box.x, right));
  box.height = static_cast<std::uint16_t>(bottom - std::min(box.y, bottom));
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

std::size_t sure_letters(const Recognized& found) {
  std::size_t letters = 0;
  for (const Word& word : found.words) letters += word.confidence >= 80 && word.text.size() >= 3 ? word.text.size() : 0;
  return letters;
}

// Upside down reads so: as nonsense, or as a few words for all the letters there are.
bool is_weak(const Recognized& found, std::size_t letters_seen) {
  return found.mean_confidence < 60 || 5 * sure_letters(found) < letters_seen;
}

// The band of a page where most letters stand: enough to know which way up it reads, for a tenth of the price.
Pixels busiest_band(PIX* grey, const Letters& letters) {
  const int height = pixGetHeight(grey), band = std::max(60, height / 8);
  std::vector<int> starts(static_cast<std::size_t>(height), 0);
  for (const auto& part : letters.parts) ++starts[static_cast<std::size_t>(std::clamp(part.y, 0, height - 1))];
  int inside = 0, most = -1, best = 0;
  for (int y = 0; y < height; ++y) {
    inside += starts[static_cast<std::size_t>(y)];
    if (y >= band) inside -= starts[static_cast<std::size_t>(y - band)];
    if (inside > most) most = inside, best = y - band + 1;
  }
  BOX* box = boxCreate(0, std::max(0, best - 6), pixGetWidth(grey), band + 12);
  Pixels cut(pixClipRectangle(grey, box, nullptr));
  boxDestroy(&box);
  return cut;
}

// Whether a layer of text laid over pictures says what they show, tried where it speaks most.
bool agrees_with_ink(const std::vector<Word>& layer, PIX* grey, const Recognizer& recognizer,
                     Clock::time_point deadline) {
  const int height = pixGetHeight(grey), band = std::max(60, height / 8);
  int best = 0;
  std::ptrdiff_t most = -1;
  const auto within = [&](const Word& word, int top) {
    return word.text.size() >= 4 && word.box.y >= top && word.box.y + word.box.height <= top + band;
  };
  for (int top = 0; top < height; top += band / 2) {
    const auto count = std::ranges::count_if(layer, [&](const Word& word) { return within(word, top); });
    if (count > most) most = count, best = top;
  }
  BOX* box = boxCreate(0, best, pixGetWidth(grey), std::min(band, height - best));
  const Pixels cut(pixClipRectangle(grey, box, nullptr));
  boxDestroy(&box);
  if (!cut || most < 3) return false;
  const Recognized read = recognizer.read(cut.get(), deadline);
  std::vector<std::string> seen;
  for (const Word& word : read.words) seen.push_back(fold(word.text));
  std::ptrdiff_t agreed = 0;
  for (const Word& word : layer) {
    if (within(word, best) && std::ranges::find(seen, fold(word.text)) != seen.end()) ++agreed;
  }
  return 2 * agreed >= most;
}

// A card sent as a small picture has figures of ten pixels, which the recognizer guesses at; twice as large, the birth
// of a passport of 518 pixels was read at 95 where it was at 44.
Pixels enlarged(Pixels grey) {
  constexpr float most = 2;
  const float factor = std::min(most, static_cast<float>(work_edge_px) / static_cast<float>(longest_edge(grey.get())));
  if (factor < 1.3F) return grey;
  Pixels larger(pixScale(grey.get(), factor, factor));
  return larger ? std::move(larger) : std::move(grey);
}

class PieceReading {
 public:
  PieceReading(std::span<const std::byte> untrusted, const PieceLimits& limits, const Recognizer& recognizer,
               FrameWriter& out)
      : untrusted_(untrusted), limits_(limits), recognizer_(recognizer), out_(out) {}

  void run() {
    sniffed_ = sniff(untrusted_);
    facts_.media = sniffed_.media;
    facts_.refusal = sniffed_.refusal;
    facts_.damaged = sniffed_.damaged;
    if (facts_.refusal == Refusal::none) {
      if (sniffed_.media == Media::pdf) {
        pdf_.emplace(untrusted_);
        facts_.refusal = pdf_->refusal();
        facts_.pages = pdf_->pages();
        facts_.content_removed = pdf_->content_removed();
      } else {
        facts_.pages = static_cast<std::uint32_t>(count_pictures(untrusted_, sniffed_));
      }
    }
    out_.head(facts_);
    out_.stage(Stage::opened);
    if (facts_.refusal != Refusal::none) return;

    // The first page is looked at, shown and read before the second is opened: it is what the family waits for.
    const std::size_t in_file = facts_.pages;
    for (std::size_t i = 0; i < in_file && told_ < max_pages_read; ++i) {
      if (told_ > 0 && Clock::now() >= limits_.deadline - spare) {
        facts_.timed_out = facts_.timed_out || told_ < limits_.pages_recognized;
        break;
      }
      std::vector<Sheet> sheets = look(i);
      if (sheets.empty()) {
        facts_.damaged = true;
        break;
      }
      facts_.pages += static_cast<std::uint32_t>(sheets.size() - 1);
      for (Sheet& sheet : sheets) {
        if (told_ == max_pages_read) break;
        tell(sheet);
      }
    }
    out_.head(facts_);
    if (told_ > 0) out_.stage(Stage::read);
  }

 private:
  // Kept to send what was found, before the zygote's clock strikes.
  static constexpr std::chrono::milliseconds spare{400};

  // A page of the file, as one sheet or two. None when it can't be drawn.
  std::vector<Sheet> look(std::size_t index) {
    Pixels held;
    std::vector<Word> layer;
    bool incomplete = false, remarked = false;
    if (pdf_) {
      Pdf::Sheet drawn = pdf_->draw(index);
      facts_.damaged = facts_.damaged || pdf_->complained();
      remarked = pdf_->remarked();
      if (!drawn.pixels && index == 0) facts_.refusal = drawn.too_big ? Refusal::trop_grand : Refusal::abime;
      held = std::move(drawn.pixels);
      layer = std::move(drawn.text_layer);
    } else {
      Decoded decoded = decode_picture(untrusted_, sniffed_, index);
      facts_.damaged = facts_.damaged || decoded.complained || decoded.incomplete;
      incomplete = decoded.incomplete;
      if (!decoded.pixels && index == 0) facts_.refusal = decoded.too_big ? Refusal::trop_grand : Refusal::abime;
      held = std::move(decoded.pixels);
    }
    if (!held) return {};
    if (!layer.empty() && pdf_->holds_scans() &&
        !agrees_with_ink(layer, grey_of(held.get()).get(), recognizer_, limits_.deadline - spare)) {
      layer.clear();
      if (Pixels again = pdf_->draw_larger(index, work_edge_px)) held = std::move(again);
    }
    std::vector<Sheet> sheets;
    if (!layer.empty()) {
      Sheet sheet{.colour = std::move(held), .larger = nullptr, .page = {}};
      sheet.page.words = std::move(layer);
      sheet.page.source = TextSource::text_layer;
      sheet.page.measures = measure(grey_of(sheet.colour.get()).get());
      sheets.push_back(std::move(sheet));
      return sheets;
    }
    sheets = taken_apart(index, std::move(held));
    for (Sheet& sheet : sheets) {
      settle(sheet);
      sheet.page.measures.incomplete = incomplete;
      if (sheet.page.measures.blank) facts_.damaged = facts_.damaged || remarked;
    }
    return sheets;
  }

  // Each sheet lying in the picture, flat, with as many pixels as the file has for it; or the picture itself.
  std::vector<Sheet> taken_apart(std::size_t index, Pixels held) {
    std::vector<Sheet> sheets;
    const std::vector<Quad> quads = find_sheets(held.get());
    int smallest = work_edge_px;
    for (const Quad& quad : quads) {
      const Size size = size_of(quad, pixGetWidth(held.get()), pixGetHeight(held.get()));
      smallest = std::min(smallest, std::max(size.width, size.height));
    }
    const double in_file = file_edge_px(held.get());
    if (smallest < 0.95 * work_edge_px && in_file > 1.1 * longest_edge(held.get())) {
      // A sheet seen from afar, a card on a scanner's bed: opened again, larger.
      const double wanted = std::min({static_cast<double>(longest_edge(held.get())) * work_edge_px / smallest, in_file,
                                      static_cast<double>(most_edge_px)});
      Pixels larger = pdf_ ? pdf_->draw_larger(index, static_cast<int>(wanted))
                           : decode_picture(untrusted_, sniffed_, index, static_cast<int>(wanted)).pixels;
      if (larger) held = std::move(larger);
    }
    const int width = pixGetWidth(held.get()), height = pixGetHeight(held.get());
    const double to_file = pdf_ ? 0 : in_file / std::max(width, height);
    for (const Quad& quad : quads) {
      Sheet sheet{.colour = flatten(held.get(), quad, work_edge_px), .larger = nullptr, .page = {}};
      if (!sheet.colour) return whole(std::move(held), to_file);
      const Size size = size_of(quad, width, height);
      if (std::max(size.width, size.height) > work_edge_px * 5 / 4)
        sheet.larger = flatten(held.get(), quad, widest_search_px);
      sheet.lifted = std::ranges::all_of(quad.corners, [](const Point& corner) {
        return std::min({corner.x, corner.y, 1 - corner.x, 1 - corner.y}) > 0.004F;
      });
      sheet.page.source_width = static_cast<std::uint32_t>(size.width * to_file);
      sheet.page.source_height = static_cast<std::uint32_t>(size.height * to_file);
      sheets.push_back(std::move(sheet));
    }
    return sheets.empty() ? whole(std::move(held), to_file) : std::move(sheets);
  }

  std::vector<Sheet> whole(Pixels held, double to_file) {
    std::vector<Sheet> sheets;
    Sheet sheet;
    sheet.page.source_width = static_cast<std::uint32_t>(pixGetWidth(held.get()) * to_file + 0.5);
    sheet.page.source_height = static_cast<std::uint32_t>(pixGetHeight(held.get()) * to_file + 0.5);
    if (longest_edge(held.get()) > work_edge_px * 5 / 4) sheet.larger.reset(pixClone(held.get()));
    sheet.colour = shrink(std::move(held), work_edge_px);
    sheets.push_back(std::move(sheet));
    return sheets;
  }

  // Pixels the file itself has along the long edge of what is held.
  double file_edge_px(PIX* held) const {
    if (pdf_) return pdf_->holds_scans() ? 2.0 * longest_edge(held) : longest_edge(held);
    return std::max(sniffed_.width, sniffed_.height);
  }

  // Upright and level, then measured.
  void settle(Sheet& sheet) {
    Pixels grey = grey_of(sheet.colour.get());
    sheet.page.measures = measure(grey.get());
    if (sheet.page.measures.blank) return;
    sheet.to_recognize = true;
    Letters letters = find_letters(grey.get());
    sheet.page.measures.letter_height = letters.height;
    int turn = letters.certain && !letters.upright ? 90 : 0;
    if (turn != 0) grey = quarter_turn(grey.get(), turn);
    const float slope = skew_degrees(grey.get());
    if (slope != 0) grey = level(grey.get(), slope);
    // A blurred page has none to look for.
    if (letters.certain && sheet.page.measures.edge >= 0.2F) {
      const auto stands = stands_upright(grey.get(), letters.height);
      sheet.feet_known = stands.has_value();
      if (stands && !*stands) turn += 180;
    }
    if (turn != 0) turn_sheet(sheet, turn);
    if (slope != 0) {
      sheet.colour = level(sheet.colour.get(), slope);
      sheet.larger.reset();
    }
  }

  static void turn_sheet(Sheet& sheet, int degrees) {
    sheet.colour = quarter_turn(sheet.colour.get(), degrees);
    if (sheet.larger) sheet.larger = quarter_turn(sheet.larger.get(), degrees);
    sheet.page.turned = static_cast<std::uint16_t>((sheet.page.turned + degrees) % 360);
    if (degrees % 180 != 0) std::swap(sheet.page.source_width, sheet.page.source_height);
  }

  void tell(Sheet& sheet) {
    const std::size_t index = told_++;
    size_page(sheet);
    Page without_words = sheet.page;
    without_words.words.clear();
    out_.page(index, without_words);
    pictures_left_ = pictures_left_ && out_.picture(index, redraw(sheet.colour.get()));
    if (index == 0) out_.stage(Stage::looked);
    if (sheet.to_recognize && index >= limits_.pages_recognized) sheet.to_recognize = false;
    if (index < limits_.pages_recognized) search_codes(sheet);
    if (index < limits_.pages_recognized && !sheet.page.measures.blank) search_zone(sheet, index);
    if (sheet.to_recognize) recognize(sheet, index);
    bound_text(sheet.page.words, words_left_);
    out_.page(index, sheet.page);
    sheet.page.words.clear();
  }

  void search_codes(Sheet& sheet) const {
    PIX* best = sheet.larger ? sheet.larger.get() : sheet.colour.get();
    const auto deadline = std::min(Clock::now() + std::chrono::milliseconds(400), limits_.deadline - spare);
    const Pixels grey = grey_of(best);
    sheet.page.codes = find_codes(grey.get(), deadline);
    if (sheet.page.codes.size() > max_codes_per_page) sheet.page.codes.resize(max_codes_per_page);
    for (Code& code : sheet.page.codes) to_picture_pixels(code.box, pixGetWidth(best), pixGetHeight(best), sheet.page);
    sheet.larger.reset();
  }

  // Before the words: the zone tells which way up a card lies, and a card has too few words to tell. Pages that hold
  // text are looked at too: a card may be a picture among it.
  void search_zone(Sheet& sheet, std::size_t index) {
    const auto deadline = std::min(Clock::now() + std::chrono::milliseconds(800), limits_.deadline - spare);
    Pixels grey = grey_of(sheet.colour.get());
    bool upside_down = false;
    int turn = 0;
    sheet.page.mrz = read_mrz(grey.get(), deadline, &upside_down);
    const bool may_lie = sheet.to_recognize && !sheet.feet_known;
    if (sheet.page.mrz.empty() && may_lie && pixGetHeight(grey.get()) > pixGetWidth(grey.get())) {
      grey = quarter_turn(grey.get(), turn = 90);
      sheet.page.mrz = read_mrz(grey.get(), deadline, &upside_down);
    }
    if (sheet.page.mrz.empty()) return;
    // Rules and borders may pass for lines of it: only a zone read surely, or with right keys, turns a page.
    const std::chrono::year_month_day any_day{std::chrono::year(2000), std::chrono::month(1), std::chrono::day(1)};
    if (upside_down || turn != 0) {
      const auto zone = parse_mrz(sheet.page.mrz, any_day);  // the day only settles centuries
      if (!zone || !(zone->keys_right || zone->read_surely)) {
        sheet.page.mrz.clear();
        return;
      }
    }
    std::vector<MrzLine> lines = std::move(sheet.page.mrz);
    sheet.page.mrz.clear();
    if (turn != 0) turn_told_sheet(sheet, turn);
    if (lines.size() > max_mrz_lines_per_page) lines.resize(max_mrz_lines_per_page);
    for (MrzLine& line : lines) {
      if (line.text.size() > max_mrz_line_letters) line.text.resize(max_mrz_line_letters);
      to_picture_pixels(line.box, pixGetWidth(grey.get()), pixGetHeight(grey.get()), sheet.page);
    }
    sheet.page.mrz = std::move(lines);
    if (!sheet.to_recognize) return;
    sheet.feet_known = true;
    if (upside_down) turn_told_sheet(sheet, 180);
    if ((upside_down || turn != 0) && pictures_left_) out_.picture(index, redraw(sheet.colour.get()));
  }

  // Once something of it was found: what was found turns with it.
  static void turn_told_sheet(Sheet& sheet, int degrees) {
    for (Code& code : sheet.page.codes) code.box = turned(code.box, degrees, sheet.page.width, sheet.page.height);
    for (MrzLine& line : sheet.page.mrz) line.box = turned(line.box, degrees, sheet.page.width, sheet.page.height);
    turn_sheet(sheet, degrees);
    size_page(sheet);
  }

  // A blurred page reads as badly either way up: it is only doubted when it was turned over for some sign.
  static bool may_be_upside_down(const Sheet& sheet, const Recognized& found) {
    return sheet.page.turned >= 180 || (found.words.size() >= 5 && sheet.page.measures.edge >= 0.2F);
  }

  // A band of a full page first, for a tenth of the price, where something was taken for words: specks of a noisy scan
  // are as many as letters.
  bool reads_better(PIX* over, const Recognized& found) const {
    if (found.words.size() < 80) return true;
    Letters words;
    for (const Word& word : found.words) {
      const Box box = turned(word.box, 180, pixGetWidth(over), pixGetHeight(over));
      words.parts.push_back({box.x, box.y, box.width, box.height});
    }
    const Pixels band = busiest_band(over, words);
    const Recognized tried = recognizer_.read(band.get(), limits_.deadline - spare);
    return sure_letters(tried) > sure_letters(found) / 2 && tried.mean_confidence > found.mean_confidence;
  }

  void recognize(Sheet& sheet, std::size_t index) {
    const auto deadline = limits_.deadline - spare;
    const Pixels grey = enlarged(even_light(grey_of(sheet.colour.get()).get()));
    Recognized found = recognizer_.read(grey.get(), deadline);
    int turn = found.turn;
    const std::size_t letters_seen = find_letters(grey.get()).parts.size();
    if (!found.timed_out && is_weak(found, letters_seen) && may_be_upside_down(sheet, found)) {
      const Pixels upright = turn == 0 ? Pixels(pixClone(grey.get())) : quarter_turn(grey.get(), turn);
      const Pixels over = quarter_turn(upright.get(), 180);
      if (reads_better(over.get(), found)) {
        Recognized again = recognizer_.read(over.get(), deadline);
        if (!again.timed_out && sure_letters(again) > sure_letters(found) && weight(again) > weight(found)) {
          turn = (turn + 180 + again.turn) % 360;
          found = std::move(again);
          // Letters of a zone that stand on their heads are none.
          sheet.page.mrz.clear();
        }
      }
    }
    facts_.timed_out = facts_.timed_out || found.timed_out;
    if (turn != 0) {
      turn_told_sheet(sheet, turn);
      if (pictures_left_) out_.picture(index, redraw(sheet.colour.get()));
    }
    sheet.page.source = TextSource::ocr;
    const bool on_its_side = turn % 180 != 0;
    const int width = on_its_side ? pixGetHeight(grey.get()) : pixGetWidth(grey.get());
    const int height = on_its_side ? pixGetWidth(grey.get()) : pixGetHeight(grey.get());
    if (sheet.lifted) {
      // A stripe of the table left around it reads as words; the sheet's own stand further in.
      std::erase_if(found.words, [&](const Word& word) {
        return word.confidence < 80 &&
               (word.box.x <= width / 100 || word.box.x + word.box.width >= width - width / 100);
      });
    }
    sheet.page.measures.cut = !sheet.lifted && is_cut(found.words, width);
    sheet.page.words = std::move(found.words);
    for (Word& word : sheet.page.words) to_picture_pixels(word.box, width, height, sheet.page);
  }

  std::span<const std::byte> untrusted_;
  const PieceLimits& limits_;
  const Recognizer& recognizer_;
  FrameWriter& out_;
  Sniffed sniffed_;
  std::optional<Pdf> pdf_;
  Facts facts_;
  std::size_t told_ = 0;       // pages, so far
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
