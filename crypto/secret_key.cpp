#include "crypto/secret_key.h"

#include <sodium.h>

#include <new>
#include <stdexcept>

#include "crypto/raw.h"

namespace crypto {

void start_sodium() {
  static const int started = sodium_init();
  if (started < 0) throw std::runtime_error("libsodium does not start");
}

SecretKey::SecretKey() {
  start_sodium();
  memory_.reset(static_cast<std::byte*>(sodium_malloc(size)));
  if (!memory_) throw std::bad_alloc();
}

void SecretKey::Wipe::operator()(std::byte* memory) const noexcept { sodium_free(memory); }

SecretKey SecretKey::random() {
  return filled_by([](std::byte* key) { randombytes_buf(key, size); });
}

Result<SecretKey> SecretKey::from_bytes(Bytes bytes) {
  if (bytes.size() != size) return tl::unexpected(Error::wrong_size);
  return filled_by([&](std::byte* key) { std::memcpy(key, bytes.data(), size); });
}

SecretKey SecretKey::copy() const {
  return filled_by([&](std::byte* key) { std::memcpy(key, memory_.get(), size); });
}

SecretKey derive(const SecretKey& key, std::uint64_t number, std::string_view context) {
  if (context.size() != crypto_kdf_CONTEXTBYTES) throw std::logic_error("a KDF context has 8 characters");
  return SecretKey::filled_by([&](std::byte* derived) {
    crypto_kdf_derive_from_key(raw(derived), SecretKey::size, number, context.data(), raw(key.bytes()));
  });
}

}  // namespace crypto
