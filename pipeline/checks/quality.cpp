#include "pipeline/checks/quality.h"

#include <algorithm>
#include <array>

#include "pipeline/language/fold.h"

namespace pipeline {
namespace {

// pipeline.md's measured ladder: edge 0.30 reads at 88, edge 0.14 at 33.
constexpr float soft_edge = 0.25f, blurred_edge = 0.15f;
constexpr double poor_confidence = 60, hopeless_confidence = 45, good_confidence = 75;
constexpr float dark_light = 70;
constexpr float glare_share = 0.005f;
// The worker measures the body of small letters: an A4 page in 10 points gives 8 to 11 on the working copy and reads
// at 90.
constexpr float smallest_letters = 6;
// An A4 page of that many pixels has letters of 4: nobody reads them, and few of them even look like letters.
constexpr std::uint32_t smallest_source = 700;
constexpr int few_words = 6;
constexpr int lines_of_text = 15;  // words, even misread: branches and clouds give a handful of false letters

struct WordsRead {
  int count = 0;  // words of two letters or figures and more
  int sure = 0;   // of them, read at 80 and more, of three letters and more
  double mean = 0;
};

WordsRead words_read(const Page& page) {
  WordsRead read;
  double sum = 0;
  for (const Word& word : page.words) {
    int letters = 0;
    for (const char c : fold(word.text)) letters += (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? 1 : 0;
    if (letters < 2) continue;
    ++read.count;
    sum += word.confidence;
    if (letters >= 3 && word.confidence >= 80) ++read.sure;
  }
  if (read.count > 0) read.mean = sum / read.count;
  return read;
}

// Lines whose outermost word stands on that border of the picture; a sheet cut by the frame has many on one side.
int lines_on_a_border(const Page& page) {
  if (page.width == 0) return 0;
  const int margin = 1 + page.width / 200;
  std::array<int, 2> lines{};
  std::array<int, 2> last{-1, -1};
  for (const Word& word : page.words) {
    if (word.box.x <= margin && last[0] != word.line) {
      ++lines[0];
      last[0] = word.line;
    }
    if (word.box.x + word.box.width >= page.width - margin && last[1] != word.line) {
      ++lines[1];
      last[1] = word.line;
    }
  }
  return std::max(lines[0], lines[1]);
}

}  // namespace

PageQuality assess(const Page& page) {
  PageQuality quality;
  const Measures& measures = page.measures;
  const WordsRead read = words_read(page);
  if (page.source == TextSource::text_layer) {
    quality.readable = read.count > 0;
    quality.read_well = read.count > 0;
    quality.blank = measures.blank && read.count == 0;
    return quality;
  }
  quality.blank = measures.blank && read.sure == 0;
  if (quality.blank) return quality;
  const bool sure_share = read.count > 0 && 10 * read.sure >= 6 * read.count;
  quality.readable = read.sure >= few_words ||
                     (read.count > 0 && read.count < 2 * few_words && sure_share && read.mean >= good_confidence);
  quality.read_well = read.sure >= few_words && (read.mean >= good_confidence || sure_share);

  const bool dark = measures.light < dark_light && read.mean < poor_confidence;
  const bool blurred = measures.edge < blurred_edge && (read.mean < hopeless_confidence || !quality.readable);
  const std::uint32_t source = std::max(page.source_width, page.source_height);
  const bool few_pixels = page.source == TextSource::ocr && source > 0 && source < smallest_source && !quality.readable;
  const bool small = few_pixels || (read.count >= lines_of_text && measures.letter_height > 0 &&
                                    measures.letter_height < smallest_letters && read.mean < poor_confidence);
  // Darkness drowns edges and small letters blur: the cause a parent can act upon is told, not its effects.
  if (dark) {
    quality.told.push_back(Reason::sombre);
  } else if (small && !blurred) {
    quality.told.push_back(Reason::trop_petite);
  } else if (blurred && page.source == TextSource::ocr) {
    quality.told.push_back(Reason::floue);
  }
  if (quality.told.empty()) {
    if (measures.edge < soft_edge && read.mean < poor_confidence && page.source == TextSource::ocr && read.count > 0)
      quality.when_missing.push_back(Reason::floue);
    if (read.count >= lines_of_text && measures.letter_height > 0 && measures.letter_height < smallest_letters &&
        read.mean < 80)
      quality.when_missing.push_back(Reason::trop_petite);
    quality.no_text = page.source == TextSource::ocr && read.sure < few_words && read.mean < poor_confidence &&
                      quality.when_missing.empty() && measures.edge >= blurred_edge;
  }
  if (measures.glare >= glare_share) quality.when_missing.push_back(Reason::reflet);
  // Words that stand on the border are the better witness: a frame may cut a sheet without the measure noticing.
  if (read.count > 0 && lines_on_a_border(page) >= 4) {
    quality.told.push_back(Reason::coupee);
  } else if (measures.cut) {
    quality.when_missing.push_back(Reason::coupee);
  }
  return quality;
}

}  // namespace pipeline
