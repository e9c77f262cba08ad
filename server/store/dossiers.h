#pragma once

#include <vector>

#include "server/model/access.h"
#include "server/model/dossier.h"
#include "server/store/database.h"

namespace server {

// Every élève who is here, in the order of class and name, in three passes over the tables whatever their number.
std::vector<Dossier> all_dossiers(Database& database, const AgentAccess& agent);

}  // namespace server
