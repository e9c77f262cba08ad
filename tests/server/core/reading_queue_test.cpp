#include "server/store/reading_queue.h"

#include "server/actions/store_reading.h"
#include "server/store/new_id.h"
#include "server/store/pieces.h"
#include "tests/catch.h"
#include "tests/server/core/world.h"

using namespace server;
using namespace server::test;

namespace {

PieceId deposit(Database& database, const std::string& volet, std::string_view type, int version, std::int64_t now,
                ReadingClass classe = ReadingClass::interactive) {
  const auto piece = new_id<PieceId>();
  Statement(database,
            "INSERT INTO main.pieces (id, volet, type, version, etat, octets, deposee_le) "
            "VALUES (?1, ?2, ?3, ?4, 'en_lecture', 3, ?5)")
      .bind(1, piece.text())
      .bind(2, volet)
      .bind(3, type)
      .bind(4, version)
      .bind(5, now)
      .run();
  Statement(database, "INSERT INTO piece_fichiers (piece, rang, envoi, fichier, octets) VALUES (?1, 1, ?2, ?3, 3)")
      .bind(1, piece.text())
      .bind(2, new_id<EnvoiId>().text())
      .bind(3, new_id<FileId>().text())
      .run();
  enqueue_reading(database, piece, classe, now);
  return piece;
}

bool keep(Box& box, const PieceId& piece) {
  return store_reading(box.app, piece, pipeline::PieceType::justificatif_domicile, false, one_page(), doubt());
}

std::string state_of(Database& database, const PieceId& piece) {
  return one_text(database, "SELECT etat FROM main.pieces WHERE id = '" + piece.text() + "'");
}

}  // namespace

TEST_CASE("the queue gives what waits in front of a screen first, then in order of arrival, each job once") {
  Box box;
  const auto slow = deposit(box.database, box.family.volet_basile, "autre", 1, 1, ReadingClass::background);
  const auto first = deposit(box.database, box.family.volet_mere, "justificatif_domicile", 1, 2);
  const auto second = deposit(box.database, box.family.volet_pere, "justificatif_domicile", 1, 3);
  CHECK(waiting_readings(box.database) == 2);
  CHECK(estimated_wait(box.database, second, 2, 1) == 0);  // the other responsable's is not told by a longer wait
  CHECK(claim_reading(box.database, 10, 15)->piece == first);
  const auto job = claim_reading(box.database, 10, 15);
  REQUIRE(job);
  CHECK(job->piece == second);
  CHECK(job->type == pipeline::PieceType::justificatif_domicile);
  CHECK(job->essai == 1);
  CHECK(claim_reading(box.database, 10, 15)->piece == slow);
  CHECK_FALSE(claim_reading(box.database, 10, 15));
}

TEST_CASE("a job whose holder died is taken again once, then given to a person") {
  Box box;
  const auto piece = deposit(box.database, box.family.volet_mere, "justificatif_domicile", 1, 1);
  REQUIRE(claim_reading(box.database, 10, 15));
  CHECK_FALSE(claim_reading(box.database, 24, 15));
  const auto again = claim_reading(box.database, 25, 15);
  REQUIRE(again);
  CHECK(again->essai == 2);
  CHECK(state_of(box.database, piece) == "en_lecture");
  // The first holder wakes up: its lease is another's.
  CHECK_FALSE(renew_reading(box.database, piece, 1, "texte", 26, 15));
  CHECK(renew_reading(box.database, piece, 2, "texte", 26, 15));
  CHECK_FALSE(claim_reading(box.database, 40, 15));
  CHECK_FALSE(claim_reading(box.database, 41, 15));
  CHECK(poisoned_readings(box.database) == 1);
  CHECK(state_of(box.database, piece) == "lue");
  CHECK(one_text(box.database, "SELECT reasons FROM main.pieces") == "lecture_humaine");
  CHECK(waiting_readings(box.database) == 0);
}

TEST_CASE("a failed reading is tried once more; a worker that can't be reached is not held against the document") {
  Box box;
  const auto piece = deposit(box.database, box.family.volet_mere, "justificatif_domicile", 1, 1);
  for (int i = 0; i < 6; ++i) {
    REQUIRE(claim_reading(box.database, 10, 15)->essai == 1);
    reading_failed(box.database, piece, true);
  }
  REQUIRE(claim_reading(box.database, 10, 15)->essai == 1);
  reading_failed(box.database, piece);
  REQUIRE(claim_reading(box.database, 10, 15)->essai == 2);
  reading_failed(box.database, piece);
  CHECK_FALSE(claim_reading(box.database, 10, 15));
  CHECK(poisoned_readings(box.database) == 1);
  CHECK(state_of(box.database, piece) == "lue");
}

TEST_CASE("a server killed at any line loses no pièce: what was claimed is claimed again at the next start") {
  const Folder folder;
  migrate(folder.path(), test_keys());
  std::string volet;
  PieceId piece = new_id<PieceId>();
  {
    auto database = Database::open(folder.path(), test_keys());
    volet = invent_family(database).volet_mere;
    {
      // Killed between the pièce and its job: neither is there.
      Transaction transaction(database);
      deposit(database, volet, "assurance_scolaire", 1, 1);
    }
    CHECK(count(database, "main.pieces") == 0);
    CHECK(count(database, "lectures") == 0);
    piece = deposit(database, volet, "justificatif_domicile", 1, 1);
    REQUIRE(claim_reading(database, 10, 15));
    {
      // Killed while another takes it: the lease is still the first one's.
      Transaction transaction(database);
      Statement(database, "UPDATE lectures SET essais = 9").run();
    }
  }
  for (int start = 1; start <= 4; ++start) {
    auto database = Database::open(folder.path(), test_keys());
    auto other = Database::open(folder.path(), test_keys());
    free_readings_at_boot(database);
    const auto job = claim_reading(database, 11, 15);
    REQUIRE(job);
    CHECK(job->piece == piece);
    CHECK(job->essai == 1);
    CHECK_FALSE(claim_reading(other, 11, 15));
    CHECK(waiting_readings(other) == 1);
  }
  // A document that has seen five servers stop is given to a person.
  auto database = Database::open(folder.path(), test_keys());
  free_readings_at_boot(database);
  CHECK_FALSE(claim_reading(database, 12, 15));
  CHECK(state_of(database, piece) == "lue");
  CHECK(poisoned_readings(database) == 1);
}

TEST_CASE("a reading is kept whole: verdict, values with their boxes, facts to be judged again, pages") {
  Box box;
  const auto piece = deposit(box.database, box.family.volet_mere, "justificatif_domicile", 1, 1);
  REQUIRE(claim_reading(box.database, 10, 15));
  REQUIRE(keep(box, piece));
  CHECK(state_of(box.database, piece) == "lue");
  CHECK(count(box.database, "lectures") == 0);
  CHECK(one_text(box.database, "SELECT reasons FROM main.pieces") == "nom_absent trop_ancien");
  CHECK(one_text(box.database,
                 "SELECT valeur || ' ' || sure || ' ' || page || ' ' || x || ' ' || hauteur FROM lues WHERE cle = "
                 "'date_emission'") == "2026-01-09 1 1 10 40");
  const auto facts = stored_facts(box.database, piece);
  REQUIRE(facts);
  CHECK(facts->pages_read.size() == 1);
  CHECK(box.vault.read(closed_file(box.database, "SELECT image FROM pages")) == "redrawn page");
  CHECK(box.vault.read(closed_file(box.database, "SELECT vignette FROM pages")) == "thumb");
  // Once more, from a holder that lost its lease: nothing changes, nothing is left behind.
  CHECK_FALSE(keep(box, piece));
  CHECK(count(box.database, "pages") == 1);
  CHECK(count(box.database, "pieces.fichiers") == 2);
}

TEST_CASE("the reading of a pièce replaced meanwhile is dropped") {
  Box box;
  const auto old = deposit(box.database, box.family.volet_mere, "justificatif_domicile", 1, 1);
  REQUIRE(claim_reading(box.database, 10, 15));
  const auto current = deposit(box.database, box.family.volet_mere, "justificatif_domicile", 2, 2);
  CHECK_FALSE(keep(box, old));
  CHECK(count(box.database, "pieces.fichiers") == 0);
  REQUIRE(claim_reading(box.database, 10, 15));
  CHECK(keep(box, current));
  CHECK(count(box.database, "pieces.fichiers") == 2);
}

TEST_CASE("a pièce is expected to name its own volet's people, and nobody of another's") {
  Box box;
  const auto piece = deposit(box.database, box.family.volet_mere, "justificatif_domicile", 1, 1);
  const auto today = std::chrono::year(2026) / 5 / 28;
  const auto expected = expectations(box.database, piece, today);
  REQUIRE(expected.enfant);
  CHECK(expected.enfant->prenom == "Iris");
  REQUIRE(expected.responsables.size() == 1);
  CHECK(expected.responsables[0].prenom == "Alma");
  CHECK(expected.responsables[0].nom == "MESANGE");
  CHECK(expected.responsables[0].nom_naissance == "FAUVETTE");
  REQUIRE(expected.fratrie.size() == 1);
  CHECK(expected.fratrie[0].prenom == "Basile");
  REQUIRE(expected.adresse);
  CHECK(expected.adresse->voie == "12 RUE DES SAULES");
  CHECK(expected.adresse->code_postal == "00100");
  CHECK(expected.annee_scolaire == 2026);
  box.database.execute("UPDATE responsables SET protege = 1");
  CHECK_FALSE(expectations(box.database, piece, today).adresse);
}

TEST_CASE("volets take turns: whoever sent five waits for those who came meanwhile with one") {
  Box box;
  const auto& family = box.family;
  std::vector<PieceId> hers;
  for (const auto* type : {"justificatif_domicile", "assurance_scolaire", "rib"})
    hers.push_back(deposit(box.database, family.volet_mere, type, 1, 1));
  const auto other = deposit(box.database, family.volet_pere, "justificatif_domicile", 1, 2);
  const auto finish = [&](const std::string& volet, const PieceId& piece) {
    add_consumption(box.database, *VoletId::parse(volet), 1000, 12);
    REQUIRE(keep(box, piece));
  };
  REQUIRE(claim_reading(box.database, 10, 15)->piece == hers[0]);
  // Never two of one volet at once: the other's is next, then nothing though two wait.
  REQUIRE(claim_reading(box.database, 10, 15)->piece == other);
  CHECK_FALSE(claim_reading(box.database, 10, 15));
  finish(family.volet_pere, other);
  CHECK_FALSE(claim_reading(box.database, 11, 15));
  finish(family.volet_mere, hers[0]);
  const auto late = deposit(box.database, family.volet_basile, "justificatif_domicile", 1, 11);
  CHECK(claim_reading(box.database, 12, 15)->piece == late);
  CHECK(claim_reading(box.database, 12, 15)->piece == hers[1]);
}

TEST_CASE("a volet that had its share of the day comes with the background; tomorrow is another day") {
  Box box;
  const auto hers = deposit(box.database, box.family.volet_mere, "rib", 1, 86'400);
  const auto others = deposit(box.database, box.family.volet_pere, "rib", 1, 86'500);
  const auto volet = *VoletId::parse(box.family.volet_mere);
  const bool spent = GENERATE(true, false);
  add_consumption(box.database, volet, daily_share_ms, 86'400);
  if (spent) add_consumption(box.database, volet, 1, 86'400);
  const auto first = claim_reading(box.database, 86'600, 15);
  REQUIRE(first);
  if (!spent) {
    CHECK(first->piece == hers);
    return;
  }
  CHECK(first->piece == others);
  CHECK_FALSE(claim_reading(box.database, 86'600, 15, ReadingClass::asked));
  CHECK_FALSE(is_awaited(box.database, others, 86'600));
  CHECK(claim_reading(box.database, 2 * 86'400, 15, ReadingClass::asked)->piece == hers);
}

TEST_CASE("one seat is kept for whom somebody waits, and the background knows when to give way") {
  Box box;
  const auto slow = deposit(box.database, box.family.volet_mere, "autre", 1, 1, ReadingClass::background);
  CHECK_FALSE(claim_reading(box.database, 10, 15, ReadingClass::asked));
  REQUIRE(claim_reading(box.database, 10, 15)->piece == slow);
  CHECK_FALSE(is_awaited(box.database, slow, 10));
  const auto volet = GENERATE(0, 1);
  // Of another volet, or of its own, which only its own end would let in.
  const auto waiting = deposit(box.database, volet == 0 ? box.family.volet_pere : box.family.volet_mere, "rib", 1, 11);
  CHECK(is_awaited(box.database, slow, 11));
  reading_failed(box.database, slow, true);
  const auto next = claim_reading(box.database, 12, 15);
  REQUIRE(next);
  CHECK(next->piece == waiting);
  CHECK(waiting_readings(box.database) == 1);
  if (volet == 0) CHECK(claim_reading(box.database, 12, 15)->essai == 1);
}

TEST_CASE("more is no sooner than less: the wait is told by what is before, and by how many are read at once") {
  Box box;
  for (int i = 0; i < 20; ++i) deposit(box.database, box.family.volet_basile, "autre", i + 1, 1);
  const auto other = deposit(box.database, box.family.volet_pere, "rib", 1, 1);
  const auto last = deposit(box.database, box.family.volet_mere, "rib", 1, 2);
  CHECK(estimated_wait(box.database, last, 2, 1) == 40);
  CHECK(estimated_wait(box.database, last, 2, 2) == 20);
  CHECK(estimated_wait(box.database, last, 2, 4) == 10);
  // All of it is the mother's: to the father of one of her children it is as if there were none.
  CHECK(estimated_wait(box.database, other, 2, 1) == 0);
}
