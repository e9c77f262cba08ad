#pragma once

#include <vector>

#include "server/app.h"
#include "server/model/access.h"
#include "server/model/dossier.h"

namespace server {

std::vector<Dossier> list_dossiers(App& app, const AgentAccess& agent);

}  // namespace server
