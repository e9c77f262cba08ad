#pragma once

#include "pipeline/language/layout.h"
#include "pipeline/language/phrases.h"
#include "pipeline/piece_type.h"

namespace pipeline {

// What a paper is, finer than the slot it may fill: a tax notice proves an address and an income.
enum class Kind {
  unknown,
  facture_energie,
  facture_telecom,
  quittance_loyer,
  avis_echeance,
  taxe_locale,
  avis_impot,
  preuve_revenus,  // what the State's connector prints of a tax notice
  assurance_habitation,
  attestation_contrat,
  hebergement,
  declaration_domicile,
  assurance_scolaire,
  attestation_caf,
  releve_identite_bancaire,
  exeat,
  certificat_scolarite,
  livret_famille,
  identite,
  jugement,
  bulletin_scolaire,
  bulletin_paie,
  devis,
  carte_cantine,
  medicale,
};

PieceType slot_of(Kind kind);               // where it belongs first
bool may_fill(Kind kind, PieceType asked);  // whether it is an answer to that slot

struct Score {
  Kind kind = Kind::unknown;
  int weight = 0;
};

// Kinds with their weights, heaviest first. A word counts once, twice in the title zone.
std::vector<Score> weigh(Mentions& mentions);

struct Recognition {
  enum class Answer { right, wrong, unknown } answer = Answer::unknown;
  Score best;   // heaviest of all
  Score asked;  // heaviest of those that may fill the slot
  double confidence = 0;
};

// Accepted from 6 on with a lead of 3 over what would belong elsewhere; "don't know" is an answer.
Recognition recognize_kind(const std::vector<Score>& scores, PieceType asked);

// Two different words of medicine, or one and a doctor's heading, outweighing what the slot expects.
bool is_medical(Mentions& mentions, const std::vector<Score>& scores, PieceType asked);

}  // namespace pipeline
