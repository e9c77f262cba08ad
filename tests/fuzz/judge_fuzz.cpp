#include <array>

#include "pipeline/language/addresses.h"
#include "pipeline/language/dates.h"
#include "pipeline/language/names.h"
#include "pipeline/verdict.h"

// Any text laid out as a page, and whatever geometry its bytes suggest: dates, names, addresses and the verdict come
// out. The first byte chooses the source; each word's box is drawn from the bytes around it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace pipeline;
  if (size < 2) return 0;
  Facts facts;
  facts.pages = 1;
  Page page;
  page.source = bytes[0] & 1 ? TextSource::ocr : TextSource::text_layer;
  page.width = 1400;
  page.height = 2000;
  page.measures.edge = static_cast<float>(bytes[1]) / 255;
  page.measures.light = 180;
  page.measures.letter_height = 10;
  Word word;
  std::uint16_t line = 0, column = 0;
  for (std::size_t i = 2; i <= size; ++i) {
    const char c = i < size ? static_cast<char>(bytes[i]) : '\n';
    if (c != ' ' && c != '\n') {
      word.text += c;
      ++column;
      continue;
    }
    if (!word.text.empty()) {
      const auto letters = static_cast<std::uint16_t>(word.text.size());
      const bool odd = bytes[0] & 2;  // boxes of no sense
      const auto x = static_cast<std::uint16_t>(10 * (column - letters)), y = static_cast<std::uint16_t>(30 * line);
      word.box = odd ? Box{static_cast<std::uint16_t>(x * bytes[i - 1]), static_cast<std::uint16_t>(y ^ bytes[i - 1]),
                           bytes[i - 1], bytes[0]}
                     : Box{x, y, static_cast<std::uint16_t>(10 * letters), 20};
      word.line = line;
      word.confidence = static_cast<std::uint8_t>(60 + bytes[i - 1] % 41);
      page.words.push_back(word);
      word.text.clear();
    }
    ++column;
    if (c == '\n') {
      ++line;
      column = 0;
    }
  }
  // The same bytes as a zone for machines and as a code: both are strangers' text to what judges them.
  if (bytes[0] & 4) {
    for (std::size_t at = 2; at < size && page.mrz.size() < max_mrz_lines_per_page; at += max_mrz_line_letters) {
      MrzLine zone;
      for (std::size_t i = at; i < size && i < at + max_mrz_line_letters; ++i) {
        const char c = static_cast<char>(bytes[i]);
        const bool kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        zone.text += kept ? c : '<';
      }
      zone.confidence = static_cast<std::uint8_t>(bytes[at] % 101);
      page.mrz.push_back(std::move(zone));
    }
  }
  if (bytes[0] & 8) {
    Code code;
    code.symbology = bytes[0] & 16 ? Code::Symbology::qr : Code::Symbology::data_matrix;
    for (std::size_t i = 2; i < size && code.bytes.size() < max_code_bytes; ++i)
      code.bytes += static_cast<char>(bytes[i]);
    page.codes.push_back(std::move(code));
  }
  facts.pages_read.push_back(std::move(page));

  Expectations expected;
  expected.enfant = Person{"Bruyère", "", "Léonie"};
  expected.fratrie = {Person{"Bruyère", "", "Basile"}};
  expected.responsables = {Person{"Bruyère", "Mésange-Loriot", "Aïssata"}};
  expected.adresse = Expectations::Adresse{"7 bis avenue Jean-Jaurès", "38000", "Grenoble"};
  expected.today = std::chrono::year_month_day{std::chrono::year{2026}, std::chrono::May, std::chrono::day{20}};

  static const Trust trust;  // parsed once: the shipped list is long
  // Every slot reads a page its own way; one a run, or a million runs would take six hours.
  constexpr std::array slots{PieceType::justificatif_domicile,
                             PieceType::assurance_scolaire,
                             PieceType::quotient_familial,
                             PieceType::rib,
                             PieceType::certificat_radiation,
                             PieceType::livret_famille,
                             PieceType::identite_enfant,
                             PieceType::identite_responsable,
                             PieceType::jugement,
                             PieceType::photo_identite,
                             PieceType::bulletin,
                             PieceType::autre};
  const Verdict verdict = judge(facts, slots[bytes[1] % slots.size()], expected, trust);
  if (verdict.outcome != Outcome::conforme && verdict.reasons.empty()) __builtin_trap();
  for (const auto& [key, found] : verdict.facts) {
    if (found.page >= facts.pages_read.size()) __builtin_trap();
  }
  const Layout layout = lay_out(facts);
  for (const Date& date : find_dates(layout, expected.today)) {
    if (!date.day.ok()) __builtin_trap();
  }
  return 0;
}
