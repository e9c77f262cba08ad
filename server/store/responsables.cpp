#include "server/store/responsables.h"

#include "server/store/new_id.h"

namespace server {

std::optional<ResponsableAtCounter> find_responsable(Database& database, const AgentAccess&,
                                                     std::string_view untrusted_responsable) {
  Statement query(database,
                  "SELECT id FROM responsables r WHERE id = ?1 AND EXISTS (SELECT 1 FROM volets WHERE responsable = "
                  "r.id)");
  query.bind(1, untrusted_responsable);
  if (!query.step()) return std::nullopt;
  // A responsable's account bears her id (sealing.md: resp_id).
  return ResponsableAtCounter{stored_id<ResponsableId>(query.text(0)),
                              find_compte(database, stored_id<CompteId>(query.text(0)))};
}

void save_protection(Database& database, const AgentAccess&, const ResponsableId& responsable, bool protege) {
  Statement(database, "UPDATE responsables SET protege = ?2 WHERE id = ?1")
      .bind(1, responsable.text())
      .bind(2, protege ? 1 : 0)
      .run();
}

}  // namespace server
