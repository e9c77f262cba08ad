// No key, nonce or id serves twice: uniqueness [HOW MANY, 2000] forms, vaults and ids, every draw of chance watched.
// Before that, a chance that gives one draw a second time is planted, and must be seen.
#include <sodium.h>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>
#include <unordered_set>

#include "crypto/hash.h"
#include "crypto/pli_keys.h"
#include "crypto/token.h"
#include "crypto/vault.h"
#include "tests/crypto/chance.h"
#include "tests/crypto/world.h"

namespace {

using namespace crypto;

// 64 bits of each: at a million seals, two different ones meet by chance less than once in a million runs.
class Seen {
 public:
  void add(Bytes bytes) {
    const Hash h = hash("dsco/test/seen", {bytes});
    std::uint64_t key = 0;
    std::memcpy(&key, h.data(), sizeof key);
    if (!keys_.insert(key).second) ++twice_;
  }
  std::size_t size() const { return keys_.size(); }
  std::size_t twice() const { return twice_; }

 private:
  std::unordered_set<std::uint64_t> keys_;
  std::size_t twice_ = 0;
};

struct Uniqueness {
  Seen draws, commitments, ephemerals, headers, vault_nonces, ids;
  std::size_t astray = 0;  // keys and nonces that chance did not give for that one seal
  std::size_t twice() const {
    return draws.twice() + commitments.twice() + ephemerals.twice() + headers.twice() + vault_nonces.twice() +
           ids.twice();
  }
};

// `repeated`: of which seal the draws are given again to the next one; none when 0.
Uniqueness seal(const world::World& world, std::size_t how_many, std::size_t repeated) {
  Uniqueness seen;
  std::vector<Buffer> drawn, before;
  std::size_t round = 0;
  const world::WatchedChance chance([&](std::span<std::byte> bytes) {
    if (repeated > 0 && round == repeated && drawn.size() < before.size() &&
        before[drawn.size()].size() == bytes.size())
      std::copy(before[drawn.size()].begin(), before[drawn.size()].end(), bytes.begin());
    drawn.emplace_back(bytes.begin(), bytes.end());
  });
  const auto recipients = world.recipients();
  const auto self = world.guardian.kem.public_key();
  const auto k_wrap = world::seq_key(0x77);
  const VaultContext context{world.etab, world.resp, 1, current_kdf_id, world.guardian.sign.public_key(), self};
  const auto data = world::pattern(16);
  for (round = 0; round < how_many; ++round) {
    before = std::exchange(drawn, {});
    const auto sealed = seal_pli(world.pli(data, PliKind::form), recipients, world.guardian.sign, self).value();
    const auto manifest = parse_manifest(sealed.manifest).value();
    // One K, one header, and one ephemeral key for each reader, all of this seal's own draws.
    std::size_t keys = 0, headers = 0, ephemerals = 0;
    for (const auto& one : drawn) {
      if (Bytes(one).size() == manifest.stream_header.size() &&
          std::equal(one.begin(), one.end(), manifest.stream_header.begin()))
        ++headers;
      if (one.size() != SecretKey::size) continue;
      auto key = SecretKey::from_bytes(one).value();
      if (derive_pli_keys(key).commitment == manifest.core.commitment) ++keys;
      const auto pk = KemKey(std::move(key)).public_key();
      for (const auto& stanza : manifest.stanzas) ephemerals += stanza.ephemeral == pk ? 1U : 0U;
    }
    if (keys != 1 || headers != 1 || ephemerals != manifest.stanzas.size()) ++seen.astray;
    seen.commitments.add(manifest.core.commitment);
    seen.headers.add(manifest.stream_header);
    for (const auto& stanza : manifest.stanzas) seen.ephemerals.add(stanza.ephemeral);
    // The vault's key serves as long as the phrase does: its nonce is drawn.
    const auto vault = seal_vault(k_wrap, context, {world::seq_key(0x61), {}, 1});
    seen.vault_nonces.add(Bytes(vault).first(24));
    seen.ids.add(random_id());
    for (const auto& one : drawn) seen.draws.add(one);
  }
  return seen;
}

}  // namespace

int main(int count, char** words) {
  std::size_t how_many = 2000;
  if (count > 1) {
    const std::string_view word = words[1];
    if (std::from_chars(word.data(), word.data() + word.size(), how_many).ec != std::errc{}) return 2;
  }
  const world::World world;
  const bool planted_is_seen = seal(world, 4, 2).twice() > 0;
  const auto seen = seal(world, how_many, 0);
  std::cout << how_many << " seals: " << seen.draws.size() << " draws, " << seen.commitments.size() << " keys, "
            << seen.ephemerals.size() << " ephemeral keys, " << seen.headers.size() << " stream headers, "
            << seen.vault_nonces.size() << " vault nonces, " << seen.ids.size() << " ids; " << seen.twice()
            << " twice, " << seen.astray << " not drawn for that seal\n"
            << (planted_is_seen ? "a planted repetition is seen" : "A PLANTED REPETITION IS NOT SEEN") << '\n';
  return planted_is_seen && seen.twice() + seen.astray == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
