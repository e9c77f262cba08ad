#pragma once

#include <filesystem>
#include <span>
#include <string_view>

#include "server/store/database.h"

namespace server {

inline constexpr std::string_view main_file = "maison.db";
inline constexpr std::string_view pieces_file = "pieces.db";

// The numbered SQL files of store/migrations, embedded at build time; a file's `user_version` is how many it has had.
struct Migrations {
  std::span<const std::string_view> main, pieces;
};
const Migrations& migrations();

// Makes the two files of `state` (a folder that exists) as this program expects them: creates them, or runs what is
// missing on a copy that replaces the file only once whole and on the disk. Nobody else may have them open. Throws
// DatabaseError when a file is of a later version, or not ours.
void migrate(const std::filesystem::path& state, const Database::Keys& keys, const Migrations& wanted = migrations());

// One connection, both schemas, nothing but the statements: what a new in-memory base needs.
void run_migrations(Database& database, const Migrations& wanted = migrations());

}  // namespace server
