#include <algorithm>
#include <fstream>

#include "server/actions/audit.h"
#include "server/store/journal_key.h"
#include "tests/catch.h"
#include "tests/server/core/world.h"

using namespace server;
using namespace server::test;

namespace {

crypto::SecretKey first_key() {
  return crypto::SecretKey::filled_by([](std::byte* key) { std::fill_n(key, 32, std::byte{9}); });
}

// Twelve lines and a day's head, written under a key this test keeps as the DPO would.
struct Told {
  Box box;
  JournalKey key{first_key()};
  Journal journal{box.database, key};
  App app{box.database, box.vault, box.keys, journal, [this] { return box.time; }};

  Told() {
    for (std::int64_t i = 0; i < 12; ++i) {
      Transaction transaction(box.database);
      record(journal, {"", JournalAction::acces_invite, box.family.mere, "", {{"rang", i}}}, box.time + i);
      transaction.commit();
    }
    close_journal_day(app);
  }
  JournalVerdict verify(bool with_key = true, const std::optional<crypto::JournalHead>& known = {}) {
    return verify_journal(app, with_key ? std::optional(first_key()) : std::nullopt, known);
  }
};

std::string now_and_then(std::string_view column) {
  return "UPDATE journal SET " + std::string(column) + " WHERE numero = 7";
}

}  // namespace

TEST_CASE("a journal nobody touched is whole, with the DPO's key and without") {
  Told told;
  CHECK(told.verify().whole());
  CHECK(told.verify(false).whole());
  CHECK(told.verify().entries == 12);
  CHECK(told.verify().heads == 1);
  CHECK(told.key.number() == 13);
}

TEST_CASE("any column of any line changed, a line gone, two exchanged: told") {
  const std::string change = GENERATE(
      now_and_then("moment = moment + 1"), now_and_then("acteur = 'x'"), now_and_then("action = 'x'"),
      now_and_then("objet = 'x'"), now_and_then("details = '{}'"), now_and_then("feuille = zeroblob(32)"),
      now_and_then("chaine = zeroblob(32)"), std::string("DELETE FROM journal WHERE numero = 7"),
      std::string("DELETE FROM journal WHERE numero = 1"),
      std::string("UPDATE journal SET numero = 99 WHERE numero = 7; UPDATE journal SET numero = 7 WHERE numero = 8; "
                  "UPDATE journal SET numero = 8 WHERE numero = 99"));
  CAPTURE(change);
  Told told;
  REQUIRE(told.verify().whole());
  told.box.database.execute(change);
  CHECK_FALSE(told.verify().whole());
  CHECK_FALSE(told.verify(false).whole());
}

TEST_CASE("a tag changed is told to whoever has the first key") {
  Told told;
  told.box.database.execute("UPDATE journal SET sceau = zeroblob(32) WHERE numero = 7");
  CHECK(told.verify().broken_at == 7);
  CHECK(told.verify(false).whole());
}

TEST_CASE("the end cut off is told by a head kept elsewhere, and by the box's own while it is there") {
  Told told;
  const auto known = sign_head(told.app).head;
  CHECK(told.verify(true, known).whole());
  told.box.database.execute("DELETE FROM journal WHERE numero > 9");
  CHECK(told.verify().beyond);
  told.box.database.execute("DELETE FROM journal_tetes");
  CHECK(told.verify().whole());  // nothing inside can tell
  CHECK(told.verify(true, known).beyond);
}

TEST_CASE("a chain made again from yesterday, with all that is on the machine, fails under the first key") {
  Told told;
  const auto known = sign_head(told.app).head;
  told.box.database.execute("DELETE FROM journal WHERE numero > 6; DELETE FROM journal_tetes");
  CHECK_THROWS_AS(told.key.key_of(7), std::logic_error);  // gone: the thief starts from another
  JournalKey forged(told.key.key_of(told.key.number()));
  forged.advance_to(7);
  Journal journal(told.box.database, forged);
  for (int i = 0; i < 6; ++i) {
    Transaction transaction(told.box.database);
    record(journal, {"", JournalAction::acces_invite, told.box.family.mere, ""}, told.box.time);
    transaction.commit();
  }
  CHECK(told.verify(false).whole());
  CHECK(told.verify().broken_at == 7);
  CHECK_FALSE(told.verify(false, known).whole());
}

TEST_CASE("a signed head holds for its own box only") {
  Told told;
  told.box.database.execute("UPDATE journal_tetes SET entrees = 11");
  CHECK_FALSE(told.verify().whole());
}

TEST_CASE("a line is written with its act or not at all, and the key waits for the disk") {
  Told told;
  CHECK_THROWS_AS(record(told.journal, {"", JournalAction::acces_invite}, 1), std::logic_error);
  {
    Transaction transaction(told.box.database);
    record(told.journal, {"", JournalAction::acces_invite}, 1);
    record(told.journal, {"", JournalAction::acces_invite}, 1);
  }
  CHECK(told.key.number() == 13);
  {
    Transaction transaction(told.box.database);
    record(told.journal, {"", JournalAction::acces_coupe}, 1);
    record(told.journal, {"", JournalAction::acces_coupe}, 1);
    CHECK(told.key.number() == 13);
    transaction.commit();
  }
  CHECK(told.key.number() == 15);
  CHECK(told.verify().whole());
}

TEST_CASE("a line takes ids and codes, no sentence") {
  Told told;
  Transaction transaction(told.box.database);
  CHECK_NOTHROW(record(told.journal, {"", JournalAction::acces_invite, "", "", {{"role", "secretariat"}}}, 1));
  CHECK_THROWS_AS(record(told.journal, {"", JournalAction::acces_invite, "", "", {{"nom", "Mme Fauvette"}}}, 1),
                  std::logic_error);
}

TEST_CASE("the key's file survives a cut between its two places, and keeps no key of the past") {
  Folder folder;
  const auto file = folder.path() / "journal.cle";
  {
    JournalKey key(first_key(), file);
    key.advance_to(2);
    key.advance_to(4);
  }
  const auto expected = JournalKey(first_key()).key_of(4);
  {
    JournalKey key(file);
    CHECK(key.number() == 4);
    CHECK(std::ranges::equal(key.key_of(4).bytes(), expected.bytes()));
    CHECK_THROWS_AS(key.key_of(3), std::logic_error);
  }
  const auto bytes = all_bytes(file);
  for (std::uint64_t n = 1; n < 4; ++n) {
    const auto past = JournalKey(first_key()).key_of(n);
    CHECK(bytes.find(text_of(past.bytes())) == std::string::npos);
  }
  CHECK(bytes.find(text_of(expected.bytes())) != std::string::npos);
  CHECK_THROWS(JournalKey(first_key(), file));  // never over another
  auto spoilt = bytes;
  for (auto& c : spoilt) c = static_cast<char>(c ^ 1);
  std::ofstream(file, std::ios::binary) << spoilt;
  CHECK_THROWS_AS(JournalKey(file), std::system_error);
}

TEST_CASE("what an agent looks at is told once, what she decides each time, and each responsable reads her own") {
  World world;
  auto& database = world.box.database;
  const auto piece = "/api/v1/agent/pieces/" + world.piece;
  world.read_all();
  const auto told = [&](const char* action) {
    return count(database, "journal WHERE action = '" + std::string(action) + "'");
  };
  CHECK(told("courrier_enregistre") == 2);
  CHECK(told("acces_active") == count(database, "comptes WHERE etat = 'actif'"));
  for (int i = 0; i < 3; ++i) REQUIRE(world.call(Method::get, piece, &world.agent).status == 200);
  REQUIRE(world.call(Method::get, piece + "/pages/1", &world.agent).status == 200);
  CHECK(told("piece_vue") == 1);
  REQUIRE(world.call(Method::get, piece + "/original", &world.agent).status == 200);
  CHECK(told("original_pris") == 1);
  const json decision{{"decision", "acceptee"}, {"version", 1}};
  REQUIRE(world.call_json(Method::post, piece + "/decision", &world.agent, decision).status == 200);
  CHECK(told("piece_acceptee") == 1);

  const auto entries = [&](const Person& who) {
    return World::body_of(world.call(Method::get, "/api/v1/journal", &who))["entrees"];
  };
  const auto hers = entries(world.mere), his = entries(world.pere);
  const auto has = [](const json& list, const char* action) {
    return std::any_of(list.begin(), list.end(), [&](const json& one) { return one["action"] == action; });
  };
  CHECK(has(hers, "piece_vue"));
  CHECK(has(hers, "acces_active"));
  CHECK_FALSE(has(his, "piece_vue"));
  CHECK(has(his, "acces_active"));
  for (const auto& one : hers) CHECK(one.contains("agent") == (one["action"] == "piece_acceptee"));
  // A refused sign-in is a count, at the day's end.
  world.mere.k_auth[0] = static_cast<char>(world.mere.k_auth[0] ^ 1);
  CHECK(world.sign_in(world.mere).status == 401);
  CHECK(told("connexions_refusees") == 0);
  CHECK(close_journal_day(world.box.app));
  CHECK_FALSE(close_journal_day(world.box.app));
  CHECK(told("connexions_refusees") == 1);
  CHECK(verify_journal(world.box.app, std::nullopt, std::nullopt).whole());
}
