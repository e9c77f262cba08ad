#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/checks/check.h"
#include "pipeline/codes/mrz.h"
#include "pipeline/language/dates.h"
#include "pipeline/language/fold.h"
#include "pipeline/language/names.h"
#include "pipeline/language/phrases.h"

namespace pipeline {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;
using std::chrono::years;

constexpr int sure_confidence = 80;
// What contradicts a zone must be read without a doubt: one figure in a hundred is taken for another.
constexpr int accusing_confidence = 90;

bool before(year_month_day a, year_month_day b) { return sys_days(a) < sys_days(b); }

year_month_day later(year_month_day day, int count) { return months_later(day, 12 * count); }

// Names of the zone are folded as names of the dossier are, so that O'BRIEN is OBRIEN in both.
std::vector<std::string> words_of(const std::string& name) { return name_words(name); }

bool same_word(std::string_view one, std::string_view other) {
  const int forgiven = forgiven_half_slips(std::min(one.size(), other.size()));
  return half_slips(one, other, forgiven) <= forgiven;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += word;
  return text;
}

// A zone leaves blanks out or puts them in, drops apostrophes and cuts what is too long.
bool same_name(const std::vector<std::string>& expected, const std::vector<std::string>& zone) {
  if (expected.empty() || zone.empty()) return false;
  const std::string mine = joined(expected), its = joined(zone);
  if (same_word(mine, its)) return true;
  constexpr std::size_t shortest_cut = 6;
  if (its.size() >= shortest_cut && mine.starts_with(its)) return true;
  return std::all_of(expected.begin(), expected.end(), [&](const std::string& word) {
    return std::any_of(zone.begin(), zone.end(), [&](const std::string& other) { return same_word(word, other); });
  });
}

NameMatch match(const Mrz& mrz, const Person& person) {
  const auto zone_surname = words_of(mrz.nom), zone_first = words_of(mrz.prenoms);
  bool surname = false;
  for (const auto* name : {&person.nom, &person.nom_naissance}) {
    const auto words = words_of(*name);
    surname = surname || same_name(words, zone_surname);
    // Half of a double name: the dossier often holds only the usage or the first half.
    for (const auto& word : words)
      surname = surname || (word.size() > 3 && std::any_of(zone_surname.begin(), zone_surname.end(),
                                                           [&](const auto& other) { return same_word(word, other); }));
  }
  if (mrz.format == Mrz::Format::driving_licence) return surname ? NameMatch::surname : NameMatch::none;
  const auto mine = words_of(person.prenom);
  bool first = false;
  if (!mine.empty() && !zone_first.empty()) {
    const std::string all = joined(zone_first);
    first =
        same_word(mine.front(), zone_first.front()) || all.starts_with(joined(mine)) ||
        std::any_of(zone_first.begin(), zone_first.end(), [&](const auto& w) { return same_word(mine.front(), w); }) ||
        (zone_first.front().size() >= 6 && joined(mine).starts_with(zone_first.front()));
  }
  if (surname) return first ? NameMatch::whole : NameMatch::surname_of_another;
  return first ? NameMatch::first_name : NameMatch::none;
}

struct Sight {
  NameMatch match = NameMatch::none;
  Found name;
};

// A card sets each part of a name in a line of its own, under a label: they need not touch. It names one person.
Sight see(const Layout& layout, const Person& person) {
  struct Place {
    const Cell* cell = nullptr;
    std::size_t token = 0;
  };
  const auto look = [&](const std::string& word) {
    Place place;
    int best = forgiven_half_slips(word.size()) + 1;
    for (const Cell& cell : layout.cells) {
      for (std::size_t t = 0; t < cell.tokens.size(); ++t) {
        const Token& token = cell.tokens[t];
        // Letters of the zone are not words.
        if (token.word->text.find('<') != std::string::npos || token.text.size() + 2 < word.size()) continue;
        const int slips = half_slips(word, token.text, token.ocr ? best : 1);
        if (slips >= best || (!token.ocr && slips > 0)) continue;
        best = slips;
        place = Place{&cell, t};
      }
    }
    return place;
  };
  Sight sight;
  const auto take = [&](NameMatch match, const std::vector<Place>& places) {
    if (match <= sight.match) return;
    sight.match = match;
    Found found{{}, places.front().cell->page, places.front().cell->tokens[places.front().token].word->box, true};
    const Word* last = nullptr;
    for (const Place& place : places) {
      const Word* word = place.cell->tokens[place.token].word;
      found.sure = found.sure && word->confidence >= sure_confidence;
      if (word == last) continue;
      last = word;
      found.value += (found.value.empty() ? "" : " ") + word->text;
    }
    while (!found.value.empty() && (found.value.back() == ',' || found.value.back() == '.')) found.value.pop_back();
    sight.name = std::move(found);
  };
  const auto first_words = words_of(person.prenom);
  const Place first = first_words.empty() ? Place{} : look(first_words.front());
  for (const auto* name : {&person.nom, &person.nom_naissance}) {
    const auto words = words_of(*name);
    if (words.empty()) continue;
    std::vector<Place> places;
    bool half = false;
    for (const auto& word : words) {
      const Place place = look(word);
      if (place.cell != nullptr) places.push_back(place);
      half = half || (place.cell != nullptr && word.size() > 3);
    }
    const bool whole_surname = places.size() == words.size();
    if (first.cell != nullptr && (whole_surname || half)) {
      auto both = places;
      both.push_back(first);
      take(NameMatch::whole, both);
    } else if (whole_surname && (words.size() > 1 || words.front().size() > 3)) {
      take(NameMatch::surname, places);
    }
  }
  if (sight.match == NameMatch::none && first.cell != nullptr) take(NameMatch::first_name, {first});
  return sight;
}

struct Known {
  const Person* person = nullptr;
  NameMatch zone = NameMatch::none, print = NameMatch::none;
  Found name;
  NameMatch best() const { return std::max(zone, print); }
};

Known recognize(const Layout& layout, const Mrz* mrz, const std::vector<const Person*>& persons) {
  Known known;
  for (const Person* person : persons) {
    Known here{.person = person};
    // The letters of a zone with wrong keys still spell a name: they help, they don't accuse.
    if (mrz) here.zone = match(*mrz, *person);
    auto sight = see(layout, *person);
    here.print = sight.match;
    here.name = std::move(sight.name);
    if (here.name.value.empty() && here.zone == NameMatch::whole)
      here.name = Found{mrz->prenoms + ' ' + mrz->nom, mrz->page, mrz->box, mrz->keys_right && !mrz->repaired};
    if (known.person == nullptr || here.best() > known.best() ||
        (here.best() == known.best() && here.zone > known.zone))
      known = std::move(here);
  }
  return known;
}

struct Printed {
  std::optional<Date> birth, issue, expiry;
  bool several_births = false;
  std::vector<Date> dates;  // every whole one of the paper
};

// "13 05 2031 04 05 2041": cards set labels above dates, in two languages; a label too small to read leaves the order.
// Cards print "14 07 1985", which on any other paper is three numbers; the label stands above, or before.
std::vector<Date> spaced_dates(const Layout& layout) {
  struct Label {
    DateRole role;
    std::string_view words[4];
  };
  static constexpr Label labels[] = {
      {DateRole::birth, {"NAISS*", "NAISSANCE", "BIRTH", "NE"}},
      {DateRole::expiry, {"EXPIR*", "EXPIRY", "VALIDITE", "VALABLE"}},
      {DateRole::issue, {"DELIVR*", "ISSUE", "EMISSION", "DELIVERED"}},
  };
  const auto role_in = [&](int cell) {
    if (cell < 0) return DateRole::unknown;
    for (const Token& token : layout.cells[static_cast<std::size_t>(cell)].tokens) {
      for (const Label& label : labels) {
        for (const auto word : label.words) {
          if (is_word(token, word)) return label.role;
        }
      }
    }
    return DateRole::unknown;
  };
  const auto figures_of = [](const Cell& cell, std::size_t first, std::size_t count) {
    std::string figures;
    for (std::size_t i = first; i < first + count && i < cell.tokens.size(); ++i) figures += cell.tokens[i].text;
    return figures.size() == 8 && is_digits(figures) ? figures : std::string();
  };
  std::vector<Date> dates;
  for (std::size_t c = 0; c < layout.cells.size(); ++c) {
    const Cell& cell = layout.cells[c];
    for (std::size_t i = 0; i < cell.tokens.size(); ++i) {
      // A reader may have glued what was spaced.
      std::size_t count = 1;
      while (count < 3 && figures_of(cell, i, count).empty()) ++count;
      const auto figures = figures_of(cell, i, count);
      if (figures.empty() || (count > 1 && cell.tokens[i].text.size() > 4)) continue;
      const year_month_day read{std::chrono::year(std::stoi(figures.substr(4))),
                                std::chrono::month(static_cast<unsigned>(std::stoi(figures.substr(2, 2)))),
                                std::chrono::day(static_cast<unsigned>(std::stoi(figures.substr(0, 2))))};
      if (read.year() < std::chrono::year(1900) || read.year() > std::chrono::year(2100)) continue;
      if (!read.ok()) continue;
      Date date;
      date.day = read;
      date.confidence = confidence(cell, i, i + count - 1);
      date.cell = c;
      date.page = cell.page;
      date.box = box_of(cell, i, i + count - 1);
      for (const int place : {static_cast<int>(c), cell.above, cell.left}) {
        if (date.role == DateRole::unknown) date.role = role_in(place);
      }
      dates.push_back(date);
    }
  }
  return dates;
}

Printed printed_dates(const ReadDocument& document, const Expectations& expected,
                      const std::optional<year_month_day>& awaited_birth) {
  Printed printed;
  std::vector<Date> dates(document.dates.begin(), document.dates.end());
  const auto spaced = spaced_dates(document.layout);
  dates.insert(dates.end(), spaced.begin(), spaced.end());
  for (const Date& date : dates) {
    if (date.month_only || date.year_guessed) continue;
    printed.dates.push_back(date);
    const bool is_awaited = awaited_birth && date.day == *awaited_birth;
    if (date.role == DateRole::birth || is_awaited) {
      if (printed.birth && printed.birth->day != date.day) printed.several_births = true;
      if (!printed.birth || is_awaited) printed.birth = date;
    } else if (date.role == DateRole::expiry) {
      if (!printed.expiry || before(printed.expiry->day, date.day)) printed.expiry = date;
    } else if (date.role == DateRole::issue && !printed.issue) {
      printed.issue = date;
    }
  }
  if (printed.expiry) return printed;
  // A date to come is the end of what the paper is good for.
  for (const Date& date : dates) {
    if (date.month_only || date.year_guessed || !before(expected.today, date.day)) continue;
    if (date.day.year() > expected.today.year() + years(16)) continue;
    if (!printed.expiry || before(printed.expiry->day, date.day)) printed.expiry = date;
  }
  return printed;
}

// Cards issued to adults from 2 January 2004 to 31 December 2013 are good for five years more than they say (decree
// 2013-1188, article 2).
bool is_prolonged(year_month_day issued, year_month_day birth) {
  using namespace std::chrono_literals;
  if (before(issued, 2004y / 1 / 2) || before(2013y / 12 / 31, issued)) return false;
  return !before(issued, later(birth, 18));
}

void check_expiry(const ReadDocument& document, const Mrz* mrz, const Printed& printed,
                  const std::optional<year_month_day>& birth, year_month_day today, Findings& findings) {
  using Format = Mrz::Format;
  const bool right = mrz && mrz->keys_right;
  const auto conclude = [&](year_month_day end, bool sure) {
    if (!before(end, today)) return;
    if (sure)
      findings.told.push_back(Reason::expiree);
    else
      findings.undecided = true;
  };
  if (right && mrz->expiration) {
    const bool sure = !mrz->repaired;
    findings.facts["expiration"] = Found{iso_day(*mrz->expiration), mrz->page, mrz->box, sure};
    conclude(*mrz->expiration, sure);
    return;
  }
  const bool card = document.mentions.any("CARTE NATIONALE D IDENTITE") || document.mentions.any("CARTE D IDENTITE") ||
                    document.mentions.any("CARTE VALABLE JUSQU");
  using namespace std::chrono_literals;
  if (printed.expiry) {
    const Date& date = *printed.expiry;
    const bool sure = date.confidence >= sure_confidence;
    const Found as_printed{iso_day(date.day), date.page, date.box, sure};
    // The cards of today's model began in 2021: none of them ends before 2026, none that ends before 2024 is of it.
    const bool old_card = (mrz && mrz->format == Format::french_card) || (!mrz && card && date.day < 2024y / 1 / 1);
    if (!old_card) {
      findings.facts["expiration"] = as_printed;
      conclude(date.day, sure && date.role == DateRole::expiry);
      return;
    }
    auto real = date.day;
    bool unknown_age = false;
    // Ten years less a day, whatever the day of issue was read as.
    const auto issued = printed.issue && printed.issue->confidence >= sure_confidence
                            ? printed.issue->day
                            : year_month_day(sys_days(later(date.day, -10)) + std::chrono::days(1));
    const bool ten_years = before(date.day, later(issued, 11));
    if (ten_years && birth && is_prolonged(issued, *birth)) real = later(date.day, 5);
    if (ten_years && !birth && before(issued, 2014y / 1 / 1)) unknown_age = true;
    findings.facts["expiration_imprimee"] = as_printed;
    Found effective = as_printed;
    effective.value = iso_day(real);
    if (!unknown_age) {
      findings.facts["expiration_reelle"] = effective;
      findings.facts["expiration"] = effective;
    }
    conclude(real, sure && date.role == DateRole::expiry && !unknown_age);
    return;
  }
  if (right && mrz->format == Format::french_card && mrz->delivrance) {
    // The side that says until when is not there: the number says the month of issue.
    const year_month_day last(*mrz->delivrance / std::chrono::last), first = *mrz->delivrance / std::chrono::day{1};
    if (!birth) {
      findings.undecided = true;
      return;
    }
    const bool adult = !before(first, later(*birth, 18));
    const bool fifteen =
        adult && !before(first, year_month_day(2004y / 1 / 2)) ? true : adult && *mrz->delivrance >= 2004y / 1;
    const auto end = later(last, fifteen ? 15 : 10);
    findings.facts["expiration_reelle"] = Found{iso_month(end), mrz->page, mrz->box, false};
    conclude(end, !mrz->repaired);
    return;
  }
  // A licence of the former model and a certificate of birth have no end.
  if (document.kind == Kind::livret_famille || document.mentions.any("PERMIS DE CONDUIRE")) return;
  findings.undecided = true;
}

// A zone is there, though nothing can be made of it.
bool shows_a_zone(const Facts& facts) {
  constexpr std::ptrdiff_t many = 5;
  const auto fillers = [](const std::string& text) { return std::count(text.begin(), text.end(), '<'); };
  for (const Page& page : facts.pages_read) {
    for (const MrzLine& line : page.mrz) {
      if (fillers(line.text) >= many) return true;
    }
    for (const Word& word : page.words) {
      if (fillers(word.text) >= many) return true;
    }
  }
  return false;
}

void check_zone(const Mrz* mrz, const Facts& facts, const Printed& printed, bool same_person, Findings& findings) {
  if (!mrz) {
    findings.undecided = findings.undecided || shows_a_zone(facts);
    return;
  }
  if (!mrz->keys_right) {
    if (mrz->read_surely)
      findings.told.push_back(Reason::mrz_incoherente);
    else
      findings.undecided = true;
    return;
  }
  // The zone says one thing and the print another. The zone may stand on the other side of the card: two pages speak of
  // one card when both name the same person. A slip of the reader on the print would be a doubt, hence figures read
  // without any.
  const auto contradicts = [&](const std::optional<year_month_day>& zone, const Date& print) {
    return zone && (print.page == mrz->page || same_person) && print.confidence >= accusing_confidence &&
           *zone != print.day;
  };
  bool differs = printed.birth && !printed.several_births && contradicts(mrz->naissance, *printed.birth);
  differs = differs || (printed.expiry && printed.expiry->role == DateRole::expiry &&
                        contradicts(mrz->expiration, *printed.expiry));
  // Its label too small to read, a birth is told by being the zone's but for one part: by nothing else when it is the
  // year, a few years away.
  const auto is_printed = [&](const year_month_day& day) {
    return std::any_of(printed.dates.begin(), printed.dates.end(), [&](const Date& d) { return d.day == day; });
  };
  if (mrz->naissance && !is_printed(*mrz->naissance)) {
    for (const Date& date : printed.dates) {
      const auto day = date.day, zone = *mrz->naissance;
      if (day == mrz->expiration ||
          (day.day() == zone.day()) + (day.month() == zone.month()) + (day.year() == zone.year()) != 2)
        continue;
      constexpr int few_years = 12;
      const int apart = std::abs(static_cast<int>(day.year()) - static_cast<int>(zone.year()));
      if (date.role != DateRole::expiry && date.role != DateRole::issue && apart <= few_years &&
          contradicts(zone, date))
        differs = true;
      else
        findings.undecided = true;
    }
  }
  if (!differs) return;
  if (mrz->repaired)
    findings.undecided = true;
  else
    findings.told.push_back(Reason::mrz_incoherente);
}

Findings check_identity(const ReadDocument& document, const Expectations& expected,
                        const std::vector<const Person*>& awaited, bool of_child) {
  Findings findings;
  const Mrz* mrz = document.mrz;
  const Known known = recognize(document.layout, mrz, awaited);
  const auto awaited_birth = known.person == nullptr ? std::nullopt : known.person->naissance;
  const Printed printed = printed_dates(document, expected, awaited_birth);
  const bool certificate = document.kind == Kind::livret_famille;

  const bool same_person = known.zone == NameMatch::whole && known.print == NameMatch::whole;
  check_zone(mrz, document.facts, printed, same_person, findings);

  // A zone spells names without accents nor keys: it accuses only when every letter was read surely.
  const bool zone_speaks = mrz && mrz->read_surely && mrz->keys_right && mrz->format != Mrz::Format::driving_licence;
  const bool is_other = zone_speaks && known.zone != NameMatch::whole && known.print != NameMatch::whole;
  const bool found = known.best() == NameMatch::whole ||
                     (known.best() == NameMatch::surname && mrz && mrz->format == Mrz::Format::driving_licence);
  if (!awaited.empty() && !found) {
    const Known sibling = [&] {
      std::vector<const Person*> others;
      for (const Person& other : expected.fratrie) others.push_back(&other);
      return of_child ? recognize(document.layout, mrz, others) : Known{};
    }();
    // The side with an address and a term, and not the one with the name and the portrait.
    const bool back_alone = !mrz && known.best() == NameMatch::none && printed.expiry &&
                            document.facts.pages_read.size() == 1 &&
                            (document.mentions.any("VALABLE JUSQU") || document.mentions.any("DELIVREE LE")) &&
                            !document.mentions.any("NOM") && !document.mentions.any("PRENOM*");
    if (sibling.person != nullptr && sibling.best() == NameMatch::whole)
      findings.told.push_back(Reason::autre_enfant);
    else if (is_other)
      findings.told.push_back(Reason::nom_absent);
    else if (back_alone)
      findings.missing.push_back(Reason::page_manquante);
    else if (document.all_read_well && known.best() == NameMatch::none)
      findings.missing.push_back(Reason::nom_absent);
    else
      findings.undecided = true;
  }
  // The back of a card says by its zone whose it is; the side with the portrait is still to come.
  const bool back_of_card = mrz && mrz->format == Mrz::Format::td1 && document.facts.pages_read.size() == 1 &&
                            known.print == NameMatch::none && !printed.birth;
  if (back_of_card) findings.undecided = true;
  // Whose it is and until when, without the day of issue, which is on the back with the zone.
  auto& mentions = document.mentions;
  const bool front_alone = !mrz && !certificate && document.facts.pages_read.size() == 1 &&
                           known.print == NameMatch::whole && printed.birth && printed.expiry && !printed.issue &&
                           !shows_a_zone(document.facts) &&
                           (mentions.any("CARTE NATIONALE") || mentions.any("CARTE D IDENTITE") ||
                            mentions.any("IDENTITY CARD") || mentions.any("TITRE DE SEJOUR"));
  if (front_alone) findings.missing.push_back(Reason::page_manquante);
  if (of_child && known.best() == NameMatch::whole && !known.name.value.empty()) findings.facts["enfant"] = known.name;

  std::optional<year_month_day> birth;
  if (mrz && mrz->naissance) {
    birth = mrz->naissance;
    findings.facts["naissance"] = Found{iso_day(*birth), mrz->page, mrz->box, !mrz->repaired};
  } else if (printed.birth && (!printed.several_births || printed.birth->day == awaited_birth)) {
    birth = printed.birth->day;
    findings.facts["naissance"] =
        Found{iso_day(*birth), printed.birth->page, printed.birth->box, printed.birth->confidence >= sure_confidence};
  }
  // Same name, another day: a namesake or a slip in the dossier. A person looks.
  if (birth && awaited_birth && found && *birth != *awaited_birth) findings.undecided = true;

  if (!certificate) check_expiry(document, mrz, printed, birth ? birth : awaited_birth, expected.today, findings);
  return findings;
}

}  // namespace

Findings check_identite_enfant(const ReadDocument& document, const Expectations& expected) {
  std::vector<const Person*> awaited;
  if (expected.enfant) awaited.push_back(&*expected.enfant);
  return check_identity(document, expected, awaited, true);
}

Findings check_identite_responsable(const ReadDocument& document, const Expectations& expected) {
  std::vector<const Person*> awaited;
  for (const Person& person : expected.responsables) awaited.push_back(&person);
  return check_identity(document, expected, awaited, false);
}

}  // namespace pipeline
