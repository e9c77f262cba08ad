#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "crypto/account.h"
#include "crypto/directory.h"
#include "crypto/pli.h"
#include "crypto/token.h"
#include "pipeline/facts.h"
#include "pipeline/verdict.h"
#include "server/http/router.h"
#include "tests/server/core/box.h"

namespace server::test {

using http::Method;
using http::Reply;
using http::Request;
using nlohmann::json;

// The health office's keys, as two sheets of the kit and the nurse's key file hold them.
struct HealthOffice {
  crypto::SigningKey root = crypto::SigningKey::random(), sign = crypto::SigningKey::random();
  crypto::KemKey kem = crypto::KemKey::random();
  crypto::Id nurse = crypto::random_id();
  crypto::Buffer record;
  std::vector<crypto::Buffer> certificates;
  crypto::Snapshot snapshot;  // the last one issued
  crypto::Buffer signed_snapshot;
};

struct Person {
  std::string compte, identifiant, cookie;
  std::string auth_act, auth_court, k_auth;
  std::vector<std::string> codes;  // printed, not used yet; none without a second factor
  crypto::AccountKeys keys = crypto::derive_account_keys(crypto::SecretKey::random());
  Person as_of_now() const { return {compte, identifiant, cookie, auth_act, auth_court, k_auth, codes}; }  // other keys
};

pipeline::Reading one_page();
pipeline::Verdict doubt();

using Headers = std::vector<std::pair<std::string, std::string>>;

// A box with its people: an agent, a nurse, and the two responsables of the same child, all signed in by the real
// routes; a health office; what the mother sent. No socket: requests go straight to the router.
struct World {
  World();

  Reply call(Method method, const std::string& path, const Person* who, const std::string& body = {},
             Headers headers = {});
  Reply call_json(Method method, const std::string& path, const Person* who, const json& body);
  static std::string header(const Reply& reply, std::string_view name);
  static json body_of(const Reply& reply) { return json::parse(reply.content()); }
  static std::string code_of(const Reply& reply);

  // Steps, by the same routes.
  void hire(Person& person, Role role);
  json letter_for(Person& person, std::int64_t gen);
  json activation_of(const Person& person, std::int64_t gen, bool by_square = true) const;
  void activate(Person& person, std::int64_t gen = 1);
  Reply sign_in(Person& person);        // with one of her printed codes, when she has some
  void take_telephone(Person& person);  // the second factor, by her own session
  static std::string telephone_code(Database& database, const Person& person, std::int64_t now);
  json ceremony();  // what the nurse's browser publishes; remembers the recipients
  // The next snapshot, with a substitute more (her key is `substitute`), those of `revoked` taken out: what is
  // published.
  json next_snapshot(const crypto::SigningKey& substitute, const std::vector<crypto::Id>& revoked = {});
  // Another root a minute later: it goes on from the chain, or starts it anew; `named` by the one it replaces.
  json next_root(bool goes_on, bool named);
  json bordereau(const Person& agent_) const;
  std::string upload(const Person& who, const std::string& volet, const std::string& classe, const std::string& bytes);
  Reply deposit(const Person& who, const std::string& volet, const std::string& type, const std::string& envoi);
  // Plays the reading loop: every waiting pièce is read, so.
  void read_all(const pipeline::Reading& reading = one_page(), const pipeline::Verdict& verdict = doubt());
  crypto::SealedPli seal(crypto::PliKind kind, crypto::Bytes data, const Person& who, const std::string& volet,
                         const std::string& pli, std::uint32_t version, const crypto::Hash& previous = {}) const;
  // From the nurse to this responsable, as `retours` takes it.
  json message_to(const Person& who, const std::string& volet, const std::string& id) const;
  json give_back(const json& returns);  // what is kept and what is not
  crypto::SealedPli seal_form(const Person& who, const std::string& volet, const std::string& pli,
                              std::uint32_t version, const crypto::Hash& previous = {}) const;
  Reply deposit_form(const Person& who, const std::string& volet, const std::string& pli, std::uint32_t version,
                     const crypto::Hash& previous = {});

  Box box;
  std::string peer = "192.0.2.7";  // the network calls come from
  http::Router router;
  Person agent, nurse, chief, keeper, mere, pere;
  crypto::Recipients recipients;
  HealthOffice office, replaced;  // in force, and under the root before
  // What the mother sent.
  std::string piece, envoi, pli = std::string(31, '0') + "f";
  std::string message = std::string(31, '0') + "c";  // from the nurse
};

std::string b64(crypto::Bytes bytes);
inline std::string text_of(crypto::Bytes bytes) { return std::string(crypto::text_of(bytes)); }

}  // namespace server::test
