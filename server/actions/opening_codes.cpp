#include "server/actions/opening_codes.h"

#include "crypto/letter.h"
#include "crypto/token.h"

namespace server {
namespace {

constexpr std::int64_t longest_validity_seconds = 60 * 86400;

}  // namespace

Result<OpeningCodes> parse_opening_codes(const UntrustedCodes& untrusted, std::int64_t now) {
  const auto identifiant = crypto::canonical_base32(untrusted.identifiant);
  if (!identifiant || *identifiant != untrusted.identifiant || identifiant->size() != crypto::identifiant_characters)
    return refuse(Cause::invalid, "champ_invalide", "identifiant");
  const auto verif = crypto::fixed<crypto::Hash>(crypto::bytes_of(untrusted.verif));
  if (!verif) return refuse(Cause::invalid, "champ_invalide", "verif");
  const auto verif_court = crypto::fixed<crypto::Hash>(crypto::bytes_of(untrusted.verif_court));
  if (!verif_court) return refuse(Cause::invalid, "champ_invalide", "verif_court");
  if (untrusted.expire_le <= now || untrusted.expire_le > now + longest_validity_seconds)
    return refuse(Cause::invalid, "champ_invalide", "expire_le");
  return OpeningCodes{*identifiant, *verif, *verif_court, untrusted.expire_le};
}

}  // namespace server
