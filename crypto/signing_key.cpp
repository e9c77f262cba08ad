#include "crypto/signing_key.h"

#include <sodium.h>

#include "crypto/raw.h"

namespace crypto {
namespace {

// libsodium's Ed25519 secret key is seed and public key side by side: too long for a SecretKey, so made anew each time.
struct ExpandedKey {
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> bytes{};
  PublicKey public_key{};
  explicit ExpandedKey(const SecretKey& seed) {
    crypto_sign_seed_keypair(raw_out(public_key), bytes.data(), raw(seed.bytes()));
  }
  ExpandedKey(const ExpandedKey&) = delete;
  ~ExpandedKey() { sodium_memzero(bytes.data(), bytes.size()); }
};

}  // namespace

SigningKey::SigningKey(SecretKey seed) : seed_(std::move(seed)), public_key_(ExpandedKey(seed_).public_key) {}

Signature SigningKey::sign(Bytes message) const {
  const ExpandedKey key(seed_);
  Signature signature{};
  crypto_sign_detached(raw_out(signature), nullptr, raw(message), message.size(), key.bytes.data());
  return signature;
}

bool verify(const PublicKey& pk_sign, Bytes message, const Signature& signature) {
  return crypto_sign_verify_detached(raw(signature), raw(message), message.size(), raw(pk_sign)) == 0;
}

}  // namespace crypto
