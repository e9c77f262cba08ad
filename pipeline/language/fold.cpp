#include "pipeline/language/fold.h"

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

namespace pipeline {
namespace {

// Base letters of U+00C0..U+017F in order; '*' marks a letter that opens into two, ' ' a sign.
constexpr std::string_view latin =
    "AAAAAA*CEEEEIIIIDNOOOOO OUUUUY**AAAAAA*CEEEEIIIIDNOOOOO OUUUUY*Y"
    "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIII**JJKKKLLLLLLLLLLNNNNNNNNNOOOOOO**"
    "RRRRRRSSSSSSSSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZS";

std::string_view opened(char32_t c) {
  switch (c) {
    case 0x00C6:
    case 0x00E6:
      return "AE";
    case 0x00DE:
    case 0x00FE:
      return "TH";
    case 0x00DF:
      return "SS";
    case 0x0132:
    case 0x0133:
      return "IJ";
    case 0x0152:
    case 0x0153:
      return "OE";
    case 0x1E9E:
      return "SS";
    case 0xFB00:
      return "FF";
    case 0xFB01:
      return "FI";
    case 0xFB02:
      return "FL";
    case 0xFB03:
      return "FFI";
    case 0xFB04:
      return "FFL";
    case 0x00B2:
      return "2";
    case 0x00B3:
      return "3";
    case 0x2018:
    case 0x2019:
    case 0x02BC:
      return "'";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
      return "-";
    default:
      return {};
  }
}

// Decodes one code point, 0xFFFD for what is not UTF-8.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at++);
  if (first < 0x80) return first;
  const int extra = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
  if (extra == 0) return 0xFFFD;
  char32_t c = static_cast<char32_t>(first & (0x3F >> extra));
  for (int i = 0; i < extra; ++i) {
    if (at >= text.size() || (byte(at) & 0xC0) != 0x80) return 0xFFFD;
    c = (c << 6) | static_cast<char32_t>(byte(at++) & 0x3F);
  }
  return c;
}

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

// Letters that look alike share a shape.
char shape(char c) {
  switch (c) {
    case 'O':
    case '0':
    case 'Q':
    case 'D':
      return '0';
    case 'I':
    case 'L':
    case '1':
    case 'J':
    case '|':
      return '1';
    case 'C':
    case 'E':
    case 'F':
      return 'C';
    case 'B':
    case '8':
      return '8';
    case 'S':
    case '5':
      return '5';
    case 'Z':
    case '2':
      return '2';
    case 'G':
    case '6':
      return '6';
    case 'U':
    case 'V':
      return 'V';
    default:
      return c;
  }
}

constexpr std::size_t longest_compared = 40;
constexpr int too_many = 1000;

}  // namespace

std::string fold(std::string_view utf8) {
  std::string folded;
  folded.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t c = next_code_point(utf8, at);
    if (c >= 0x300 && c <= 0x36F) continue;  // a decomposed accent
    if (c < 0x80) {
      folded += c < 0x20 || c == 0x7F ? ' ' : upper(static_cast<char>(c));
    } else if (const auto several = opened(c); !several.empty()) {
      folded += several;
    } else if (c >= 0xC0 && c < 0xC0 + latin.size()) {
      folded += upper(latin[c - 0xC0]);
    } else {
      folded += ' ';
    }
  }
  return folded;
}

std::uint64_t letters_of(std::string_view word) {
  std::uint64_t kinds = 0;
  // R, N and M count as one, since RN is read for M.
  for (char c : word) {
    c = shape(c);
    if (c == 'R' || c == 'N') c = 'M';
    kinds |= std::uint64_t{1} << (static_cast<unsigned char>(c) & 63);
  }
  return kinds;
}

bool may_be_alike(std::uint64_t letters, std::uint64_t other_letters, int limit) {
  return 2 * std::max(std::popcount(letters & ~other_letters), std::popcount(other_letters & ~letters)) <= limit;
}

int half_slips(std::string_view one, std::string_view other, int limit) {
  if (one == other) return 0;
  if (limit <= 0) return limit + 1;
  const auto difference = one.size() > other.size() ? one.size() - other.size() : other.size() - one.size();
  if (2 * difference > static_cast<std::size_t>(limit) + 2 || one.size() > longest_compared ||
      other.size() > longest_compared)
    return limit + 1;
  // Nearly all pairs end here: a slip brings or takes one kind of letter, for two halves.
  if (!may_be_alike(letters_of(one), letters_of(other), limit)) return limit + 1;

  // Three rows, since RN/M looks two back; away from the diagonal by more than the limit all is above it.
  std::array<std::array<int, longest_compared + 1>, 3> rows;
  const auto band = static_cast<std::size_t>(limit) + 1;
  for (std::size_t i = 0; i <= one.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& two_above = rows[(i + 1) % 3];
    row.fill(too_many);
    int best = too_many;
    const std::size_t end = std::min(other.size(), i + band);
    for (std::size_t j = i > band ? i - band : 0; j <= end; ++j) {
      int here = i == 0 && j == 0 ? 0 : too_many;
      if (i > 0) here = std::min(here, above[j] + 2);
      if (j > 0) here = std::min(here, row[j - 1] + 2);
      if (i > 0 && j > 0) {
        const char a = one[i - 1], b = other[j - 1];
        here = std::min(here, above[j - 1] + (a == b ? 0 : shape(a) == shape(b) ? 1 : 2));
        if (i > 1 && b == 'M' && one[i - 2] == 'R' && a == 'N') here = std::min(here, two_above[j - 1] + 1);
        if (j > 1 && a == 'M' && other[j - 2] == 'R' && b == 'N') here = std::min(here, above[j - 2] + 1);
      }
      row[j] = here;
      best = std::min(best, here);
    }
    // RN/M looks two rows back: only two rows above the limit in a row would end it; one is enough to go on.
    if (best > limit + 2) return limit + 1;
  }
  return std::min(rows[one.size() % 3][other.size()], limit + 1);
}

int forgiven_half_slips(std::size_t letters) { return letters <= 3 ? 0 : letters <= 7 ? 2 : 4; }

char as_figure(char c) {
  switch (c) {
    case 'O':
    case 'Q':
    case 'D':
      return '0';
    case 'I':
    case 'L':
      return '1';
    case 'Z':
      return '2';
    case 'S':
      return '5';
    case 'G':
      return '6';
    case 'B':
      return '8';
    default:
      return c;
  }
}

bool is_figure(char c) { return c >= '0' && c <= '9'; }

bool is_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_figure); }

bool is_letters(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace pipeline
