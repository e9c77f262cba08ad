#include <sodium.h>

#include <algorithm>

#include "crypto/aead.h"
#include "crypto/pli.h"
#include "crypto/pli_keys.h"
#include "crypto/raw.h"
#include "crypto/token.h"

namespace crypto {
namespace {

bool is_all_zero(Bytes bytes) { return bytes.empty() || sodium_is_zero(raw(bytes), bytes.size()) == 1; }

Result<std::string> open_metadata(const Manifest& manifest, const SecretKey& key, const Hash& hc) {
  auto plain = aead_open(key, only_use, manifest.metadata, hc);
  if (!plain) return tl::unexpected(plain.error());
  FieldReader fields(*plain);
  const auto length = fields.integer<std::uint32_t>();
  if (length > longest_metadata_bytes) return tl::unexpected(Error::wrong_size);
  const Bytes json = fields.take(length);
  if (!is_all_zero(fields.take(longest_metadata_bytes - length))) return tl::unexpected(Error::tampered);
  std::string metadata(text_of(json));
  wipe(*plain);
  return metadata;
}

Result<Buffer> open_stream(const Manifest& manifest, Bytes body, const SecretKey& key, const Hash& hc) {
  crypto_secretstream_xchacha20poly1305_state state;
  if (crypto_secretstream_xchacha20poly1305_init_pull(&state, raw(manifest.stream_header), raw(key.bytes())) != 0)
    return tl::unexpected(Error::tampered);
  Buffer plain(manifest.core.padded_bytes);
  std::uint64_t number = 0, written = 0;
  Result<Buffer> result = tl::unexpected(Error::tampered);
  while (written < plain.size()) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_bytes, plain.size() - written));
    const bool last = written + size == plain.size();
    Buffer bound_to(hc.begin(), hc.end());
    append(bound_to, u64(number++));
    unsigned char tag = 0;
    if (crypto_secretstream_xchacha20poly1305_pull(&state, raw(plain.data() + written), nullptr, &tag, raw(body),
                                                   size + stream_tag_bytes, raw(bound_to), bound_to.size()) != 0)
      break;
    // FINAL exactly at the end: not before, and not forgotten.
    if (tag !=
        (last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE))
      break;
    body = body.subspan(size + stream_tag_bytes);
    written += size;
    if (last) result = Buffer{};
  }
  sodium_memzero(&state, sizeof state);
  if (!result) {
    wipe(plain);
    return result;
  }
  const auto length = FieldReader(plain).integer<std::uint64_t>();
  if (length > plain.size() - 8 || padded_length(length) != plain.size() ||
      !is_all_zero(Bytes(plain).subspan(8 + static_cast<std::size_t>(length)))) {
    wipe(plain);
    return tl::unexpected(Error::tampered);
  }
  plain.erase(plain.begin(), plain.begin() + 8);
  plain.resize(static_cast<std::size_t>(length));
  return plain;
}

}  // namespace

Result<OpenedPli> open_pli(Bytes untrusted_manifest, Bytes untrusted_body, const PliExpected& expected,
                           const Id& my_cert_id, const KemKey& my_key, const Stanza* stanza) {
  auto manifest = verify_manifest(untrusted_manifest, expected);
  if (!manifest) return tl::unexpected(manifest.error());
  if (untrusted_body.size() != manifest->body_bytes) return tl::unexpected(Error::truncated);
  BodyHasher hasher(manifest->stream_header);
  hasher.add(untrusted_body);
  if (hasher.finish() != manifest->body_hash) return tl::unexpected(Error::tampered);

  const Hash hc = core_hash(manifest->core);
  if (stanza == nullptr) {
    const auto mine = std::find_if(manifest->stanzas.begin(), manifest->stanzas.end(),
                                   [&](const Stanza& one) { return one.cert_id == my_cert_id; });
    if (mine == manifest->stanzas.end()) return tl::unexpected(Error::wrong_context);
    stanza = &*mine;
  }
  const auto key = unwrap_key(*stanza, hc, my_key, manifest->core.commitment);
  if (!key) return tl::unexpected(key.error());
  const PliKeys keys = derive_pli_keys(*key);
  auto metadata = open_metadata(*manifest, keys.metadata, hc);
  if (!metadata) return tl::unexpected(metadata.error());
  auto data = open_stream(*manifest, untrusted_body, keys.stream, hc);
  if (!data) return tl::unexpected(data.error());
  return OpenedPli{std::move(*manifest), std::move(*metadata), std::move(*data)};
}

}  // namespace crypto
