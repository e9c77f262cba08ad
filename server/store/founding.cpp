#include "server/store/founding.h"

namespace server {

void found_etablissement(Database& database, const Founding& founding) {
  std::string adresse;
  for (const auto& line : founding.adresse) adresse += (adresse.empty() ? "" : "\n") + line;
  Statement insert(
      database,
      "INSERT INTO etablissement (id, uai, etab, nom, telephone, horaires, adresse, site, annee, campagne, "
      "ferme_le, demonstration) VALUES (1, ?1, lower(hex(randomblob(16))), ?2, ?3, ?4, ?5, ?6, ?7, "
      "'preparee', ?8, ?9)");
  insert.bind(1, founding.uai).bind(2, founding.nom).bind(3, founding.telephone).bind(4, founding.horaires);
  insert.bind(5, adresse).bind(6, founding.site).bind(7, founding.annee).bind(8, founding.ferme_le);
  insert.bind(9, founding.demonstration ? 1 : 0);
  insert.run();
}

void set_campagne(Database& database, const std::string& etat, const std::string& ferme_le, const std::string& site) {
  Statement update(
      database,
      "UPDATE etablissement SET campagne = CASE WHEN ?1 <> '' THEN ?1 ELSE campagne END, "
      "ferme_le = CASE WHEN ?2 <> '' THEN ?2 ELSE ferme_le END, site = CASE WHEN ?3 <> '' THEN ?3 ELSE site END");
  update.bind(1, etat).bind(2, ferme_le).bind(3, site);
  update.run();
}

void let_lock_start_anew(Database& database, std::int64_t until) {
  Statement(database, "UPDATE etablissement SET serrure_jusque = ?1").bind(1, until).run();
}

}  // namespace server
