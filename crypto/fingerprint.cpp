#include "crypto/fingerprint.h"

#include "crypto/argon.h"
#include "crypto/token.h"

namespace crypto {
namespace {

constexpr std::size_t characters = 12;  // 60 bits

std::string canonical_fingerprint(const Hash& hash) {
  const Id salt = *fixed<Id>(bytes_of("DSCO-EMPREINTE-1"));
  return base32(argon2id_16(hash, salt, fingerprint_cost)).substr(0, characters);
}

}  // namespace

std::string short_fingerprint(const Hash& hash) { return in_groups(canonical_fingerprint(hash)); }

bool matches_short_fingerprint(const Hash& hash, std::string_view typed) {
  const auto canonical = canonical_base32(typed);
  if (!canonical || canonical->size() != characters) return false;
  return equal_constant_time(bytes_of(canonical_fingerprint(hash)), bytes_of(*canonical));
}

}  // namespace crypto
