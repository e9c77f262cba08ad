#include "server/actions/show_famille.h"

#include "server/actions/authorize.h"
#include "server/store/infirmerie.h"
#include "server/store/pieces.h"
#include "server/store/plis.h"
#include "server/store/volets.h"

namespace server {

PieceSlot show_piece(App& app, const VoletAccess& volet, const AskedPiece& asked) {
  return {asked.type, asked.obligatoire, current_piece(app.database, volet, asked.type)};
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
  const bool bureau = find_annuaire(app.database).has_value();
  for (auto& row : volets_of(app.database, famille)) {
    const auto access = authorize_volet(app, visitor, row.id.text());
    if (!access) continue;
    VoletView view{row.id, std::move(row.eleve), {}, bureau, std::nullopt};
    for (const auto& asked : asked_pieces) view.pieces.push_back(show_piece(app, *access, asked));
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
