#include <map>
#include <set>

#include "server/store/volet_keys.h"
#include "tests/catch.h"
#include "tests/server/core/box.h"

using namespace server;
using namespace server::test;

namespace {

std::string id(char c) { return "'" + std::string(32, c) + "'"; }

// A row of every table a migration brings, as the program of that day would have written it; the first one's family
// is invent_family()'s. By number of migration, from 1.
std::vector<std::string> rows_of_each_migration() {
  const auto mere = id('a'), volet = id('1'), piece = id('7'), pli = id('f');
  return {
      "INSERT INTO imports (id, moment, bilan) VALUES ('i', 1, '{}');"
      "INSERT INTO comptes (id, role, responsable, nom, identifiant, gen, etat, av, coffre, derniere, cree_le, "
      "active_le) "
      "VALUES (" +
          mere + ", 'responsable', " + mere + ", '', 'K7Q29XFM3T', 2, 'actif', x'01', x'02', 5, 3, 4), (" + id('5') +
          ", 'infirmerie', NULL, 'Rose PINSON', 'A7Q29XFM3T', 1, 'actif', x'03', x'04', 5, 3, 4);"
          "INSERT INTO cles (compte, gen, pk_sign, pk_kem, bind_tag, voie, activee_le) VALUES (" +
          mere +
          ", 2, x'05', x'06', x'07', 'carre', 4);"
          "INSERT INTO sessions (jeton, compte, ouverte_le, vue_le, precedente) VALUES (x'08', " +
          mere +
          ", 1, 2, 0);"
          "INSERT INTO echecs (cle, nombre, debut, dernier) VALUES ('reseau', 1, 2, 3);"
          "INSERT INTO envois (id, volet, classe, longueur, recu, fichier, cree_le) VALUES (" +
          id('9') + ", " + volet + ", 'lisible', 5, 3, " + id('6') +
          ", 1);"
          "INSERT INTO annuaire (epoque, racine, certificats, instantane, publie_le) VALUES (1, x'09', x'0a', x'0b', "
          "1);"
          "INSERT INTO trousseaux (compte, coffre, depose_le) VALUES (" +
          id('5') +
          ", x'0c', 1);"
          "INSERT INTO carnets (compte, corps, depose_le) VALUES (" +
          id('5') +
          ", x'0d', 1);"
          "INSERT INTO bordereaux (id, compte, manifeste, empreinte, corps, depose_le) VALUES ('b', 'c', x'0e', x'0f', "
          "'f', 1);"
          "INSERT INTO plis (id, volet, compte, gen, kind, version, envoi, octets, manifeste, empreinte, corps, "
          "depose_le) "
          "VALUES (" +
          pli + ", " + volet + ", " + mere + ", 2, 2, 1, 'e', 7, x'10', x'11', 'c', 1)",
      "INSERT INTO piece_fichiers (piece, rang, envoi, fichier, octets) VALUES (" + piece + ", 2, 'e2', " + id('3') +
          ", 9);"
          "INSERT INTO consommations (volet, jour, ms) VALUES (" +
          volet +
          ", 20000, 5);"
          "UPDATE pieces_demandees SET demande = 'souhaitee' WHERE type = 'rib'",
      "INSERT INTO seconds_facteurs (compte, secret, confirme_le, dernier_pas) VALUES (" + id('5') +
          ", x'12', 1, 2);"
          "INSERT INTO codes_imprimes (compte, empreinte) VALUES (" +
          id('5') + ", x'13')",
      "INSERT INTO journal (numero, moment, acteur, action, objet, details, feuille, chaine, sceau) VALUES (1, 2, '', "
      "'boite_creee', '', '{\"volet\":\"v\"}', x'14', x'15', x'16');"
      "INSERT INTO journal_tetes (jour, entrees, chaine, moment, signature) VALUES ('2026-05-01', 1, x'17', 2, x'18');"
      "UPDATE connexions_refusees SET nombre = 3",
      "INSERT INTO plis_retires (id, retire_le) VALUES ('r', 1);"
      "INSERT INTO recus (pli, version, cert, jour, signature, recu_le) VALUES (" +
          pli +
          ", 1, 'c', 2, x'19', 3);"
          "INSERT INTO renveloppes (pli, version, corps, recue_le) VALUES (" +
          pli +
          ", 1, x'1a', 2);"
          "INSERT INTO messages (id, volet, manifeste, empreinte, corps, depose_le) VALUES (" +
          id('0') + ", " + volet + ", x'1b', x'1c', 'f', 1)",
      "UPDATE annuaire SET successeur = x'1e'; UPDATE etablissement SET serrure_jusque = 9",
      "UPDATE eleves SET sorti = 1, sorti_vu_le = 4 WHERE id = " + id('d'),
      "UPDATE volets SET cle = x'1d' WHERE id = " + id('2'),
  };
}

// What the first schema said of a pièce, its file included; the later ones name its files elsewhere.
std::string first_piece() {
  return "INSERT INTO pieces (id, volet, type, version, etat, envoi, fichier, octets, deposee_le, outcome) VALUES (" +
         id('7') + ", " + id('1') + ", 'justificatif_domicile', 1, 'lue', 'e', " + id('4') +
         ", 7, 3, 'conforme');"
         "INSERT INTO lues (piece, cle, valeur, sure, page) VALUES (" +
         id('7') +
         ", 'code_postal', '00100', 1, 1);"
         "INSERT INTO pages (piece, numero, largeur, hauteur, image, vignette) VALUES (" +
         id('7') + ", 1, 2, 3, " + id('8') + ", " + id('e') +
         ");"
         "INSERT INTO lectures (piece, classe, etat, creee_le) VALUES (" +
         id('7') + ", 0, 'attente', 1)";
}

using Row = std::map<std::string, std::string>;  // by column, as SQL would write it
using Content = std::map<std::string, std::multiset<Row>>;

Content content_of(Database& database) {
  Content content;
  std::vector<std::string> tables;
  Statement names(database, "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  while (names.step()) tables.push_back(names.text(0));
  for (const auto& table : tables) {
    std::vector<std::string> columns;
    Statement info(database, "SELECT name FROM pragma_table_info('" + table + "')");
    while (info.step()) columns.push_back(info.text(0));
    std::string list;
    for (const auto& column : columns) list += (list.empty() ? "quote(" : ", quote(") + column + ")";
    auto& rows = content[table];
    Statement query(database, "SELECT " + list + " FROM main." + table);
    while (query.step()) {
      Row row;
      for (std::size_t i = 0; i < columns.size(); ++i) row[columns[i]] = query.text(static_cast<int>(i));
      rows.insert(std::move(row));
    }
  }
  return content;
}

// Without the columns a later schema no longer has, and those it brought.
std::multiset<Row> restricted(const std::multiset<Row>& rows, const std::set<std::string>& columns) {
  std::multiset<Row> kept;
  for (const auto& row : rows) {
    Row less;
    for (const auto& [column, value] : row)
      if (columns.contains(column)) less[column] = value;
    kept.insert(std::move(less));
  }
  return kept;
}

std::set<std::string> columns_of(const std::multiset<Row>& rows) {
  std::set<std::string> columns;
  if (!rows.empty())
    for (const auto& [column, value] : *rows.begin()) columns.insert(column);
  return columns;
}

}  // namespace

TEST_CASE("a base of any earlier schema, with a row in every table, loses nothing on its way to this one") {
  const Folder folder;
  const auto& all = migrations();
  const auto rows = rows_of_each_migration();
  REQUIRE(rows.size() == all.main.size());
  const auto from = GENERATE_REF(range(std::size_t{1}, all.main.size()));
  CAPTURE(from);
  for (std::size_t number = 1; number <= from; ++number) {
    migrate(folder.path(), test_keys(), Migrations{all.main.first(number), all.pieces.first(1)});
    auto database = Database::open_one(folder.path() / main_file, "main", test_keys().main, false);
    database.execute("PRAGMA foreign_keys = ON");
    if (number == 1) {
      invent_family(database);
      database.execute(first_piece());
    }
    database.execute(rows[number - 1]);
  }
  Content before;
  {
    auto database = Database::open_one(folder.path() / main_file, "main", test_keys().main, false);
    before = content_of(database);
    for (const auto& [table, kept] : before) {
      CAPTURE(table);
      CHECK_FALSE(kept.empty());  // else the test says nothing of it
    }
  }

  migrate(folder.path(), test_keys());
  auto database = Database::open(folder.path(), test_keys());
  const auto after = content_of(database);
  const std::map<std::string, std::set<std::string>> moved{
      {"pieces", {"envoi", "fichier"}},  // to piece_fichiers, checked below
      {"plis", {"releve_le"}},           // what the nurse's receipt says since
  };
  for (const auto& [table, kept] : before) {
    CAPTURE(table);
    REQUIRE(after.contains(table));
    auto columns = columns_of(kept);
    if (const auto gone = moved.find(table); gone != moved.end())
      for (const auto& column : gone->second)
        if (!columns_of(after.at(table)).contains(column)) columns.erase(column);
    CHECK(restricted(kept, columns) == restricted(after.at(table), columns));
  }
  CHECK(one_text(database, "SELECT envoi || ' ' || fichier || ' ' || octets FROM piece_fichiers WHERE rang = 1") ==
        "e " + std::string(32, '4') + " 7");
  CHECK(is_whole(database, "main"));
  CHECK(count(database, "pragma_foreign_key_check") == 0);
}

TEST_CASE("the bytes of an earlier box are read after its migration, closed since") {
  const Folder folder;
  const auto& all = migrations();
  migrate(folder.path(), test_keys(), Migrations{all.main.first(5), all.pieces.first(1)});
  {
    auto database = Database::open_one(folder.path() / main_file, "main", test_keys().main, false);
    database.execute("PRAGMA foreign_keys = ON");
    invent_family(database);
    database.execute("INSERT INTO pieces (id, volet, type, version, etat, octets, deposee_le) VALUES (" + id('7') +
                     ", " + id('1') +
                     ", 'rib', 1, 'lue', 7, 3);"
                     "INSERT INTO piece_fichiers (piece, rang, envoi, fichier, octets) VALUES (" +
                     id('7') + ", 1, 'e', " + id('4') + ", 7)");
    auto bytes = Database::open_one(folder.path() / pieces_file, "pieces", test_keys().pieces, false);
    bytes.execute("INSERT INTO pieces.fichiers (id, octets, cree_le) VALUES (" + id('4') +
                  ", 7, 1);"
                  "INSERT INTO pieces.morceaux (fichier, rang, corps) VALUES (" +
                  id('4') + ", 0, cast('%PDF-1.' AS BLOB))");
  }
  migrate(folder.path(), test_keys());
  auto database = Database::open(folder.path(), test_keys());
  CHECK(close_old_files(database) == 1);
  CHECK(Vault(database).read(closed_file(database, "SELECT " + id('4'))) == "%PDF-1.");
  CHECK(count(database, "pieces.morceaux WHERE instr(corps, '%PDF') > 0") == 0);
}
