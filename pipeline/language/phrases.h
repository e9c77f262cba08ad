#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pipeline/language/layout.h"

namespace pipeline {

// Whether a token is that word of our vocabulary. "PRELEV*" takes every ending. An optical reading may slip: one letter
// from five on, two from nine on; a text layer may not.
bool is_word(const Token& token, std::string_view word);

// Whether the tokens at `at` are these words, one after the other. Returns how many tokens they took, 0 for none.
std::size_t phrase_at(const std::vector<Token>& tokens, std::size_t at, std::string_view phrase);

// A document's tokens in reading order, asked many times for phrases. Phrases may run over the end of a line.
class Mentions {
 public:
  // Only the pages from `first_page` to `last_page` included.
  Mentions(const Layout& layout, std::size_t first_page, std::size_t last_page);

  struct Place {
    std::size_t token = 0;
    bool in_title = false;  // in the top third of what is printed on its page
  };
  // Every place that phrase is found at.
  std::vector<Place> find(std::string_view phrase);
  bool any(std::string_view phrase) { return !find(phrase).empty(); }

  const Token& token(std::size_t index) const { return *tokens_[index].token; }
  std::size_t size() const { return tokens_.size(); }

 private:
  struct Entry {
    const Token* token;
    bool in_title;
  };
  const std::vector<std::size_t>& places_of(std::string_view word);

  std::vector<Entry> tokens_;
  struct Text {
    std::uint64_t letters = 0;
    std::vector<std::size_t> places;
  };
  // Texts point into the layout; words are the caller's and are kept.
  std::unordered_map<std::string_view, Text> by_text_;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>()(word); }
  };
  std::unordered_map<std::string, std::vector<std::size_t>, Hash, std::equal_to<>> by_word_;
  bool optical_ = false;  // some token slips
};

}  // namespace pipeline
