#pragma once

#include <string>
#include <vector>

namespace server {

struct ExportFile {
  std::string name;   // "ElevesAvecAdresses.xml"…
  std::string bytes;  // ISO-8859-15, as SIECLE writes
};

// The exports of a collège that does not exist (UAI 0009990J: departement 000 holds no school). Same seed and sizes,
// same bytes. Surnames are plants and birds, telephones the range Arcep keeps for fiction, INE begin with 999.
std::vector<ExportFile> make_college(unsigned seed, int eleves = 780, int divisions = 32, int annee = 2026);

}  // namespace server
