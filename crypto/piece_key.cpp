#include "crypto/piece_key.h"

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/raw.h"

namespace crypto {
namespace {

Buffer bound(const PiecePlace& place) {
  return encode("dsco/jus/v1", {place.etab, place.volet, place.piece, u32(place.version), place.file});
}

Buffer bound(const Id& file, std::uint64_t row) { return encode("dsco/jus/rang/v1", {file, u64(row)}); }

SecretKey wrapping(const SecretKey& volet_key) { return derive(volet_key, 1, "DSCOJUS1"); }

Buffer seal(const SecretKey& key, Bytes plain, Bytes bound_to) {
  const auto nonce = random_nonce();
  Buffer closed;
  closed.reserve(nonce.size() + plain.size() + tag_bytes);
  append(closed, nonce);
  append(closed, aead_seal(key, nonce, plain, bound_to));
  return closed;
}

struct Parts {
  Nonce nonce{};
  Bytes sealed;
};
Result<Parts> parts_of(Bytes closed) {
  Parts parts;
  if (closed.size() < parts.nonce.size() + tag_bytes) return tl::unexpected(Error::truncated);
  std::memcpy(parts.nonce.data(), closed.data(), parts.nonce.size());
  parts.sealed = closed.subspan(parts.nonce.size());
  return parts;
}

}  // namespace

Buffer close_file_key(const SecretKey& volet_key, const SecretKey& file_key, const PiecePlace& place) {
  return seal(wrapping(volet_key), file_key.bytes(), bound(place));
}

Result<SecretKey> open_file_key(const SecretKey& volet_key, Bytes closed, const PiecePlace& place) {
  const auto parts = parts_of(closed);
  if (!parts) return tl::unexpected(parts.error());
  return aead_open_key(wrapping(volet_key), parts->nonce, parts->sealed, bound(place));
}

Buffer close_row(const SecretKey& file_key, const Id& file, std::uint64_t row, Bytes plain) {
  return seal(file_key, plain, bound(file, row));
}

Result<Buffer> open_row(const SecretKey& file_key, const Id& file, std::uint64_t row, Bytes closed) {
  const auto parts = parts_of(closed);
  if (!parts) return tl::unexpected(parts.error());
  return aead_open(file_key, parts->nonce, parts->sealed, bound(file, row));
}

}  // namespace crypto
