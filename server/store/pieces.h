#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/facts.h"
#include "pipeline/verdict.h"
#include "server/model/access.h"
#include "server/model/personne.h"
#include "server/model/piece.h"
#include "server/store/database.h"

namespace server {

// --- A family's: always from a volet that was granted.

std::optional<Piece> current_piece(Database& database, const VoletAccess& volet, pipeline::PieceType type);
struct NewPiece {
  pipeline::PieceType type;
  int version;
  EnvoiId envoi;
  FileId fichier;
  std::int64_t octets;
};
PieceId save_deposited(Database& database, const VoletAccess& volet, const NewPiece& piece, std::int64_t now);
std::optional<FileId> find_page(Database& database, const VoletAccess& volet, pipeline::PieceType type, int numero,
                                bool vignette);

// --- The secrétariat's.

std::optional<Piece> find_piece(Database& database, const AgentAccess& agent, const PieceId& piece);
std::optional<FileId> find_page(Database& database, const AgentAccess& agent, const PieceId& piece, int numero,
                                bool vignette);
struct PieceOwner {
  EleveCourt eleve;
  std::string responsable;           // civility and name
  std::vector<std::string> noms;     // a pièce may be in any of these
  std::vector<std::string> adresse;  // empty when protected
};
PieceOwner find_owner(Database& database, const AgentAccess& agent, const PieceId& piece);
// Current pièces read and not decided, oldest first.
struct Relecture {
  Piece piece;
  EleveCourt eleve;
  std::string responsable;
};
std::vector<Relecture> pieces_to_review(Database& database, const AgentAccess& agent);
std::optional<PieceId> next_to_review(Database& database, const AgentAccess& agent, const PieceId& after);
void save_decision(Database& database, const AgentAccess& agent, const PieceId& piece, PieceState etat,
                   const std::string& motif, const std::string& precision, std::int64_t now);
void erase_decision(Database& database, const AgentAccess& agent, const PieceId& piece);

// --- The reading loop's.

// What the dossier leads us to look for: of the pièce's own volet only.
pipeline::Expectations expectations(Database& database, const PieceId& piece, std::chrono::year_month_day today);
std::optional<pipeline::Facts> stored_facts(Database& database, const PieceId& piece);

struct KeptPage {
  PageSize size;
  FileId image, vignette;
};
// en_lecture → lue. False, and nothing changed, when the pièce was replaced meanwhile or is not being read.
bool save_reading(Database& database, const PieceId& piece, const pipeline::Facts& facts,
                  const pipeline::Verdict& verdict, const std::vector<KeptPage>& pages, std::int64_t now);

}  // namespace server
