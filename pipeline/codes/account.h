#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/facts.h"

namespace pipeline {

// Numbers that carry their own proof.
bool is_iban(
    std::string_view letters_and_digits);  // ISO 13616: country, its length, mod 97; French ones also by the RIB key
std::size_t iban_length(std::string_view country);      // 0 for a country outside the single payments area
bool is_rib(std::string_view bank_branch_account_key);  // 5 + 5 + 11 + 2, by its key
std::string iban_of_rib(std::string_view right_rib);    // the IBAN that account has
bool is_bic(std::string_view letters_and_digits);       // ISO 9362: shape only
// The bank of a French IBAN and the one the BIC names, in the bundled register; nothing when either is unknown there.
std::optional<bool> same_bank(std::string_view iban, std::string_view bic);
bool is_siret(std::string_view digits);  // 14 digits, Luhn; La Poste's own rule included

// An account as a document prints it.
struct PrintedAccount {
  std::string iban;       // keys right
  std::string bic;        // "" when none is printed beside a label or with the country of the IBAN
  int confidence = 0;     // of its weakest group
  bool repaired = false;  // letters read for figures were put right: probable
  bool twice = false;     // IBAN and RIB, or two IBANs, say the same
  std::size_t page = 0;
  Box box;
};

}  // namespace pipeline
