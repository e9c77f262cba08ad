#include <sodium.h>

#include <algorithm>

#include "crypto/aead.h"
#include "crypto/pli.h"
#include "crypto/pli_keys.h"
#include "crypto/raw.h"

namespace crypto {
namespace {

// u64 true length, data, zeros: read by offset, so that a large file is not copied once more to be padded.
class PaddedData {
 public:
  PaddedData(Bytes data, std::uint64_t padded) : length_(u64(data.size())), data_(data), padded_(padded) {}

  void read(std::uint64_t from, std::span<std::byte> to) const {
    std::fill(to.begin(), to.end(), std::byte{0});
    copy_overlap(length_, 0, from, to);
    copy_overlap(data_, length_.size(), from, to);
  }
  std::uint64_t size() const { return padded_; }

 private:
  static void copy_overlap(Bytes source, std::uint64_t at, std::uint64_t from, std::span<std::byte> to) {
    const std::uint64_t begin = std::max(at, from);
    const std::uint64_t end = std::min(at + source.size(), from + to.size());
    if (begin >= end) return;
    std::memcpy(to.data() + (begin - from), source.data() + (begin - at), end - begin);
  }
  std::array<std::byte, 8> length_;
  Bytes data_;
  std::uint64_t padded_;
};

struct Stream {
  std::array<std::byte, 24> header{};
  Buffer body;
};

Stream seal_stream(const SecretKey& key, const PaddedData& plain, const Hash& hc) {
  Stream stream;
  crypto_secretstream_xchacha20poly1305_state state;
  crypto_secretstream_xchacha20poly1305_init_push(&state, raw_out(stream.header), raw(key.bytes()));
  stream.body.resize(body_length(plain.size()));
  Buffer chunk(chunk_bytes);
  std::byte* out = stream.body.data();
  std::uint64_t number = 0;
  for (std::uint64_t from = 0; from < plain.size(); from += chunk_bytes, ++number) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_bytes, plain.size() - from));
    const bool last = from + size == plain.size();
    plain.read(from, std::span(chunk).first(size));
    Buffer bound_to(hc.begin(), hc.end());
    append(bound_to, u64(number));
    crypto_secretstream_xchacha20poly1305_push(
        &state, raw(out), nullptr, raw(chunk), size, raw(bound_to), bound_to.size(),
        last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
    out += size + stream_tag_bytes;
  }
  wipe(chunk);
  sodium_memzero(&state, sizeof state);
  return stream;
}

}  // namespace

Result<SealedPli> seal_pli(const PliToSeal& pli, const Recipients& recipients, const SigningKey& signer,
                           const std::optional<PublicKey>& self) {
  if (pli.metadata.size() > longest_metadata_bytes || pli.data.size() > longest_data_bytes)
    return tl::unexpected(Error::wrong_size);
  if (self.has_value() == (pli.kind == PliKind::bordereau)) return tl::unexpected(Error::wrong_context);
  std::vector<Recipient> everyone = recipients.certificates;
  if (everyone.empty() || everyone.size() > 254) return tl::unexpected(Error::wrong_context);
  if (self) everyone.push_back(Recipient{self_cert_id(*self), *self});
  std::sort(everyone.begin(), everyone.end(),
            [](const Recipient& a, const Recipient& b) { return a.cert_id < b.cert_id; });

  start_sodium();
  const SecretKey key = SecretKey::random();
  const PliKeys keys = derive_pli_keys(key);
  PliCore core{pli.kind,
               pli.etab,
               pli.volet,
               pli.piece,
               pli.resp,
               pli.version,
               pli.previous,
               recipients.epoch,
               recipients.snapshot,
               pli.created_at,
               padded_length(pli.data.size()),
               signer.public_key(),
               keys.commitment};
  const auto encoded_core = encode_core(core);
  // The rules of a reader, applied to ourselves: what would be refused is not made.
  if (const auto checked = parse_core(encoded_core); !checked) return tl::unexpected(checked.error());
  const Hash hc = core_hash(core);

  Buffer manifest(encoded_core.begin(), encoded_core.end());
  append(manifest, u8(static_cast<std::uint8_t>(everyone.size())));
  for (const Recipient& recipient : everyone) {
    const auto stanza = wrap_key(key, recipient, hc);
    if (!stanza) return tl::unexpected(stanza.error());
    append(manifest, stanza->cert_id);
    append(manifest, stanza->ephemeral);
    append(manifest, stanza->wrapped);
  }
  Buffer metadata;
  metadata.reserve(padded_metadata_bytes);
  append(metadata, u32(static_cast<std::uint32_t>(pli.metadata.size())));
  append(metadata, bytes_of(pli.metadata));
  metadata.resize(padded_metadata_bytes);
  append(manifest, u32(sealed_metadata_bytes));
  append(manifest, aead_seal(keys.metadata, only_use, metadata, hc));
  wipe(metadata);

  Stream stream = seal_stream(keys.stream, PaddedData(pli.data, core.padded_bytes), hc);
  BodyHasher hasher(stream.header);
  hasher.add(stream.body);
  append(manifest, stream.header);
  append(manifest, u64(stream.body.size()));
  append(manifest, hasher.finish());
  append(manifest, signer.sign(signed_message(manifest)));
  if (const auto checked = parse_manifest(manifest); !checked) return tl::unexpected(checked.error());
  return SealedPli{std::move(manifest), std::move(stream.body)};
}

}  // namespace crypto
