#include "server/reading_loop.h"

#include <filesystem>

#include "server/store/new_id.h"
#include "server/store/pieces.h"
#include "server/store/reading_queue.h"
#include "tests/catch.h"

using namespace server;
using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// A real box on the disk, of two volets; its worker does what the first word of a document says.
struct House {
  House() : folder(make_folder()), box(Box::create({folder / "etat", folder / "cle"})), desk(box) {
    database().execute(
        "INSERT INTO etablissement (id, uai, etab, nom, annee, campagne) VALUES (1, '0009990J', '', '', 2026, "
        "'ouverte');"
        "INSERT INTO eleves (id, nom, prenom, naissance) VALUES ('e', 'MESANGE', 'Iris', '2015-03-04');"
        "INSERT INTO responsables (id, nom, prenom) VALUES ('m', 'MESANGE', 'Alma'), ('p', 'MESANGE', 'Ulysse');");
    Statement volet(database(), "INSERT INTO volets (id, eleve, responsable) VALUES (?1, 'e', ?2)");
    volet.bind(1, hers).bind(2, "m").run();
    volet.bind(1, his).bind(2, "p").run();
  }
  ~House() {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  static fs::path make_folder() {
    auto pattern = (fs::temp_directory_path() / "dossiersco-lecture-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    return pattern;
  }
  Database& database() { return desk.app().database; }

  PieceId deposit(const std::string& volet, const std::string& type, const std::vector<std::string>& files,
                  ReadingClass classe = ReadingClass::interactive) {
    const auto piece = new_id<PieceId>();
    const auto now = desk.app().now();
    std::vector<FileId> kept;
    for (const auto& bytes : files) kept.push_back(desk.app().vault.keep(now, std::as_bytes(std::span(bytes))));
    Transaction transaction(database());
    Statement(database(),
              "INSERT INTO main.pieces (id, volet, type, version, etat, octets, deposee_le) VALUES (?1, ?2, ?3, 1, "
              "'en_lecture', 3, ?4)")
        .bind(1, piece.text())
        .bind(2, volet)
        .bind(3, type)
        .bind(4, now)
        .run();
    Statement put(database(),
                  "INSERT INTO piece_fichiers (piece, rang, envoi, fichier, octets) VALUES (?1, ?2, ?3, ?4, 3)");
    for (std::size_t i = 0; i < kept.size(); ++i)
      put.bind(1, piece.text())
          .bind(2, static_cast<int>(i + 1))
          .bind(3, new_id<EnvoiId>().text())
          .bind(4, kept[i].text())
          .run();
    enqueue_reading(database(), piece, classe, now);
    transaction.commit();
    return piece;
  }
  std::string job(const PieceId& piece) {
    Statement query(database(), "SELECT etat || ' ' || essais || ' ' || reprises FROM lectures WHERE piece = ?1");
    query.bind(1, piece.text());
    return query.step() ? query.text(0) : "";
  }
  std::string etat(const PieceId& piece) {
    Statement query(database(), "SELECT etat || ' ' || coalesce(outcome, '?') FROM main.pieces WHERE id = ?1");
    query.bind(1, piece.text());
    return query.step() ? query.text(0) : "";
  }
  template <class Condition>
  static bool within(std::chrono::milliseconds limit, Condition condition) {
    for (const auto end = Clock::now() + limit; Clock::now() < end; std::this_thread::sleep_for(10ms))
      if (condition()) return true;
    return condition();
  }
  bool is_read(const PieceId& piece, std::chrono::milliseconds limit = 8s) {
    return within(limit, [&] { return etat(piece).starts_with("lue "); });
  }
  bool is_taken(const PieceId& piece) {
    return within(8s, [&] { return job(piece).starts_with("prise"); });
  }

  fs::path folder;
  Box box;
  Desk desk;
  std::string hers = std::string(32, '1'), his = std::string(32, '2');
};

struct Loop {
  Loop(House& house, int slots) : loop(house.box, [] { return pipeline::Reader::start(ROGUE_PROGRAM); }, slots) {
    loop.start();
  }
  ReadingLoop loop;
};

}  // namespace

TEST_CASE("what waits is read, each document once, and the loop goes on after one that killed its reader") {
  House house;
  const auto good = house.deposit(house.hers, "rib", {"honest"});
  const auto bad = house.deposit(house.his, "rib", {"crash"});
  const auto last = house.deposit(house.his, "autre", {"honest"});
  const int slots = GENERATE(1, 2);
  Loop reading(house, slots);
  CHECK(house.is_read(good));
  CHECK(house.is_read(last));
  CHECK(house.is_read(bad));
  CHECK(reading.loop.alive());
  CHECK(house.job(good).empty());
  CHECK(house.job(bad) == "poison 2 0");
  CHECK(house.etat(bad) == "lue ?");
  CHECK(house.etat(good) != "lue ?");
  CHECK(stored_facts(house.database(), good)->pages_read.size() == 1);
}

TEST_CASE("asked to stop, a loop gives back what it reads at once, and holds nothing against it") {
  House house;
  const auto slow = house.deposit(house.hers, "rib", {"silent"});
  Loop reading(house, 2);
  REQUIRE(house.is_taken(slow));
  const auto start = Clock::now();
  reading.loop.stop();
  CHECK(Clock::now() - start < 1s);
  CHECK(house.job(slow) == "attente 0 0");
}

TEST_CASE("what nobody watches gives way to who waits, and is read later as if it had not begun") {
  House house;
  const auto slow = house.deposit(house.hers, "rib", {"silent"}, ReadingClass::background);
  Loop reading(house, 1);
  REQUIRE(house.is_taken(slow));
  // Of its own volet too: the family that sends another does not wait for yesterday's.
  const auto& volet = GENERATE_REF(house.hers, house.his);
  const auto waiting = house.deposit(volet, "autre", {"honest"});
  CHECK(house.is_read(waiting, 3s));
  CHECK(house.is_taken(slow));
  CHECK(house.job(slow) == "prise 1 0");
}

TEST_CASE("with two seats, one is kept for who waits: the background is not disturbed") {
  House house;
  const auto slow = house.deposit(house.hers, "rib", {"silent"}, ReadingClass::background);
  const auto slower = house.deposit(house.his, "rib", {"silent"}, ReadingClass::background);
  Loop reading(house, 2);
  REQUIRE(house.is_taken(slow));
  const auto waiting = house.deposit(house.his, "autre", {"honest"});
  CHECK(house.is_read(waiting, 2s));
  CHECK(house.job(slow) == "prise 1 0");
  CHECK(house.job(slower) == "attente 0 0");
}

TEST_CASE("what is taken back while it is read is let go, and its place is free") {
  House house;
  const auto slow = house.deposit(house.hers, "rib", {"silent"});
  const auto next = house.deposit(house.his, "rib", {"honest"});
  Loop reading(house, 1);
  REQUIRE(house.is_taken(slow));
  Statement(house.database(), "DELETE FROM main.pieces WHERE id = ?1").bind(1, slow.text()).run();
  CHECK(house.is_read(next, 3s));
}

TEST_CASE("of several files, one that no reader stands spoils itself alone; all of them are a person's") {
  House house;
  const auto mixed = house.deposit(house.hers, "rib", {"honest", "crash", "honest"});
  const auto broken = house.deposit(house.his, "rib", {"crash", "crash"});
  Loop reading(house, 1);
  REQUIRE(house.is_read(mixed));
  const auto facts = stored_facts(house.database(), mixed);
  REQUIRE(facts);
  CHECK(facts->pages_read.size() == 2);
  CHECK(facts->part_refused == pipeline::Refusal::abime);
  CHECK(house.job(mixed).empty());
  REQUIRE(house.is_read(broken));
  CHECK(house.job(broken) == "poison 2 0");
}

TEST_CASE("what a volet takes of the machine is counted") {
  House house;
  const auto slow = house.deposit(house.hers, "rib", {"half_then_silent"}, ReadingClass::background);
  Loop reading(house, 1);
  REQUIRE(house.is_taken(slow));
  std::this_thread::sleep_for(300ms);
  reading.loop.stop();
  Statement query(house.database(), "SELECT ms FROM consommations WHERE volet = ?1");
  query.bind(1, house.hers);
  REQUIRE(query.step());
  CHECK(query.integer(0) >= 200);
}
