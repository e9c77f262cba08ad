#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/codes/account.h"
#include "pipeline/codes/mrz.h"

// Any lines as a zone, told by the worker and by its words: what comes out holds together, and a value never comes from
// a zone whose keys are wrong. The first byte is how surely they were read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace pipeline;
  if (size < 2) return 0;
  const std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::May, std::chrono::day{20}};
  Facts facts;
  Page page;
  page.source = bytes[0] & 1 ? TextSource::ocr : TextSource::text_layer;
  std::vector<MrzLine> lines;
  std::string text;
  std::uint16_t row = 0;
  for (std::size_t i = 1; i <= size && lines.size() < max_mrz_lines_per_page; ++i) {
    const char c = i < size ? static_cast<char>(bytes[i]) : '\n';
    if (c != '\n') {
      text += c;
      continue;
    }
    if (text.empty()) continue;
    page.words.push_back(Word{text, static_cast<std::uint8_t>(bytes[0] % 101), row++, Box{1, 2, 300, 20}});
    MrzLine line{.text = {}, .confidence = static_cast<std::uint8_t>(bytes[0] % 101), .box = {1, 2, 300, 20}};
    for (const char letter : text) {
      const bool known = (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') || letter == '<';
      if (known && line.text.size() < max_mrz_line_letters) line.text += letter;
    }
    lines.push_back(line);
    is_iban(text);
    is_siret(text);
    is_rib(text);
    same_bank(text, text.substr(text.size() / 2));
    text.clear();
  }
  const auto check = [](const std::optional<Mrz>& mrz) {
    if (!mrz) return;
    if (!mrz->keys_right && (mrz->naissance || mrz->expiration || mrz->delivrance)) __builtin_trap();
    if (mrz->repaired && !mrz->keys_right) __builtin_trap();
    if (mrz->naissance && !mrz->naissance->ok()) __builtin_trap();
    if (mrz->expiration && !mrz->expiration->ok()) __builtin_trap();
  };
  check(parse_mrz(lines, today));
  if (bytes[0] & 2) page.mrz = lines;
  facts.pages_read.push_back(std::move(page));
  check(find_mrz(facts, today));
  return 0;
}
