// The attacks on bytes, against crypto/: those of rows.json that the shared vectors express, and those below that need
// a sealer. One JSON line for each, read by report.mjs.
#include <fstream>
#include <iostream>
#include <set>

#include "crypto/aead.h"
#include "crypto/password.h"
#include "crypto/vault.h"
#include "tests/crypto/forge.h"
#include "tests/crypto/operations.h"

namespace {

using namespace crypto;
using nlohmann::json;

void report(std::string_view row, std::string_view attack, bool refused, bool twin) {
  std::cout << json{{"row", row}, {"by", "C++"}, {"attack", attack}, {"refused", refused}, {"twin", twin}}.dump()
            << std::endl;
}

bool is_accepted(std::string_view group, const json& cases, const std::string& name, std::string_view expected) {
  for (const auto& one : cases) {
    if (one.at("name") != name) continue;
    if (one.at("expect") != expected) throw std::logic_error("not a case that expects this: " + name);
    const auto outcome = operations::run(group, one.at("op"), one.at("in"));
    return outcome && (expected != "accept" || *outcome == one.at("out"));
  }
  throw std::logic_error("no such vector: " + name);
}

void replay_vectors() {
  std::map<std::string, json> groups;
  std::ifstream file(ROWS);
  for (const auto& row : json::parse(file)) {
    for (const auto& vectors : row.value("vectors", json::array())) {
      const std::string group = vectors.at("group");
      if (!groups.contains(group)) groups[group] = operations::read_group(group);
      const bool twin = is_accepted(group, groups[group], vectors.at("twin"), "accept");
      for (const std::string name : vectors.at("attacks"))
        report(row.at("row").get<std::string>(), name, !is_accepted(group, groups[group], name, "refuse"), twin);
    }
  }
}

// The box knows k_auth: a vault of its own making, closed with it, must not pass for hers.
void vault_under_the_other_key() {
  const world::World world;
  const auto keys = split_password(world::seq_key(0x33));
  const VaultContext context{
      world.etab, world.resp, 1, current_kdf_id, world.guardian.sign.public_key(), world.guardian.kem.public_key()};
  const auto opens = [&](const SecretKey& closed_with) {
    return open_vault(keys.k_wrap, context, seal_vault(closed_with, context, {world::seq_key(0x61), {}, 1}))
        .has_value();
  };
  report("A02", "a vault closed with k_auth", !opens(keys.k_auth), opens(keys.k_wrap));
}

void keys_never_come_twice() {
  const world::World world;
  std::set<Hash> commitments, ephemerals;
  std::set<std::array<std::byte, 24>> headers;
  bool opens = true;
  constexpr std::size_t plis = 200;
  std::size_t stanzas = 0;
  for (std::size_t i = 0; i < plis; ++i) {
    const auto pli = world.sealed(world::pattern(10), PliKind::form);
    const auto opened =
        open_pli(pli.manifest, pli.body, world.expected(PliKind::form), world.nurse.cert_id, world.nurse.kem);
    opens = opens && opened && opened->data == world::pattern(10);
    const auto manifest = parse_manifest(pli.manifest).value();
    commitments.insert(manifest.core.commitment);
    headers.insert(manifest.stream_header);
    for (const auto& stanza : manifest.stanzas) ephemerals.insert(stanza.ephemeral), ++stanzas;
  }
  report("A08", "K, ephemeral keys and headers of 200 plis",
         commitments.size() == plis && headers.size() == plis && ephemerals.size() == stanzas, opens);
}

void metadata_edited() {
  const world::World world;
  const auto opens = [&](const forge::Plan& plan) {
    const auto pli = forge::pli(world, world::pattern(100), plan);
    return open_pli(pli.manifest, pli.body, world.expected(), world.nurse.cert_id, world.nurse.kem).has_value();
  };
  forge::Plan plan;
  constexpr std::size_t json_of_metadata = core_bytes + 1 + 4 * 96 + 4 + 4;
  plan.unsigned_manifest = [](Buffer& manifest) { manifest[json_of_metadata + 12] ^= std::byte{1}; };
  report("A16", "one letter of the sealed JSON, signed again", !opens(plan), opens({}));
}

// Faster than this on any machine of today, it would not be Argon2id over 64 MiB three times.
void guesses_are_slow() {
  using clock = std::chrono::steady_clock;
  const auto begin = clock::now();
  const auto one = stretch_password("cafe-lampe-orage", "K7Q29XFM3T");
  const bool is_slow = clock::now() - begin > std::chrono::milliseconds(20);
  const auto again = stretch_password("cafe-lampe-orage", "K7Q29XFM3T");
  report("A39", "one guess in less than 20 ms", is_slow,
         std::equal(one.bytes().begin(), one.bytes().end(), again.bytes().begin()));
}

}  // namespace

int main() {
  replay_vectors();
  vault_under_the_other_key();
  keys_never_come_twice();
  metadata_edited();
  guesses_are_slow();
}
