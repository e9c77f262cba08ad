// Random single-bit flips over (manifest, signature, body): flips [HOW MANY, 20,000]. Then every cut, and every part of
// one pli put into another by its own author, signed again. None is accepted; the intact pli is, before and after.
#include <charconv>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string_view>

#include "tests/crypto/forge.h"

namespace {

using namespace crypto;

struct Counts {
  std::size_t tried = 0, accepted = 0;
  void add(bool was_accepted) { ++tried, accepted += was_accepted ? 1U : 0U; }
};

struct Opener {
  const world::World& world;
  PliExpected expected = world.expected();
  bool opens(Bytes manifest, Bytes body) const {
    return open_pli(manifest, body, expected, world.nurse.cert_id, world.nurse.kem).has_value();
  }
};

Counts flip(const Opener& opener, SealedPli& pli, std::size_t how_many, std::mt19937_64& random) {
  Counts counts;
  const std::size_t manifest_bits = pli.manifest.size() * 8, bits = manifest_bits + pli.body.size() * 8;
  for (std::size_t i = 0; i < how_many; ++i) {
    // Half of them in the manifest, which is a fortieth of the whole: each of its bits is met.
    const std::size_t bit = i % 2 == 0 ? random() % manifest_bits : random() % bits;
    std::byte& byte = bit < manifest_bits ? pli.manifest[bit / 8] : pli.body[(bit - manifest_bits) / 8];
    const auto mask = static_cast<std::byte>(1U << (bit % 8));
    byte ^= mask;
    counts.add(opener.opens(pli.manifest, pli.body));
    byte ^= mask;
  }
  return counts;
}

Counts cut(const Opener& opener, const SealedPli& pli) {
  Counts counts;
  for (std::size_t size = 0; size < pli.manifest.size(); ++size)
    counts.add(opener.opens(Bytes(pli.manifest).first(size), pli.body));
  for (std::size_t size = 0; size < pli.body.size(); size += chunk_bytes + 17)
    for (const std::size_t near : {size, size + 1, size + 17})
      if (near < pli.body.size()) counts.add(opener.opens(pli.manifest, Bytes(pli.body).first(near)));
  return counts;
}

// Ranges of the second pli's manifest, and its body, in the first; her signature over the result.
Counts splice(const Opener& opener, const SealedPli& one, const SealedPli& two) {
  Counts counts;
  const std::size_t stanzas = core_bytes + 1, metadata = stanzas + 4 * 96 + 4, header = metadata + 1040;
  // Commitment, moment, the nurse's stanza (the last), metadata, header of the stream, hash of the body.
  const std::pair<std::size_t, std::size_t> parts[] = {{200, core_bytes},
                                                       {148, 156},
                                                       {metadata - 4 - 96, metadata - 4},
                                                       {metadata, header},
                                                       {header, header + 24},
                                                       {header + 32, header + 64}};
  for (const bool with_body : {false, true}) {
    for (std::size_t chosen = with_body ? 0 : 1; chosen < std::size_t{1} << std::size(parts); ++chosen) {
      Buffer manifest = one.manifest;
      for (std::size_t i = 0; i < std::size(parts); ++i) {
        if ((chosen >> i & 1) == 0) continue;
        std::copy(two.manifest.begin() + static_cast<std::ptrdiff_t>(parts[i].first),
                  two.manifest.begin() + static_cast<std::ptrdiff_t>(parts[i].second),
                  manifest.begin() + static_cast<std::ptrdiff_t>(parts[i].first));
      }
      // With its body, all of the second is the second itself, in which she spoilt the other readers' stanzas.
      if (with_body && chosen + 1 == std::size_t{1} << std::size(parts)) continue;
      counts.add(opener.opens(forge::sign_again(opener.world, manifest), with_body ? two.body : one.body));
    }
  }
  return counts;
}

}  // namespace

int main(int count, char** words) {
  std::size_t how_many = 20000;
  if (count > 1) {
    const std::string_view word = words[1];
    if (std::from_chars(word.data(), word.data() + word.size(), how_many).ec != std::errc{}) return 2;
  }
  const world::World world;
  const Opener opener{world};
  auto pli = world.sealed(world::pattern(300));
  const auto chunks = world.sealed(world::pattern(3 * chunk_bytes - 8));
  auto asked = world.pli({});
  const auto other_data = world::pattern(700);
  asked.data = other_data;
  asked.created_at += 1;
  const auto other = seal_pli(asked, world.recipients(), world.guardian.sign, world.guardian.kem.public_key()).value();
  const auto whole = [&] {
    return opener.opens(pli.manifest, pli.body) && opener.opens(chunks.manifest, chunks.body) &&
           opener.opens(other.manifest, other.body);
  };
  const bool before = whole();
  std::mt19937_64 random(20260921);
  const auto flips = flip(opener, pli, how_many, random), cuts = cut(opener, chunks),
             splices = splice(opener, pli, other);
  std::cout << flips.tried << " bits flipped, " << flips.accepted << " accepted\n"
            << cuts.tried << " cuts, " << cuts.accepted << " accepted\n"
            << splices.tried << " splices signed again, " << splices.accepted << " accepted\n"
            << (before && whole() ? "the intact ones are accepted" : "THE INTACT ONES ARE REFUSED") << '\n';
  return before && whole() && flips.accepted + cuts.accepted + splices.accepted == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
