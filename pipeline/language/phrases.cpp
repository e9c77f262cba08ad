#include "pipeline/language/phrases.h"

#include <algorithm>

#include "pipeline/language/fold.h"

namespace pipeline {
namespace {

std::string_view next_word(std::string_view& phrase) {
  const auto end = std::min(phrase.find(' '), phrase.size());
  const auto word = phrase.substr(0, end);
  phrase.remove_prefix(std::min(end + 1, phrase.size()));
  return word;
}

bool matches(std::string_view text, bool ocr, std::string_view word) {
  const bool any_ending = word.ends_with('*');
  if (any_ending) {
    word.remove_suffix(1);
    if (text.size() > word.size()) text = text.substr(0, word.size());
  }
  if (text == word) return true;
  const int limit = !ocr || word.size() < 5 ? 0 : word.size() < 9 ? 2 : 4;
  return limit > 0 && !is_digits(text) && half_slips(text, word, limit) <= limit;
}

}  // namespace

bool is_word(const Token& token, std::string_view word) { return matches(token.text, token.ocr, word); }

std::size_t phrase_at(const std::vector<Token>& tokens, std::size_t at, std::string_view phrase) {
  std::size_t taken = 0;
  while (!phrase.empty()) {
    const auto word = next_word(phrase);
    if (at + taken >= tokens.size() || !is_word(tokens[at + taken], word)) return 0;
    ++taken;
  }
  return taken;
}

Mentions::Mentions(const Layout& layout, std::size_t first_page, std::size_t last_page) {
  for (std::size_t page = first_page; page <= last_page && page + 1 < layout.first_cell.size(); ++page) {
    int top = 65535, bottom = 0;
    for (std::size_t i = layout.first_cell[page]; i < layout.first_cell[page + 1]; ++i) {
      top = std::min<int>(top, layout.cells[i].box.y);
      bottom = std::max(bottom, layout.cells[i].box.y + layout.cells[i].box.height);
    }
    for (std::size_t i = layout.first_cell[page]; i < layout.first_cell[page + 1]; ++i) {
      const Cell& cell = layout.cells[i];
      const bool in_title = 3 * (cell.box.y - top) <= bottom - top;
      for (const Token& token : cell.tokens) {
        by_text_[token.text].push_back(tokens_.size());
        tokens_.push_back(Entry{&token, in_title});
      }
    }
  }
}

const std::vector<std::size_t>& Mentions::places_of(std::string_view word) {
  if (const auto known = by_word_.find(word); known != by_word_.end()) return known->second;
  auto& places = by_word_[std::string(word)];
  for (const auto& [text, where] : by_text_) {
    // Optical and exact readings may meet in one document; the first token of that text speaks for the others.
    if (matches(text, tokens_[where.front()].token->ocr, word)) places.insert(places.end(), where.begin(), where.end());
  }
  std::sort(places.begin(), places.end());
  return places;
}

std::vector<Mentions::Place> Mentions::find(std::string_view phrase) {
  std::string_view rest = phrase;
  std::vector<std::size_t> starts = places_of(next_word(rest));
  for (std::size_t step = 1; !rest.empty() && !starts.empty(); ++step) {
    const auto& next = places_of(next_word(rest));
    std::erase_if(starts, [&](std::size_t at) { return !std::binary_search(next.begin(), next.end(), at + step); });
  }
  std::vector<Place> places;
  for (const std::size_t at : starts) places.push_back(Place{at, tokens_[at].in_title});
  return places;
}

}  // namespace pipeline
