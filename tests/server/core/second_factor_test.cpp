#include <set>

#include "server/model/totp.h"
#include "tests/catch.h"
#include "tests/server/core/world.h"

using namespace server;
using namespace server::test;

namespace {

struct Door {
  Door() { world.box.database.execute("UPDATE etablissement SET demonstration = 0"); }
  Reply knock(const Person& person, const std::string& second, const std::string& k_auth,
              const std::string& cookie = {}) {
    json body{{"identifiant", person.identifiant}, {"k_auth", b64(crypto::bytes_of(k_auth))}};
    if (!second.empty()) body["second"] = second;
    return world.call(Method::post, "/api/v1/session", nullptr, body.dump(),
                      cookie.empty() ? Headers{} : Headers{{"cookie", "__Host-dsco=" + cookie}});
  }
  Reply knock(const Person& person, const std::string& second = {}) { return knock(person, second, person.k_auth); }
  std::string shown(const Person& person) { return World::telephone_code(world.box.database, person, world.box.time); }
  Reply with_phrase(const Person& person, const std::string& path, const std::string& k_auth) {
    return world.call_json(Method::post, path, &person, {{"k_auth", b64(crypto::bytes_of(k_auth))}});
  }
  World world;
};

}  // namespace

TEST_CASE("with a second factor the phrase alone opens nothing and tells nothing") {
  Door door;
  auto& world = door.world;
  world.take_telephone(world.mere);
  const Person& person =
      *GENERATE_REF(as<const Person*>{}, &world.agent, &world.nurse, &world.chief, &world.keeper, &world.mere);
  world.box.time += 60;
  const auto asked = door.knock(person);
  CHECK(asked.status == 401);
  CHECK(asked.content() == R"({"type":"about:blank","status":401,"code":"second_facteur_requis","champ":"second"})");
  CHECK(World::header(asked, "Set-Cookie").empty());
  CHECK(door.knock(person, "000000").status == 401);
  CHECK(World::code_of(door.knock(person, "ABCDEFGH")) == "second_facteur_refuse");
  const auto opened = door.knock(person, door.shown(person));
  CHECK(opened.status == 200);
  CHECK(World::body_of(opened)["second_facteur"] == "actif");
  // The same code again, by who looked over her shoulder.
  CHECK(World::code_of(door.knock(person, door.shown(person))) == "second_facteur_refuse");
}

TEST_CASE("before phrase and second factor, no answer tells one account from another") {
  Door door;
  auto& world = door.world;
  world.take_telephone(world.mere);
  Person novice, suspended;
  for (auto* person : {&novice, &suspended}) {
    world.hire(*person, Role::secretariat);
    world.activate(*person);
  }
  REQUIRE(world.call(Method::post, "/api/v1/equipe/" + suspended.compte + "/suspendre", &world.chief).status == 200);
  Person unknown;
  unknown.identifiant = "ZZZZZZZZZZ";
  const std::string wrong(32, 'x');
  world.box.time += 61;  // a minute for the network's own count
  const auto first = door.knock(unknown, "", wrong);
  CHECK(first.status == 401);
  for (const auto* person : {&unknown, &world.mere, &world.pere, &world.agent, &novice, &suspended}) {
    for (const std::string second : {"", "123456", "ABCDEFGH"}) {
      const auto other = door.knock(*person, second, wrong);
      CHECK(other.status == first.status);
      CHECK(other.content() == first.content());
      CHECK(other.headers == first.headers);
    }
  }
  world.box.time += 61;
  // Suspended, the right phrase is one more wrong one.
  CHECK(door.knock(suspended).content() == first.content());
  // The twins.
  CHECK(door.knock(novice).status == 200);
  CHECK(door.knock(world.pere).status == 200);
  CHECK(door.knock(world.agent, world.agent.codes.back()).status == 200);
}

TEST_CASE("ten printed codes replace the telephone, each once, as people type them; new ones kill the old") {
  Door door;
  auto& world = door.world;
  const auto old = world.agent.codes;
  REQUIRE(old.size() == 10);
  CHECK(std::set<std::string>(old.begin(), old.end()).size() == 10);
  for (const auto& code : old) {
    CHECK(code.size() == 8);
    CHECK(count(world.box.database, "codes_imprimes WHERE instr(empreinte, '" + code + "') > 0") == 0);
  }
  auto typed = old[0].substr(0, 4) + " " + old[0].substr(4);
  for (auto& c : typed) c = static_cast<char>(std::tolower(c));
  CHECK(door.knock(world.agent, typed).status == 200);
  CHECK(World::code_of(door.knock(world.agent, old[0])) == "second_facteur_refuse");
  CHECK(World::code_of(door.knock(world.agent, world.nurse.codes[0])) == "second_facteur_refuse");
  CHECK(World::body_of(world.call(Method::get, "/api/v1/second-facteur", &world.agent))["codes"] == 9);

  const auto path = "/api/v1/second-facteur/codes";
  CHECK(World::code_of(door.with_phrase(world.agent, path, std::string(32, 'x'))) == "phrase_refusee");
  CHECK(door.knock(world.agent, old[1]).status == 200);
  const auto renewed = door.with_phrase(world.agent, path, world.agent.k_auth);
  REQUIRE(renewed.status == 200);
  CHECK(World::code_of(door.knock(world.agent, old[2])) == "second_facteur_refuse");
  CHECK(door.knock(world.agent, World::body_of(renewed)["codes"][0].get<std::string>()).status == 200);
  // Who has no telephone has nothing to replace.
  CHECK(World::code_of(door.with_phrase(world.pere, path, world.pere.k_auth)) == "second_facteur_absent");
}

TEST_CASE("wrong codes are counted like wrong phrases, and the right phrase does not forget them") {
  Door door;
  auto& world = door.world;
  for (int i = 0; i < 5; ++i) {
    CHECK(World::code_of(door.knock(world.agent, "000000")) == "second_facteur_refuse");
    if (i < 4) CHECK(World::code_of(door.knock(world.agent)) == "second_facteur_requis");
  }
  const auto stopped = door.knock(world.agent, world.agent.codes.back());
  CHECK(stopped.status == 429);
  CHECK(World::header(stopped, "Retry-After") == "30");
  world.box.time += 61;
  CHECK(door.knock(world.agent, world.agent.codes.back()).status == 200);
}

TEST_CASE("whoever works here makes her second factor before anything else answers; a family may have one") {
  Door door;
  auto& world = door.world;
  Person novice;
  world.hire(novice, Role::secretariat);
  world.activate(novice);
  const auto session = [&](const Person& person) {
    return World::body_of(world.call(Method::get, "/api/v1/session", &person))["second_facteur"];
  };
  CHECK(session(novice) == "a_creer");
  CHECK(session(world.pere) == "absent");
  CHECK(world.call(Method::get, "/api/v1/agent/dossiers", &novice).status == 404);
  CHECK(world.call(Method::get, "/api/v1/moi", &world.pere).status == 200);

  CHECK(World::code_of(world.call_json(Method::put, "/api/v1/second-facteur", &novice, {{"code", "000000"}})) ==
        "second_facteur_absent");
  const auto proposed = world.call(Method::post, "/api/v1/second-facteur", &novice);
  REQUIRE(proposed.status == 201);
  CHECK(World::body_of(proposed)["lien"].get<std::string>().starts_with("otpauth://totp/DossierSCO%200009990J:"));
  const auto refused = world.call_json(Method::put, "/api/v1/second-facteur", &novice, {{"code", "000000"}});
  CHECK(refused.status == 422);
  CHECK(World::code_of(refused) == "second_facteur_refuse");
  CHECK(session(novice) == "a_creer");
  // Proposed is not asked for yet.
  CHECK(door.knock(novice).status == 200);

  const auto old = novice.as_of_now();
  world.take_telephone(novice);
  CHECK(session(novice) == "actif");
  CHECK(world.call(Method::get, "/api/v1/agent/dossiers", &novice).status == 200);
  // A gain of rights: the cookie of before is nobody's.
  CHECK(world.call(Method::get, "/api/v1/session", &old).status == 401);
  CHECK(World::code_of(world.call(Method::post, "/api/v1/second-facteur", &novice)) == "second_facteur_actif");
}

TEST_CASE("a family takes its second factor away with its phrase; the staff cannot") {
  Door door;
  auto& world = door.world;
  world.take_telephone(world.mere);
  const auto path = "/api/v1/second-facteur/retirer";
  CHECK(World::code_of(door.with_phrase(world.agent, path, world.agent.k_auth)) == "second_facteur_obligatoire");
  CHECK(World::code_of(door.with_phrase(world.mere, path, std::string(32, 'x'))) == "phrase_refusee");
  CHECK(World::code_of(door.knock(world.mere)) == "second_facteur_requis");
  CHECK(door.with_phrase(world.mere, path, world.mere.k_auth).status == 204);
  CHECK(door.knock(world.mere).status == 200);
}

TEST_CASE("the browser that showed the second factor is not asked for it at each reload, until its day is over") {
  Door door;
  auto& world = door.world;
  const auto knock = [&](const std::string& cookie) { return door.knock(world.agent, "", world.agent.k_auth, cookie); };
  const auto cookie_of = [](const Reply& reply) { return World::header(reply, "Set-Cookie").substr(12, 64); };
  CHECK(knock(world.nurse.cookie).status == 401);
  CHECK(knock(std::string(64, '0')).status == 401);
  auto reply = knock(world.agent.cookie);
  REQUIRE(reply.status == 200);
  CHECK(knock(world.agent.cookie).status == 401);  // it was replaced
  // Handed on from session to session, it still ends eight hours after the code was typed.
  for (int i = 0; i < 19; ++i) {
    world.box.time += 25 * 60;
    reply = knock(cookie_of(reply));
    REQUIRE(reply.status == 200);
  }
  world.box.time += 6 * 60;
  CHECK(World::code_of(knock(cookie_of(reply))) == "second_facteur_requis");
}

TEST_CASE("the code an invented person's telephone shows is said on a demonstration box, and on no other") {
  Door door;
  auto& world = door.world;
  const auto real = door.knock(world.agent);
  CHECK(real.status == 401);
  CHECK_FALSE(World::body_of(real).contains("valeurs"));
  world.box.database.execute("UPDATE etablissement SET demonstration = 1");
  // A wrong phrase learns nothing there either.
  CHECK_FALSE(World::body_of(door.knock(world.agent, "", std::string(32, 'x'))).contains("valeurs"));
  world.box.time += 30;
  // Two who try in the same half minute both get in; the third waits for the next one.
  for (int i = 0; i < 3; ++i) {
    const auto invented = door.knock(world.agent);
    REQUIRE(World::body_of(invented).contains("valeurs"));
    const auto code = World::body_of(invented)["valeurs"]["code"].get<std::string>();
    CHECK(door.knock(world.agent, code).status == (i < 2 ? 200 : 401));
  }
}
