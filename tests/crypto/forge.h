#pragma once

#include "tests/crypto/world.h"

// A second sealer, written apart from crypto/, that obeys: it makes plis whose signature, keys and hashes are right and
// in which one thing is wrong. What a dishonest sender could make, and what the readers must still refuse.
namespace forge {

using crypto::Buffer;
using crypto::Bytes;

struct Plan {
  std::function<void(crypto::PliCore&)> core;  // before anything is derived from it
  std::function<void(Buffer&)> core_bytes;     // the same, on the 232 bytes
  std::function<void(Buffer&)> padded;         // the plaintext, length and padding included
  std::function<void(Buffer&)> metadata;       // its 1,024 bytes
  std::function<unsigned char(std::size_t chunk, std::size_t count)> tag;
  std::function<std::uint64_t(std::uint64_t chunk)> chunk_number;   // in the additional data
  std::function<void(std::vector<crypto::Recipient>&)> recipients;  // the sender's own included, before the sort
  std::function<void(Buffer& body)> body;                           // before it is hashed
  std::function<void(Buffer&)> unsigned_manifest;                   // before it is signed
  bool other_commitment = false;
  bool wrong_wrapped_key = false;              // the last stanza holds another key
  const crypto::SigningKey* signer = nullptr;  // else the guardian
};

crypto::SealedPli pli(const world::World& world, Bytes data, const Plan& plan,
                      crypto::PliKind kind = crypto::PliKind::file);

// The signature made again by the guardian over a manifest changed afterwards.
Buffer sign_again(const world::World& world, Buffer manifest);

}  // namespace forge
