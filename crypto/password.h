#pragma once

#include "crypto/secret_key.h"

namespace crypto {

// What a password becomes on the person's own device. The box only ever sees k_auth.
struct PasswordKeys {
  SecretKey k_auth;  // shown to the box at sign-in
  SecretKey k_wrap;  // closes the vault, never leaves the device
};

// Nothing is fetched for it: the salt comes from the identifiant, the cost is a constant of the release (kdf_id 1).
inline constexpr std::uint8_t current_kdf_id = 1;
Id login_salt(std::string_view identifiant);
// Argon2id, 64 MiB, 3 passes: about 0.1 s. `password` in Unicode NFC. Throws std::bad_alloc without the memory.
SecretKey stretch_password(std::string_view password, std::string_view identifiant);
PasswordKeys split_password(const SecretKey& stretched);

}  // namespace crypto
