#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/model/access.h"
#include "server/model/personne.h"
#include "server/store/database.h"

namespace server {

// Whether this volet is this responsable's, who is still bound to the child. The one lookup by an id from outside.
bool is_volet_of(Database& database, const ResponsableId& responsable, std::string_view untrusted_volet);

struct VoletRow {
  VoletId id;
  EleveCourt eleve;
};
std::vector<VoletRow> volets_of(Database& database, const FamilleAccess& famille);
void mark_opened(Database& database, const FamilleAccess& famille, std::int64_t now);

struct Coordonnees {
  std::string civilite, nom, prenom;
  std::vector<std::string> adresse;  // empty when protected
  std::string portable, courriel;    // as known, to be masked; empty when protected
};
Coordonnees find_coordonnees(Database& database, const FamilleAccess& famille);

}  // namespace server
