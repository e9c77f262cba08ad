#include "server/actions/manage_staff.h"

#include "server/actions/authorize.h"
#include "server/store/seconds_facteurs.h"

namespace server {
namespace {

Result<Collegue> find_other(App& app, const DirectionAccess& direction, std::string_view untrusted_compte) {
  auto collegue = find_collegue(app.database, direction, untrusted_compte);
  if (!collegue) return not_found();
  if (collegue->compte == direction.compte()) return refuse(Cause::conflict, "propre_compte");
  return std::move(*collegue);
}

}  // namespace

std::vector<Collegue> show_equipe(App& app, const DirectionAccess& direction) {
  return all_collegues(app.database, direction);
}

Result<Collegue> invite_collegue(App& app, const DirectionAccess& direction, const Invitation& invitation) {
  if (!needs_second_factor(invitation.role)) return refuse(Cause::invalid, "champ_invalide", "role");
  if (invitation.nom.empty() || invitation.nom.size() > longest_nom_bytes)
    return refuse(Cause::invalid, "champ_invalide", "nom");
  const auto codes = parse_opening_codes(invitation.codes, app.now());
  if (!codes) return tl::unexpected(codes.error());
  Transaction transaction(app.database);
  if (is_identifiant_taken(app.database, codes->identifiant))
    return refuse(Cause::invalid, "champ_invalide", "identifiant");
  const auto compte = save_staff_invitation(app.database, invitation.role, invitation.nom, *codes, app.now());
  auto collegue = find_collegue(app.database, direction, compte.text()).value();
  record(app.journal,
         {direction.compte().text(),
          JournalAction::acces_invite,
          compte.text(),
          "",
          {{"role", std::string(to_string(invitation.role))}}},
         app.now());
  transaction.commit();
  return collegue;
}

Result<Collegue> suspend_collegue(App& app, const DirectionAccess& direction, std::string_view untrusted_compte) {
  Transaction transaction(app.database);
  auto collegue = find_other(app, direction, untrusted_compte);
  if (!collegue) return collegue;
  suspend_compte(app.database, collegue->compte);
  collegue = find_collegue(app.database, direction, untrusted_compte).value();
  record(app.journal, {direction.compte().text(), JournalAction::acces_suspendu, collegue->compte.text()}, app.now());
  transaction.commit();
  return collegue;
}

Result<Collegue> forget_telephone(App& app, const DirectionAccess& direction, std::string_view untrusted_compte) {
  Transaction transaction(app.database);
  auto collegue = find_other(app, direction, untrusted_compte);
  if (!collegue) return collegue;
  if (!collegue->second_factor) return refuse(Cause::conflict, "second_facteur_absent");
  erase_second_factor(app.database, collegue->compte);
  end_sessions(app.database, collegue->compte);
  collegue->second_factor = false;
  record(app.journal, {direction.compte().text(), JournalAction::telephone_oublie, collegue->compte.text()}, app.now());
  transaction.commit();
  return collegue;
}

}  // namespace server
