#include "server/actions/import_siecle.h"

#include <nlohmann/json.hpp>

#include "pipeline/reader.h"
#include "tests/catch.h"
#include "tests/server/siecle/exports.h"

using exports::box;
using exports::Entry;
using exports::import;
using exports::load;
using exports::replaced;

namespace {

std::vector<Entry> all_files() {
  // Not in the order of their use: the agent's is any.
  return {{"responsables.xml", load("responsables.xml")},
          {"eleves.xml", load("eleves.xml")},
          {"structures.xml", load("structures.xml")},
          {"nomenclature.xml", load("nomenclature.xml")}};
}

std::vector<Entry> with(std::string_view file, std::string_view what, std::string_view by) {
  auto files = all_files();
  for (auto& one : files) {
    if (one.name == file) one.bytes = replaced(one.bytes, what, by);
  }
  return files;
}

std::int64_t count(server::Database& database, const std::string& from) {
  server::Statement query(database, "SELECT count(*) FROM " + from);
  query.step();
  return query.integer(0);
}

std::string text(server::Database& database, const std::string& sql) {
  server::Statement query(database, sql);
  return query.step() ? query.text(0) : "(nothing)";
}

std::int64_t anomaly(const server::ImportReport& report, const char* code) {
  const auto at = report.anomalies.find(code);
  return at == report.anomalies.end() ? 0 : at->second.count;
}

}  // namespace

TEST_CASE("four exports fill an empty box, one row per person, one volet per child and responsable") {
  auto database = box();
  const auto report = import(database, all_files());
  REQUIRE(report.error == "");
  REQUIRE(report.accepted);
  CHECK(report.eleves.read == 5);
  CHECK(report.eleves.created == 4);
  CHECK(report.eleves.ignored == 1);  // left in June, and never known here
  CHECK(report.responsables.read == 7);
  CHECK(report.responsables.created == 6);
  CHECK(report.liens.created == 8);
  CHECK(count(database, "eleves") == 4);
  CHECK(count(database, "responsables") == 6);  // two siblings, their parents once
  CHECK(count(database, "volets") == 7);        // the contact of level 3 has none
  CHECK(count(database, "volets v JOIN liens l USING (eleve, responsable) WHERE l.niveau = '3'") == 0);
  CHECK(text(database, "SELECT division FROM eleves WHERE prenom = 'Zoë'") == "5 B");
  CHECK(text(database, "SELECT portable FROM responsables WHERE prenom = 'Cédric'") == "+33639980002");
  CHECK(text(database, "SELECT tel_portable FROM responsables WHERE prenom = 'Cédric'") == "06 39 98 00 02");
  CHECK(text(database, "SELECT civilite FROM responsables WHERE prenom = 'Maëva'") == "MME");
  CHECK(text(database, "SELECT niveau FROM mefs WHERE code = '1011000C11A'") == "5");
  CHECK(text(database, "SELECT niveau FROM mefs WHERE code = '10310019110'") == "3");
  CHECK(text(database, "SELECT niveau FROM mefs WHERE code = '00310002220'") == "");
  CHECK(count(database, "divisions") == 4);
  CHECK(count(database, "imports") == 1);
  CHECK(anomaly(report, "eleve_sans_ine") == 1);
  CHECK(anomaly(report, "eleve_sorti") == 1);
  CHECK(anomaly(report, "eleve_sans_division") == 1);
  CHECK(anomaly(report, "lien_sans_eleve") == 1);
  CHECK(anomaly(report, "responsable_sans_prenom") == 1);
}

TEST_CASE("the same files twice change nothing") {
  auto database = box();
  REQUIRE(import(database, all_files()).accepted);
  const auto ids = text(database, "SELECT group_concat(id, ' ') FROM (SELECT id FROM responsables ORDER BY siecle_id)");
  const auto again = import(database, all_files());
  REQUIRE(again.accepted);
  CHECK(again.eleves.imported() == 0);
  CHECK(again.eleves.ignored == 5);
  CHECK(again.responsables.imported() == 0);
  CHECK(again.responsables.ignored == 7);
  CHECK(again.liens.imported() == 0);
  CHECK(again.liens.ignored == 9);
  CHECK(count(database, "volets") == 7);
  CHECK(text(database, "SELECT group_concat(id, ' ') FROM (SELECT id FROM responsables ORDER BY siecle_id)") == ids);
}

TEST_CASE("a dry run tells the same and keeps nothing") {
  auto database = box();
  const auto dry = import(database, all_files(), true);
  CHECK(dry.accepted);
  CHECK(dry.eleves.created == 4);
  CHECK(count(database, "eleves") == 0);
  CHECK(count(database, "volets") == 0);
  CHECK(count(database, "mefs") == 0);
  CHECK(count(database, "imports") == 0);
  const auto real = import(database, all_files());
  CHECK(real.eleves.created == dry.eleves.created);
  CHECK(count(database, "eleves") == 4);
}

TEST_CASE("what changed at the source is changed here, and only that") {
  auto database = box();
  REQUIRE(import(database, all_files()).accepted);
  const auto id = text(database, "SELECT id FROM eleves WHERE siecle_id = 4100002");
  SECTION("a class") {
    const auto report = import(database, with("eleves.xml", "<CODE_STRUCTURE>6A<", "<CODE_STRUCTURE>6B<"));
    CHECK(report.eleves.changed == 1);
    CHECK(report.eleves.ignored == 4);
    CHECK(text(database, "SELECT division FROM eleves WHERE id = '" + id + "'") == "6B");
  }
  SECTION("SIECLE's key of a pupil who has an INE") {
    auto files = with("eleves.xml", "4100002", "4199999");
    for (auto& file : files) {
      if (file.name == "responsables.xml") file.bytes = replaced(file.bytes, "4100002", "4199999");
    }
    const auto report = import(database, files);
    CHECK(report.eleves.changed == 1);
    CHECK(text(database, "SELECT id FROM eleves WHERE siecle_id = 4199999") == id);
    CHECK(report.liens.imported() == 0);
  }
  SECTION("an address two parents share") {
    const auto report = import(database, with("responsables.xml", "12 RUE DES ORMEAUX", "14 RUE DES ORMEAUX"));
    CHECK(report.responsables.changed == 2);
    CHECK(count(database, "adresses WHERE ligne_1 = '14 RUE DES ORMEAUX'") == 1);
  }
  SECTION("a person's key, told by a child in common") {
    const auto person = text(database, "SELECT id FROM responsables WHERE prenom = 'Hélène'");
    const auto report = import(database, with("responsables.xml", "830001", "839999"));
    CHECK(report.responsables.changed == 1);
    CHECK(report.responsables.created == 0);
    CHECK(text(database, "SELECT id FROM responsables WHERE siecle_id = 839999") == person);
  }
  SECTION("a bond that is gone: the guardian is no longer linked") {
    const auto report = import(database, with("responsables.xml", "<ELEVE_ID>4100001</ELEVE_ID><PERSONNE_ID>830002",
                                              "<ELEVE_ID>9</ELEVE_ID><PERSONNE_ID>830002"));
    CHECK(anomaly(report, "lien_disparu") == 1);
    CHECK(count(database, "liens") == 7);
  }
  SECTION("a pupil who leaves") {
    const auto report = import(database, with("eleves.xml", "<PRENOM2>Élise</PRENOM2>",
                                              "<PRENOM2>Élise</PRENOM2><DATE_SORTIE>01/07/2026</DATE_SORTIE>"));
    CHECK(report.eleves.changed == 1);
    CHECK(count(database, "eleves WHERE sorti = 1") == 1);
  }
  SECTION("a departure still to come") {
    const auto report = import(database, with("eleves.xml", "<PRENOM2>Élise</PRENOM2>",
                                              "<PRENOM2>Élise</PRENOM2><DATE_SORTIE>08/07/2026</DATE_SORTIE>"));
    CHECK(anomaly(report, "eleve_depart_prevu") == 1);
    CHECK(count(database, "eleves WHERE sorti = 1") == 0);
  }
  SECTION("an INE that this export lacks is kept") {
    const auto report = import(database, with("eleves.xml", "<ID_NATIONAL>999000002CH</ID_NATIONAL>", ""));
    CHECK(report.eleves.ignored == 5);
    CHECK(text(database, "SELECT ine FROM eleves WHERE id = '" + id + "'") == "999000002CH");
  }
}

TEST_CASE("doubt about who a pupil is never merges two children") {
  auto database = box();
  REQUIRE(import(database, all_files()).accepted);
  SECTION("same INE and names, another birth date: an agent looks") {
    const auto report = import(database, with("eleves.xml", "22/11/2015", "23/11/2015"));
    CHECK(anomaly(report, "eleve_a_verifier") == 1);
    CHECK(report.eleves.rejected == 1);
    CHECK(text(database, "SELECT naissance FROM eleves WHERE siecle_id = 4100002") == "2015-11-22");
    CHECK(count(database, "liens") == 8);  // what is known of her stays
  }
  SECTION("an INE given to somebody else: another child, and an alert") {
    auto files = with("eleves.xml", "<PRENOM>Émile</PRENOM>", "<PRENOM>Basile</PRENOM>");
    for (auto& file : files) {
      if (file.name != "eleves.xml") continue;
      file.bytes = replaced(replaced(file.bytes, "22/11/2015", "01/01/2014"), "4100002", "4100777");
    }
    const auto report = import(database, files);
    CHECK(anomaly(report, "eleve_ine_reattribue") == 1);
    CHECK(report.eleves.created == 1);
    CHECK(count(database, "eleves") == 5);
  }
  SECTION("one INE on two records of the file counts for neither") {
    auto other = box();
    const auto report = import(other, with("eleves.xml", "999000003DE", "999000002CH"));
    CHECK(anomaly(report, "eleve_ine_en_double") == 2);
    CHECK(count(other, "eleves WHERE ine = '999000002CH'") == 0);
  }
}

TEST_CASE("one file refused, and the box is as before") {
  auto database = box();
  REQUIRE(import(database, all_files()).accepted);
  const auto refused = [&](const std::vector<Entry>& files) {
    const auto report = import(database, files);
    CHECK_FALSE(report.accepted);
    CHECK(report.eleves.read == 0);
    CHECK(count(database, "eleves") == 4);
    CHECK(count(database, "imports") == 1);
    return report;
  };
  SECTION("another établissement: both are named") {
    const auto report = refused(with("eleves.xml", "0009990J", "0009951S"));
    CHECK(report.error == "autre_etablissement");
    const auto json = nlohmann::json::parse(server::to_json(report));
    CHECK(json["files"][1]["valeurs"]["uai_fichier"] == "0009951S");
    CHECK(json["files"][1]["valeurs"]["uai_attendu"] == "0009990J");
    CHECK(json["files"][0]["accepted"] == true);
  }
  SECTION("two of a kind") {
    auto files = all_files();
    files.push_back({"encore.xml", load("eleves.xml")});
    CHECK(refused(files).error == "deux_fichiers_du_meme_genre");
    CHECK(refused({{"tout.zip", exports::zipped({{"a.xml", load("eleves.xml")}, {"b.xml", load("eleves.xml")}})}})
              .error == "deux_fichiers_du_meme_genre");
  }
  SECTION("another year") { CHECK(refused(with("structures.xml", "2026<", "2019<")).error == "annee_inattendue"); }
  SECTION("guardians of pupils nobody knows") {
    CHECK(refused({{"r.xml", replaced(load("responsables.xml"), "<ELEVE_ID>4", "<ELEVE_ID>7")}}).error ==
          "exports_depareilles");
  }
  SECTION("a page instead of an export, among sound files") {
    auto files = all_files();
    files.push_back({"Communs.xml", "<html/>"});
    CHECK(refused(files).error == "page_web");
  }
  SECTION("nothing") { CHECK(refused({}).error == "aucun_fichier"); }
}

TEST_CASE("an élève file alone is taken, and last year's is told") {
  auto alone = box();
  const auto report = import(alone, {{"eleves.xml", load("eleves.xml")}});
  CHECK(report.accepted);
  CHECK(count(alone, "eleves") == 4);
  CHECK(count(alone, "divisions") == 3);  // those pupils are in
  CHECK(anomaly(report, "annee_precedente") == 0);
  auto next = box(2027);
  CHECK(anomaly(import(next, {{"eleves.xml", load("eleves.xml")}}), "annee_precedente") == 1);
  // Guardians may follow in a call of their own.
  CHECK(import(alone, {{"r.xml", load("responsables.xml")}}).accepted == false);  // 4 of 5 pupils known: under 90 %
  CHECK(import(alone, {{"r.xml", replaced(load("responsables.xml"), "<ELEVE_ID>4100005", "<ELEVE_ID>4100004")}})
            .accepted);
}

TEST_CASE("the real worker, caged, gives the same import, zipped or not") {
  auto reader = pipeline::Reader::start(WORKER_PROGRAM);
  const bool zip = GENERATE(false, true);
  auto database = box();
  server::JournalKey key(crypto::SecretKey::random());
  server::Journal journal(database, key);
  std::vector<Entry> files = all_files();
  if (zip)
    files = {{"tout.zip",
              exports::zipped({{"É.xml", files[0].bytes}, {"b.xml", files[1].bytes}, {"c.xml", files[2].bytes}})}};
  std::vector<server::ImportFile> given;
  for (const auto& file : files) given.push_back({file.name, std::as_bytes(std::span(file.bytes))});
  const auto report =
      server::import_siecle(database, journal, reader, given, {false, exports::today, "0009990J", 1783500000});
  CHECK(report.error == "");
  CHECK(report.eleves.created == 4);
  CHECK(report.responsables.created == 6);
  CHECK(count(database, "journal WHERE action = 'import_siecle'") == 1);
}

TEST_CASE("the report's JSON has the operator's shape") {
  auto database = box();
  const auto json =
      nlohmann::json::parse(server::to_json(import(database, with("eleves.xml", "30/09/2014", "31/09/2014"))));
  CHECK(json["accepted"] == true);
  CHECK(json["error"].is_null());
  CHECK(json["files"].size() == 4);
  CHECK(json["files"][1]["kind"] == "eleves");
  CHECK(json["files"][1]["error"].is_null());
  for (const char* kind : {"eleves", "responsables", "liens"}) {
    const auto& one = json[kind];
    CHECK(one["read"] == one["imported"].get<int>() + one["ignored"].get<int>() + one["rejected"].get<int>());
    CHECK(one["imported"] == one["created"].get<int>() + one["changed"].get<int>());
  }
  CHECK(json["eleves"]["rejected"] == 1);
  CHECK(json["rejections"][0]["key"] == "4100004");
  CHECK(json["rejections"][0]["field"] == "naissance");
  CHECK(json["anomalies"].is_array());
}
