#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server/box.h"

namespace server {

// What the operator types. Each returns the process's exit code: 0 done, 1 the box could not, 2 wrong usage (main's).
// Messages for people go to stderr in French; with `json`, stdout carries exactly one JSON object.

struct Listen {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
};

struct CheckOptions {
  std::string type;
  std::vector<std::filesystem::path> files;  // the pages of one pièce, in order
  std::filesystem::path expect;              // "" when nothing is expected
  std::filesystem::path certificates;        // another list of signers; "": the shipped one
  std::optional<std::chrono::year_month_day> today;
  bool json = false;
};
int check(const CheckOptions& options);

struct CertificatesOptions {
  std::filesystem::path state;    // "": the list shipped with the program
  std::filesystem::path install;  // "": only show
  bool json = false;
};
int certificates(const CertificatesOptions& options);

// A list of signers, or a BoxError that says what the file lacks.
pipeline::Trust read_trust(const std::filesystem::path& file);

struct RejudgeOptions {
  BoxPlace place;
  bool dry_run = false;
  bool json = false;
};
int rejudge(const RejudgeOptions& options);

struct PurgeOptions {
  BoxPlace place;
  bool now = false;  // else only say
  bool json = false;
};
int purge(const PurgeOptions& options);

struct InitOptions {
  BoxPlace place;
  std::string uai, nom, telephone, horaires, site;
  std::vector<std::string> adresse;
  std::string ferme_le;
  int annee = 0;  // 0: the school year being prepared today
  bool json = false;
};
int init(const InitOptions& options);

struct InviteOptions {
  BoxPlace place;
  std::string role, nom;
  bool json = false;
};
int invite(const InviteOptions& options);

struct CampagneOptions {
  BoxPlace place;
  std::string etat, ferme_le, site;
  bool json = false;
};
int campagne(const CampagneOptions& options);

// Lets the nurse publish, for a week, a lock that nothing of the one in force vouches for.
struct SerrureOptions {
  BoxPlace place;
  bool json = false;
};
int rouvrir_serrure(const SerrureOptions& options);

struct ImportCommandOptions {
  BoxPlace place;
  std::vector<std::filesystem::path> files;
  bool dry_run = false;
  std::optional<std::chrono::year_month_day> today;
  bool json = false;
};
int import_exports(const ImportCommandOptions& options);

struct ServeOptions {
  BoxPlace place;
  Listen listen;
  std::filesystem::path worker_socket;  // "": the program beside this one is started
  std::filesystem::path proxy_secret;   // file; "": no proxy is trusted
  int threads = 8;
};
// `ready` is told the address once the door listens; until then nothing is printed.
int serve(const ServeOptions& options, const std::function<void(const std::string& origin)>& ready);

struct DemoOptions {
  ServeOptions serve;
  bool prepare_only = false;  // make the invented collège, say who lives there, stop
  int eleves = 780;
  bool json = false;
};
int demo(const DemoOptions& options);

struct AuditOptions {
  BoxPlace place;
  bool with_key = false;  // k_1 is asked on the terminal: an argument would stay in the shell's history
  std::string head;       // from the binder, "NOMBRE:CODE"
  bool json = false;
};
int audit_head(const AuditOptions& options);
int audit_verify(const AuditOptions& options);

// What `sentinelle` compares a box with: the pages inside this program, file by file.
int manifeste();

struct BackupOptions {
  BoxPlace place;
  std::filesystem::path folder;
  bool json = false;
};
int new_backup_key(const BackupOptions& options);
int backup(const BackupOptions& options);

struct RestoreOptions {
  BoxPlace place;
  std::filesystem::path file;
  bool drill = false;  // open all of it, keep nothing
  int secrets = -1;    // descriptor of the paper's line; the terminal otherwise
  bool json = false;
};
int restore(const RestoreOptions& options);

struct DoctorOptions {
  BoxPlace place;
  ServeOptions serve;
  bool json = false;
};
int doctor(const DoctorOptions& options);

}  // namespace server
