#include "pipeline/codes/account.h"

#include <algorithm>
#include <array>

#include "pipeline/codes/banks.h"
#include "pipeline/language/fold.h"

namespace pipeline {
namespace {

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

struct Country {
  std::string_view code;
  std::size_t length;
};
// ISO 13616 registry: the countries of the single payments area, where a French account may be debited or credited.
constexpr Country countries[] = {{"AD", 24}, {"AT", 20}, {"BE", 16}, {"BG", 22}, {"CH", 21}, {"CY", 28}, {"CZ", 24},
                                 {"DE", 22}, {"DK", 18}, {"EE", 20}, {"ES", 24}, {"FI", 18}, {"FR", 27}, {"GB", 22},
                                 {"GI", 23}, {"GR", 27}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IS", 26}, {"IT", 27},
                                 {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"MC", 27}, {"MT", 31}, {"NL", 18},
                                 {"NO", 15}, {"PL", 28}, {"PT", 25}, {"RO", 24}, {"SE", 24}, {"SI", 19}, {"SK", 24},
                                 {"SM", 27}, {"VA", 22}, {"AL", 28}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"RS", 22}};

int modulo_97(std::string_view text, int rest = 0) {
  for (const char c : text) {
    if (is_figure(c))
      rest = (10 * rest + (c - '0')) % 97;
    else
      rest = (100 * rest + (c - 'A' + 10)) % 97;
  }
  return rest;
}

// A to I are worth 1 to 9, J to R too, S to Z 2 to 9.
char rib_figure(char c) {
  if (c >= 'S') return static_cast<char>('2' + (c - 'S'));
  if (c >= 'J') return static_cast<char>('1' + (c - 'J'));
  if (c >= 'A') return static_cast<char>('1' + (c - 'A'));
  return c;
}

}  // namespace

std::size_t iban_length(std::string_view country) {
  const auto found = std::find_if(std::begin(countries), std::end(countries),
                                  [&](const Country& known) { return known.code == country; });
  return found == std::end(countries) ? 0 : found->length;
}

bool is_rib(std::string_view bank_branch_account_key) {
  if (bank_branch_account_key.size() != 23) return false;
  std::string figures;
  for (std::size_t i = 0; i < 23; ++i) {
    const char c = bank_branch_account_key[i];
    const bool account = i >= 10 && i < 21;
    if (!is_figure(c) && !(account && is_capital(c))) return false;
    figures += rib_figure(c);
  }
  return modulo_97(figures) == 0;
}

bool is_iban(std::string_view text) {
  if (text.size() < 5 || iban_length(text.substr(0, 2)) != text.size()) return false;
  if (!std::all_of(text.begin(), text.end(), [](char c) { return is_figure(c) || is_capital(c); })) return false;
  if (!is_figure(text[2]) || !is_figure(text[3])) return false;
  if (modulo_97(text.substr(0, 4), modulo_97(text.substr(4))) != 1) return false;
  const bool french = text.starts_with("FR") || text.starts_with("MC");
  return !french || is_rib(text.substr(4));
}

std::string iban_of_rib(std::string_view bank_branch_account_key) {
  const int rest = modulo_97("FR00", modulo_97(bank_branch_account_key));
  const int key = 98 - rest;
  return std::string("FR") + static_cast<char>('0' + key / 10) + static_cast<char>('0' + key % 10) +
         std::string(bank_branch_account_key);
}

bool is_bic(std::string_view text) {
  if (text.size() != 8 && text.size() != 11) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_capital(text[i]) && !(i >= 6 && is_figure(text[i]))) return false;
  }
  return true;
}

std::optional<bool> same_bank(std::string_view iban, std::string_view bic) {
  if (!iban.starts_with("FR") || iban.size() != 27 || !is_bic(bic)) return std::nullopt;
  const auto named = bic.substr(0, 4);
  const auto bank = iban.substr(4, 5);
  bool bic_known = false;
  std::optional<bool> same;
  for (const Bank& known : banks) {
    bic_known = bic_known || known.bic == named;
    if (known.code == bank) same = same.value_or(false) || known.bic == named;
  }
  // A name we never met may be a new one of that bank's.
  return bic_known ? same : std::nullopt;
}

bool is_siret(std::string_view digits) {
  if (digits.size() != 14 || !std::all_of(digits.begin(), digits.end(), is_figure)) return false;
  int luhn = 0, plain = 0;
  for (std::size_t i = 0; i < 14; ++i) {
    const int digit = digits[i] - '0';
    plain += digit;
    const int doubled = i % 2 == 0 ? 2 * digit : digit;
    luhn += doubled > 9 ? doubled - 9 : doubled;
  }
  if (plain == 0) return false;
  if (luhn % 10 == 0) return true;
  // La Poste ran out of numbers for its offices: a multiple of five is enough.
  return digits.starts_with("356000000") && plain % 5 == 0;
}

}  // namespace pipeline
