#include "crypto/kit.h"

#include "crypto/hash.h"
#include "crypto/raw.h"
#include "crypto/token.h"

namespace crypto {
namespace {

std::array<std::byte, 8> check_of(const SecretKey& kit_secret) {
  const Hash h = hash("dsco/kit/v1", {kit_secret.bytes()});
  return *fixed<std::array<std::byte, 8>>(Bytes(h).first(8));
}

SecretKey exclusive_or(Bytes a, Bytes b, Bytes c) {
  return SecretKey::filled_by([&](std::byte* result) {
    for (std::size_t i = 0; i < SecretKey::size; ++i) result[i] = a[i] ^ b[i] ^ c[i];
  });
}

std::uint8_t after(std::uint8_t index) { return static_cast<std::uint8_t>(index % 3 + 1); }

}  // namespace

std::array<KitSheet, 3> split_kit(const SecretKey& kit_secret, const Id& etab) {
  const SecretKey r1 = SecretKey::random(), r2 = SecretKey::random();
  const SecretKey r3 = exclusive_or(kit_secret.bytes(), r1.bytes(), r2.bytes());
  const auto check = check_of(kit_secret);
  const auto sheet = [&](std::uint8_t index, const SecretKey& first, const SecretKey& second) {
    KitSheet made{index, etab, {}, check};
    std::memcpy(made.parts.data(), first.bytes().data(), SecretKey::size);
    std::memcpy(made.parts.data() + SecretKey::size, second.bytes().data(), SecretKey::size);
    return made;
  };
  return {sheet(1, r1, r2), sheet(2, r2, r3), sheet(3, r3, r1)};
}

Result<SecretKey> join_kit(const KitSheet& one, const KitSheet& other) {
  if (one.index < 1 || one.index > 3 || other.index < 1 || other.index > 3 || one.index == other.index ||
      one.etab != other.etab || one.check != other.check)
    return tl::unexpected(Error::wrong_context);
  const bool in_order = after(one.index) == other.index;
  const Bytes earlier = in_order ? one.parts : other.parts, later = in_order ? other.parts : one.parts;
  // The part both sheets carry.
  if (!equal_constant_time(earlier.subspan(32), later.first(32))) return tl::unexpected(Error::tampered);
  SecretKey kit_secret = exclusive_or(earlier.first(32), earlier.subspan(32), later.subspan(32));
  if (!equal_constant_time(check_of(kit_secret), one.check)) return tl::unexpected(Error::tampered);
  return kit_secret;
}

Buffer encode_kit_sheet(const KitSheet& sheet) {
  Buffer bytes;
  append(bytes, u8(sheet.index));
  append(bytes, sheet.etab);
  append(bytes, sheet.parts);
  append(bytes, sheet.check);
  return bytes;
}

Result<KitSheet> parse_kit_sheet(Bytes untrusted_sheet) {
  if (untrusted_sheet.size() != KitSheet::bytes) return tl::unexpected(Error::wrong_size);
  FieldReader fields(untrusted_sheet);
  KitSheet sheet;
  sheet.index = fields.integer<std::uint8_t>();
  sheet.etab = fields.array<Id>();
  sheet.parts = fields.array<std::array<std::byte, 64>>();
  sheet.check = fields.array<std::array<std::byte, 8>>();
  if (sheet.index < 1 || sheet.index > 3) return tl::unexpected(Error::wrong_context);
  return sheet;
}

}  // namespace crypto
