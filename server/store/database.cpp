#include "server/store/database.h"

#include <sqlcipher/sqlite3.h>

#include <fstream>
#include <mutex>
#include <utility>

#include "server/store/migrate.h"

namespace server {
namespace {

constexpr int busy_milliseconds = 5000;
constexpr int main_page_bytes = 4096;
constexpr int pieces_page_bytes = 16384;

[[noreturn]] void throw_database_error(sqlite3* connection, int code, std::string_view doing) {
  std::string what(doing);
  what.append(": ").append(connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code));
  const int extended = connection != nullptr ? sqlite3_extended_errcode(connection) : code;
  throw DatabaseError(extended, what);
}

void run(sqlite3* connection, std::string_view sql) {
  const int code = sqlite3_exec(connection, std::string(sql).c_str(), nullptr, nullptr, nullptr);
  // Only its beginning: a PRAGMA may hold a key.
  if (code != SQLITE_OK)
    throw_database_error(connection, code, sql.substr(0, std::min(sql.find('='), std::size_t{40})));
}

// An SQLite library that knows no key ignores ours in silence, and would write in the clear.
void assert_encrypting(sqlite3* connection) {
  sqlite3_stmt* statement = nullptr;
  const int prepared = sqlite3_prepare_v2(connection, "PRAGMA cipher_version", -1, &statement, nullptr);
  const bool told = prepared == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW;
  sqlite3_finalize(statement);
  if (!told) throw DatabaseError(SQLITE_MISUSE, "the SQLite library does not encrypt");
}

void assert_not_plain(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string head(15, '\0');
  if (in.read(head.data(), 15) && head == "SQLite format 3")
    throw DatabaseError(SQLITE_NOTADB, file.filename().string() + " is not encrypted");
}

std::string quoted_key(const std::string& hex) {
  if (hex.size() != 64 || hex.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
    throw DatabaseError(SQLITE_MISUSE, "a raw key has 64 hex digits");
  return "\"x'" + hex + "'\"";
}

void expect_version(Database& database, const std::string& schema, std::size_t wanted) {
  Statement query(database, "PRAGMA " + schema + ".user_version");
  const auto found = query.step() ? query.integer(0) : 0;
  if (found != static_cast<std::int64_t>(wanted))
    throw DatabaseError(DatabaseError::wrong_schema, schema + " is of schema " + std::to_string(found) +
                                                         ", this program wants " + std::to_string(wanted));
}

sqlite3* open_encrypted(const std::filesystem::path& file, const std::string& key_hex, int page_bytes, bool create) {
  assert_not_plain(file);
  sqlite3* raw = nullptr;
  const int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | (create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(file.c_str(), &raw, flags, nullptr);
  const auto close = [](sqlite3* connection) { sqlite3_close_v2(connection); };
  std::unique_ptr<sqlite3, decltype(close)> connection(raw, close);
  if (code != SQLITE_OK) throw_database_error(connection.get(), code, "open");
  sqlite3_busy_timeout(connection.get(), busy_milliseconds);
  // Before any other statement: SQLCipher decides on first use whether the file is encrypted, and stays with it.
  // Raw key, since ours is already uniform; a passphrase would only add a slow derivation to every start.
  run(connection.get(), "PRAGMA key = " + quoted_key(key_hex));
  run(connection.get(), "PRAGMA cipher_page_size = " + std::to_string(page_bytes));
  run(connection.get(), "PRAGMA cipher_log_level = NONE");  // it would write its own lines among our logs
  assert_encrypting(connection.get());
  run(connection.get(), "SELECT count(*) FROM sqlite_schema");  // a wrong key shows here, not before
  return connection.release();
}

void attach_pieces(sqlite3* connection, const std::filesystem::path& file, const std::string& key_hex) {
  assert_not_plain(file);
  // ATTACH reads the schema at once, with the process's default page size: it can't be told afterwards. `main` states
  // its own at every open, so the default is free to be the other file's.
  static std::once_flag once;
  std::call_once(once,
                 [&] { run(connection, "PRAGMA cipher_default_page_size = " + std::to_string(pieces_page_bytes)); });
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(connection, "ATTACH DATABASE ?1 AS pieces KEY ?2", -1, &statement, nullptr);
  const std::string name = file.string();
  quoted_key(key_hex);
  const std::string key = "x'" + key_hex + "'";
  if (code == SQLITE_OK) {
    sqlite3_bind_text(statement, 1, name.data(), static_cast<int>(name.size()), SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, key.data(), static_cast<int>(key.size()), SQLITE_STATIC);
    code = sqlite3_step(statement);
  }
  sqlite3_finalize(statement);
  if (code != SQLITE_DONE) throw_database_error(connection, code, "attach pieces");
  run(connection, "SELECT count(*) FROM pieces.sqlite_schema");
}

void set_house_rules(sqlite3* connection) {
  run(connection, "PRAGMA journal_mode = WAL");
  run(connection, "PRAGMA synchronous = FULL");
  run(connection, "PRAGMA foreign_keys = ON");
  run(connection, "PRAGMA secure_delete = ON");
  run(connection, "PRAGMA temp_store = MEMORY");
  run(connection, "PRAGMA trusted_schema = OFF");
}

}  // namespace

bool DatabaseError::is_disk_full() const {
  const int primary = code_ & 0xff;
  return primary == SQLITE_FULL || primary == SQLITE_IOERR;
}

bool DatabaseError::is_busy() const {
  const int primary = code_ & 0xff;
  return primary == SQLITE_BUSY || primary == SQLITE_LOCKED;
}

Database Database::open(const std::filesystem::path& state, const Keys& keys) {
  Database database(open_encrypted(state / main_file, keys.main, main_page_bytes, false));
  sqlite3* const connection = database.handle();
  // Neither is created here: an empty file in the place of a family's pièces must not go unseen.
  if (!std::filesystem::exists(state / pieces_file)) throw DatabaseError(SQLITE_CANTOPEN, "pieces.db is missing");
  attach_pieces(connection, state / pieces_file, keys.pieces);
  set_house_rules(connection);
  run(connection, "PRAGMA pieces.journal_mode = WAL");
  run(connection, "PRAGMA pieces.synchronous = FULL");
  expect_version(database, "main", migrations().main.size());
  expect_version(database, "pieces", migrations().pieces.size());
  return database;
}

Database Database::open_one(const std::filesystem::path& file, std::string_view schema, const std::string& key,
                            bool create) {
  if (schema == "main") return Database(open_encrypted(file, key, main_page_bytes, create));
  if (!create && !std::filesystem::exists(file)) throw DatabaseError(DatabaseError::missing, "pieces.db is missing");
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(":memory:", &raw, flags, nullptr);
  Database database(raw);
  if (code != SQLITE_OK) throw_database_error(raw, code, "open");
  assert_encrypting(raw);
  attach_pieces(raw, file, key);
  return database;
}

Database Database::in_memory() {
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(":memory:", &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(raw);
  if (code != SQLITE_OK) throw_database_error(raw, code, "open");
  run(raw, "ATTACH DATABASE ':memory:' AS pieces");
  run(raw, "PRAGMA foreign_keys = ON");
  run_migrations(database);
  return database;
}

void Database::Close::operator()(sqlite3* connection) const noexcept { sqlite3_close_v2(connection); }

void Database::execute(std::string_view sql) { run(handle(), sql); }
std::int64_t Database::changes() const { return sqlite3_changes64(handle()); }
bool Database::in_transaction() const { return sqlite3_get_autocommit(handle()) == 0; }

bool is_whole(Database& database, std::string_view schema) {
  Statement check(database, "PRAGMA " + std::string(schema) + ".quick_check(1)");
  return check.step() && check.text(0) == "ok";
}

void copy_bases(const std::filesystem::path& state, const Database::Keys& keys, const std::filesystem::path& folder,
                const std::function<void(Database&)>& at_that_instant) {
  auto reader = Database::open(state, keys);
  {
    // WAL knows one file at a time: nobody may write in either while a snapshot of each is taken.
    auto gate = Database::open(state, keys);
    Transaction held(gate);
    reader.execute("BEGIN; SELECT count(*) FROM main.sqlite_schema; SELECT count(*) FROM pieces.sqlite_schema");
    at_that_instant(reader);
  }
  for (const bool rows : {true, false}) {
    const char* schema = rows ? "main" : "pieces";
    auto copy =
        Database::open_one(folder / (rows ? main_file : pieces_file), schema, rows ? keys.main : keys.pieces, true);
    // In one step: in small ones it would start again at each commit of the writers.
    auto* const backup = sqlite3_backup_init(copy.handle(), schema, reader.handle(), schema);
    if (backup == nullptr) throw_database_error(copy.handle(), SQLITE_ERROR, "copy");
    const int code = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE) throw_database_error(nullptr, code, "copy");
  }
}

Statement::Statement(Database& database, std::string_view sql) : connection_(database.handle()) {
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v2(connection_, sql.data(), static_cast<int>(sql.size()), &raw, &tail);
  statement_.reset(raw);
  if (code != SQLITE_OK) throw_database_error(connection_, code, "prepare");
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

namespace {

void expect_bound(sqlite3* connection, int code) {
  if (code != SQLITE_OK) throw_database_error(connection, code, "bind");
}

}  // namespace

Statement& Statement::bind(int parameter, std::string_view text) {
  const char* data = text.empty() ? "" : text.data();
  expect_bound(connection_,
               sqlite3_bind_text64(statement_.get(), parameter, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind(int parameter, std::int64_t number) {
  expect_bound(connection_, sqlite3_bind_int64(statement_.get(), parameter, number));
  return *this;
}

Statement& Statement::bind(int parameter, Bytes blob) {
  // A null pointer would bind NULL: an empty blob is not one.
  const void* data = blob.empty() ? static_cast<const void*>("") : blob.data();
  expect_bound(connection_, sqlite3_bind_blob64(statement_.get(), parameter, data, blob.size(), SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind_null(int parameter) {
  expect_bound(connection_, sqlite3_bind_null(statement_.get(), parameter));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const char* sql = sqlite3_sql(statement_.get());
  const std::string doing = std::string(sql != nullptr ? sql : "").substr(0, 60);
  sqlite3_reset(statement_.get());
  throw_database_error(connection_, code, doing);
}

void Statement::run() {
  while (step()) {
  }
  sqlite3_reset(statement_.get());
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return data == nullptr ? std::string()
                         : std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

std::string Statement::blob(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return data == nullptr ? std::string()
                         : std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

Transaction::Transaction(Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  if (done_) return;
  database_.after_commit_.clear();
  // Some failures (a full disk) have already rolled back.
  if (database_.in_transaction()) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.execute("COMMIT");
  done_ = true;
  for (const auto& then : std::exchange(database_.after_commit_, {})) then();
}

}  // namespace server
