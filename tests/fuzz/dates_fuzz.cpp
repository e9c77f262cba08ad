#include <cstdlib>

#include "pipeline/language/addresses.h"
#include "pipeline/language/dates.h"
#include "pipeline/language/fold.h"
#include "pipeline/language/names.h"
#include "pipeline/language/phrases.h"

// Any bytes as the words of a page, the day of the reading drawn from the first two: every date that comes out is one
// of the calendar, within the page, and can be told.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace pipeline;
  if (size < 3) return 0;
  const std::chrono::year_month_day today{std::chrono::year{2020 + bytes[0] % 12},
                                          std::chrono::month{1U + bytes[1] % 12U},
                                          std::chrono::day{1U + bytes[0] % 28U}};
  Facts facts;
  facts.pages = 1;
  Page page;
  page.width = 1131;
  page.height = 1600;
  page.source = bytes[1] & 1 ? TextSource::ocr : TextSource::text_layer;
  std::uint16_t line = 0, column = 0;
  std::string word;
  for (std::size_t i = 2; i <= size; ++i) {
    const char c = i < size ? static_cast<char>(bytes[i]) : '\n';
    if (c != ' ' && c != '\n') {
      word += c;
      continue;
    }
    if (!word.empty()) {
      const auto width = static_cast<std::uint16_t>(9 * word.size());
      page.words.push_back({word, static_cast<std::uint8_t>(bytes[1] % 101), line,
                            Box{column, static_cast<std::uint16_t>(26 * line), width, 18}});
      column = static_cast<std::uint16_t>(column + width);
      word.clear();
    }
    column = static_cast<std::uint16_t>(column + 9);
    if (c == '\n') {
      ++line;
      column = 0;
    }
  }
  facts.pages_read.push_back(std::move(page));

  const Layout layout = lay_out(facts);
  for (const Date& date : find_dates(layout, today)) {
    if (!date.day.ok() || date.cell >= layout.cells.size() || date.page != 0) std::abort();
    if (iso_day(date.day).size() < 10 || iso_month(date.day).size() < 7) std::abort();
    if (!months_later(date.day, 3).ok()) std::abort();
    is_fresh(date.day, 3, today);
  }
  for (const SchoolYear& year : find_school_years(layout)) {
    if (year.page != 0) std::abort();
  }
  for (const PrintedAddress& address : find_addresses(layout)) {
    for (const std::size_t cell : address.cells) {
      if (cell >= layout.cells.size()) std::abort();
    }
    compare(layout, address, {"7 bis avenue Jean-Jaurès", "38000", "Grenoble"});
  }
  const std::string text(reinterpret_cast<const char*>(bytes) + 2, size - 2);
  // Folding twice changes nothing: what was folded is kept and compared again later.
  const std::string once = fold(text);
  if (fold(once) != once) std::abort();
  return 0;
}
