#include "server/store/vault.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "crypto/piece_key.h"
#include "crypto/token.h"
#include "server/store/new_id.h"

namespace server {
namespace {

std::string opened(const FileId& file, const crypto::SecretKey* key, std::int64_t row, std::string stored) {
  if (key == nullptr) return stored;
  const auto plain = crypto::open_row(*key, crypto::id_from_hex(file.text()), static_cast<std::uint64_t>(row),
                                      crypto::bytes_of(stored));
  if (!plain) throw DatabaseError(DatabaseError::missing, "vault: a row does not open");
  return std::string(crypto::text_of(*plain));
}

}  // namespace

void Vault::expect_no_transaction() const {
  if (database_.in_transaction())
    throw std::logic_error("vault: bytes are written before the transaction that names them");
}

FileId Vault::make(std::int64_t now, bool closed) {
  expect_no_transaction();
  const auto file = new_id<FileId>();
  Statement(database_, "INSERT INTO pieces.fichiers (id, octets, cree_le, ferme) VALUES (?1, 0, ?2, ?3)")
      .bind(1, file.text())
      .bind(2, now)
      .bind(3, closed ? 1 : 0)
      .run();
  return file;
}

FileId Vault::begin(std::int64_t now) { return make(now, false); }
FileId Vault::begin_closed(std::int64_t now) { return make(now, true); }

void Vault::append(const FileId& file, std::int64_t offset, Bytes bytes) { write(file, nullptr, offset, bytes); }

void Vault::append(const ClosedFile& file, std::int64_t offset, Bytes bytes) {
  const auto key = open_key(database_, file);
  write(file.file, &key, offset, bytes);
}

FileId Vault::keep(std::int64_t now, Bytes bytes) {
  const auto file = begin(now);
  write(file, nullptr, 0, bytes);
  return file;
}

FileId Vault::keep_closed(std::int64_t now, const crypto::SecretKey& key, Bytes bytes) {
  const auto file = begin_closed(now);
  write(file, &key, 0, bytes);
  return file;
}

void Vault::write(const FileId& file, const crypto::SecretKey* key, std::int64_t offset, Bytes bytes) {
  expect_no_transaction();
  Transaction transaction(database_);
  {
    // Inside: a file forgotten meanwhile must not get rows that nothing will ever sweep.
    Statement known(database_, "SELECT octets, ferme FROM pieces.fichiers WHERE id = ?1");
    known.bind(1, file.text());
    if (!known.step() || offset < 0 || offset > known.integer(0)) throw std::logic_error("vault: a hole");
    if ((known.integer(1) != 0) != (key != nullptr)) throw std::logic_error("vault: a file of the other kind");
  }
  Statement put(database_,
                "INSERT INTO pieces.morceaux (fichier, rang, corps) VALUES (?1, ?2, ?3) "
                "ON CONFLICT DO UPDATE SET corps = excluded.corps");
  const auto put_row = [&](std::int64_t row, Bytes plain) {
    put.bind(1, file.text()).bind(2, row);
    if (key == nullptr) {
      put.bind(3, plain).run();
    } else {
      const auto closed =
          crypto::close_row(*key, crypto::id_from_hex(file.text()), static_cast<std::uint64_t>(row), plain);
      put.bind(3, Bytes(closed)).run();
    }
  };
  const auto end = offset + static_cast<std::int64_t>(bytes.size());
  for (auto at = offset; at < end;) {
    const auto row = at / vault_row_bytes;
    const auto from = static_cast<std::size_t>(at % vault_row_bytes);
    const auto count = static_cast<std::size_t>(std::min(end - at, vault_row_bytes - at % vault_row_bytes));
    const Bytes part = bytes.subspan(static_cast<std::size_t>(at - offset), count);
    if (from == 0 && count == static_cast<std::size_t>(vault_row_bytes)) {
      put_row(row, part);
    } else {
      std::string whole = stored_row(file, key, row);
      whole.resize(std::max(whole.size(), from + count));
      std::copy_n(reinterpret_cast<const char*>(part.data()), count, whole.data() + from);
      put_row(row, std::as_bytes(std::span(whole)));
    }
    at += static_cast<std::int64_t>(count);
  }
  Statement(database_, "UPDATE pieces.fichiers SET octets = max(octets, ?2) WHERE id = ?1")
      .bind(1, file.text())
      .bind(2, end)
      .run();
  transaction.commit();
}

std::int64_t Vault::size(const FileId& file) const {
  Statement query(database_, "SELECT octets FROM pieces.fichiers WHERE id = ?1");
  query.bind(1, file.text());
  return query.step() ? query.integer(0) : 0;
}

std::string Vault::read(const FileId& file) const { return read_whole(file, nullptr); }

std::string Vault::read(const ClosedFile& file) const {
  const auto key = open_key(database_, file);
  return read_whole(file.file, &key);
}

std::string Vault::read_whole(const FileId& file, const crypto::SecretKey* key) const {
  std::string whole;
  whole.reserve(static_cast<std::size_t>(size(file)));
  Statement query(database_, "SELECT corps, rang FROM pieces.morceaux WHERE fichier = ?1 ORDER BY rang");
  query.bind(1, file.text());
  while (query.step()) whole += opened(file, key, query.integer(1), query.blob(0));
  // A row names it, so it must be there and whole: an empty page served as a good one would hide a broken base.
  Statement known(database_, "SELECT octets, ferme FROM pieces.fichiers WHERE id = ?1");
  known.bind(1, file.text());
  if (!known.step() || known.integer(0) != static_cast<std::int64_t>(whole.size()))
    throw DatabaseError(DatabaseError::missing, "vault: a file is missing or cut");
  if ((known.integer(1) != 0) != (key != nullptr))
    throw DatabaseError(DatabaseError::missing, "vault: a file of the other kind");
  return whole;
}

std::string Vault::read_row(const FileId& file, std::int64_t row) const { return stored_row(file, nullptr, row); }

std::string Vault::stored_row(const FileId& file, const crypto::SecretKey* key, std::int64_t row) const {
  Statement query(database_, "SELECT corps FROM pieces.morceaux WHERE fichier = ?1 AND rang = ?2");
  query.bind(1, file.text()).bind(2, row);
  return query.step() ? opened(file, key, row, query.blob(0)) : std::string();
}

void Vault::forget(const FileId& file) {
  expect_no_transaction();
  Transaction transaction(database_);
  Statement(database_, "DELETE FROM pieces.morceaux WHERE fichier = ?1").bind(1, file.text()).run();
  Statement(database_, "DELETE FROM pieces.fichiers WHERE id = ?1").bind(1, file.text()).run();
  transaction.commit();
}

std::int64_t Vault::sweep(std::int64_t older_than) {
  std::vector<FileId> orphans;
  {
    Statement query(database_,
                    "SELECT id FROM pieces.fichiers WHERE cree_le < ?1 EXCEPT "
                    "SELECT * FROM (SELECT fichier FROM envois UNION ALL SELECT fichier FROM piece_fichiers "
                    "UNION ALL SELECT image FROM pages UNION ALL SELECT vignette FROM pages "
                    "UNION ALL SELECT corps FROM plis UNION ALL SELECT corps FROM bordereaux "
                    "UNION ALL SELECT corps FROM messages)");
    query.bind(1, older_than);
    while (query.step()) orphans.push_back(stored_id<FileId>(query.text(0)));
  }
  for (const auto& file : orphans) forget(file);
  return static_cast<std::int64_t>(orphans.size());
}

}  // namespace server
