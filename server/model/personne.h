#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace server {

// A child, as much as a screen says of her.
struct EleveCourt {
  std::string prenom, nom, naissance, division, niveau;  // niveau: label of the programme prepared
  std::string volet = {};                                // only where letters are made: the nurse's list binds it
};

struct Adresse {
  std::vector<std::string> lignes;  // what stands above the postcode
  std::string boite_postale, code_postal, commune, commune_etrangere;
};

// As on an envelope: six lines at most, none when nothing is known.
std::vector<std::string> printed_lines(const Adresse& adresse);
// The line that names the street, among those SIECLE filled.
std::string street_line(const Adresse& adresse);

std::string shown_name(std::string_view civilite, std::string_view prenom, std::string_view nom);  // "Mme Iris MÉSANGE"

// Enough to recognise one's own, nothing to learn for another: "42", "h•••@example.org".
std::string masked_telephone(std::string_view telephone);
std::string masked_courriel(std::string_view courriel);

}  // namespace server
