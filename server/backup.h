#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "crypto/backup.h"
#include "server/box.h"
#include "server/store/inventory.h"

namespace server {

// The counts, as a backup carries them and as the commands print them with --json.
nlohmann::json to_json(const Inventory& inventory);

// Whom the box's backups are closed for, closed itself under a key of the box.
inline constexpr std::string_view backup_key_file = "sauvegarde.cle";

struct BackupMade {
  std::filesystem::path file;
  std::uint64_t bytes = 0;
  Inventory inventory;
  std::string fingerprint;  // of the key it is closed for, as on the paper
  std::vector<std::filesystem::path> dropped;
};

// The private half, for whoever prints it: nothing keeps it. A new key replaces the former for the backups to come.
crypto::SecretKey new_backup_key(const BoxPlace& place);
std::string backup_fingerprint(const crypto::PublicKey& pk_kem);

// Beside a service that goes on serving. The file gets its name once whole and on the disk; then the old ones go.
BackupMade make_backup(const BoxPlace& place, const std::filesystem::path& folder, std::int64_t now);

struct BackupRead {
  std::int64_t moment = 0;
  std::string uai, nom, version;
  Inventory inventory;
};
// Opens all of it under the paper, in a folder that is forgotten.
BackupRead drill_backup(const std::filesystem::path& file, const crypto::SecretKey& paper);
// Makes the box again where there is none.
BackupRead restore_backup(const std::filesystem::path& file, const crypto::SecretKey& paper, const BoxPlace& place);

// 14 days and then 6 weeks, one a day and one a week, the latest of each: never more than 56 days.
std::vector<std::chrono::sys_days> days_to_keep(std::vector<std::chrono::sys_days> days, std::chrono::sys_days today);

}  // namespace server
