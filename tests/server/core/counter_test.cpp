#include "tests/catch.h"
#include "tests/server/core/world.h"

using namespace server;
using namespace server::test;

namespace {

struct Counter {
  Reply act(const Person& who, const std::string& what) {
    return world.call(Method::post, "/api/v1/agent/responsables/" + who.compte + "/" + what, &world.agent);
  }
  Reply protect(bool protege) {
    return world.call_json(Method::put, "/api/v1/agent/responsables/" + world.mere.compte + "/protection", &world.agent,
                           {{"protege", protege}});
  }
  Reply sign_in(const Person& person, const std::string& k_auth) {
    return world.call_json(Method::post, "/api/v1/session", nullptr,
                           {{"identifiant", person.identifiant}, {"k_auth", b64(crypto::bytes_of(k_auth))}});
  }
  std::string compte(const Person& who) {
    const auto all = World::body_of(world.call(Method::get, "/api/v1/agent/courriers", &world.agent));
    for (const auto& courrier : all["courriers"])
      if (courrier["resp_id"] == who.compte) return courrier["compte"];
    return "";
  }
  World world;
};

}  // namespace

TEST_CASE("an agent ends the wait after too many wrong phrases, for her alone") {
  Counter counter;
  auto& world = counter.world;
  for (const auto* who : {&world.mere, &world.pere}) {
    for (int i = 0; i < 5; ++i) CHECK(counter.sign_in(*who, std::string(32, 'x')).status == 401);
    CHECK(counter.sign_in(*who, who->k_auth).status == 429);
  }
  CHECK(counter.act(world.mere, "liberer").status == 204);
  CHECK(counter.sign_in(world.mere, world.mere.k_auth).status == 200);
  CHECK(counter.sign_in(world.pere, world.pere.k_auth).status == 429);
}

TEST_CASE(
    "a cut access opens by nothing until a new letter, which bears another identifiant and leads to another key") {
  Counter counter;
  auto& world = counter.world;
  world.take_telephone(world.mere);
  const auto before = world.mere.as_of_now();
  const auto code = before.codes.back();
  REQUIRE(world.call(Method::get, "/api/v1/moi", &before).status == 200);
  REQUIRE(counter.act(world.mere, "couper").status == 204);

  CHECK(world.call(Method::get, "/api/v1/moi", &before).status == 401);
  const auto unknown = counter.sign_in(Person{{}, "ZZZZZZZZZZ"}, std::string(32, 'x'));
  CHECK(counter.sign_in(before, before.k_auth).content() == unknown.content());
  CHECK(count(world.box.database, "codes_imprimes WHERE compte = '" + before.compte + "'") == 0);
  CHECK(counter.compte(before) == "suspendu");
  // The other responsable of the same child notices nothing.
  CHECK(world.call(Method::get, "/api/v1/moi", &world.pere).status == 200);
  CHECK(counter.compte(world.pere) == "actif");

  const auto send = [&](const json& letter) {
    return world.call_json(Method::post, "/api/v1/agent/courriers", &world.agent,
                           {{"lettres", json::array({letter})}, {"bordereau", world.bordereau(world.agent)}});
  };
  auto letter = world.letter_for(world.mere, 2);
  auto same = letter;
  same["identifiant"] = before.identifiant;
  CHECK(World::code_of(send(same)) == "identifiant_pris");
  REQUIRE(send(letter).status == 201);
  world.mere.keys = crypto::derive_account_keys(crypto::SecretKey::random());
  world.mere.codes.clear();
  world.activate(world.mere, 2);
  CHECK(world.call(Method::get, "/api/v1/moi", &world.mere).status == 200);
  CHECK(counter.sign_in(before, before.k_auth).status == 401);
  // Both generations stay known: what the first one signed can still be checked.
  CHECK(count(world.box.database, "cles WHERE compte = '" + before.compte + "'") == 2);
}

TEST_CASE("a letter that was sent dies with the access it would have opened") {
  Counter counter;
  auto& world = counter.world;
  const auto letter = world.letter_for(world.pere, 2);
  REQUIRE(world
              .call_json(Method::post, "/api/v1/agent/courriers", &world.agent,
                         {{"lettres", json::array({letter})}, {"bordereau", world.bordereau(world.agent)}})
              .status == 201);
  const json code{{"identifiant", world.pere.identifiant}, {"auth_act", b64(crypto::bytes_of(world.pere.auth_act))}};
  CHECK(world.call_json(Method::post, "/api/v1/activation/ouvrir", nullptr, code).status == 200);
  REQUIRE(counter.act(world.pere, "couper").status == 204);
  CHECK(world.call_json(Method::post, "/api/v1/activation/ouvrir", nullptr, code).status == 404);
}

TEST_CASE("a protected responsable's address and telephones are in no answer, to anyone, herself included") {
  Counter counter;
  auto& world = counter.world;
  world.box.database.execute(
      "INSERT INTO adresses (de, siecle_id, ligne_1, code_postal, libelle_postal) VALUES "
      "('responsable', 77, '12 RUE DES ARUMS', '99123', 'ARUMVILLE');"
      "UPDATE responsables SET adresse = 77, tel_portable = '06 39 98 76 54', portable = '+33639987654', "
      "tel_personnel = '01 99 00 76 54', courriel = 'arum@example.org' WHERE id = '" +
      world.mere.compte + "'");
  const std::string volet = "/api/v1/volets/" + world.box.family.volet_mere;
  const auto told = [&] {
    std::string all;
    const auto ask = [&](const Person& who, const std::string& path) {
      const auto reply = world.call(Method::get, path, &who);
      CHECK(reply.status == 200);
      all += reply.content();
    };
    for (const auto* path : {"/api/v1/agent/dossiers", "/api/v1/agent/relectures", "/api/v1/agent/courriers"})
      ask(world.agent, path);
    ask(world.agent, "/api/v1/agent/pieces/" + world.piece);
    ask(world.mere, "/api/v1/moi");
    ask(world.mere, volet + "/pieces/justificatif_domicile");
    ask(world.pere, "/api/v1/moi");
    ask(world.nurse, "/api/v1/infirmerie/plis");
    ask(world.chief, "/api/v1/equipe");
    return all;
  };
  const auto shows = [](const std::string& all) {
    int found = 0;
    for (const auto* word :
         {"RUE DES ARUMS", "99123 ARUMVILLE", "arum@", "finit par", "39987654", "00 76 54", "\"54\""})
      if (all.find(word) != std::string::npos) ++found;
    return found;
  };
  told();  // a first look opens the volets
  const auto open = told();
  CHECK(open.find("12 RUE DES ARUMS") != std::string::npos);
  CHECK(open.find("99123") != std::string::npos);
  CHECK(shows(open) > 2);
  REQUIRE(counter.protect(true).status == 204);
  const auto hidden = told();
  INFO(hidden);
  CHECK(shows(hidden) == 0);
  CHECK(hidden.find("\"protege\":true") != std::string::npos);
  REQUIRE(counter.protect(false).status == 204);
  CHECK(told() == open);
}

TEST_CASE("a protected responsable's own paper is not judged against the address nobody must see") {
  Counter counter;
  auto& world = counter.world;
  REQUIRE(counter.protect(true).status == 204);
  const auto seen = World::body_of(world.call(Method::get, "/api/v1/agent/pieces/" + world.piece, &world.agent));
  CHECK(seen["attendu"]["adresse"].empty());
  for (const auto& value : seen["found"]) CHECK(value["cle"] != "code_postal");
}
