#include "pipeline/language/addresses.h"

#include <algorithm>
#include <array>

#include "pipeline/language/fold.h"
#include "pipeline/language/phrases.h"

namespace pipeline {
namespace {

constexpr std::array<std::string_view, 48> street_kinds = {
    "RUE",       "R",     "AVENUE",      "AV",     "AVE",     "BOULEVARD", "BD",       "BLD",      "BVD",  "PLACE",
    "PL",        "ALLEE", "ALLEES",      "ALL",    "IMPASSE", "IMP",       "CHEMIN",   "CHE",      "CHEM", "CH",
    "ROUTE",     "RTE",   "QUAI",        "SQUARE", "SQ",      "COURS",     "CRS",      "PASSAGE",  "PAS",  "PASS",
    "RESIDENCE", "RES",   "LOTISSEMENT", "LOT",    "VILLA",   "SENTIER",   "RUELLE",   "FAUBOURG", "FG",   "MAIL",
    "ESPLANADE", "CITE",  "HAMEAU",      "CLOS",   "VOIE",    "MONTEE",    "TRAVERSE", "LIEUDIT"};
constexpr std::array<std::string_view, 12> small_words = {"DE", "DU", "DES", "LA", "LE",  "LES",
                                                          "D",  "L",  "ET",  "AU", "AUX", "A"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string unabbreviated(const std::string& word) {
  if (word == "ST") return "SAINT";
  if (word == "STE") return "SAINTE";
  if (word == "GAL") return "GENERAL";
  if (word == "MAL") return "MARECHAL";
  if (word == "DR") return "DOCTEUR";
  if (word == "PDT") return "PRESIDENT";
  return word;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : fold(text) + ' ') {
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(unabbreviated(word));
      word.clear();
    }
  }
  return words;
}

std::vector<std::string> words_of(const Cell& cell, std::size_t end) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < end && i < cell.tokens.size(); ++i) words.push_back(unabbreviated(cell.tokens[i].text));
  return words;
}

bool alike(const std::string& one, const std::string& other) {
  const int limit = forgiven_half_slips(other.size());
  return half_slips(one, other, limit) <= limit;
}

// A postcode, one figure possibly read as a letter.
std::optional<std::string> postcode(const Token& token) {
  if (token.text.size() != 5) return std::nullopt;
  std::string code;
  int letters = 0;
  for (char c : token.text) {
    if (c == 'O') c = '0', ++letters;
    if (c == 'I' || c == 'L') c = '1', ++letters;
    if (c < '0' || c > '9') return std::nullopt;
    code += c;
  }
  if (letters > (token.ocr ? 2 : 0) || code.substr(0, 2) == "00" || code.substr(0, 2) == "96" ||
      code.substr(0, 2) == "99")
    return std::nullopt;
  return code;
}

struct Street {
  std::vector<std::string> name;  // words that tell it from others
  std::string number;             // "12" or "12B"
};

Street street_of(const std::vector<std::string>& words) {
  Street street;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    if (street.number.empty() && street.name.empty() && is_digits(word) && word.size() <= 4) {
      street.number = word;
      if (i + 1 < words.size() && (words[i + 1] == "BIS" || words[i + 1] == "TER" || words[i + 1].size() == 1)) {
        const bool kind = words[i + 1] == "R";
        if (!kind && words[i + 1] != "L" && words[i + 1] != "D") street.number += words[++i].substr(0, 1);
      }
      continue;
    }
    if (street.number.empty() && street.name.empty() && word.size() >= 2 && word.size() <= 5 &&
        is_digits(word.substr(0, word.size() - 1)) && !is_digits(word)) {
      street.number = word;  // 12B
      continue;
    }
    if (is_one_of(small_words, word) || (street.name.empty() && is_one_of(street_kinds, word))) continue;
    street.name.push_back(word);
  }
  return street;
}

bool says_company(const Cell& cell) {
  static constexpr std::string_view words[] = {
      "SIEGE SOCIAL", "CAPITAL",      "RCS",          "SIRET",    "SIREN",  "TSA",
      "CS",           "BP",           "APE",          "TVA",      "CEDEX",  "SERVICE CLIENT*",
      "BAILLEUR",     "PROPRIETAIRE", "RECLAMATION*", "COURRIER", "AGENCE", "SERVICES CLIENTS"};
  for (std::size_t i = 0; i < cell.tokens.size(); ++i) {
    for (const auto word : words) {
      if (phrase_at(cell.tokens, i, word) != 0) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<PrintedAddress> find_addresses(const Layout& layout) {
  std::vector<PrintedAddress> addresses;
  for (std::size_t c = 0; c < layout.cells.size() && addresses.size() < 60; ++c) {
    const Cell& cell = layout.cells[c];
    for (std::size_t i = 0; i < cell.tokens.size(); ++i) {
      const auto code = postcode(cell.tokens[i]);
      if (!code) continue;
      // Figures before or after make it an amount, a telephone or an account.
      if (i > 0 && is_digits(cell.tokens[i - 1].text) && i == 1 && cell.tokens.size() < 3) continue;
      if (i > 0 && cell.text[cell.tokens[i].at - 1] != ' ' &&
          !(cell.tokens[i - 1].text == "F" && cell.text[cell.tokens[i].at - 1] == '-'))
        continue;
      std::string town;
      std::size_t last = i;
      if (i > 0 && i + 1 == cell.tokens.size() && cell.below >= 0) {
        // A sentence that breaks between the two: "15 rue des Cigognes, 13008" and "Marseille, atteste…" below.
        const Cell& next = layout.cells[static_cast<std::size_t>(cell.below)];
        for (std::size_t t = 0; t < next.tokens.size() && t < 6 && is_letters(next.tokens[t].text); ++t) {
          if (!town.empty()) town += ' ';
          town += unabbreviated(next.tokens[t].text);
          const std::size_t end = next.tokens[t].at + next.tokens[t].text.size();
          if (end >= next.text.size() || (next.text[end] != '-' && next.text[end] != ' ' && next.text[end] != '\''))
            break;
        }
      }
      for (std::size_t t = i + 1; t < cell.tokens.size() && t <= i + 6; ++t) {
        const auto& word = cell.tokens[t].text;
        if (!is_letters(word) || word == "CEDEX" || word == "FRANCE" || word == "TEL") break;
        const std::size_t gap = cell.tokens[t].at - (cell.tokens[t - 1].at + cell.tokens[t - 1].text.size());
        if (t > i + 1 && gap > 0 && cell.text.find_first_of(",.;:", cell.tokens[t].at - gap) < cell.tokens[t].at) break;
        if (!town.empty()) town += ' ';
        town += unabbreviated(word);
        last = t;
      }
      if (town.size() < 2 || town == "EUR" || town == "EUROS" || town.starts_with("KWH")) continue;
      PrintedAddress address;
      address.code_postal = *code;
      address.commune = town;
      address.postcode_token = i;
      address.page = cell.page;
      address.confidence = confidence(cell, i, last);
      address.box = box_of(cell, i, last);
      address.cells = {c};
      int above = cell.above;
      for (int steps = 0; steps < 4 && above >= 0; ++steps) {
        const auto at = static_cast<std::size_t>(above);
        // Another postcode above starts another block.
        bool other = false;
        for (const Token& token : layout.cells[at].tokens) other = other || postcode(token).has_value();
        if (other) break;
        address.cells.insert(address.cells.begin(), at);
        above = layout.cells[at].above;
      }
      const std::size_t street_cell = address.cells.size() > 1 ? address.cells[address.cells.size() - 2] : c;
      address.of_a_company = says_company(cell) || says_company(layout.cells[street_cell]);
      addresses.push_back(std::move(address));
    }
  }
  return addresses;
}

AddressMatch compare(const Layout& layout, const PrintedAddress& printed, const Expectations::Adresse& expected) {
  const auto town = words_of(expected.commune);
  const auto printed_town = words_of(printed.commune);
  bool same_town = !town.empty();
  for (std::size_t i = 0; i < town.size(); ++i)
    same_town = same_town && i < printed_town.size() && alike(printed_town[i], town[i]);
  // A postcode holds several towns, and a town several postcodes: either is enough, the street then decides.
  if (!same_town && printed.code_postal != expected.code_postal) return AddressMatch::other;
  const Street wanted = street_of(words_of(expected.voie));
  if (wanted.name.empty()) return AddressMatch::same;
  AddressMatch best = AddressMatch::other_street;
  const auto words_in = [&](std::size_t i) {
    const Cell& cell = layout.cells[printed.cells[i]];
    return words_of(cell, i + 1 == printed.cells.size() ? printed.postcode_token : cell.tokens.size());
  };
  // Entry by entry, then by two: "130 B rue Notre-Dame-des-" goes on in the line below.
  for (std::size_t step = 0; step < 2 * printed.cells.size(); ++step) {
    const std::size_t c = step % printed.cells.size();
    auto words = words_in(c);
    if (step >= printed.cells.size()) {
      if (c + 1 == printed.cells.size()) break;
      const auto more = words_in(c + 1);
      words.insert(words.end(), more.begin(), more.end());
    }
    std::size_t found = 0, first = words.size();
    for (const auto& name : wanted.name) {
      for (std::size_t i = 0; i < words.size(); ++i) {
        if (alike(words[i], name) ||
            (words[i].size() == 1 && wanted.name.size() > 1 && name.starts_with(words[i]) && i > 0)) {
          ++found;
          first = std::min(first, i);
          break;
        }
      }
    }
    // The last word of a street's name is the one that tells ("avenue J. Jaurès"); more than half must be there.
    bool telling = false;
    for (const auto& word : words) telling = telling || alike(word, wanted.name.back());
    if (!telling || 2 * found <= wanted.name.size()) continue;
    std::string number;
    for (std::size_t start = 0; start < first; ++start) {
      if (is_digits(words[start].substr(0, 1))) {
        const Street street = street_of({words.begin() + static_cast<std::ptrdiff_t>(start), words.end()});
        if (!street.number.empty()) number = street.number;
      }
    }
    const bool same_number = wanted.number.empty() || number.empty() || number == wanted.number;
    best = std::max(best, same_number ? AddressMatch::same : AddressMatch::other_number);
  }
  return best;
}

}  // namespace pipeline
