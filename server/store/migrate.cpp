#include "server/store/migrate.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace server {
namespace {

namespace fs = std::filesystem;

void flush(const fs::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  const bool failed = descriptor < 0 || ::fsync(descriptor) != 0;
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (failed) throw std::system_error(error, std::generic_category(), "flush " + path.filename().string());
}

std::size_t version_of(Database& database, const std::string& schema) {
  Statement query(database, "PRAGMA " + schema + ".user_version");
  return query.step() ? static_cast<std::size_t>(query.integer(0)) : 0;
}

void run_from(Database& database, const std::string& schema, std::span<const std::string_view> all) {
  for (auto i = version_of(database, schema); i < all.size(); ++i) {
    Transaction transaction(database);
    database.execute(all[i]);
    database.execute("PRAGMA " + schema + ".user_version = " + std::to_string(i + 1));
    transaction.commit();
  }
}

void remove_with_journals(const fs::path& file) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) fs::remove(file.string() + suffix);
}

void migrate_file(const std::string& schema, const fs::path& file, const std::string& key,
                  std::span<const std::string_view> all) {
  const fs::path copy = file.string() + ".nouveau";
  remove_with_journals(copy);  // left by a power cut: never believed
  const bool exists = fs::exists(file);
  if (exists) {
    Database database = Database::open_one(file, schema, key, false);
    const auto had = version_of(database, schema);
    if (had == all.size()) return;
    if (had > all.size())
      throw DatabaseError(DatabaseError::wrong_schema, schema + " comes from a later version of this program");
    // All of it into the one file (refused while somebody else has it open), so that its bytes are the base.
    database.execute("PRAGMA " + schema + ".journal_mode = DELETE");
    fs::copy_file(file, copy);
  }
  {
    Database database = Database::open_one(copy, schema, key, !exists);
    run_from(database, schema, all);
  }
  fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write);
  flush(copy, O_RDWR);
  fs::rename(copy, file);
  flush(file.parent_path(), O_RDONLY | O_DIRECTORY);
}

}  // namespace

void migrate(const fs::path& state, const Database::Keys& keys, const Migrations& wanted) {
  // The bytes first: rows that name bytes nobody knows how to read would be worse than the reverse.
  migrate_file("pieces", state / pieces_file, keys.pieces, wanted.pieces);
  migrate_file("main", state / main_file, keys.main, wanted.main);
}

void run_migrations(Database& database, const Migrations& wanted) {
  run_from(database, "pieces", wanted.pieces);
  run_from(database, "main", wanted.main);
}

}  // namespace server
