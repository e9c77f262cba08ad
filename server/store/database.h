#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace server {

using Bytes = std::span<const std::byte>;

// A broken machine: never what a person caused. Its text names statements and tables, never a value.
class DatabaseError : public std::runtime_error {
 public:
  DatabaseError(int sqlite_code, const std::string& what) : std::runtime_error(what), code_(sqlite_code) {}
  static constexpr int not_encrypted = 26, wrong_schema = 17, misuse = 21, missing = 14;  // SQLite's own numbers
  int code() const { return code_; }
  bool is_disk_full() const;  // no room, or the disk failed: the data is as before
  bool is_busy() const;

 private:
  int code_;
};

// One connection to the box's two SQLCipher files: `main` (rows, pages of 4096) and, attached as `pieces`, the bytes of
// the pièces (pages of 16384). WAL, synchronous=FULL. Not shared between threads: each opens its own.
// Throws DatabaseError on any SQL failure; a wrong key, or a library that is not SQLCipher, throws at opening.
class Database {
 public:
  struct Keys {
    std::string main, pieces;  // 64 hex digits each: raw keys, derived outside
  };
  // The files must be whole and of this program's schema: migrate() makes them so, once, at start.
  static Database open(const std::filesystem::path& state, const Keys& keys);
  static Database in_memory();  // both schemas, migrated: what tests use
  // One of the two files alone ("main" or "pieces", under that name), whatever its version: for migrate().
  static Database open_one(const std::filesystem::path& file, std::string_view schema, const std::string& key,
                           bool create);

  void execute(std::string_view sql);  // one or several statements without parameters
  std::int64_t changes() const;        // rows changed by the last statement
  bool in_transaction() const;
  // Run once the transaction under way is on the disk; forgotten when it is rolled back.
  void after_commit(std::function<void()> then) { after_commit_.push_back(std::move(then)); }
  sqlite3* handle() const { return connection_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* connection) const noexcept;
  };
  friend class Transaction;
  explicit Database(sqlite3* connection) : connection_(connection) {}
  std::vector<std::function<void()>> after_commit_;
  std::unique_ptr<sqlite3, Close> connection_;
};

// One of the two files ("main" or "pieces") read page by page, its authentication included.
bool is_whole(Database& database, std::string_view schema);

// One instant of both files, whoever writes meanwhile: the rows and the bytes they name, copied into `folder` under the
// same names and keys. `at_that_instant` runs while nobody can commit: what must agree with the rows is read there.
void copy_bases(const std::filesystem::path& state, const Database::Keys& keys, const std::filesystem::path& folder,
                const std::function<void(Database&)>& at_that_instant);

// One prepared statement; literal SQL, parameters from 1. Finalised with the object.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, const char* text) { return bind(parameter, std::string_view(text)); }
  Statement& bind(int parameter, const std::string& text) { return bind(parameter, std::string_view(text)); }
  Statement& bind(int parameter, std::int64_t number);
  Statement& bind(int parameter, int number) { return bind(parameter, static_cast<std::int64_t>(number)); }
  Statement& bind(int parameter, Bytes blob);
  Statement& bind_null(int parameter);
  bool step();   // true when a row is there
  void run();    // for statements without rows; leaves the statement ready for another run
  void reset();  // keeps nothing bound

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  std::string text(int column) const;
  std::string blob(int column) const;  // raw bytes

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  sqlite3* connection_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// BEGIN IMMEDIATE until commit(); rolls back when left without.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool done_ = false;
};

}  // namespace server
