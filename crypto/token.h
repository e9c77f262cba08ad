#pragma once

#include <optional>
#include <string>

#include "crypto/bytes.h"

namespace crypto {

// Everything drawn here and elsewhere in crypto/ comes from libsodium's generator, whose source tests replace.
Buffer random_bytes(std::size_t count);
Id random_id();
// `count` characters of the base32 alphabet, 5 random bits each.
std::string random_base32(std::size_t count);

std::string hex(Bytes bytes);  // lower case
std::optional<Buffer> from_hex(std::string_view text);
Id id_from_hex(std::string_view text);  // of 32 digits already checked; throws std::bad_optional_access otherwise

// Crockford's alphabet, most significant bit first, last character filled with zero bits.
inline constexpr std::string_view base32_alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
std::string base32(Bytes bytes);
std::optional<Buffer> from_base32(std::string_view canonical);  // filling bits must be zero
// What a person typed, as printed: upper case, O→0, I and L→1, hyphens and blanks dropped. Nothing for other
// characters.
std::optional<std::string> canonical_base32(std::string_view typed);
std::string in_groups(std::string_view code, std::size_t size = 4);  // "ABCD-EFGH-J"

std::string base64url(Bytes bytes);  // without padding
std::optional<Buffer> from_base64url(std::string_view text);

// In a time that depends on the lengths only.
bool equal_constant_time(Bytes a, Bytes b);

}  // namespace crypto
