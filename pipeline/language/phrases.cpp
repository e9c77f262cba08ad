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

// Words of these very papers one letter away from others of them: the foyer of a caisse is no loyer.
constexpr std::string_view never_a_slip[] = {"FOYER", "LOYER", "NOYER", "MOYEN", "PAYER"};

bool matches(std::string_view text, bool ocr, std::string_view word) {
  const bool any_ending = word.ends_with('*');
  if (any_ending) {
    word.remove_suffix(1);
    if (text.size() > word.size()) text = text.substr(0, word.size());
  }
  if (text == word) return true;
  const int limit = !ocr || word.size() < 5 ? 0 : word.size() < 9 ? 2 : 4;
  if (limit == 0 || is_digits(text) ||
      std::find(std::begin(never_a_slip), std::end(never_a_slip), text) != std::end(never_a_slip))
    return false;
  return half_slips(text, word, limit) <= limit;
}

}  // namespace

bool is_word(const Token& token, std::string_view word) { return matches(token.text, token.ocr, word); }

std::size_t phrase_at(const std::vector<Token>& tokens, std::size_t at, std::string_view phrase) {
  // What is exact and starts otherwise is asked by the hundred.
  if (at >= tokens.size() || phrase.empty() || (!tokens[at].ocr && tokens[at].text.front() != phrase.front())) return 0;
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
        auto& text = by_text_[token.text];
        if (text.places.empty()) text.letters = letters_of(token.text);
        text.places.push_back(tokens_.size());
        optical_ = optical_ || token.ocr;
        tokens_.push_back(Entry{&token, in_title});
      }
    }
  }
}

const std::vector<std::size_t>& Mentions::places_of(std::string_view word) {
  if (!optical_ && !word.ends_with('*')) {
    static const std::vector<std::size_t> nowhere;
    const auto exact = by_text_.find(word);
    return exact == by_text_.end() ? nowhere : exact->second.places;
  }
  if (const auto known = by_word_.find(word); known != by_word_.end()) return known->second;
  auto& places = by_word_[std::string(word)];
  const bool exact_beginning = word.ends_with('*');
  const std::uint64_t letters = letters_of(word);
  constexpr int most_forgiven = 4;  // what `matches` forgives at most
  for (const auto& [text, known] : by_text_) {
    if (!exact_beginning && !may_be_alike(known.letters, letters, most_forgiven)) continue;
    // Optical and exact readings may meet in one document; the first token of that text speaks for the others.
    if (matches(text, tokens_[known.places.front()].token->ocr, word))
      places.insert(places.end(), known.places.begin(), known.places.end());
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
