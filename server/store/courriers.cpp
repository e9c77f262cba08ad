#include "server/store/courriers.h"

#include <algorithm>

#include "server/store/comptes.h"
#include "server/store/new_id.h"
#include "server/store/seconds_facteurs.h"

namespace server {

std::vector<Courrier> courriers(Database& database, const AgentAccess&) {
  std::vector<Courrier> list;
  // Rows of one responsable follow each other, children in the order of class and name; the first decides her rank.
  Statement query(
      database,
      "WITH liste AS (SELECT v.id AS volet, v.responsable AS r, e.division, e.nom, e.prenom, e.naissance, "
      "coalesce(m.libelle, '') AS "
      "niveau, row_number() OVER (PARTITION BY v.responsable ORDER BY e.division, e.nom, e.prenom, e.id) AS rang "
      "FROM volets v JOIN liens b ON b.eleve = v.eleve AND b.responsable = v.responsable JOIN eleves e ON e.id = "
      "v.eleve AND e.sorti = 0 LEFT JOIN mefs m ON m.code = e.mef) "
      "SELECT r.id, coalesce(c.gen, 0) + 1, r.civilite, CASE WHEN r.nom_usage <> '' THEN r.nom_usage ELSE r.nom END, "
      "r.prenom, a.ligne_1, a.ligne_2, a.ligne_3, a.ligne_4, a.boite_postale, a.code_postal, a.libelle_postal, "
      "a.commune_etrangere, coalesce(c.etat, 'sans_lettre'), l.prenom, l.nom, l.naissance, l.division, l.niveau, "
      "l.volet, r.protege "
      "FROM liste l JOIN liste premier ON premier.r = l.r AND premier.rang = 1 JOIN responsables r ON r.id = l.r "
      "LEFT JOIN adresses a ON a.de = 'responsable' AND a.siecle_id = r.adresse "
      "LEFT JOIN comptes c ON c.responsable = r.id "
      "ORDER BY premier.division, premier.nom, premier.prenom, r.id, l.rang");
  while (query.step()) {
    if (list.empty() || list.back().resp_id != query.text(0))
      list.push_back({query.text(0),
                      query.integer(1),
                      query.text(2),
                      query.text(3),
                      query.text(4),
                      // Hers is handed over at the counter: no paper, no screen bears her address.
                      query.integer(20) != 0
                          ? std::vector<std::string>()
                          : printed_lines({{query.text(5), query.text(6), query.text(7), query.text(8)},
                                           query.text(9),
                                           query.text(10),
                                           query.text(11),
                                           query.text(12)}),
                      {},
                      {},
                      query.text(13)});
    auto& courrier = list.back();
    courrier.enfants.push_back(
        {query.text(14), query.text(15), query.text(16), query.text(17), query.text(18), query.text(19)});
    const std::string division = query.text(17);
    if (!division.empty() &&
        std::find(courrier.divisions.begin(), courrier.divisions.end(), division) == courrier.divisions.end())
      courrier.divisions.push_back(division);
  }
  return list;
}

LetterOutcome save_letter(Database& database, const AgentAccess&, const NewLetter& letter, std::int64_t now) {
  {
    Statement query(database,
                    "SELECT coalesce((SELECT gen FROM comptes WHERE responsable = ?1), 0) FROM responsables r "
                    "WHERE r.id = ?1 AND EXISTS (SELECT 1 FROM volets WHERE responsable = ?1)");
    query.bind(1, letter.resp_id.text());
    if (!query.step()) return LetterOutcome::unknown_responsable;
    if (letter.gen != query.integer(0) + 1) return LetterOutcome::wrong_generation;
    if (is_identifiant_taken(database, letter.codes.identifiant)) return LetterOutcome::identifiant_taken;
  }
  Statement(database,
            "INSERT INTO comptes (id, role, responsable, nom, identifiant, gen, etat, verif, verif_court, expire_le, "
            "cree_le) VALUES (?1, 'responsable', ?1, '', ?2, ?3, 'invite', ?4, ?5, ?6, ?7) ON CONFLICT (id) DO UPDATE "
            "SET identifiant = excluded.identifiant, gen = excluded.gen, etat = 'invite', verif = excluded.verif, "
            "verif_court = excluded.verif_court, expire_le = excluded.expire_le, av = NULL, coffre = NULL, "
            "active_le = NULL, derniere = 0")
      .bind(1, letter.resp_id.text())
      .bind(2, letter.codes.identifiant)
      .bind(3, letter.gen)
      .bind(4, Bytes(letter.codes.verif))
      .bind(5, Bytes(letter.codes.verif_court))
      .bind(6, letter.codes.expire_le)
      .bind(7, now)
      .run();
  // The telephone of the account before may be the reason for this letter.
  const auto compte = stored_id<CompteId>(letter.resp_id.text());
  erase_second_factor(database, compte);
  end_sessions(database, compte);
  return LetterOutcome::saved;
}

}  // namespace server
