#include "server/store/dossiers.h"

#include <unordered_map>

#include "server/model/personne.h"

namespace server {

std::vector<Dossier> all_dossiers(Database& database, const AgentAccess&) {
  std::vector<Dossier> dossiers;
  std::unordered_map<std::string, std::size_t> by_eleve;
  std::unordered_map<std::string, std::pair<std::size_t, std::size_t>> by_volet;
  {
    Statement query(database,
                    "SELECT id, nom, prenom, division FROM eleves WHERE sorti = 0 ORDER BY division, nom, prenom, id");
    while (query.step()) {
      by_eleve.emplace(query.text(0), dossiers.size());
      dossiers.push_back({query.text(0), query.text(1), query.text(2), query.text(3), {}});
    }
  }
  {
    Statement query(
        database,
        "SELECT v.id, v.eleve, v.ouvert_le, r.civilite, r.prenom, CASE WHEN r.nom_usage <> '' THEN "
        "r.nom_usage ELSE r.nom END, coalesce(c.etat, 'sans_lettre'), f.volet IS NOT NULL "
        "FROM volets v JOIN responsables r ON r.id = v.responsable LEFT JOIN liens l ON l.eleve = v.eleve AND "
        "l.responsable = v.responsable LEFT JOIN comptes c ON c.responsable = r.id "
        "LEFT JOIN (SELECT DISTINCT volet FROM plis WHERE kind = 2) f ON f.volet = v.id "
        "ORDER BY v.eleve, l.niveau, r.nom, r.prenom, r.id");
    while (query.step()) {
      const auto dossier = by_eleve.find(query.text(1));
      if (dossier == by_eleve.end()) continue;
      auto& volets = dossiers[dossier->second].volets;
      by_volet.emplace(query.text(0), std::pair(dossier->second, volets.size()));
      const std::string compte = query.text(6);
      Dossier::Volet volet{query.text(0),
                           shown_name(query.text(3), query.text(4), query.text(5)),
                           compte == "suspendu" ? "actif" : compte,
                           !query.is_null(2),
                           query.integer(7) != 0,
                           {}};
      for (const auto& asked : asked_pieces) volet.pieces.push_back({asked.type, PieceState::a_envoyer, {}, {}});
      volets.push_back(std::move(volet));
    }
  }
  // Oldest version first: the last one written is the current one.
  Statement query(database, "SELECT volet, type, etat, id, coalesce(outcome, '') FROM main.pieces ORDER BY version");
  while (query.step()) {
    const auto place = by_volet.find(query.text(0));
    const auto* asked = find_asked(query.text(1));
    if (place == by_volet.end() || asked == nullptr) continue;
    auto& slot = dossiers[place->second.first]
                     .volets[place->second.second]
                     .pieces[static_cast<std::size_t>(asked - asked_pieces.data())];
    slot = {asked->type, parse_piece_state(query.text(2)).value_or(PieceState::lue), query.text(3), query.text(4)};
  }
  return dossiers;
}

}  // namespace server
