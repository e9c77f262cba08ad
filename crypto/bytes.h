#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "crypto/error.h"

namespace crypto {

using Bytes = std::span<const std::byte>;  // borrowed
using Buffer = std::vector<std::byte>;     // owned

using Id = std::array<std::byte, 16>;         // drawn at random: an établissement, a volet, a pièce, a responsable
using Hash = std::array<std::byte, 32>;       // BLAKE2b-256
using PublicKey = std::array<std::byte, 32>;  // Ed25519 or X25519: the field's name says which
using Signature = std::array<std::byte, 64>;  // Ed25519

inline Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); }
inline std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Bytes of unknown length into a field of a fixed one: fixed<Id>(…), fixed<Hash>(…).
template <class Array>
Result<Array> fixed(Bytes bytes) {
  Array array{};
  if (bytes.size() != array.size()) return tl::unexpected(Error::wrong_size);
  std::memcpy(array.data(), bytes.data(), array.size());
  return array;
}

// Integers are little-endian in every format of ours.
template <class Integer>
constexpr std::array<std::byte, sizeof(Integer)> little_endian(Integer value) {
  std::array<std::byte, sizeof(Integer)> bytes{};
  for (std::size_t i = 0; i < sizeof(Integer); ++i)
    bytes[i] = static_cast<std::byte>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xff);
  return bytes;
}
constexpr auto u8(std::uint8_t value) { return little_endian(value); }
constexpr auto u32(std::uint32_t value) { return little_endian(value); }
constexpr auto u64(std::uint64_t value) { return little_endian(value); }

}  // namespace crypto
