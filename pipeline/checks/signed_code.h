#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/checks/kinds.h"
#include "pipeline/codes/trust.h"
#include "pipeline/codes/two_d_doc.h"
#include "pipeline/facts.h"
#include "pipeline/verdict.h"

namespace pipeline {

// What the 2D-Doc of a document says, in the words of the house. From an untrusted signer it is a printed text like any
// other: compared with the rest of the page, never settling anything.
struct SignedCode {
  TwoDDoc code;
  Authenticity authenticity = Authenticity::unknown_signer;
  Kind kind = Kind::unknown;         // by its type; unknown for a type that says nothing of the kind
  std::vector<std::string> holders;  // names as signed, one per person
  std::optional<Expectations::Adresse> adresse;
  std::optional<std::chrono::year_month_day> issued;
  std::optional<int> revenu_fiscal_reference, annee_revenus;
  std::optional<double> parts;
  std::string iban, bic;
  std::size_t page = 0;
  Box box;

  bool settles() const { return authenticity == Authenticity::authentic; }
};

// The best code of a document: an authentic one before any other, else the first that parses.
std::optional<SignedCode> read_signed_code(const Facts& facts, const Trust& trust, std::chrono::year_month_day today);

}  // namespace pipeline
