#include "server/actions/deposit_piece.h"

#include <algorithm>

#include "server/actions/authorize.h"
#include "server/actions/receive_upload.h"
#include "server/store/pieces.h"
#include "server/store/reading_queue.h"

namespace server {

Result<PieceSlot> deposit_piece(App& app, const VoletAccess& volet, const AskedPiece& asked,
                                const std::vector<std::string>& untrusted_envois) {
  if (untrusted_envois.empty() || untrusted_envois.size() > most_files)
    return refuse(Cause::invalid, "champ_invalide", "envois");
  Transaction transaction(app.database);
  const auto before = current_piece(app.database, volet, asked.type);
  if (before && before->envois == untrusted_envois)
    return PieceSlot{asked.type, asked.demande == Demande::obligatoire, before};
  if (const auto open = expect_open_campagne(app); !open) return tl::unexpected(open.error());
  if (asked.demande == Demande::non) return not_found();
  NewPiece piece{asked.type, before ? before->version + 1 : 1, {}};
  for (const auto& untrusted : untrusted_envois) {
    const auto id = EnvoiId::parse(untrusted);
    const auto envoi = id ? find_envoi(app.database, volet, *id) : std::nullopt;
    if (!envoi || envoi->classe != EnvoiClasse::lisible) return refuse(Cause::not_found, "envoi_inconnu");
    if (envoi->recu != envoi->longueur) return refuse(Cause::conflict, "envoi_incomplet");
    const bool twice =
        std::any_of(piece.files.begin(), piece.files.end(), [&](const auto& file) { return file.envoi == envoi->id; });
    if (twice) return refuse(Cause::invalid, "champ_invalide", "envois");
    auto fichier = envoi->closed();
    piece.files.push_back({envoi->id, std::move(fichier), envoi->longueur});
  }
  if (before && before->etat == PieceState::acceptee) return refuse(Cause::conflict, "piece_acceptee");
  const auto now = app.now();
  const auto id = save_deposited(app.database, volet, piece, now);
  enqueue_reading(app.database, id, ReadingClass::interactive, now);
  for (const auto& file : piece.files) erase_envoi(app.database, file.envoi);
  auto slot = show_piece(app, volet, asked);
  transaction.commit();
  return slot;
}

Result<PieceSlot> withdraw_piece(App& app, const VoletAccess& volet, const AskedPiece& asked) {
  std::vector<FileId> files;
  {
    Transaction transaction(app.database);
    const auto before = current_piece(app.database, volet, asked.type);
    if (!before) return not_found();
    if (before->etat == PieceState::acceptee) return refuse(Cause::conflict, "piece_acceptee");
    files = erase_pieces(app.database, volet, asked.type, app.now());
    record(app.journal, {volet.compte().text(), JournalAction::piece_retiree, before->id.text(), volet.volet().text()},
           app.now());
    transaction.commit();
  }
  // Named by nothing any more: a power cut here leaves them to the night's sweep.
  for (const auto& file : files) app.vault.forget(file);
  return show_piece(app, volet, asked);
}

Result<PieceSlot> show_misjudged_piece(App& app, const VoletAccess& volet, const AskedPiece& asked) {
  Transaction transaction(app.database);
  const auto before = current_piece(app.database, volet, asked.type);
  if (!before) return not_found();
  // After a week there is nothing left of it to read.
  if (before->etat != PieceState::lue || !before->medicale || before->envois.empty())
    return refuse(Cause::conflict, "rien_a_montrer");
  mark_shown(app.database, volet, before->id);
  enqueue_reading(app.database, before->id, ReadingClass::interactive, app.now());
  auto slot = show_piece(app, volet, asked);
  transaction.commit();
  return slot;
}

}  // namespace server
