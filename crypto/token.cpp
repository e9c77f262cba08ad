#include "crypto/token.h"

#include <sodium.h>

#include "crypto/raw.h"

namespace crypto {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string to_digits(Bytes bytes, std::string_view alphabet, unsigned bits_per_digit) {
  std::string text;
  unsigned held = 0, bits = 0;
  for (const std::byte byte : bytes) {
    held = ((held << 8) | std::to_integer<unsigned>(byte)) & 0xffff;
    for (bits += 8; bits >= bits_per_digit;) {
      bits -= bits_per_digit;
      text.push_back(alphabet[(held >> bits) & ((1u << bits_per_digit) - 1)]);
    }
  }
  if (bits > 0) text.push_back(alphabet[(held << (bits_per_digit - bits)) & ((1u << bits_per_digit) - 1)]);
  return text;
}

// One text only for given bytes: the bits that fill the last digit are zero, and no digit is superfluous.
std::optional<Buffer> from_digits(std::string_view text, std::string_view alphabet, unsigned bits_per_digit) {
  Buffer bytes;
  unsigned held = 0, bits = 0;
  for (const char c : text) {
    const auto digit = alphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    held = ((held << bits_per_digit) | static_cast<unsigned>(digit)) & 0xffff;
    bits += bits_per_digit;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<std::byte>((held >> bits) & 0xff));
    }
  }
  if (bits >= bits_per_digit || (held & ((1u << bits) - 1)) != 0) return std::nullopt;
  return bytes;
}

}  // namespace

Buffer random_bytes(std::size_t count) {
  start_sodium();
  Buffer bytes(count);
  if (count > 0) randombytes_buf(bytes.data(), count);  // an empty buffer has no address to give
  return bytes;
}

Id random_id() {
  start_sodium();
  Id id;
  randombytes_buf(id.data(), id.size());
  return id;
}

std::string random_base32(std::size_t count) {
  std::string text;
  for (const std::byte byte : random_bytes(count))
    text.push_back(base32_alphabet[std::to_integer<unsigned>(byte) & 31]);
  return text;
}

std::string hex(Bytes bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::byte byte : bytes) {
    text.push_back(hex_digits[std::to_integer<unsigned>(byte) >> 4]);
    text.push_back(hex_digits[std::to_integer<unsigned>(byte) & 15]);
  }
  return text;
}

std::optional<Buffer> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Buffer bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = hex_digits.find(text[i]), low = hex_digits.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes.push_back(static_cast<std::byte>(high << 4 | low));
  }
  return bytes;
}

Id id_from_hex(std::string_view text) { return fixed<Id>(from_hex(text).value()).value(); }

std::string base32(Bytes bytes) { return to_digits(bytes, base32_alphabet, 5); }
std::optional<Buffer> from_base32(std::string_view canonical) { return from_digits(canonical, base32_alphabet, 5); }

std::optional<std::string> canonical_base32(std::string_view typed) {
  std::string canonical;
  for (const char c : typed) {
    if (c == '-' || c == ' ' || c == '\t') continue;
    char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (upper == 'O') upper = '0';
    if (upper == 'I' || upper == 'L') upper = '1';
    if (base32_alphabet.find(upper) == std::string_view::npos) return std::nullopt;
    canonical.push_back(upper);
  }
  return canonical;
}

std::string in_groups(std::string_view code, std::size_t size) {
  std::string grouped;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (i > 0 && i % size == 0) grouped.push_back('-');
    grouped.push_back(code[i]);
  }
  return grouped;
}

std::string base64url(Bytes bytes) { return to_digits(bytes, base64_alphabet, 6); }
std::optional<Buffer> from_base64url(std::string_view text) { return from_digits(text, base64_alphabet, 6); }

bool equal_constant_time(Bytes a, Bytes b) {
  return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace crypto
