#include "server/store/dossiers.h"

#include <algorithm>
#include <unordered_map>

#include "server/model/personne.h"
#include "server/store/pieces_demandees.h"

namespace server {

std::vector<Dossier> all_dossiers(Database& database, const AgentAccess&) {
  std::vector<Dossier> dossiers;
  std::vector<Dossier::Slot> asked;
  for (const auto& [type, demande] : all_demandes(database))
    if (demande != Demande::non)
      asked.push_back({type, demande == Demande::obligatoire, PieceState::a_envoyer, {}, {}});
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
        "r.nom_usage ELSE r.nom END, coalesce(c.etat, 'sans_lettre'), f.volet IS NOT NULL, r.id, r.protege "
        "FROM volets v JOIN responsables r ON r.id = v.responsable LEFT JOIN liens l ON l.eleve = v.eleve AND "
        "l.responsable = v.responsable LEFT JOIN comptes c ON c.responsable = r.id "
        "LEFT JOIN (SELECT DISTINCT volet FROM plis WHERE kind = 2) f ON f.volet = v.id "
        "ORDER BY v.eleve, l.niveau, r.nom, r.prenom, r.id");
    while (query.step()) {
      const auto dossier = by_eleve.find(query.text(1));
      if (dossier == by_eleve.end()) continue;
      auto& volets = dossiers[dossier->second].volets;
      by_volet.emplace(query.text(0), std::pair(dossier->second, volets.size()));
      Dossier::Volet volet{query.text(0),
                           query.text(8),
                           shown_name(query.text(3), query.text(4), query.text(5)),
                           query.text(6),
                           query.integer(9) != 0,
                           !query.is_null(2),
                           query.integer(7) != 0,
                           asked};
      volets.push_back(std::move(volet));
    }
  }
  // Oldest version first: the last one written is the current one.
  Statement query(database, "SELECT volet, type, etat, id, coalesce(outcome, '') FROM main.pieces ORDER BY version");
  while (query.step()) {
    const auto place = by_volet.find(query.text(0));
    const auto type = pipeline::parse_piece_type(query.text(1));
    if (place == by_volet.end() || !type) continue;
    auto& slots = dossiers[place->second.first].volets[place->second.second].pieces;
    auto slot = std::find_if(slots.begin(), slots.end(), [&](const auto& one) { return one.type == *type; });
    // Sent before the school stopped asking: still to be seen.
    if (slot == slots.end()) slot = slots.insert(slots.end(), {*type, false, PieceState::a_envoyer, {}, {}});
    slot->etat = parse_piece_state(query.text(2)).value_or(PieceState::lue);
    slot->piece = query.text(3);
    slot->outcome = query.text(4);
  }
  return dossiers;
}

}  // namespace server
