#pragma once

#include <string>
#include <vector>

#include "server/model/access.h"
#include "server/model/personne.h"
#include "server/store/comptes.h"

namespace server {

// The run of letters.

struct Courrier {
  std::string resp_id;
  std::int64_t gen = 1;  // the generation the next letter opens
  std::string civilite, nom, prenom;
  std::vector<std::string> adresse, divisions;
  std::vector<EleveCourt> enfants;
  std::string compte;  // sans_lettre, invite, actif, suspendu
};
// One per responsable who has a volet, in the order of the class and the name of the first child.
std::vector<Courrier> courriers(Database& database, const AgentAccess& agent);

struct NewLetter {
  ResponsableId resp_id;
  std::int64_t gen;
  OpeningCodes codes;
};
enum class LetterOutcome { saved, unknown_responsable, wrong_generation, identifiant_taken };
// The account waits for this letter alone: what opened it before opens nothing more.
LetterOutcome save_letter(Database& database, const AgentAccess& agent, const NewLetter& letter, std::int64_t now);

}  // namespace server
