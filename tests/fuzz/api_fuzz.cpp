// One to four requests, by anybody, on a box with its people: never a crash, never a 5xx, never an answer that is not
// JSON, and nobody sees what is another's. Requests are written as in
//
//   mere PUT /api/v1/volets/{volet}/pieces/justificatif_domicile
//   content-type: application/json
//
//   {"envoi": "{envoi}"}
//   %%
//
// where {words} stand for what exists in this box, and headers left out are those of our pages. The same input finds
// the same box, and the same chance.
#include <sqlcipher/sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "crypto/letter.h"
#include "crypto/receipt.h"
#include "crypto/rewrap.h"
#include "crypto/token.h"
#include "tests/fuzz/fixed_chance.h"
#include "tests/fuzz/words.h"
#include "tests/server/core/world.h"

namespace {

using namespace server;
using namespace server::test;
using fuzz::until;
using http::Router;

constexpr std::size_t most_requests = 4;

void require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "api_fuzz: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

// What a Database is made of, kept apart and put back.
class Snapshot {
 public:
  explicit Snapshot(Database& from) {
    require(sqlite3_open(":memory:", &kept_) == SQLITE_OK, "open");
    require(sqlite3_exec(kept_, "ATTACH ':memory:' AS pieces", nullptr, nullptr, nullptr) == SQLITE_OK, "attach");
    copy(kept_, from.handle());
    changes_ = sqlite3_total_changes64(from.handle());
  }
  void restore(Database& to) {
    require(!to.in_transaction(), "a transaction left open");
    if (sqlite3_total_changes64(to.handle()) == changes_) return;
    copy(to.handle(), kept_);
    changes_ = sqlite3_total_changes64(to.handle());
  }

 private:
  static void copy(sqlite3* to, sqlite3* from) {
    for (const char* schema : {"main", "pieces"}) {
      auto* backup = sqlite3_backup_init(to, schema, from, schema);
      require(backup != nullptr && sqlite3_backup_step(backup, -1) == SQLITE_DONE, "copy");
      sqlite3_backup_finish(backup);
    }
  }
  sqlite3* kept_ = nullptr;
  sqlite3_int64 changes_ = 0;
};

struct Fixture {
  Fixture() {
    const auto& family = world.box.family;
    world.hire(novice, Role::secretariat);
    novice.k_auth = text_of(crypto::random_bytes(32));
    words = {{"volet", family.volet_mere},
             {"volet_pere", family.volet_pere},
             {"volet_basile", family.volet_basile},
             {"piece", world.piece},
             {"envoi", world.envoi},
             {"pli", world.pli},
             {"compte", world.mere.compte},
             {"compte_pere", world.pere.compte},
             {"compte_agent", world.agent.compte},
             {"message", world.message},
             {"identifiant", world.mere.identifiant},
             {"k_auth", b64(crypto::bytes_of(world.mere.k_auth))},
             {"k_auth_pere", b64(crypto::bytes_of(world.pere.k_auth))}};
    // His telephone is taken; hers is proposed, and its code of the minute is known.
    world.take_telephone(world.pere);
    require(world.call(Method::post, "/api/v1/second-facteur", &world.mere).status == 201, "a telephone");
    words["code_mere"] = World::telephone_code(world.box.database, world.mere, world.box.time);
    words["envoi_du_pli"] = one_text(world.box.database, "SELECT envoi FROM plis");
    const auto first = *crypto::fixed<crypto::Hash>(crypto::bytes_of(blob("SELECT empreinte FROM plis")));
    const auto next = world.seal_form(world.mere, family.volet_mere, world.pli, 2, first);
    words["manifeste"] = b64(next.manifest);
    words["envoi_scelle"] = world.upload(world.mere, family.volet_mere, "scelle", text_of(next.body));
    // What the machine took for a medical paper, and kept nothing of.
    require(world.deposit(world.mere, family.volet_basile, "justificatif_domicile",
                          world.upload(world.mere, family.volet_basile, "lisible", "%PDF-1.7 canari-medical"))
                    .status == 202,
            "a deposit");
    auto medical = doubt();
    medical.reasons = {pipeline::Reason::piece_medicale};
    world.read_all(one_page(), medical);
    words["medicale"] = one_text(world.box.database, "SELECT id FROM main.pieces WHERE reasons = 'piece_medicale'");
    // A sentence of the fuzzer's can't sign: what must be signed is brought whole, field by field.
    bring("novice_", world.activation_of(novice, 1));
    words["novice_auth_court"] = b64(crypto::bytes_of(novice.auth_court));
    words["mere"] = family.mere;
    Person again;
    again.compte = family.mere;
    bring("lettre_", world.letter_for(again, 2));
    bring("bordereau_", world.bordereau(world.agent));
    bring("retour_", returns(first));
    bring("suite_", world.next_snapshot(crypto::SigningKey::random()));
    bring("annuaire_", world.ceremony());
    snapshot = std::make_unique<Snapshot>(world.box.database);
  }
  void bring(const std::string& prefix, const json& object) {
    for (const auto& [name, value] : object.items())
      words[prefix + name] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  std::string blob(const std::string& sql) {
    Statement query(world.box.database, sql);
    require(query.step(), "a row");
    return query.blob(0);
  }
  // All that a nurse gives back of the mother's pli.
  json returns(const crypto::Hash& pli_hash) {
    const auto& office = world.office;
    const auto day = world.box.time / 86400;
    const auto signature = crypto::sign_receipt(
        office.sign, {office.snapshot.etab, crypto::id_from_hex(world.box.family.volet_mere),
                      crypto::id_from_hex(world.pli), 1, pli_hash, static_cast<std::uint32_t>(day)});
    const auto manifest = *crypto::parse_manifest(crypto::bytes_of(blob("SELECT manifeste FROM plis")));
    const auto& mine = *std::find_if(manifest.stanzas.begin(), manifest.stanzas.end(),
                                     [&](const auto& one) { return one.cert_id == office.nurse; });
    const auto record = crypto::rewrap(manifest, mine, office.kem, office.nurse, office.sign,
                                       world.recipients.certificates, static_cast<std::uint64_t>(world.box.time));
    require(record.has_value(), "a re-wrap");
    const auto letter = world.message_to(world.mere, world.box.family.volet_mere, std::string(31, '0') + "7");
    return {{"cert", crypto::hex(office.nurse)},
            {"jour", day},
            {"empreinte", b64(pli_hash)},
            {"signature", b64(signature)},
            {"renveloppe", b64(*record)},
            {"message_id", letter["id"]},
            {"message_manifeste", letter["manifeste"]},
            {"message_corps", letter["corps"]}};
  }

  World world;
  Person novice;  // invited, not yet come
  fuzz::Words words;
  std::unique_ptr<Snapshot> snapshot;
};

Fixture& fixture() {
  static Fixture* made = [] {
    fuzz::restart_chance();
    return new Fixture;  // for the process's life: an input that aborts must not meet destructors
  }();
  return *made;
}

struct Asked {
  const Person* who = nullptr;
  Method method = Method::get;
  std::string path, body;
  Headers headers;
};

// Always something: a word that is no actor is nobody, one that is no method is some method.
Asked parse(std::string_view text) {
  auto& world = fixture().world;
  Asked asked;
  auto line = until(text, "\n");
  const auto actor = until(line, " "), verb = until(line, " ");
  asked.who = actor == "mere"         ? &world.mere
              : actor == "pere"       ? &world.pere
              : actor == "agent"      ? &world.agent
              : actor == "infirmerie" ? &world.nurse
              : actor == "direction"  ? &world.chief
              : actor == "technique"  ? &world.keeper
                                      : nullptr;
  constexpr Method methods[] = {Method::get,   Method::head,    Method::post,   Method::put,
                                Method::patch, Method::delete_, Method::options};
  asked.method = methods[verb.empty() ? 0 : static_cast<unsigned char>(verb.front()) % std::size(methods)];
  for (const auto method : methods)
    if (http::to_string(method) == verb) asked.method = method;
  asked.path = fuzz::expanded(line, fixture().words);
  while (!text.empty()) {
    auto header = until(text, "\n");
    if (header.empty()) break;
    const auto name = until(header, ": ");
    asked.headers.emplace_back(name, fuzz::expanded(header, fixture().words));
  }
  asked.body = fuzz::expanded(text, fixture().words);
  return asked;
}

bool says(const Reply& reply, std::string_view words) { return reply.content().find(words) != std::string_view::npos; }

void judge(const Asked& asked, const Reply& reply) {
  const auto& world = fixture().world;
  require(reply.status >= 200 && reply.status < 500, "a status that is no answer to a person");
  std::string_view media;
  for (const auto& [name, value] : reply.headers) {
    require(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos, "a header in two lines");
    if (name == "Content-Type") media = value;
  }
  if (media.find("json") != std::string_view::npos)
    require(json::accept(reply.content()), "an answer that is not JSON");
  if (reply.status >= 400) require(!World::code_of(reply).empty(), "a refusal without its code");
  // The father is the other responsable of the same child: what she sent never was.
  if (asked.who == nullptr || asked.who == &world.pere)
    for (const std::string_view hers : {std::string_view(world.box.family.volet_mere), std::string_view(world.piece),
                                        std::string_view(world.envoi), std::string_view("SAULES")})
      require(!says(reply, hers), "what is the mother's");
  if (asked.who != &world.mere && asked.who != &world.agent) require(!says(reply, "redrawn page"), "a page");
  // The original leaves by one door only.
  const bool is_original = asked.who == &world.agent && asked.path.find("/original") != std::string::npos;
  if (!is_original) require(!says(reply, "canari-piece"), "a file as it was sent");
  require(!says(reply, "canari-medical"), "a medical paper");
}

Reply answer(const Asked& asked) {
  auto& world = fixture().world;
  return world.call(asked.method, asked.path, asked.who, asked.body, asked.headers);
}

bool fits(std::string_view pattern, std::string_view path) {
  path = path.substr(0, path.find('?'));
  while (!pattern.empty() && !path.empty()) {
    const auto wanted = until(pattern, "/"), given = until(path, "/");
    if (wanted != given && !wanted.starts_with(':')) return false;
  }
  return pattern.empty() && path.empty();
}

void begin() {
  auto& box = fixture().world.box;
  fixture().snapshot->restore(box.database);
  // A key never goes back; the base just did.
  std::destroy_at(&box.journal_key);
  std::construct_at(&box.journal_key, crypto::SecretKey::random());
  fuzz::restart_chance();
}

}  // namespace

// A route without a seed that gets past its door would be fuzzed in name only.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  std::set<const http::Route*> reached;
  for (const auto& file : std::filesystem::directory_iterator(SEEDS)) {
    begin();
    const auto input = all_bytes(file.path());
    std::string_view text = input;
    for (std::size_t i = 0; i < most_requests && !text.empty(); ++i) {
      const auto asked = parse(until(text, "\n%%\n"));
      const auto reply = answer(asked);
      judge(asked, reply);
      // 409: the health office is founded once, and its route says so after having read everything.
      if (reply.status >= 300 && reply.status != 409) continue;
      for (const auto& route : Router::routes())
        if (route.method == asked.method && fits(route.path, asked.path)) reached.insert(&route);
    }
  }
  for (const auto& route : Router::routes())
    if (!reached.contains(&route))
      require(false, "no seed reaches " + std::string(http::to_string(route.method)) + " " + std::string(route.path));
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  begin();
  std::string_view text(reinterpret_cast<const char*>(data), size);
  for (std::size_t i = 0; i < most_requests && !text.empty(); ++i) {
    const auto asked = parse(until(text, "\n%%\n"));
    judge(asked, answer(asked));
  }
  return 0;
}
