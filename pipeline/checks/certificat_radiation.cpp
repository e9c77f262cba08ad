#include <algorithm>

#include "pipeline/checks/check.h"
#include "pipeline/checks/eleve.h"
#include "pipeline/language/dates.h"

namespace pipeline {
namespace {

constexpr int sure_confidence = 80;

// Whether the entry the date stands in, or the one that labels it, says that the pupil leaves.
bool of_leaving(const Layout& layout, std::size_t cell) {
  static constexpr std::string_view words[] = {"RADIE", "RADIEE", "RADIES", "RADIATION", "RAYE",
                                               "RAYEE", "QUITTE", "EFFET",  "SORTIE",    "DEPART"};
  const auto says = [&](int c) {
    if (c < 0) return false;
    const auto& tokens = layout.cells[static_cast<std::size_t>(c)].tokens;
    return std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
      return std::any_of(std::begin(words), std::end(words), [&](auto word) { return is_word(token, word); });
    });
  };
  return says(static_cast<int>(cell)) || says(layout.cells[cell].left) || says(layout.cells[cell].above);
}

// The day the pupil leaves: often to come, at the end of the school year.
void find_effect(const ReadDocument& document, Findings& findings) {
  const Date* best = nullptr;
  bool several = false;
  for (const Date& date : document.dates) {
    if (date.month_only || date.year_guessed || date.role == DateRole::birth || date.role == DateRole::print) continue;
    if (date.role == DateRole::issue && date.strength >= Strength::strong) continue;
    if (!of_leaving(document.layout, date.cell)) continue;
    if (best != nullptr && best->role == DateRole::contract && date.role != DateRole::contract) continue;
    several = several || (best != nullptr && best->role == date.role && best->day != date.day);
    if (best == nullptr || date.role == DateRole::contract) best = &date;
  }
  if (best == nullptr) return;
  findings.facts["date_effet"] =
      Found{iso_day(best->day), best->page, best->box, !several && best->confidence >= sure_confidence};
}

}  // namespace

// No text makes an exeat a condition, and it is often ready in July only: whose it is matters, its age does not.
Findings check_certificat_radiation(const ReadDocument& document, const Expectations& expected) {
  Findings findings;
  check_eleve(document, expected, findings);
  if (findings.told.empty()) check_naissance(document, expected, findings);
  find_issue(document, expected, findings);
  find_effect(document, findings);
  return findings;
}

}  // namespace pipeline
