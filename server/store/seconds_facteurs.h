#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "crypto/bytes.h"
#include "server/model/access.h"
#include "server/store/database.h"

namespace server {

// An account's telephone and its printed codes.

struct Telephone {
  std::string secret;
  bool confirmed = false;
  std::int64_t used = 0;  // the last step whose code was used
};
std::optional<Telephone> find_telephone(Database& database, const CompteId& compte);
// Replaces one that was never confirmed, and no other.
void save_proposed_telephone(Database& database, const CompteId& compte, Bytes secret);
void confirm_telephone(Database& database, const CompteId& compte, std::int64_t step, std::int64_t now);
void use_step(Database& database, const CompteId& compte, std::int64_t step);

void save_printed_codes(Database& database, const CompteId& compte, std::span<const crypto::Hash> hashes);
bool burn_printed_code(Database& database, const CompteId& compte, const crypto::Hash& hash);
std::int64_t count_printed_codes(Database& database, const CompteId& compte);

void erase_second_factor(Database& database, const CompteId& compte);

}  // namespace server
