#include "server/store/reading_queue.h"
#include "tests/catch.h"
#include "tests/server/core/world.h"

using namespace server;
using namespace server::test;

namespace {

struct Review {
  Reply decide(const json& decision) {
    return world.call_json(Method::post, "/api/v1/agent/pieces/" + world.piece + "/decision", &world.agent, decision);
  }
  Reply undo() {
    return world.call(Method::delete_, "/api/v1/agent/pieces/" + world.piece + "/decision", &world.agent);
  }
  Reply send_another() {
    return world.deposit(world.mere, world.box.family.volet_mere, "justificatif_domicile", world.envoi);
  }
  json seen_by_mere() {
    return World::body_of(world.call(
        Method::get, "/api/v1/volets/" + world.box.family.volet_mere + "/pieces/justificatif_domicile", &world.mere));
  }
  json dossier() {
    const auto list = World::body_of(world.call(Method::get, "/api/v1/agent/dossiers", &world.agent));
    for (const auto& one : list["dossiers"])
      if (one["eleve"] == world.box.family.iris) return one;
    return {};
  }
  json waiting() {
    return World::body_of(world.call(Method::get, "/api/v1/agent/relectures", &world.agent))["relectures"];
  }
  World world;
};

}  // namespace

TEST_CASE("an agent sees the pièce as it was redrawn and read, beside what is expected") {
  Review r;
  const auto seen = World::body_of(r.world.call(Method::get, "/api/v1/agent/pieces/" + r.world.piece, &r.world.agent));
  CHECK(seen["eleve"]["prenom"] == "Iris");
  CHECK(seen["responsable"] == "Mme Alma MESANGE");
  CHECK(seen["attendu"]["noms"] == json::array({"Alma MESANGE", "Alma FAUVETTE"}));
  CHECK(seen["attendu"]["adresse"] == json::array({"12 RUE DES SAULES", "00100 BOURG-LES-MESANGES"}));
  CHECK(seen["reasons"] == json::array({"nom_absent", "trop_ancien"}));
  CHECK(seen["found"][1] == json{{"cle", "date_emission"},
                                 {"valeur", "2026-01-09"},
                                 {"sure", true},
                                 {"page", 1},
                                 {"boite", {10, 20, 30, 40}}});
  CHECK(seen["pages"] == json::array({{{"numero", 1}, {"largeur", 800}, {"hauteur", 1100}}}));
  const auto page = r.world.call(Method::get, "/api/v1/agent/pieces/" + r.world.piece + "/pages/1", &r.world.agent);
  CHECK(page.content() == "redrawn page");
  CHECK(r.world.call(Method::get, "/api/v1/agent/pieces/" + r.world.piece + "/pages/1?vignette=1", &r.world.agent)
            .content() == "thumb");
  CHECK(r.world.call(Method::get, "/api/v1/agent/pieces/" + r.world.piece + "/pages/2", &r.world.agent).status == 404);
  CHECK(r.waiting().size() == 1);
  CHECK(r.dossier()["etat"] == "a_relire");
}

TEST_CASE("accepted: locked for the family, gone from the list; undone within the day: as before") {
  Review r;
  REQUIRE(r.decide({{"decision", "acceptee"}, {"version", 1}}).status == 200);
  CHECK(r.seen_by_mere()["etat"] == "acceptee");
  CHECK(r.waiting().empty());
  CHECK(r.dossier()["etat"] == "complet");
  CHECK(World::code_of(r.send_another()) == "piece_acceptee");
  CHECK(r.decide({{"decision", "acceptee"}, {"version", 1}}).status == 200);  // an answer lost on the way
  CHECK(World::code_of(r.decide({{"decision", "a_refaire"}, {"motif", "floue"}, {"version", 1}})) ==
        "piece_deja_decidee");
  SECTION("within the day") {
    r.world.box.time += 60;
    REQUIRE(r.undo().status == 200);
    CHECK(r.seen_by_mere()["etat"] == "lue");
    CHECK(r.waiting().size() == 1);
    CHECK(r.send_another().status == 202);
  }
  SECTION("later") {
    r.world.box.time += 86400;
    REQUIRE(r.world.sign_in(r.world.agent).status == 200);
    CHECK(World::code_of(r.undo()) == "decision_figee");
  }
}

TEST_CASE("asked again: the family reads why, and her next one takes its place") {
  Review r;
  REQUIRE(
      r.decide(
           {{"decision", "a_refaire"}, {"motif", "trop_ancien"}, {"precision", "Plus récent, merci."}, {"version", 1}})
          .status == 200);
  const auto seen = r.seen_by_mere();
  CHECK(seen["etat"] == "a_refaire");
  CHECK(seen["motif"] == "trop_ancien");
  CHECK(seen["precision"] == "Plus récent, merci.");
  CHECK(r.dossier()["etat"] == "a_completer");
  REQUIRE(r.send_another().status == 202);
  CHECK(r.seen_by_mere()["version"] == 2);
  CHECK(r.seen_by_mere()["etat"] == "en_lecture");
  CHECK(r.seen_by_mere()["etape"] == "attente");
  // The agent still looks at the first one.
  CHECK(World::code_of(r.undo()) == "piece_changee");
  CHECK(World::code_of(r.decide({{"decision", "acceptee"}, {"version", 1}})) == "piece_changee");
  CHECK(World::body_of(
            r.world.call(Method::get, "/api/v1/agent/pieces/" + r.world.piece, &r.world.agent))["courante"] == false);
}

TEST_CASE("a decision needs its motif, its version and its moment") {
  Review r;
  CHECK(World::code_of(r.decide({{"decision", "a_refaire"}, {"version", 1}})) == "motif_absent");
  CHECK(World::code_of(r.decide({{"decision", "a_refaire"}, {"motif", "parce_que"}, {"version", 1}})) ==
        "motif_absent");
  CHECK(r.decide({{"decision", "lue"}, {"version", 1}}).status == 422);
  CHECK(r.decide({{"decision", "acceptee"}}).status == 422);
  CHECK(World::code_of(r.decide({{"decision", "acceptee"}, {"version", 2}})) == "piece_changee");
  std::string longest;
  for (int i = 0; i < 500; ++i) longest += "é";
  CHECK(World::code_of(
            r.decide({{"decision", "a_refaire"}, {"motif", "autre"}, {"precision", longest + "é"}, {"version", 1}})) ==
        "texte_trop_long");
  REQUIRE(r.send_another().status == 202);
  r.world.piece = one_text(r.world.box.database, "SELECT id FROM main.pieces WHERE version = 2");
  CHECK(World::code_of(r.decide({{"decision", "acceptee"}, {"version", 2}})) == "piece_en_lecture");
  r.world.read_all();
  CHECK(r.decide({{"decision", "a_refaire"}, {"motif", "autre"}, {"precision", longest}, {"version", 2}}).status ==
        200);
}

TEST_CASE("what the machine could not read waits for a person, and says so") {
  Review r;
  REQUIRE(r.send_another().status == 202);
  for (int i = 0; i < 2; ++i)
    reading_failed(r.world.box.database, claim_reading(r.world.box.database, r.world.box.time, 15)->piece);
  const auto seen = r.seen_by_mere();
  CHECK(seen["etat"] == "lue");
  CHECK(seen["reasons"] == json::array({"lecture_humaine"}));
  CHECK_FALSE(seen.contains("outcome"));
  REQUIRE(r.waiting().size() == 1);
  CHECK(r.waiting()[0]["en_panne"] == true);
  r.world.piece = r.waiting()[0]["piece"];
  CHECK(r.decide({{"decision", "acceptee"}, {"version", 2}}).status == 200);
  CHECK(poisoned_readings(r.world.box.database) == 0);
}

TEST_CASE("after the last pièce to review comes the oldest") {
  Review r;
  r.world.box.time += 10;
  REQUIRE(r.world.deposit(r.world.mere, r.world.box.family.volet_mere, "assurance_scolaire", r.world.envoi).status ==
          202);
  r.world.read_all();
  const auto list = r.waiting();
  REQUIRE(list.size() == 2);
  CHECK(list[0]["piece"] == r.world.piece);
  const auto next = [&](const json& piece) {
    return World::body_of(
        r.world.call(Method::get, "/api/v1/agent/pieces/" + piece.get<std::string>(), &r.world.agent))["suivante"];
  };
  CHECK(next(list[0]["piece"]) == list[1]["piece"]);
  CHECK(next(list[1]["piece"]) == list[0]["piece"]);
}
