#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/facts.h"

namespace pipeline {

// Numbers that carry their own proof.
bool is_iban(
    std::string_view letters_and_digits);  // ISO 13616: country, its length, mod 97; French ones also by the RIB key
bool is_bic(std::string_view letters_and_digits);  // ISO 9362: shape only
// The bank of a French IBAN and the one the BIC names, in the bundled register; nothing when either is unknown there.
std::optional<bool> same_bank(std::string_view iban, std::string_view bic);
bool is_siret(std::string_view digits);  // 14 digits, Luhn; La Poste's own rule included

}  // namespace pipeline
