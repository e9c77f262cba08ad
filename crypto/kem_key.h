#pragma once

#include "crypto/secret_key.h"

namespace crypto {

// An X25519 key pair, from a 32-byte seed by crypto_box_seed_keypair: what a pli is wrapped to.
class KemKey {
 public:
  explicit KemKey(SecretKey seed);
  static KemKey random() { return KemKey(SecretKey::random()); }
  const PublicKey& public_key() const { return public_key_; }
  // X25519 with another's public key. A small-order key gives zero and is refused (tampered).
  Result<SecretKey> agree(const PublicKey& other) const;
  const SecretKey& seed() const { return seed_; }

 private:
  SecretKey seed_;
  SecretKey secret_;
  PublicKey public_key_;
};

}  // namespace crypto
