#include "tests/catch.h"
#include "tests/server/core/world.h"

using namespace server;
using namespace server::test;

namespace {

struct Office {
  Reply post(const std::string& compte, const std::string& what, const Person& by) {
    return world.call(Method::post, "/api/v1/equipe/" + compte + "/" + what, &by);
  }
  json collegue(const std::string& compte) {
    const auto all = World::body_of(world.call(Method::get, "/api/v1/equipe", &world.chief));
    for (const auto& one : all["equipe"])
      if (one["compte"] == compte) return one;
    return nullptr;
  }
  // What the direction's browser sends; the person keeps the codes.
  json invitation(Person& person, const std::string& role) {
    auto body = world.letter_for(person, 1);
    body.erase("resp_id");
    body.erase("gen");
    body["role"] = role;
    body["nom"] = "Mme Troène";
    return body;
  }
  Reply invite(const json& body) { return world.call_json(Method::post, "/api/v1/equipe", &world.chief, body); }
  World world;
};

}  // namespace

TEST_CASE(
    "the direction invites by a code that only the browser knew; the account opens, and works once its telephone is "
    "made") {
  Office office;
  const std::string role = GENERATE("secretariat", "infirmerie", "direction", "technique");
  Person person;
  const auto invited = office.invite(office.invitation(person, role));
  REQUIRE(invited.status == 201);
  person.compte = World::body_of(invited)["compte"];
  CHECK(World::body_of(invited)["etat"] == "invite");
  office.world.activate(person);
  CHECK(office.collegue(person.compte)["second_facteur"] == false);
  office.world.take_telephone(person);
  const auto known = office.collegue(person.compte);
  CHECK(known["etat"] == "actif");
  CHECK(known["role"] == role);
  CHECK(known["second_facteur"] == true);
}

TEST_CASE("an invitation that does not hold together is refused, and makes nobody") {
  Office office;
  Person person;
  const auto good = office.invitation(person, "secretariat");
  const auto before = count(office.world.box.database, "comptes");
  const auto [field, value] = GENERATE_COPY(table<std::string, json>({{"role", "responsable"},
                                                                      {"role", "ministre"},
                                                                      {"nom", ""},
                                                                      {"nom", std::string(400, 'x')},
                                                                      {"identifiant", "abc"},
                                                                      {"verif", "AAAA"},
                                                                      {"verif_court", "AAAA"},
                                                                      {"expire_le", 0},
                                                                      {"expire_le", 99999999999}}));
  CAPTURE(field, value);
  auto bad = good;
  bad[field] = value;
  CHECK(office.invite(bad).status == 422);
  auto taken = good;
  taken["identifiant"] = office.world.mere.identifiant;
  CHECK(office.invite(taken).status == 422);
  CHECK(count(office.world.box.database, "comptes") == before);
  CHECK(office.invite(good).status == 201);
}

TEST_CASE("a suspended colleague opens nothing any more, and is told what a stranger is told") {
  Office office;
  auto& world = office.world;
  REQUIRE(world.call(Method::get, "/api/v1/agent/dossiers", &world.agent).status == 200);
  const auto suspended = office.post(world.agent.compte, "suspendre", world.chief);
  REQUIRE(suspended.status == 200);
  CHECK(World::body_of(suspended)["etat"] == "suspendu");
  CHECK(world.call(Method::get, "/api/v1/agent/dossiers", &world.agent).status == 401);
  CHECK(World::code_of(world.sign_in(world.agent)) == "identifiants_refuses");
  CHECK(world.call(Method::get, "/api/v1/infirmerie/etat", &world.nurse).status == 200);
}

TEST_CASE("a lost telephone is forgotten by the direction; the next sign-in asks to make another") {
  Office office;
  auto& world = office.world;
  const auto path = "second-facteur/retirer";
  REQUIRE(office.post(world.agent.compte, path, world.chief).status == 200);
  CHECK(World::code_of(office.post(world.agent.compte, path, world.chief)) == "second_facteur_absent");
  CHECK(world.call(Method::get, "/api/v1/session", &world.agent).status == 401);
  world.agent.codes.clear();
  const auto opened = world.sign_in(world.agent);
  CHECK(opened.status == 200);
  CHECK(World::body_of(opened)["second_facteur"] == "a_creer");
  CHECK(world.call(Method::get, "/api/v1/agent/dossiers", &world.agent).status == 404);
  world.take_telephone(world.agent);
  CHECK(world.call(Method::get, "/api/v1/agent/dossiers", &world.agent).status == 200);
}

TEST_CASE("the direction touches neither her own account nor a family's") {
  Office office;
  auto& world = office.world;
  for (const std::string what : {"suspendre", "second-facteur/retirer"}) {
    CHECK(World::code_of(office.post(world.chief.compte, what, world.chief)) == "propre_compte");
    CHECK(office.post(world.mere.compte, what, world.chief).status == 404);
    CHECK(office.post(std::string(32, '7'), what, world.chief).status == 404);
  }
  CHECK(office.collegue(world.mere.compte).is_null());
  CHECK(world.call(Method::get, "/api/v1/moi", &world.mere).status == 200);
  CHECK(world.call(Method::get, "/api/v1/equipe", &world.chief).status == 200);
}

TEST_CASE("who looks after the box is told its state, and of nobody in it") {
  Office office;
  const auto reply = office.world.call(Method::get, "/api/v1/technique/etat", &office.world.keeper);
  REQUIRE(reply.status == 200);
  const auto state = World::body_of(reply);
  CHECK(state["base"] == true);
  CHECK(state["pret"] == true);
  CHECK(state["a_lire"] == 0);
  CHECK(state["libre"] == std::int64_t{5} << 30);
  for (const auto* word : {"Alma", "SAULES", "PINSON", "Ulysse"})
    CHECK(std::string(reply.content()).find(word) == std::string::npos);
}
