#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace server {

// Where the nurse opens what is sealed for her: on a page of this box, or only in the file on her disk.
enum class Lecteur { page, hors_ligne };
std::string_view to_string(Lecteur lecteur);
std::optional<Lecteur> parse_lecteur(std::string_view word);

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
  Lecteur lecteur = Lecteur::page;
};

// Whether families may send at this moment: the campagne is open and its last day, in France, is not over.
bool accepts_deposits(const Etablissement& etablissement, std::int64_t now);

}  // namespace server
