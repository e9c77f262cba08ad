#include "server/model/personne.h"

#include <algorithm>

namespace server {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::vector<std::string> printed_lines(const Adresse& adresse) {
  std::vector<std::string> lines;
  for (const auto& line : adresse.lignes)
    if (!line.empty()) lines.push_back(line);
  if (!adresse.boite_postale.empty()) lines.push_back(adresse.boite_postale);
  std::string town = adresse.code_postal;
  if (!adresse.commune.empty()) town += (town.empty() ? "" : " ") + adresse.commune;
  if (lines.size() > 5) lines.resize(5);
  if (!town.empty()) lines.push_back(town);
  if (!adresse.commune_etrangere.empty() && lines.size() < 6) lines.push_back(adresse.commune_etrangere);
  return lines;
}

std::string street_line(const Adresse& adresse) {
  std::string first;
  for (const auto& line : adresse.lignes) {
    if (line.empty()) continue;
    if (is_digit(line.front())) return line;
    if (first.empty()) first = line;
  }
  return first;
}

std::string shown_name(std::string_view civilite, std::string_view prenom, std::string_view nom) {
  std::string shown(civilite == "MME" ? std::string_view("Mme") : civilite);
  for (const auto part : {prenom, nom}) {
    if (part.empty()) continue;
    if (!shown.empty()) shown += ' ';
    shown += part;
  }
  return shown;
}

std::string masked_telephone(std::string_view telephone) {
  std::string digits;
  std::copy_if(telephone.begin(), telephone.end(), std::back_inserter(digits), is_digit);
  return digits.size() < 6 ? std::string() : digits.substr(digits.size() - 2);
}

std::string masked_courriel(std::string_view courriel) {
  const auto at = courriel.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == courriel.size()) return {};
  // One character, which may take several bytes.
  std::size_t first = 1;
  while (first < at && (static_cast<unsigned char>(courriel[first]) & 0xc0) == 0x80) ++first;
  return std::string(courriel.substr(0, first)) + "•••" + std::string(courriel.substr(at));
}

}  // namespace server
