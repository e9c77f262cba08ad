#include "crypto/aead.h"

#include <sodium.h>

#include "crypto/raw.h"

namespace crypto {
namespace {

bool open_into(std::byte* plain, const SecretKey& key, const Nonce& nonce, Bytes sealed, Bytes bound_to) {
  return crypto_aead_xchacha20poly1305_ietf_decrypt(raw(plain), nullptr, nullptr, raw(sealed), sealed.size(),
                                                    raw(bound_to), bound_to.size(), raw(nonce), raw(key.bytes())) == 0;
}

}  // namespace

Nonce random_nonce() {
  start_sodium();
  Nonce nonce;
  randombytes_buf(nonce.data(), nonce.size());
  return nonce;
}

Buffer aead_seal(const SecretKey& key, const Nonce& nonce, Bytes plain, Bytes bound_to) {
  Buffer sealed(plain.size() + tag_bytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(raw_out(sealed), nullptr, raw(plain), plain.size(), raw(bound_to),
                                             bound_to.size(), nullptr, raw(nonce), raw(key.bytes()));
  return sealed;
}

Result<Buffer> aead_open(const SecretKey& key, const Nonce& nonce, Bytes untrusted_sealed, Bytes bound_to) {
  if (untrusted_sealed.size() < tag_bytes) return tl::unexpected(Error::truncated);
  Buffer plain(untrusted_sealed.size() - tag_bytes);
  if (!open_into(plain.data(), key, nonce, untrusted_sealed, bound_to)) return tl::unexpected(Error::tampered);
  return plain;
}

Result<SecretKey> aead_open_key(const SecretKey& key, const Nonce& nonce, Bytes untrusted_sealed, Bytes bound_to) {
  if (untrusted_sealed.size() != SecretKey::size + tag_bytes) return tl::unexpected(Error::wrong_size);
  bool opened = false;
  SecretKey plain = SecretKey::filled_by(
      [&](std::byte* bytes) { opened = open_into(bytes, key, nonce, untrusted_sealed, bound_to); });
  if (!opened) return tl::unexpected(Error::tampered);
  return plain;
}

void wipe(Buffer& buffer) { sodium_memzero(buffer.data(), buffer.size()); }

}  // namespace crypto
