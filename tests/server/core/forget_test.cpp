#include "server/store/forget.h"

#include <openssl/evp.h>

#include <memory>

#include "crypto/token.h"
#include "server/actions/purge.h"
#include "tests/catch.h"
#include "tests/server/core/box.h"

using namespace server;
using namespace server::test;

namespace {

// A page of SQLCipher 4 as it lies on the disk: AES-256-CBC, then 16 bytes of IV and 64 of HMAC. Read without SQLite,
// which shows no freed page.
std::string decrypt_page(std::string_view page, const std::string& key, bool first) {
  constexpr std::size_t reserve = 80, salt = 16;
  const auto body = page.substr(first ? salt : 0, page.size() - reserve - (first ? salt : 0));
  const auto iv = page.substr(page.size() - reserve, 16);
  const std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  const auto raw = [](std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); };
  EVP_DecryptInit_ex(context.get(), EVP_aes_256_cbc(), nullptr, raw(key), raw(iv));
  EVP_CIPHER_CTX_set_padding(context.get(), 0);
  std::string plain(body.size() + 32, '\0');
  int size = 0;
  EVP_DecryptUpdate(context.get(), reinterpret_cast<unsigned char*>(plain.data()), &size, raw(body),
                    static_cast<int>(body.size()));
  plain.resize(static_cast<std::size_t>(size));
  return plain;
}

// Everything a thief with the key would read in a file and its log.
std::string all_pages(const std::filesystem::path& file, const std::string& key_hex, std::size_t page_bytes) {
  const auto buffer = crypto::from_hex(key_hex).value();
  const std::string key(reinterpret_cast<const char*>(buffer.data()), buffer.size());
  std::string plain;
  const auto base = all_bytes(file);
  for (std::size_t at = 0; at + page_bytes <= base.size(); at += page_bytes)
    plain += decrypt_page(std::string_view(base).substr(at, page_bytes), key, at == 0);
  constexpr std::size_t log_header = 32, frame_header = 24;
  const auto log = all_bytes(file.string() + "-wal");
  for (std::size_t at = log_header; at + frame_header + page_bytes <= log.size(); at += frame_header + page_bytes) {
    const auto frame = std::string_view(log).substr(at, frame_header + page_bytes);
    const bool first = frame.substr(0, 4) == std::string_view("\0\0\0\1", 4);
    plain += decrypt_page(frame.substr(frame_header), key, first);
  }
  return plain;
}

}  // namespace

TEST_CASE("what was erased is in no page of the two files nor of their logs, even to whoever has the keys") {
  Folder folder;
  migrate(folder.path(), test_keys());
  auto database = Database::open(folder.path(), test_keys());
  Vault vault(database);
  // A marker short enough to lie whole in one page, far from its edges, among bytes that spread over many.
  const std::string marker = "BELLADONE-VANNEAU-HUPPE";
  std::string body = long_text(900'000);
  for (std::size_t at = 5000; at + 100 < body.size(); at += 12'000) body.replace(at, marker.size(), marker);
  const auto gone = vault.keep(1, bytes_of(body));
  const auto kept = vault.keep(1, bytes_of(long_text(40'000) + "CAPUCINE-MESANGE"));
  Statement(database, "INSERT INTO divisions (code, libelle) VALUES ('6A', ?1)").bind(1, marker).run();
  const auto found = [&](const std::string& text) {
    const auto main = all_pages(folder.path() / main_file, test_keys().main, 4096);
    const auto pieces = all_pages(folder.path() / pieces_file, test_keys().pieces, 16384);
    return std::pair(main.find(text) != std::string::npos, pieces.find(text) != std::string::npos);
  };
  REQUIRE(found(marker) == std::pair(true, true));

  vault.forget(gone);
  database.execute("DELETE FROM divisions");
  CHECK(found(marker) == std::pair(true, true));  // in the logs, still: why they must be emptied
  REQUIRE(empty_wal(database));
  CHECK(found(marker) == std::pair(false, false));
  CHECK(found("CAPUCINE-MESANGE").second);
  CHECK(vault.size(kept) > 40'000);
}

TEST_CASE("a log somebody reads is left, and said to be") {
  Folder folder;
  migrate(folder.path(), test_keys());
  auto writer = Database::open(folder.path(), test_keys());
  auto reader = Database::open(folder.path(), test_keys());
  writer.execute("PRAGMA busy_timeout = 50");
  reader.execute("BEGIN; SELECT count(*) FROM divisions");
  writer.execute("INSERT INTO divisions (code) VALUES ('6A')");
  CHECK_FALSE(empty_wal(writer));
  reader.execute("COMMIT");
  CHECK(empty_wal(writer));
}

TEST_CASE(
    "the key of a volet whose pièces were destroyed is in no page any more, though hers moved with those of others") {
  Folder folder;
  migrate(folder.path(), test_keys());
  auto database = Database::open(folder.path(), test_keys());
  const auto family = invent_family(database);
  Vault vault(database);
  const auto keys = crypto::derive_box_keys(crypto::SecretKey::random());
  JournalKey journal_key(crypto::SecretKey::random());
  Journal journal(database, journal_key);
  std::int64_t time = 1'780'000'000;
  App app{database, vault, keys, journal, [&] { return time; }};

  const auto file_key = crypto::SecretKey::random();
  const auto file = vault.keep_closed(time, file_key, bytes_of(long_text(300'000)));
  const auto piece = std::string(32, '7');
  {
    Transaction transaction(database);
    database.execute("INSERT INTO main.pieces (id, volet, type, version, etat, octets, deposee_le) VALUES ('" + piece +
                     "', '" + family.volet_mere + "', 'rib', 1, 'acceptee', 7, 1780000000)");
    const auto cle = close_key(database, {*VoletId::parse(family.volet_mere), piece, 1, file}, file_key);
    Statement(database,
              "INSERT INTO piece_fichiers (piece, rang, envoi, fichier, octets, cle) VALUES (?1, 1, 'e', ?2, 7, ?3)")
        .bind(1, piece)
        .bind(2, file.text())
        .bind(3, bytes_of(cle))
        .run();
    transaction.commit();
  }
  // The table is split and shaken: pages keep, in the gap between their cells, copies of rows that left for another.
  Statement grow(database, "UPDATE volets SET ouvert_le = ?1, cle = coalesce(cle, randomblob(32))");
  for (int i = 0; i < 400; ++i)
    database.execute("INSERT INTO eleves (id, nom, prenom, naissance) VALUES ('e" + std::to_string(i) +
                     "', 'MESANGE', 'Iris', '2015-03-04');"
                     "INSERT INTO volets (id, eleve, responsable) VALUES (lower(hex(randomblob(16))), 'e" +
                     std::to_string(i) + "', '" + family.pere + "')");
  grow.bind(1, time).run();
  const auto dek = one_text(database, "SELECT cle FROM volets WHERE id = '" + family.volet_mere + "'");
  REQUIRE(dek.size() == 32);
  const auto found = [&] {
    return all_pages(folder.path() / main_file, test_keys().main, 4096).find(dek) != std::string::npos;
  };
  REQUIRE(found());

  time += 400 * 86400;
  REQUIRE(purge(app).at(Destruction::pieces) == 1);
  REQUIRE(write_over(app));
  CHECK_FALSE(found());
  CHECK(vault.size(file) == 0);
  CHECK(count(database, "eleves") == 402);
  CHECK(is_whole(database, "main"));
}
