#include "server/backup.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "server/commands/commands.h"
#include "server/commands/paper.h"
#include "server/commands/places.h"
#include "server/model/paris.h"

namespace server {

using nlohmann::json;

namespace {

void say(const Inventory& inventory) {
  std::printf("  %lld élèves, %lld responsables, %lld pièces, %lld enveloppes fermées, %lld lignes de journal\n",
              static_cast<long long>(inventory.eleves), static_cast<long long>(inventory.responsables),
              static_cast<long long>(inventory.pieces), static_cast<long long>(inventory.plis),
              static_cast<long long>(inventory.journal));
}

}  // namespace

int new_backup_key(const BackupOptions& options) {
  const auto paper = new_backup_key(options.place);
  const auto text = crypto::print_backup_paper(paper);
  const auto fingerprint = backup_fingerprint(crypto::target_of(paper).pk_kem);
  if (options.json) {
    std::printf("%s\n", json{{"cle", text}, {"empreinte", fingerprint}}.dump().c_str());
    return 0;
  }
  std::printf("Clé des sauvegardes, empreinte %s\n\n  %s\n\n", fingerprint.c_str(), text.c_str());
  print_square(text);
  std::printf(
      "\nImprimez cette page en deux exemplaires, gardés en deux lieux hors de la boîte, jamais avec les sauvegardes.\n"
      "Elle n'est plus ici et rien ne la redonne. Les sauvegardes faites avec une clé d'avant gardent leur feuille.\n");
  return 0;
}

int backup(const BackupOptions& options) {
  if (options.folder.empty()) throw BoxError("dossier_absent", "Donnez le dossier des sauvegardes : --to DOSSIER.");
  const auto made = make_backup(options.place, options.folder, now_seconds());
  if (options.json) {
    std::printf("%s\n", json{{"fichier", made.file.string()},
                             {"octets", made.bytes},
                             {"empreinte", made.fingerprint},
                             {"otees", made.dropped.size()},
                             {"nombres", to_json(made.inventory)}}
                            .dump()
                            .c_str());
    return 0;
  }
  std::printf("%s, %llu Mo, fermée pour la clé d'empreinte %s\n", made.file.c_str(),
              static_cast<unsigned long long>(made.bytes >> 20), made.fingerprint.c_str());
  say(made.inventory);
  if (!made.dropped.empty()) std::printf("  %zu anciennes ôtées\n", made.dropped.size());
  return 0;
}

int restore(const RestoreOptions& options) {
  if (!options.drill && options.place.state.empty())
    throw BoxError("dossier_absent", "Donnez le dossier à refaire (--state), ou demandez un essai (--drill).");
  if (!std::filesystem::is_regular_file(options.file))
    throw BoxError("sauvegarde_absente", "Aucune sauvegarde à cet endroit : " + options.file.string() + ".");
  const auto paper = crypto::read_backup_paper(typed_line("Clé des sauvegardes (feuille) : ", options.secrets));
  if (!paper)
    throw BoxError("feuille_mal_recopiee",
                   "Ces caractères ne sont pas ceux d'une feuille de sauvegarde : 56 caractères, en 14 groupes de 4. "
                   "Relisez-la et recommencez.");
  const auto read =
      options.drill ? drill_backup(options.file, *paper) : restore_backup(options.file, *paper, options.place);
  const auto day = iso_day(paris_day(read.moment));
  if (options.json) {
    std::printf("%s\n", json{{"essai", options.drill},
                             {"jour", day},
                             {"moment", read.moment},
                             {"uai", read.uai},
                             {"version", read.version},
                             {"nombres", to_json(read.inventory)}}
                            .dump()
                            .c_str());
    return 0;
  }
  std::printf("%s : %s (%s), sauvegarde du %s\n", options.drill ? "Cette sauvegarde s'ouvre" : "La boîte est refaite",
              read.nom.c_str(), read.uai.c_str(), day.c_str());
  say(read.inventory);
  if (options.drill) std::printf("Rien n'a été gardé de cet essai. Notez la date sur la feuille.\n");
  return 0;
}

}  // namespace server
