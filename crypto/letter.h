#pragma once

#include <optional>
#include <string>

#include "crypto/secret_key.h"

namespace crypto {

inline constexpr std::size_t identifiant_characters = 10;
inline constexpr std::size_t short_code_characters = 10;

// The letter's 128-bit secret A, and what follows from it. The box holds the verifier only.
using LetterSecret = std::array<std::byte, 16>;
struct LetterKeys {
  SecretKey auth_act;  // shown to the box to activate
  SecretKey bind;      // shared by the letter and the nurse's bordereau: authenticates the guardian's keys to her
};
LetterSecret random_letter_secret();
LetterKeys derive_letter_keys(const LetterSecret& secret, std::string_view identifiant);

std::string printed_code(const LetterSecret& secret);  // 7 groups of 4: 26 characters and 2 of control
Result<LetterSecret> parse_printed_code(std::string_view typed);
// What follows "/a#" in the QR: it never reaches the box. Zeros and epoch 0 while there is no health office.
std::string letter_fragment(std::string_view identifiant, const LetterSecret& secret, const Hash& root_fingerprint,
                            std::uint32_t epoch);

// The code typed by those without a camera: 50 bits, used once, throttled, and slowed by Argon2id (19 MiB, 2 passes).
// An account opened by it has no bind_tag: its plis are « clé à confirmer » at the nurse.
std::string random_identifiant();
std::string random_short_code();
SecretKey derive_short_auth(std::string_view short_code, std::string_view identifiant);  // both canonical

// V and V_court, stored by the box in the place of the secret.
Hash activation_verifier(Bytes auth_act);
Hash short_activation_verifier(Bytes auth_court);
bool activates(Bytes auth_act, Bytes stored_verifier);
bool activates_short(Bytes auth_court, Bytes stored_verifier);

// The MAC by which the nurse knows that these keys are those of the person who received the letter.
struct BindContext {
  Id etab{};
  Id resp{};
  std::uint32_t gen = 1;
  PublicKey pk_sign{};
  PublicKey pk_kem{};
  Hash root_fingerprint{};
};
Hash bind_tag(const SecretKey& bind, const BindContext& context);
bool binds(const SecretKey& bind, const BindContext& context, Bytes untrusted_tag);

}  // namespace crypto
