#pragma once

#include <optional>
#include <vector>

#include "pipeline/language/layout.h"

namespace pipeline {

// A number as forms print them: "845", "1 234,56 €", "1.234 euros", "2,5".
struct Amount {
  double value = 0;
  bool euros = false;  // € or "euros" follows, or stands before
  bool decimals = false;
  int confidence = 0;
  std::size_t cell = 0;
  std::size_t first = 0, last = 0;  // its tokens
  std::size_t page = 0;
  Box box;
};

// Every number of a document that is no date, reference, year of a date or half of a longer number.
std::vector<Amount> find_amounts(const Layout& layout);

// The numbers a label speaks for, nearest first: after it on its line, in the entry at its right, in the entries below
// it (a column), or at the start of the line a sentence runs on to. Words of `others` between a label and a number, or
// before it in its own entry, make it somebody else's.
std::vector<Amount> amounts_of(const Layout& layout, const std::vector<Amount>& amounts,
                               const std::vector<std::string_view>& labels,
                               const std::vector<std::string_view>& others);

}  // namespace pipeline
