#include "crypto/journal.h"
#include "crypto/receipt.h"
#include "crypto/rewrap.h"
#include "crypto/token.h"
#include "server/actions/purge.h"
#include "server/model/retention.h"
#include "server/store/founding.h"
#include "tests/catch.h"
#include "tests/server/core/world.h"

using namespace server;
using namespace server::test;

namespace {

struct NurseDesk {
  World world;
  std::string volet = world.box.family.volet_mere;
  std::int64_t day = world.box.time / 86400;

  json listed() {
    return World::body_of(world.call(Method::get, "/api/v1/volets/" + volet + "/plis", &world.mere))["plis"];
  }
  json received() { return World::body_of(world.call(Method::get, "/api/v1/infirmerie/plis", &world.nurse))["plis"]; }
  crypto::Hash hash() {
    return *crypto::fixed<crypto::Hash>(*crypto::from_base64url(listed()[0]["empreinte"].get<std::string>()));
  }
  json receipt(const crypto::SigningKey& by, const crypto::Id& cert, std::int64_t on, const std::string& of = {}) {
    const auto signature = crypto::sign_receipt(
        by, {crypto::id_from_hex(std::string(32, 'e')), crypto::id_from_hex(of.empty() ? volet : of),
             crypto::id_from_hex(world.pli), 1, hash(), static_cast<std::uint32_t>(on)});
    return {{"pli", world.pli},
            {"recu",
             {{"cert", crypto::hex(cert)},
              {"version", 1},
              {"empreinte", b64(hash())},
              {"jour", on},
              {"signature", b64(signature)}}}};
  }
  json give(const char* what, const std::vector<json>& pieces) {
    json returns;
    returns[what] = pieces;
    return world.give_back(returns);
  }
  std::string refused(const char* what, const json& piece) {
    const auto report = give(what, {piece});
    INFO(report.dump());
    REQUIRE(report["refuses"].size() == 1);
    return report["refuses"][0]["code"];
  }
};

}  // namespace

TEST_CASE("the nurse's receipt is kept when she signed it, shown to the sender, and ends the right to take it back") {
  NurseDesk desk;
  auto& office = desk.world.office;
  const auto good = desk.receipt(office.sign, office.nurse, desk.day);
  const auto stranger = crypto::SigningKey::random();
  CHECK(desk.refused("recus", desk.receipt(stranger, office.nurse, desk.day)) == "recu_refuse");
  CHECK(desk.refused("recus", desk.receipt(office.sign, crypto::random_id(), desk.day)) == "recu_refuse");
  CHECK(desk.refused("recus", desk.receipt(office.sign, office.nurse, desk.day - 2)) == "recu_refuse");
  CHECK(desk.refused("recus", desk.receipt(office.sign, office.nurse, desk.day + 2)) == "recu_refuse");
  CHECK(desk.refused("recus", desk.receipt(office.sign, office.nurse, desk.day, desk.world.box.family.volet_pere)) ==
        "recu_refuse");
  auto elsewhere = good;
  elsewhere["pli"] = std::string(32, '5');
  CHECK(desk.refused("recus", elsewhere) == "pli_inconnu");
  CHECK_FALSE(desk.listed()[0].contains("recu"));

  const auto mixed = desk.give("recus", {elsewhere, good});
  CHECK(mixed["recus"] == 1);
  CHECK(mixed["refuses"].size() == 1);
  CHECK(desk.give("recus", {good})["recus"] == 1);  // twice is once
  CHECK(count(desk.world.box.database, "recus") == 1);
  CHECK(desk.refused("recus", desk.receipt(office.sign, office.nurse, desk.day + 1)) == "recu_deja_pose");
  CHECK(desk.listed()[0]["recu"] == good["recu"]);
  CHECK(desk.received()[0]["recu"] == good["recu"]);
  CHECK(desk.listed()[0]["detruit_le"] == destroyed_at(desk.world.box.time, desk.world.box.time));
  const json phrase{{"k_auth", b64(crypto::bytes_of(desk.world.mere.k_auth))}};
  const auto withdraw = "/api/v1/volets/" + desk.volet + "/plis/" + desk.world.pli + "/retirer";
  CHECK(World::code_of(desk.world.call_json(Method::post, withdraw, &desk.world.mere, phrase)) == "pli_releve");
}

TEST_CASE("a pli not opened yet is taken back with the phrase, bytes and all, and its id never serves again") {
  NurseDesk desk;
  auto& world = desk.world;
  const auto withdraw = [&](const std::string& k_auth) {
    return world.call_json(Method::post, "/api/v1/volets/" + desk.volet + "/plis/" + world.pli + "/retirer",
                           &world.mere, {{"k_auth", b64(crypto::bytes_of(k_auth))}});
  };
  const auto files = count(world.box.database, "pieces.fichiers");
  CHECK(withdraw(std::string(32, 'x')).status == 403);
  CHECK(desk.listed().size() == 1);
  CHECK(withdraw(world.mere.k_auth).status == 204);
  CHECK(desk.listed().empty());
  CHECK(count(world.box.database, "pieces.fichiers") == files - 1);
  CHECK(withdraw(world.mere.k_auth).status == 404);
  CHECK(World::code_of(world.deposit_form(world.mere, desk.volet, world.pli, 1)) == "pli_refuse");
  CHECK(world.deposit_form(world.mere, desk.volet, std::string(32, '6'), 1).status == 201);
}

TEST_CASE("a message reaches the responsable it was closed for, and nobody else") {
  NurseDesk desk;
  auto& world = desk.world;
  const auto place = "/api/v1/volets/" + desk.volet + "/messages";
  const auto messages = [&] { return World::body_of(world.call(Method::get, place, &world.mere))["messages"]; };
  REQUIRE(messages().size() == 1);
  CHECK_FALSE(messages()[0].contains("lu_le"));
  CHECK(world.call(Method::get, place + "/" + world.message + "/corps", &world.mere).content().size() == 65536 + 17);
  CHECK(world.call(Method::post, place + "/" + world.message + "/lu", &world.mere).status == 204);
  CHECK(messages()[0]["lu_le"] == world.box.time);
  const auto his = "/api/v1/volets/" + world.box.family.volet_pere + "/messages";
  CHECK(World::body_of(world.call(Method::get, his, &world.pere))["messages"].empty());
  CHECK(world.call(Method::get, his + "/" + world.message + "/corps", &world.pere).status == 404);
  CHECK(world.call(Method::post, his + "/" + world.message + "/lu", &world.pere).status == 404);

  const std::string id(32, '4');
  auto astray = world.message_to(world.mere, desk.volet, id);
  astray["volet"] = world.box.family.volet_pere;
  CHECK(desk.refused("messages", astray) == "message_cle_changee");  // closed for keys that are not his
  auto bent = world.message_to(world.mere, desk.volet, id);
  bent["corps"] = world.message_to(world.mere, desk.volet, id)["corps"];
  CHECK(desk.refused("messages", bent) == "message_refuse");
  auto forger = crypto::SigningKey::random();
  std::swap(world.office.sign, forger);
  CHECK(desk.refused("messages", world.message_to(world.mere, desk.volet, id)) == "message_refuse");
  std::swap(world.office.sign, forger);
  const auto files = count(world.box.database, "pieces.fichiers");
  const auto good = world.message_to(world.mere, desk.volet, id);
  CHECK(desk.give("messages", {good})["messages"] == 1);
  CHECK(desk.give("messages", {good})["messages"] == 1);
  CHECK(desk.refused("messages", world.message_to(world.mere, desk.volet, id)) == "message_refuse");
  CHECK(messages().size() == 2);
  CHECK(count(world.box.database, "pieces.fichiers") == files + 1);
}

TEST_CASE("a pli closed again stands beside its manifest when a key of the office did it, for keys of the office") {
  NurseDesk desk;
  auto& office = desk.world.office;
  const auto bytes = *crypto::from_base64url(desk.received()[0]["manifeste"].get<std::string>());
  const auto manifest = *crypto::parse_manifest(bytes);
  const auto mine = *std::find_if(manifest.stanzas.begin(), manifest.stanzas.end(),
                                  [&](const auto& one) { return one.cert_id == office.nurse; });
  REQUIRE(desk.world
              .call_json(Method::post, "/api/v1/infirmerie/annuaire", &desk.world.nurse,
                         desk.world.next_snapshot(crypto::SigningKey::random()))
              .status == 201);
  const auto close = [&](const crypto::SigningKey& by, const std::vector<crypto::Recipient>& recipients) {
    const auto record = crypto::rewrap(manifest, mine, office.kem, office.nurse, by, recipients, 1'780'000'001);
    REQUIRE(record);
    return json{{"pli", desk.world.pli}, {"version", 1}, {"renveloppe", b64(*record)}};
  };
  const auto& everyone = desk.world.recipients.certificates;
  CHECK(desk.refused("renveloppes", close(crypto::SigningKey::random(), everyone)) == "renveloppe_refusee");
  CHECK(desk.refused("renveloppes", close(office.sign, {{crypto::random_id(), everyone[0].pk_kem}})) ==
        "renveloppe_refusee");
  const auto good = close(office.sign, everyone);
  CHECK(desk.give("renveloppes", {good, good})["renveloppes"] == 2);
  REQUIRE(desk.received()[0]["renveloppes"].size() == 1);
  CHECK(desk.received()[0]["renveloppes"][0] == good["renveloppe"]);
}

TEST_CASE("the record goes on by one snapshot chained to the last, and by nothing else") {
  NurseDesk desk;
  auto& world = desk.world;
  const auto post = [&](const json& body) {
    return world.call_json(Method::post, "/api/v1/infirmerie/annuaire", &world.nurse, body);
  };
  const auto certificates = world.office.certificates;
  const auto snapshot = world.office.snapshot;
  const auto signed_snapshot = world.office.signed_snapshot;
  const auto back = [&] {
    world.office.certificates = certificates;
    world.office.snapshot = snapshot;
    world.office.signed_snapshot = signed_snapshot;
  };
  const auto next = world.next_snapshot(crypto::SigningKey::random());
  auto without = next;
  without["certificats"] = json::array();
  CHECK(World::code_of(post(without)) == "annuaire_refuse");
  back();
  auto skipping = world.next_snapshot(crypto::SigningKey::random());
  skipping = world.next_snapshot(crypto::SigningKey::random());
  CHECK(World::code_of(post(skipping)) == "annuaire_refuse");
  CHECK(post(next).status == 201);
  CHECK(post(next).status == 201);  // twice is once
  CHECK(World::body_of(world.call(Method::get, "/api/v1/annuaire", nullptr))["instantanes"].size() == 2);
  back();
  CHECK(World::code_of(post(world.next_snapshot(crypto::SigningKey::random()))) == "annuaire_refuse");  // a fork
  const auto report = world.give_back({{"publication", next}, {"carnet", "AAAA"}});
  CHECK(report["publication"] == true);
  CHECK(report["refuses"].empty());
}

namespace {

json annuaire_of(World& world) { return World::body_of(world.call(Method::get, "/api/v1/annuaire", nullptr)); }
Reply put_root(World& world, const json& body) {
  return world.call_json(Method::put, "/api/v1/infirmerie/annuaire", &world.nurse, body);
}

}  // namespace

TEST_CASE("a root that the one in force names takes its place, and what was sealed before stays told") {
  NurseDesk desk;
  auto& world = desk.world;
  const auto first = annuaire_of(world);
  const auto body = world.next_root(true, true);
  auto forged = body;
  forged["successeur"] = b64(crypto::issue_successor(world.office.root, crypto::Hash{}, world.office.record));
  CHECK(World::code_of(put_root(world, forged)) == "annuaire_refuse");
  CHECK(annuaire_of(world) == first);
  CHECK(put_root(world, body).status == 201);
  CHECK(put_root(world, body).status == 201);  // twice is once
  const auto now = annuaire_of(world);
  CHECK(now["racine"] == body["racine"]);
  CHECK(now["successeur"] == body["successeur"]);
  REQUIRE(now["precedents"].size() == 1);
  CHECK(now["precedents"][0] == first);
  // The nurse of the first root closes what waits again for the second's.
  const auto bytes = *crypto::from_base64url(desk.received()[0]["manifeste"].get<std::string>());
  const auto manifest = *crypto::parse_manifest(bytes);
  const auto mine = *std::find_if(manifest.stanzas.begin(), manifest.stanzas.end(),
                                  [&](const auto& one) { return one.cert_id == world.replaced.nurse; });
  const auto record = crypto::rewrap(manifest, mine, world.replaced.kem, world.replaced.nurse, world.replaced.sign,
                                     world.recipients.certificates, static_cast<std::uint64_t>(world.box.time));
  REQUIRE(record);
  const json piece{{"pli", world.pli}, {"version", 1}, {"renveloppe", b64(*record)}};
  CHECK(desk.give("renveloppes", {piece})["renveloppes"] == 1);
  // The record goes on under the second root, and returns of before it change nothing.
  CHECK(world
            .call_json(Method::post, "/api/v1/infirmerie/annuaire", &world.nurse,
                       world.next_snapshot(crypto::SigningKey::random()))
            .status == 201);
  CHECK(put_root(world, body).status == 201);
  CHECK(annuaire_of(world)["instantanes"].size() == 2);
  CHECK(annuaire_of(world)["precedents"].size() == 1);
  CHECK(world.deposit_form(world.pere, world.box.family.volet_pere, std::string(32, '7'), 1).status == 201);
}

TEST_CASE("a root that nothing names waits for the operator, and starts the chain anew or goes on from it") {
  const bool goes_on = GENERATE(true, false);
  NurseDesk desk;
  auto& world = desk.world;
  const auto first = annuaire_of(world);
  const auto body = world.next_root(goes_on, false);
  CHECK(World::code_of(put_root(world, body)) == "annuaire_deja_publie");
  let_lock_start_anew(world.box.database, world.box.time);  // until now, that is no longer
  CHECK(World::code_of(put_root(world, body)) == "annuaire_deja_publie");
  CHECK(annuaire_of(world) == first);
  // In returns too; and the notebook that goes with a key nobody took is not kept.
  const auto report =
      world.give_back({{"ceremonie", body}, {"carnet", b64(crypto::bytes_of("closed by another key"))}});
  CHECK(report["publication"] == false);
  CHECK_FALSE(World::body_of(world.call(Method::get, "/api/v1/infirmerie/etat", &world.nurse)).contains("carnet"));
  let_lock_start_anew(world.box.database, world.box.time + 60);
  CHECK(put_root(world, body).status == 201);
  const auto now = annuaire_of(world);
  CHECK(now["racine"] == body["racine"]);
  CHECK_FALSE(now.contains("successeur"));
  CHECK(now.contains("precedents") == goes_on);
  // The door is open once.
  CHECK(World::code_of(put_root(world, world.next_root(false, false))) == "annuaire_deja_publie");
}

TEST_CASE("the next root is later than the one before, and its epoch is the next") {
  NurseDesk desk;
  auto& world = desk.world;
  let_lock_start_anew(world.box.database, world.box.time + 86400);
  const auto with_epoch = [&](std::uint32_t epoch) {
    auto body = world.next_root(false, false);
    auto snapshot = world.office.snapshot;
    snapshot.epoch = epoch;
    body["instantane"] = b64(crypto::issue_snapshot(world.office.root, snapshot));
    world.office.snapshot.epoch = 1;  // what is published stays the first
    return World::code_of(put_root(world, body));
  };
  CHECK(with_epoch(1) == "annuaire_refuse");
  CHECK(with_epoch(3) == "annuaire_refuse");
  world.box.time -= 400;
  CHECK(World::code_of(put_root(world, world.next_root(false, false))) == "annuaire_refuse");
  world.box.time += 400;
  world.office.snapshot.epoch = 1;
  CHECK(put_root(world, world.next_root(false, false)).status == 201);
}

TEST_CASE(
    "the key file and the notebook are the health office's: whoever takes her place finds them under her own access") {
  World world;
  Person next;
  world.hire(next, Role::infirmerie);
  world.activate(next);
  world.take_telephone(next);
  const auto etat = [&] { return World::body_of(world.call(Method::get, "/api/v1/infirmerie/etat", &next)); };
  CHECK(etat()["trousseau"] == b64(crypto::bytes_of("a key file only her phrase opens")));
  json returns{{"schema", "retours/1"},
               {"trousseau", b64(crypto::bytes_of("hers"))},
               {"carnet", b64(crypto::bytes_of("her notebook"))}};
  CHECK(world.call_json(Method::post, "/api/v1/infirmerie/retours", &next, returns).status == 200);
  const auto seen = World::body_of(world.call(Method::get, "/api/v1/infirmerie/etat", &world.nurse));
  CHECK(seen["trousseau"] == etat()["trousseau"]);
  CHECK(seen["trousseau"] == b64(crypto::bytes_of("hers")));
  CHECK(seen["carnet"] == b64(crypto::bytes_of("her notebook")));
}

TEST_CASE(
    "where envelopes are opened off line only, the box shows neither them nor the page, and still gives the bag") {
  NurseDesk desk;
  auto& world = desk.world;
  const auto status = [&](const std::string& path) { return world.call(Method::get, path, &world.nurse).status; };
  const std::vector<std::string> paths{"/api/v1/infirmerie/plis", "/api/v1/infirmerie/bordereaux",
                                       "/api/v1/infirmerie/plis/" + world.pli + "/1/corps"};
  for (const auto& path : paths) CHECK(status(path) == 200);
  CHECK(status("/infirmerie/liste") == 404);  // this test has no such page, and is not sent elsewhere
  const auto choose = [&](const char* word) {
    return world.call_json(Method::put, "/api/v1/infirmerie/lecteur", &world.nurse, {{"lecteur", word}}).status;
  };
  CHECK(choose("ailleurs") == 422);
  REQUIRE(choose("hors_ligne") == 204);
  for (const auto& path : paths) CHECK(status(path) == 404);
  for (const auto* path : {"/infirmerie", "/infirmerie/liste", "/infirmerie.html"}) {
    const auto reply = world.call(Method::get, path, nullptr);
    CHECK(reply.status == 303);
    CHECK(World::header(reply, "Location") == "/portail");
  }
  CHECK(World::body_of(world.call(Method::get, "/api/v1/accueil", nullptr))["lecteur"] == "hors_ligne");
  CHECK(status("/api/v1/infirmerie/sacoche") == 200);
  CHECK(world.give_back({{"carnet", "AAAA"}})["refuses"].empty());
  REQUIRE(choose("page") == 204);
  for (const auto& path : paths) CHECK(status(path) == 200);
}

TEST_CASE("the bag holds what the page would be told, and the bodies in their order, a part at a time") {
  NurseDesk desk;
  auto& world = desk.world;
  const std::string id(32, '9');
  const auto file = world.seal(crypto::PliKind::file, bytes_of(long_text(700'000)), world.mere, desk.volet, id, 1);
  const auto envoi = world.upload(world.mere, desk.volet, "scelle", text_of(file.body));
  REQUIRE(world
              .call_json(Method::put, "/api/v1/volets/" + desk.volet + "/plis/" + id + "/1", &world.mere,
                         {{"envoi", envoi}, {"manifeste", b64(file.manifest)}})
              .status == 201);
  const auto reply = world.call(Method::get, "/api/v1/infirmerie/sacoche", &world.nurse);
  REQUIRE(reply.status == 200);
  const auto start = std::string(reply.content());
  CHECK(start.substr(0, 8) == "DSCOBAG1");
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < 4; ++i)
    length |= static_cast<std::uint32_t>(static_cast<unsigned char>(start[8 + i])) << (8 * i);
  REQUIRE(start.size() == 12 + length);
  const auto header = json::parse(start.substr(12));
  std::string bodies;
  std::size_t largest = 0;
  for (auto part = reply.more(); !part.empty(); part = reply.more()) {
    largest = std::max(largest, part.size());
    bodies += part;
  }
  CHECK(bodies.size() == reply.more_bytes);
  CHECK(largest <= 256 * 1024);
  CHECK(header["schema"] == "sacoche/1");
  CHECK(header["annuaire"] == World::body_of(world.call(Method::get, "/api/v1/annuaire", nullptr)));
  const auto plis = desk.received();
  REQUIRE(header["plis"].size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    auto one = header["plis"][i];
    const auto body = bodies.substr(one["at"], one["length"]);
    const auto path = "/api/v1/infirmerie/plis/" + one["id"].get<std::string>() + "/1/corps";
    CHECK(body == world.call(Method::get, path, &world.nurse).content());
    one.erase("at");
    one.erase("length");
    CHECK(one == plis[i]);
  }
  // The log goes along, its own line included: from any head seen before, the leaves lead to the one that is signed.
  const auto& told = header["journal"];
  const auto bytes = [&](const char* name) { return *crypto::from_base64url(told[name].get<std::string>()); };
  const auto leaves = bytes("feuilles");
  CHECK(told["entrees"] == count(world.box.database, "journal"));
  REQUIRE(leaves.size() == told["entrees"].get<std::size_t>() * 32);
  crypto::JournalHead head{crypto::id_from_hex(std::string(32, 'e')), told["entrees"], crypto::journal_start,
                           told["moment"]};
  for (std::size_t at = 0; at < leaves.size(); at += 32)
    head.chain = crypto::chain_after(head.chain, *crypto::fixed<crypto::Hash>(crypto::Bytes(leaves).subspan(at, 32)));
  CHECK(bytes("chaine") == crypto::Buffer(head.chain.begin(), head.chain.end()));
  CHECK(crypto::verify_journal_head(*crypto::fixed<crypto::PublicKey>(bytes("pk_boite")), head,
                                    *crypto::fixed<crypto::Signature>(bytes("signature"))));
  CHECK(one_text(world.box.database, "SELECT action FROM journal ORDER BY numero DESC LIMIT 1") == "sacoche_prise");

  // Destroyed while it is being packed: cut, rather than another's bytes.
  const auto cut = world.call(Method::get, "/api/v1/infirmerie/sacoche", &world.nurse);
  world.box.database.execute("DELETE FROM pieces.morceaux WHERE rang = 0");
  CHECK_THROWS(cut.more());
}

TEST_CASE("the night destroys what is due: body, stanzas and re-wraps; hash, dates and receipt stay") {
  NurseDesk desk;
  auto& world = desk.world;
  REQUIRE(desk.give("recus", {desk.receipt(world.office.sign, world.office.nurse, desk.day)})["recus"] == 1);
  const auto before = desk.listed();
  const auto due = before[0]["detruit_le"].get<std::int64_t>();
  const auto files = count(world.box.database, "pieces.fichiers");
  world.box.time = due - 1;
  CHECK(purge(world.box.app).empty());
  world.box.time = due;
  CHECK(purge(world.box.app).at(Destruction::pli) == 1);
  CHECK(purge(world.box.app).empty());
  CHECK(count(world.box.database, "pieces.fichiers") == files - 1);
  REQUIRE(world.sign_in(world.mere).status == 200);
  REQUIRE(world.sign_in(world.nurse).status == 200);
  CHECK(desk.listed() == before);
  const auto own = "/api/v1/volets/" + desk.volet + "/plis/" + world.pli + "/1";
  CHECK(world.call(Method::get, own, &world.mere).status == 404);
  CHECK(world.call(Method::get, own + "/corps", &world.mere).status == 404);
  CHECK(desk.received()[0]["octets"] == 0);
  CHECK(desk.received()[0]["manifeste"] == "");
  CHECK(world.call(Method::get, "/api/v1/infirmerie/sacoche", &world.nurse).more_bytes == 0);
  // The next version follows its hash.
  CHECK(world.deposit_form(world.mere, desk.volet, world.pli, 2, desk.hash()).status == 201);
}
