#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/codes/trust.h"
#include "pipeline/facts.h"
#include "pipeline/piece_type.h"

namespace pipeline {

enum class Outcome { conforme, a_verifier, illisible };

// One sentence each in web/textes/fr.json; pipeline.md section 7 lists the words.
enum class Reason {
  floue,
  sombre,
  reflet,
  coupee,
  trop_petite,
  a_l_envers,
  vide,
  abime,
  incomplet,
  mot_de_passe,
  type_refuse,
  trop_grand,
  trop_de_pages,
  pas_un_document,
  mauvaise_piece,
  plusieurs_pieces,
  piece_medicale,
  nom_absent,
  autre_enfant,
  adresse_differente,
  trop_ancien,
  annee_passee,
  date_absente,
  expiree,
  page_manquante,
  garantie_manquante,
  quotient_absent,
  iban_invalide,
  mrz_incoherente,
  code_contredit_le_texte,
  code_non_fiable,
  lecture_humaine,
  contenu_retire,
};

struct Person {
  std::string nom, nom_naissance, prenom;
  std::optional<std::chrono::year_month_day> naissance = {};
};

// What the dossier leads us to look for: of this volet only, never of the other responsable's.
struct Expectations {
  std::optional<Person> enfant;
  std::vector<Person> fratrie;
  std::vector<Person> responsables;
  struct Adresse {
    std::string voie, code_postal, commune;
  };
  std::optional<Adresse> adresse;
  std::chrono::year_month_day today;  // Europe/Paris, the day of the deposit
  int annee_scolaire =
      0;  // the year the prepared school year starts in; 0: deduced from today (from May on, this year)
};

// A value read in the document, shown to the parent and to the agent: "date_emission" → 2026-04-28.
struct Found {
  std::string value;       // ISO date or month, number, or text as read
  std::size_t page = 0;    // index in Facts::pages_read
  std::optional<Box> box;  // where, on the redrawn page
  bool sure = false;       // false: probable, told as a question
};

// Advice. It doubts, it never refuses; an agent decides.
struct Verdict {
  Outcome outcome = Outcome::conforme;
  std::vector<Reason> reasons;  // in the order a parent should hear them
  PieceType type_guess = PieceType::autre;
  double type_confidence = 0;          // 0..1
  std::map<std::string, Found> facts;  // keys: pipeline.md section 7
};

std::string_view to_string(Outcome outcome);
std::string_view to_string(Reason reason);
std::optional<Outcome> parse_outcome(std::string_view word);
std::optional<Reason> parse_reason(std::string_view word);

// Pure: same Facts, same Expectations, same Trust, same Verdict. `asked` is the slot the family filled; `trust` says
// whose signatures on printed codes are believed.
Verdict judge(const Facts& facts, PieceType asked, const Expectations& expected, const Trust& trust);

}  // namespace pipeline
