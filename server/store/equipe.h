#pragma once

#include <string>
#include <vector>

#include "server/store/comptes.h"

namespace server {

// The staff's accounts, as the direction sees them.

struct Collegue {
  CompteId compte;
  std::string nom;
  Role role = Role::secretariat;
  std::string etat;  // invite, actif, suspendu
  bool second_factor = false;
  std::int64_t derniere = 0;
};
std::vector<Collegue> all_collegues(Database& database, const DirectionAccess& direction);
// Nothing for a responsable's account, or one that never was.
std::optional<Collegue> find_collegue(Database& database, const DirectionAccess& direction,
                                      std::string_view untrusted_compte);

CompteId save_staff_invitation(Database& database, Role role, const std::string& nom, const OpeningCodes& codes,
                               std::int64_t now);

}  // namespace server
