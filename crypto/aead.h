#pragma once

#include "crypto/secret_key.h"

namespace crypto {

// XChaCha20-Poly1305. The nonce is zero where the key closes one thing in its life, and drawn everywhere else.
using Nonce = std::array<std::byte, 24>;
inline constexpr Nonce only_use{};
inline constexpr std::size_t tag_bytes = 16;

Nonce random_nonce();
Buffer aead_seal(const SecretKey& key, const Nonce& nonce, Bytes plain, Bytes bound_to);
Result<Buffer> aead_open(const SecretKey& key, const Nonce& nonce, Bytes untrusted_sealed, Bytes bound_to);
// For a plaintext that is a key: it never lies in an ordinary buffer.
Result<SecretKey> aead_open_key(const SecretKey& key, const Nonce& nonce, Bytes untrusted_sealed, Bytes bound_to);

void wipe(Buffer& buffer);

}  // namespace crypto
