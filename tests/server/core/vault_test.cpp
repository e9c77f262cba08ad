#include "server/store/vault.h"

#include "crypto/token.h"
#include "server/store/new_id.h"
#include "tests/catch.h"
#include "tests/server/core/box.h"

using namespace server;
using namespace server::test;

TEST_CASE("bytes come back as they went in, whatever their length and their slices") {
  Box box;
  const auto row = static_cast<std::size_t>(vault_row_bytes);
  const auto size = GENERATE_COPY(as<std::size_t>{}, 0, 1, row - 1, row, row + 1, 3 * row + 17);
  const auto slice = GENERATE_COPY(as<std::size_t>{}, 1000, row, row + 3, 4 * row);
  const auto text = long_text(size);
  const auto file = box.vault.begin(1);
  for (std::size_t at = 0; at < size; at += slice)
    box.vault.append(file, static_cast<std::int64_t>(at), bytes_of(std::string_view(text).substr(at, slice)));
  CHECK(box.vault.read(file) == text);
  CHECK(box.vault.size(file) == static_cast<std::int64_t>(size));
  std::string joined;
  for (std::int64_t i = 0;; ++i) {
    const auto part = box.vault.read_row(file, i);
    if (part.empty()) break;
    CHECK(part.size() <= row);
    joined += part;
  }
  CHECK(joined == text);
}

TEST_CASE("a slice written twice leaves what one leaves") {
  Box box;
  const auto text = long_text(700'000);
  const auto file = box.vault.begin(1);
  box.vault.append(file, 0, bytes_of(text));
  box.vault.append(file, 300'000, bytes_of(std::string_view(text).substr(300'000, 50'000)));
  CHECK(box.vault.read(file) == text);
}

TEST_CASE("the vault leaves no hole, and writes before the transaction that names its bytes") {
  Box box;
  const auto file = box.vault.keep(1, bytes_of("abc"));
  CHECK_THROWS_AS(box.vault.append(file, 4, bytes_of("d")), std::logic_error);
  CHECK_NOTHROW(box.vault.append(file, 3, bytes_of("d")));
  {
    Transaction transaction(box.database);
    CHECK_THROWS_AS(box.vault.append(file, 4, bytes_of("e")), std::logic_error);
    CHECK_THROWS_AS(box.vault.keep(1, bytes_of("e")), std::logic_error);
    CHECK_THROWS_AS(box.vault.forget(file), std::logic_error);
  }
  CHECK(box.vault.read(file) == "abcd");
}

TEST_CASE("the night sweeps bytes that no row names, once they are old enough") {
  Box box;
  const auto named = box.vault.keep(100, bytes_of("named"));
  const auto orphan = box.vault.keep(100, bytes_of("orphan"));
  const auto young = box.vault.keep(200, bytes_of("young"));
  Statement(box.database,
            "INSERT INTO envois (id, volet, classe, longueur, recu, fichier, cree_le) VALUES (?1, ?2, 'lisible', 5, 5, "
            "?3, 1)")
      .bind(1, std::string(32, '9'))
      .bind(2, box.family.volet_mere)
      .bind(3, named.text())
      .run();
  CHECK(box.vault.sweep(150) == 1);
  CHECK(box.vault.read(named) == "named");
  CHECK_THROWS_AS(box.vault.read(orphan), DatabaseError);
  CHECK(box.vault.read(young) == "young");
  CHECK(box.vault.sweep(300) == 1);
  CHECK_THROWS_AS(box.vault.read(young), DatabaseError);
}

namespace {

// A pièce of the mother's volet, of this version, with one file that holds `text`.
ClosedFile kept_for(Box& box, const std::string& volet, std::int64_t version, std::string_view text) {
  const auto key = crypto::SecretKey::random();
  const auto file = box.vault.keep_closed(1, key, bytes_of(text));
  const FilePlace place{*VoletId::parse(volet), std::string(32, '7'), version, file};
  Transaction transaction(box.database);
  auto cle = close_key(box.database, place, key);
  transaction.commit();
  return {file, place, std::move(cle)};
}

}  // namespace

TEST_CASE("what the server may read is closed under its volet's key, slice by slice, and comes back as it went in") {
  Box box;
  const auto row = static_cast<std::size_t>(vault_row_bytes);
  const auto size = GENERATE_COPY(as<std::size_t>{}, 0, 1, row - 1, row, row + 1, 3 * row + 17);
  const auto slice = GENERATE_COPY(as<std::size_t>{}, 1000, row, row + 3, 4 * row);
  const auto text = long_text(size);
  const auto file = kept_for(box, box.family.volet_mere, 1, "");
  for (std::size_t at = 0; at < size; at += slice)
    box.vault.append(file, static_cast<std::int64_t>(at), bytes_of(std::string_view(text).substr(at, slice)));
  CHECK(box.vault.read(file) == text);
  CHECK(box.vault.size(file.file) == static_cast<std::int64_t>(size));
  if (size > 100)
    CHECK(count(box.database, "pieces.morceaux WHERE instr(corps, x'" +
                                  crypto::hex(bytes_of(std::string_view(text).substr(0, 40))) + "') > 0") == 0);
}

TEST_CASE("a file opens in its own place only, and not at all once its volet's key is erased") {
  Box box;
  const auto mine = kept_for(box, box.family.volet_mere, 1, "hers");
  const auto second = kept_for(box, box.family.volet_mere, 2, "hers again");
  const auto his = kept_for(box, box.family.volet_pere, 1, "his");
  CHECK(box.vault.read(mine) == "hers");
  const auto refused = [&](ClosedFile changed) { CHECK_THROWS_AS(box.vault.read(changed), DatabaseError); };
  auto changed = mine;
  changed.cle = second.cle;
  refused(changed);
  changed = mine;
  changed.file = second.file;  // its rows are of another file
  refused(changed);
  changed = mine;
  changed.place.version = 2;
  refused(changed);
  changed = mine;
  changed.place.volet = his.place.volet;
  refused(changed);
  changed = mine;
  changed.cle.clear();
  refused(changed);
  // A row in another's place, and a row of before.
  CHECK_THROWS_AS(box.vault.read(mine.file), DatabaseError);
  CHECK_THROWS_AS(box.vault.append(mine.file, 0, bytes_of("x")), std::logic_error);
  const auto plain = box.vault.keep(1, bytes_of("sealed before it came"));
  changed = mine;
  changed.file = plain;
  refused(changed);
  CHECK(box.vault.read(mine) == "hers");

  erase_volet_key(box.database, mine.place.volet);
  refused(mine);
  refused(second);
  CHECK(box.vault.read(his) == "his");
}

TEST_CASE("files of before the volets had keys are closed once, and a stop on the way loses none") {
  Box box;
  const auto text = long_text(600'000);
  const auto original = box.vault.keep(1, bytes_of(text)), picture = box.vault.keep(1, bytes_of("picture")),
             thumbnail = box.vault.keep(1, bytes_of("thumbnail")), pli = box.vault.keep(1, bytes_of("sealed")),
             upload = box.vault.keep(1, bytes_of("%PD"));
  const std::string p = "'" + std::string(32, '7') + "'", e = "'" + std::string(32, '8') + "'",
                    volet = "'" + box.family.volet_mere + "'";
  box.database.execute("INSERT INTO main.pieces (id, volet, type, version, etat, octets, deposee_le) VALUES (" + p +
                       ", " + volet +
                       ", 'rib', 3, 'lue', 7, 1);"
                       "INSERT INTO piece_fichiers (piece, rang, envoi, fichier, octets) VALUES (" +
                       p + ", 1, 'e', '" + original.text() +
                       "', 7);"
                       "INSERT INTO pages (piece, numero, largeur, hauteur, image, vignette) VALUES (" +
                       p + ", 1, 2, 3, '" + picture.text() + "', '" + thumbnail.text() +
                       "');"
                       "INSERT INTO envois (id, volet, classe, longueur, recu, fichier, cree_le) VALUES (" +
                       e + ", " + volet + ", 'lisible', 5, 3, '" + upload.text() + "', 1)");
  // Stopped after the keys, and after one file.
  const bool stopped = GENERATE(false, true);
  if (stopped) {
    box.database.execute("CREATE TEMP TRIGGER cut BEFORE UPDATE OF ferme ON pieces.fichiers WHEN old.id = '" +
                         thumbnail.text() + "' BEGIN SELECT raise(FAIL, 'cut'); END");
    CHECK_THROWS_AS(close_old_files(box.database), DatabaseError);
    box.database.execute("DROP TRIGGER cut");
    CHECK(close_old_files(box.database) >= 1);
  } else {
    CHECK(close_old_files(box.database) == 4);
  }
  CHECK(close_old_files(box.database) == 0);
  const auto read = [&](const FileId& file) {
    return box.vault.read(closed_file(box.database, "SELECT '" + file.text() + "'"));
  };
  CHECK(read(original) == text);
  CHECK(read(picture) == "picture");
  CHECK(read(thumbnail) == "thumbnail");
  box.vault.append(closed_file(box.database, "SELECT '" + upload.text() + "'"), 3, bytes_of("F-"));
  CHECK(read(upload) == "%PDF-");
  CHECK(box.vault.read(pli) == "sealed");
  CHECK(count(box.database, "pieces.morceaux WHERE instr(corps, 'picture') > 0") == 0);
}
