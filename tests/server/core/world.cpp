#include "tests/server/core/world.h"

#include "crypto/letter.h"
#include "crypto/token.h"
#include "server/actions/store_reading.h"
#include "server/model/totp.h"
#include "server/store/equipe.h"
#include "server/store/reading_queue.h"
#include "server/store/seconds_facteurs.h"
#include "tests/catch.h"

namespace server::test {
namespace {

crypto::Id id_of(const std::string& hex) { return *crypto::fixed<crypto::Id>(*crypto::from_hex(hex)); }

const http::Embedded pages[] = {{.name = "agent.html", .media_type = "text/html", .plain = "agent"},
                                {.name = "famille.html", .media_type = "text/html", .plain = "famille"}};
const http::Bundle few{pages, "", "0123456789abcdef"};

http::Site site_of(Box& box) {
  return {[&box]() -> App& { return box.app; }, [] { return true; }, [] { return std::int64_t{5} << 30; }, few};
}

}  // namespace

std::string b64(crypto::Bytes bytes) { return crypto::base64url(bytes); }

pipeline::Reading one_page() {
  pipeline::Reading reading;
  reading.facts.pages = 1;
  pipeline::Page page;
  page.width = 800;
  page.height = 1100;
  page.source = pipeline::TextSource::text_layer;
  reading.facts.pages_read.push_back(page);
  const auto bytes = [](std::string_view text) {
    const auto span = bytes_of(text);
    return std::vector<std::byte>(span.begin(), span.end());
  };
  reading.pictures.push_back({bytes("redrawn page"), bytes("thumb")});
  return reading;
}

pipeline::Verdict doubt() {
  pipeline::Verdict verdict;
  verdict.outcome = pipeline::Outcome::a_verifier;
  verdict.reasons = {pipeline::Reason::nom_absent, pipeline::Reason::trop_ancien};
  verdict.type_guess = pipeline::PieceType::justificatif_domicile;
  verdict.facts["date_emission"] = {"2026-01-09", 0, pipeline::Box{10, 20, 30, 40}, true};
  verdict.facts["code_postal"] = {"00100", 0, std::nullopt, false};
  return verdict;
}

Reply World::call(Method method, const std::string& path, const Person* who, const std::string& body, Headers headers) {
  Request request;
  request.method = method;
  const auto question = path.find('?');
  request.path = path.substr(0, question);
  if (question != std::string::npos) request.query = path.substr(question + 1);
  request.untrusted_body = body;
  request.peer = peer;
  const auto has = [&](std::string_view name) {
    return std::any_of(headers.begin(), headers.end(), [&](const auto& header) { return header.first == name; });
  };
  const auto usual = [&](std::string name, std::string value) {
    if (!has(name)) headers.emplace_back(std::move(name), std::move(value));
  };
  usual("host", "college.example.org");
  usual("origin", "https://college.example.org");
  usual("x-dsco", "1");
  usual("sec-fetch-site", "same-origin");
  if (path.find("/envois") != std::string::npos) usual("tus-resumable", "1.0.0");
  if (!body.empty() && method != Method::patch) usual("content-type", "application/json");
  if (who != nullptr) usual("cookie", "__Host-dsco=" + who->cookie);
  // "" stands for a header that is not sent.
  for (auto& header : headers)
    if (!header.second.empty()) request.headers.push_back(std::move(header));
  return router.answer(request);
}

Reply World::call_json(Method method, const std::string& path, const Person* who, const json& body) {
  return call(method, path, who, body.dump());
}

std::string World::header(const Reply& reply, std::string_view name) {
  for (const auto& [known, value] : reply.headers)
    if (known == name) return value;
  return {};
}

std::string World::code_of(const Reply& reply) {
  const auto body = json::parse(reply.content(), nullptr, false);
  return body.is_object() ? body.value("code", "") : "";
}

void World::hire(Person& person, Role role) {
  person.identifiant = crypto::random_identifiant();
  person.auth_act = text_of(crypto::random_bytes(32));
  person.auth_court = text_of(crypto::random_bytes(32));
  person.compte =
      save_staff_invitation(box.database, role, "Rose PINSON",
                            {person.identifiant, crypto::activation_verifier(crypto::bytes_of(person.auth_act)),
                             crypto::short_activation_verifier(crypto::bytes_of(person.auth_court)), box.time + 86400},
                            box.time)
          .text();
}

json World::letter_for(Person& person, std::int64_t gen) {
  person.identifiant = crypto::random_identifiant();
  person.auth_act = text_of(crypto::random_bytes(32));
  person.auth_court = text_of(crypto::random_bytes(32));
  return {{"resp_id", person.compte},
          {"gen", gen},
          {"identifiant", person.identifiant},
          {"verif", b64(crypto::activation_verifier(crypto::bytes_of(person.auth_act)))},
          {"verif_court", b64(crypto::short_activation_verifier(crypto::bytes_of(person.auth_court)))},
          {"expire_le", box.time + 45 * 86400}};
}

json World::activation_of(const Person& person, std::int64_t gen, bool by_square) const {
  const auto pop = crypto::prove_possession(person.keys.sign, id_of(std::string(32, 'e')), id_of(person.compte),
                                            static_cast<std::uint32_t>(gen), person.keys.kem.public_key());
  json body{{"identifiant", person.identifiant},
            {"pk_sign", b64(person.keys.sign.public_key())},
            {"pk_kem", b64(person.keys.kem.public_key())},
            {"pop", b64(pop)},
            {"k_auth", b64(crypto::bytes_of(person.k_auth))},
            {"coffre", b64(crypto::bytes_of("a vault only she can open"))}};
  if (by_square) {
    body["auth_act"] = b64(crypto::bytes_of(person.auth_act));
    body["bind_tag"] = b64(crypto::Hash{});
  } else {
    body["auth_court"] = b64(crypto::bytes_of(person.auth_court));
  }
  return body;
}

void World::activate(Person& person, std::int64_t gen) {
  person.k_auth = text_of(crypto::random_bytes(32));
  REQUIRE(call_json(Method::post, "/api/v1/activation/terminer", nullptr, activation_of(person, gen)).status == 201);
  REQUIRE(sign_in(person).status == 200);
}

Reply World::sign_in(Person& person) {
  json body{{"identifiant", person.identifiant}, {"k_auth", b64(crypto::bytes_of(person.k_auth))}};
  if (!person.codes.empty()) {
    body["second"] = person.codes.back();
    person.codes.pop_back();
  }
  auto reply = call_json(Method::post, "/api/v1/session", nullptr, body);
  const auto cookie = header(reply, "Set-Cookie");
  if (reply.status == 200) person.cookie = cookie.substr(cookie.find('=') + 1, 64);
  return reply;
}

std::string World::telephone_code(Database& database, const Person& person, std::int64_t now) {
  const auto telephone = find_telephone(database, *CompteId::parse(person.compte));
  REQUIRE(telephone);
  return totp_code(crypto::bytes_of(telephone->secret), totp_step(now));
}

void World::take_telephone(Person& person) {
  REQUIRE(call(Method::post, "/api/v1/second-facteur", &person).status == 201);
  const auto reply = call_json(Method::put, "/api/v1/second-facteur", &person,
                               {{"code", telephone_code(box.database, person, box.time)}});
  REQUIRE(reply.status == 200);
  const auto cookie = header(reply, "Set-Cookie");
  person.cookie = cookie.substr(cookie.find('=') + 1, 64);
  person.codes = body_of(reply)["codes"].get<std::vector<std::string>>();
}

json World::ceremony() {
  office = HealthOffice{};
  const auto etab = id_of(std::string(32, 'e'));
  const auto now = static_cast<std::uint64_t>(box.time);
  office.record = crypto::encode_root_record({"0009990J", etab, office.root.public_key(), now});
  office.snapshot = {etab, 1, now, now + 300 * 86400, {}, {}, {}};
  const auto recovery = crypto::KemKey::random();
  for (const auto role : {crypto::Role::nurse, crypto::Role::recovery}) {
    const bool is_nurse = role == crypto::Role::nurse;
    office.certificates.push_back(crypto::issue_certificate(
        office.root,
        {etab, is_nurse ? office.nurse : crypto::random_id(), role, crypto::suite_x25519,
         is_nurse ? office.kem.public_key() : recovery.public_key(),
         is_nurse ? office.sign.public_key() : crypto::SigningKey::random().public_key(), now, now + 400 * 86400}));
    office.snapshot.certificates.push_back(crypto::certificate_hash(office.certificates.back()));
  }
  office.signed_snapshot = crypto::issue_snapshot(office.root, office.snapshot);
  const auto accepted = crypto::accept_directory({office.record, office.certificates, {office.signed_snapshot}},
                                                 {crypto::root_fingerprint(office.record), 1}, now);
  REQUIRE(accepted);
  recipients = accepted->recipients();
  json list = json::array();
  for (const auto& certificate : office.certificates) list.push_back(b64(certificate));
  return {{"racine", b64(office.record)},
          {"certificats", list},
          {"instantane", b64(office.signed_snapshot)},
          {"trousseau", b64(crypto::bytes_of("a key file only her phrase opens"))}};
}

json World::next_snapshot(const crypto::SigningKey& substitute, const std::vector<crypto::Id>& revoked) {
  const auto now = static_cast<std::uint64_t>(box.time);
  const auto key = crypto::KemKey::random();
  const auto id = crypto::random_id();
  auto& snapshot = office.snapshot;
  const auto certificate =
      crypto::issue_certificate(office.root, {snapshot.etab, id, crypto::Role::substitute, crypto::suite_x25519,
                                              key.public_key(), substitute.public_key(), now, now + 300 * 86400});
  snapshot.previous = crypto::snapshot_hash(office.signed_snapshot);
  snapshot.epoch += 1;
  snapshot.issued = now;
  for (const auto& gone : revoked) snapshot.revoked.push_back(gone);
  snapshot.certificates.clear();
  office.certificates.push_back(certificate);
  recipients = {snapshot.epoch, {}, {}};
  for (const auto& one : office.certificates) {
    const auto parsed = crypto::parse_certificate(one, office.root.public_key());
    REQUIRE(parsed);
    if (std::find(snapshot.revoked.begin(), snapshot.revoked.end(), parsed->id) != snapshot.revoked.end()) continue;
    snapshot.certificates.push_back(crypto::certificate_hash(one));
    recipients.certificates.push_back({parsed->id, parsed->pk_kem});
  }
  office.signed_snapshot = crypto::issue_snapshot(office.root, snapshot);
  recipients.snapshot = crypto::snapshot_hash(office.signed_snapshot);
  return {{"certificats", {b64(certificate)}}, {"instantane", b64(office.signed_snapshot)}};
}

json World::next_root(bool goes_on, bool named) {
  box.time += 60;
  replaced = std::move(office);
  auto body = ceremony();
  office.snapshot.epoch = replaced.snapshot.epoch + 1;
  if (goes_on) {
    office.snapshot.previous = crypto::snapshot_hash(replaced.signed_snapshot);
    office.snapshot.revoked = replaced.snapshot.revoked;
  }
  office.signed_snapshot = crypto::issue_snapshot(office.root, office.snapshot);
  recipients.epoch = office.snapshot.epoch;
  recipients.snapshot = crypto::snapshot_hash(office.signed_snapshot);
  body["instantane"] = b64(office.signed_snapshot);
  if (named)
    body["successeur"] =
        b64(crypto::issue_successor(replaced.root, crypto::root_fingerprint(replaced.record), office.record));
  return body;
}

json World::bordereau(const Person& agent_) const {
  const auto id = crypto::random_id();
  crypto::PliToSeal list;
  list.kind = crypto::PliKind::bordereau;
  list.etab = id_of(std::string(32, 'e'));
  list.piece = id;
  list.resp = id_of(agent_.compte);
  list.created_at = static_cast<std::uint64_t>(box.time);
  list.metadata = R"({"nature":"bordereau"})";
  list.data = crypto::bytes_of(R"({"schema":"bordereau/1","lignes":[]})");
  const auto sealed = crypto::seal_pli(list, recipients, crypto::SigningKey::random(), std::nullopt);
  REQUIRE(sealed);
  return {{"id", crypto::hex(id)}, {"manifeste", b64(sealed->manifest)}, {"corps", b64(sealed->body)}};
}

std::string World::upload(const Person& who, const std::string& volet, const std::string& classe,
                          const std::string& bytes) {
  const auto created = call(Method::post, "/api/v1/volets/" + volet + "/envois", &who, {},
                            {{"upload-length", std::to_string(bytes.size())},
                             {"upload-metadata", "classe " + crypto::base64url(crypto::bytes_of(classe))}});
  REQUIRE(created.status == 201);
  const auto location = header(created, "Location");
  for (std::size_t at = 0; at < bytes.size(); at += 300'000) {
    const auto sent =
        call(Method::patch, location, &who, bytes.substr(at, 300'000),
             {{"upload-offset", std::to_string(at)}, {"content-type", "application/offset+octet-stream"}});
    REQUIRE(sent.status == 204);
  }
  return location.substr(location.rfind('/') + 1);
}

Reply World::deposit(const Person& who, const std::string& volet, const std::string& type, const std::string& envoi_) {
  return call_json(Method::put, "/api/v1/volets/" + volet + "/pieces/" + type, &who, {{"envois", {envoi_}}});
}

void World::read_all(const pipeline::Reading& reading, const pipeline::Verdict& verdict) {
  while (const auto job = claim_reading(box.database, box.time, 15))
    REQUIRE(store_reading(box.app, job->piece, job->type, find_to_read(box.database, job->piece)->montree, reading,
                          verdict));
}

crypto::SealedPli World::seal(crypto::PliKind kind, crypto::Bytes data, const Person& who, const std::string& volet,
                              const std::string& pli_, std::uint32_t version, const crypto::Hash& previous) const {
  crypto::PliToSeal pli_to_seal;
  pli_to_seal.kind = kind;
  pli_to_seal.etab = id_of(std::string(32, 'e'));
  pli_to_seal.volet = id_of(volet);
  pli_to_seal.piece = id_of(pli_);
  pli_to_seal.resp = id_of(who.compte);
  pli_to_seal.version = version;
  pli_to_seal.previous = previous;
  pli_to_seal.created_at = static_cast<std::uint64_t>(box.time);
  pli_to_seal.metadata = R"({"nature":"fiche"})";
  pli_to_seal.data = data;
  auto sealed = crypto::seal_pli(pli_to_seal, recipients, who.keys.sign, who.keys.kem.public_key());
  REQUIRE(sealed);
  return std::move(*sealed);
}

json World::message_to(const Person& who, const std::string& volet, const std::string& id) const {
  crypto::PliToSeal message_to_seal;
  message_to_seal.kind = crypto::PliKind::message;
  message_to_seal.etab = id_of(std::string(32, 'e'));
  message_to_seal.volet = id_of(volet);
  message_to_seal.piece = id_of(id);
  message_to_seal.resp = id_of(who.compte);
  message_to_seal.created_at = static_cast<std::uint64_t>(box.time);
  message_to_seal.metadata = R"({"nature":"message"})";
  const auto text = R"({"schema":"message/1","sur":")" + pli + R"(","texte":"Page 2 illisible."})";
  message_to_seal.data = crypto::bytes_of(text);
  auto only_nurse = recipients;
  std::erase_if(only_nurse.certificates, [&](const auto& one) { return one.cert_id != office.nurse; });
  const auto sealed = crypto::seal_pli(message_to_seal, only_nurse, office.sign, who.keys.kem.public_key());
  REQUIRE(sealed);
  return {{"id", id}, {"volet", volet}, {"manifeste", b64(sealed->manifest)}, {"corps", b64(sealed->body)}};
}

json World::give_back(const json& returns) {
  auto body = returns;
  body["schema"] = "retours/1";
  const auto reply = call_json(Method::post, "/api/v1/infirmerie/retours", &nurse, body);
  INFO(reply.content());
  REQUIRE(reply.status == 200);
  return body_of(reply);
}

crypto::SealedPli World::seal_form(const Person& who, const std::string& volet, const std::string& pli_,
                                   std::uint32_t version, const crypto::Hash& previous) const {
  return seal(crypto::PliKind::form, crypto::bytes_of(R"({"schema":"fiche-infirmerie/1"})"), who, volet, pli_, version,
              previous);
}

Reply World::deposit_form(const Person& who, const std::string& volet, const std::string& pli_, std::uint32_t version,
                          const crypto::Hash& previous) {
  const auto sealed = seal_form(who, volet, pli_, version, previous);
  const auto body = upload(who, volet, "scelle", text_of(sealed.body));
  return call_json(Method::put, "/api/v1/volets/" + volet + "/plis/" + pli_ + "/" + std::to_string(version), &who,
                   {{"envoi", body}, {"manifeste", b64(sealed.manifest)}});
}

World::World() : router(site_of(box)) {
  hire(agent, Role::secretariat);
  hire(nurse, Role::infirmerie);
  hire(chief, Role::direction);
  hire(keeper, Role::technique);
  for (auto* person : {&agent, &nurse, &chief, &keeper}) {
    activate(*person);
    take_telephone(*person);
  }
  mere.compte = box.family.mere;
  pere.compte = box.family.pere;
  const json letters = json::array({letter_for(mere, 1), letter_for(pere, 1)});
  REQUIRE(call_json(Method::post, "/api/v1/agent/courriers", &agent, {{"lettres", letters}}).status == 201);
  activate(mere);
  activate(pere);
  REQUIRE(call_json(Method::put, "/api/v1/infirmerie/annuaire", &nurse, ceremony()).status == 201);
  REQUIRE(deposit(mere, box.family.volet_mere, "justificatif_domicile",
                  upload(mere, box.family.volet_mere, "lisible", "%PDF-1.7 canari-piece"))
              .status == 202);
  read_all();
  piece = one_text(box.database, "SELECT id FROM main.pieces");
  REQUIRE(deposit_form(mere, box.family.volet_mere, pli, 1).status == 201);
  envoi = upload(mere, box.family.volet_mere, "lisible", "%PDF-1.7 another");
  REQUIRE(give_back({{"messages", {message_to(mere, box.family.volet_mere, message)}}})["messages"] == 1);
}

}  // namespace server::test
