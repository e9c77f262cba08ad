#include "server/store/equipe.h"

#include "server/store/new_id.h"

namespace server {
namespace {

constexpr std::string_view collegue_query =
    "SELECT c.id, c.nom, c.role, c.etat, f.confirme_le IS NOT NULL, c.derniere FROM comptes c "
    "LEFT JOIN seconds_facteurs f ON f.compte = c.id WHERE c.responsable IS NULL ";

Collegue collegue_of(const Statement& row) {
  return {stored_id<CompteId>(row.text(0)),
          row.text(1),
          parse_role(row.text(2)).value(),
          row.text(3),
          row.integer(4) != 0,
          row.integer(5)};
}

}  // namespace

std::vector<Collegue> all_collegues(Database& database, const DirectionAccess&) {
  std::vector<Collegue> equipe;
  Statement query(database, std::string(collegue_query) + "ORDER BY c.nom, c.id");
  while (query.step()) equipe.push_back(collegue_of(query));
  return equipe;
}

std::optional<Collegue> find_collegue(Database& database, const DirectionAccess&, std::string_view untrusted_compte) {
  Statement query(database, std::string(collegue_query) + "AND c.id = ?1");
  query.bind(1, untrusted_compte);
  if (!query.step()) return std::nullopt;
  return collegue_of(query);
}

CompteId save_staff_invitation(Database& database, Role role, const std::string& nom, const OpeningCodes& codes,
                               std::int64_t now) {
  const auto id = new_id<CompteId>();
  Statement insert(
      database,
      "INSERT INTO comptes (id, role, nom, identifiant, gen, etat, verif, verif_court, expire_le, cree_le) "
      "VALUES (?1, ?2, ?3, ?4, 1, 'invite', ?5, ?6, ?7, ?8)");
  insert.bind(1, id.text()).bind(2, to_string(role)).bind(3, nom).bind(4, codes.identifiant);
  insert.bind(5, Bytes(codes.verif)).bind(6, Bytes(codes.verif_court)).bind(7, codes.expire_le).bind(8, now);
  insert.run();
  return id;
}

}  // namespace server
