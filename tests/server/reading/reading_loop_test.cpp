#include "server/reading_loop.h"

#include "tests/catch.h"
#include "tests/server/reading/house.h"

using namespace server;
using namespace server::test;
using namespace std::chrono_literals;

namespace {

struct Loop {
  Loop(House& house, int slots)
      : loop(
            house.box, [] { return pipeline::Reader::start(ROGUE_PROGRAM); }, slots) {
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
