#include "crypto/argon.h"

#include <sodium.h>

#include <new>

#include "crypto/raw.h"

namespace crypto {
namespace {

void run(std::byte* result, std::size_t size, Bytes secret, const Id& salt, ArgonCost cost) {
  static_assert(sizeof(Id) == crypto_pwhash_SALTBYTES);
  start_sodium();
  if (crypto_pwhash(raw(result), size, reinterpret_cast<const char*>(secret.data()), secret.size(), raw(salt),
                    cost.passes, cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::bad_alloc();
}

}  // namespace

SecretKey argon2id(Bytes secret, const Id& salt, ArgonCost cost) {
  return SecretKey::filled_by([&](std::byte* result) { run(result, SecretKey::size, secret, salt, cost); });
}

Id argon2id_16(Bytes secret, const Id& salt, ArgonCost cost) {
  Id result{};
  run(result.data(), result.size(), secret, salt, cost);
  return result;
}

}  // namespace crypto
