#include "server/actions/review_piece.h"

#include <algorithm>

#include "pipeline/language/fold.h"
#include "server/actions/audit.h"
#include "server/actions/authorize.h"
#include "server/actions/searchable_pdf.h"
#include "server/log.h"
#include "server/store/reading_queue.h"

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

// "justificatif_domicile-MESANGE-IRIS": what a folder on an agent's desk can hold.
std::string file_name(const Piece& piece, const PieceOwner& owner) {
  std::string name(to_string(piece.type));
  for (const auto& part : {owner.eleve.nom, owner.eleve.prenom}) {
    name += '-';
    for (const char c : pipeline::fold(part)) {
      const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (plain)
        name += c;
      else if (name.back() != '-')
        name += '-';
    }
    while (name.back() == '-') name.pop_back();
  }
  return name;
}

// Of the kinds the reader takes, by their first bytes: only to name what the agent saves.
std::string_view extension_of(std::string_view bytes) {
  if (bytes.starts_with("%PDF-")) return ".pdf";
  if (bytes.starts_with("\xFF\xD8\xFF")) return ".jpg";
  if (bytes.starts_with("\x89PNG")) return ".png";
  if (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP")) return ".webp";
  if (bytes.starts_with(std::string_view("II*\0", 4)) || bytes.starts_with(std::string_view("MM\0*", 4))) return ".tif";
  if (bytes.substr(0, 8).ends_with("ftyp")) return ".heic";
  return ".bin";
}

// What she is told after an act of hers; show_reviewed() is a look, and is told of.
Result<ReviewedPiece> view(App& app, const AgentAccess& agent, std::string_view untrusted_piece) {
  auto piece = find(app, agent, untrusted_piece);
  if (!piece) return tl::unexpected(piece.error());
  auto owner = find_owner(app.database, agent, piece->id);
  auto next = next_to_review(app.database, agent, piece->id);
  // Her paper shows where she lives to whoever decides on it; no line of ours says it again.
  if (owner.protege) std::erase_if(piece->lues, [](const auto& value) { return value.cle == "code_postal"; });
  return ReviewedPiece{std::move(*piece), std::move(owner), std::move(next)};
}

}  // namespace

std::vector<Relecture> show_relectures(App& app, const AgentAccess& agent) {
  return pieces_to_review(app.database, agent);
}

Result<ReviewedPiece> show_reviewed(App& app, const AgentAccess& agent, std::string_view untrusted_piece) {
  auto reviewed = view(app, agent, untrusted_piece);
  if (reviewed) record_reading(app, agent, reviewed->piece.id, JournalAction::piece_vue);
  return reviewed;
}

Result<std::string> read_page(App& app, const AgentAccess& agent, std::string_view untrusted_piece, int numero,
                              bool vignette) {
  const auto id = PieceId::parse(untrusted_piece);
  const auto file = id ? find_page(app.database, agent, *id, numero, vignette) : std::nullopt;
  if (!file) return not_found();
  record_reading(app, agent, *id, JournalAction::piece_vue);
  return app.vault.read(*file);
}

Result<NamedFile> copy_piece(App& app, const AgentAccess& agent, std::string_view untrusted_piece) {
  const auto piece = find(app, agent, untrusted_piece);
  if (!piece) return tl::unexpected(piece.error());
  const auto kept = kept_pages(app.database, agent, piece->id);
  if (kept.empty()) return not_found();
  record_reading(app, agent, piece->id, JournalAction::piece_copiee);
  const auto facts = stored_facts(app.database, piece->id);
  std::vector<PdfPage> pages;
  for (const auto& page : kept) {
    const auto rank = static_cast<std::size_t>(page.size.numero) - 1;
    const bool known = facts && rank < facts->pages_read.size();
    pages.push_back({app.vault.read(page.image), page.size.largeur, page.size.hauteur,
                     known ? facts->pages_read[rank].words : std::vector<pipeline::Word>{}});
  }
  return NamedFile{file_name(*piece, find_owner(app.database, agent, piece->id)) + ".pdf", make_searchable_pdf(pages)};
}

Result<NamedFile> take_original(App& app, const AgentAccess& agent, std::string_view untrusted_piece, int rang) {
  const auto piece = find(app, agent, untrusted_piece);
  if (!piece) return tl::unexpected(piece.error());
  const auto file = find_original(app.database, agent, piece->id, rang);
  if (!file) return not_found();
  record_reading(app, agent, piece->id, JournalAction::original_pris);
  auto bytes = app.vault.read(*file);
  auto name = "original-" + file_name(*piece, find_owner(app.database, agent, piece->id)) + "-" + std::to_string(rang);
  name += extension_of(bytes);
  return NamedFile{std::move(name), std::move(bytes)};
}

Result<ReviewedPiece> read_again(App& app, const AgentAccess& agent, std::string_view untrusted_piece) {
  {
    Transaction transaction(app.database);
    const auto piece = find(app, agent, untrusted_piece);
    if (!piece) return tl::unexpected(piece.error());
    if (!piece->courante) return refuse(Cause::conflict, "piece_changee");
    if (piece->etat == PieceState::acceptee || piece->etat == PieceState::a_refaire)
      return refuse(Cause::conflict, "piece_deja_decidee");
    // Asked twice, or already the family's turn: one reading.
    if (piece->etape.empty()) enqueue_reading(app.database, piece->id, ReadingClass::asked, app.now());
    transaction.commit();
  }
  return view(app, agent, untrusted_piece);
}

AgentEtat show_etat(App& app, const AgentAccess& agent) {
  const auto review = count_to_review(app.database, agent);
  const auto queue = count_readings(app.database);
  return {review.a_relire, queue.waiting, queue.taken, review.en_panne};
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
    record_decision(app, agent, *piece, again ? JournalAction::piece_a_refaire : JournalAction::piece_acceptee);
    transaction.commit();
  }
  return view(app, agent, untrusted_piece);
}

Result<ReviewedPiece> undo_decision(App& app, const AgentAccess& agent, std::string_view untrusted_piece) {
  Transaction transaction(app.database);
  const auto piece = find(app, agent, untrusted_piece);
  if (!piece) return tl::unexpected(piece.error());
  if (!piece->courante) return refuse(Cause::conflict, "piece_changee");
  if (piece->etat == PieceState::acceptee || piece->etat == PieceState::a_refaire) {
    if (piece->decidee_le + undo_seconds <= app.now()) return refuse(Cause::conflict, "decision_figee");
    erase_decision(app.database, agent, piece->id);
    record_decision(app, agent, *piece, JournalAction::decision_annulee);
    transaction.commit();
  }
  return view(app, agent, untrusted_piece);
}

}  // namespace server
