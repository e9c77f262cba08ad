#include "server/store/etablissement.h"

namespace server {

Etablissement find_etablissement(Database& database) {
  Statement query(database,
                  "SELECT uai, etab, nom, telephone, horaires, adresse, site, annee, campagne, ferme_le, "
                  "demonstration, lecteur FROM etablissement");
  if (!query.step()) throw DatabaseError(DatabaseError::missing, "the box has no etablissement");
  Etablissement etablissement{query.text(0),          query.text(1),
                              query.text(2),          query.text(3),
                              query.text(4),          {},
                              query.text(6),          static_cast<int>(query.integer(7)),
                              query.text(8),          query.text(9),
                              query.integer(10) != 0, parse_lecteur(query.text(11)).value()};
  const std::string lines = query.text(5);
  for (std::size_t from = 0; from < lines.size();) {
    const auto to = std::min(lines.find('\n', from), lines.size());
    etablissement.adresse.push_back(lines.substr(from, to - from));
    from = to + 1;
  }
  return etablissement;
}

void save_lecteur(Database& database, const InfirmerieAccess&, Lecteur lecteur) {
  Statement(database, "UPDATE etablissement SET lecteur = ?1").bind(1, to_string(lecteur)).run();
}

}  // namespace server
