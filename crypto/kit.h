#pragma once

#include <array>

#include "crypto/secret_key.h"

namespace crypto {

// S_kit on three sheets of paper, any two of which give it back and any one of which says nothing: r1, r2 random,
// r3 = S xor r1 xor r2, and the sheets carry {r1,r2}, {r2,r3}, {r3,r1}.
struct KitSheet {
  static constexpr std::size_t bytes = 1 + 16 + 64 + 8;
  std::uint8_t index = 1;  // 1 nurse, 2 principal, 3 the département's adviser nurse
  Id etab{};
  std::array<std::byte, 64> parts{};
  std::array<std::byte, 8> check{};  // of S: tells a sheet of another kit
};
std::array<KitSheet, 3> split_kit(const SecretKey& kit_secret, const Id& etab);
Result<SecretKey> join_kit(const KitSheet& one, const KitSheet& other);

Buffer encode_kit_sheet(const KitSheet& sheet);
Result<KitSheet> parse_kit_sheet(Bytes untrusted_sheet);

}  // namespace crypto
