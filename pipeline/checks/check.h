#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "pipeline/checks/kinds.h"
#include "pipeline/checks/signed_code.h"
#include "pipeline/codes/mrz.h"
#include "pipeline/language/dates.h"
#include "pipeline/language/layout.h"
#include "pipeline/verdict.h"

namespace pipeline {

// A readable document, laid out once for every check, and what several checks look for in it, found once.
struct ReadDocument {
  const Facts& facts;
  const Layout& layout;
  Mentions& mentions;
  Kind kind = Kind::unknown;
  bool all_read_well = false;        // what is not found is truly absent
  const SignedCode* code = nullptr;  // its 2D-Doc, when it has one
  const Mrz* mrz = nullptr;          // its zone for machines, when it has one
  std::span<const Date> dates = {};  // all it prints, as of the day of the deposit
};

// What a check concludes. A test that failed on sure facts is told; one that could not conclude is an agent's business.
struct Findings {
  std::vector<Reason> told;     // what was read contradicts the dossier
  std::vector<Reason> missing;  // what was looked for is not there; gives way to a hindered page
  bool undecided = false;       // something doubtful: an agent reads it
  std::map<std::string, Found> facts;
};

Findings check_justificatif_domicile(const ReadDocument& document, const Expectations& expected);
Findings check_assurance_scolaire(const ReadDocument& document, const Expectations& expected);
Findings check_quotient_familial(const ReadDocument& document, const Expectations& expected);
Findings check_rib(const ReadDocument& document, const Expectations& expected);
Findings check_certificat_radiation(const ReadDocument& document, const Expectations& expected);
Findings check_livret_famille(const ReadDocument& document, const Expectations& expected);
Findings check_identite_enfant(const ReadDocument& document, const Expectations& expected);
Findings check_identite_responsable(const ReadDocument& document, const Expectations& expected);
Findings check_jugement(const ReadDocument& document, const Expectations& expected);
Findings check_bulletin(const ReadDocument& document, const Expectations& expected);

// A portrait has no text to lay out: its reasons come from the picture alone. Never a word about the face.
std::vector<Reason> check_photo_identite(const Facts& facts);

using Check = Findings (*)(const ReadDocument&, const Expectations&);

// Null for a kind that only an agent judges.
Check check_for(PieceType asked);

}  // namespace pipeline
