#include "crypto/trousseau.h"

#include "crypto/aead.h"
#include "crypto/argon.h"
#include "crypto/hash.h"
#include "crypto/raw.h"
#include "crypto/token.h"

namespace crypto {
namespace {

constexpr std::string_view magic = "DSCOTRS1";
constexpr std::uint8_t suite = 1;
constexpr std::uint8_t kdf_id = 1;
constexpr std::size_t header_bytes = 58;

}  // namespace

Buffer seal_trousseau(const Trousseau& trousseau, std::string_view phrase) {
  const Id salt = random_id();
  Buffer file;
  append(file, bytes_of(magic));
  append(file, u8(suite));
  append(file, u8(kdf_id));
  append(file, trousseau.etab);
  append(file, trousseau.cert_id);
  append(file, salt);
  const Buffer bound_to = encode("dsco/trousseau/v1", {file});
  Buffer plain;
  plain.reserve(trousseau_bytes);  // never moved while it holds the seeds
  append(plain, trousseau.kem_seed.bytes());
  append(plain, trousseau.sign_seed.bytes());
  append(plain, trousseau.root_fingerprint);
  append(plain, u32(trousseau.epoch_min));
  const Nonce nonce = random_nonce();
  append(file, nonce);
  append(file, aead_seal(argon2id(bytes_of(phrase), salt, trousseau_cost), nonce, plain, bound_to));
  wipe(plain);
  return file;
}

Result<Trousseau> open_trousseau(Bytes untrusted_file, std::string_view phrase) {
  if (untrusted_file.size() != trousseau_bytes) return tl::unexpected(Error::wrong_size);
  FieldReader fields(untrusted_file);
  if (text_of(fields.take(magic.size())) != magic || fields.integer<std::uint8_t>() != suite ||
      fields.integer<std::uint8_t>() != kdf_id)
    return tl::unexpected(Error::wrong_suite);
  const auto etab = fields.array<Id>(), cert_id = fields.array<Id>(), salt = fields.array<Id>();
  const auto nonce = fields.array<Nonce>();
  const Buffer bound_to = encode("dsco/trousseau/v1", {untrusted_file.first(header_bytes)});
  auto plain = aead_open(argon2id(bytes_of(phrase), salt, trousseau_cost), nonce,
                         untrusted_file.subspan(header_bytes + nonce.size()), bound_to);
  if (!plain) return tl::unexpected(plain.error());
  FieldReader secrets(*plain);
  auto kem_seed = SecretKey::from_bytes(secrets.take(SecretKey::size));
  auto sign_seed = SecretKey::from_bytes(secrets.take(SecretKey::size));
  const auto root_fingerprint = secrets.array<Hash>();
  const auto epoch_min = secrets.integer<std::uint32_t>();
  wipe(*plain);
  return Trousseau{etab, cert_id, std::move(*kem_seed), std::move(*sign_seed), root_fingerprint, epoch_min};
}

}  // namespace crypto
