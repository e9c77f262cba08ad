#include "server/actions/receive_upload.h"
#include "server/store/reading_queue.h"
#include "tests/catch.h"
#include "tests/server/core/world.h"

using namespace server;
using namespace server::test;

namespace {

// An upload of five bytes by the mother, of the readable class.
struct Uploading {
  Uploading() { location = World::header(create("5"), "Location"); }
  Reply create(const std::string& length, Headers headers = {}) {
    headers.emplace_back("upload-length", length);
    const bool told =
        std::any_of(headers.begin(), headers.end(), [](const auto& h) { return h.first == "upload-metadata"; });
    if (!told) headers.emplace_back("upload-metadata", "filename eA==,classe bGlzaWJsZQ==");
    return world.call(Method::post, "/api/v1/volets/" + volet + "/envois", &world.mere, {}, headers);
  }
  Reply send(const std::string& bytes, const std::string& offset, Headers headers = {}) {
    headers.emplace_back("upload-offset", offset);
    const bool told =
        std::any_of(headers.begin(), headers.end(), [](const auto& h) { return h.first == "content-type"; });
    if (!told) headers.emplace_back("content-type", "application/offset+octet-stream");
    return world.call(Method::patch, location, &world.mere, bytes, headers);
  }
  std::string offset() { return World::header(world.call(Method::head, location, &world.mere), "Upload-Offset"); }
  std::string id() const { return location.substr(location.rfind('/') + 1); }
  World world;
  std::string volet = world.box.family.volet_mere, location;
};

}  // namespace

TEST_CASE("an upload goes by slices, says where to resume, and becomes a pièce once whole") {
  Uploading u;
  CHECK(u.offset() == "0");
  const auto sent = u.send("%P", "0");
  CHECK(sent.status == 204);
  CHECK(World::header(sent, "Upload-Offset") == "2");
  CHECK(World::header(sent, "Tus-Resumable") == "1.0.0");
  CHECK(World::header(sent, "Upload-Expires").ends_with(" GMT"));
  CHECK(World::code_of(u.world.deposit(u.world.mere, u.volet, "assurance_scolaire", u.id())) == "envoi_incomplet");
  CHECK(u.send("DF-", "2").status == 204);
  CHECK(u.offset() == "5");
  CHECK(u.world.deposit(u.world.mere, u.volet, "assurance_scolaire", u.id()).status == 202);
  CHECK(u.world.box.vault.read(closed_file(u.world.box.database,
                                           "SELECT f.fichier FROM piece_fichiers f JOIN main.pieces p ON p.id = "
                                           "f.piece WHERE p.type = 'assurance_scolaire'")) == "%PDF-");
  CHECK(u.world.call(Method::head, u.location, &u.world.mere).status == 404);
}

TEST_CASE("an answer lost on the way loses nothing: the same slice, the same deposit, once more") {
  Uploading u;
  CHECK(u.send("%PD", "0").status == 204);
  const auto again = u.send("%PD", "0");
  CHECK(again.status == 409);
  CHECK(World::code_of(again) == "reprise_ailleurs");
  CHECK(u.offset() == "3");
  CHECK(u.send("F-", "3").status == 204);
  const auto first = u.world.deposit(u.world.mere, u.volet, "assurance_scolaire", u.id());
  const auto second = u.world.deposit(u.world.mere, u.volet, "assurance_scolaire", u.id());
  CHECK(first.status == 202);
  CHECK(second.status == 202);
  CHECK(first.content() == second.content());
  CHECK(waiting_readings(u.world.box.database) == 1);
}

TEST_CASE("each rule of the slices refuses, and its twin passes") {
  Uploading u;
  CHECK(u.send("%PDF-", "0", {{"tus-resumable", "0.2.2"}}).status == 412);
  CHECK(u.send("%PDF-", "0", {{"tus-resumable", ""}}).status == 412);
  CHECK(u.send("%PDF-", "0", {{"content-type", "application/json"}}).status == 415);
  CHECK(u.send("%PDF-", "1").status == 409);
  CHECK(u.send("%PDF-", "-1").status == 422);
  CHECK(u.send("%PDF-", "x").status == 422);
  CHECK(u.send("%PDF-+", "0").status == 413);
  CHECK(u.send(long_text(1024 * 1024 + 1), "0").status == 413);
  CHECK(u.offset() == "0");
  CHECK(u.send("%PDF-", "0").status == 204);
}

TEST_CASE("each rule of creation refuses, and its twin passes") {
  Uploading u;
  CHECK(u.create("0").status == 422);
  CHECK(u.create("").status == 422);
  CHECK(u.create("12a").status == 422);
  CHECK(u.create(std::to_string(longest_readable_bytes + 1)).status == 413);
  CHECK(u.create("5", {{"upload-metadata", "classe " + b64(crypto::bytes_of("ouverte"))}}).status == 422);
  CHECK(u.create("5", {{"upload-metadata", "filename eA=="}}).status == 422);
  CHECK(u.create("5", {{"tus-resumable", "2.0.0"}}).status == 412);
  CHECK(u.create(std::to_string(longest_readable_bytes)).status == 201);
}

TEST_CASE("ten uploads at a time in a volet, sixty mebibytes a day; the other volets have their own") {
  Uploading u;  // with the one of the world, two are open
  for (int i = 3; i <= 10; ++i) CHECK(u.create("5").status == 201);
  CHECK(World::code_of(u.create("5")) == "trop_envois");
  CHECK(u.world.call(Method::delete_, u.location, &u.world.mere).status == 204);
  CHECK(u.create(std::to_string(longest_readable_bytes)).status == 201);
  u.world.box.database.execute("UPDATE envois SET longueur = 50000000");
  u.world.box.database.execute("DELETE FROM envois WHERE rowid <> (SELECT max(rowid) FROM envois)");
  const auto refused = u.create("19000000");
  CHECK(refused.status == 429);
  CHECK(World::code_of(refused) == "quota_atteint");
  CHECK_FALSE(World::header(refused, "Retry-After").empty());
  CHECK(u.world
            .call(Method::post, "/api/v1/volets/" + u.world.box.family.volet_pere + "/envois", &u.world.pere, {},
                  {{"upload-length", "19000000"}, {"upload-metadata", "classe bGlzaWJsZQ=="}})
            .status == 201);
  u.world.box.time += 86400;
  REQUIRE(u.world.sign_in(u.world.mere).status == 200);
  CHECK(u.create("19000000").status == 201);
}

TEST_CASE("what is sealed never becomes a readable pièce, nor the reverse") {
  World world;
  const auto volet = world.box.family.volet_mere;
  const auto sealed = world.upload(world.mere, volet, "scelle", "ciphertext");
  CHECK(World::code_of(world.deposit(world.mere, volet, "assurance_scolaire", sealed)) == "envoi_inconnu");
  const auto form = world.seal_form(world.mere, world.box.family.volet_basile, std::string(32, '6'), 1);
  const auto put = [&](const std::string& envoi) {
    return world.call_json(Method::put,
                           "/api/v1/volets/" + world.box.family.volet_basile + "/plis/" + std::string(32, '6') + "/1",
                           &world.mere, {{"envoi", envoi}, {"manifeste", b64(form.manifest)}});
  };
  CHECK(World::code_of(put(world.upload(world.mere, world.box.family.volet_basile, "lisible", text_of(form.body)))) ==
        "envoi_inconnu");
  CHECK(put(world.upload(world.mere, world.box.family.volet_basile, "scelle", text_of(form.body))).status == 201);
}

TEST_CASE("an upload of another volet of her own is not this volet's") {
  World world;
  const auto other = world.upload(world.mere, world.box.family.volet_basile, "lisible", "%PDF-");
  CHECK(World::code_of(world.deposit(world.mere, world.box.family.volet_mere, "assurance_scolaire", other)) ==
        "envoi_inconnu");
  CHECK(world.deposit(world.mere, world.box.family.volet_basile, "assurance_scolaire", other).status == 202);
}

TEST_CASE("unfinished uploads are dropped after a day, with their bytes") {
  Uploading u;
  REQUIRE(u.send("%P", "0").status == 204);
  u.world.box.time += 86399;
  REQUIRE(u.world.sign_in(u.world.mere).status == 200);
  CHECK(purge_uploads(u.world.box.app) == 0);
  CHECK(u.offset() == "2");
  u.world.box.time += 2;
  CHECK(u.world.call(Method::head, u.location, &u.world.mere).status == 404);
  const auto files = count(u.world.box.database, "pieces.fichiers");
  CHECK(purge_uploads(u.world.box.app) == 2);
  CHECK(count(u.world.box.database, "pieces.fichiers") == files - 2);
}

TEST_CASE("a power cut between the bytes of a slice and its row: the slice is sent again, and is one") {
  Uploading u;
  const auto fichier = closed_file(u.world.box.database, "SELECT fichier FROM envois WHERE id = '" + u.id() + "'");
  u.world.box.database.execute("UPDATE envois SET verrou = " + std::to_string(u.world.box.time + 30));
  u.world.box.vault.append(fichier, 0, bytes_of("%PDX"));
  CHECK(u.send("%PDF", "0").status == 409);  // its writer may still be alive
  SECTION("the box starts again") { free_readings_at_boot(u.world.box.database); }
  SECTION("or the lock runs out") { u.world.box.time += 30; }
  CHECK(u.offset() == "0");
  CHECK(u.send("%PDF", "0").status == 204);
  CHECK(u.send("-", "4").status == 204);
  CHECK(u.world.box.vault.read(fichier) == "%PDF-");
}

TEST_CASE("once the campagne is over nothing is sent, and all can be read") {
  Uploading u;
  REQUIRE(u.send("%PDF-", "0").status == 204);
  const auto [campagne, ferme_le, open] =
      GENERATE(table<std::string, std::string, bool>({{"ouverte", "", true},
                                                      {"ouverte", "2026-05-28", true},
                                                      {"ouverte", "2026-05-27", false},
                                                      {"fermee", "", false},
                                                      {"preparee", "", false}}));
  CAPTURE(campagne, ferme_le);
  u.world.box.database.execute("UPDATE etablissement SET campagne = '" + campagne + "', ferme_le = '" + ferme_le + "'");
  const auto created = u.create("5");
  const auto deposited = u.world.deposit(u.world.mere, u.volet, "assurance_scolaire", u.id());
  if (open) {
    CHECK(created.status == 201);
    CHECK(deposited.status == 202);
  } else {
    for (const auto* reply : {&created, &deposited}) {
      CHECK(reply->status == 403);
      CHECK(World::code_of(*reply) == "campagne_fermee");
    }
  }
  CHECK(u.world.call(Method::get, "/api/v1/moi", &u.world.mere).status == 200);
  CHECK(u.world.call(Method::get, "/api/v1/volets/" + u.volet + "/plis", &u.world.mere).status == 200);
}
