#include "server/actions/guard_access.h"

#include "server/actions/authorize.h"
#include "server/actions/throttle.h"
#include "server/store/responsables.h"

namespace server {

Result<void> release_throttle(App& app, const AgentAccess& agent, std::string_view untrusted_responsable) {
  Transaction transaction(app.database);
  const auto responsable = find_responsable(app.database, agent, untrusted_responsable);
  if (!responsable) return not_found();
  if (responsable->compte) release(app.database, responsable->compte->identifiant);
  record(app.journal, {agent.compte().text(), JournalAction::acces_debloque, responsable->id.text()}, app.now());
  transaction.commit();
  return {};
}

Result<void> cut_access(App& app, const AgentAccess& agent, std::string_view untrusted_responsable) {
  Transaction transaction(app.database);
  const auto responsable = find_responsable(app.database, agent, untrusted_responsable);
  if (!responsable) return not_found();
  if (responsable->compte) {
    suspend_compte(app.database, responsable->compte->id);
    release(app.database, responsable->compte->identifiant);
  }
  record(app.journal, {agent.compte().text(), JournalAction::acces_coupe, responsable->id.text()}, app.now());
  transaction.commit();
  return {};
}

Result<void> protect_responsable(App& app, const AgentAccess& agent, std::string_view untrusted_responsable,
                                 bool protege) {
  Transaction transaction(app.database);
  const auto responsable = find_responsable(app.database, agent, untrusted_responsable);
  if (!responsable) return not_found();
  save_protection(app.database, agent, responsable->id, protege);
  record(app.journal,
         {agent.compte().text(), protege ? JournalAction::adresse_protegee : JournalAction::adresse_montree,
          responsable->id.text()},
         app.now());
  transaction.commit();
  return {};
}

}  // namespace server
