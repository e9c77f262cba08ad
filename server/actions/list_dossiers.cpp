#include "server/actions/list_dossiers.h"

#include "server/store/dossiers.h"

namespace server {

std::vector<Dossier> list_dossiers(App& app, const AgentAccess& agent) { return all_dossiers(app.database, agent); }

}  // namespace server
