#include "pipeline/language/amounts.h"

#include <algorithm>
#include <cmath>

#include "pipeline/language/fold.h"
#include "pipeline/language/phrases.h"

namespace pipeline {
namespace {

constexpr std::size_t rows_of_a_column = 14;

bool is_euro(const Token& token) { return token.text == "EUROS" || token.text == "EURO" || token.text == "EUR"; }

bool shows_euro(const Word& word) { return word.text.find("€") != std::string::npos; }

// Figures, letters that look like figures put right when the reading is optical and true figures stand beside.
std::optional<std::string> figures(const Token& token) {
  if (token.text.empty() || token.text.size() > 7) return std::nullopt;
  std::string read;
  int true_figures = 0;
  for (const char c : token.text) {
    if (c >= '0' && c <= '9') {
      read += c;
      ++true_figures;
    } else if (token.ocr && c == 'O') {
      read += '0';
    } else if (token.ocr && (c == 'I' || c == 'L')) {
      read += '1';
    } else {
      return std::nullopt;
    }
  }
  return true_figures > 0 ? std::optional(read) : std::nullopt;
}

// What is printed between two tokens of a cell.
std::string_view between(const Cell& cell, std::size_t one, std::size_t next) {
  const std::size_t end = cell.tokens[one].at + cell.tokens[one].text.size();
  return std::string_view(cell.text).substr(end, cell.tokens[next].at > end ? cell.tokens[next].at - end : 0);
}

char sign_after(const Cell& cell, std::size_t token) {
  const std::size_t end = cell.tokens[token].at + cell.tokens[token].text.size();
  return end < cell.text.size() ? cell.text[end] : ' ';
}

char sign_before(const Cell& cell, std::size_t token) {
  const std::size_t at = cell.tokens[token].at;
  return at > 0 ? cell.text[at - 1] : ' ';
}

bool starts_with(const std::vector<Token>& tokens, std::size_t at, const std::vector<std::string_view>& phrases) {
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](std::string_view phrase) { return phrase_at(tokens, at, phrase) != 0; });
}

bool any_in(const Cell& cell, std::size_t first, std::size_t end, const std::vector<std::string_view>& phrases) {
  for (std::size_t i = first; i < end && i < cell.tokens.size(); ++i) {
    if (starts_with(cell.tokens, i, phrases)) return true;
  }
  return false;
}

}  // namespace

std::vector<Amount> find_amounts(const Layout& layout) {
  std::vector<Amount> amounts;
  for (std::size_t c = 0; c < layout.cells.size(); ++c) {
    const Cell& cell = layout.cells[c];
    const auto& tokens = cell.tokens;
    for (std::size_t i = 0; i < tokens.size();) {
      auto whole = figures(tokens[i]);
      const char before = sign_before(cell, i);
      if (!whole || before == '/' || before == '.' || before == '-' || before == ',' || before == '\'') {
        ++i;
        continue;
      }
      std::size_t last = i;
      // Thousands by groups of three, parted by a blank or a dot: "1 234", "82 357".
      bool grouped = whole->size() <= 3 && whole->front() != '0';
      while (grouped && last + 1 < tokens.size() && tokens[last + 1].text.size() == 3 && whole->size() < 8) {
        const auto gap = between(cell, last, last + 1);
        const auto next = figures(tokens[last + 1]);
        if (!next || (gap != " " && gap != "." && !gap.empty())) break;
        // Two columns of a table are further apart than a thousand's blank.
        const Box &a = tokens[last].word->box, &b = tokens[last + 1].word->box;
        if (tokens[last].word != tokens[last + 1].word && a.width > 0 &&
            b.x > a.x + a.width + std::max(a.height, b.height))
          break;
        *whole += *next;
        ++last;
      }
      double value = 0;
      for (const char figure : *whole) value = value * 10 + (figure - '0');
      bool decimals = false;
      if (last + 1 < tokens.size() && tokens[last + 1].text.size() <= 2) {
        const auto gap = between(cell, last, last + 1);
        const auto part = figures(tokens[last + 1]);
        if (part && (gap == "," || gap == ".") && sign_after(cell, last + 1) != '/' &&
            !(gap == "." && sign_after(cell, last + 1) == '.')) {
          double fraction = 0;
          for (const char figure : *part) fraction = fraction * 10 + (figure - '0');
          value += fraction / std::pow(10, static_cast<double>(part->size()));
          decimals = true;
          ++last;
        }
      }
      const char after = sign_after(cell, last);
      const bool torn = after == '/' ||
                        (after == '-' && last + 1 < tokens.size() && is_digits(tokens[last + 1].text) &&
                         between(cell, last, last + 1) == "-") ||
                        after == '%';
      if (!torn) {
        Amount amount;
        amount.value = value;
        amount.decimals = decimals;
        amount.euros = shows_euro(*tokens[last].word) || (last + 1 < tokens.size() && is_euro(tokens[last + 1]));
        // A euro sign by itself is a word without letters: it stands just after on the line.
        if (!amount.euros) {
          const std::size_t end = tokens[last].at + tokens[last].text.size();
          const auto rest = std::string_view(cell.text).substr(std::min(end, cell.text.size()));
          amount.euros = rest.starts_with("  ");
        }
        amount.confidence = confidence(cell, i, last);
        amount.cell = c;
        amount.first = i;
        amount.last = last;
        amount.page = cell.page;
        amount.box = box_of(cell, i, last);
        amounts.push_back(amount);
      }
      i = last + 1;
    }
  }
  return amounts;
}

std::vector<Amount> amounts_of(const Layout& layout, const std::vector<Amount>& amounts,
                               const std::vector<std::string_view>& labels,
                               const std::vector<std::string_view>& others) {
  std::vector<std::pair<int, Amount>> ranked;
  const auto keep = [&](int rank, const Amount& amount) {
    for (auto& [known_rank, known] : ranked) {
      if (known.cell != amount.cell || known.first != amount.first) continue;
      known_rank = std::min(known_rank, rank);
      return;
    }
    ranked.emplace_back(rank, amount);
  };
  // Numbers by entry, in order.
  std::vector<std::vector<const Amount*>> of_cell(layout.cells.size());
  for (const Amount& amount : amounts) of_cell[amount.cell].push_back(&amount);

  for (std::size_t c = 0; c < layout.cells.size(); ++c) {
    const Cell& cell = layout.cells[c];
    for (std::size_t i = 0; i < cell.tokens.size(); ++i) {
      std::size_t taken = 0;
      for (const auto label : labels) taken = std::max(taken, phrase_at(cell.tokens, i, label));
      if (taken == 0) continue;
      const std::size_t end = i + taken;
      bool found = false;
      for (const Amount* amount : of_cell[c]) {
        if (amount->first < end || any_in(cell, end, amount->first, others)) continue;
        keep(amount->first - end <= 8 ? 0 : 1, *amount);
        found = true;
        break;
      }
      if (found) continue;
      const bool sentence_ended = any_in(cell, end, cell.tokens.size(), others);
      if (cell.right >= 0) {
        const auto right = static_cast<std::size_t>(cell.right);
        // A row of a form: the label, then its figure, perhaps after an empty column.
        for (std::size_t next = right, steps = 0; steps < 4; ++steps) {
          const auto& in_row = of_cell[next];
          if (any_in(layout.cells[next], 0, layout.cells[next].tokens.size(), others)) break;
          if (!in_row.empty() && in_row.front()->first <= 4) {
            keep(0, *in_row.front());
            found = true;
            break;
          }
          if (layout.cells[next].right < 0) break;
          next = static_cast<std::size_t>(layout.cells[next].right);
        }
      }
      if (found || sentence_ended) continue;
      // A column: every entry under its heading that is hardly more than a number.
      std::size_t below = c;
      for (std::size_t row = 0; row < rows_of_a_column && layout.cells[below].below >= 0; ++row) {
        below = static_cast<std::size_t>(layout.cells[below].below);
        const Cell& under = layout.cells[below];
        if (any_in(under, 0, under.tokens.size(), others)) break;
        // The label of another column, or of another line of the form.
        if (row > 0 && any_in(under, 0, under.tokens.size(), labels)) break;
        if (of_cell[below].empty()) {
          if (row >= 3) break;
          continue;
        }
        const Amount& amount = *of_cell[below].front();
        const bool alone = under.tokens.size() <= amount.last - amount.first + 3;
        if (alone)
          keep(found ? 2 : row <= 3 ? 1 : 2, amount);
        else if (!found && row <= 1 && amount.first <= 8 && !any_in(under, 0, amount.first, others))
          keep(1, amount);  // the sentence runs on
        else
          break;
        found = true;
      }
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Amount> sorted;
  for (auto& [rank, amount] : ranked) sorted.push_back(std::move(amount));
  return sorted;
}

}  // namespace pipeline
