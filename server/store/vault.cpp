#include "server/store/vault.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "server/store/new_id.h"

namespace server {

void Vault::expect_no_transaction() const {
  if (database_.in_transaction())
    throw std::logic_error("vault: bytes are written before the transaction that names them");
}

FileId Vault::begin(std::int64_t now) {
  expect_no_transaction();
  const auto file = new_id<FileId>();
  Statement(database_, "INSERT INTO pieces.fichiers (id, octets, cree_le) VALUES (?1, 0, ?2)")
      .bind(1, file.text())
      .bind(2, now)
      .run();
  return file;
}

void Vault::append(const FileId& file, std::int64_t offset, Bytes bytes) {
  expect_no_transaction();
  Transaction transaction(database_);
  {
    // Inside: a file forgotten meanwhile must not get rows that nothing will ever sweep.
    Statement known(database_, "SELECT octets FROM pieces.fichiers WHERE id = ?1");
    known.bind(1, file.text());
    if (!known.step() || offset < 0 || offset > known.integer(0)) throw std::logic_error("vault: a hole");
  }
  Statement put(database_,
                "INSERT INTO pieces.morceaux (fichier, rang, corps) VALUES (?1, ?2, ?3) "
                "ON CONFLICT DO UPDATE SET corps = excluded.corps");
  const auto end = offset + static_cast<std::int64_t>(bytes.size());
  for (auto at = offset; at < end;) {
    const auto row = at / vault_row_bytes;
    const auto from = static_cast<std::size_t>(at % vault_row_bytes);
    const auto count = static_cast<std::size_t>(std::min(end - at, vault_row_bytes - at % vault_row_bytes));
    const Bytes part = bytes.subspan(static_cast<std::size_t>(at - offset), count);
    put.bind(1, file.text()).bind(2, row);
    if (from == 0 && count == static_cast<std::size_t>(vault_row_bytes)) {
      put.bind(3, part).run();
    } else {
      std::string whole = read_row(file, row);
      whole.resize(std::max(whole.size(), from + count));
      std::copy_n(reinterpret_cast<const char*>(part.data()), count, whole.data() + from);
      put.bind(3, std::as_bytes(std::span(whole))).run();
    }
    at += static_cast<std::int64_t>(count);
  }
  Statement(database_, "UPDATE pieces.fichiers SET octets = max(octets, ?2) WHERE id = ?1")
      .bind(1, file.text())
      .bind(2, end)
      .run();
  transaction.commit();
}

FileId Vault::keep(std::int64_t now, Bytes bytes) {
  const auto file = begin(now);
  append(file, 0, bytes);
  return file;
}

std::int64_t Vault::size(const FileId& file) const {
  Statement query(database_, "SELECT octets FROM pieces.fichiers WHERE id = ?1");
  query.bind(1, file.text());
  return query.step() ? query.integer(0) : 0;
}

std::string Vault::read(const FileId& file) const {
  std::string whole;
  whole.reserve(static_cast<std::size_t>(size(file)));
  Statement query(database_, "SELECT corps FROM pieces.morceaux WHERE fichier = ?1 ORDER BY rang");
  query.bind(1, file.text());
  while (query.step()) whole += query.blob(0);
  // A row names it, so it must be there and whole: an empty page served as a good one would hide a broken base.
  Statement known(database_, "SELECT octets FROM pieces.fichiers WHERE id = ?1");
  known.bind(1, file.text());
  if (!known.step() || known.integer(0) != static_cast<std::int64_t>(whole.size()))
    throw DatabaseError(DatabaseError::missing, "vault: a file is missing or cut");
  return whole;
}

std::string Vault::read_row(const FileId& file, std::int64_t row) const {
  Statement query(database_, "SELECT corps FROM pieces.morceaux WHERE fichier = ?1 AND rang = ?2");
  query.bind(1, file.text()).bind(2, row);
  return query.step() ? query.blob(0) : std::string();
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
