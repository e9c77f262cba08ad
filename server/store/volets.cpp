#include "server/store/volets.h"

#include "server/store/new_id.h"

namespace server {

bool is_volet_of(Database& database, const ResponsableId& responsable, std::string_view untrusted_volet) {
  Statement query(database,
                  "SELECT 1 FROM volets v JOIN liens l ON l.eleve = v.eleve AND l.responsable = v.responsable "
                  "WHERE v.responsable = ?1 AND v.id = ?2");
  query.bind(1, responsable.text()).bind(2, untrusted_volet);
  return query.step();
}

std::vector<VoletRow> volets_of(Database& database, const FamilleAccess& famille) {
  std::vector<VoletRow> volets;
  Statement query(database,
                  "SELECT v.id, e.prenom, e.nom, e.naissance, e.division, coalesce(m.libelle, '') FROM volets v "
                  "JOIN liens l ON l.eleve = v.eleve AND l.responsable = v.responsable "
                  "JOIN eleves e ON e.id = v.eleve LEFT JOIN mefs m ON m.code = e.mef "
                  "WHERE v.responsable = ?1 AND e.sorti = 0 ORDER BY e.naissance DESC, v.id");
  query.bind(1, famille.responsable().text());
  while (query.step())
    volets.push_back({stored_id<VoletId>(query.text(0)),
                      {query.text(1), query.text(2), query.text(3), query.text(4), query.text(5)}});
  return volets;
}

void mark_opened(Database& database, const FamilleAccess& famille, std::int64_t now) {
  // Nothing is written by the second look.
  {
    Statement query(database, "SELECT 1 FROM volets WHERE responsable = ?1 AND ouvert_le IS NULL LIMIT 1");
    query.bind(1, famille.responsable().text());
    if (!query.step()) return;
  }
  Statement(database, "UPDATE volets SET ouvert_le = ?2 WHERE responsable = ?1 AND ouvert_le IS NULL")
      .bind(1, famille.responsable().text())
      .bind(2, now)
      .run();
}

Coordonnees find_coordonnees(Database& database, const FamilleAccess& famille) {
  Statement query(database,
                  "SELECT r.civilite, CASE WHEN r.nom_usage <> '' THEN r.nom_usage ELSE r.nom END, r.prenom, "
                  "r.protege, CASE WHEN r.portable <> '' THEN r.portable ELSE r.tel_portable END, r.courriel, "
                  "a.ligne_1, a.ligne_2, a.ligne_3, a.ligne_4, a.boite_postale, a.code_postal, a.libelle_postal, "
                  "a.commune_etrangere FROM responsables r LEFT JOIN adresses a ON a.de = 'responsable' AND "
                  "a.siecle_id = r.adresse WHERE r.id = ?1");
  query.bind(1, famille.responsable().text());
  Coordonnees known;
  if (!query.step()) return known;
  known.civilite = query.text(0);
  known.nom = query.text(1);
  known.prenom = query.text(2);
  if (query.integer(3) != 0) return known;
  known.portable = query.text(4);
  known.courriel = query.text(5);
  known.adresse = printed_lines({{query.text(6), query.text(7), query.text(8), query.text(9)},
                                 query.text(10),
                                 query.text(11),
                                 query.text(12),
                                 query.text(13)});
  return known;
}

}  // namespace server
