#include "pipeline/checks/check.h"
#include "pipeline/checks/eleve.h"
#include "pipeline/language/dates.h"

namespace pipeline {

// School reports of the year that ends, or of the one before when a school asks for two years.
Findings check_bulletin(const ReadDocument& document, const Expectations& expected) {
  constexpr int sure_confidence = 80, accusing_confidence = 70;
  Findings findings;
  check_eleve(document, expected, findings);
  if (findings.told.empty()) check_naissance(document, expected, findings);
  find_issue(document, expected, findings);
  const auto years = find_school_years(document.layout);
  const SchoolYear* latest = nullptr;
  for (const SchoolYear& year : years) {
    if (latest == nullptr || year.starts > latest->starts) latest = &year;
  }
  if (latest == nullptr) return findings;
  findings.facts["annee_scolaire"] = Found{std::to_string(latest->starts) + "-" + std::to_string(latest->starts + 1),
                                           latest->page, latest->box, latest->confidence >= sure_confidence};
  if (latest->starts >= school_year(expected) - 2) return findings;
  if (latest->confidence >= accusing_confidence)
    findings.told.push_back(Reason::annee_passee);
  else
    findings.undecided = true;
  return findings;
}

}  // namespace pipeline
