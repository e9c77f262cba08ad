#pragma once

#include "server/model/etablissement.h"
#include "server/store/database.h"

namespace server {

Etablissement find_etablissement(Database& database);  // every box has one

}  // namespace server
