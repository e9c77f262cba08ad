#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/verdict.h"
#include "server/model/piece.h"

namespace server {

enum class DossierState { pas_ouvert, commence, a_relire, a_completer, complet };
std::string_view to_string(DossierState state);

// One élève as the secrétariat sees her: every responsable's volet, side by side.
struct Dossier {
  struct Slot {
    pipeline::PieceType type = pipeline::PieceType::autre;
    bool obligatoire = false;
    PieceState etat = PieceState::a_envoyer;
    std::string piece;  // "" when none was sent
    std::string outcome;
  };
  struct Volet {
    std::string id, resp_id, responsable, compte;  // compte: sans_lettre, invite, actif, suspendu
    bool protege = false;
    bool ouvert = false;
    bool sante_deposee = false;
    std::vector<Slot> pieces;  // what is compulsory and what was sent, in the school's order
  };
  std::string eleve, nom, prenom, division;
  std::vector<Volet> volets;
};

// What the agent must do decides first; a pièce accepted in one volet answers for the élève.
DossierState state_of(const Dossier& dossier);

}  // namespace server
