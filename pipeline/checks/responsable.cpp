#include "pipeline/checks/responsable.h"

namespace pipeline {

FoundName find_responsable(const ReadDocument& document, const Expectations& expected) {
  FoundName best;
  for (const Person& person : expected.responsables) {
    auto found = find_name(document.layout, person, expected.responsables);
    // The pupil's own name shows her surname, not her parent's.
    if (found.match == NameMatch::surname_of_another && expected.enfant &&
        find_name_among(document.layout, {found.cell}, *expected.enfant).match == NameMatch::whole)
      continue;
    const bool as_good = found.match == best.match && best.match != NameMatch::none;
    if (found.match > best.match || (as_good && found.half_slips < best.half_slips)) best = std::move(found);
  }
  return best;
}

}  // namespace pipeline
