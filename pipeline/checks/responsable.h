#pragma once

#include "pipeline/checks/check.h"
#include "pipeline/language/names.h"

namespace pipeline {

// Whose paper it is, for those made out to an adult: the best sight of any responsable of the volet.
FoundName find_responsable(const ReadDocument& document, const Expectations& expected);

}  // namespace pipeline
