#pragma once

#include <cstdint>
#include <string>

#include "server/model/id.h"
#include "server/store/database.h"
#include "server/store/volet_keys.h"

namespace server {

inline constexpr std::int64_t vault_row_bytes = 256 * 1024;

// The bytes of pièces and plis, in rows of 256 kB of the `pieces` file. Every write is on the disk when it returns, and
// before the row of `main` that will name it: so none may be made inside a transaction (std::logic_error).
//
// Two kinds of files, and what is asked of one kind is refused of the other. Those of plis are sealed before they come
// and are kept as they are. Those the server may read are closed under a key of their own.
class Vault {
 public:
  explicit Vault(Database& database) : database_(database) {}

  FileId begin(std::int64_t now);
  // Writes over what is there, or after it; never leaves a hole (std::logic_error past the end).
  void append(const FileId& file, std::int64_t offset, Bytes bytes);
  FileId keep(std::int64_t now, Bytes bytes);
  std::string read(const FileId& file) const;
  std::string read_row(const FileId& file, std::int64_t row) const;  // from 0; "" after the last

  FileId begin_closed(std::int64_t now);
  void append(const ClosedFile& file, std::int64_t offset, Bytes bytes);
  FileId keep_closed(std::int64_t now, const crypto::SecretKey& key, Bytes bytes);
  std::string read(const ClosedFile& file) const;

  std::int64_t size(const FileId& file) const;  // 0 for an unknown one
  void forget(const FileId& file);
  // Files that no row of `main` names, older than the moment: left by a power cut between the bytes and the row.
  std::int64_t sweep(std::int64_t older_than);

 private:
  void expect_no_transaction() const;
  FileId make(std::int64_t now, bool closed);
  void write(const FileId& file, const crypto::SecretKey* key, std::int64_t offset, Bytes bytes);
  std::string read_whole(const FileId& file, const crypto::SecretKey* key) const;
  std::string stored_row(const FileId& file, const crypto::SecretKey* key, std::int64_t row) const;
  Database& database_;
};

}  // namespace server
