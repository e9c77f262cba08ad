#include <chrono>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "server/actions/import_siecle.h"
#include "server/commands/commands.h"
#include "server/commands/places.h"
#include "server/demo/college.h"
#include "server/demo/people.h"
#include "server/model/paris.h"
#include "server/store/founding.h"

namespace server {

using nlohmann::json;

namespace {

constexpr const char* demo_uai = "0009990J";  // departement 000 holds no school

// Beside the box, not inside: a second start says again who lives there.
std::filesystem::path people_file(const BoxPlace& place) {
  auto file = key_file(place);
  return file.replace_extension(".personnes.json");
}

json to_json(const DemoPeople& people) {
  const auto person = [](const DemoPerson& one) {
    return json{{"role", one.role}, {"nom", one.nom}, {"identifiant", one.identifiant}, {"phrase", one.phrase}};
  };
  json lettres = json::array();
  for (const auto& lettre : people.lettres)
    lettres.push_back({{"responsable", lettre.responsable},
                       {"enfants", lettre.enfants},
                       {"chemin", lettre.chemin},
                       {"identifiant", lettre.identifiant},
                       {"code", lettre.code}});
  return {{"secretariat", person(people.secretariat)},
          {"infirmerie", person(people.infirmerie)},
          {"direction", person(people.direction)},
          {"technique", person(people.technique)},
          {"phrase_trousseau", people.phrase_trousseau},
          {"empreinte", people.empreinte},
          {"bordereau", people.bordereau},
          {"lettres", lettres}};
}

void prepare(const DemoOptions& options) {
  const auto& place = options.serve.place;
  std::fprintf(stderr, "▸ Invention d'un collège de %d élèves…\n", options.eleves);
  const auto box = Box::create(place);
  Desk desk(box);
  auto& app = desk.app();
  const auto today = paris_day(app.now());
  const int annee = static_cast<int>(today.year()) + (today.month() >= std::chrono::September ? 1 : 0);
  found_etablissement(app.database, {demo_uai,
                                     "Collège des Tilleuls",
                                     "01 99 00 10 00",
                                     "8 h - 17 h",
                                     "",
                                     iso_day(std::chrono::sys_days(today) + std::chrono::days(60)),
                                     {"1 rue des Écoles", "75012 PARIS"},
                                     annee,
                                     true});
  std::vector<ImportFile> files;
  const auto exports = make_college(1, options.eleves, std::max(4, options.eleves / 24), annee);
  for (const auto& file : exports) files.push_back({file.name, std::as_bytes(std::span(file.bytes))});
  auto reader = start_reader(options.serve.worker_socket);
  const auto report = import_siecle(app.database, app.journal, reader, files, {false, today, demo_uai, app.now()});
  if (!report.accepted)
    throw BoxError("import_refuse", "L'import du collège inventé a été refusé : " + to_json(report));
  std::fprintf(stderr, "▸ Import : %lld élèves, %lld responsables.\n", static_cast<long long>(report.eleves.created),
               static_cast<long long>(report.responsables.created));
  set_campagne(app.database, "ouverte", "", "");
  const auto people = settle_demo_people(app);
  std::ofstream(people_file(place)) << to_json(people).dump(1) << "\n";
}

void say(const json& people, const std::string& origin) {
  std::printf("\nDossierSCO, démonstration. Tout le monde ici est inventé.\n\n");
  std::printf("  Familles       %s/\n", origin.c_str());
  for (const auto& lettre : people["lettres"])
    std::printf("    lettre de %s, pour %s\n      %s%s\n      ou : identifiant %s, code %s\n",
                lettre["responsable"].get<std::string>().c_str(), lettre["enfants"].get<std::string>().c_str(),
                origin.c_str(), lettre["chemin"].get<std::string>().c_str(),
                lettre["identifiant"].get<std::string>().c_str(), lettre["code"].get<std::string>().c_str());
  std::printf("\n  Secrétariat    %s/agent\n    identifiant %s\n    phrase      %s\n", origin.c_str(),
              people["secretariat"]["identifiant"].get<std::string>().c_str(),
              people["secretariat"]["phrase"].get<std::string>().c_str());
  std::printf("    empreinte de l'infirmerie, à taper avant les courriers : %s\n",
              people["empreinte"].get<std::string>().c_str());
  std::printf("\n  Infirmière     %s/infirmerie\n    identifiant %s\n    phrase      %s\n    sa clé      %s\n",
              origin.c_str(), people["infirmerie"]["identifiant"].get<std::string>().c_str(),
              people["infirmerie"]["phrase"].get<std::string>().c_str(),
              people["phrase_trousseau"].get<std::string>().c_str());
  std::printf("    fiche du bordereau des lettres ci-dessus : %s\n", people["bordereau"].get<std::string>().c_str());
  for (const auto& [role, title] : {std::pair("direction", "Direction"), std::pair("technique", "Technique")})
    std::printf("\n  %-14s %s/agent\n    identifiant %s\n    phrase      %s\n", title, origin.c_str(),
                people[role]["identifiant"].get<std::string>().c_str(),
                people[role]["phrase"].get<std::string>().c_str());
  std::printf("\n  Le code du téléphone de ces quatre personnes : la page le donne.\n");
  std::printf("\n  Arrêter : Ctrl-C.   Recommencer avec un autre collège : bash packaging/demo.sh --reset\n\n");
  std::fflush(stdout);
}

}  // namespace

int demo(const DemoOptions& options) {
  const auto& place = options.serve.place;
  if (!std::filesystem::exists(place.state)) prepare(options);
  std::ifstream file(people_file(place));
  const auto people = json::parse(file, nullptr, false);
  if (people.is_discarded())
    throw BoxError("demo_incomplete", "Ce dossier n'est pas une démonstration entière : recommencez avec --reset.");
  if (options.prepare_only) {
    if (options.json) std::printf("%s\n", people.dump().c_str());
    return 0;
  }
  return serve(options.serve, [&](const std::string& origin) { say(people, origin); });
}

}  // namespace server
