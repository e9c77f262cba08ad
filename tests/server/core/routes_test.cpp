#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/catch.h"
#include "tests/server/core/world.h"

using namespace server;
using namespace server::test;
using http::Router;
using http::Who;

namespace {

struct Case {
  std::string path;
  std::string body;
  Headers headers;
  int status;         // for whom the route is
  bool hers = false;  // names something of the mother's: 404 for the other responsable
  int without = 0;    // for who has no second factor, when it is another
};

// What the school asks, as it is: what a page puts back.
json demandes(World& world) {
  auto asked = World::body_of(world.call(Method::get, "/api/v1/reglages/pieces", &world.agent));
  for (auto& one : asked["pieces"]) one = {{"type", one["type"]}, {"demande", one["demande"]}};
  return asked;
}

// One for each line of the route table, on the world's objects.
std::map<std::string, Case> cases(World& world) {
  const auto volet = "/api/v1/volets/" + world.box.family.volet_mere;
  const auto piece = "/api/v1/agent/pieces/" + world.piece;
  const auto pli = volet + "/plis/" + world.pli;
  const auto fresh = json{{"envois", {world.envoi}}}.dump();
  Person unknown;
  unknown.compte = std::string(32, '7');
  const auto ouvrir = json{{"identifiant", world.mere.identifiant}, {"auth_act", b64(crypto::Hash{})}}.dump();
  Person another = Person{};
  another.compte = world.box.family.mere;
  const json letter = world.letter_for(another, 2);
  const json run{{"lettres", json::array({letter})}, {"bordereau", world.bordereau(world.agent)}};
  const auto counter = "/api/v1/agent/responsables/" + world.pere.compte;
  json invitation = world.letter_for(unknown, 1);
  invitation.erase("resp_id");
  invitation.erase("gen");
  invitation["role"] = "secretariat";
  invitation["nom"] = "Mme Troène";
  const json next_snapshot = world.next_snapshot(crypto::SigningKey::random());
  const Headers creation{{"upload-length", "10"}, {"upload-metadata", "classe bGlzaWJsZQ=="}};
  const Headers slice{{"upload-offset", "16"}, {"content-type", "application/offset+octet-stream"}};
  return {
      {"GET /etat/vivant", {"/etat/vivant", "", {}, 200}},
      {"GET /etat/pret", {"/etat/pret", "", {}, 200}},
      {"GET /api/v1/accueil", {"/api/v1/accueil", "", {}, 200}},
      {"GET /api/v1/annuaire", {"/api/v1/annuaire", "", {}, 200}},
      {"POST /api/v1/activation/ouvrir", {"/api/v1/activation/ouvrir", ouvrir, {}, 404}},
      {"POST /api/v1/activation/terminer",
       {"/api/v1/activation/terminer", world.activation_of(world.mere, 1).dump(), {}, 404}},
      {"GET /api/v1/session", {"/api/v1/session", "", {}, 200}},
      {"POST /api/v1/session",
       {"/api/v1/session",
        json{{"identifiant", world.mere.identifiant}, {"k_auth", b64(crypto::bytes_of(world.mere.k_auth))}}.dump(),
        {},
        200}},
      {"DELETE /api/v1/session", {"/api/v1/session", "", {}, 204}},
      {"PUT /api/v1/coffre", {"/api/v1/coffre", "{}", {}, 422}},
      {"GET /api/v1/second-facteur", {"/api/v1/second-facteur", "", {}, 200}},
      {"POST /api/v1/second-facteur", {"/api/v1/second-facteur", "", {}, 409, false, 201}},
      {"PUT /api/v1/second-facteur", {"/api/v1/second-facteur", json{{"code", "000000"}}.dump(), {}, 409}},
      {"POST /api/v1/second-facteur/codes",
       {"/api/v1/second-facteur/codes", json{{"k_auth", b64(crypto::Hash{})}}.dump(), {}, 403}},
      {"POST /api/v1/second-facteur/retirer", {"/api/v1/second-facteur/retirer", "{}", {}, 422}},
      {"GET /api/v1/moi", {"/api/v1/moi", "", {}, 200}},
      {"GET /api/v1/journal", {"/api/v1/journal", "", {}, 200}},
      {"GET /api/v1/volets/:volet/pieces/:type", {volet + "/pieces/justificatif_domicile", "", {}, 200, true}},
      {"PUT /api/v1/volets/:volet/pieces/:type", {volet + "/pieces/justificatif_domicile", fresh, {}, 202, true}},
      {"DELETE /api/v1/volets/:volet/pieces/:type", {volet + "/pieces/justificatif_domicile", "", {}, 200, true}},
      // Nothing there was taken for a medical paper.
      {"POST /api/v1/volets/:volet/pieces/:type/montrer",
       {volet + "/pieces/justificatif_domicile/montrer", "", {}, 409, true}},
      {"GET /api/v1/volets/:volet/pieces/:type/pages/:page",
       {volet + "/pieces/justificatif_domicile/pages/1", "", {}, 200, true}},
      {"POST /api/v1/volets/:volet/envois", {volet + "/envois", "", creation, 201, true}},
      {"HEAD /api/v1/envois/:envoi", {"/api/v1/envois/" + world.envoi, "", {}, 200, true}},
      {"PATCH /api/v1/envois/:envoi", {"/api/v1/envois/" + world.envoi, "", slice, 204, true}},
      {"DELETE /api/v1/envois/:envoi", {"/api/v1/envois/" + world.envoi, "", {}, 204, true}},
      {"GET /api/v1/volets/:volet/plis", {volet + "/plis", "", {}, 200, true}},
      // The deposit already made, sent again: accepted once more, as one.
      {"PUT /api/v1/volets/:volet/plis/:pli/:version",
       {pli + "/1",
        json{{"envoi", one_text(world.box.database, "SELECT envoi FROM plis")}, {"manifeste", "AA"}}.dump(),
        {},
        201,
        true}},
      {"GET /api/v1/volets/:volet/plis/:pli/:version", {pli + "/1", "", {}, 200, true}},
      {"GET /api/v1/volets/:volet/plis/:pli/:version/corps", {pli + "/1/corps", "", {}, 200, true}},
      // The nurse's receipt is not there yet: it may be taken back, with the phrase of whoever sent it.
      {"POST /api/v1/volets/:volet/plis/:pli/retirer",
       {pli + "/retirer", json{{"k_auth", b64(crypto::bytes_of(world.mere.k_auth))}}.dump(), {}, 204, true}},
      {"GET /api/v1/volets/:volet/messages", {volet + "/messages", "", {}, 200, true}},
      {"GET /api/v1/volets/:volet/messages/:pli/corps",
       {volet + "/messages/" + world.message + "/corps", "", {}, 200, true}},
      {"POST /api/v1/volets/:volet/messages/:pli/lu",
       {volet + "/messages/" + world.message + "/lu", "", {}, 204, true}},
      {"GET /api/v1/agent/dossiers", {"/api/v1/agent/dossiers", "", {}, 200}},
      {"GET /api/v1/agent/relectures", {"/api/v1/agent/relectures", "", {}, 200}},
      {"GET /api/v1/agent/pieces/:piece", {piece, "", {}, 200}},
      {"GET /api/v1/agent/pieces/:piece/pages/:page", {piece + "/pages/1", "", {}, 200}},
      {"GET /api/v1/agent/pieces/:piece/document.pdf", {piece + "/document.pdf", "", {}, 200}},
      {"GET /api/v1/agent/pieces/:piece/original", {piece + "/original", "", {}, 200}},
      {"POST /api/v1/agent/pieces/:piece/relire", {piece + "/relire", "", {}, 202}},
      {"GET /api/v1/agent/etat", {"/api/v1/agent/etat", "", {}, 200}},
      {"GET /api/v1/reglages/pieces", {"/api/v1/reglages/pieces", "", {}, 200}},
      {"PUT /api/v1/reglages/pieces", {"/api/v1/reglages/pieces", demandes(world).dump(), {}, 200}},
      {"POST /api/v1/agent/pieces/:piece/decision",
       {piece + "/decision", json{{"decision", "acceptee"}, {"version", 1}}.dump(), {}, 200}},
      {"DELETE /api/v1/agent/pieces/:piece/decision", {piece + "/decision", "", {}, 200}},
      {"GET /api/v1/agent/destructions", {"/api/v1/agent/destructions", "", {}, 200}},
      {"GET /api/v1/equipe/destructions", {"/api/v1/equipe/destructions", "", {}, 200}},
      {"GET /api/v1/agent/courriers", {"/api/v1/agent/courriers", "", {}, 200}},
      {"POST /api/v1/agent/courriers", {"/api/v1/agent/courriers", run.dump(), {}, 201}},
      {"POST /api/v1/agent/responsables/:responsable/liberer", {counter + "/liberer", "", {}, 204}},
      {"POST /api/v1/agent/responsables/:responsable/couper", {counter + "/couper", "", {}, 204}},
      {"PUT /api/v1/agent/responsables/:responsable/protection",
       {counter + "/protection", json{{"protege", true}}.dump(), {}, 204}},
      {"GET /api/v1/equipe", {"/api/v1/equipe", "", {}, 200}},
      {"POST /api/v1/equipe", {"/api/v1/equipe", invitation.dump(), {}, 201}},
      {"POST /api/v1/equipe/:compte/suspendre", {"/api/v1/equipe/" + world.agent.compte + "/suspendre", "", {}, 200}},
      {"POST /api/v1/equipe/:compte/second-facteur/retirer",
       {"/api/v1/equipe/" + world.agent.compte + "/second-facteur/retirer", "", {}, 200}},
      {"GET /api/v1/technique/etat", {"/api/v1/technique/etat", "", {}, 200}},
      {"GET /api/v1/infirmerie/etat", {"/api/v1/infirmerie/etat", "", {}, 200}},
      {"PUT /api/v1/infirmerie/annuaire", {"/api/v1/infirmerie/annuaire", world.ceremony().dump(), {}, 409}},
      {"POST /api/v1/infirmerie/annuaire", {"/api/v1/infirmerie/annuaire", next_snapshot.dump(), {}, 201}},
      {"PUT /api/v1/infirmerie/lecteur", {"/api/v1/infirmerie/lecteur", json{{"lecteur", "page"}}.dump(), {}, 204}},
      {"GET /api/v1/infirmerie/sacoche", {"/api/v1/infirmerie/sacoche", "", {}, 200}},
      {"POST /api/v1/infirmerie/retours",
       {"/api/v1/infirmerie/retours", json{{"schema", "retours/1"}}.dump(), {}, 200}},
      {"PUT /api/v1/infirmerie/carnet", {"/api/v1/infirmerie/carnet", json{{"carnet", "AAAA"}}.dump(), {}, 204}},
      {"GET /api/v1/infirmerie/bordereaux", {"/api/v1/infirmerie/bordereaux", "", {}, 200}},
      {"GET /api/v1/infirmerie/plis", {"/api/v1/infirmerie/plis", "", {}, 200}},
      {"GET /api/v1/infirmerie/plis/:pli/:version/corps",
       {"/api/v1/infirmerie/plis/" + world.pli + "/1/corps", "", {}, 200}},
  };
}

bool is_for(Who who, Role role) {
  switch (who) {
    case Who::personne:
    case Who::connecte:
      return true;
    case Who::responsable:
      return role == Role::responsable;
    case Who::secretariat:
      return role == Role::secretariat;
    case Who::infirmerie:
      return role == Role::infirmerie;
    case Who::direction:
      return role == Role::direction;
    case Who::technique:
      return role == Role::technique;
  }
  return false;
}

std::string read_source(const std::string& name) {
  std::ifstream in(std::string(SOURCE_ROOT) + "/" + name);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string key_of(const http::Route& route) {
  return std::string(http::to_string(route.method)) + " " + std::string(route.path);
}

std::string_view word_of(Who who) {
  constexpr std::string_view words[] = {"personne",   "connecte",  "responsable", "secretariat",
                                        "infirmerie", "direction", "technique"};
  return words[static_cast<std::size_t>(who)];
}

}  // namespace

TEST_CASE("every route answers whom it is for, and for everybody else its object never was") {
  const auto routes = Router::routes();
  const auto rank = GENERATE_REF(range(std::size_t{0}, routes.size()));
  const auto& route = routes[rank];
  const std::string actor = GENERATE("stranger", "mere", "pere", "agent", "nurse", "chief", "keeper", "novice");
  World world;
  Person novice;  // of the secretariat, signed in, her second factor not made yet
  world.hire(novice, Role::secretariat);
  world.activate(novice);
  const auto all = cases(world);
  const auto found = all.find(key_of(route));
  INFO(key_of(route) << " asked by " << actor);
  REQUIRE(found != all.end());
  const auto& one = found->second;
  const Person* person = actor == "mere"     ? &world.mere
                         : actor == "pere"   ? &world.pere
                         : actor == "agent"  ? &world.agent
                         : actor == "nurse"  ? &world.nurse
                         : actor == "chief"  ? &world.chief
                         : actor == "keeper" ? &world.keeper
                         : actor == "novice" ? &novice
                                             : nullptr;
  const Role role = actor == "agent"    ? Role::secretariat
                    : actor == "nurse"  ? Role::infirmerie
                    : actor == "chief"  ? Role::direction
                    : actor == "keeper" ? Role::technique
                                        : Role::responsable;
  const bool welcome = actor == "novice" ? route.who == Who::connecte : is_for(route.who, role);
  const bool without = actor == "mere" || actor == "pere" || actor == "novice";

  const auto reply = world.call(route.method, one.path, person, one.body, one.headers);
  INFO(reply.content());
  if (route.who == Who::personne) {
    CHECK(reply.status == one.status);
  } else if (person == nullptr) {
    CHECK(reply.status == 401);
    CHECK(World::code_of(reply) == "session_absente");
  } else if (!welcome || (one.hers && actor == "pere")) {
    CHECK(reply.status == 404);
    // Byte for byte what a thing that never existed answers.
    auto path = one.path;
    for (const auto& id : {world.box.family.volet_mere, world.piece, world.envoi, world.pli, world.message,
                           world.pere.compte, world.agent.compte})
      if (const auto at = path.find(id); at != std::string::npos) path.replace(at, 32, std::string(32, '8'));
    const auto never = world.call(route.method, path, person, one.body, one.headers);
    CHECK(never.status == reply.status);
    CHECK(never.content() == reply.content());
    CHECK(never.headers == reply.headers);
  } else {
    CHECK(reply.status == (without && one.without != 0 ? one.without : one.status));
  }
}

TEST_CASE("the route table and the contract say the same") {
  const auto yaml = read_source("server/http/openapi.yaml");
  REQUIRE_FALSE(yaml.empty());
  std::set<std::string> written, coded;
  std::istringstream lines(yaml);
  std::string path, method;
  const std::regex path_line(R"(^  (/[^:]*):\s*$)"), method_line(R"(^    (get|put|post|patch|delete|head):\s*$)"),
      who_line(R"(^      x-who: (\w+)\s*$)");
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, path_line))
      path = std::regex_replace(match[1].str(), std::regex(R"(\{(\w+)\})"), ":$1");
    if (std::regex_match(line, match, method_line)) method = match[1];
    if (std::regex_match(line, match, who_line)) {
      for (auto& c : method) c = static_cast<char>(c - ('a' - 'A'));
      written.insert(method + " " + path + " " + match[1].str());
    }
  }
  for (const auto& route : Router::routes()) coded.insert(key_of(route) + " " + std::string(word_of(route.who)));
  CHECK(written == coded);
}

// What the compiler holds against the table (a static_assert beside it), shown refusing.
TEST_CASE("a route that names what its visitor has no right to name is no route") {
  const auto [who, path, ruled] = GENERATE(table<Who, std::string_view, bool>({
      {Who::responsable, "/api/v1/volets/:volet/pieces/:type", true},
      {Who::responsable, "/api/v1/pieces/:piece", false},
      {Who::responsable, "/api/v1/responsables/:responsable", false},
      {Who::responsable, "/api/v1/eleves/:eleve/volets/:volet", false},  // what comes first owns what follows
      {Who::secretariat, "/api/v1/agent/pieces/:piece", true},
      {Who::secretariat, "/api/v1/agent/plis/:pli", false},
      {Who::infirmerie, "/api/v1/infirmerie/plis/:pli/:version/corps", true},
      {Who::infirmerie, "/api/v1/infirmerie/pieces/:piece", false},
      {Who::connecte, "/api/v1/session", true},
      {Who::connecte, "/api/v1/comptes/:compte", false},
      {Who::personne, "/api/v1/annuaire", true},
      {Who::personne, "/api/v1/annuaire/:responsable", false},
  }));
  CAPTURE(path);
  CHECK(http::has_owner_rule({Method::get, path, who, 0, nullptr}) == ruled);
}

TEST_CASE("an unknown path is a 404, a known one with another method a 405 that says which") {
  World world;
  CHECK(world.call(Method::get, "/api/v1/rien", nullptr).status == 404);
  CHECK(world.call(Method::get, "/api/v1/moi/rien", &world.mere).status == 404);
  CHECK(world.call(Method::get, "/api/v1/volets//pieces/rib", &world.mere).status == 404);
  const auto refused = world.call(Method::delete_, "/api/v1/moi", &world.mere);
  CHECK(refused.status == 405);
  CHECK(World::header(refused, "Allow") == "GET, HEAD, OPTIONS");
  CHECK(world.call(Method::head, "/api/v1/moi", &world.mere).status == 200);
  const auto options =
      world.call(Method::options, "/api/v1/volets/" + world.box.family.volet_mere + "/envois", nullptr);
  CHECK(options.status == 204);
  CHECK(World::header(options, "Tus-Extension") == "creation,expiration,termination");
}

TEST_CASE("the three shells answer at every address of their screens, and nothing else is made up") {
  World world;
  const auto [path, content] = GENERATE(table<std::string, std::string>({{"/", "famille"},
                                                                         {"/a", "famille"},
                                                                         {"/famille/pieces/x", "famille"},
                                                                         {"/agent", "agent"},
                                                                         {"/agent/relecture", "agent"}}));
  CHECK(world.call(Method::get, path, nullptr).content() == content);
  CHECK(world.call(Method::get, "/agents", nullptr).status == 404);
  CHECK(world.call(Method::get, "/infirmerie", nullptr).status == 404);
}

TEST_CASE("a call that changes something comes from our own pages, or is refused") {
  World world;
  const auto [name, value, accepted] = GENERATE(table<std::string, std::string, bool>({
      {"x-dsco", "1", true},
      {"x-dsco", "", false},
      {"x-dsco", "2", false},
      {"origin", "http://college.example.org", true},  // the scheme is nginx's affair
      {"origin", "", false},
      {"origin", "null", false},
      {"origin", "https://ailleurs.example.org", false},
      {"origin", "https://college.example.org.ailleurs.example.org", false},
      {"origin", "https://college.example.org:444", false},
      {"sec-fetch-site", "", true},  // an old browser
      {"sec-fetch-site", "cross-site", false},
      {"sec-fetch-site", "same-site", false},
      {"sec-fetch-site", "none", false},
  }));
  CAPTURE(name, value);
  const auto volet = "/api/v1/volets/" + world.box.family.volet_mere;
  const auto reply = world.call(Method::put, volet + "/pieces/assurance_scolaire", &world.mere,
                                json{{"envois", {world.envoi}}}.dump(), {{name, value}});
  CHECK(reply.status == (accepted ? 202 : 403));
  CHECK(count(world.box.database, "main.pieces") == (accepted ? 2 : 1));
}

TEST_CASE("a large body is received from whoever signed in, not from a stranger") {
  World world;
  const auto limit = [&](const Person* who, Method method, const std::string& path) {
    Request head;
    head.method = method;
    head.path = path;
    if (who != nullptr) head.headers.emplace_back("cookie", "__Host-dsco=" + who->cookie);
    return world.router.body_limit(head);
  };
  const std::string letters = "/api/v1/agent/courriers";
  CHECK(limit(&world.agent, Method::post, letters) == 6 * 1024 * 1024);
  CHECK(limit(nullptr, Method::post, letters) == 64 * 1024);
  const std::string slice = "/api/v1/envois/" + world.envoi;
  CHECK(limit(&world.mere, Method::patch, slice) == 1024 * 1024);
  CHECK(limit(nullptr, Method::patch, slice) == 64 * 1024);
  CHECK(limit(nullptr, Method::post, "/api/v1/session") == 64 * 1024);  // signing in needs no session
}

TEST_CASE("a body of another kind, of another shape, or with a field too many is refused by name") {
  World world;
  const auto path = "/api/v1/volets/" + world.box.family.volet_mere + "/pieces/assurance_scolaire";
  const auto good = json{{"envois", {world.envoi}}}.dump();
  CHECK(world.call(Method::put, path, &world.mere, good, {{"content-type", "text/plain"}}).status == 415);
  CHECK(world.call(Method::put, path, &world.mere, good, {{"content-type", "application/x-www-form-urlencoded"}})
            .status == 415);
  CHECK(World::code_of(world.call(Method::put, path, &world.mere, "[]")) == "json_invalide");
  CHECK(World::code_of(world.call(Method::put, path, &world.mere, "{")) == "json_invalide");
  CHECK(World::code_of(world.call(Method::put, path, &world.mere, R"({"envois":3})")) == "champ_invalide");
  CHECK(World::code_of(world.call(Method::put, path, &world.mere, R"({"envois":[]})")) == "champ_invalide");
  CHECK(World::code_of(world.call(Method::put, path, &world.mere, R"({"envois":[3]})")) == "champ_invalide");
  CHECK(World::code_of(world.call(Method::put, path, &world.mere,
                                  R"({"envois":[")" + world.envoi + R"("],"plus":1})")) == "champ_invalide");
  CHECK(world.call(Method::put, path, &world.mere, std::string(70'000, ' ')).status == 413);
  CHECK(
      world.call(Method::put, path, &world.mere, good, {{"content-type", "application/json; charset=utf-8"}}).status ==
      202);
}

TEST_CASE("a full disk is a 503 with its remedy, and the data is as before") {
  World world;
  const auto path = "/api/v1/volets/" + world.box.family.volet_mere + "/envois";
  const Headers headers{{"upload-length", "1000000"}, {"upload-metadata", "classe bGlzaWJsZQ=="}};
  const auto created = world.call(Method::post, path, &world.mere, {}, headers);
  REQUIRE(created.status == 201);
  const auto location = World::header(created, "Location");
  const auto slice = long_text(1'000'000);
  const Headers patch{{"upload-offset", "0"}, {"content-type", "application/offset+octet-stream"}};
  world.box.database.execute("PRAGMA pieces.max_page_count = " +
                             one_text(world.box.database, "PRAGMA pieces.page_count"));
  const auto full = world.call(Method::patch, location, &world.mere, slice, patch);
  CHECK(full.status == 503);
  CHECK(World::code_of(full) == "disque_plein");
  CHECK(World::header(full, "Retry-After") == "60");
  CHECK(World::header(world.call(Method::head, location, &world.mere), "Upload-Offset") == "0");
  world.box.database.execute("PRAGMA pieces.max_page_count = 1000000");
  world.box.time += 31;
  CHECK(world.call(Method::patch, location, &world.mere, slice, patch).status == 204);
}

TEST_CASE("what one responsable does changes no byte of what the other is told") {
  World world;
  const auto pere_sees = [&] {
    std::string all;
    for (const auto& path : {std::string("/api/v1/moi"), "/api/v1/volets/" + world.box.family.volet_pere + "/plis",
                             "/api/v1/volets/" + world.box.family.volet_pere + "/pieces/justificatif_domicile"}) {
      const auto reply = world.call(Method::get, path, &world.pere);
      CHECK(reply.status == 200);
      all += reply.content();
      for (const auto& [name, value] : reply.headers) all.append(name).append(value);
    }
    return all;
  };
  const auto mere_sees = [&] { return std::string(world.call(Method::get, "/api/v1/moi", &world.mere).content()); };
  const auto before = pere_sees(), hers = mere_sees();
  REQUIRE(world
              .call_json(Method::post, "/api/v1/agent/pieces/" + world.piece + "/decision", &world.agent,
                         {{"decision", "a_refaire"}, {"motif", "floue"}, {"version", 1}})
              .status == 200);
  REQUIRE(world.deposit(world.mere, world.box.family.volet_mere, "justificatif_domicile", world.envoi).status == 202);
  CHECK(pere_sees() == before);
  CHECK(mere_sees() != hers);
  CHECK(before.find("Ulysse") != std::string::npos);
  for (const auto* word : {"Alma", "SAULES", "Basile"}) CHECK(before.find(word) == std::string::npos);
}

TEST_CASE("the list of a thousand élèves is whole") {
  World world;
  {
    Transaction transaction(world.box.database);
    world.box.database.execute(
        "INSERT INTO eleves (id, nom, prenom, naissance, division) WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT "
        "i + 1 "
        "FROM n WHERE i < 1000) SELECT printf('%032x', 65536 + i), 'ROITELET', printf('Lise %d', i), '2014-01-01', "
        "printf('6%d', "
        "i % 30) FROM n;"
        "INSERT INTO liens (eleve, responsable, niveau) SELECT e.id, r.id, '1' FROM eleves e, responsables r WHERE "
        "e.nom = "
        "'ROITELET';"
        "INSERT INTO volets (id, eleve, responsable) SELECT printf('%032x', 1048576 + rowid), eleve, responsable FROM "
        "liens WHERE "
        "eleve LIKE '000%';");
    transaction.commit();
  }
  const auto reply = world.call(Method::get, "/api/v1/agent/dossiers", &world.agent);
  CHECK(World::body_of(reply)["dossiers"].size() == 1002);
}
