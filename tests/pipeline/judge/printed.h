#pragma once

#include <string>
#include <string_view>

#include "pipeline/facts.h"
#include "pipeline/verdict.h"

// Facts as a reading of this text would give them: one printed line per line, ten pixels a letter, columns where
// several blanks are typed.
namespace printed {

inline pipeline::Page page(std::string_view text, pipeline::TextSource source = pipeline::TextSource::text_layer,
                           int confidence = 100) {
  pipeline::Page page;
  page.source = source;
  page.measures.edge = 0.4f;
  page.measures.light = 190;
  page.measures.dark_end = 60;
  page.measures.letter_height = 10;
  std::uint16_t line = 0, column = 0;
  std::size_t start = 0;
  const auto end_word = [&](std::size_t end) {
    if (end == start) return;
    pipeline::Word word;
    word.text = std::string(text.substr(start, end - start));
    word.confidence = static_cast<std::uint8_t>(confidence);
    word.line = line;
    const auto letters = static_cast<std::uint16_t>(end - start);
    word.box = pipeline::Box{static_cast<std::uint16_t>(100 + 10 * (column - letters)),
                             static_cast<std::uint16_t>(100 + 30 * line), static_cast<std::uint16_t>(10 * letters), 20};
    page.words.push_back(word);
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || text[i] == ' ') {
      end_word(i);
      start = i + 1;
      if (text[i] == '\n') {
        ++line;
        column = 0;
        continue;
      }
    }
    ++column;
  }
  end_word(text.size());
  page.width = 1400;
  page.height = static_cast<std::uint16_t>(std::max(2000, 200 + 30 * line));
  return page;
}

inline pipeline::Facts facts(std::string_view text, pipeline::TextSource source = pipeline::TextSource::text_layer,
                             int confidence = 100) {
  pipeline::Facts facts;
  facts.media = source == pipeline::TextSource::text_layer ? pipeline::Media::pdf : pipeline::Media::jpeg;
  facts.pages = 1;
  facts.pages_read = {page(text, source, confidence)};
  return facts;
}

}  // namespace printed
