#include "server/actions/throttle.h"
#include "tests/catch.h"
#include "tests/server/core/world.h"

using namespace server;
using namespace server::test;

namespace {

Reply try_sign_in(World& world, const std::string& identifiant, const std::string& k_auth) {
  return world.call_json(Method::post, "/api/v1/session", nullptr,
                         {{"identifiant", identifiant}, {"k_auth", b64(crypto::bytes_of(k_auth))}});
}

}  // namespace

TEST_CASE("signing in gives the vault and a cookie that only this site can send; the base keeps its hash") {
  World world;
  world.box.time += 100;
  const auto reply = world.sign_in(world.mere);
  REQUIRE(reply.status == 200);
  const auto cookie = World::header(reply, "Set-Cookie");
  CHECK(cookie.starts_with("__Host-dsco="));
  CHECK(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict"));
  CHECK(World::body_of(reply)["coffre"] == b64(crypto::bytes_of("a vault only she can open")));
  CHECK(World::body_of(reply)["derniere"] == world.box.time - 100);
  CHECK(World::body_of(world.call(Method::get, "/api/v1/session", &world.mere)) == World::body_of(reply));
  CHECK(count(world.box.database, "sessions WHERE instr(lower(hex(jeton)), '" + world.mere.cookie + "') > 0") == 0);
}

TEST_CASE("a wrong phrase and an unknown identifiant are one refusal") {
  World world;
  const auto wrong = try_sign_in(world, world.mere.identifiant, std::string(32, 'x'));
  const auto unknown = try_sign_in(world, "ZZZZZZZZZZ", world.mere.k_auth);
  const auto malformed = try_sign_in(world, "!", world.mere.k_auth);
  CHECK(wrong.status == 401);
  CHECK(World::code_of(wrong) == "identifiants_refuses");
  for (const auto* other : {&unknown, &malformed}) {
    CHECK(other->status == wrong.status);
    CHECK(other->content() == wrong.content());
    CHECK(other->headers == wrong.headers);
  }
  CHECK(try_sign_in(world, world.mere.identifiant, world.mere.k_auth).status == 200);
}

TEST_CASE("the identifiant is read as people write it") {
  World world;
  auto typed = world.mere.identifiant;
  for (auto& c : typed) c = static_cast<char>(std::tolower(c));
  CHECK(try_sign_in(world, typed.substr(0, 5) + "-" + typed.substr(5) + " ", world.mere.k_auth).status == 200);
}

TEST_CASE("a session dies of idleness, and of age, sooner for a family than for the school") {
  World world;
  const auto [who, idle, age] = GENERATE(table<std::string, std::int64_t, std::int64_t>(
      {{"mere", 15 * 60, 4 * 3600}, {"agent", 30 * 60, 8 * 3600}, {"nurse", 30 * 60, 8 * 3600}}));
  const Person& person = who == "mere" ? world.mere : who == "agent" ? world.agent : world.nurse;
  const auto alive = [&] { return world.call(Method::get, "/api/v1/session", &person).status == 200; };
  const auto opened = world.box.time;
  world.box.time += idle - 31;
  CHECK(alive());
  SECTION("idle") {
    world.box.time += idle;
    CHECK_FALSE(alive());
    world.box.time -= idle;  // and does not come back
    CHECK_FALSE(alive());
  }
  SECTION("old, though never idle") {
    while (world.box.time + idle - 31 < opened + age) {
      world.box.time += idle - 31;
      REQUIRE(alive());
    }
    world.box.time = opened + age;
    CHECK_FALSE(alive());
  }
}

TEST_CASE("signing out ends the session and tells the browser to forget") {
  World world;
  const auto reply = world.call(Method::delete_, "/api/v1/session", &world.mere);
  CHECK(reply.status == 204);
  CHECK(World::header(reply, "Clear-Site-Data") == "\"cache\", \"storage\"");
  CHECK(World::header(reply, "Set-Cookie").find("Max-Age=0") != std::string::npos);
  CHECK(world.call(Method::get, "/api/v1/session", &world.mere).status == 401);
  CHECK(world.call(Method::get, "/api/v1/session", &world.pere).status == 200);
}

TEST_CASE("a made-up, cut or doubled cookie is nobody's") {
  World world;
  // @ stands for her cookie, drawn anew with each world.
  const auto [cookie, status] = GENERATE(
      table<std::string, int>({{"__Host-dsco=@", 200},
                               {"theme=clair; __Host-dsco=@", 200},
                               {"__Host-dsco=@; __Host-dsco=@", 401},
                               {"__Host-dsco=@0", 401},
                               {"__Host-dsco=0@", 401},
                               {"__Host-dsco=0000000000000000000000000000000000000000000000000000000000000000", 401},
                               {"__Host-dsco=", 401},
                               {"dsco=@", 401}}));
  std::string sent;
  for (const char c : cookie) {
    if (c == '@') {
      sent += world.mere.cookie;
    } else {
      sent += c;
    }
  }
  CAPTURE(cookie);
  CHECK(world.call(Method::get, "/api/v1/session", nullptr, {}, {{"cookie", sent}}).status == status);
}

TEST_CASE("five failures are free, then each costs twice the last; the right phrase then forgets them") {
  World world;
  for (int i = 0; i < 5; ++i) CHECK(try_sign_in(world, world.mere.identifiant, std::string(32, 'x')).status == 401);
  int expected = 30;
  for (int i = 0; i < 4; ++i, expected *= 2) {
    const auto refused = try_sign_in(world, world.mere.identifiant, world.mere.k_auth);
    CHECK(refused.status == 429);
    CHECK(World::code_of(refused) == "trop_essais");
    CHECK(World::header(refused, "Retry-After") == std::to_string(expected));
    world.box.time += std::max(expected, 61);  // a minute too for the network's own count
    CHECK(try_sign_in(world, world.mere.identifiant, std::string(32, 'x')).status == 401);
  }
  // She alone is slowed.
  CHECK(try_sign_in(world, world.pere.identifiant, world.pere.k_auth).status == 200);
  world.box.time += 3600;
  CHECK(try_sign_in(world, world.mere.identifiant, world.mere.k_auth).status == 200);
  CHECK(try_sign_in(world, world.mere.identifiant, std::string(32, 'x')).status == 401);
  CHECK(try_sign_in(world, world.mere.identifiant, world.mere.k_auth).status == 200);
}

TEST_CASE("twenty failures close an identifiant for a day, and no longer") {
  World world;
  for (int i = 0; i < 20; ++i) {
    CHECK(try_sign_in(world, world.mere.identifiant, std::string(32, 'x')).status == 401);
    world.box.time += 3600;
  }
  CHECK(try_sign_in(world, world.mere.identifiant, world.mere.k_auth).status == 429);
  world.box.time += 23 * 3600;
  CHECK(try_sign_in(world, world.mere.identifiant, world.mere.k_auth).status == 200);
}

TEST_CASE("a network may try thirty times a minute") {
  World world;
  world.box.time += 120;
  for (int i = 0; i < 30; ++i) CHECK(try_sign_in(world, "ZZZZZZZZZ" + std::to_string(i % 10), "x").status == 401);
  CHECK(try_sign_in(world, world.mere.identifiant, world.mere.k_auth).status == 429);
  world.box.time += 60;
  CHECK(try_sign_in(world, world.mere.identifiant, world.mere.k_auth).status == 200);
}

TEST_CASE("a network is a block of addresses") {
  CHECK(network_of("192.0.2.7") == network_of("192.0.2.250"));
  CHECK(network_of("192.0.2.7") != network_of("192.0.3.7"));
  CHECK(network_of("::ffff:192.0.2.9") == network_of("192.0.2.7"));
  CHECK(network_of("2001:db8:1:2::3") == network_of("2001:db8:1:ffff::9"));
  CHECK(network_of("2001:db8:1::1") != network_of("2001:db8:2::1"));
}

TEST_CASE("a vault closed again needs the phrase and the vault it replaces; every other session ends") {
  World world;
  const Person& person = *GENERATE_REF(as<const Person*>{}, &world.mere, &world.agent);
  auto elsewhere = person.as_of_now();
  const bool family = person.compte == world.mere.compte;
  if (!family) REQUIRE(world.sign_in(elsewhere).status == 200);  // a second desk
  const std::string vault = "a vault only she can open";
  const auto put = [&](const std::string& before, const std::string& k_auth_before, const std::string& after,
                       const std::string& k_auth) {
    return world.call_json(Method::put, "/api/v1/coffre", &person,
                           {{"k_auth_avant", b64(crypto::bytes_of(k_auth_before))},
                            {"k_auth", b64(crypto::bytes_of(k_auth))},
                            {"coffre_avant", b64(crypto::bytes_of(before))},
                            {"coffre", b64(crypto::bytes_of(after))}});
  };
  const std::string next(32, 'n'), wrong(32, 'x');
  CHECK(World::code_of(put(vault, wrong, "another", next)) == "phrase_refusee");
  CHECK(World::code_of(put("not that one", person.k_auth, "another", next)) == "coffre_change");
  CHECK(put(vault, person.k_auth, "", next).status == 422);
  CHECK(put(vault, person.k_auth, std::string(5000, 'v'), next).status == 422);
  CHECK(put(vault, person.k_auth, "another", "short").status == 422);
  CHECK(world.call(Method::get, "/api/v1/session", &person).status == 200);

  const auto changed = put(vault, person.k_auth, "another", next);
  REQUIRE(changed.status == 204);
  auto renewed = person.as_of_now();
  renewed.cookie = World::header(changed, "Set-Cookie").substr(12, 64);
  const auto session = world.call(Method::get, "/api/v1/session", &renewed);
  REQUIRE(session.status == 200);
  CHECK(World::body_of(session)["coffre"] == b64(crypto::bytes_of("another")));
  CHECK(world.call(Method::get, "/api/v1/session", &person).status == 401);
  CHECK(world.call(Method::get, "/api/v1/session", &elsewhere).status == 401);
  auto old_phrase = renewed.as_of_now(), new_phrase = renewed.as_of_now();
  new_phrase.k_auth = next;
  if (!family) new_phrase.codes.pop_back();  // used at the second desk
  CHECK(World::code_of(world.sign_in(old_phrase)) == "identifiants_refuses");
  CHECK(world.sign_in(new_phrase).status == 200);
}

TEST_CASE("a phrase proved wrong to the vault counts like one at the door") {
  World world;
  const auto prove = [&](const std::string& k_auth) {
    return world.call_json(Method::post, "/api/v1/second-facteur/codes", &world.agent,
                           {{"k_auth", b64(crypto::bytes_of(k_auth))}});
  };
  for (int i = 0; i < 5; ++i) CHECK(World::code_of(prove(std::string(32, 'x'))) == "phrase_refusee");
  CHECK(prove(world.agent.k_auth).status == 429);
  CHECK(world.call(Method::get, "/api/v1/session", &world.agent).status == 200);  // she stays where she is
  world.box.time += 61;
  CHECK(prove(world.agent.k_auth).status == 200);
}
