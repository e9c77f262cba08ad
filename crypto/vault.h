#pragma once

#include "crypto/password.h"

namespace crypto {

// What a vault is bound to: moved to another account, generation or pair of keys, it does not open.
struct VaultContext {
  Id etab{};
  Id resp{};
  std::uint32_t gen = 1;
  std::uint8_t kdf_id = current_kdf_id;
  PublicKey pk_sign{};
  PublicKey pk_kem{};
};

struct VaultContents {
  SecretKey seed;           // U, see account.h
  Hash root_fingerprint{};  // the health office she pinned from her letter; zeros when she has none yet
  std::uint32_t epoch_min = 0;
};

inline constexpr std::size_t vault_bytes = 24 + 32 + 32 + 4 + 16;
Buffer seal_vault(const SecretKey& k_wrap, const VaultContext& context, const VaultContents& contents);
// Also recomputes both public keys from the seed: a private key whose public half was not checked is never used.
Result<VaultContents> open_vault(const SecretKey& k_wrap, const VaultContext& context, Bytes untrusted_vault);

}  // namespace crypto
