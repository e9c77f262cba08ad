#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace server {

// The six digits of a telephone: RFC 6238 as every application does it, SHA-1 and half a minute. A step is one half
// minute since 1970.
inline constexpr std::size_t totp_secret_bytes = 20;
inline constexpr std::size_t totp_digits = 6;
std::int64_t totp_step(std::int64_t now);
std::string totp_code(std::span<const std::byte> secret, std::int64_t step);
// The step whose code was typed: at most one away from now, and later than `used`. Blanks are how people group digits.
std::optional<std::int64_t> match_totp(std::span<const std::byte> secret, std::string_view typed, std::int64_t now,
                                       std::int64_t used);

std::string totp_text(std::span<const std::byte> secret);  // RFC 4648 base32, to type
// What the square says to the telephone.
std::string totp_link(std::span<const std::byte> secret, std::string_view issuer, std::string_view account);

}  // namespace server
