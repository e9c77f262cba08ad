#include "server/actions/store_reading.h"
#include "server/store/new_id.h"
#include "server/store/reading_queue.h"
#include "tests/catch.h"
#include "tests/server/core/world.h"

using namespace server;
using namespace server::test;

namespace {

pipeline::Reading with_word(pipeline::Reading reading, const std::string& text) {
  pipeline::Word word;
  word.text = text;
  word.confidence = 90;
  word.box = {10, 10, 100, 20};
  reading.facts.pages_read[0].words.push_back(word);
  return reading;
}

pipeline::Verdict medical() {
  auto verdict = doubt();
  verdict.reasons = {pipeline::Reason::piece_medicale};
  return verdict;
}

struct Slots {
  Reply put(const std::string& type, const std::vector<std::string>& envois) {
    return world.call_json(Method::put, path(type), &world.mere, {{"envois", envois}});
  }
  Reply withdraw(const std::string& type) { return world.call(Method::delete_, path(type), &world.mere); }
  json seen(const std::string& type) { return World::body_of(world.call(Method::get, path(type), &world.mere)); }
  std::string send(const std::string& bytes) { return world.upload(world.mere, volet, "lisible", bytes); }
  std::string piece_of(const std::string& type) {
    return one_text(world.box.database,
                    "SELECT id FROM main.pieces WHERE type = '" + type + "' ORDER BY version DESC LIMIT 1");
  }
  std::string path(const std::string& type) const { return "/api/v1/volets/" + volet + "/pieces/" + type; }
  Reply agent(Method method, const std::string& type, const std::string& what) {
    return world.call(method, "/api/v1/agent/pieces/" + piece_of(type) + what, &world.agent);
  }
  json asked() { return World::body_of(world.call(Method::get, "/api/v1/reglages/pieces", &world.agent))["pieces"]; }
  Reply ask(json pieces) {
    for (auto& one : pieces) one = {{"type", one["type"]}, {"demande", one["demande"]}};
    return world.call_json(Method::put, "/api/v1/reglages/pieces", &world.agent, {{"pieces", pieces}});
  }
  Reply ask_for(const std::string& type, const std::string& demande) {
    auto pieces = asked();
    for (auto& one : pieces)
      if (one["type"] == type) one["demande"] = demande;
    return ask(pieces);
  }
  std::vector<std::string> told() {
    std::vector<std::string> types;
    const auto moi = World::body_of(world.call(Method::get, "/api/v1/moi", &world.mere));
    for (const auto& one : moi["volets"])
      if (one["id"] == volet)
        for (const auto& slot : one["pieces"]) types.push_back(slot["type"]);
    return types;
  }
  std::int64_t files() { return count(world.box.database, "pieces.fichiers"); }
  World world;
  std::string volet = world.box.family.volet_mere;
};

}  // namespace

TEST_CASE("several files are the pages of one pièce, in the order given, all of them or none") {
  Slots s;
  const auto one = s.send("%PDF-1.7 first"), two = s.send("%PDF-1.7 second");
  const auto half = World::header(s.world.call(Method::post, "/api/v1/volets/" + s.volet + "/envois", &s.world.mere, {},
                                               {{"upload-length", "10"}, {"upload-metadata", "classe bGlzaWJsZQ=="}}),
                                  "Location");
  const auto envois = count(s.world.box.database, "envois");
  CHECK(World::code_of(s.put("assurance_scolaire", {one, half.substr(half.rfind('/') + 1)})) == "envoi_incomplet");
  CHECK(World::code_of(s.put("assurance_scolaire", {one, std::string(32, '4')})) == "envoi_inconnu");
  CHECK(World::code_of(s.put("assurance_scolaire", {one, one})) == "champ_invalide");
  CHECK(World::code_of(s.put("assurance_scolaire", std::vector<std::string>(11, one))) == "champ_invalide");
  CHECK(World::code_of(s.put("assurance_scolaire",
                             {one, s.world.upload(s.world.mere, s.volet, "scelle", "ciphertext")})) == "envoi_inconnu");
  CHECK(count(s.world.box.database, "envois") == envois + 1);
  CHECK(s.seen("assurance_scolaire")["etat"] == "a_envoyer");

  const auto sent = s.put("assurance_scolaire", {two, one});
  REQUIRE(sent.status == 202);
  CHECK(World::body_of(sent)["fichiers"] == 2);
  CHECK(s.put("assurance_scolaire", {two, one}).content() == sent.content());  // an answer lost on the way
  CHECK(count(s.world.box.database, "lectures") == 1);
  const auto to_read = find_to_read(s.world.box.database, *PieceId::parse(s.piece_of("assurance_scolaire")));
  REQUIRE(to_read);
  REQUIRE(to_read->files.size() == 2);
  CHECK(s.world.box.vault.read(to_read->files[0]) == "%PDF-1.7 second");
  CHECK(s.world.box.vault.read(to_read->files[1]) == "%PDF-1.7 first");
}

TEST_CASE("what a family takes back never was: rows, bytes and reading; what an agent accepted stays") {
  Slots s;
  const auto before = s.files();  // one pièce read with its page and thumbnail, a form, an upload
  REQUIRE(s.put("justificatif_domicile", {s.world.envoi}).status == 202);
  const auto withdrawn = s.withdraw("justificatif_domicile");
  CHECK(withdrawn.status == 200);
  CHECK(World::body_of(withdrawn)["etat"] == "a_envoyer");
  CHECK(count(s.world.box.database, "main.pieces") == 0);
  CHECK(count(s.world.box.database, "piece_fichiers") == 0);
  CHECK(count(s.world.box.database, "pages") == 0);
  CHECK(count(s.world.box.database, "lectures") == 0);
  CHECK(s.files() == before - 4);  // two versions' originals, the first one's page and thumbnail
  CHECK(s.withdraw("justificatif_domicile").status == 404);
  // Its bytes stay counted: the day's measure can't be emptied by taking back.
  s.world.box.database.execute("UPDATE consommations SET retires = 60000000");
  CHECK(World::code_of(s.world.call(Method::post, "/api/v1/volets/" + s.volet + "/envois", &s.world.mere, {},
                                    {{"upload-length", "19000000"}, {"upload-metadata", "classe bGlzaWJsZQ=="}})) ==
        "quota_atteint");

  REQUIRE(s.put("justificatif_domicile", {s.send("%PDF-")}).status == 202);
  s.world.read_all();
  REQUIRE(s.world
              .call_json(Method::post, "/api/v1/agent/pieces/" + s.piece_of("justificatif_domicile") + "/decision",
                         &s.world.agent, {{"decision", "acceptee"}, {"version", 1}})
              .status == 200);
  CHECK(World::code_of(s.withdraw("justificatif_domicile")) == "piece_acceptee");
}

TEST_CASE("a reading under way of what was taken back, or decided, leaves nothing behind") {
  Slots s;
  REQUIRE(s.put("assurance_scolaire", {s.world.envoi}).status == 202);
  const auto job = claim_reading(s.world.box.database, s.world.box.time, 15);
  REQUIRE(job);
  CHECK(is_leased(s.world.box.database, job->piece, 1));
  REQUIRE(s.withdraw("assurance_scolaire").status == 200);
  CHECK_FALSE(is_leased(s.world.box.database, job->piece, 1));
  const auto files = s.files();
  CHECK_FALSE(store_reading(s.world.box.app, job->piece, job->type, false, one_page(), doubt()));
  CHECK(s.files() == files);
}

TEST_CASE("the school says what it asks, in which order; what an enrolment can't depend on can't be required") {
  Slots s;
  CHECK(s.told() == std::vector<std::string>{"justificatif_domicile", "assurance_scolaire"});
  CHECK(s.asked().size() == 12);
  CHECK(s.world.call(Method::get, s.path("rib"), &s.world.mere).status == 404);
  CHECK(s.put("rib", {s.world.envoi}).status == 404);

  for (const auto& one : s.asked()) {
    const std::string type = one["type"];
    CAPTURE(type);
    const bool law = type == "justificatif_domicile" || type == "livret_famille" || type == "identite_enfant" ||
                     type == "identite_responsable";
    CHECK(one["exigible"] == law);
    CHECK_FALSE(one["note"].get<std::string>().empty());
    const auto reply = s.ask_for(type, "obligatoire");
    CHECK(reply.status == (law ? 200 : 422));
    if (!law) CHECK(World::code_of(reply) == "piece_non_exigible");
    CHECK(s.ask_for(type, "souhaitee").status == 200);
  }
  auto pieces = s.asked();
  std::reverse(pieces.begin(), pieces.end());
  REQUIRE(s.ask(pieces).status == 200);
  CHECK(s.told().front() == "autre");
  CHECK(s.told().size() == 12);
  CHECK(s.put("rib", {s.world.envoi}).status == 202);
  // Asked no more: what was sent can still be seen, and taken back; nothing new is taken.
  REQUIRE(s.ask_for("rib", "non").status == 200);
  CHECK(s.told().back() == "rib");
  CHECK(s.put("rib", {s.send("%PDF-")}).status == 404);
  CHECK(s.withdraw("rib").status == 200);
  CHECK(s.told().size() == 11);
  CHECK(s.withdraw("rib").status == 404);

  auto wrong = s.asked();
  SECTION("one kind twice") { wrong[0]["type"] = wrong[1]["type"]; }
  SECTION("one kind less") { wrong.erase(0); }
  SECTION("one kind more") { wrong.push_back(wrong[0]); }
  SECTION("no such kind") { wrong[0]["type"] = "carte_vitale"; }
  SECTION("no such word") { wrong[0]["demande"] = "peut-etre"; }
  CHECK(World::code_of(s.ask(wrong)) == "champ_invalide");
}

TEST_CASE("a dossier is complete when all that is required is accepted, and lists what is asked") {
  Slots s;
  const auto etat = [&] {
    const auto list = World::body_of(s.world.call(Method::get, "/api/v1/agent/dossiers", &s.world.agent));
    for (const auto& one : list["dossiers"])
      if (one["eleve"] == s.world.box.family.iris) return one["etat"].get<std::string>();
    return std::string();
  };
  const auto accept = [&](const std::string& type) {
    return s.world
        .call_json(Method::post, "/api/v1/agent/pieces/" + s.piece_of(type) + "/decision", &s.world.agent,
                   {{"decision", "acceptee"}, {"version", 1}})
        .status;
  };
  REQUIRE(accept("justificatif_domicile") == 200);
  CHECK(etat() == "complet");
  REQUIRE(s.ask_for("livret_famille", "obligatoire").status == 200);
  CHECK(etat() == "commence");
  REQUIRE(s.put("livret_famille", {s.world.envoi}).status == 202);
  s.world.read_all();
  CHECK(etat() == "a_relire");
  REQUIRE(accept("livret_famille") == 200);
  CHECK(etat() == "complet");
  // Required of nobody: the family came by, that is all.
  REQUIRE(s.ask_for("livret_famille", "souhaitee").status == 200);
  REQUIRE(s.ask_for("justificatif_domicile", "non").status == 200);
  CHECK(etat() == "complet");
}

TEST_CASE("of a medical paper in the wrong place nothing is kept to be shown, until its family says it is none") {
  Slots s;
  const auto before = s.files();
  REQUIRE(s.put("assurance_scolaire", {s.send("%PDF-1.7 canari-medical")}).status == 202);
  s.world.read_all(with_word(one_page(), "ordonnance"), medical());
  const auto told = s.seen("assurance_scolaire");
  CHECK(told["reasons"] == json::array({"piece_medicale"}));
  CHECK(told["pages"] == 0);
  CHECK(told["found"].empty());
  CHECK(s.files() == before + 1);  // the original, sealed, for her word to be possible
  CHECK(count(s.world.box.database, "main.pieces WHERE facts IS NULL AND type = 'assurance_scolaire'") == 1);
  const auto seen = World::body_of(s.agent(Method::get, "assurance_scolaire", ""));
  CHECK(seen["medicale"] == true);
  CHECK(seen["pages"].empty());
  CHECK(s.agent(Method::get, "assurance_scolaire", "/pages/1").status == 404);
  CHECK(s.agent(Method::get, "assurance_scolaire", "/document.pdf").status == 404);
  CHECK(s.agent(Method::get, "assurance_scolaire", "/original").status == 404);
  // The other pièce, which is none, shows all three.
  CHECK(World::code_of(s.world.call(Method::post, s.path("justificatif_domicile") + "/montrer", &s.world.mere)) ==
        "rien_a_montrer");
  for (const auto* what : {"/pages/1", "/document.pdf", "/original"})
    CHECK(s.agent(Method::get, "justificatif_domicile", what).status == 200);

  SECTION("she takes it back") {
    REQUIRE(s.withdraw("assurance_scolaire").status == 200);
    CHECK(s.files() == before);
  }
  SECTION("a week without a word from her, and the bytes go too") {
    s.world.box.time += misfiled_seconds - 1;
    CHECK(purge_misfiled(s.world.box.app) == 0);
    s.world.box.time += 1;
    CHECK(purge_misfiled(s.world.box.app) == 1);
    CHECK(s.files() == before);
    REQUIRE(s.world.sign_in(s.world.mere).status == 200);
    CHECK(s.seen("assurance_scolaire")["reasons"] == json::array({"piece_medicale"}));
    CHECK(World::code_of(s.world.call(Method::post, s.path("assurance_scolaire") + "/montrer", &s.world.mere)) ==
          "rien_a_montrer");
  }
  SECTION("she says it is none: read again, shown, and a person looks") {
    const auto again = s.world.call(Method::post, s.path("assurance_scolaire") + "/montrer", &s.world.mere);
    REQUIRE(again.status == 202);
    CHECK(World::body_of(again)["etat"] == "en_lecture");
    CHECK(s.agent(Method::get, "assurance_scolaire", "/original").status == 404);  // not yet
    s.world.read_all(with_word(one_page(), "ordonnance"), medical());
    CHECK(s.seen("assurance_scolaire")["reasons"] == json::array({"lecture_humaine"}));
    CHECK(s.seen("assurance_scolaire")["outcome"] == "a_verifier");
    CHECK(s.agent(Method::get, "assurance_scolaire", "/pages/1").content() == "redrawn page");
    CHECK(s.agent(Method::get, "assurance_scolaire", "/original").content() == "%PDF-1.7 canari-medical");
    // The words of what looks medical are not kept either way.
    const auto facts = stored_facts(s.world.box.database, *PieceId::parse(s.piece_of("assurance_scolaire")));
    REQUIRE(facts);
    CHECK(facts->pages_read[0].words.empty());
  }
}

TEST_CASE("no word of a judgment or of an identity paper is kept, wherever it was put; of others, all") {
  const auto [type, guess, kept] = GENERATE(table<std::string, pipeline::PieceType, bool>({
      {"justificatif_domicile", pipeline::PieceType::justificatif_domicile, true},
      {"jugement", pipeline::PieceType::jugement, false},
      {"identite_enfant", pipeline::PieceType::identite_enfant, false},
      {"identite_responsable", pipeline::PieceType::autre, false},
      {"justificatif_domicile", pipeline::PieceType::identite_responsable, false},
      {"autre", pipeline::PieceType::jugement, false},
  }));
  CAPTURE(type);
  Slots s;
  REQUIRE(s.ask_for(type, "souhaitee").status == 200);
  REQUIRE(s.put(type, {s.world.envoi}).status == 202);
  auto verdict = doubt();
  verdict.type_guess = guess;
  auto reading = with_word(one_page(), "secret");
  reading.facts.pages_read[0].mrz.push_back({"IDFRA", 90, {}});
  reading.facts.pages_read[0].codes.push_back({pipeline::Code::Symbology::data_matrix, "DC04", {}});
  s.world.read_all(reading, verdict);
  const auto facts = stored_facts(s.world.box.database, *PieceId::parse(s.piece_of(type)));
  REQUIRE(facts);
  CHECK(facts->pages_read[0].width == 800);
  CHECK(facts->pages_read[0].words.empty() != kept);
  CHECK(facts->pages_read[0].mrz.empty() != kept);
  CHECK(facts->pages_read[0].codes.empty() != kept);
}

TEST_CASE("an agent takes the file as it was sent: an attachment of no kind, by its rank") {
  Slots s;
  s.world.box.database.execute("UPDATE eleves SET prenom = 'Zoé-Maëlys', nom = 'D''ORMESANGE' WHERE prenom = 'Iris'");
  REQUIRE(s.put("assurance_scolaire", {s.send("%PDF-1.7 one"), s.send("\xFF\xD8\xFF two")}).status == 202);
  CHECK(s.agent(Method::get, "assurance_scolaire", "/original").status == 404);  // the machine has not looked yet
  s.world.read_all();
  const auto first = s.agent(Method::get, "assurance_scolaire", "/original");
  CHECK(first.content() == "%PDF-1.7 one");
  CHECK(World::header(first, "Content-Type") == "application/octet-stream");
  CHECK(World::header(first, "Content-Disposition") ==
        "attachment; filename=\"original-assurance_scolaire-D-ORMESANGE-ZOE-MAELYS-1.pdf\"");
  CHECK(World::header(first, "Content-Security-Policy").starts_with("sandbox;"));
  const auto second = s.agent(Method::get, "assurance_scolaire", "/original?fichier=2");
  CHECK(second.content() == "\xFF\xD8\xFF two");
  CHECK(World::header(second, "Content-Disposition").ends_with("-2.jpg\""));
  for (const auto* wrong : {"?fichier=3", "?fichier=0", "?fichier=11", "?fichier=", "?rang=1", "?fichier=1&fichier=2"})
    CHECK(s.agent(Method::get, "assurance_scolaire", std::string("/original") + wrong).status == 404);
}

TEST_CASE("asked to look again, the machine does; its first words stay meanwhile, and an agent may decide") {
  Slots s;
  const auto etat = [&] { return World::body_of(s.world.call(Method::get, "/api/v1/agent/etat", &s.world.agent)); };
  CHECK(etat() == json{{"a_relire", 1}, {"en_attente", 0}, {"en_lecture", 0}, {"en_panne", 0}});
  const auto again = s.agent(Method::post, "justificatif_domicile", "/relire");
  REQUIRE(again.status == 202);
  CHECK(World::body_of(again)["etape"] == "attente");
  CHECK(World::body_of(again)["etat"] == "lue");
  CHECK(s.agent(Method::post, "justificatif_domicile", "/relire").status == 202);
  CHECK(etat() == json{{"a_relire", 1}, {"en_attente", 1}, {"en_lecture", 0}, {"en_panne", 0}});
  CHECK(s.seen("justificatif_domicile")["reasons"] == json::array({"nom_absent", "trop_ancien"}));
  const auto files = s.files();
  SECTION("the second reading takes the first one's place, pages and all") {
    auto better = doubt();
    better.outcome = pipeline::Outcome::conforme;
    better.reasons.clear();
    better.facts.clear();
    s.world.read_all(one_page(), better);
    CHECK(s.seen("justificatif_domicile")["outcome"] == "conforme");
    CHECK(s.seen("justificatif_domicile")["found"].empty());
    CHECK(s.files() == files);
    CHECK(s.agent(Method::get, "justificatif_domicile", "/pages/1").content() == "redrawn page");
  }
  SECTION("decided meanwhile: the second reading is dropped") {
    const auto job = claim_reading(s.world.box.database, s.world.box.time, 15);
    REQUIRE(job);
    CHECK(job->classe == ReadingClass::asked);
    REQUIRE(s.world
                .call_json(Method::post, "/api/v1/agent/pieces/" + s.world.piece + "/decision", &s.world.agent,
                           {{"decision", "acceptee"}, {"version", 1}})
                .status == 200);
    CHECK_FALSE(store_reading(s.world.box.app, job->piece, job->type, false, one_page(), doubt()));
    CHECK(s.files() == files);
    CHECK(World::code_of(s.agent(Method::post, "justificatif_domicile", "/relire")) == "piece_deja_decidee");
  }
  SECTION("it fails twice: what was known is not lost") {
    for (int i = 0; i < 2; ++i)
      reading_failed(s.world.box.database, claim_reading(s.world.box.database, s.world.box.time, 15)->piece);
    CHECK(s.seen("justificatif_domicile")["outcome"] == "a_verifier");
    CHECK(etat()["en_panne"] == 0);
  }
}

TEST_CASE("given up by the machine: counted, shown, and read again when an agent asks") {
  Slots s;
  REQUIRE(s.put("assurance_scolaire", {s.world.envoi}).status == 202);
  for (int i = 0; i < 2; ++i)
    reading_failed(s.world.box.database, claim_reading(s.world.box.database, s.world.box.time, 15)->piece);
  const auto etat = [&] { return World::body_of(s.world.call(Method::get, "/api/v1/agent/etat", &s.world.agent)); };
  CHECK(etat() == json{{"a_relire", 2}, {"en_attente", 0}, {"en_lecture", 0}, {"en_panne", 1}});
  CHECK(World::body_of(s.agent(Method::get, "assurance_scolaire", ""))["en_panne"] == true);
  REQUIRE(s.agent(Method::post, "assurance_scolaire", "/relire").status == 202);
  s.world.read_all();
  CHECK(etat()["en_panne"] == 0);
  CHECK(s.seen("assurance_scolaire")["outcome"] == "a_verifier");
}

TEST_CASE("what the first page says is told while the others are read, and no longer") {
  Slots s;
  REQUIRE(s.put("assurance_scolaire", {s.world.envoi}).status == 202);
  const auto job = claim_reading(s.world.box.database, s.world.box.time, 15);
  REQUIRE(job);
  CHECK_FALSE(s.seen("assurance_scolaire").contains("avis"));
  save_avis(s.world.box.database, job->piece, job->essai, "conforme contenu_retire");
  CHECK(s.seen("assurance_scolaire")["avis"] ==
        json{{"outcome", "conforme"}, {"reasons", json::array({"contenu_retire"})}});
  CHECK_FALSE(s.seen("assurance_scolaire").contains("outcome"));
  save_avis(s.world.box.database, job->piece, job->essai + 1, "illisible");  // by a holder that is not
  CHECK(s.seen("assurance_scolaire")["avis"]["outcome"] == "conforme");
  REQUIRE(store_reading(s.world.box.app, job->piece, job->type, false, one_page(), doubt()));
  CHECK_FALSE(s.seen("assurance_scolaire").contains("avis"));
}
