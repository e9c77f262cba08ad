#pragma once

#include "pipeline/checks/check.h"

namespace pipeline {

// What the papers made for a pupil have in common: whose they are, born when, written when.

// The pupil's own, a brother's or sister's (`autre_enfant`), or nobody's of the dossier (`nom_absent`); puts `enfant`.
void check_eleve(const ReadDocument& document, const Expectations& expected, Findings& findings);

// Puts `naissance`; another single date of birth than the dossier's leaves the paper undecided.
void check_naissance(const ReadDocument& document, const Expectations& expected, Findings& findings);

// Puts `date_emission`, the paper's own date, when one is told.
void find_issue(const ReadDocument& document, const Expectations& expected, Findings& findings);

// The year the prepared school year starts in.
int school_year(const Expectations& expected);

}  // namespace pipeline
