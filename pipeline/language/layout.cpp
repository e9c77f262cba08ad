#include "pipeline/language/layout.h"

#include <algorithm>
#include <limits>

#include "pipeline/language/fold.h"

namespace pipeline {
namespace {

// A hostile document may hold 20,000 words; nothing a family sends needs more than these.
constexpr std::size_t max_words_per_page = 4000;
constexpr std::size_t max_cells_per_page = 1200;

int right_of(const Box& box) { return box.x + box.width; }
int bottom_of(const Box& box) { return box.y + box.height; }

Box join(const Box& a, const Box& b) {
  const auto x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  const int right = std::max(right_of(a), right_of(b)), bottom = std::max(bottom_of(a), bottom_of(b));
  return Box{x, y, static_cast<std::uint16_t>(std::min(right - x, 65535)),
             static_cast<std::uint16_t>(std::min(bottom - y, 65535))};
}

bool is_sign(char c) { return !((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')); }

void add_word(Cell& cell, const Word& word, bool ocr) {
  const std::string folded = fold(word.text);
  if (!cell.text.empty()) cell.text += ' ';
  const std::size_t start = cell.text.size();
  cell.text += folded;
  for (std::size_t i = 0; i < folded.size();) {
    if (is_sign(folded[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < folded.size() && !is_sign(folded[end])) ++end;
    cell.tokens.push_back(Token{folded.substr(i, end - i), start + i, &word, ocr});
    i = end;
  }
}

// Titles set wide come out as single letters: F A C T U R E. One more token says the whole word.
void join_spaced_letters(Cell& cell) {
  std::vector<Token> joined;
  for (std::size_t i = 0; i < cell.tokens.size();) {
    std::size_t end = i;
    std::string word;
    while (end < cell.tokens.size() && cell.tokens[end].text.size() == 1 && is_letters(cell.tokens[end].text))
      word += cell.tokens[end++].text;
    if (end - i >= 5) {
      Token whole = cell.tokens[i];
      whole.text = word;
      joined.push_back(whole);
      i = end;
    } else {
      joined.push_back(cell.tokens[i++]);
    }
  }
  cell.tokens = std::move(joined);
}

void find_neighbours(std::vector<Cell>& cells, std::size_t first) {
  const std::size_t end = cells.size();
  for (std::size_t i = first; i < end; ++i) {
    const Box& me = cells[i].box;
    if (me.width == 0) {  // a reading without geometry: lines follow each other
      if (i > first) cells[i].above = static_cast<int>(i - 1);
      if (i + 1 < end) cells[i].below = static_cast<int>(i + 1);
      continue;
    }
    int best_left = -1, best_above = std::numeric_limits<int>::max(), best_overlap = 0;
    for (std::size_t j = first; j < end; ++j) {
      if (j == i) continue;
      const Box& other = cells[j].box;
      const int rows = std::min(bottom_of(me), bottom_of(other)) - std::max<int>(me.y, other.y);
      const int columns = std::min(right_of(me), right_of(other)) - std::max<int>(me.x, other.x);
      const int low = std::min<int>(me.height, other.height), tall = std::max<int>(me.height, other.height);
      if (2 * rows >= low && right_of(other) <= me.x + low / 2) {
        if (right_of(other) > best_left) {
          best_left = right_of(other);
          cells[i].left = static_cast<int>(j);
        }
      }
      // Above: at most two lines of white between, as in an airy form, and some common width.
      const int gap = me.y - bottom_of(other);
      if (columns > 0 && 2 * gap > -tall && gap <= 2 * tall && other.y < me.y) {
        if (gap < best_above - low / 2 || (gap <= best_above + low / 2 && columns > best_overlap)) {
          best_above = gap;
          best_overlap = columns;
          cells[i].above = static_cast<int>(j);
        }
      }
    }
  }
  for (std::size_t i = first; i < end; ++i) {
    if (cells[i].box.width == 0) continue;
    if (const int left = cells[i].left; left >= 0) {
      int& right = cells[static_cast<std::size_t>(left)].right;
      if (right < 0 || cells[static_cast<std::size_t>(right)].box.x > cells[i].box.x) right = static_cast<int>(i);
    }
    if (const int above = cells[i].above; above >= 0) {
      int& below = cells[static_cast<std::size_t>(above)].below;
      if (below < 0) below = static_cast<int>(i);
    }
  }
}

}  // namespace

Layout lay_out(const Facts& facts) {
  Layout layout;
  for (std::size_t p = 0; p < facts.pages_read.size(); ++p) {
    const Page& page = facts.pages_read[p];
    const std::size_t first = layout.cells.size();
    layout.first_cell.push_back(first);
    const Word* before = nullptr;
    std::size_t seen = 0;
    for (const Word& word : page.words) {
      if (++seen > max_words_per_page) break;
      const bool new_line = before == nullptr || before->line != word.line;
      const int tall = before == nullptr ? 0 : std::max<int>(before->box.height, word.box.height);
      // A word's blank is a third of its height, a justified line's may reach one: beyond one and a half, another
      // column.
      const bool wide_gap = before != nullptr && tall > 0 && 2 * (word.box.x - right_of(before->box)) > 3 * tall;
      const bool backwards = before != nullptr && tall > 0 && word.box.x + tall < before->box.x;
      if (new_line || wide_gap || backwards) {
        if (layout.cells.size() - first >= max_cells_per_page) break;
        layout.cells.push_back(Cell{.page = p, .text = {}, .tokens = {}, .box = word.box});
      }
      Cell& cell = layout.cells.back();
      cell.box = join(cell.box, word.box);
      add_word(cell, word, page.source == TextSource::ocr);
      before = &word;
    }
    for (std::size_t i = first; i < layout.cells.size(); ++i) join_spaced_letters(layout.cells[i]);
    find_neighbours(layout.cells, first);
  }
  layout.first_cell.push_back(layout.cells.size());
  return layout;
}

std::string as_read(const Cell& cell, std::size_t first, std::size_t last) {
  std::string text;
  const Word* before = nullptr;
  for (std::size_t i = first; i <= last && i < cell.tokens.size(); ++i) {
    if (cell.tokens[i].word == before) continue;
    before = cell.tokens[i].word;
    if (!text.empty()) text += ' ';
    text += before->text;
  }
  return text;
}

int confidence(const Cell& cell, std::size_t first, std::size_t last) {
  int sum = 0, count = 0;
  for (std::size_t i = first; i <= last && i < cell.tokens.size(); ++i, ++count) sum += cell.tokens[i].word->confidence;
  return count == 0 ? 0 : sum / count;
}

Box box_of(const Cell& cell, std::size_t first, std::size_t last) {
  if (first >= cell.tokens.size()) return cell.box;
  Box box = cell.tokens[first].word->box;
  for (std::size_t i = first + 1; i <= last && i < cell.tokens.size(); ++i) box = join(box, cell.tokens[i].word->box);
  return box;
}

}  // namespace pipeline
