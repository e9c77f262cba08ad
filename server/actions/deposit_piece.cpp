#include "server/actions/deposit_piece.h"

#include "server/actions/authorize.h"
#include "server/actions/receive_upload.h"
#include "server/store/pieces.h"
#include "server/store/reading_queue.h"

namespace server {

Result<PieceSlot> deposit_piece(App& app, const VoletAccess& volet, const AskedPiece& asked,
                                std::string_view untrusted_envoi) {
  const auto envoi_id = EnvoiId::parse(untrusted_envoi);
  if (!envoi_id) return refuse(Cause::not_found, "envoi_inconnu");
  Transaction transaction(app.database);
  const auto before = current_piece(app.database, volet, asked.type);
  if (before && before->envoi == envoi_id->text()) return PieceSlot{asked.type, asked.obligatoire, before};
  if (const auto open = expect_open_campagne(app); !open) return tl::unexpected(open.error());
  const auto envoi = find_envoi(app.database, volet, *envoi_id);
  if (!envoi || envoi->classe != EnvoiClasse::lisible) return refuse(Cause::not_found, "envoi_inconnu");
  if (envoi->recu != envoi->longueur) return refuse(Cause::conflict, "envoi_incomplet");
  if (before && before->etat == PieceState::acceptee) return refuse(Cause::conflict, "piece_acceptee");
  const auto now = app.now();
  const auto piece =
      save_deposited(app.database, volet,
                     {asked.type, before ? before->version + 1 : 1, *envoi_id, envoi->fichier, envoi->longueur}, now);
  enqueue_reading(app.database, piece, ReadingClass::interactive, now);
  erase_envoi(app.database, *envoi_id);
  auto slot = show_piece(app, volet, asked);
  transaction.commit();
  return slot;
}

}  // namespace server
