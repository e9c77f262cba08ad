#pragma once

#include <vector>

#include "server/app.h"
#include "server/error.h"
#include "server/model/access.h"
#include "server/model/piece.h"

namespace server {

// Which pièces this school asks for. The law's limit is held here: what an enrolment may not depend on (article
// D131-3-1 of the Code de l'éducation) can be wished for, never required.
std::vector<AskedPiece> show_demandes(App& app, const AgentAccess& agent);
Result<std::vector<AskedPiece>> set_demandes(App& app, const AgentAccess& agent, const std::vector<AskedPiece>& wanted);

}  // namespace server
