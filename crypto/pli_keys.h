#pragma once

#include <memory>

#include "crypto/pli.h"

namespace crypto {

// What sealing and opening derive in the same way. Used by pli*.cpp only.
inline constexpr std::uint64_t stream_tag_bytes = 17;
inline constexpr std::size_t padded_metadata_bytes = 1024;
inline constexpr std::size_t sealed_metadata_bytes = padded_metadata_bytes + 16;

Hash core_hash(const PliCore& core);             // HC
Buffer signed_message(Bytes unsigned_manifest);  // what Ed25519 signs

struct PliKeys {
  SecretKey stream;    // kS
  SecretKey metadata;  // kM
  // XChaCha20-Poly1305 does not commit to its key: without this, one ciphertext could open differently for two people.
  Hash commitment;
};
PliKeys derive_pli_keys(const SecretKey& key);
inline constexpr std::size_t stanza_bytes = 96;
Result<Stanza> wrap_key(const SecretKey& key, const Recipient& recipient, const Hash& hc);
// K, and only the K the core is committed to.
Result<SecretKey> unwrap_key(const Stanza& stanza, const Hash& hc, const KemKey& my_key, const Hash& commitment);

// HB: BLAKE2b-256 of the stream's header and of every chunk.
class BodyHasher {
 public:
  explicit BodyHasher(Bytes stream_header);
  ~BodyHasher();
  void add(Bytes bytes);
  Hash finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace crypto
