#include "server/actions/show_famille.h"

#include <algorithm>

#include "server/actions/authorize.h"
#include "server/store/infirmerie.h"
#include "server/store/pieces.h"
#include "server/store/pieces_demandees.h"
#include "server/store/plis.h"
#include "server/store/volets.h"

namespace server {

namespace {

// In the school's order; what was sent before the school stopped asking comes last.
std::vector<PieceSlot> show_slots(App& app, const VoletAccess& volet, const std::vector<AskedPiece>& all) {
  auto sent = current_pieces(app.database, volet);
  std::vector<PieceSlot> slots;
  for (const bool asked : {true, false}) {
    for (const auto& one : all) {
      if ((one.demande != Demande::non) != asked) continue;
      const auto found =
          std::find_if(sent.begin(), sent.end(), [&](const auto& piece) { return piece.type == one.type; });
      if (found != sent.end())
        slots.push_back({one.type, one.demande == Demande::obligatoire, std::move(*found)});
      else if (asked)
        slots.push_back({one.type, one.demande == Demande::obligatoire, std::nullopt});
    }
  }
  return slots;
}

}  // namespace

std::optional<AskedPiece> find_slot(App& app, const VoletAccess& volet, std::string_view untrusted_type) {
  const auto type = pipeline::parse_piece_type(untrusted_type);
  const auto asked = type ? find_demande(app.database, *type) : std::nullopt;
  if (asked && asked->demande == Demande::non && !current_piece(app.database, volet, *type)) return std::nullopt;
  return asked;
}

PieceSlot show_piece(App& app, const VoletAccess& volet, const AskedPiece& asked) {
  return {asked.type, asked.demande == Demande::obligatoire, current_piece(app.database, volet, asked.type)};
}

Moi show_moi(App& app, const Visitor& visitor, const FamilleAccess& famille) {
  mark_opened(app.database, famille, app.now());
  const auto known = find_coordonnees(app.database, famille);
  Moi moi{known.civilite,
          known.nom,
          known.prenom,
          known.adresse,
          masked_telephone(known.portable),
          masked_courriel(known.courriel),
          {}};
  const auto asked = all_demandes(app.database);
  const bool bureau = find_annuaire(app.database).has_value();
  for (auto& row : volets_of(app.database, famille)) {
    const auto access = authorize_volet(app, visitor, row.id.text());
    if (!access) continue;
    VoletView view{row.id, std::move(row.eleve), {}, bureau, std::nullopt};
    view.pieces = show_slots(app, *access, asked);
    if (const auto form = current_form(app.database, *access))
      view.form = VoletView::Form{form->depose_le, form->id.text(), form->version, form->empreinte};
    moi.volets.push_back(std::move(view));
  }
  return moi;
}

std::optional<std::string> read_page(App& app, const VoletAccess& volet, pipeline::PieceType type, int numero,
                                     bool vignette) {
  const auto file = find_page(app.database, volet, type, numero, vignette);
  if (!file) return std::nullopt;
  return app.vault.read(*file);
}

}  // namespace server
