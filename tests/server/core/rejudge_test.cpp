#include "server/actions/rejudge.h"

#include "server/actions/store_reading.h"
#include "server/store/reading_queue.h"
#include "tests/catch.h"
#include "tests/server/core/world.h"

using namespace server;
using namespace server::test;

namespace {

std::string all_judged(Database& database) {
  std::string all;
  Statement query(database, "SELECT id, etat, outcome, reasons, type_guess, lue_par FROM main.pieces ORDER BY id");
  while (query.step())
    for (int column = 0; column < 6; ++column) all += query.text(column) + "|";
  Statement values(database, "SELECT piece, cle, valeur FROM lues ORDER BY 1, 2");
  while (values.step()) all += values.text(0) + values.text(1) + values.text(2) + "|";
  return all;
}

}  // namespace

TEST_CASE("new rules are replayed on old readings: what nobody decided follows them, once") {
  World world;  // one pièce whose stored verdict no rule of today would give to an empty page
  auto& box = world.box;
  const auto before = all_judged(box.database);
  const auto dry = rejudge(box.app, true);
  CHECK(dry.judged == 1);
  CHECK(dry.changed == 1);
  CHECK(all_judged(box.database) == before);
  const auto report = rejudge(box.app, false);
  CHECK(report.judged == 1);
  CHECK(report.changed == 1);
  CHECK(report.outcomes == dry.outcomes);
  const auto after = all_judged(box.database);
  CHECK(after != before);
  const auto again = rejudge(box.app, false);
  CHECK(again.judged == 1);
  CHECK(again.changed == 0);
  CHECK(all_judged(box.database) == after);
  CHECK(count(box.database, "lectures") == 0);
}

TEST_CASE("what an agent decided is left as it is") {
  World world;
  REQUIRE(world
              .call_json(Method::post, "/api/v1/agent/pieces/" + world.piece + "/decision", &world.agent,
                         {{"decision", "a_refaire"}, {"motif", "floue"}, {"version", 1}})
              .status == 200);
  const auto before = all_judged(world.box.database);
  const auto report = rejudge(world.box.app, false);
  CHECK(report.judged == 0);
  CHECK(report.decided == 1);
  CHECK(all_judged(world.box.database) == before);
}

TEST_CASE("the day of the deposit is the day of the judgment, whenever it is judged again") {
  World world;
  rejudge(world.box.app, false);
  const auto then = all_judged(world.box.database);
  world.box.time += 200 * 86400LL;
  CHECK(rejudge(world.box.app, false).changed == 0);
  CHECK(all_judged(world.box.database) == then);
}

TEST_CASE("kept in another encoding, or without text by an earlier program: read again when nobody waits") {
  World world;
  auto& database = world.box.database;
  SECTION("another encoding") { database.execute("UPDATE main.pieces SET facts = CAST(X'00' || facts AS BLOB)"); }
  SECTION("a judgment, by an earlier program") {
    database.execute("UPDATE main.pieces SET type = 'jugement', lue_par = '0.0.1'");
  }
  SECTION("a medical paper, by an earlier program") {
    database.execute("UPDATE main.pieces SET reasons = 'piece_medicale', facts = NULL, lue_par = '0.0.1'");
  }
  const auto before = all_judged(database);
  CHECK(rejudge(world.box.app, true).reread == 1);
  CHECK(count(database, "lectures") == 0);
  CHECK(rejudge(world.box.app, false).reread == 1);
  CHECK(rejudge(world.box.app, false).reread == 1);
  CHECK(count(database, "lectures WHERE classe = 2") == 1);
  CHECK(waiting_readings(database) == 0);
  CHECK(all_judged(database) == before);
  // Nobody sees anything of it before it is read.
  CHECK_FALSE(
      World::body_of(world.call(Method::get, "/api/v1/agent/pieces/" + world.piece, &world.agent)).contains("etape"));
  world.read_all();
  CHECK(rejudge(world.box.app, false).reread == 0);
}
