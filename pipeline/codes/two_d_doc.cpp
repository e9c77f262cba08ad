#include "pipeline/codes/two_d_doc.h"

#include <algorithm>
#include <array>

namespace pipeline {
namespace {

constexpr char group_end = '\x1d', truncated_end = '\x1e', unit_end = '\x1f';
constexpr std::size_t longest_code = 4096, most_fields = 128;

// Lengths by identifier. A field of a fixed length carries no separator; a bounded one may do without when it is full.
// The rest, and what issuers add after us, runs to its separator.
struct Lengths {
  std::size_t most;
  bool fixed;
  std::string_view ids;
};
constexpr Lengths lengths[] = {
    {1, true, "1G 1H 5T 68 6J 76 7C 7D 7E 7F 7G 7I 7J 7O AF AG B6 BA BD C0 C5"},
    {2, true, "26 2D 34 5J 5W 65 67 6C 6I 6Y 7H A0 A6 B5 B9 BG"},
    {3, true, "6B A5 A7 A9 BE BF"},
    {4, true, "06 08 09 36 37 45 53 54 56 AD AE"},
    {5, true, "24 2B 5H 6W 78 7A C9"},
    {6, true, "07 51"},
    {7, true, "52 AK"},
    {8, true, "1C 4A 4B 55 57 69 6L 6N 6O 75 8N 96 AA AI AN B7 C4"},
    {9, true, "0A 0B 7L"},
    {10, true, "CB"},
    {11, true, "AL"},
    {12, true, "5V 5Y 6R 70 71 86 C3 CC"},
    {13, true, "40 44 47 49 7K AJ"},
    {14, true, "50 BK"},
    {17, true, "85 A4"},
    {19, true, "6K"},
    {21, true, "5N"},
    {36, true, "0D"},
    {5, false, "AM"},
    {8, false, "AB"},
    {10, false, "6H 6Q"},
    {11, false, "32 38 39 58 5A 5C 6Z"},
    {12, false, "59 5B 5U A8"},
    {14, false, "5L"},
    {16, false, "1D 5Z"},
    {17, false, "A1 A2 A3"},
    {18, false, "95"},
    {19, false, "AC"},
    {20, false, "5P 5R 61 66 82 B1 BC C2 C7"},
    {30, false, "1E 1F 33 AH BH BI BJ"},
    {32, false, "25 2C 5I 6A 6X B8"},
    {34, false, "35"},
    {38, false,
     "10 11 12 13 14 15 16 17 1I 1J 1K 1L 1M 1N 1O 1P 20 21 22 23 27 28 29 2A 31 46 48 5D 5E 5F 5G 5M 5O 5Q "
     "62 63 64 6G 6S 6T 6U 6V 72 74 80 8M 90 91 92 93 94 B2 B3 B4 C1 C6 C8"},
    {40, false, "5S 6M 6P 83 84"},
    {45, false, "77 7B CA"},
    {50, false, "5K 8O 8P BB"},
    {60, false, "5X 60 6D 6E 73 81 8L B0"},
    {64, false, "7M"},
    {90, false, "6F"},
    {114, false, "79"},
    {128, false, "7N"},
    {140, false, "30"},
};

struct Length {
  std::size_t most = std::string_view::npos;
  bool fixed = false;
};

bool is_code_letter(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }

bool are_code_letters(std::string_view text) { return std::all_of(text.begin(), text.end(), is_code_letter); }

constexpr std::size_t index_of(char c) { return static_cast<std::size_t>(c <= '9' ? c - '0' : c - 'A' + 10); }

// By identifier, 36 × 36.
constexpr auto dictionary = [] {
  std::array<Length, 36 * 36> table;
  for (const auto& [most, fixed, ids] : lengths) {
    for (std::size_t at = 0; at + 1 < ids.size(); at += 3)
      table[index_of(ids[at]) * 36 + index_of(ids[at + 1])] = Length{most, fixed};
  }
  return table;
}();

// Days since 2000 in four hexadecimal digits; FFFF is no date. False when it is neither.
bool read_day(std::string_view digits, std::optional<std::chrono::year_month_day>& day) {
  int days = 0;
  for (const char c : digits) {
    if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'))) return false;
    days = days * 16 + static_cast<int>(index_of(c));
  }
  if (days == 0xFFFF) return true;
  using namespace std::chrono_literals;
  day = std::chrono::year_month_day(std::chrono::sys_days(2000y / 1 / 1) + std::chrono::days(days));
  return true;
}

std::optional<std::string> from_base32(std::string_view letters) {
  std::string bytes;
  unsigned held = 0, bits = 0;
  for (const char c : letters) {
    unsigned value = 0;
    if (c >= 'A' && c <= 'Z')
      value = static_cast<unsigned>(c - 'A');
    else if (c >= '2' && c <= '7')
      value = static_cast<unsigned>(c - '2') + 26;
    else
      return std::nullopt;
    held = ((held << 5) | value) & 0xFFF;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<char>((held >> bits) & 0xFF));
    }
  }
  return bytes;
}

// Two numbers of the curve: P-256, P-384, P-521.
bool is_signature_size(std::size_t bytes) { return bytes == 64 || bytes == 96 || bytes == 132; }

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t size = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : 0;
    if (size == 0 || i + size > text.size()) return false;
    for (std::size_t k = 1; k < size; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    if (size == 3) {
      const auto second = static_cast<unsigned char>(text[i + 1]);
      if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second >= 0xA0)) return false;
    }
    i += size;
  }
  return true;
}

// The specification's letters are ASCII; an issuer who writes others means Latin-1, or UTF-8.
std::string value_of(std::string_view raw) {
  std::string text;
  const bool utf8 = is_utf8(raw);
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || (!utf8 && byte >= 0x80 && byte < 0xA0)) continue;
    if (byte < 0x80 || utf8) {
      text.push_back(c);
    } else {
      text.push_back(static_cast<char>(0xC0 | (byte >> 6)));
      text.push_back(static_cast<char>(0x80 | (byte & 0x3F)));
    }
  }
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool ends_field(char c) { return c == group_end || c == truncated_end; }

std::vector<TwoDDoc::Field> read_fields(std::string_view text) {
  std::vector<TwoDDoc::Field> fields;
  std::size_t at = 0;
  while (at < text.size() && fields.size() < most_fields) {
    if (ends_field(text[at])) {  // after a full field some issuers write one all the same
      ++at;
      continue;
    }
    const auto id = text.substr(at, 2);
    if (id.size() < 2 || !are_code_letters(id)) {
      // No field: what follows the next separator may be one.
      while (at < text.size() && !ends_field(text[at])) ++at;
      continue;
    }
    at += 2;
    const std::size_t end = std::min(text.size() - at, dictionary[index_of(id[0]) * 36 + index_of(id[1])].most) + at;
    const std::size_t start = at;
    while (at < end && !ends_field(text[at])) ++at;
    fields.push_back({std::string(id), value_of(text.substr(start, at - start))});
  }
  return fields;
}

}  // namespace

const std::string* TwoDDoc::find(std::string_view id) const {
  for (const Field& field : fields) {
    if (field.id == id && !field.value.empty()) return &field.value;
  }
  return nullptr;
}

std::optional<TwoDDoc> parse_two_d_doc(std::string_view untrusted) {
  constexpr std::size_t header_sizes[] = {22, 22, 24, 26};
  if (untrusted.size() > longest_code || untrusted.size() < 22 || !untrusted.starts_with("DC0")) return std::nullopt;
  const int version = untrusted[3] - '0';
  if (version < 1 || version > 4) return std::nullopt;
  const std::size_t header = header_sizes[version - 1];
  if (untrusted.size() < header || !are_code_letters(untrusted.substr(0, header))) return std::nullopt;

  TwoDDoc code;
  code.version = version;
  code.authority = untrusted.substr(4, 4);
  code.certificate = untrusted.substr(8, 4);
  if (!read_day(untrusted.substr(12, 4), code.issued) || !read_day(untrusted.substr(16, 4), code.signed_on))
    return std::nullopt;
  code.type = untrusted.substr(20, 2);
  code.perimeter = version >= 3 ? untrusted.substr(22, 2) : "01";
  if (version >= 4) code.country = untrusted.substr(24, 2);

  const auto unit = untrusted.find(unit_end, header);
  if (unit != std::string_view::npos) {
    // What follows the signature and a separator is an annex that nobody signed: left out.
    auto letters = untrusted.substr(unit + 1);
    letters = letters.substr(0, letters.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"));
    auto signature = from_base32(letters);
    if (!signature || !is_signature_size(signature->size())) return std::nullopt;
    code.message = untrusted.substr(0, unit);
    code.signature = std::move(*signature);
  } else if (version == 1 && untrusted.size() >= header + 64) {
    // The first version had no separator: the two numbers of P-256 end the code as they are.
    code.message = untrusted.substr(0, untrusted.size() - 64);
    code.signature = untrusted.substr(untrusted.size() - 64);
  } else {
    return std::nullopt;
  }
  code.fields = read_fields(std::string_view(code.message).substr(header));
  return code;
}

}  // namespace pipeline
