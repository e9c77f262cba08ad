#include <cstdio>
#include <system_error>

#include "server/actions/import_siecle.h"
#include "server/commands/commands.h"
#include "server/commands/places.h"
#include "server/model/paris.h"
#include "server/store/etablissement.h"

namespace server {

static void say(const char* what, const ImportCount& count) {
  std::printf("  %-13s %6lld lus, %lld créés, %lld changés, %lld sans changement, %lld refusés\n", what,
              static_cast<long long>(count.read), static_cast<long long>(count.created),
              static_cast<long long>(count.changed), static_cast<long long>(count.ignored),
              static_cast<long long>(count.rejected));
}

int import_exports(const ImportCommandOptions& options) {
  std::vector<std::vector<std::byte>> contents;
  std::vector<ImportFile> files;
  contents.reserve(options.files.size());
  try {
    for (const auto& file : options.files) {
      contents.push_back(read_file(file));
      files.push_back({file.filename().string(), contents.back()});
    }
  } catch (const std::system_error& error) {
    std::fprintf(stderr, "Fichier illisible : %s\n", error.what());
    return 2;
  }
  const auto box = Box::open(options.place);
  Desk desk(box);
  auto& app = desk.app();
  auto reader = start_reader();
  const auto report = import_siecle(
      app.database, app.journal, reader, files,
      {options.dry_run, options.today.value_or(paris_day(app.now())), find_etablissement(app.database).uai, app.now()});
  if (options.json) {
    std::printf("%s\n", to_json(report).c_str());
    return 0;
  }
  for (const auto& file : report.files)
    std::printf("  %-32s %s\n", file.name.c_str(), file.error.empty() ? file.kind.c_str() : file.error.c_str());
  say("élèves", report.eleves);
  say("responsables", report.responsables);
  say("liens", report.liens);
  for (const auto& rejection : report.rejections)
    std::printf("  refusé : %s n° %lld, champ %s : %s\n", rejection.kind.c_str(),
                static_cast<long long>(rejection.rank), rejection.champ.c_str(), rejection.raison.c_str());
  for (const auto& [code, anomaly] : report.anomalies)
    std::printf("  à vérifier : %s (%lld)\n", code.c_str(), static_cast<long long>(anomaly.count));
  std::printf("%s\n", !report.accepted  ? "Import refusé : rien n'a changé."
                      : options.dry_run ? "Essai à blanc : rien n'a été gardé."
                                        : "Import terminé.");
  return report.accepted ? 0 : 1;
}

}  // namespace server
