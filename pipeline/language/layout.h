#pragma once

#include <string>
#include <vector>

#include "pipeline/facts.h"

namespace pipeline {

// One folded word, or a part of one: "l'avenue" gives L and AVENUE.
struct Token {
  std::string text;            // letters and digits only
  std::size_t at = 0;          // where it starts in Cell::text
  const Word* word = nullptr;  // where it was read
  bool ocr = false;            // an optical reading, which slips; a text layer does not
};

// A run of words on one line without a wide gap: what an eye takes as one entry of a form or one column of a table.
struct Cell {
  std::size_t page = 0;
  std::string text;  // folded, signs kept, words parted by one blank
  std::vector<Token> tokens;
  Box box;
  // The nearest entry on that side, as an index in Layout::cells; -1 when there is none close enough.
  int left = -1, right = -1, above = -1, below = -1;
};

// The words of a document as entries side by side and one under the other. Points into the Facts it was made from.
struct Layout {
  std::vector<Cell> cells;              // page by page, top to bottom as the reading gave them
  std::vector<std::size_t> first_cell;  // of each page, one more at the end
};

Layout lay_out(const Facts& facts);

// The words of `cell` from token `first` to `last` included, as they were read.
std::string as_read(const Cell& cell, std::size_t first, std::size_t last);

// Mean confidence of those words.
int confidence(const Cell& cell, std::size_t first, std::size_t last);

// The box that holds them.
Box box_of(const Cell& cell, std::size_t first, std::size_t last);

}  // namespace pipeline
