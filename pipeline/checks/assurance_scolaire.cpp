#include <algorithm>
#include <optional>

#include "pipeline/checks/check.h"
#include "pipeline/language/dates.h"
#include "pipeline/language/names.h"

namespace pipeline {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int sure_confidence = 80, doubtful_confidence = 60;

int school_year(const Expectations& expected) {
  if (expected.annee_scolaire != 0) return expected.annee_scolaire;
  // Enrolment opens in May, for September.
  const int year = static_cast<int>(expected.today.year());
  return expected.today.month() >= std::chrono::May ? year : year - 1;
}

year_month_day day_of(int year, unsigned month, unsigned day) {
  return year_month_day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}

// Cells that name the pupil: what follows "élève :", the entry at its right, or the one below when nothing follows.
std::vector<std::size_t> pupil_cells(const Layout& layout) {
  static constexpr std::string_view labels[] = {"ELEVE",  "ENFANT",  "ENFANT ASSURE", "NOM DE L ENFANT", "BENEFICIAIRE",
                                                "ASSURE", "ASSUREE", "L ELEVE",       "L ENFANT",        "ENFANTS"};
  std::vector<std::size_t> cells;
  for (std::size_t c = 0; c < layout.cells.size(); ++c) {
    const Cell& cell = layout.cells[c];
    for (std::size_t i = 0; i < cell.tokens.size(); ++i) {
      bool labelled = false;
      for (const auto label : labels) labelled = labelled || phrase_at(cell.tokens, i, label) != 0;
      if (!labelled) continue;
      cells.push_back(c);
      if (i + 3 >= cell.tokens.size()) {
        if (cell.right >= 0)
          cells.push_back(static_cast<std::size_t>(cell.right));
        else if (cell.below >= 0)
          cells.push_back(static_cast<std::size_t>(cell.below));
      }
      break;
    }
  }
  return cells;
}

bool better(const FoundName& one, const FoundName& other) {
  return one.match > other.match ||
         (one.match == other.match && one.match != NameMatch::none && one.half_slips < other.half_slips);
}

void check_child(const ReadDocument& document, const Expectations& expected, Findings& findings) {
  const auto cells = pupil_cells(document.layout);
  const auto look = [&](const Person& person) {
    FoundName found = find_name(document.layout, person);
    const FoundName named = find_name_among(document.layout, cells, person);
    return better(named, found) ? named : found;
  };
  const auto tell = [&](const FoundName& name) {
    findings.facts["enfant"] =
        Found{name.as_read, name.page, name.box, name.match == NameMatch::whole && name.confidence >= sure_confidence};
  };
  if (!expected.enfant) return;
  // Where the pupil is named and a word there is badly read, her name may be that word: not found is then not absent.
  const bool torn = std::any_of(cells.begin(), cells.end(), [&](std::size_t c) {
    const auto& tokens = document.layout.cells[c].tokens;
    return std::any_of(tokens.begin(), tokens.end(),
                       [](const Token& t) { return t.word->confidence < doubtful_confidence; });
  });
  const FoundName child = look(*expected.enfant);
  FoundName sibling;
  for (const Person& other : expected.fratrie) {
    auto found = look(other);
    if (better(found, sibling)) sibling = std::move(found);
  }
  // Louis and Louise are one slip apart: the better reading of the two is the one printed.
  const bool sibling_instead =
      (sibling.match == NameMatch::whole || sibling.match == NameMatch::first_name) && better(sibling, child);
  if (sibling_instead) {
    tell(sibling);
    if (sibling.confidence >= 70)
      findings.told.push_back(Reason::autre_enfant);
    else
      findings.undecided = true;
    return;
  }
  switch (child.match) {
    case NameMatch::whole:
    case NameMatch::first_name:
      tell(child);
      return;
    case NameMatch::surname:
    case NameMatch::surname_of_another: {
      // In a pupil's own entry, her surname with a first name that is neither hers nor a parent's is a brother or a
      // sister.
      const bool relative = std::any_of(cells.begin(), cells.end(), [&](std::size_t cell) {
        const auto in_cell = [&](const Person& person) {
          return find_name_among(document.layout, {cell}, person).match;
        };
        const FoundName seen = find_name_among(document.layout, {cell}, *expected.enfant);
        return seen.match == NameMatch::surname_of_another && seen.confidence >= sure_confidence &&
               std::none_of(expected.responsables.begin(), expected.responsables.end(),
                            [&](const Person& parent) { return in_cell(parent) == NameMatch::whole; });
      });
      if (relative && document.all_read_well)
        findings.told.push_back(Reason::autre_enfant);
      else if (document.all_read_well && !torn && child.match == NameMatch::surname_of_another &&
               child.confidence >= sure_confidence)
        findings.missing.push_back(Reason::nom_absent);
      else
        findings.undecided = true;
      return;
    }
    case NameMatch::none:
      break;
  }
  if (document.all_read_well && !torn)
    findings.missing.push_back(Reason::nom_absent);
  else
    findings.undecided = true;
}

void check_period(const ReadDocument& document, const Expectations& expected, Findings& findings) {
  const int wanted = school_year(expected);
  const auto years = find_school_years(document.layout);
  const auto dates = find_dates(document.layout, expected.today);
  for (const Date& date : dates) {
    if (date.role == DateRole::issue && !date.month_only && sys_days(date.day) <= sys_days(expected.today)) {
      auto& found = findings.facts["date_emission"];
      if (found.value.empty() || date.strength >= Strength::strong)
        found = Found{iso_day(date.day), date.page, date.box, date.confidence >= sure_confidence};
    }
    if (date.role == DateRole::contract || date.role == DateRole::period_start)
      findings.facts["date_effet"] = Found{iso_day(date.day), date.page, date.box, date.confidence >= sure_confidence};
    if (date.role == DateRole::expiry || date.role == DateRole::period_end)
      findings.facts["expiration"] = Found{iso_day(date.day), date.page, date.box, date.confidence >= sure_confidence};
  }
  const SchoolYear* best = nullptr;
  for (const SchoolYear& year : years) {
    if (best == nullptr || year.starts > best->starts) best = &year;
  }
  const auto tell_year = [&](int year, std::size_t page, const Box& box, int sure) {
    findings.facts["annee_scolaire"] =
        Found{std::to_string(year) + "-" + std::to_string(year + 1), page, box, sure >= sure_confidence};
  };
  // The dates of cover say more than a year in a title: a contract may be renewed late.
  const Date *start = nullptr, *end = nullptr;
  for (const Date& date : dates) {
    const bool ends = date.role == DateRole::period_end || date.role == DateRole::expiry ||
                      (date.role == DateRole::due && best == nullptr);
    if (ends && !date.month_only && (end == nullptr || date.day > end->day)) end = &date;
    const bool starts = date.role == DateRole::period_start || date.role == DateRole::contract;
    if (starts && (start == nullptr || date.day > start->day)) start = &date;
  }
  if (best != nullptr) {
    tell_year(best->starts, best->page, best->box, best->confidence);
    if (best->starts >= wanted) return;
    if (end != nullptr && sys_days(end->day) > sys_days(day_of(wanted, 9, 1))) return;
    if (best->confidence >= 70)
      findings.told.push_back(Reason::annee_passee);
    else
      findings.undecided = true;
    return;
  }
  if (end != nullptr) {
    // A contract by calendar year ends in the middle of the school's: it is renewed, an agent may ask for the next.
    if (sys_days(end->day) > sys_days(day_of(wanted, 9, 1))) {
      const bool whole_year = sys_days(end->day) >= sys_days(day_of(wanted + 1, 6, 15));
      tell_year(wanted, end->page, end->box, whole_year ? end->confidence : 0);
      return;
    }
    if (end->confidence >= 70)
      findings.told.push_back(Reason::annee_passee);
    else
      findings.undecided = true;
    return;
  }
  if (start != nullptr && sys_days(start->day) >= sys_days(day_of(wanted, 6, 1))) {
    tell_year(wanted, start->page, start->box, 0);
    return;
  }
  if (start != nullptr || !findings.facts.contains("date_emission")) {
    if (start == nullptr)
      findings.missing.push_back(Reason::date_absente);
    else
      findings.undecided = true;  // "souscrit depuis 2019", renewed each year or not
    return;
  }
  findings.missing.push_back(Reason::date_absente);
}

// Found and not denied: "à l'exclusion de l'individuelle accident", "Individuelle accident : non souscrite".
bool is_granted(Mentions& mentions, std::initializer_list<std::string_view> phrases) {
  static constexpr std::string_view before[] = {"EXCLU*", "SANS", "HORS", "PAS", "NI", "AUCUNE"};
  static constexpr std::string_view after[] = {"NON", "EXCLU", "EXCLUE", "EXCLUES"};
  for (const auto phrase : phrases) {
    for (const auto& place : mentions.find(phrase)) {
      bool denied = false;
      for (std::size_t i = place.token > 6 ? place.token - 6 : 0; i < place.token; ++i) {
        for (const auto word : before) denied = denied || (is_word(mentions.token(i), word));
      }
      for (std::size_t i = place.token + 1; i < mentions.size() && i <= place.token + 4; ++i) {
        for (const auto word : after) denied = denied || mentions.token(i).text == word;
      }
      if (!denied) return true;
    }
  }
  return false;
}

void check_cover(const ReadDocument& document, Findings& findings) {
  const bool liability =
      is_granted(document.mentions, {"RESPONSABILITE CIVILE", "RESPONSABILITES CIVILES", "DOMMAGES CAUSES",
                                     "CAUSES A AUTRUI", "CAUSES AUX TIERS", "GARANTIE RC", "RC"});
  const bool accidents = is_granted(
      document.mentions, {"INDIVIDUELLE ACCIDENT*", "INDIVIDUELLE CORPOREL*", "INDIVIDUELLE DOMMAGES CORPORELS",
                          "ACCIDENTS CORPORELS", "ACCIDENT CORPOREL", "ACCIDENTS DE LA VIE", "DOMMAGES SUBIS",
                          "ASSURANCE ACCIDENT*", "GARANTIE ACCIDENT*", "CORPORELS SUBIS"});
  if (liability && accidents) return;
  if (document.all_read_well)
    findings.missing.push_back(Reason::garantie_manquante);
  else
    findings.undecided = true;
}

}  // namespace

Findings check_assurance_scolaire(const ReadDocument& document, const Expectations& expected) {
  Findings findings;
  check_child(document, expected, findings);
  check_period(document, expected, findings);
  check_cover(document, findings);
  return findings;
}

}  // namespace pipeline
