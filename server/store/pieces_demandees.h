#pragma once

#include <optional>
#include <span>
#include <vector>

#include "server/model/access.h"
#include "server/model/piece.h"
#include "server/store/database.h"

namespace server {

// What this school asks for: all twelve kinds in the order families see them, those not asked included.
std::vector<AskedPiece> all_demandes(Database& database);
std::optional<AskedPiece> find_demande(Database& database, pipeline::PieceType type);
// Each kind once, in the wanted order.
void save_demandes(Database& database, const AgentAccess& agent, std::span<const AskedPiece> wanted);

}  // namespace server
