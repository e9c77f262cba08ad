#include "tests/crypto/forge.h"

#include <sodium.h>

#include "crypto/hash.h"

namespace forge {
namespace {

using crypto::Hash;
using crypto::hash;
using crypto::u64;
using crypto::u8;

unsigned char* raw(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }
const unsigned char* raw(const std::byte* bytes) { return reinterpret_cast<const unsigned char*>(bytes); }
void add(Buffer& to, Bytes bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

Buffer aead(Bytes key, Bytes plain, Bytes bound_to) {
  Buffer sealed(plain.size() + 16);
  const std::array<unsigned char, 24> nonce{};
  crypto_aead_xchacha20poly1305_ietf_encrypt(raw(sealed.data()), nullptr, raw(plain.data()), plain.size(),
                                             raw(bound_to.data()), bound_to.size(), nullptr, nonce.data(),
                                             raw(key.data()));
  return sealed;
}

}  // namespace

crypto::SealedPli pli(const world::World& world, Bytes data, const Plan& plan, crypto::PliKind kind) {
  const crypto::Recipients directory = world.recipients();
  const crypto::PliToSeal asked = world.pli(data, kind);
  const crypto::SigningKey& signer = plan.signer ? *plan.signer : world.guardian.sign;
  const crypto::SecretKey key = crypto::SecretKey::random(), stray = crypto::SecretKey::random();
  const auto ks = crypto::derive(key, 1, "DSCOPLI1"), km = crypto::derive(key, 2, "DSCOPLI1");
  const auto kc = crypto::derive(plan.other_commitment ? stray : key, 3, "DSCOPLI1");

  std::uint64_t padded = crypto::padded_length(data.size());
  Buffer plain;
  add(plain, u64(data.size()));
  add(plain, data);
  plain.resize(padded);
  if (plan.padded) plan.padded(plain);

  crypto::PliCore core{kind,
                       asked.etab,
                       asked.volet,
                       asked.piece,
                       asked.resp,
                       1,
                       {},
                       directory.epoch,
                       directory.snapshot,
                       asked.created_at,
                       plain.size(),
                       signer.public_key(),
                       crypto::keyed_hash(kc.bytes(), "dsco/pli/commit/v1", {})};
  if (plan.core) plan.core(core);
  const auto encoded = crypto::encode_core(core);
  Buffer manifest(encoded.begin(), encoded.end());
  if (plan.core_bytes) plan.core_bytes(manifest);
  const Hash hc = hash("dsco/pli/core/v1", {manifest});

  // The stream first: its random header then does not depend on the number of recipients.
  crypto_secretstream_xchacha20poly1305_state state;
  std::array<std::byte, 24> header{};
  crypto_secretstream_xchacha20poly1305_init_push(&state, raw(header.data()), raw(ks.bytes().data()));
  Buffer body;
  const std::size_t count = (plain.size() + crypto::chunk_bytes - 1) / crypto::chunk_bytes;
  for (std::size_t i = 0; i < count; ++i) {
    const Bytes chunk = Bytes(plain)
                            .subspan(i * crypto::chunk_bytes)
                            .first(std::min(crypto::chunk_bytes, plain.size() - i * crypto::chunk_bytes));
    Buffer bound_to(hc.begin(), hc.end());
    add(bound_to, u64(plan.chunk_number ? plan.chunk_number(i) : i));
    const unsigned char tag = plan.tag ? plan.tag(i, count) : static_cast<unsigned char>(i + 1 == count ? 3 : 0);
    Buffer sealed(chunk.size() + 17);
    crypto_secretstream_xchacha20poly1305_push(&state, raw(sealed.data()), nullptr, raw(chunk.data()), chunk.size(),
                                               raw(bound_to.data()), bound_to.size(), tag);
    add(body, sealed);
  }

  std::vector<crypto::Recipient> recipients = directory.certificates;
  if (kind != crypto::PliKind::bordereau)
    recipients.push_back({crypto::self_cert_id(world.guardian.kem.public_key()), world.guardian.kem.public_key()});
  if (plan.recipients) plan.recipients(recipients);
  std::stable_sort(recipients.begin(), recipients.end(),
                   [](const auto& a, const auto& b) { return a.cert_id < b.cert_id; });
  add(manifest, u8(static_cast<std::uint8_t>(recipients.size())));
  for (std::size_t i = 0; i < recipients.size(); ++i) {
    crypto::PublicKey ephemeral{};
    std::array<unsigned char, 32> secret{}, shared{};
    crypto_box_keypair(raw(ephemeral.data()), secret.data());
    [[maybe_unused]] const int agreed =
        crypto_scalarmult(shared.data(), secret.data(), raw(recipients[i].pk_kem.data()));
    const Hash wk = crypto::keyed_hash(std::as_bytes(std::span(shared)), "dsco/pli/wrap/v1",
                                       {hc, recipients[i].cert_id, ephemeral, recipients[i].pk_kem});
    Buffer bound_to(hc.begin(), hc.end());
    add(bound_to, recipients[i].cert_id);
    const bool wrong = plan.wrong_wrapped_key && i + 1 == recipients.size();
    add(manifest, recipients[i].cert_id);
    add(manifest, ephemeral);
    add(manifest, aead(wk, wrong ? stray.bytes() : key.bytes(), bound_to));
  }

  Buffer json;
  add(json, crypto::u32(static_cast<std::uint32_t>(world::metadata.size())));
  add(json, crypto::bytes_of(world::metadata));
  json.resize(1024);
  if (plan.metadata) plan.metadata(json);
  const Buffer sealed_json = aead(km.bytes(), json, hc);
  add(manifest, crypto::u32(static_cast<std::uint32_t>(sealed_json.size())));
  add(manifest, sealed_json);

  if (plan.body) plan.body(body);
  Buffer hashed(header.begin(), header.end());
  add(hashed, body);
  Hash hb{};
  crypto_generichash(raw(hb.data()), hb.size(), raw(hashed.data()), hashed.size(), nullptr, 0);
  add(manifest, header);
  add(manifest, u64(body.size()));
  add(manifest, hb);
  if (plan.unsigned_manifest) plan.unsigned_manifest(manifest);
  add(manifest, signer.sign(crypto::encode("dsco/pli/manifest/v1", {manifest})));
  return {std::move(manifest), std::move(body)};
}

Buffer sign_again(const world::World& world, Buffer manifest) {
  manifest.resize(manifest.size() - 64);
  add(manifest, world.guardian.sign.sign(crypto::encode("dsco/pli/manifest/v1", {manifest})));
  return manifest;
}

}  // namespace forge
