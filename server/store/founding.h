#pragma once

#include <string>
#include <vector>

#include "server/store/database.h"

namespace server {

// What the operator sets once, on the box itself.
struct Founding {
  std::string uai, nom, telephone, horaires, site, ferme_le;  // ferme_le: ISO date or ""
  std::vector<std::string> adresse;
  int annee = 0;
  bool demonstration = false;
};
void found_etablissement(Database& database, const Founding& founding);

// "" leaves a value as it is.
void set_campagne(Database& database, const std::string& etat, const std::string& ferme_le, const std::string& site);

// Lost sheets and a lost key leave nothing to vouch for the next lock: the direction asks, the operator lets it in.
void let_lock_start_anew(Database& database, std::int64_t until);

}  // namespace server
