#include "pipeline/language/names.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "pipeline/language/fold.h"

namespace pipeline {
namespace {

// An optical reading that sure does not slip: LOUIS read with such confidence is not LOUISE.
constexpr int sure_of_letters = 90;

constexpr std::array<std::string_view, 24> titles = {
    "M",     "MME",    "MLLE",    "MR",      "MM",        "MMES",    "MONSIEUR", "MADAME", "MADEMOISELLE",
    "EPOUX", "EPOUSE", "EP",      "NEE",     "NE",        "VEUVE",   "VVE",      "ET",     "OU",
    "NOM",   "PRENOM", "PRENOMS", "FAMILLE", "MESSIEURS", "MESDAMES"};
constexpr std::array<std::string_view, 10> particles = {"DE", "DU", "DES", "LA", "LE", "LES", "D", "L", "EL", "BEN"};
constexpr std::array<std::string_view, 26> ways = {
    "RUE",   "AVENUE", "AV",     "AVE",     "BOULEVARD", "BD",      "BLD",       "PLACE", "PL",
    "ALLEE", "ALL",    "ALLEES", "IMPASSE", "IMP",       "CHEMIN",  "CHE",       "CHEM",  "ROUTE",
    "RTE",   "QUAI",   "SQUARE", "SQ",      "COURS",     "PASSAGE", "RESIDENCE", "RES"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// -1 when this token is not that word; else what had to be forgiven.
int slips_of(const Token& token, const std::string& wanted) {
  if (token.text == wanted) return 0;
  int limit = forgiven_half_slips(wanted.size());
  // What is typed, in a dossier or by an insurer, slips too, but a printed text that is exact elsewhere is believed.
  if (!token.ocr || token.word->confidence >= sure_of_letters) limit = std::min(limit, wanted.size() >= 8 ? 2 : 1);
  if (limit == 0) return -1;
  const int cost = half_slips(token.text, wanted, limit);
  return cost <= limit ? cost : -1;
}

struct Group {                                              // the cells looked at together
  std::vector<std::pair<std::size_t, std::size_t>> tokens;  // (cell, token)
};

bool after_a_way(const Cell& cell, std::size_t token) {
  for (std::size_t i = 0; i < token; ++i) {
    if (is_one_of(ways, cell.tokens[i].text)) return true;
  }
  return false;
}

struct Search {
  const Layout& layout;
  std::vector<std::string> first_name;
  std::vector<std::vector<std::string>> surnames;
  std::vector<std::string> household;  // surnames of the others of the dossier
};

// The tokens of `group` that spell these words, one each; empty when one is missing.
std::vector<std::size_t> spelled(const Layout& layout, const Group& group, const std::vector<std::string>& words,
                                 int& cost) {
  std::vector<std::size_t> places;
  cost = 0;
  // The words of a double name stand together: "BENOIT Ismaël BENOIT-CISSE" holds hers at its end.
  if (words.size() > 1) {
    int least = -1;
    for (std::size_t i = 0; i + words.size() <= group.tokens.size(); ++i) {
      int sum = 0;
      for (std::size_t w = 0; w < words.size() && sum >= 0; ++w) {
        const auto& [c, t] = group.tokens[i + w];
        const int slips = slips_of(layout.cells[c].tokens[t], words[w]);
        sum = slips < 0 ? -1 : sum + slips;
      }
      if (sum < 0 || (least >= 0 && sum >= least)) continue;
      least = sum;
      places.clear();
      for (std::size_t w = 0; w < words.size(); ++w) places.push_back(i + w);
    }
    if (least >= 0) {
      cost = least;
      return places;
    }
  }
  for (const auto& word : words) {
    int best = -1;
    std::size_t where = 0;
    for (std::size_t i = 0; i < group.tokens.size(); ++i) {
      if (std::find(places.begin(), places.end(), i) != places.end()) continue;
      const auto& [c, t] = group.tokens[i];
      const int slips = slips_of(layout.cells[c].tokens[t], word);
      if (slips < 0 || (best >= 0 && slips >= best)) continue;
      best = slips;
      where = i;
    }
    if (best < 0) return {};
    cost += best;
    places.push_back(where);
  }
  return places;
}

FoundName found_at(const Layout& layout, const Group& group, std::vector<std::size_t> places, NameMatch match,
                   int cost) {
  FoundName found;
  found.match = match;
  found.half_slips = cost;
  std::sort(places.begin(), places.end());
  const std::size_t cell = group.tokens[places.front()].first;
  found.cell = cell;
  found.page = layout.cells[cell].page;
  int sum = 0;
  const Word* before = nullptr;
  for (const std::size_t i : places) {
    const auto& [c, t] = group.tokens[i];
    const Token& token = layout.cells[c].tokens[t];
    sum += token.word->confidence;
    if (token.word != before) found.as_read += (found.as_read.empty() ? "" : " ") + token.word->text;
    before = token.word;
  }
  // What a pen, a frame or a sentence leaves around a name is no part of it.
  constexpr std::string_view stray = ",.;:_-|*'\"()[]";
  while (!found.as_read.empty() && stray.find(found.as_read.back()) != stray.npos) found.as_read.pop_back();
  found.as_read.erase(0, std::min(found.as_read.find_first_not_of(stray), found.as_read.size()));
  found.confidence = sum / static_cast<int>(places.size());
  std::size_t first = layout.cells[cell].tokens.size(), last = 0;
  for (const std::size_t i : places) {
    if (group.tokens[i].first != cell) continue;
    first = std::min(first, group.tokens[i].second);
    last = std::max(last, group.tokens[i].second);
  }
  found.box = box_of(layout.cells[cell], first, last);
  return found;
}

// How sure the reading is of a first name beside the surname that is not hers; nothing when there is none.
std::optional<int> another_first_name(const Layout& layout, const Group& group, const std::vector<std::size_t>& places,
                                      const Search& search) {
  const auto& [cell, token] = group.tokens[places.front()];
  const auto& tokens = layout.cells[cell].tokens;
  const auto is_other = [&](std::size_t i) {
    const std::string& text = tokens[i].text;
    if (!is_letters(text) || text.size() < 3 || is_one_of(titles, text) || is_one_of(particles, text)) return false;
    for (const auto& surname : search.surnames) {
      if (std::find(surname.begin(), surname.end(), text) != surname.end()) return false;
    }
    // "M. et Mme BENOIT CISSE": two surnames side by side name both.
    return std::find(search.household.begin(), search.household.end(), text) == search.household.end();
  };
  if (token > 0 && is_other(token - 1)) return tokens[token - 1].word->confidence;
  if (token + 1 < tokens.size() && is_other(token + 1)) return tokens[token + 1].word->confidence;
  return std::nullopt;
}

FoundName look_in(const Search& search, const Group& group, bool first_name_is_enough) {
  const Layout& layout = search.layout;
  FoundName best;
  const auto keep = [&](FoundName found) {
    if (found.match > best.match ||
        (found.match == best.match && best.match != NameMatch::none && found.half_slips < best.half_slips))
      best = std::move(found);
  };
  for (const auto& surname : search.surnames) {
    int cost = 0;
    auto places = spelled(layout, group, surname, cost);
    if (places.empty() && surname.size() > 1) {
      // Half of a double name is hers only beside her first name, below.
      for (const auto& half : surname) {
        int half_cost = 0;
        const auto half_place = spelled(layout, group, {half}, half_cost);
        int first_cost = 0;
        const auto first =
            spelled(layout, group, {search.first_name.empty() ? half : search.first_name.front()}, first_cost);
        if (half.size() > 3 && !half_place.empty() && !search.first_name.empty() && !first.empty() &&
            first.front() != half_place.front()) {
          auto both = half_place;
          both.push_back(first.front());
          keep(found_at(layout, group, both, NameMatch::whole, half_cost + first_cost + 2));
        }
      }
    }
    if (places.empty()) continue;
    const auto& [cell, token] = group.tokens[places.front()];
    if (after_a_way(layout.cells[cell], token)) continue;
    // A first name: all its words, its first word, or an initial beside the surname.
    int first_cost = 0;
    if (!search.first_name.empty()) {
      auto first = spelled(layout, group, {search.first_name.front()}, first_cost);
      std::erase_if(first, [&](std::size_t i) { return std::find(places.begin(), places.end(), i) != places.end(); });
      if (!first.empty()) {
        places.push_back(first.front());
        keep(found_at(layout, group, places, NameMatch::whole, cost + first_cost));
        continue;
      }
      const auto is_initial = [&](std::size_t i, std::size_t surname_at) {
        const auto& [c, t] = group.tokens[i];
        if (c != group.tokens[surname_at].first) return false;
        const Token& letter = layout.cells[c].tokens[t];
        if (letter.text != search.first_name.front().substr(0, 1)) return false;
        // "N°" and "L'" are no initials, and "M." is a title before it is Marie.
        const std::string_view read = letter.word->text;
        if (read.find("°") != read.npos || read.find('\'') != read.npos || read.find("’") != read.npos) return false;
        return !(letter.text == "M" && i < surname_at && (i == 0 || group.tokens[i - 1].first != c));
      };
      bool initial = false;
      for (const std::size_t place : places) {
        if (place > 0 && is_initial(place - 1, place)) initial = true;
        if (place + 1 < group.tokens.size() && is_initial(place + 1, place)) initial = true;
      }
      if (initial) {
        keep(found_at(layout, group, places, NameMatch::whole, cost));
        continue;
      }
    }
    // Three letters or fewer are a surname only beside a first name.
    const bool short_name = surname.size() == 1 && surname.front().size() <= 3;
    if (short_name) continue;
    const auto other = another_first_name(layout, group, places, search);
    auto found = found_at(layout, group, places, other ? NameMatch::surname_of_another : NameMatch::surname, cost);
    if (other) found.confidence = std::min(found.confidence, *other);
    keep(std::move(found));
  }
  if (first_name_is_enough && best.match < NameMatch::first_name && !search.first_name.empty()) {
    int cost = 0;
    const auto places = spelled(layout, group, {search.first_name.front()}, cost);
    if (!places.empty()) keep(found_at(layout, group, places, NameMatch::first_name, cost));
  }
  return best;
}

void add_tokens(Group& group, const Layout& layout, int cell) {
  if (cell < 0) return;
  const auto& tokens = layout.cells[static_cast<std::size_t>(cell)].tokens;
  for (std::size_t t = 0; t < tokens.size() && t < 60; ++t)
    group.tokens.emplace_back(static_cast<std::size_t>(cell), t);
}

Search prepare(const Layout& layout, const Person& person, std::span<const Person> household) {
  Search search{layout, name_words(person.prenom), {}, {}};
  for (const Person& other : household) {
    for (const auto* name : {&other.nom, &other.nom_naissance}) {
      for (auto& word : name_words(*name)) search.household.push_back(std::move(word));
    }
  }
  for (const auto* name : {&person.nom, &person.nom_naissance}) {
    auto words = name_words(*name);
    if (!words.empty() && std::find(search.surnames.begin(), search.surnames.end(), words) == search.surnames.end())
      search.surnames.push_back(std::move(words));
  }
  return search;
}

FoundName look_everywhere(const Search& search, const std::vector<std::size_t>& cells, bool only_these) {
  // Most entries hold no word of the name: only those that do, or touch one that does, are looked at.
  const auto& all = search.layout.cells;
  std::vector<char> promising(all.size(), 0);
  const auto may_be = [&](const Cell& cell) {
    return std::any_of(cell.tokens.begin(), cell.tokens.end(), [&](const Token& token) {
      const auto spells = [&](const std::string& word) { return slips_of(token, word) >= 0; };
      return (only_these && !search.first_name.empty() && spells(search.first_name.front())) ||
             std::any_of(search.surnames.begin(), search.surnames.end(),
                         [&](const auto& surname) { return std::any_of(surname.begin(), surname.end(), spells); });
    });
  };
  if (only_these) {
    for (const std::size_t cell : cells) promising[cell] = may_be(all[cell]);
  } else {
    for (std::size_t i = 0; i < all.size(); ++i) promising[i] = may_be(all[i]);
  }
  FoundName best;
  const auto look = [&](std::size_t cell, int beside) {
    if (!promising[cell] && (beside < 0 || !promising[static_cast<std::size_t>(beside)])) return;
    Group group;
    add_tokens(group, search.layout, static_cast<int>(cell));
    add_tokens(group, search.layout, beside);
    if (group.tokens.empty()) return;
    auto found = look_in(search, group, only_these);
    const bool as_good = found.match == best.match && found.match != NameMatch::none;
    if (found.match > best.match || (as_good && found.half_slips < best.half_slips)) best = std::move(found);
  };
  for (const std::size_t cell : cells) {
    // Alone, then with the entry at its right, then with the one below: the closest reading wins among equals.
    look(cell, -1);
    if (only_these) continue;
    look(cell, search.layout.cells[cell].right);
    look(cell, search.layout.cells[cell].below);
  }
  return best;
}

}  // namespace

bool is_title_word(const std::string& folded) { return is_one_of(titles, folded); }

std::vector<std::string> name_words(const std::string& name) {
  std::vector<std::string> words, all;
  std::string word;
  for (const char c : fold(name) + ' ') {
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
      word += c;
    } else if (!word.empty()) {
      all.push_back(word);
      if (!is_one_of(particles, word)) words.push_back(word);
      word.clear();
    }
  }
  return words.empty() ? all : words;
}

FoundName find_name(const Layout& layout, const Person& person, std::span<const Person> household) {
  std::vector<std::size_t> cells(layout.cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = i;
  return look_everywhere(prepare(layout, person, household), cells, false);
}

FoundName find_name_among(const Layout& layout, const std::vector<std::size_t>& cells, const Person& person) {
  return look_everywhere(prepare(layout, person, {}), cells, true);
}

bool may_hide(const Layout& layout, std::span<const Person> persons) {
  constexpr int torn = 50;
  std::vector<std::string> surnames, first_names;
  for (const Person& person : persons) {
    for (const auto* name : {&person.nom, &person.nom_naissance}) {
      for (auto& word : name_words(*name)) surnames.push_back(std::move(word));
    }
    const auto first = name_words(person.prenom);
    if (!first.empty() && first.front().size() > 3) first_names.push_back(first.front());
  }
  const auto common = [](std::string_view one, std::string_view other, bool at_the_end) {
    std::size_t same = 0;
    while (same < one.size() && same < other.size() &&
           (at_the_end ? one[one.size() - 1 - same] == other[other.size() - 1 - same] : one[same] == other[same]))
      ++same;
    return same;
  };
  for (std::size_t page = 0; page + 1 < layout.first_cell.size(); ++page) {
    int bottom = 0, words = 0, torn_words = 0;
    for (std::size_t c = layout.first_cell[page]; c < layout.first_cell[page + 1]; ++c)
      bottom = std::max(bottom, layout.cells[c].box.y + layout.cells[c].box.height);
    for (std::size_t c = layout.first_cell[page]; c < layout.first_cell[page + 1]; ++c) {
      for (const Token& token : layout.cells[c].tokens) {
        if (!token.ocr) continue;
        ++words;
        // Names of holders stand in the upper half: what is torn there may be one.
        if (token.word->confidence < torn && token.text.size() > 1 && 2 * layout.cells[c].box.y < bottom) ++torn_words;
        if (token.text.size() < 4) continue;
        for (const auto& name : first_names) {
          const int limit = forgiven_half_slips(name.size());
          if (half_slips(token.text, name, limit) <= limit) return true;
        }
        for (const auto& name : surnames) {
          // Read in full, it was found and weighed already.
          if (token.text == name && token.word->confidence >= 60) continue;
          if (name.size() < 4 || token.word->confidence >= sure_of_letters) continue;
          const std::size_t enough = std::max<std::size_t>(4, (2 * name.size() + 2) / 3);
          if (common(token.text, name, false) >= enough || common(token.text, name, true) >= enough) return true;
          const int half = static_cast<int>(name.size());
          if (half_slips(token.text, name, half) <= half) return true;
        }
      }
    }
    if (torn_words > 1 && 25 * torn_words > words) return true;
  }
  return false;
}

}  // namespace pipeline
