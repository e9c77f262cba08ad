#include "tests/catch.h"
#include "tests/server/core/world.h"

using namespace server;
using namespace server::test;

namespace {

// A letter just received: the father's second one.
struct Received {
  Received() {
    letter = world.letter_for(world.pere, 2);
    posted = world.call_json(Method::post, "/api/v1/agent/courriers", &world.agent,
                             {{"lettres", json::array({letter})}, {"bordereau", world.bordereau(world.agent)}});
    world.pere.k_auth = std::string(32, 'k');
  }
  Reply open(const json& code) { return world.call_json(Method::post, "/api/v1/activation/ouvrir", nullptr, code); }
  Reply finish(const json& body) { return world.call_json(Method::post, "/api/v1/activation/terminer", nullptr, body); }
  json by_square() const {
    return {{"identifiant", world.pere.identifiant}, {"auth_act", b64(crypto::bytes_of(world.pere.auth_act))}};
  }
  json by_code() const {
    return {{"identifiant", world.pere.identifiant}, {"auth_court", b64(crypto::bytes_of(world.pere.auth_court))}};
  }
  World world;
  json letter;
  Reply posted;
};

}  // namespace

TEST_CASE("a letter opens by its square or its printed code, burns nothing until the end, and then for ever") {
  Received r;
  REQUIRE(r.posted.status == 201);
  const bool by_square = GENERATE(true, false);
  const auto code = by_square ? r.by_square() : r.by_code();
  for (int i = 0; i < 3; ++i) {
    const auto opened = r.open(code);
    REQUIRE(opened.status == 200);
    CHECK(World::body_of(opened) == json{{"resp_id", r.world.pere.compte}, {"gen", 2}, {"role", "responsable"}});
  }
  CHECK(r.finish(r.world.activation_of(r.world.pere, 2, by_square)).status == 201);
  CHECK(r.world.sign_in(r.world.pere).status == 200);
  CHECK(one_text(r.world.box.database, "SELECT voie FROM cles WHERE gen = 2") == (by_square ? "carre" : "code"));
  // Neither of the two opens anything now.
  CHECK(r.open(r.by_square()).status == 404);
  CHECK(r.open(r.by_code()).status == 404);
  CHECK(r.finish(r.world.activation_of(r.world.pere, 2, by_square)).status == 404);
}

TEST_CASE("a new letter closes what the one before opened") {
  Received r;
  REQUIRE(r.posted.status == 201);
  CHECK(r.world.call(Method::get, "/api/v1/moi", &r.world.pere).status == 401);
  CHECK(r.world.call(Method::get, "/api/v1/moi", &r.world.mere).status == 200);
  CHECK(one_text(r.world.box.database, "SELECT etat FROM comptes WHERE id = '" + r.world.pere.compte + "'") ==
        "invite");
}

TEST_CASE("whatever is wrong with a code is one refusal") {
  Received r;
  auto wrong = r.by_square();
  wrong["auth_act"] = b64(crypto::Hash{});
  auto unknown = r.by_square();
  unknown["identifiant"] = "ZZZZZZZZZZ";
  auto used = r.by_square();
  used["identifiant"] = r.world.mere.identifiant;
  auto swapped = r.by_square();
  swapped["auth_act"] = r.by_code()["auth_court"];
  const auto first = r.open(wrong);
  CHECK(first.status == 404);
  for (const auto& code : {unknown, used, swapped}) {
    const auto other = r.open(code);
    CHECK(other.status == 404);
    CHECK(other.content() == first.content());
    CHECK(other.headers == first.headers);
  }
  CHECK(r.open(r.by_square()).status == 200);
}

TEST_CASE("a letter has its time") {
  Received r;
  r.world.box.time += 45 * 86400 - 1;
  CHECK(r.open(r.by_square()).status == 200);
  r.world.box.time += 1;
  CHECK(r.open(r.by_square()).status == 404);
}

TEST_CASE("five wrong codes in a quarter of an hour close an identifiant for the rest of it") {
  Received r;
  auto wrong = r.by_code();
  wrong["auth_court"] = b64(crypto::Hash{});
  for (int i = 0; i < 5; ++i) CHECK(r.open(wrong).status == 404);
  const auto refused = r.open(r.by_code());
  CHECK(refused.status == 429);
  CHECK(World::code_of(refused) == "trop_essais");
  CHECK(World::header(refused, "Retry-After") == "900");
  CHECK(r.finish(r.world.activation_of(r.world.pere, 2, false)).status == 429);
  r.world.box.time += 900;
  CHECK(r.open(r.by_code()).status == 200);
}

TEST_CASE("keys that nobody proved to hold, or that do not fit, are refused and burn nothing") {
  Received r;
  const auto good = r.world.activation_of(r.world.pere, 2);
  const auto [field, value] = GENERATE(table<std::string, std::string>({{"pop", std::string(86, 'A')},
                                                                        {"pk_sign", std::string(43, 'A')},
                                                                        {"pk_kem", std::string(43, 'A')},
                                                                        {"pk_kem", "AAAA"},
                                                                        {"k_auth", "AAAA"},
                                                                        {"coffre", ""},
                                                                        {"coffre", std::string(8000, 'A')},
                                                                        {"bind_tag", "AAAA"},
                                                                        {"bind_tag", "not base64!"}}));
  CAPTURE(field, value);
  auto bad = good;
  bad[field] = value;
  CHECK(r.finish(bad).status == 422);
  CHECK(r.finish(r.world.activation_of(r.world.pere, 3)).status == 422);  // a proof made for another letter
  CHECK(r.finish(good).status == 201);
}

TEST_CASE("the printed code can't bring a tag that only the square can make, nor both codes come together") {
  Received r;
  auto tagged = r.world.activation_of(r.world.pere, 2, false);
  tagged["bind_tag"] = b64(crypto::Hash{});
  CHECK(r.finish(tagged).status == 422);
  auto both = r.by_square();
  both["auth_court"] = r.by_code()["auth_court"];
  CHECK(r.open(both).status == 422);
  CHECK(r.open({{"identifiant", r.world.pere.identifiant}}).status == 422);
  CHECK(r.finish(r.world.activation_of(r.world.pere, 2, false)).status == 201);
}

TEST_CASE("a run of letters is recorded whole, or not at all") {
  Received r;
  auto& world = r.world;
  Person mere = Person{};
  mere.compte = world.mere.compte;
  const auto good = world.letter_for(mere, 2);
  const auto post = [&](json letters, bool with_list = true) {
    json run{{"lettres", std::move(letters)}};
    if (with_list) run["bordereau"] = world.bordereau(world.agent);
    return world.call_json(Method::post, "/api/v1/agent/courriers", &world.agent, run);
  };
  const auto files = count(world.box.database, "pieces.fichiers");
  const auto refused = [&](json other, int status, const std::string& code) {
    const auto reply = post(json::array({good, std::move(other)}));
    INFO(reply.content());
    CHECK(reply.status == status);
    CHECK(World::code_of(reply) == code);
    CHECK(world.call(Method::get, "/api/v1/moi", &world.mere).status == 200);  // her session is still there
    CHECK(count(world.box.database, "pieces.fichiers") == files);
  };
  auto late = world.letter_for(world.pere, 2);
  refused(late, 409, "lettre_depassee");
  auto unknown = late;
  unknown["resp_id"] = std::string(32, '9');
  unknown["gen"] = 1;
  refused(unknown, 422, "responsable_inconnu");
  auto taken = late;
  taken["gen"] = 3;
  taken["identifiant"] = world.agent.identifiant;
  refused(taken, 409, "identifiant_pris");
  auto small = late;
  small["identifiant"] = "abc";
  refused(small, 422, "champ_invalide");
  auto endless = late;
  endless["expire_le"] = world.box.time + 400 * 86400;
  refused(endless, 422, "champ_invalide");
  CHECK(World::code_of(post(json::array({good}), false)) == "bordereau_absent");
  CHECK(post(json::array()).status == 422);
  CHECK(post(json::array({good})).status == 201);
  CHECK(world.call(Method::get, "/api/v1/moi", &world.mere).status == 401);
}

TEST_CASE("a list that is not sealed for this health office by this agent is refused") {
  Received r;
  auto& world = r.world;
  const auto post = [&](json list) {
    Person pere = Person{};
    pere.compte = world.pere.compte;
    return world.call_json(Method::post, "/api/v1/agent/courriers", &world.agent,
                           {{"lettres", json::array({world.letter_for(pere, 3)})}, {"bordereau", std::move(list)}});
  };
  Person other_agent;
  other_agent.compte = std::string(32, '5');
  CHECK(World::code_of(post(world.bordereau(other_agent))) == "bordereau_refuse");
  auto cut = world.bordereau(world.agent);
  cut["corps"] = cut["corps"].get<std::string>().substr(0, 400);
  CHECK(World::code_of(post(cut)) == "bordereau_refuse");
  auto renamed = world.bordereau(world.agent);
  renamed["id"] = std::string(32, '4');
  CHECK(World::code_of(post(renamed)) == "bordereau_refuse");
  CHECK(post(world.bordereau(world.agent)).status == 201);
  CHECK(World::body_of(world.call(Method::get, "/api/v1/infirmerie/bordereaux", &world.nurse))["bordereaux"].size() ==
        2);
}
