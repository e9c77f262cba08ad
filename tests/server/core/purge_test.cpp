#include "server/actions/purge.h"

#include <fstream>

#include "server/actions/keep_house.h"
#include "server/model/retention.h"
#include "tests/catch.h"
#include "tests/server/core/world.h"

using namespace server;
using namespace server::test;

namespace {

std::int64_t at(int year, unsigned month, unsigned day) {
  const auto date = std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day));
  return std::chrono::duration_cast<std::chrono::seconds>(date.time_since_epoch()).count();
}

Etablissement closing(const std::string& ferme_le) {
  Etablissement etablissement;
  etablissement.annee = 2026;
  etablissement.ferme_le = ferme_le;
  return etablissement;
}

// Everything that is somebody's, row by row: what must not move before its day.
std::vector<std::int64_t> all_counts(Database& database) {
  std::vector<std::int64_t> counts;
  for (const char* table : {"eleves", "responsables", "liens", "adresses", "volets", "comptes", "cles", "main.pieces",
                            "piece_fichiers", "pages", "lues", "envois", "plis WHERE detruit_le IS NULL", "messages",
                            "bordereaux", "pieces.fichiers", "pieces.morceaux", "journal"})
    counts.push_back(count(database, table));
  return counts;
}

std::int64_t lines(World& world, const std::string& action, const std::string& objet) {
  return count(world.box.database,
               "journal WHERE acteur = '' AND action = '" + action + "' AND objet = '" + objet + "'");
}

// One second before its day nothing moves; at its day `destroyed` of it goes.
void expect_at(World& world, std::int64_t due, Destruction quoi, std::int64_t destroyed) {
  world.box.time = due - 1;
  const auto before = all_counts(world.box.database);
  CHECK(purge(world.box.app).empty());
  CHECK(all_counts(world.box.database) == before);
  world.box.time = due;
  const auto done = purge(world.box.app);
  REQUIRE(done.contains(quoi));
  CHECK(done.at(quoi) == destroyed);
  CHECK(purge(world.box.app).empty());
}

}  // namespace

TEST_CASE("every date of the purge is known from the first day, and is the beginning of one") {
  // Pièces: 30 days after the last day of deposits is over; 31 October where none was set.
  CHECK(pieces_destroyed_at(closing("2026-07-15"), at(2026, 6, 1)) == at(2026, 8, 15));
  CHECK(pieces_destroyed_at(closing(""), at(2026, 6, 1)) == at(2026, 10, 31));
  // Sent after that: time to read it all the same.
  CHECK(pieces_destroyed_at(closing(""), at(2026, 11, 3) + 1) == at(2026, 12, 4));
  // Three months, whatever their lengths.
  CHECK(gone_child_erased_at(at(2026, 6, 10) + 3600) == at(2026, 9, 11));
  CHECK(gone_child_erased_at(at(2026, 11, 30)) == at(2027, 3, 1));
  // A way in: not before the year has begun, nor before the last thing it leads to.
  CHECK(access_closed_at(closing("2026-07-15"), at(2026, 6, 1), 0) == at(2026, 10, 31));
  CHECK(access_closed_at(closing("2026-07-15"), at(2026, 6, 1), at(2027, 10, 31)) == at(2027, 10, 31));
  CHECK(access_closed_at(closing(""), at(2026, 11, 1), 0) == at(2026, 12, 1));
  // A receipt in the middle of a day: the day after, whole.
  CHECK(destroyed_at(at(2026, 6, 1), at(2026, 6, 10) + 1) == at(2026, 7, 11));
  // 14 daily copies, then 6 weekly ones.
  CHECK(forgotten_at(at(2026, 8, 15)) == at(2026, 10, 10));
}

TEST_CASE("pièces go on their day, every version and every page, and what the nurse has stays") {
  World world;
  world.box.database.execute("UPDATE etablissement SET ferme_le = '2026-07-15'");
  const auto& volet = world.box.family.volet_mere;
  REQUIRE(count(world.box.database, "pages") > 0);
  purge_uploads(world.box.app);
  const auto page = closed_file(world.box.database, "SELECT image FROM pages");
  const auto kept = one_text(world.box.database, "SELECT cle FROM volets WHERE id = '" + volet + "'");
  REQUIRE(kept.size() == 32);
  expect_at(world, at(2026, 8, 15), Destruction::pieces, 1);
  for (const char* table : {"main.pieces", "piece_fichiers", "pages", "lues", "lectures"}) {
    CAPTURE(table);
    CHECK(count(world.box.database, table) == 0);
  }
  CHECK(lines(world, "pieces_detruites", volet) == 1);
  CHECK(count(world.box.database, "volets WHERE cle IS NOT NULL AND id = '" + volet + "'") == 0);
  CHECK_THROWS_AS(open_key(world.box.database, page), DatabaseError);
  CHECK(count(world.box.database, "plis WHERE detruit_le IS NULL") == 1);
  CHECK(count(world.box.database, "messages") == 1);
  REQUIRE(world.sign_in(world.mere).status == 200);
  const auto path = "/api/v1/volets/" + volet + "/pieces/justificatif_domicile";
  CHECK(World::body_of(world.call(Method::get, path, &world.mere))["etat"] == "a_envoyer");
  CHECK(world.call(Method::get, path + "/pages/1", &world.mere).status == 404);
  CHECK(world.call(Method::get, "/api/v1/volets/" + volet + "/plis/" + world.pli + "/1/corps", &world.mere).status ==
        200);
}

TEST_CASE("a child who does not come is erased three months after the box learnt of it, and whoever has no other") {
  World world;
  const auto& family = world.box.family;
  world.box.database.execute("UPDATE eleves SET sorti = 1 WHERE id = '" + family.iris + "'");
  CHECK(purge(world.box.app).empty());  // the night that sees it
  const auto due = gone_child_erased_at(world.box.time);
  expect_at(world, due, Destruction::enfant, 1);
  CHECK(count(world.box.database, "eleves") == 1);
  CHECK(count(world.box.database, "volets") == 1);
  CHECK(count(world.box.database, "plis") == 0);
  CHECK(lines(world, "pli_detruit", world.pli) == 1);
  CHECK(lines(world, "message_detruit", world.message) == 1);
  CHECK(lines(world, "enfant_efface", family.iris) == 1);
  // Ulysse has no other child here, Alma has Basile.
  CHECK(count(world.box.database, "responsables WHERE id = '" + family.pere + "'") == 0);
  CHECK(count(world.box.database, "comptes WHERE id = '" + family.pere + "'") == 0);
  CHECK(count(world.box.database, "adresses WHERE siecle_id = 2") == 0);
  CHECK(count(world.box.database, "responsables WHERE id = '" + family.mere + "'") == 1);
  CHECK(count(world.box.database, "adresses WHERE siecle_id = 1") == 1);
  CHECK(world.sign_in(world.mere).status == 200);
}

TEST_CASE("a child who comes back is counted no more") {
  World world;
  const auto iris = "eleves WHERE sorti_vu_le IS NOT NULL";
  world.box.database.execute("UPDATE eleves SET sorti = 1 WHERE id = '" + world.box.family.iris + "'");
  purge(world.box.app);
  REQUIRE(count(world.box.database, iris) == 1);
  world.box.database.execute("UPDATE eleves SET sorti = 0 WHERE id = '" + world.box.family.iris + "'");
  world.box.time += 200 * 86400;
  purge(world.box.app);
  CHECK(count(world.box.database, iris) == 0);
  CHECK(count(world.box.database, "eleves") == 2);
}

TEST_CASE(
    "a way in closes after the last thing it led to: no vault, no key, no sign-in, and its number is not used again") {
  World world;
  world.box.time = at(2026, 10, 31) - 1;
  CHECK(purge(world.box.app).empty());
  world.box.time += 1;
  const auto done = purge(world.box.app);
  CHECK(done.at(Destruction::acces) == 2);
  CHECK(done.at(Destruction::pli) == 1);
  CHECK(done.at(Destruction::pieces) == 1);
  const auto& mere = world.mere.compte;
  CHECK(lines(world, "acces_clos", mere) == 1);
  CHECK(count(world.box.database, "cles WHERE compte = '" + mere + "'") == 0);
  CHECK(count(world.box.database, "comptes WHERE id = '" + mere + "' AND coffre IS NULL AND av IS NULL") == 1);
  CHECK(count(world.box.database, "comptes WHERE identifiant = '" + world.mere.identifiant + "'") == 0);
  CHECK(world.sign_in(world.mere).status == 401);
  // The staff's are not dated; the nurse still sees that the envelope was there, and her bag opens.
  REQUIRE(world.sign_in(world.nurse).status == 200);
  const auto received = World::body_of(world.call(Method::get, "/api/v1/infirmerie/plis", &world.nurse))["plis"];
  REQUIRE(received.size() == 1);
  CHECK(received[0]["octets"] == 0);
  CHECK(world.call(Method::get, "/api/v1/infirmerie/sacoche", &world.nurse).status == 200);
  REQUIRE(world.sign_in(world.agent).status == 200);
  const auto letters = World::body_of(world.call(Method::get, "/api/v1/agent/courriers", &world.agent))["courriers"];
  for (const auto& letter : letters)
    if (letter["resp_id"] == mere) CHECK(letter["gen"] == 2);
}

TEST_CASE("what is announced is what is done: same days, same numbers, to whoever may know") {
  World world;
  const auto list = world.box.vault.keep(world.box.time, bytes_of("a list of letters, sealed"));
  world.box.database.execute("INSERT INTO bordereaux (id, compte, manifeste, empreinte, corps, depose_le) VALUES ('" +
                             std::string(32, '6') + "', 'c', x'00', x'00', '" + list.text() + "', " +
                             std::to_string(world.box.time) + ")");
  const auto told = [&](const char* path, const Person& who) { return world.call(Method::get, path, &who); };
  const auto agent = told("/api/v1/agent/destructions", world.agent);
  REQUIRE(agent.status == 200);
  CHECK(agent.content() == told("/api/v1/equipe/destructions", world.chief).content());
  CHECK(told("/api/v1/equipe/destructions", world.agent).status == 404);
  CHECK(told("/api/v1/agent/destructions", world.nurse).status == 404);
  CHECK(told("/api/v1/agent/destructions", world.mere).status == 404);
  const auto days = World::body_of(agent)["destructions"];
  REQUIRE(days.size() == 5);  // envelope, message, pièces, accesses, list
  std::map<std::string, std::int64_t> announced;
  for (const auto& day : days) {
    CHECK(day["jour"] == "2026-10-31");
    CHECK(day["oublie_le"] == "2026-12-26");
    announced[day["quoi"].get<std::string>()] = day["nombre"].get<std::int64_t>();
  }
  world.box.time = at(2026, 10, 31);
  std::map<std::string, std::int64_t> done;
  for (const auto& [quoi, number] : purge(world.box.app)) done[std::string(to_string(quoi))] = number;
  CHECK(done == announced);
  CHECK(planned_destructions(world.box.app).empty());
  CHECK(world.box.vault.size(list) == 0);
}

TEST_CASE("each hour the house is kept, and tells it in the journal") {
  World world;
  const auto orphan = world.box.vault.keep(world.box.time, bytes_of("named by nothing"));
  world.box.time += 3 * 86400;
  CHECK_FALSE(keep_house(world.box.app, false));
  CHECK(lines(world, "envoi_abandonne", world.envoi) == 1);
  CHECK(lines(world, "fichiers_balayes", "") == 1);
  CHECK(world.box.vault.size(orphan) == 0);
  const auto entries = count(world.box.database, "journal");
  CHECK_FALSE(keep_house(world.box.app, true));
  CHECK(count(world.box.database, "journal") == entries);
}

TEST_CASE("every word of the journal has a French sentence") {
  std::ifstream file(SOURCE_ROOT "/web/textes/fr.json");
  const auto textes = json::parse(file).at("journal").at("actes");
  for (int i = 0; i <= static_cast<int>(last_journal_action); ++i) {
    const std::string word(to_string(static_cast<JournalAction>(i)));
    CAPTURE(i, word);
    REQUIRE_FALSE(word.empty());
    CHECK(textes.value(word, "") != "");
  }
  CHECK(textes.size() == static_cast<std::size_t>(last_journal_action) + 1);
}
