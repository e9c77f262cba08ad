#include "crypto/hash.h"

#include <sodium.h>

#include <stdexcept>

#include "crypto/raw.h"

namespace crypto {
namespace {

void append_prefixed(Buffer& buffer, Bytes bytes) {
  append(buffer, u32(static_cast<std::uint32_t>(bytes.size())));
  append(buffer, bytes);
}

// Fed field by field: fields may be keys, which must not lie about in an ordinary buffer.
void blake2b(std::byte* result, Bytes key, std::string_view label, std::initializer_list<Bytes> fields) {
  if (!key.empty() && (key.size() < crypto_generichash_KEYBYTES_MIN || key.size() > crypto_generichash_KEYBYTES_MAX))
    throw std::logic_error("a BLAKE2b key has 16 to 64 bytes");
  crypto_generichash_state state;
  crypto_generichash_init(&state, key.empty() ? nullptr : raw(key), key.size(), sizeof(Hash));
  const auto feed = [&state](Bytes bytes) {
    const auto length = u32(static_cast<std::uint32_t>(bytes.size()));
    crypto_generichash_update(&state, raw(length), length.size());
    crypto_generichash_update(&state, raw(bytes), bytes.size());
  };
  feed(bytes_of(label));
  for (const Bytes field : fields) feed(field);
  crypto_generichash_final(&state, raw(result), sizeof(Hash));
  sodium_memzero(&state, sizeof state);
}

}  // namespace

Buffer encode(std::string_view label, std::initializer_list<Bytes> fields) {
  Buffer encoded;
  append_prefixed(encoded, bytes_of(label));
  for (const Bytes field : fields) append_prefixed(encoded, field);
  return encoded;
}

Hash hash(std::string_view label, std::initializer_list<Bytes> fields) {
  Hash result{};
  blake2b(result.data(), {}, label, fields);
  return result;
}

Hash keyed_hash(Bytes key, std::string_view label, std::initializer_list<Bytes> fields) {
  if (key.empty()) throw std::logic_error("a BLAKE2b key has 16 to 64 bytes");
  Hash result{};
  blake2b(result.data(), key, label, fields);
  return result;
}

SecretKey keyed_secret(Bytes key, std::string_view label, std::initializer_list<Bytes> fields) {
  if (key.empty()) throw std::logic_error("a BLAKE2b key has 16 to 64 bytes");
  return SecretKey::filled_by([&](std::byte* result) { blake2b(result, key, label, fields); });
}

}  // namespace crypto
