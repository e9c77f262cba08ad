#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "crypto/box_keys.h"
#include "server/app.h"
#include "server/store/migrate.h"

namespace server::test {

// A folder that goes away with the test.
class Folder {
 public:
  Folder();
  ~Folder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

const Database::Keys& test_keys();
std::string all_bytes(const std::filesystem::path& file);
inline Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); }
std::string long_text(std::size_t size);  // repeatable, of no period

std::int64_t count(Database& database, const std::string& from);
std::string one_text(Database& database, const std::string& sql);
// What the server would need to read it; the file is the first value that `sql` gives.
ClosedFile closed_file(Database& database, const std::string& sql);

// An établissement and one invented family: Iris and Basile MESANGE, and their two responsables at two addresses.
struct Family {
  std::string mere, pere, iris, basile, volet_mere, volet_pere, volet_basile;
};
Family invent_family(Database& database, std::string_view campagne = "ouverte");

// A box in memory whose clock stands still until it is told to move.
struct Box {
  Box();
  Database database;
  Vault vault;
  crypto::BoxKeys keys;
  JournalKey journal_key;
  Journal journal;
  std::int64_t time = 1'780'000'000;  // 2026-05-28
  App app;
  Family family;
};

}  // namespace server::test
