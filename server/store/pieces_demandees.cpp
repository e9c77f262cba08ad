#include "server/store/pieces_demandees.h"

namespace server {
namespace {

AskedPiece asked_of(const Statement& row) {
  return {pipeline::parse_piece_type(row.text(0)).value_or(pipeline::PieceType::autre),
          parse_demande(row.text(1)).value_or(Demande::non)};
}

}  // namespace

std::vector<AskedPiece> all_demandes(Database& database) {
  std::vector<AskedPiece> all;
  Statement query(database, "SELECT type, demande FROM pieces_demandees ORDER BY ordre, type");
  while (query.step()) all.push_back(asked_of(query));
  return all;
}

std::optional<AskedPiece> find_demande(Database& database, pipeline::PieceType type) {
  Statement query(database, "SELECT type, demande FROM pieces_demandees WHERE type = ?1");
  query.bind(1, to_string(type));
  if (!query.step()) return std::nullopt;
  return asked_of(query);
}

void save_demandes(Database& database, const AgentAccess&, std::span<const AskedPiece> wanted) {
  Statement update(database, "UPDATE pieces_demandees SET demande = ?2, ordre = ?3 WHERE type = ?1");
  int ordre = 0;
  for (const auto& [type, demande] : wanted)
    update.bind(1, to_string(type)).bind(2, to_string(demande)).bind(3, ++ordre).run();
}

}  // namespace server
