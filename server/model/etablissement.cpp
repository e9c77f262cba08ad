#include "server/model/etablissement.h"

#include "server/model/paris.h"

namespace server {

std::string_view to_string(Lecteur lecteur) { return lecteur == Lecteur::page ? "page" : "hors_ligne"; }

std::optional<Lecteur> parse_lecteur(std::string_view word) {
  if (word == "page") return Lecteur::page;
  if (word == "hors_ligne") return Lecteur::hors_ligne;
  return std::nullopt;
}

bool accepts_deposits(const Etablissement& etablissement, std::int64_t now) {
  if (etablissement.campagne != "ouverte") return false;
  return etablissement.ferme_le.empty() || iso_day(paris_day(now)) <= etablissement.ferme_le;
}

}  // namespace server
