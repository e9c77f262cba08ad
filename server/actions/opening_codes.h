#pragma once

#include <string>

#include "server/error.h"
#include "server/store/comptes.h"

namespace server {

// As the browser that drew the codes sends them.
struct UntrustedCodes {
  std::string identifiant, verif, verif_court;
  std::int64_t expire_le = 0;
};
Result<OpeningCodes> parse_opening_codes(const UntrustedCodes& untrusted, std::int64_t now);

}  // namespace server
