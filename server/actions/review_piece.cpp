#include "server/actions/review_piece.h"

#include <algorithm>

#include "server/actions/authorize.h"

namespace server {
namespace {

constexpr std::int64_t undo_seconds = 86400;

Result<Piece> find(App& app, const AgentAccess& agent, std::string_view untrusted_piece) {
  const auto id = PieceId::parse(untrusted_piece);
  auto piece = id ? find_piece(app.database, agent, *id) : std::nullopt;
  if (!piece) return not_found();
  return std::move(*piece);
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

std::vector<Relecture> show_relectures(App& app, const AgentAccess& agent) {
  return pieces_to_review(app.database, agent);
}

Result<ReviewedPiece> show_reviewed(App& app, const AgentAccess& agent, std::string_view untrusted_piece) {
  auto piece = find(app, agent, untrusted_piece);
  if (!piece) return tl::unexpected(piece.error());
  auto owner = find_owner(app.database, agent, piece->id);
  auto next = next_to_review(app.database, agent, piece->id);
  return ReviewedPiece{std::move(*piece), std::move(owner), std::move(next)};
}

Result<std::string> read_page(App& app, const AgentAccess& agent, std::string_view untrusted_piece, int numero,
                              bool vignette) {
  const auto id = PieceId::parse(untrusted_piece);
  const auto file = id ? find_page(app.database, agent, *id, numero, vignette) : std::nullopt;
  if (!file) return not_found();
  return app.vault.read(*file);
}

Result<ReviewedPiece> decide_piece(App& app, const AgentAccess& agent, std::string_view untrusted_piece,
                                   const Decision& decision) {
  const bool again = decision.decision == PieceState::a_refaire;
  if (again && !is_motif(decision.motif)) return refuse(Cause::invalid, "motif_absent", "motif");
  if (characters(decision.precision) > longest_precision_characters)
    return refuse(Cause::invalid, "texte_trop_long", "precision");
  Transaction transaction(app.database);
  const auto piece = find(app, agent, untrusted_piece);
  if (!piece) return tl::unexpected(piece.error());
  if (!piece->courante || piece->version != decision.version) return refuse(Cause::conflict, "piece_changee");
  const std::string motif = again ? decision.motif : "", precision = again ? decision.precision : "";
  const bool same = piece->etat == decision.decision && piece->motif == motif && piece->precision == precision;
  if (!same) {
    if (piece->etat == PieceState::en_lecture) return refuse(Cause::conflict, "piece_en_lecture");
    if (piece->etat != PieceState::lue) return refuse(Cause::conflict, "piece_deja_decidee");
    save_decision(app.database, agent, piece->id, decision.decision, motif, precision, app.now());
    transaction.commit();
  }
  return show_reviewed(app, agent, untrusted_piece);
}

Result<ReviewedPiece> undo_decision(App& app, const AgentAccess& agent, std::string_view untrusted_piece) {
  Transaction transaction(app.database);
  const auto piece = find(app, agent, untrusted_piece);
  if (!piece) return tl::unexpected(piece.error());
  if (!piece->courante) return refuse(Cause::conflict, "piece_changee");
  if (piece->etat == PieceState::acceptee || piece->etat == PieceState::a_refaire) {
    if (piece->decidee_le + undo_seconds <= app.now()) return refuse(Cause::conflict, "decision_figee");
    erase_decision(app.database, agent, piece->id);
    transaction.commit();
  }
  return show_reviewed(app, agent, untrusted_piece);
}

}  // namespace server
