#pragma once

#include "crypto/kem_key.h"
#include "crypto/signing_key.h"

namespace crypto {

// The nurse's key file, closed by her phrase (Argon2id 256 MiB, 3 passes: about one second and a half).
struct Trousseau {
  Id etab{};
  Id cert_id{};
  SecretKey kem_seed;
  SecretKey sign_seed;
  Hash root_fingerprint{};  // her own pin: the box can't show her another health office
  std::uint32_t epoch_min = 1;
};
inline constexpr std::size_t trousseau_bytes = 58 + 24 + 100 + 16;
Buffer seal_trousseau(const Trousseau& trousseau, std::string_view phrase);  // phrase in Unicode NFC
Result<Trousseau> open_trousseau(Bytes untrusted_file, std::string_view phrase);

}  // namespace crypto
