#pragma once

#include "crypto/secret_key.h"

namespace crypto {

// Justificatifs at rest (FORMAT.md, « Pièces at rest »): each file under its own key, that key under its volet's.
// Erasing the 32 bytes of a volet erases all its files, in every copy that does not hold them.

// Where a file is: its key opens nowhere else.
struct PiecePlace {
  Id etab{}, volet{}, piece{};
  std::uint32_t version = 0;
  Id file{};
};
inline constexpr std::size_t closed_key_bytes = 24 + 32 + 16;
Buffer close_file_key(const SecretKey& volet_key, const SecretKey& file_key, const PiecePlace& place);
Result<SecretKey> open_file_key(const SecretKey& volet_key, Bytes closed, const PiecePlace& place);

// Rows may be written again: each time under another nonce.
Buffer close_row(const SecretKey& file_key, const Id& file, std::uint64_t row, Bytes plain);
Result<Buffer> open_row(const SecretKey& file_key, const Id& file, std::uint64_t row, Bytes closed);

}  // namespace crypto
