#include "server/store/volet_keys.h"

#include <optional>
#include <vector>

#include "crypto/piece_key.h"
#include "crypto/token.h"
#include "server/store/new_id.h"

namespace server {
namespace {

[[noreturn]] void does_not_open() { throw DatabaseError(DatabaseError::missing, "vault: no key opens a file"); }

struct VoletKey {
  std::optional<crypto::SecretKey> key;
  crypto::Id etab{};
};

VoletKey find_volet_key(Database& database, const VoletId& volet) {
  Statement query(database, "SELECT v.cle, e.etab FROM volets v, etablissement e WHERE v.id = ?1");
  query.bind(1, volet.text());
  if (!query.step()) does_not_open();
  VoletKey found{std::nullopt, crypto::id_from_hex(query.text(1))};
  if (query.is_null(0)) return found;
  auto bytes = query.blob(0);
  if (auto key = crypto::SecretKey::from_bytes(crypto::bytes_of(bytes))) found.key = std::move(*key);
  bytes.assign(bytes.size(), '\0');
  return found;
}

crypto::PiecePlace place_of(const FilePlace& place, const crypto::Id& etab) {
  return {etab, crypto::id_from_hex(place.volet.text()), crypto::id_from_hex(place.piece),
          static_cast<std::uint32_t>(place.version), crypto::id_from_hex(place.file.text())};
}

// Named by a row that has no key yet; `update` puts it there.
void give_keys(Database& database, std::string_view query_sql, std::string_view update_sql) {
  std::vector<FilePlace> places;
  {
    Statement query(database, query_sql);
    while (query.step())
      places.push_back(
          {stored_id<VoletId>(query.text(0)), query.text(1), query.integer(2), stored_id<FileId>(query.text(3))});
  }
  Statement update(database, update_sql);
  for (const auto& place : places) {
    const auto cle = close_key(database, place, crypto::SecretKey::random());
    update.bind(1, crypto::bytes_of(cle)).bind(2, place.file.text()).run();
  }
}

void close_rows(Database& database, const ClosedFile& closed) {
  const auto key = open_key(database, closed);
  const auto file = crypto::id_from_hex(closed.file.text());
  Transaction transaction(database);
  std::vector<std::int64_t> rows;
  {
    Statement query(database, "SELECT rang FROM pieces.morceaux WHERE fichier = ?1");
    query.bind(1, closed.file.text());
    while (query.step()) rows.push_back(query.integer(0));
  }
  Statement read(database, "SELECT corps FROM pieces.morceaux WHERE fichier = ?1 AND rang = ?2");
  Statement write(database, "UPDATE pieces.morceaux SET corps = ?3 WHERE fichier = ?1 AND rang = ?2");
  for (const auto row : rows) {
    read.bind(1, closed.file.text()).bind(2, row);
    if (!read.step()) does_not_open();
    const auto plain = read.blob(0);
    read.reset();
    const auto sealed = crypto::close_row(key, file, static_cast<std::uint64_t>(row), crypto::bytes_of(plain));
    write.bind(1, closed.file.text()).bind(2, row).bind(3, Bytes(sealed)).run();
  }
  Statement(database, "UPDATE pieces.fichiers SET ferme = 1 WHERE id = ?1").bind(1, closed.file.text()).run();
  transaction.commit();
}

}  // namespace

std::string close_key(Database& database, const FilePlace& place, const crypto::SecretKey& key) {
  auto volet = find_volet_key(database, place.volet);
  if (!volet.key) {
    volet.key = crypto::SecretKey::random();
    Statement(database, "UPDATE volets SET cle = ?2 WHERE id = ?1")
        .bind(1, place.volet.text())
        .bind(2, volet.key->bytes())
        .run();
  }
  return std::string(crypto::text_of(crypto::close_file_key(*volet.key, key, place_of(place, volet.etab))));
}

crypto::SecretKey open_key(Database& database, const ClosedFile& closed) {
  const auto volet = find_volet_key(database, closed.place.volet);
  if (!volet.key) does_not_open();
  auto key = crypto::open_file_key(*volet.key, crypto::bytes_of(closed.cle), place_of(closed.place, volet.etab));
  if (!key) does_not_open();
  return std::move(*key);
}

void erase_volet_key(Database& database, const VoletId& volet) {
  Statement(database, "UPDATE volets SET cle = NULL WHERE id = ?1").bind(1, volet.text()).run();
}

std::int64_t close_old_files(Database& database) {
  // The keys first, all of them: a file is closed under a key that is on the disk.
  {
    Transaction transaction(database);
    give_keys(database, "SELECT volet, id, 0, fichier FROM envois WHERE classe = 'lisible' AND cle IS NULL",
              "UPDATE envois SET cle = ?1 WHERE fichier = ?2");
    give_keys(database,
              "SELECT p.volet, p.id, p.version, f.fichier FROM piece_fichiers f JOIN main.pieces p ON p.id = f.piece "
              "WHERE f.cle IS NULL",
              "UPDATE piece_fichiers SET cle = ?1 WHERE fichier = ?2");
    give_keys(database,
              "SELECT p.volet, p.id, p.version, g.image FROM pages g JOIN main.pieces p ON p.id = g.piece "
              "WHERE g.cle IS NULL",
              "UPDATE pages SET cle = ?1 WHERE image = ?2");
    transaction.commit();
  }
  std::vector<ClosedFile> open;
  {
    Statement query(database,
                    "SELECT n.fichier, n.volet, n.piece, n.version, n.cle_de, n.cle FROM fichiers_lisibles n "
                    "JOIN pieces.fichiers o ON o.id = n.fichier WHERE o.ferme = 0");
    while (query.step())
      open.push_back(
          {stored_id<FileId>(query.text(0)),
           {stored_id<VoletId>(query.text(1)), query.text(2), query.integer(3), stored_id<FileId>(query.text(4))},
           query.blob(5)});
  }
  for (const auto& closed : open) close_rows(database, closed);
  return static_cast<std::int64_t>(open.size());
}

}  // namespace server
