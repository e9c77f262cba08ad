#include "server/actions/ask_pieces.h"

#include <set>

#include "server/store/pieces_demandees.h"

namespace server {

std::vector<AskedPiece> show_demandes(App& app, const AgentAccess&) { return all_demandes(app.database); }

Result<std::vector<AskedPiece>> set_demandes(App& app, const AgentAccess& agent,
                                             const std::vector<AskedPiece>& wanted) {
  std::set<pipeline::PieceType> types;
  for (const auto& [type, demande] : wanted) {
    types.insert(type);
    if (demande == Demande::obligatoire && !is_exigible(type))
      return refuse(Cause::invalid, "piece_non_exigible", "pieces");
  }
  if (wanted.size() != piece_types || types.size() != piece_types)
    return refuse(Cause::invalid, "champ_invalide", "pieces");
  Transaction transaction(app.database);
  save_demandes(app.database, agent, wanted);
  transaction.commit();
  return show_demandes(app, agent);
}

}  // namespace server
