#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>

#include "pipeline/codes/trust.h"
#include "pipeline/language/dates.h"
#include "server/commands/commands.h"
#include "server/commands/places.h"
#include "server/http/bundle.h"
#include "server/model/paris.h"
#include "server/store/reading_queue.h"

namespace server {

using nlohmann::json;

namespace {

struct Finding {
  std::string nom;
  bool ok;
  std::string detail, remede;
};

constexpr std::uint64_t least_free_bytes = std::uint64_t{1} << 30;

Finding reader_finding(const ServeOptions& serve) {
  const char* remedy = "Paquets tesseract-ocr-fra, libpoppler-cpp, libmagick++ : relancez packaging/setup.sh.";
  try {
    auto reader = start_reader(serve.worker_socket);
    const bool answers = reader.warm();
    return {"lecteur", answers, answers ? "répond" : "ne répond pas", answers ? "" : remedy};
  } catch (const std::exception& error) {
    return {"lecteur", false, error.what(), remedy};
  }
}

Finding pages_finding() {
  const auto& pages = http::bundle();
  if (pages.files.empty())
    return {"pages", false, "programme construit sans ses pages",
            "Reconstruisez-le avec elles : cmake --build --preset release."};
  return {"pages", true, "paquet " + std::string(pages.short_hash()), ""};
}

Finding disk_finding(const std::filesystem::path& folder) {
  struct statvfs disk {};
  if (statvfs(folder.c_str(), &disk) != 0) return {"disque", false, folder.string(), "Le dossier n'existe pas."};
  const auto free = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  return {"disque", free >= least_free_bytes, std::to_string(free >> 20) + " Mo libres",
          free >= least_free_bytes ? "" : "Libérez de la place : moins d'un gigaoctet, les envois vont être refusés."};
}

Finding key_finding(const BoxPlace& place) {
  const auto file = key_file(place);
  struct stat facts {};
  if (stat(file.c_str(), &facts) != 0) return {"cle", false, file.string(), "Remettez la clé, ou donnez --key."};
  const bool alone = (facts.st_mode & 077) == 0;
  return {"cle", alone, file.string(), alone ? "" : "D'autres comptes peuvent la lire : chmod 400."};
}

// The queue of a box that is stopped; one that serves tells its agents.
Finding queue_finding(Database& database) {
  const auto queue = count_readings(database);
  std::string detail = std::to_string(queue.waiting + queue.taken) + " à lire";
  if (queue.poison > 0) detail += ", " + std::to_string(queue.poison) + " que la machine n'a pas pu lire";
  return {"file", true, detail,
          queue.poison > 0 ? "Le secrétariat les relit, ou les fait relire, dans « Pièces à relire »." : ""};
}

Finding base_finding(const BoxPlace& place, std::vector<Finding>& findings) {
  try {
    const auto box = Box::open(place);
    auto database = box.connect();
    for (const char* schema : {"main", "pieces"})
      if (!is_whole(database, schema))
        return {"base", false, schema, "La base est abîmée : restaurez la dernière sauvegarde."};
    findings.push_back(queue_finding(database));
    return {"base", true, "chiffrée, entière", ""};
  } catch (const BoxError& error) {
    return {"base", error.code == "deja_ouverte", error.code, error.code == "deja_ouverte" ? "" : error.what()};
  } catch (const std::exception& error) {
    return {"base", false, "ne s'ouvre pas",
            std::string("La clé n'est pas celle de ce dossier, ou la base est abîmée. ") + error.what()};
  }
}

// Stale, codes are still read and compared: no failure of the box.
Finding certificates_finding(const std::filesystem::path& state) {
  const auto list = state.empty() ? pipeline::Trust() : installed_trust(state);
  const auto days = std::chrono::sys_days(paris_day(now_seconds())) - std::chrono::sys_days(list.issued());
  const bool stale = paris_day(now_seconds()) > list.next_update();
  return {
      "2d-doc", true,
      "liste du " + pipeline::iso_day(list.issued()) + " (" + std::to_string(days.count()) + " jours), " +
          std::to_string(list.size()) + " certificat" + (list.size() > 1 ? "s" : "") + (stale ? ", périmée" : ""),
      stale ? "Aucun code n'est dit authentique : dossiersco certificats --state DOSSIER --installer FICHIER." : ""};
}

}  // namespace

int doctor(const DoctorOptions& options) {
  std::vector<Finding> findings = {reader_finding(options.serve), pages_finding(),
                                   certificates_finding(options.place.state)};
  if (!options.place.state.empty()) {
    findings.push_back(key_finding(options.place));
    findings.push_back(base_finding(options.place, findings));
    findings.push_back(disk_finding(options.place.state));
  }
  bool all = true;
  json points = json::array();
  for (const auto& finding : findings) {
    all = all && finding.ok;
    points.push_back(
        {{"nom", finding.nom}, {"ok", finding.ok}, {"detail", finding.detail}, {"remede", finding.remede}});
    if (!options.json)
      std::printf("%s %-8s %s%s%s\n", finding.ok ? "✓" : "✗", finding.nom.c_str(), finding.detail.c_str(),
                  finding.remede.empty() ? "" : "\n           → ", finding.remede.c_str());
  }
  if (options.json)
    std::printf("%s\n", json{{"ok", all}, {"version", DOSSIERSCO_VERSION}, {"points", points}}.dump().c_str());
  return all ? 0 : 1;
}

}  // namespace server
