#pragma once

#include "crypto/secret_key.h"

namespace crypto {

// An Ed25519 key pair, known by its seed. The message signed is always an encode(label, …): see hash.h.
class SigningKey {
 public:
  explicit SigningKey(SecretKey seed);
  static SigningKey random() { return SigningKey(SecretKey::random()); }
  const PublicKey& public_key() const { return public_key_; }
  Signature sign(Bytes message) const;
  const SecretKey& seed() const { return seed_; }

 private:
  SecretKey seed_;
  PublicKey public_key_;
};

bool verify(const PublicKey& pk_sign, Bytes message, const Signature& signature);

}  // namespace crypto
