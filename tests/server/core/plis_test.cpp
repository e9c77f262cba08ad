#include "crypto/receipt.h"
#include "crypto/token.h"
#include "server/model/retention.h"
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
  Reply file(const std::string& pli, std::size_t bytes, std::uint32_t version = 1, const crypto::Hash& before = {}) {
    const auto sealed =
        world.seal(crypto::PliKind::file, bytes_of(long_text(bytes)), world.mere, volet, pli, version, before);
    return put(text_of(sealed.manifest), text_of(sealed.body), version, pli);
  }
  World world;
  std::string volet = world.box.family.volet_mere;
  crypto::Hash previous{};
};

std::string pli_id(int number) {
  return "a" + std::string(29, '0') + (number < 10 ? "0" : "") + std::to_string(number);
}

crypto::Hash hash_in(const json& pli) {
  return *crypto::fixed<crypto::Hash>(*crypto::from_base64url(pli["empreinte"].get<std::string>()));
}

bool is_receipt_of(const json& pli, const std::string& volet, const crypto::PublicKey& box) {
  const auto id = [](const std::string& hex) { return crypto::id_from_hex(hex); };
  const auto signature =
      crypto::fixed<crypto::Signature>(*crypto::from_base64url(pli["depot"]["signature"].get<std::string>()));
  return crypto::verify_deposit_receipt(
      box, {id(std::string(32, 'e')), id(volet), id(pli["id"]), pli["version"], hash_in(pli), pli["depot"]["moment"]},
      *signature);
}

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
  CHECK(put(again).status == 201);  // the same once more is nothing new
  const auto annuaire = World::body_of(world.call(Method::get, "/api/v1/annuaire", nullptr));
  CHECK(annuaire["racine"] == again["racine"]);
  CHECK(annuaire["instantanes"] == json::array({again["instantane"]}));
  CHECK(annuaire["certificats"] == again["certificats"]);
}

TEST_CASE("a file goes beside the form, in versions of its own, and the box signs for every deposit") {
  Sealing s;
  const auto first = s.file(pli_id(1), 70'000);
  REQUIRE(first.status == 201);
  const auto sent = World::body_of(first);
  CHECK(sent["kind"] == 1);
  CHECK(sent["octets"] == crypto::body_length(crypto::padded_length(70'000)));
  CHECK(World::code_of(s.file(pli_id(1), 70'000)) == "version_depassee");
  CHECK(World::code_of(s.file(pli_id(1), 70'000, 2, crypto::Hash{std::byte{1}})) ==
        "pli_refuse");  // does not follow the first
  const auto second = s.file(pli_id(1), 900, 2, hash_in(sent));
  REQUIRE(second.status == 201);
  // The form's id for a file, or the reverse.
  CHECK(World::code_of(s.file(s.world.pli, 900, 2, s.previous)) == "pli_refuse");
  const auto form = s.world.seal_form(s.world.mere, s.volet, pli_id(1), 3, hash_in(World::body_of(second)));
  CHECK(World::code_of(s.put(text_of(form.manifest), text_of(form.body), 3, pli_id(1))) == "pli_deja_depose");

  const auto accueil = World::body_of(s.world.call(Method::get, "/api/v1/accueil", nullptr));
  const auto box = *crypto::fixed<crypto::PublicKey>(*crypto::from_base64url(accueil["pk_boite"].get<std::string>()));
  const auto listed = s.listed();
  REQUIRE(listed.size() == 3);
  for (auto pli : listed) {
    CHECK(is_receipt_of(pli, s.volet, box));
    CHECK_FALSE(is_receipt_of(pli, s.world.box.family.volet_pere, box));
    pli["version"] = pli["version"].get<int>() + 1;
    CHECK_FALSE(is_receipt_of(pli, s.volet, box));
  }
  // Deposited before receipts were kept: signed for when it is shown.
  s.world.box.database.execute("UPDATE plis SET depot = NULL");
  CHECK(s.listed() == listed);
}

TEST_CASE("an envelope has an end: ten plis, sixty megabytes, three on their way, and a file of twenty") {
  Sealing s;
  const auto create = [&](std::int64_t bytes) {
    return s.world.call(Method::post, "/api/v1/volets/" + s.volet + "/envois", &s.world.mere, {},
                        {{"upload-length", std::to_string(bytes)}, {"upload-metadata", "classe c2NlbGxl"}});
  };
  const auto largest =
      static_cast<std::int64_t>(crypto::body_length(crypto::padded_length(crypto::longest_data_bytes)));
  CHECK(World::code_of(create(largest + 1)) == "trop_grand");
  REQUIRE(create(largest).status == 201);
  REQUIRE(create(1000).status == 201);
  CHECK(create(1000).status == 201);
  CHECK(World::code_of(create(1000)) == "trop_envois");
  s.world.box.database.execute("DELETE FROM envois WHERE classe = 'scelle'");

  for (int number = 1; number <= 9; ++number) REQUIRE(s.file(pli_id(number), 900).status == 201);
  CHECK(World::code_of(s.file(pli_id(10), 900)) == "trop_de_plis");
  CHECK(s.file(pli_id(9), 900, 2, hash_in(s.listed().back())).status == 201);  // a version is no new pli
  s.world.box.database.execute("UPDATE plis SET octets = 6000000, depose_le = depose_le - 90000 WHERE version = 1");
  CHECK(World::code_of(create(3'000'000)) == "enveloppe_pleine");
  CHECK(create(1'000'000).status == 201);
  // What is destroyed leaves its place.
  s.world.box.database.execute("UPDATE plis SET corps = '', detruit_le = 1 WHERE id = '" + pli_id(9) + "'");
  CHECK(create(3'000'000).status == 201);
  s.world.box.database.execute("DELETE FROM envois WHERE classe = 'scelle'");
  CHECK(s.file(pli_id(10), 900).status == 201);
}

TEST_CASE("sealed under yesterday's snapshot: taken for a day, unless one of its readers is revoked") {
  Sealing s;
  const auto before = s.world.recipients;
  const auto publish = [&](const json& publication) {
    REQUIRE(s.world.call_json(Method::post, "/api/v1/infirmerie/annuaire", &s.world.nurse, publication).status == 201);
  };
  const auto put = [&](std::uint32_t version, const crypto::Hash& previous) {
    const auto sealed = s.world.seal_form(s.world.mere, s.volet, s.world.pli, version, previous);
    return s.put(text_of(sealed.manifest), text_of(sealed.body), version);
  };
  publish(s.world.next_snapshot(crypto::SigningKey::random()));
  const auto now = s.world.recipients;
  s.world.recipients = before;
  const auto kept = put(2, s.previous);
  REQUIRE(kept.status == 201);
  s.world.box.time += 86400;
  REQUIRE(s.world.sign_in(s.world.mere).status == 200);
  CHECK(World::code_of(put(3, hash_in(World::body_of(kept)))) == "annuaire_change");
  s.world.recipients = now;
  REQUIRE(s.world.sign_in(s.world.nurse).status == 200);
  const auto third = put(3, hash_in(World::body_of(kept)));
  REQUIRE(third.status == 201);
  publish(s.world.next_snapshot(crypto::SigningKey::random(), {s.world.office.nurse}));
  const auto last = s.world.recipients;
  s.world.recipients = now;
  CHECK(World::code_of(put(4, hash_in(World::body_of(third)))) == "annuaire_change");
  s.world.recipients = last;
  CHECK(put(4, hash_in(World::body_of(third))).status == 201);
}

TEST_CASE(
    "bytes are destroyed a month after the receipt, on 31 October at the latest, and never within a month of arriving "
    "unread") {
  const auto at = [](int year, unsigned month, unsigned day) {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day))
                   .time_since_epoch())
        .count();
  };
  CHECK(destroyed_at(at(2026, 6, 1), std::nullopt) == at(2026, 10, 31));
  CHECK(destroyed_at(at(2026, 10, 1), std::nullopt) == at(2026, 10, 31));
  CHECK(destroyed_at(at(2026, 10, 2), std::nullopt) == at(2027, 10, 31));
  CHECK(destroyed_at(at(2026, 11, 24), std::nullopt) == at(2027, 10, 31));
  CHECK(destroyed_at(at(2026, 6, 1), at(2026, 6, 10)) == at(2026, 7, 10));
  CHECK(destroyed_at(at(2026, 6, 1), at(2026, 10, 10)) == at(2026, 10, 31));
  CHECK(destroyed_at(at(2026, 10, 30), at(2026, 10, 30)) == at(2026, 11, 29));
}
