#include <fstream>

#include "server/store/infirmerie.h"
#include "tests/catch.h"
#include "tests/server/core/box.h"

using namespace server;
using namespace server::test;

namespace {

void make_plain_file(const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary);
  out << "SQLite format 3" << '\0' << std::string(4080, '\0');
}

}  // namespace

TEST_CASE("a new box is made of two encrypted files, and opens again with its keys only") {
  const Folder folder;
  migrate(folder.path(), test_keys());
  {
    auto database = Database::open(folder.path(), test_keys());
    invent_family(database);
    Vault(database).keep(1, bytes_of("canari-des-pieces-0001"));
  }
  CHECK(count(*std::make_unique<Database>(Database::open(folder.path(), test_keys())), "eleves") == 2);

  auto wrong_main = test_keys();
  wrong_main.main[0] = 'f';
  CHECK_THROWS_AS(Database::open(folder.path(), wrong_main), DatabaseError);
  auto wrong_pieces = test_keys();
  wrong_pieces.pieces[0] = 'f';
  CHECK_THROWS_AS(Database::open(folder.path(), wrong_pieces), DatabaseError);
  CHECK_THROWS_AS(Database::open(folder.path(), Database::Keys{"not a key", test_keys().pieces}), DatabaseError);
  CHECK_NOTHROW(Database::open(folder.path(), test_keys()));
}

TEST_CASE("nothing of what is kept, nor the keys, can be read in the files") {
  const Folder folder;
  migrate(folder.path(), test_keys());
  auto database = Database::open(folder.path(), test_keys());
  invent_family(database);
  Vault(database).keep(1, bytes_of("canari-des-pieces-0001 " + long_text(300'000)));
  const std::vector<std::string> canaries{"MESANGE",          "RUE DES SAULES", "canari-des-pieces-0001",
                                          "alma@example.org", "CREATE TABLE",   test_keys().main,
                                          test_keys().pieces};
  // Journals included: the connection is still open.
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    const auto bytes = all_bytes(entry.path());
    ++files;
    for (const auto& canary : canaries) {
      INFO(entry.path() << " " << canary);
      CHECK(bytes.find(canary) == std::string::npos);
    }
  }
  CHECK(files >= 4);
  // The same search finds a canary that is there.
  std::ofstream(folder.path() / "clair.txt") << "MESANGE";
  CHECK(all_bytes(folder.path() / "clair.txt").find(canaries[0]) != std::string::npos);
}

TEST_CASE("a file in the clear is refused, whichever of the two it is") {
  const Folder folder;
  migrate(folder.path(), test_keys());
  const auto which = GENERATE(main_file, pieces_file);
  CHECK_NOTHROW(Database::open(folder.path(), test_keys()));
  make_plain_file(folder.path() / which);
  CHECK_THROWS_AS(Database::open(folder.path(), test_keys()), DatabaseError);
}

TEST_CASE("a missing file is not made up") {
  const Folder folder;
  migrate(folder.path(), test_keys());
  const auto which = GENERATE(main_file, pieces_file);
  std::filesystem::remove(folder.path() / which);
  CHECK_THROWS_AS(Database::open(folder.path(), test_keys()), DatabaseError);
  CHECK_FALSE(std::filesystem::exists(folder.path() / which));
}

TEST_CASE("both files flush at every commit, check their bonds, and wipe what is deleted") {
  const Folder folder;
  migrate(folder.path(), test_keys());
  auto database = Database::open(folder.path(), test_keys());
  const auto pragma = [&](const std::string& name) { return one_text(database, "PRAGMA " + name); };
  for (const std::string schema : {"main", "pieces"}) {
    CHECK(pragma(schema + ".journal_mode") == "wal");
    CHECK(pragma(schema + ".synchronous") == "2");
    CHECK(pragma(schema + ".secure_delete") == "1");
  }
  CHECK(pragma("foreign_keys") == "1");
  CHECK(pragma("temp_store") == "2");
  CHECK(pragma("main.cipher_page_size") == "4096");
  CHECK(pragma("pieces.cipher_page_size") == "16384");
}

TEST_CASE("a migration replaces the file when it is whole, and never before") {
  const Folder folder;
  migrate(folder.path(), test_keys());
  {
    auto database = Database::open(folder.path(), test_keys());
    invent_family(database);
  }
  std::vector<std::string_view> more(migrations().main.begin(), migrations().main.end());
  more.push_back("ALTER TABLE eleves ADD COLUMN surnom TEXT NOT NULL DEFAULT ''");

  SECTION("whole: the rows are there, in the new shape") {
    migrate(folder.path(), test_keys(), Migrations{more, migrations().pieces});
    auto database = Database::open_one(folder.path() / main_file, "main", test_keys().main, false);
    CHECK(count(database, "eleves WHERE surnom = ''") == 2);
    CHECK(one_text(database, "PRAGMA user_version") == std::to_string(more.size()));
    CHECK_FALSE(std::filesystem::exists(folder.path() / "maison.db.nouveau"));
    // This program is then too old for it.
    CHECK_THROWS_AS(migrate(folder.path(), test_keys()), DatabaseError);
  }
  SECTION("failed on its way: the base is as before, and opens") {
    more.push_back("ALTER TABLE nulle_part ADD COLUMN x TEXT");
    CHECK_THROWS_AS(migrate(folder.path(), test_keys(), Migrations{more, migrations().pieces}), DatabaseError);
    auto database = Database::open(folder.path(), test_keys());
    CHECK(count(database, "eleves") == 2);
  }
  SECTION("the half-made copy of a power cut is not believed") {
    std::ofstream(folder.path() / "maison.db.nouveau") << "half";
    migrate(folder.path(), test_keys(), Migrations{more, migrations().pieces});
    auto database = Database::open_one(folder.path() / main_file, "main", test_keys().main, false);
    CHECK(count(database, "eleves WHERE surnom = ''") == 2);
  }
  SECTION("while somebody has the base open: refused, nothing moves") {
    auto open = Database::open(folder.path(), test_keys());
    CHECK_THROWS_AS(migrate(folder.path(), test_keys(), Migrations{more, migrations().pieces}), DatabaseError);
    CHECK(count(open, "eleves") == 2);
  }
}

TEST_CASE("a box of the first schema keeps its pièces: each has its file, and the school asks what it asked") {
  const Folder folder;
  const auto& all = migrations();
  migrate(folder.path(), test_keys(), Migrations{all.main.first(1), all.pieces});
  {
    auto database = Database::open_one(folder.path() / main_file, "main", test_keys().main, false);
    database.execute("PRAGMA foreign_keys = ON");
    const auto family = invent_family(database);
    Statement(database,
              "INSERT INTO pieces (id, volet, type, version, etat, envoi, fichier, octets, deposee_le, outcome) VALUES "
              "('p', ?1, 'justificatif_domicile', 1, 'lue', 'e', 'f', 7, 3, 'conforme')")
        .bind(1, family.volet_mere)
        .run();
    database.execute(
        "INSERT INTO pages (piece, numero, largeur, hauteur, image, vignette) VALUES ('p', 1, 2, 3, 'i', 'v')");
  }
  migrate(folder.path(), test_keys());
  auto database = Database::open(folder.path(), test_keys());
  CHECK(one_text(database, "SELECT piece || rang || envoi || fichier || octets FROM piece_fichiers") == "p1ef7");
  CHECK(one_text(database, "SELECT etat || outcome || octets || montree FROM main.pieces") == "lueconforme70");
  CHECK(count(database, "pages") == 1);
  CHECK(one_text(database,
                 "SELECT group_concat(type || ' ' || demande, ', ' ORDER BY ordre) FROM pieces_demandees "
                 "WHERE demande <> 'non'") == "justificatif_domicile obligatoire, assurance_scolaire souhaitee");
  CHECK(count(database, "pieces_demandees") == 12);
}

TEST_CASE("a record published before there could be a second root is still told, whole") {
  const Folder folder;
  const auto& all = migrations();
  migrate(folder.path(), test_keys(), Migrations{all.main.first(5), all.pieces});
  {
    auto database = Database::open_one(folder.path() / main_file, "main", test_keys().main, false);
    database.execute(
        "INSERT INTO annuaire (epoque, racine, certificats, instantane, publie_le) VALUES (1, x'72', x'0100000063', "
        "x'73', 9), "
        "(2, x'72', x'01000000630100000064', x'74', 10)");
  }
  migrate(folder.path(), test_keys());
  auto database = Database::open(folder.path(), test_keys());
  const auto directory = find_annuaire(database);
  REQUIRE(directory);
  CHECK(directory->certificates.size() == 2);
  CHECK(directory->snapshots.size() == 2);
  CHECK(directory->successor.empty());
  CHECK(directory->earlier.empty());
}

TEST_CASE("a transaction left without commit changes nothing") {
  Box box;
  const bool committed = GENERATE(true, false);
  {
    Transaction transaction(box.database);
    box.database.execute("UPDATE eleves SET prenom = 'Capucine'");
    if (committed) transaction.commit();
  }
  CHECK(count(box.database, "eleves WHERE prenom = 'Capucine'") == (committed ? 2 : 0));
}

TEST_CASE("a full disk is told apart from other failures") {
  Box box;
  const auto pages = one_text(box.database, "PRAGMA main.page_count");
  box.database.execute("PRAGMA main.max_page_count = " + pages);
  try {
    Statement(box.database, "INSERT INTO imports (id, moment, bilan) VALUES ('x', 1, ?1)")
        .bind(1, long_text(100'000))
        .run();
    FAIL("the disk was not full");
  } catch (const DatabaseError& error) {
    CHECK(error.is_disk_full());
  }
  try {
    box.database.execute("SELECT * FROM nulle_part");
    FAIL("there is such a table");
  } catch (const DatabaseError& error) {
    CHECK_FALSE(error.is_disk_full());
  }
}
