#include <cstdio>
#include <nlohmann/json.hpp>

#include "crypto/token.h"
#include "server/actions/invite_staff.h"
#include "server/commands/commands.h"
#include "server/commands/places.h"
#include "server/model/paris.h"
#include "server/model/uai.h"
#include "server/store/founding.h"

namespace server {

using nlohmann::json;

namespace {

json to_json(const StaffInvitation& invitation) {
  return {{"role", to_string(invitation.role)},
          {"identifiant", invitation.identifiant},
          {"code", invitation.code},
          {"lien", invitation.lien}};
}

std::string_view title_of(Role role) {
  switch (role) {
    case Role::infirmerie:
      return "Infirmière";
    case Role::direction:
      return "Direction";
    case Role::technique:
      return "Technique";
    default:
      return "Secrétariat";
  }
}

void say(const StaffInvitation& invitation, const std::string& site) {
  std::printf("  %s\n    lien        %s%s\n    sans lien   identifiant %s, code %s\n",
              std::string(title_of(invitation.role)).c_str(), site.c_str(), invitation.lien.c_str(),
              invitation.identifiant.c_str(), invitation.code.c_str());
}

// The school year being prepared: from January on, this year's; before, next year's.
int prepared_year(std::chrono::year_month_day today) {
  const int year = static_cast<int>(today.year());
  return today.month() >= std::chrono::September ? year + 1 : year;
}

}  // namespace

int init(const InitOptions& options) {
  const auto uai = Uai::parse(options.uai);
  if (!uai) {
    std::fprintf(stderr, "UAI invalide : sept chiffres et la lettre qu'ils imposent, par exemple 0009990J.\n");
    return 2;
  }
  const auto journal_key = crypto::SecretKey::random();
  const auto box = Box::create(options.place, journal_key);
  Desk desk(box);
  auto& app = desk.app();
  Transaction transaction(app.database);
  found_etablissement(app.database,
                      {uai->text(), options.nom.empty() ? "Collège " + uai->text() : options.nom, options.telephone,
                       options.horaires, options.site, options.ferme_le, options.adresse,
                       options.annee ? options.annee : prepared_year(paris_day(app.now()))});
  const auto secretariat = invite_staff(app, Role::secretariat, "Secrétariat");
  const auto infirmerie = invite_staff(app, Role::infirmerie, "Infirmerie");
  record(app.journal, {"", JournalAction::boite_creee, "", "", {{"version", DOSSIERSCO_VERSION}}}, app.now());
  transaction.commit();
  const auto paper = crypto::base32(journal_key.bytes());
  if (options.json) {
    std::printf("%s\n", json{{"uai", uai->text()},
                             {"state", box.state().string()},
                             {"key", key_file(options.place).string()},
                             {"journal", paper},
                             {"activations", json::array({to_json(secretariat), to_json(infirmerie)})}}
                            .dump()
                            .c_str());
    return 0;
  }
  std::printf(
      "La boîte de %s est faite dans %s.\nSa clé est %s : copiez-la au coffre, jamais avec le dossier.\n\n"
      "Deux accès attendent leur personne (valables 45 jours, une seule fois) :\n",
      uai->text().c_str(), box.state().c_str(), key_file(options.place).c_str());
  say(secretariat, options.site);
  say(infirmerie, options.site);
  std::printf(
      "\nClé du journal, à recopier pour le DPO et à garder hors du collège. Elle n'est plus dans la boîte :\n  %s\n",
      crypto::in_groups(paper).c_str());
  return 0;
}

int invite(const InviteOptions& options) {
  const auto box = Box::open(options.place);
  Desk desk(box);
  const auto role = parse_role(options.role);
  Transaction transaction(desk.app().database);
  const auto invitation = invite_staff(desk.app(), role.value(), options.nom);
  record(desk.app().journal, {"", JournalAction::acces_invite, "", "", {{"role", options.role}}}, desk.app().now());
  transaction.commit();
  if (options.json)
    std::printf("%s\n", to_json(invitation).dump().c_str());
  else
    say(invitation, "");
  return 0;
}

int campagne(const CampagneOptions& options) {
  const auto box = Box::open(options.place);
  Desk desk(box);
  Transaction transaction(desk.app().database);
  set_campagne(desk.app().database, options.etat, options.ferme_le, options.site);
  record(desk.app().journal,
         {"", JournalAction::campagne_reglee, "", "", {{"etat", options.etat}, {"ferme_le", options.ferme_le}}},
         desk.app().now());
  transaction.commit();
  if (options.json) std::printf("{\"accepted\":true}\n");
  return 0;
}

int rouvrir_serrure(const SerrureOptions& options) {
  constexpr std::int64_t one_week = 7 * 86400;
  const auto box = Box::open(options.place);
  Desk desk(box);
  auto& app = desk.app();
  Transaction transaction(app.database);
  let_lock_start_anew(app.database, app.now() + one_week);
  record(app.journal, {"", JournalAction::serrure_rouverte}, app.now());
  transaction.commit();
  if (options.json)
    std::printf("{\"accepted\":true}\n");
  else
    std::printf(
        "Pendant sept jours, l'infirmière peut poser une nouvelle serrure.\n"
        "Prévenez la direction : toutes les familles recevront un nouveau feuillet.\n");
  return 0;
}

}  // namespace server
