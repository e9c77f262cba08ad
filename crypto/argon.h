#pragma once

#include "crypto/secret_key.h"

namespace crypto {

// The costs of this release. Never read from a file or from the network: what is not a parameter can't be lowered.
struct ArgonCost {
  std::uint64_t passes;
  std::size_t memory_bytes;
};
inline constexpr ArgonCost password_cost{3, 64 << 20};
inline constexpr ArgonCost short_code_cost{2, 19 << 20};
inline constexpr ArgonCost fingerprint_cost{2, 64 << 20};
inline constexpr ArgonCost trousseau_cost{3, 256 << 20};

// Argon2id, one lane. Throws std::bad_alloc without the memory: nothing to do about it here.
SecretKey argon2id(Bytes secret, const Id& salt, ArgonCost cost);
// The 16-byte form, for fingerprints: another length is another result, not a prefix.
Id argon2id_16(Bytes secret, const Id& salt, ArgonCost cost);

}  // namespace crypto
