#pragma once

#include "server/model/access.h"
#include "server/model/etablissement.h"
#include "server/store/database.h"

namespace server {

Etablissement find_etablissement(Database& database);  // every box has one
void save_lecteur(Database& database, const InfirmerieAccess& infirmerie, Lecteur lecteur);

}  // namespace server
