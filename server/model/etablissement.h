#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace server {

struct Etablissement {
  std::string uai;
  std::string etab;  // 32 hex digits: the sealing protocol's
  std::string nom, telephone, horaires;
  std::vector<std::string> adresse;
  std::string site;
  int annee = 0;
  std::string campagne;  // preparee, ouverte, fermee
  std::string ferme_le;  // ISO date, "" when not set
  bool demonstration = false;
};

// Whether families may send at this moment: the campagne is open and its last day, in France, is not over.
bool accepts_deposits(const Etablissement& etablissement, std::int64_t now);

}  // namespace server
