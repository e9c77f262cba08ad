#include "server/model/totp.h"

#include <liboath/oath.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <memory>
#include <new>

namespace server {
namespace {

constexpr std::int64_t step_seconds = 30;

const char* chars(std::span<const std::byte> bytes) { return reinterpret_cast<const char*>(bytes.data()); }

// RFC 3986: what is not unreserved is written by its bytes.
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && (std::isalnum(byte) != 0 || std::string_view("-._~").find(c) != std::string_view::npos)) {
      encoded += c;
    } else {
      encoded += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return encoded;
}

}  // namespace

std::int64_t totp_step(std::int64_t now) { return now / step_seconds; }

std::string totp_code(std::span<const std::byte> secret, std::int64_t step) {
  std::array<char, totp_digits + 1> code{};
  if (oath_hotp_generate(chars(secret), secret.size(), static_cast<std::uint64_t>(step), totp_digits, false,
                         OATH_HOTP_DYNAMIC_TRUNCATION, code.data()) != OATH_OK)
    throw std::bad_alloc();  // the library's own memory is all that can fail here
  return code.data();
}

std::optional<std::int64_t> match_totp(std::span<const std::byte> secret, std::string_view typed, std::int64_t now,
                                       std::int64_t used) {
  std::string digits;
  std::copy_if(typed.begin(), typed.end(), std::back_inserter(digits), [](char c) { return c != ' '; });
  std::optional<std::int64_t> matched;
  // All three are computed: how long it takes says nothing of the one that was typed.
  for (const std::int64_t away : {-1, 0, 1}) {
    const auto step = totp_step(now) + away;
    if (totp_code(secret, step) == digits && step > used) matched = step;
  }
  return matched;
}

std::string totp_text(std::span<const std::byte> secret) {
  char* text = nullptr;
  std::size_t length = 0;
  if (oath_base32_encode(chars(secret), secret.size(), &text, &length) != OATH_OK) throw std::bad_alloc();
  const std::unique_ptr<char, decltype(&std::free)> owned(text, &std::free);
  return std::string(text, length);
}

std::string totp_link(std::span<const std::byte> secret, std::string_view issuer, std::string_view account) {
  const auto name = percent_encoded(issuer);
  return "otpauth://totp/" + name + ":" + percent_encoded(account) + "?secret=" + totp_text(secret) + "&issuer=" + name;
}

}  // namespace server
