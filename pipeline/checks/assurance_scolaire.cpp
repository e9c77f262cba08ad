#include <algorithm>
#include <optional>

#include "pipeline/checks/check.h"
#include "pipeline/checks/eleve.h"
#include "pipeline/language/dates.h"

namespace pipeline {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int sure_confidence = 80;

year_month_day day_of(int year, unsigned month, unsigned day) {
  return year_month_day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}

void check_period(const ReadDocument& document, const Expectations& expected, Findings& findings) {
  const int wanted = school_year(expected);
  const auto years = find_school_years(document.layout);
  const auto dates = document.dates;
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
  check_eleve(document, expected, findings);
  check_period(document, expected, findings);
  check_cover(document, findings);
  return findings;
}

}  // namespace pipeline
