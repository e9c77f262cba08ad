#include <sys/prctl.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <exception>

#include "opener/command.h"
#include "server/commands/commands.h"
#include "server/http/bundle.h"
#include "server/model/piece.h"

namespace {

std::optional<std::chrono::year_month_day> parse_day(const std::string& text) {
  int y = 0;
  unsigned m = 0, d = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u", &y, &m, &d) != 3 || text.size() != 10) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year(y), std::chrono::month(m), std::chrono::day(d)};
  return day.ok() ? std::optional(day) : std::nullopt;
}

const CLI::Validator is_day([](std::string& text) { return parse_day(text) ? "" : "attendu : AAAA-MM-JJ"; },
                            "AAAA-MM-JJ");

const CLI::Validator is_listen(
    [](std::string& text) {
      const auto colon = text.rfind(':');
      if (colon == std::string::npos) return "attendu : ADRESSE:PORT";
      unsigned port = 0;
      const auto* end = text.data() + text.size();
      const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, port);
      return error == std::errc() && stop == end && port < 65536 ? "" : "attendu : ADRESSE:PORT";
    },
    "ADRESSE:PORT");

void place(CLI::App* command, server::BoxPlace& where) {
  command->add_option("--state", where.state, "dossier de la boîte")->required();
  command->add_option("--key", where.key, "fichier de la clé ; par défaut STATE.key, à côté de STATE");
}

void listening(CLI::App* command, server::ServeOptions& options, std::string& listen) {
  command->add_option("--listen", listen, "adresse d'écoute (127.0.0.1:8080)")->check(is_listen);
  command->add_option("--worker-socket", options.worker_socket, "lecteur tenu par son propre service");
  command->add_option("--proxy-secret", options.proxy_secret, "fichier du secret partagé avec nginx");
  command->add_option("--threads", options.threads, "fils qui répondent")->check(CLI::Range(1, 64));
}

server::Listen parse_listen(const std::string& text) {
  server::Listen listen;
  if (text.empty()) return listen;
  const auto colon = text.rfind(':');
  listen.address = text.substr(0, colon);
  listen.port = static_cast<std::uint16_t>(std::stoi(text.substr(colon + 1)));
  return listen;
}

}  // namespace

int main(int argc, char** argv) {
  // A core image would hold the keys of the base, on the disk they protect.
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);

  CLI::App app{"DossierSCO : l'inscription au collège, dans la boîte du collège."};
  app.set_version_flag("--version", [] {
    const auto& pages = server::http::bundle();
    return std::string(DOSSIERSCO_VERSION) +
           (pages.files.empty() ? " (sans pages)" : " (paquet " + std::string(pages.short_hash()) + ")");
  });
  app.require_subcommand(1);
  std::string today, listen;

  server::CheckOptions check;
  auto* check_command = app.add_subcommand("check", "lire et juger un document, sans base");
  check_command->add_option("--type", check.type, "pièce demandée, par exemple justificatif_domicile")->required();
  check_command->add_option("--expect", check.expect,
                            "ce que dit le dossier : "
                            "{\"enfant\":{\"nom\",\"prenom\",\"naissance\"},\"responsables\":[…],\"adresse\":{\"voie\","
                            "\"code_postal\",\"commune\"}}");
  check_command->add_option("--today", today, "jour du dépôt")->check(is_day);
  check_command->add_option("--certificats", check.certificates, "liste des signataires de 2D-Doc à croire");
  check_command->add_flag("--json", check.json, "un objet JSON sur la sortie");
  check_command->add_option("files", check.files, "document ; plusieurs : les pages d'une même pièce, dans l'ordre")
      ->required()
      ->expected(1, static_cast<int>(server::most_files));

  server::RejudgeOptions rejudge;
  auto* rejudge_command =
      app.add_subcommand("rejuger", "juger de nouveau ce qui est lu, avec les règles de ce programme");
  place(rejudge_command, rejudge.place);
  rejudge_command->add_flag("--dry-run", rejudge.dry_run, "compter, ne rien changer");
  rejudge_command->add_flag("--json", rejudge.json, "un objet JSON sur la sortie");

  server::PurgeOptions purge;
  bool purge_dry = false;
  auto* purge_command = app.add_subcommand("purge", "ce qui sera détruit et quand ; le service le fait chaque nuit");
  place(purge_command, purge.place);
  auto* purge_now = purge_command->add_flag("--now", purge.now, "détruire tout de suite ce qui est échu");
  purge_command->add_flag("--dry-run", purge_dry, "dire, ne rien détruire (par défaut)")->excludes(purge_now);
  purge_command->add_flag("--json", purge.json, "un objet JSON sur la sortie");

  server::InitOptions init;
  auto* init_command = app.add_subcommand("init", "faire une boîte vide");
  place(init_command, init.place);
  init_command->add_option("--uai", init.uai, "numéro de l'établissement")->required();
  init_command->add_option("--nom", init.nom, "nom de l'établissement");
  init_command->add_option("--adresse", init.adresse, "une ligne de son adresse (plusieurs fois)");
  init_command->add_option("--telephone", init.telephone, "téléphone du secrétariat");
  init_command->add_option("--horaires", init.horaires, "heures où l'on répond");
  init_command->add_option("--site", init.site,
                           "adresse publique des familles, par exemple https://inscription.example.org");
  init_command->add_option("--ferme-le", init.ferme_le, "dernier jour des envois")->check(is_day);
  init_command->add_option("--annee", init.annee, "année de la rentrée préparée");
  init_command->add_flag("--json", init.json, "un objet JSON sur la sortie");

  server::InviteOptions invite;
  auto* invite_command = app.add_subcommand("invite", "ouvrir un accès à quelqu'un du collège");
  place(invite_command, invite.place);
  invite_command
      ->add_option("--role", invite.role,
                   "secretariat, infirmerie, direction (les accès des collègues) ou technique (l'état de la boîte)")
      ->required()
      ->check(CLI::IsMember({"secretariat", "infirmerie", "direction", "technique"}));
  invite_command->add_option("--nom", invite.nom, "nom affiché aux collègues")->required();
  invite_command->add_flag("--json", invite.json, "un objet JSON sur la sortie");

  server::CampagneOptions campagne;
  auto* campagne_command = app.add_subcommand("campagne", "ouvrir ou fermer les envois des familles");
  place(campagne_command, campagne.place);
  campagne_command->add_option("--etat", campagne.etat, "preparee, ouverte ou fermee")
      ->check(CLI::IsMember({"preparee", "ouverte", "fermee"}));
  campagne_command->add_option("--ferme-le", campagne.ferme_le, "dernier jour des envois")->check(is_day);
  campagne_command->add_option("--site", campagne.site, "adresse publique des familles");
  campagne_command->add_flag("--json", campagne.json, "un objet JSON sur la sortie");

  server::SerrureOptions serrure;
  auto* serrure_command = app.add_subcommand(
      "rouvrir-serrure",
      "laisser l'infirmière poser une nouvelle serrure pendant sept jours, quand deux feuilles sont perdues");
  place(serrure_command, serrure.place);
  serrure_command->add_flag("--json", serrure.json, "un objet JSON sur la sortie");

  server::ImportCommandOptions import;
  auto* import_command = app.add_subcommand("import", "lire les exports de SIECLE");
  place(import_command, import.place);
  import_command->add_flag("--dry-run", import.dry_run, "tout vérifier, ne rien garder");
  import_command->add_option("--today", today, "jour de l'import")->check(is_day);
  import_command->add_flag("--json", import.json, "un objet JSON sur la sortie");
  import_command->add_option("files", import.files, "exports, zippés ou non")->required();

  server::ServeOptions serve;
  auto* serve_command = app.add_subcommand("serve", "servir les familles et les agents");
  place(serve_command, serve.place);
  listening(serve_command, serve, listen);

  server::DemoOptions demo;
  demo.serve.place.state = "demo";
  auto* demo_command = app.add_subcommand("demo", "un collège inventé, prêt à essayer");
  demo_command->add_option("--state", demo.serve.place.state, "dossier de la boîte (demo)");
  listening(demo_command, demo.serve, listen);
  demo_command->add_option("--eleves", demo.eleves, "combien d'élèves inventer")->check(CLI::Range(10, 50000));
  demo_command->add_flag("--prepare", demo.prepare_only, "faire le collège et s'arrêter");
  demo_command->add_flag("--json", demo.json, "avec --prepare, un objet JSON sur la sortie");

  server::CertificatesOptions certificates;
  auto* certificates_command =
      app.add_subcommand("certificats", "montrer ou installer la liste des signataires de 2D-Doc");
  auto* certificates_state = certificates_command->add_option("--state", certificates.state, "dossier de la boîte");
  certificates_command->add_option("--installer", certificates.install, "liste à installer dans la boîte")
      ->needs(certificates_state);
  certificates_command->add_flag("--json", certificates.json, "un objet JSON sur la sortie");

  server::AuditOptions audit;
  auto* audit_command = app.add_subcommand("audit", "le journal : sa tête à garder ailleurs, et sa vérification");
  audit_command->require_subcommand(1);
  auto* head_command = audit_command->add_subcommand("head", "la tête du jour, en texte et en carré, pour le classeur");
  place(head_command, audit.place);
  head_command->add_flag("--json", audit.json, "un objet JSON sur la sortie");
  auto* verify_command = audit_command->add_subcommand("verify", "vérifier que rien n'a été changé ni ôté");
  place(verify_command, audit.place);
  verify_command->add_flag("--cle", audit.with_key, "demander la clé du DPO et vérifier chaque sceau");
  verify_command->add_option("--tete", audit.head, "tête recopiée du classeur, NOMBRE:CODE");
  verify_command->add_flag("--json", audit.json, "un objet JSON sur la sortie");

  server::BackupOptions backup;
  auto* backup_command = app.add_subcommand("backup", "une sauvegarde chiffrée, pendant que la boîte sert");
  place(backup_command, backup.place);
  backup_command->add_option("--to", backup.folder, "dossier des sauvegardes ; les anciennes en sont ôtées");
  backup_command->add_flag("--json", backup.json, "un objet JSON sur la sortie");
  backup_command->require_subcommand(0, 1);
  auto* new_key_command =
      backup_command->add_subcommand("new-key", "faire la clé des sauvegardes, à imprimer : elle ne reste pas ici");
  new_key_command->fallthrough();

  server::RestoreOptions restore;
  auto* restore_command = app.add_subcommand("restore", "refaire la boîte d'une sauvegarde, avec la clé imprimée");
  auto* restore_state = restore_command->add_option("--state", restore.place.state, "dossier à faire");
  restore_command->add_option("--key", restore.place.key, "fichier de la clé à faire ; par défaut STATE.key");
  restore_command->add_flag("--drill", restore.drill, "essai : tout ouvrir et compter, ne rien garder")
      ->excludes(restore_state);
  restore_command->add_option("--secrets", restore.secrets, "descripteur d'où lire la clé imprimée");
  restore_command->add_flag("--json", restore.json, "un objet JSON sur la sortie");
  restore_command->add_option("sauvegarde", restore.file, "fichier .dscosav")->required();

  auto* manifeste_command =
      app.add_subcommand("manifeste", "l'empreinte de chaque fichier servi, à comparer avec celle publiée");

  server::DoctorOptions doctor;
  auto* doctor_command = app.add_subcommand("doctor", "vérifier que tout est en place");
  doctor_command->add_option("--state", doctor.place.state, "dossier de la boîte");
  doctor_command->add_option("--key", doctor.place.key, "fichier de la clé");
  doctor_command->add_option("--worker-socket", doctor.serve.worker_socket, "lecteur tenu par son propre service");
  doctor_command->add_flag("--json", doctor.json, "un objet JSON sur la sortie");

  opener::Options rescue;
  auto* open_command = app.add_subcommand(
      "open-pli", "ouvrir une sacoche sans la boîte, avec la clé de l'infirmière ou deux feuilles du kit");
  open_command->add_option("sacoche", rescue.bag, "fichier .dscobag")->required();
  open_command->add_option("--dossier", rescue.folder,
                           "dossier à faire pour ce qui est ouvert ; sans lui, la liste seule");
  open_command->add_option("--trousseau", rescue.trousseau,
                           "trousseau de l'infirmière ; sans lui, celui de la sacoche");
  open_command->add_flag("--kit", rescue.kit, "demander deux feuilles du kit plutôt que la phrase");
  open_command->add_option("--feuillet", rescue.slips,
                           "12 caractères d'un feuillet : confirme les clés de ses lettres");
  open_command->add_option("--secrets", rescue.secrets, "descripteur d'où lire phrase ou feuilles, une par ligne");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }

  try {
    check.today = import.today = parse_day(today);
    serve.listen = demo.serve.listen = parse_listen(listen);
    if (*check_command) return server::check(check);
    if (*rejudge_command) return server::rejudge(rejudge);
    if (*purge_command) return server::purge(purge);
    if (*init_command) return server::init(init);
    if (*invite_command) return server::invite(invite);
    if (*serrure_command) return server::rouvrir_serrure(serrure);
    if (*campagne_command) return server::campagne(campagne);
    if (*import_command) return server::import_exports(import);
    if (*serve_command)
      return server::serve(serve, [](const std::string& origin) {
        std::printf("%s\n", origin.c_str());
        std::fflush(stdout);
      });
    if (*demo_command) return server::demo(demo);
    if (*open_command) return opener::run(rescue);
    if (*audit_command) return *head_command ? server::audit_head(audit) : server::audit_verify(audit);
    if (*backup_command) return *new_key_command ? server::new_backup_key(backup) : server::backup(backup);
    if (*restore_command) return server::restore(restore);
    if (*certificates_command) return server::certificates(certificates);
    if (*manifeste_command) return server::manifeste();
    return server::doctor(doctor);
  } catch (const server::BoxError& error) {
    std::fprintf(stderr, "%s\n(%s)\n", error.what(), error.code.c_str());
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "Arrêt : %s\n", error.what());
    return 1;
  }
}
