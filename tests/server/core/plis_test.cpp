#include "crypto/token.h"
#include "tests/catch.h"
#include "tests/server/core/world.h"

using namespace server;
using namespace server::test;

namespace {

struct Sealing {
  Sealing() {
    previous = *crypto::fixed<crypto::Hash>(*crypto::from_base64url(listed()[0]["empreinte"].get<std::string>()));
  }
  json listed() {
    return World::body_of(world.call(Method::get, "/api/v1/volets/" + volet + "/plis", &world.mere))["plis"];
  }
  Reply put(const std::string& manifest, const std::string& body, std::uint32_t version, const std::string& pli = {}) {
    const auto envoi = world.upload(world.mere, volet, "scelle", body);
    const auto reply = world.call_json(
        Method::put,
        "/api/v1/volets/" + volet + "/plis/" + (pli.empty() ? world.pli : pli) + "/" + std::to_string(version),
        &world.mere, {{"envoi", envoi}, {"manifeste", b64(crypto::bytes_of(manifest))}});
    if (reply.status != 201) world.call(Method::delete_, "/api/v1/envois/" + envoi, &world.mere);
    return reply;
  }
  World world;
  std::string volet = world.box.family.volet_mere;
  crypto::Hash previous{};
};

}  // namespace

TEST_CASE("the next version of a form is taken when everything about it is right, and nothing of it otherwise") {
  Sealing s;
  const auto good = s.world.seal_form(s.world.mere, s.volet, s.world.pli, 2, s.previous);
  const auto manifest = text_of(good.manifest), body = text_of(good.body);
  const auto files = count(s.world.box.database, "pieces.fichiers");
  const auto refused = [&](const Reply& reply, const std::string& code) {
    INFO(reply.content());
    CHECK(World::code_of(reply) == code);
    CHECK(s.listed().size() == 1);
    CHECK(count(s.world.box.database, "pieces.fichiers") == files);
  };
  auto flipped = manifest;
  flipped[40] = static_cast<char>(flipped[40] ^ 1);
  refused(s.put(flipped, body, 2), "pli_refuse");
  refused(s.put(manifest.substr(0, manifest.size() - 1), body, 2), "pli_refuse");
  auto other_body = body;
  other_body[1000] = static_cast<char>(other_body[1000] ^ 1);
  refused(s.put(manifest, other_body, 2), "pli_refuse");
  refused(s.put(manifest, body.substr(0, 60'000), 2), "pli_refuse");
  refused(s.put(manifest, body, 3), "version_depassee");
  refused(s.put(manifest, body, 1), "version_depassee");
  const auto no_past = s.world.seal_form(s.world.mere, s.volet, s.world.pli, 2, crypto::Hash{std::byte{1}});
  refused(s.put(text_of(no_past.manifest), text_of(no_past.body), 2), "pli_refuse");
  // Made by another's keys, or for the father's volet.
  Person forger;
  forger.compte = s.world.mere.compte;
  const auto forged = s.world.seal_form(forger, s.volet, s.world.pli, 2, s.previous);
  refused(s.put(text_of(forged.manifest), text_of(forged.body), 2), "pli_refuse");
  const auto astray = s.world.seal_form(s.world.mere, s.world.box.family.volet_pere, s.world.pli, 2, s.previous);
  refused(s.put(text_of(astray.manifest), text_of(astray.body), 2), "pli_refuse");
  // A second envelope beside the first.
  const auto beside = s.world.seal_form(s.world.mere, s.volet, std::string(32, '6'), 1);
  refused(s.put(text_of(beside.manifest), text_of(beside.body), 1, std::string(32, '6')), "pli_deja_depose");

  const auto taken = s.put(manifest, body, 2);
  CHECK(taken.status == 201);
  CHECK(World::body_of(taken)["empreinte"] == b64(crypto::manifest_hash(good.manifest)));
  CHECK(s.listed().size() == 2);
}

TEST_CASE("closed for another directory than today's: to be closed again") {
  Sealing s;
  const auto kept = s.world.recipients;
  s.world.ceremony();  // of an office that was never published
  const auto other = s.world.seal_form(s.world.mere, s.volet, s.world.pli, 2, s.previous);
  CHECK(World::code_of(s.put(text_of(other.manifest), text_of(other.body), 2)) == "annuaire_change");
  s.world.recipients = kept;
  const auto good = s.world.seal_form(s.world.mere, s.volet, s.world.pli, 2, s.previous);
  CHECK(s.put(text_of(good.manifest), text_of(good.body), 2).status == 201);
}

TEST_CASE("the nurse receives the envelope and its sender's keys; the agent learns that it is there, no more") {
  Sealing s;
  const auto received = World::body_of(s.world.call(Method::get, "/api/v1/infirmerie/plis", &s.world.nurse));
  REQUIRE(received["plis"].size() == 1);
  CHECK(received["attendus"] == 2);
  const auto& pli = received["plis"][0];
  CHECK(pli["resp_id"] == s.world.mere.compte);
  CHECK(pli["eleve"]["prenom"] == "Iris");
  CHECK(pli["expediteur"]["pk_sign"] == b64(s.world.mere.keys.sign.public_key()));
  CHECK(pli["expediteur"]["voie"] == "carre");
  CHECK(pli["expediteur"].contains("bind_tag"));
  const auto body = s.world.call(Method::get, "/api/v1/infirmerie/plis/" + s.world.pli + "/1/corps", &s.world.nurse);
  const auto own =
      s.world.call(Method::get, "/api/v1/volets/" + s.volet + "/plis/" + s.world.pli + "/1/corps", &s.world.mere);
  CHECK(body.content().size() == 65536 + 17);
  CHECK(body.content() == own.content());
  CHECK(s.world.call(Method::get, "/api/v1/infirmerie/plis/" + s.world.pli + "/2/corps", &s.world.nurse).status == 404);
  const auto state = World::body_of(s.world.call(Method::get, "/api/v1/infirmerie/etat", &s.world.nurse));
  CHECK(state["bureau"] == true);
  CHECK(state["deposes"] == 1);
  CHECK(state["trousseau"] == b64(crypto::bytes_of("a key file only her phrase opens")));
  const auto dossiers = s.world.call(Method::get, "/api/v1/agent/dossiers", &s.world.agent);
  CHECK(dossiers.content().find(s.world.pli) == std::string::npos);
  CHECK(dossiers.content().find("\"sante\":\"deposee\"") != std::string::npos);
}

TEST_CASE("an old pli keeps the keys that closed it, after a new letter") {
  Sealing s;
  const auto before = World::body_of(s.world.call(Method::get, "/api/v1/infirmerie/plis", &s.world.nurse));
  auto& mere = s.world.mere;
  REQUIRE(s.world
              .call_json(Method::post, "/api/v1/agent/courriers", &s.world.agent,
                         {{"lettres", json::array({s.world.letter_for(mere, 2)})},
                          {"bordereau", s.world.bordereau(s.world.agent)}})
              .status == 201);
  mere.keys = crypto::derive_account_keys(crypto::SecretKey::random());
  s.world.activate(mere, 2);
  CHECK(World::body_of(s.world.call(Method::get, "/api/v1/infirmerie/plis", &s.world.nurse)) == before);
  // And the next version is closed with the new ones.
  const auto next = s.world.seal_form(mere, s.volet, s.world.pli, 2, s.previous);
  CHECK(s.put(text_of(next.manifest), text_of(next.body), 2).status == 201);
  const auto after = World::body_of(s.world.call(Method::get, "/api/v1/infirmerie/plis", &s.world.nurse));
  CHECK(after["plis"][1]["expediteur"]["gen"] == 2);
}

TEST_CASE("a directory is published once, whole, and for this établissement") {
  World world;
  auto again = world.ceremony();
  CHECK(World::code_of(world.call_json(Method::put, "/api/v1/infirmerie/annuaire", &world.nurse, again)) ==
        "annuaire_deja_publie");
  world.box.database.execute("DELETE FROM annuaire");
  const auto put = [&](const json& body) {
    return world.call_json(Method::put, "/api/v1/infirmerie/annuaire", &world.nurse, body);
  };
  auto cut = again;
  cut["certificats"].erase(0);
  CHECK(World::code_of(put(cut)) == "annuaire_refuse");
  auto no_key = again;
  no_key["trousseau"] = "";
  CHECK(put(no_key).status == 422);
  world.box.database.execute("UPDATE etablissement SET uai = '0009991K'");
  CHECK(World::code_of(put(again)) == "annuaire_refuse");
  world.box.database.execute("UPDATE etablissement SET uai = '0009990J'");
  CHECK(put(again).status == 201);
  const auto annuaire = World::body_of(world.call(Method::get, "/api/v1/annuaire", nullptr));
  CHECK(annuaire["racine"] == again["racine"]);
  CHECK(annuaire["instantanes"] == json::array({again["instantane"]}));
  CHECK(annuaire["certificats"] == again["certificats"]);
}
