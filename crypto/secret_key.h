#pragma once

#include <memory>

#include "crypto/bytes.h"

namespace crypto {

// 256 bits in memory that is locked, fenced by guard pages, and wiped on release.
class SecretKey {
 public:
  static constexpr std::size_t size = 32;
  static SecretKey random();
  static Result<SecretKey> from_bytes(Bytes bytes);  // copies: the caller wipes its own
  // `fill(std::byte*)` writes the 32 bytes straight into the guarded memory.
  template <class Fill>
  static SecretKey filled_by(Fill fill) {
    SecretKey key;
    fill(key.memory_.get());
    return key;
  }
  SecretKey copy() const;
  std::span<const std::byte, size> bytes() const { return std::span<const std::byte, size>(memory_.get(), size); }

 private:
  struct Wipe {
    void operator()(std::byte* memory) const noexcept;  // sodium_free
  };
  SecretKey();  // starts libsodium on first use: asked for memory before that, it aborts the process
  std::unique_ptr<std::byte[], Wipe> memory_;
};

// KDF(key, number, context) of FORMAT.md: crypto_kdf, context of exactly 8 characters.
SecretKey derive(const SecretKey& key, std::uint64_t number, std::string_view context);

}  // namespace crypto
