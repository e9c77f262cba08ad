#include "tests/server/core/box.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace server::test {

namespace fs = std::filesystem;

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "dossiersco-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

Folder::~Folder() { fs::remove_all(path_); }

const Database::Keys& test_keys() {
  static const Database::Keys keys{std::string(62, 'a') + "01", std::string(62, 'b') + "02"};
  return keys;
}

std::string all_bytes(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string long_text(std::size_t size) {
  std::string text(size, '\0');
  std::uint32_t state = 2463534242u;
  for (auto& c : text) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    c = static_cast<char>(state & 0xff);
  }
  return text;
}

std::int64_t count(Database& database, const std::string& from) {
  Statement query(database, "SELECT count(*) FROM " + from);
  query.step();
  return query.integer(0);
}

std::string one_text(Database& database, const std::string& sql) {
  Statement query(database, sql);
  return query.step() ? query.text(0) : std::string();
}

ClosedFile closed_file(Database& database, const std::string& sql) {
  Statement query(
      database,
      "SELECT fichier, volet, piece, version, cle_de, cle FROM fichiers_lisibles WHERE fichier = (" + sql + ")");
  if (!query.step()) throw std::runtime_error("no such file");
  return {
      FileId::parse(query.text(0)).value(),
      {VoletId::parse(query.text(1)).value(), query.text(2), query.integer(3), FileId::parse(query.text(4)).value()},
      query.blob(5)};
}

Family invent_family(Database& database, std::string_view campagne) {
  const auto id = [](char c) { return std::string(32, c); };
  Family family{id('a'), id('b'), id('c'), id('d'), id('1'), id('2'), id('3')};
  Statement(database,
            "INSERT INTO etablissement (id, uai, etab, nom, telephone, adresse, site, annee, campagne, demonstration) "
            "VALUES (1, '0009990J', ?1, 'Collège des Tilleuls', '0639980000', '1 rue des Tilleuls', "
            "'http://localhost', 2026, ?2, 1)")
      .bind(1, id('e'))
      .bind(2, campagne)
      .run();
  database.execute(
      "INSERT INTO mefs (code, libelle, niveau) VALUES ('10010012110', '6EME', '6');"
      "INSERT INTO divisions (code) VALUES ('6A'), ('6B');"
      "INSERT INTO adresses (siecle_id, de, ligne_1, code_postal, libelle_postal) VALUES "
      "(1, 'responsable', '12 RUE DES SAULES', '00100', 'BOURG-LES-MESANGES'), "
      "(2, 'responsable', '7 ALLEE DES ORMES', '00200', 'SAINT-MERLE');");
  Statement eleve(database,
                  "INSERT INTO eleves (id, nom, prenom, naissance, mef, division) VALUES (?1, 'MESANGE', ?2, ?3, "
                  "'10010012110', '6A')");
  eleve.bind(1, family.iris).bind(2, "Iris").bind(3, "2015-03-04").run();
  eleve.bind(1, family.basile).bind(2, "Basile").bind(3, "2013-07-08").run();
  Statement responsable(database,
                        "INSERT INTO responsables (id, civilite, nom, nom_usage, prenom, portable, courriel, adresse) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
  responsable.bind(1, family.mere).bind(2, "MME").bind(3, "FAUVETTE").bind(4, "MESANGE").bind(5, "Alma");
  responsable.bind(6, "+33639980042").bind(7, "alma@example.org").bind(8, 1).run();
  responsable.bind(1, family.pere).bind(2, "M.").bind(3, "MESANGE").bind(4, "").bind(5, "Ulysse");
  responsable.bind(6, "+33639980043").bind(7, "ulysse@example.org").bind(8, 2).run();
  Statement lien(database, "INSERT INTO liens (eleve, responsable, niveau) VALUES (?1, ?2, '1')");
  Statement volet(database, "INSERT INTO volets (id, eleve, responsable) VALUES (?1, ?2, ?3)");
  const auto bond = [&](const std::string& v, const std::string& e, const std::string& r) {
    lien.bind(1, e).bind(2, r).run();
    volet.bind(1, v).bind(2, e).bind(3, r).run();
  };
  bond(family.volet_mere, family.iris, family.mere);
  bond(family.volet_pere, family.iris, family.pere);
  bond(family.volet_basile, family.basile, family.mere);
  return family;
}

namespace {

crypto::BoxKeys fixed_keys() {
  return crypto::derive_box_keys(
      crypto::SecretKey::filled_by([](std::byte* key) { std::fill_n(key, 32, std::byte{7}); }));
}

}  // namespace

Box::Box()
    : database(Database::in_memory()),
      vault(database),
      keys(fixed_keys()),
      journal_key(crypto::SecretKey::random()),
      journal(database, journal_key),
      app{database, vault, keys, journal, [this] { return time; }},
      family(invent_family(database)) {}

}  // namespace server::test
