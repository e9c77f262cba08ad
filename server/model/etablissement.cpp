#include "server/model/etablissement.h"

#include "server/model/paris.h"

namespace server {

bool accepts_deposits(const Etablissement& etablissement, std::int64_t now) {
  if (etablissement.campagne != "ouverte") return false;
  return etablissement.ferme_le.empty() || iso_day(paris_day(now)) <= etablissement.ferme_le;
}

}  // namespace server
