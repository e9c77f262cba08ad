#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/checks/kinds.h"
#include "pipeline/codes/trust.h"
#include "pipeline/codes/two_d_doc.h"
#include "pipeline/facts.h"
#include "pipeline/language/addresses.h"
#include "pipeline/language/names.h"
#include "pipeline/verdict.h"

namespace pipeline {

struct ReadDocument;

// What the 2D-Doc of a document says, in the words of the house. From an untrusted signer it is a printed text like any
// other: compared with the rest of the page, never settling anything.
struct SignedCode {
  TwoDDoc code;
  Authenticity authenticity = Authenticity::unknown_signer;
  Kind kind = Kind::unknown;                      // by its type; unknown for a type that says nothing of the kind
  std::vector<std::string> holders;               // names as signed, one per person
  std::optional<Expectations::Adresse> adresse;   // of the service, or of the home
  std::optional<Expectations::Adresse> courrier;  // where the bill is sent, when it is told apart
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

// What is told of it: code_type, code_adresse, signature_juste and autorite_de_test ("true", "false"; signature_juste
// absent when nobody can say). An authentic code also settles date_emission, code_postal, revenu_fiscal_reference,
// parts, annee_revenus, iban and bic: put them before what a check reads, they win.
std::map<std::string, Found> facts_of(const SignedCode& code);

// What a code accuses, whatever the check: `code_non_fiable` when its signer did not sign this, or when an unproven
// code is all there is to read (a layout with next to no words: a picture of the code alone); `code_contredit_le_texte`
// when the page surely prints another name, address, date, income or account than the code says.
std::optional<Reason> compare_with_text(const SignedCode& code, const ReadDocument& document);

// The signed address against the dossier's, by parts, as addresses printed on a page are compared.
AddressMatch compare(const SignedCode& code, const Expectations::Adresse& expected);
// Whether one of the signed holders is that person.
NameMatch match(const SignedCode& code, const Person& person);

}  // namespace pipeline
