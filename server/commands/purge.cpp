#include "server/actions/purge.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "server/actions/keep_house.h"
#include "server/commands/commands.h"

namespace server {

namespace {

using nlohmann::json;

std::string_view name_of(Destruction quoi, bool many) {
  switch (quoi) {
    case Destruction::pli:
      return many ? "enveloppes de l'infirmière" : "enveloppe de l'infirmière";
    case Destruction::message:
      return many ? "messages de l'infirmière" : "message de l'infirmière";
    case Destruction::pieces:
      return many ? "dossiers de pièces justificatives" : "dossier de pièces justificatives";
    case Destruction::enfant:
      return many ? "enfants qui ne viennent pas" : "enfant qui ne vient pas";
    case Destruction::acces:
      return many ? "accès de responsables" : "accès de responsable";
    case Destruction::bordereau:
      return many ? "listes de lettres" : "liste de lettres";
  }
  return "";
}

}  // namespace

int purge(const PurgeOptions& options) {
  const auto box = Box::open(options.place);
  Desk desk(box);
  auto& app = desk.app();
  const auto planned = planned_destructions(app);
  std::vector<Planned> due;
  for (const auto& one : planned)
    if (one.le <= app.now()) due.push_back(one);
  const auto days = count_by_day(options.now ? due : planned);
  if (options.now) {
    keep_house(app, true);
    if (!planned_destructions(app).empty() && planned_destructions(app).front().le <= app.now())
      throw BoxError("purge_incomplete",
                     "La purge s'est arrêtée avant la fin : voyez la place libre sur le disque, puis recommencez.");
  }
  if (options.json) {
    json list = json::array();
    for (const auto& day : days)
      list.push_back(
          {{"quoi", to_string(day.quoi)}, {"jour", day.jour}, {"oublie_le", day.oublie_le}, {"nombre", day.nombre}});
    std::printf("%s\n", json{{"detruit", options.now}, {"destructions", list}}.dump().c_str());
    return 0;
  }
  for (const auto& day : days)
    std::printf("  %s  %6lld %-36s plus dans aucune sauvegarde le %s\n", day.jour.c_str(),
                static_cast<long long>(day.nombre), std::string(name_of(day.quoi, day.nombre > 1)).c_str(),
                day.oublie_le.c_str());
  if (days.empty()) std::printf(options.now ? "Rien n'était à détruire.\n" : "Rien n'est à détruire.\n");
  if (!options.now) std::printf("Essai à blanc : rien n'a été détruit. Le service le fait chaque nuit, de lui-même.\n");
  return 0;
}

}  // namespace server
