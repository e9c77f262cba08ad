// What the C++ decoders think of HOW MANY (20,000) objects changed at random, their signatures often made good again:
// one line each, "decoder hex verdict". differential.mjs reads them and must think the same.
#include <charconv>
#include <iostream>
#include <random>
#include <string_view>

#include "crypto/hash.h"
#include "crypto/kit.h"
#include "crypto/rewrap.h"
#include "crypto/token.h"
#include "crypto/vault.h"
#include "tests/crypto/world.h"

namespace {

using namespace crypto;

struct Decoder {
  std::string_view name;
  Buffer right;
  const SigningKey* signer;                   // of the last 64 bytes; none: the object has no signature
  std::string_view label;                     // of the message signed, when it is not the object itself
  std::function<std::string(Bytes)> verdict;  // "" when it refuses
};

template <class Parsed, class Tell>
std::string told(const Result<Parsed>& parsed, Tell tell) {
  return parsed ? tell(*parsed) : std::string();
}

Buffer changed(Buffer bytes, const Decoder& decoder, std::mt19937_64& random) {
  for (auto edits = random() % 3 + (random() % 16 == 0 ? 0 : 1); edits > 0 && !bytes.empty(); --edits) {
    const std::size_t at = random() % bytes.size();
    switch (random() % 8) {
      case 0:
        bytes.resize(at);
        break;
      case 1:
        bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), static_cast<std::byte>(random()));
        break;
      case 2:
        bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      case 3:
        bytes[at] = static_cast<std::byte>(random() % 2 == 0 ? 0 : 0xff);
        break;
      default:
        bytes[at] ^= static_cast<std::byte>(1U << (random() % 8));
    }
  }
  if (decoder.signer != nullptr && bytes.size() >= sizeof(Signature) && random() % 4 != 0) {
    const Bytes body = Bytes(bytes).first(bytes.size() - sizeof(Signature));
    const auto signature =
        decoder.signer->sign(decoder.label.empty() ? Buffer(body.begin(), body.end()) : encode(decoder.label, {body}));
    std::copy(signature.begin(), signature.end(), bytes.end() - sizeof(Signature));
  }
  return bytes;
}

}  // namespace

int main(int count, char** words) {
  std::size_t how_many = 20000;
  if (count > 1) {
    const std::string_view word = words[1];
    if (std::from_chars(word.data(), word.data() + word.size(), how_many).ec != std::errc{}) return 2;
  }
  const world::World world;
  const auto& root = world.root.root;
  auto directory = world.directory();
  world.extend(directory, [&world](Snapshot& next) { next.revoked = {world.substitute.cert_id}; });
  const auto pli = world.sealed(world::pattern(100), PliKind::form);
  const auto manifest = parse_manifest(pli.manifest).value();
  const auto expected = world.expected(PliKind::form);
  const auto& mine = *std::find_if(manifest.stanzas.begin(), manifest.stanzas.end(),
                                   [&](const Stanza& one) { return one.cert_id == world.nurse.cert_id; });
  const auto record = rewrap(manifest, mine, world.nurse.kem, world.nurse.cert_id, world.nurse.sign,
                             world.recipients().certificates, world::now)
                          .value();
  const VaultContext context{
      world.etab, world.resp, 1, current_kdf_id, world.guardian.sign.public_key(), world.guardian.kem.public_key()};
  const auto k_wrap = world::seq_key(0x77);
  const auto sheet = split_kit(world::seq_key(0x01), world.etab)[0];

  const std::vector<Decoder> decoders{
      {"manifest", pli.manifest, &world.guardian.sign, "dsco/pli/manifest/v1",
       [](Bytes b) { return told(parse_manifest(b), [](const Manifest& m) { return hex(m.hash); }); }},
      {"pli", pli.manifest, &world.guardian.sign, "dsco/pli/manifest/v1",
       [&](Bytes b) { return told(verify_manifest(b, expected), [](const Manifest& m) { return hex(m.core.etab); }); }},
      {"certificate", directory.certificates[0], &root, "",
       [&](Bytes b) {
         return told(parse_certificate(b, root.public_key()), [](const Certificate& c) { return hex(c.pk_kem); });
       }},
      {"snapshot", directory.snapshots[1], &root, "",
       [&](Bytes b) {
         return told(parse_snapshot(b, root.public_key()), [](const Snapshot& s) {
           return std::to_string(s.epoch) + "." + std::to_string(s.certificates.size()) + "." +
                  std::to_string(s.revoked.size());
         });
       }},
      {"record", directory.root_record, nullptr, "",
       [](Bytes b) { return told(parse_root_record(b), [](const RootRecord& r) { return hex(r.etab) + r.uai; }); }},
      {"rewrap", record, &world.nurse.sign, "",
       [&](Bytes b) {
         return told(verify_rewrap(b, manifest, world.nurse.sign.public_key()),
                     [](const RewrapRecord& r) { return hex(r.by) + std::to_string(r.moment); });
       }},
      {"sheet", encode_kit_sheet(sheet), nullptr, "",
       [](Bytes b) { return told(parse_kit_sheet(b), [](const KitSheet& s) { return hex(s.parts); }); }},
      {"vault", seal_vault(k_wrap, context, {world::seq_key(0x61), {}, 1}), nullptr, "",
       [&](Bytes b) {
         return told(open_vault(k_wrap, context, b),
                     [](const VaultContents& v) { return std::to_string(v.epoch_min) + "."; });
       }},
  };
  std::cout << "# " << hex(root.public_key()) << ' ' << hex(pli.manifest) << ' ' << hex(world.nurse.sign.public_key())
            << ' ' << hex(k_wrap.bytes()) << ' ' << hex(context.pk_sign) << ' ' << hex(context.pk_kem) << ' '
            << hex(world.etab) << ' ' << hex(world.resp) << '\n';
  std::mt19937_64 random(20260921);
  for (std::size_t i = 0; i < how_many; ++i) {
    const Decoder& decoder = decoders[i % decoders.size()];
    const auto bytes = i < decoders.size() ? decoder.right : changed(decoder.right, decoder, random);
    const auto verdict = decoder.verdict(bytes);
    std::cout << decoder.name << ' ' << hex(bytes) << ' ' << (verdict.empty() ? "-" : verdict) << '\n';
  }
}
