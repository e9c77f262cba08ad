#include "crypto/pli.h"

#include <sodium.h>

#include <algorithm>
#include <bit>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/pli_keys.h"
#include "crypto/signed_fields.h"
#include "crypto/token.h"

namespace crypto {
namespace {

constexpr std::string_view magic = "DSCOPLI1";
constexpr std::size_t signature_bytes = sizeof(Signature);
constexpr Hash no_hash{};
constexpr Id no_volet{};

std::uint64_t padme(std::uint64_t length) {
  const auto exponent = static_cast<unsigned>(std::bit_width(length) - 1);
  const auto kept = static_cast<unsigned>(std::bit_width(exponent));
  const std::uint64_t mask = (std::uint64_t{1} << (exponent - kept)) - 1;
  return (length + mask) & ~mask;
}

}  // namespace

std::uint64_t padded_length(std::uint64_t bytes) { return std::max<std::uint64_t>(chunk_bytes, padme(bytes + 8)); }

std::uint64_t body_length(std::uint64_t padded_bytes) {
  return padded_bytes + stream_tag_bytes * ((padded_bytes + chunk_bytes - 1) / chunk_bytes);
}

Id self_cert_id(const PublicKey& pk_kem) {
  const Hash h = hash("dsco/self/v1", {pk_kem});
  return *fixed<Id>(Bytes(h).first(16));
}

std::array<std::byte, core_bytes> encode_core(const PliCore& core) {
  Buffer bytes;
  append(bytes, bytes_of(magic));
  append(bytes, u8(suite_x25519));
  append(bytes, u8(static_cast<std::uint8_t>(core.kind)));
  append(bytes, little_endian(std::uint16_t{0}));  // flags: none exist
  append(bytes, core.etab);
  append(bytes, core.volet);
  append(bytes, core.piece);
  append(bytes, core.resp);
  append(bytes, u32(core.version));
  append(bytes, core.previous);
  append(bytes, u32(core.epoch));
  append(bytes, core.snapshot);
  append(bytes, u64(core.created_at));
  append(bytes, u32(chunk_bytes));
  append(bytes, u64(core.padded_bytes));
  append(bytes, core.signer);
  append(bytes, core.commitment);
  return *fixed<std::array<std::byte, core_bytes>>(bytes);
}

Result<PliCore> parse_core(Bytes untrusted_core) {
  if (untrusted_core.size() != core_bytes) return refuse(Error::wrong_size);
  FieldReader fields(untrusted_core);
  if (text_of(fields.take(magic.size())) != magic) return refuse(Error::wrong_suite);
  if (fields.integer<std::uint8_t>() != suite_x25519) return refuse(Error::wrong_suite);
  const auto kind = fields.integer<std::uint8_t>();
  if (kind < 1 || kind > 4) return refuse(Error::wrong_suite);
  if (fields.integer<std::uint16_t>() != 0) return refuse(Error::wrong_suite);
  PliCore core;
  core.kind = static_cast<PliKind>(kind);
  core.etab = fields.array<Id>();
  core.volet = fields.array<Id>();
  core.piece = fields.array<Id>();
  core.resp = fields.array<Id>();
  core.version = fields.integer<std::uint32_t>();
  core.previous = fields.array<Hash>();
  core.epoch = fields.integer<std::uint32_t>();
  core.snapshot = fields.array<Hash>();
  core.created_at = fields.integer<std::uint64_t>();
  if (fields.integer<std::uint32_t>() != chunk_bytes) return refuse(Error::wrong_suite);
  core.padded_bytes = fields.integer<std::uint64_t>();
  core.signer = fields.array<PublicKey>();
  core.commitment = fields.array<Hash>();
  if (fields.failed()) return refuse(Error::wrong_size);
  if (core.version == 0 || core.epoch == 0) return refuse(Error::wrong_context);
  if ((core.version == 1) != (core.previous == no_hash)) return refuse(Error::wrong_context);
  if ((core.kind == PliKind::bordereau) != (core.volet == no_volet)) return refuse(Error::wrong_context);
  // Only lengths that padding can give, so that the length of a pli says its class and nothing else.
  if (core.padded_bytes < chunk_bytes || core.padded_bytes > padded_length(longest_data_bytes) ||
      core.padded_bytes != padme(core.padded_bytes))
    return refuse(Error::wrong_size);
  const bool one_length = core.kind == PliKind::form || core.kind == PliKind::message;
  if (one_length && core.padded_bytes != chunk_bytes) return refuse(Error::wrong_size);
  return core;
}

Hash manifest_hash(Bytes signed_manifest) {
  const std::size_t size = signed_manifest.size();
  return hash("dsco/pli/manifest/hash/v1",
              {signed_manifest.first(size > signature_bytes ? size - signature_bytes : 0)});
}

Result<Manifest> parse_manifest(Bytes untrusted_manifest) {
  FieldReader fields(untrusted_manifest);
  const Bytes core_field = fields.take(core_bytes);
  if (fields.failed()) return refuse(Error::truncated);
  auto core = parse_core(core_field);
  if (!core) return refuse(core.error());
  Manifest manifest;
  manifest.core = *core;
  const auto count = fields.integer<std::uint8_t>();
  for (unsigned i = 0; i < count && !fields.failed(); ++i) {
    Stanza stanza;
    stanza.cert_id = fields.array<Id>();
    stanza.ephemeral = fields.array<PublicKey>();
    stanza.wrapped = fields.array<std::array<std::byte, 48>>();
    // One order, no double: two manifests for the same recipients can't differ by it.
    if (!manifest.stanzas.empty() && !(manifest.stanzas.back().cert_id < stanza.cert_id))
      return refuse(fields.failed() ? Error::truncated : Error::wrong_context);
    manifest.stanzas.push_back(stanza);
  }
  if (fields.integer<std::uint32_t>() != sealed_metadata_bytes)
    return refuse(fields.failed() ? Error::truncated : Error::wrong_size);
  manifest.metadata = fields.array<std::array<std::byte, sealed_metadata_bytes>>();
  manifest.stream_header = fields.array<std::array<std::byte, 24>>();
  manifest.body_bytes = fields.integer<std::uint64_t>();
  manifest.body_hash = fields.array<Hash>();
  manifest.signature = fields.array<Signature>();
  if (!fields.ended()) return refuse(Error::truncated);
  if (manifest.stanzas.empty()) return refuse(Error::wrong_context);
  if (manifest.body_bytes != body_length(manifest.core.padded_bytes)) return refuse(Error::wrong_size);
  manifest.hash = manifest_hash(untrusted_manifest);
  return manifest;
}

Hash core_hash(const PliCore& core) { return hash("dsco/pli/core/v1", {encode_core(core)}); }

Buffer signed_message(Bytes unsigned_manifest) { return encode("dsco/pli/manifest/v1", {unsigned_manifest}); }

PliKeys derive_pli_keys(const SecretKey& key) {
  constexpr std::string_view context = "DSCOPLI1";
  const SecretKey commit_key = derive(key, 3, context);
  return PliKeys{derive(key, 1, context), derive(key, 2, context),
                 keyed_hash(commit_key.bytes(), "dsco/pli/commit/v1", {})};
}

namespace {

SecretKey derive_wrap_key(const SecretKey& shared, const Hash& hc, const Id& cert_id, const PublicKey& ephemeral,
                          const PublicKey& pk_kem) {
  return keyed_secret(shared.bytes(), "dsco/pli/wrap/v1", {hc, cert_id, ephemeral, pk_kem});
}

Buffer bound_to(const Hash& hc, const Id& cert_id) {
  Buffer bytes(hc.begin(), hc.end());
  append(bytes, cert_id);
  return bytes;
}

}  // namespace

Result<Stanza> wrap_key(const SecretKey& key, const Recipient& recipient, const Hash& hc) {
  const KemKey ephemeral = KemKey::random();
  const auto shared = ephemeral.agree(recipient.pk_kem);
  if (!shared) return refuse(shared.error());
  Stanza stanza{recipient.cert_id, ephemeral.public_key(), {}};
  const SecretKey wrapping = derive_wrap_key(*shared, hc, recipient.cert_id, stanza.ephemeral, recipient.pk_kem);
  stanza.wrapped =
      *fixed<std::array<std::byte, 48>>(aead_seal(wrapping, only_use, key.bytes(), bound_to(hc, recipient.cert_id)));
  return stanza;
}

Result<SecretKey> unwrap_key(const Stanza& stanza, const Hash& hc, const KemKey& my_key, const Hash& commitment) {
  const auto shared = my_key.agree(stanza.ephemeral);
  if (!shared) return refuse(shared.error());
  const SecretKey wrapping = derive_wrap_key(*shared, hc, stanza.cert_id, stanza.ephemeral, my_key.public_key());
  auto key = aead_open_key(wrapping, only_use, stanza.wrapped, bound_to(hc, stanza.cert_id));
  if (key && !equal_constant_time(derive_pli_keys(*key).commitment, commitment)) return refuse(Error::tampered);
  return key;
}

struct BodyHasher::State {
  crypto_generichash_state blake2b;
};

BodyHasher::BodyHasher(Bytes stream_header) : state_(std::make_unique<State>()) {
  crypto_generichash_init(&state_->blake2b, nullptr, 0, sizeof(Hash));
  crypto_generichash_update(&state_->blake2b, raw(stream_header), stream_header.size());
}
BodyHasher::~BodyHasher() = default;

void BodyHasher::add(Bytes bytes) { crypto_generichash_update(&state_->blake2b, raw(bytes), bytes.size()); }

Hash BodyHasher::finish() {
  Hash result{};
  crypto_generichash_final(&state_->blake2b, raw_out(result), result.size());
  return result;
}

namespace {

bool follows(const PliCore& core, const Hash& own_hash, const std::optional<SeenVersion>& last) {
  if (!last) return true;
  if (core.version == last->version) return own_hash == last->manifest_hash;
  // The next one and no later: whoever checks walks the manifests in order, and a hole is a vanished version.
  return last->version != UINT32_MAX && core.version == last->version + 1 && core.previous == last->manifest_hash;
}

bool is_for(const Manifest& manifest, const Recipients& snapshot, const PliExpected& expected) {
  std::vector<Id> wanted;
  for (const Recipient& recipient : snapshot.certificates) {
    if (!expected.writer || recipient.cert_id == *expected.writer) wanted.push_back(recipient.cert_id);
  }
  if (expected.writer && wanted.empty()) return false;
  if (expected.sender) wanted.push_back(self_cert_id(expected.sender->pk_kem));
  std::sort(wanted.begin(), wanted.end());
  return std::equal(wanted.begin(), wanted.end(), manifest.stanzas.begin(), manifest.stanzas.end(),
                    [](const Id& id, const Stanza& stanza) { return id == stanza.cert_id; });
}

}  // namespace

Result<Manifest> verify_manifest(Bytes untrusted_manifest, const PliExpected& expected) {
  auto manifest = parse_manifest(untrusted_manifest);
  if (!manifest) return manifest;
  const PliCore& core = manifest->core;
  if (core.kind != expected.kind || core.etab != expected.etab || core.volet != expected.volet ||
      core.piece != expected.piece || core.resp != expected.resp)
    return refuse(Error::wrong_context);
  if (expected.sender.has_value() == (expected.kind == PliKind::bordereau)) return refuse(Error::wrong_context);
  if (expected.writer.has_value() != (expected.kind == PliKind::message)) return refuse(Error::wrong_context);
  if (expected.sender && core.signer != expected.sender->pk_sign) return refuse(Error::wrong_context);
  if (!follows(core, manifest->hash, expected.last)) return refuse(Error::wrong_context);
  const auto snapshot = std::find_if(
      expected.snapshots.begin(), expected.snapshots.end(),
      [&core](const Recipients& known) { return known.snapshot == core.snapshot && known.epoch == core.epoch; });
  if (snapshot == expected.snapshots.end()) return refuse(Error::wrong_context);
  if (!is_for(*manifest, *snapshot, expected)) return refuse(Error::wrong_context);
  const Bytes unsigned_manifest = untrusted_manifest.first(untrusted_manifest.size() - signature_bytes);
  if (!verify(core.signer, signed_message(unsigned_manifest), manifest->signature)) return refuse(Error::tampered);
  return manifest;
}

Result<Manifest> check_deposit(Bytes untrusted_manifest, const PliExpected& expected,
                               const NextBytes& next_body_bytes) {
  auto manifest = verify_manifest(untrusted_manifest, expected);
  if (!manifest) return manifest;
  const std::uint32_t last = expected.last ? expected.last->version : 0;
  if (manifest->core.version != last + 1) return refuse(Error::wrong_context);
  BodyHasher hasher(manifest->stream_header);
  std::uint64_t received = 0;
  for (Bytes bytes = next_body_bytes(); !bytes.empty(); bytes = next_body_bytes()) {
    received += bytes.size();
    if (received > manifest->body_bytes) return refuse(Error::truncated);
    hasher.add(bytes);
  }
  if (received != manifest->body_bytes) return refuse(Error::truncated);
  if (hasher.finish() != manifest->body_hash) return refuse(Error::tampered);
  return manifest;
}

}  // namespace crypto
