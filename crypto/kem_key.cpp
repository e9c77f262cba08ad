#include "crypto/kem_key.h"

#include <sodium.h>

#include "crypto/raw.h"

namespace crypto {

KemKey::KemKey(SecretKey seed)
    : seed_(std::move(seed)),
      secret_(SecretKey::filled_by([this](std::byte* secret) {
        PublicKey ignored{};
        crypto_box_seed_keypair(raw_out(ignored), raw(secret), raw(seed_.bytes()));
      })),
      public_key_{} {
  crypto_scalarmult_base(raw_out(public_key_), raw(secret_.bytes()));
}

Result<SecretKey> KemKey::agree(const PublicKey& other) const {
  bool agreed = false;
  SecretKey shared = SecretKey::filled_by(
      [&](std::byte* result) { agreed = crypto_scalarmult(raw(result), raw(secret_.bytes()), raw(other)) == 0; });
  if (!agreed) return tl::unexpected(Error::tampered);
  return shared;
}

}  // namespace crypto
