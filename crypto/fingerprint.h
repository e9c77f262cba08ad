#pragma once

#include <string>

#include "crypto/bytes.h"

namespace crypto {

// 12 characters that stand for a 32-byte hash, for a person to type: the first 60 bits of an Argon2id (64 MiB) of it,
// so that finding another hash with the same ones costs 2^60 such runs. Used for the health office's root and a slip.
std::string short_fingerprint(const Hash& hash);  // "FWYX-79AY-1W0R"
bool matches_short_fingerprint(const Hash& hash, std::string_view typed);

}  // namespace crypto
