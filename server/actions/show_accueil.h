#pragma once

#include "server/app.h"
#include "server/model/etablissement.h"

namespace server {

Etablissement show_accueil(App& app);

}  // namespace server
