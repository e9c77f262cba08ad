#include "pipeline/codes/mrz.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "pipeline/language/fold.h"

namespace pipeline {
namespace {

using std::chrono::year_month_day;

// Below, a reader of letters doubts what it says: a wrong key may be its own fault.
constexpr int sure_reading = 80;
// Tesseract never met this alphabet; its figures are flattering.
constexpr int sure_reading_of_words = 90;

// One line of a layout, one letter for each place: 'a' letter or filler, 'n' figure or filler, 'd' figure, 'k' key (a
// figure, or a filler where an empty field has none), 's' sex, '*' anything; capitals and '<' stand for themselves.
struct Key {
  // Parts {line, first, count} said one after the other, and where their key stands.
  std::vector<std::array<std::size_t, 3>> parts;
  std::size_t line, at;
  bool may_be_empty = false;
};

struct ZoneLayout {
  Mrz::Format format;
  std::vector<std::string_view> lines;
  std::vector<Key> keys;
};

const std::vector<ZoneLayout>& layouts() {
  using Format = Mrz::Format;
  static const std::vector<ZoneLayout> all = {
      {Format::driving_licence, {"D1FRA*********kddddddaaaaaaaak"}, {{{{0, 0, 14}}, 0, 14}, {{{0, 0, 29}}, 0, 29}}},
      {Format::french_card,
       {"IDFRAaaaaaaaaaaaaaaaaaaaaaaaaa******", "dddd********kaaaaaaaaaaaaaannnnnnksk"},
       {{{{1, 0, 12}}, 1, 12}, {{{1, 27, 6}}, 1, 33}, {{{0, 0, 36}, {1, 0, 35}}, 1, 35}}},
      {Format::td1,
       {"aaaaa*********k***************", "nnnnnnksddddddkaaa***********k", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
       {{{{0, 5, 9}}, 0, 14, true},
        {{{1, 0, 6}}, 1, 6},
        {{{1, 8, 6}}, 1, 14},
        {{{0, 5, 25}, {1, 0, 7}, {1, 8, 7}, {1, 18, 11}}, 1, 29}}},
      {Format::td3,
       {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "*********kaaannnnnnksddddddk**************kk"},
       {{{{1, 0, 9}}, 1, 9},
        {{{1, 13, 6}}, 1, 19},
        {{{1, 21, 6}}, 1, 27},
        {{{1, 28, 14}}, 1, 42, true},
        {{{1, 0, 10}, {1, 13, 7}, {1, 21, 22}}, 1, 43}}},
      {Format::td2,
       {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "*********kaaannnnnnksddddddk*******k"},
       {{{{1, 0, 9}}, 1, 9, true},
        {{{1, 13, 6}}, 1, 19},
        {{{1, 21, 6}}, 1, 27},
        {{{1, 0, 10}, {1, 13, 7}, {1, 21, 14}}, 1, 35}}},
  };
  return all;
}

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

char as_letter(char c) {
  constexpr std::string_view figures = "012568", letters = "OIZSGB";
  const auto at = figures.find(c);
  return at == figures.npos ? c : letters[at];
}

bool fits(char place, char c) {
  switch (place) {
    case 'a':
      return is_capital(c) || c == '<';
    case 'n':
    case 'k':
      return is_figure(c) || c == '<';
    case 'd':
      return is_figure(c);
    case 's':
      return c == 'M' || c == 'F' || c == '<' || c == 'X';
    case '*':
      return true;
    default:
      return c == place;
  }
}

struct Fitted {
  std::vector<std::string> lines;
  bool as_read = true;  // nothing added, taken away or read otherwise
  int misfits = 0;      // places that hold what they can't
};

// Readers lose or add fillers, and take some for letters: one long run per line is what is stretched.
std::optional<std::string> to_length(std::string_view read, std::size_t length, bool& as_read) {
  std::string text(read);
  if (text.size() == length) return text;
  as_read = false;
  const std::size_t most = length / 3;
  if (text.size() + most < length || text.size() > length + 6) return std::nullopt;
  std::size_t best = 0, best_length = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && text[end] == '<') ++end;
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
    i = std::max(end, i + 1);
  }
  if (best_length < 3) return std::nullopt;
  if (text.size() < length) {
    text.insert(best, length - text.size(), '<');
  } else {
    const std::size_t extra = text.size() - length;
    if (extra + 1 >= best_length) return std::nullopt;
    text.erase(best, extra);
  }
  return text;
}

// After three fillers a name has ended: letters behind are fillers misread, in a field that holds nothing else.
void close_name(std::string& line, std::size_t first, std::size_t count, bool& as_read) {
  const auto end = line.find("<<<", first);
  if (end == std::string::npos || end >= first + count) return;
  for (std::size_t i = end; i < first + count; ++i) {
    if (line[i] == '<') continue;
    as_read = false;
    line[i] = '<';
  }
}

std::optional<Fitted> fit(const ZoneLayout& layout, std::span<const MrzLine> read) {
  if (read.size() < layout.lines.size()) return std::nullopt;
  Fitted fitted;
  for (std::size_t i = 0; i < layout.lines.size(); ++i) {
    const auto places = layout.lines[i];
    auto line = to_length(read[i].text, places.size(), fitted.as_read);
    if (!line) return std::nullopt;
    for (std::size_t c = 0; c < places.size(); ++c) {
      char& letter = (*line)[c];
      if (fits(places[c], letter)) continue;
      const char other = places[c] == 'd' || places[c] == 'n' || places[c] == 'k' ? as_figure(letter)
                         : places[c] == 'a' || is_capital(places[c])              ? as_letter(letter)
                                                                                  : letter;
      fitted.as_read = false;
      if (fits(places[c], other))
        letter = other;
      else
        ++fitted.misfits;
    }
    fitted.lines.push_back(std::move(*line));
  }
  switch (layout.format) {
    case Mrz::Format::td1:
      close_name(fitted.lines[2], 0, 30, fitted.as_read);
      break;
    case Mrz::Format::td2:
      close_name(fitted.lines[0], 5, 31, fitted.as_read);
      break;
    case Mrz::Format::td3:
      close_name(fitted.lines[0], 5, 39, fitted.as_read);
      break;
    case Mrz::Format::french_card:
      close_name(fitted.lines[0], 5, 25, fitted.as_read);
      break;
    case Mrz::Format::driving_licence:
      break;
  }
  return fitted;
}

// How many keys are wrong; in `fields`, what those of one field stand over, key included.
std::size_t wrong_keys(const ZoneLayout& layout, const std::vector<std::string>& lines,
                       std::vector<std::string>* fields = nullptr) {
  std::size_t wrong = 0;
  for (const Key& key : layout.keys) {
    std::string data;
    for (const auto& [line, first, count] : key.parts) data += lines[line].substr(first, count);
    const char said = lines[key.line][key.at];
    // An empty optional field may leave its key out; a long document number leaves it to the next field (part 5).
    if (key.may_be_empty && said == '<' &&
        (data.find_first_not_of('<') == data.npos || layout.format != Mrz::Format::td3))
      continue;
    if (said == mrz_key(data)) continue;
    ++wrong;
    if (fields != nullptr && key.parts.size() == 1) fields->push_back(data + said);
  }
  return wrong;
}

// What readers of this alphabet take for one another where both may stand.
constexpr std::string_view confusions[] = {"O0", "Q0", "D0", "I1", "L1", "B8", "S5",
                                           "Z2", "G6", "<K", "<C", "<L", "<S", "<E"};

// The only zone one usual confusion away that has every key right; nothing when there are none or several.
std::optional<std::vector<std::string>> repair(const ZoneLayout& layout, const std::vector<std::string>& lines) {
  std::optional<std::vector<std::string>> only;
  for (std::size_t l = 0; l < lines.size(); ++l) {
    for (std::size_t c = 0; c < lines[l].size(); ++c) {
      const char place = layout.lines[l][c];
      if (is_capital(place)) continue;
      for (const auto pair : confusions) {
        const auto side = pair.find(lines[l][c]);
        if (side == pair.npos || !fits(place, pair[1 - side])) continue;
        auto other = lines;
        other[l][c] = pair[1 - side];
        if (wrong_keys(layout, other) != 0) continue;
        if (only && *only != other) return std::nullopt;
        only = std::move(other);
      }
    }
  }
  return only;
}

std::string with_blanks(std::string_view field) {
  std::string text;
  for (const char c : field) {
    if (c != '<')
      text += c;
    else if (!text.empty() && text.back() != ' ')
      text += ' ';
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::optional<int> number(std::string_view text) {
  if (!is_digits(text)) return std::nullopt;
  int value = 0;
  for (const char c : text) value = 10 * value + (c - '0');
  return value;
}

std::optional<year_month_day> day_of(std::string_view six, int century) {
  const auto y = number(six.substr(0, 2)), m = number(six.substr(2, 2)), d = number(six.substr(4, 2));
  if (!y || !m || !d) return std::nullopt;
  const year_month_day day{std::chrono::year{century + *y}, std::chrono::month{static_cast<unsigned>(*m)},
                           std::chrono::day{static_cast<unsigned>(*d)}};
  return day.ok() ? std::optional(day) : std::nullopt;
}

std::optional<year_month_day> birth_of(std::string_view six, year_month_day today) {
  if (const auto recent = day_of(six, 2000); recent && *recent <= today) return recent;
  return day_of(six, 1900);
}

std::optional<year_month_day> expiry_of(std::string_view six, year_month_day today) {
  // No paper is issued for thirty years, and those of the last century are long gone.
  const auto day = day_of(six, 2000);
  if (day && day->year() > today.year() + std::chrono::years(30)) return day_of(six, 1900);
  return day;
}

void read_names(Mrz& mrz, std::string_view field) {
  const auto parted = std::min(field.find("<<"), field.size());
  mrz.nom = with_blanks(field.substr(0, parted));
  mrz.prenoms = with_blanks(field.substr(parted));
}

void read_fields(Mrz& mrz, const std::vector<std::string>& lines, year_month_day today) {
  mrz.document = with_blanks(lines[0].substr(0, 2));
  mrz.state = with_blanks(lines[0].substr(2, 3));
  std::string_view birth, expiry;
  switch (mrz.format) {
    case Mrz::Format::td1:
      read_names(mrz, lines[2]);
      mrz.nationality = with_blanks(lines[1].substr(15, 3));
      birth = std::string_view(lines[1]).substr(0, 6);
      expiry = std::string_view(lines[1]).substr(8, 6);
      break;
    case Mrz::Format::td2:
    case Mrz::Format::td3:
      read_names(mrz, std::string_view(lines[0]).substr(5));
      mrz.nationality = with_blanks(lines[1].substr(10, 3));
      birth = std::string_view(lines[1]).substr(13, 6);
      expiry = std::string_view(lines[1]).substr(21, 6);
      break;
    case Mrz::Format::french_card:
      mrz.nom = with_blanks(lines[0].substr(5, 25));
      mrz.prenoms = with_blanks(lines[1].substr(13, 14));
      mrz.nationality = "FRA";
      birth = std::string_view(lines[1]).substr(27, 6);
      break;
    case Mrz::Format::driving_licence:
      mrz.document = "D1";
      mrz.nom = with_blanks(lines[0].substr(21, 8));
      expiry = std::string_view(lines[0]).substr(15, 6);
      break;
  }
  if (!mrz.keys_right) return;  // a value from a zone whose keys are wrong is no value
  if (!birth.empty()) mrz.naissance = birth_of(birth, today);
  if (!expiry.empty()) mrz.expiration = expiry_of(expiry, today);
  if (mrz.format == Mrz::Format::french_card) {
    const auto y = number(std::string_view(lines[1]).substr(0, 2)), m = number(std::string_view(lines[1]).substr(2, 2));
    if (y && m && *m >= 1 && *m <= 12)
      mrz.delivrance =
          std::chrono::year{*y >= 80 ? 1900 + *y : 2000 + *y} / std::chrono::month{static_cast<unsigned>(*m)};
  }
}

// Whether what was read looks like that layout even though its keys are wrong: an ordinary line of capitals does not.
bool looks_like(const ZoneLayout& layout, const Fitted& fitted, std::size_t wrong) {
  std::size_t places = 0, fillers = 0;
  for (const auto& line : fitted.lines) {
    places += line.size();
    fillers += static_cast<std::size_t>(std::count(line.begin(), line.end(), '<'));
  }
  const std::string& first = fitted.lines.front();
  constexpr std::string_view kinds = "IACPVD";
  // A name of eight letters fills the only line of a driving licence.
  const bool full_licence = layout.format == Mrz::Format::driving_licence && wrong == 0;
  if (kinds.find(first[0]) == kinds.npos || (fillers < 2 && !full_licence)) return false;
  if (layout.format == Mrz::Format::td3 && first[0] != 'P') return false;
  if ((layout.format == Mrz::Format::td2 || layout.format == Mrz::Format::td1) && (first[0] == 'P' || first[0] == 'D'))
    return false;
  // A card of 2 × 36 from France never is a TD2.
  if (layout.format == Mrz::Format::td2 && first.starts_with("IDFRA")) return false;
  return fitted.misfits <= static_cast<int>(places / 12) && (wrong < layout.keys.size() || fitted.misfits <= 1);
}

Box around(const Box& a, const Box& b) {
  if (a.width == 0) return b;
  const int right = std::max(a.x + a.width, b.x + b.width), bottom = std::max(a.y + a.height, b.y + b.height);
  const auto x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  return Box{x, y, static_cast<std::uint16_t>(std::min(right - x, 65'535)),
             static_cast<std::uint16_t>(std::min(bottom - y, 65'535))};
}

int rank(const Mrz& mrz) { return mrz.keys_right ? (mrz.repaired ? 1 : 2) : 0; }

std::optional<Mrz> parse(std::span<const MrzLine> lines, year_month_day today, int sure,
                         std::vector<std::string>* wrong_fields) {
  std::optional<Mrz> best;
  std::size_t best_wrong = 0;
  for (std::size_t start = 0; start < lines.size(); ++start) {
    for (const ZoneLayout& layout : layouts()) {
      const auto read = lines.subspan(start);
      auto fitted = fit(layout, read);
      if (!fitted) continue;
      std::vector<std::string> fields;
      const std::size_t wrong = wrong_keys(layout, fitted->lines, &fields);
      if (!looks_like(layout, *fitted, wrong)) continue;
      Mrz mrz;
      mrz.format = layout.format;
      mrz.keys_right = wrong == 0 && fitted->misfits == 0;
      int least = 100;
      for (std::size_t i = 0; i < layout.lines.size(); ++i) {
        least = std::min<int>(least, read[i].confidence);
        mrz.box = around(mrz.box, read[i].box);
      }
      // A zone altered by hand breaks the key of what was altered and the one over everything; a reader that slips
      // breaks more, or doubts.
      mrz.read_surely = fitted->as_read && least >= sure && wrong <= 2;
      if (!mrz.keys_right && fitted->misfits == 0) {
        if (auto repaired = repair(layout, fitted->lines)) {
          fitted->lines = std::move(*repaired);
          mrz.keys_right = mrz.repaired = true;
        }
      }
      read_fields(mrz, fitted->lines, today);
      if (best &&
          std::pair(rank(*best), -static_cast<int>(best_wrong)) >= std::pair(rank(mrz), -static_cast<int>(wrong)))
        continue;
      best_wrong = wrong;
      best = std::move(mrz);
      if (wrong_fields != nullptr)
        *wrong_fields = wrong <= 2 && fitted->misfits == 0 ? fields : std::vector<std::string>{};
    }
  }
  return best;
}

// The lines of a page that could belong to a zone, as its ordinary reading gave them.
std::vector<MrzLine> lines_of_words(const Page& page) {
  std::vector<MrzLine> lines;
  std::size_t bytes = 0;
  for (std::size_t first = 0; first < page.words.size();) {
    std::size_t last = first;
    MrzLine line{.text = {}, .confidence = 100, .box = {}};
    for (; last < page.words.size() && page.words[last].line == page.words[first].line; ++last) {
      const Word& word = page.words[last];
      bytes += word.text.size();
      if (line.text.size() > max_mrz_line_letters) continue;
      for (std::size_t i = 0; i < word.text.size() && line.text.size() <= max_mrz_line_letters; ++i) {
        const char c = word.text[i];
        const std::string_view rest = std::string_view(word.text).substr(i);
        if (is_capital(c) || is_figure(c) || c == '<')
          line.text += c;
        else if (c >= 'a' && c <= 'z')
          line.text += static_cast<char>(c - 'a' + 'A');
        else if (rest.starts_with("«"))
          line.text += "<<";
        else if (rest.starts_with("‹"))
          line.text += '<';
      }
      line.confidence = std::min(line.confidence, word.confidence);
      line.box = around(line.box, word.box);
    }
    const auto fillers = std::count(line.text.begin(), line.text.end(), '<');
    const bool begun = lines.size() > 0 && line.text.size() >= 28;
    if (line.text.size() >= 20 && line.text.size() <= max_mrz_line_letters && (fillers >= 2 || begun))
      lines.push_back(std::move(line));
    first = last;
    if (lines.size() == 12 || bytes > max_page_text_bytes) break;
  }
  return lines;
}

}  // namespace

char mrz_key(std::string_view letters) {
  constexpr int weights[] = {7, 3, 1};
  int sum = 0;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const char c = letters[i];
    const int value = is_figure(c) ? c - '0' : is_capital(c) ? c - 'A' + 10 : 0;
    sum += value * weights[i % 3];
  }
  return static_cast<char>('0' + sum % 10);
}

std::optional<Mrz> parse_mrz(std::span<const MrzLine> lines, year_month_day today) {
  return parse(lines, today, sure_reading, nullptr);
}

std::optional<Mrz> find_mrz(const Facts& facts, year_month_day today) {
  std::optional<Mrz> best;
  for (std::size_t p = 0; p < facts.pages_read.size(); ++p) {
    const Page& page = facts.pages_read[p];
    std::vector<std::string> wrong_fields;
    auto apart = parse(page.mrz, today, sure_reading, &wrong_fields);
    if (!apart || rank(*apart) < 2) {
      const int sure = page.source == TextSource::text_layer ? 100 : sure_reading_of_words;
      const auto lines = lines_of_words(page);
      auto words = parse(lines, today, sure, nullptr);
      // Two readers of different kinds that see the same figures under a wrong key see what is printed, whatever
      // either of them doubts elsewhere on the line.
      const auto seen_twice = [&](const std::string& field) {
        return std::any_of(lines.begin(), lines.end(),
                           [&](const MrzLine& line) { return line.text.find(field) != std::string::npos; });
      };
      if (apart && !apart->keys_right && !wrong_fields.empty() &&
          std::all_of(wrong_fields.begin(), wrong_fields.end(), seen_twice))
        apart->read_surely = true;
      if (words && (!apart || rank(*words) > rank(*apart))) apart = std::move(words);
    }
    if (!apart || (best && rank(*best) >= rank(*apart))) continue;
    best = std::move(apart);
    best->page = p;
  }
  return best;
}

}  // namespace pipeline
