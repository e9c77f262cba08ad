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
#include "server/store/volet_keys.h"

namespace server {

// --- A family's: always from a volet that was granted.

std::optional<Piece> current_piece(Database& database, const VoletAccess& volet, pipeline::PieceType type);
// Of every type, in no order; how long each will wait is told of one pièce at a time.
std::vector<Piece> current_pieces(Database& database, const VoletAccess& volet);
struct NewPiece {
  pipeline::PieceType type;
  int version;
  struct File {
    EnvoiId envoi;
    ClosedFile fichier;
    std::int64_t octets;
  };
  std::vector<File> files;  // in the order of its pages
};
PieceId save_deposited(Database& database, const VoletAccess& volet, const NewPiece& piece, std::int64_t now);
// Every version of it, their readings and what was said of them; the bytes they named, for the caller to forget.
std::vector<FileId> erase_pieces(Database& database, const VoletAccess& volet, pipeline::PieceType type,
                                 std::int64_t now);
// lue → en_lecture, its pages to be shown whatever the machine takes it for.
void mark_shown(Database& database, const VoletAccess& volet, const PieceId& piece);
std::optional<ClosedFile> find_page(Database& database, const VoletAccess& volet, pipeline::PieceType type, int numero,
                                    bool vignette);

// --- The secrétariat's.

std::optional<Piece> find_piece(Database& database, const AgentAccess& agent, const PieceId& piece);
std::optional<ClosedFile> find_page(Database& database, const AgentAccess& agent, const PieceId& piece, int numero,
                                    bool vignette);
std::optional<VoletId> volet_of(Database& database, const AgentAccess& agent, const PieceId& piece);
// The file as sent: none while it is read, none of a medical paper.
std::optional<ClosedFile> find_original(Database& database, const AgentAccess& agent, const PieceId& piece, int rang);
struct KeptPage {
  PageSize size;
  ClosedFile image;
};
std::vector<KeptPage> kept_pages(Database& database, const AgentAccess& agent, const PieceId& piece);
struct PieceOwner {
  EleveCourt eleve;
  std::string responsable;           // civility and name
  std::vector<std::string> noms;     // a pièce may be in any of these
  std::vector<std::string> adresse;  // empty when protected
  bool protege = false;
};
PieceOwner find_owner(Database& database, const AgentAccess& agent, const PieceId& piece);
// Current pièces read and not decided, oldest first.
struct Relecture {
  Piece piece;
  EleveCourt eleve;
  std::string responsable;
};
std::vector<Relecture> pieces_to_review(Database& database, const AgentAccess& agent);
struct ReviewCounts {
  std::int64_t a_relire = 0, en_panne = 0;
};
ReviewCounts count_to_review(Database& database, const AgentAccess& agent);
std::optional<PieceId> next_to_review(Database& database, const AgentAccess& agent, const PieceId& after);
void save_decision(Database& database, const AgentAccess& agent, const PieceId& piece, PieceState etat,
                   const std::string& motif, const std::string& precision, std::int64_t now);
void erase_decision(Database& database, const AgentAccess& agent, const PieceId& piece);

// --- The reading loop's.

// What the dossier leads us to look for: of the pièce's own volet only. `today` is the day of the deposit.
pipeline::Expectations expectations(Database& database, const PieceId& piece, std::chrono::year_month_day today);
std::optional<pipeline::Facts> stored_facts(Database& database, const PieceId& piece);
// The same of thousands in a row: prepared once.
class ExpectationSource {
 public:
  explicit ExpectationSource(Database& database);
  pipeline::Expectations of(const PieceId& piece, std::chrono::year_month_day today);

 private:
  Statement owner_, others_;
  int annee_scolaire_ = 0;
};
class FactsSource {
 public:
  explicit FactsSource(Database& database);
  std::optional<pipeline::Facts> of(const PieceId& piece);  // none kept, or of another encoding

 private:
  Statement query_;
};

// What is to be read, and how what is read may be kept.
struct ToRead {
  std::vector<ClosedFile> files;  // in the order of the pages
  std::int64_t deposee_le = 0;
  bool montree = false;  // her responsable says it is no medical paper
};
std::optional<ToRead> find_to_read(Database& database, const PieceId& piece);

// Medical papers in the wrong place, read before that moment and claimed by nobody: their files, no longer named.
struct Misfiled {
  PieceId piece;
  VoletId volet;
  FileId file;
};
std::vector<Misfiled> erase_misfiled(Database& database, std::int64_t moment);

// A page redrawn, in the vault: one key for its two pictures.
struct NewPage {
  PageSize size;
  FileId image, vignette;
  crypto::SecretKey key;
};
// What a reading leaves. `facts` is absent when nothing of the paper may be kept.
struct KeptReading {
  std::optional<pipeline::Facts> facts;
  pipeline::Verdict verdict;
  std::vector<NewPage> pages;
};
// en_lecture → lue, or another look at what is lue. The pages that were there before are in `replaced`, to be
// forgotten. False, and nothing changed, when it was replaced, withdrawn or decided meanwhile.
bool save_reading(Database& database, const PieceId& piece, const KeptReading& reading, std::int64_t now,
                  std::vector<FileId>& replaced);

// --- The replay's.

struct JudgedBefore {
  PieceId piece;
  pipeline::PieceType type;
  bool decided = false;  // an agent has spoken: nothing changes any more
  bool medicale = false, montree = false;
  std::string outcome, reasons, type_guess, lue_par;
  std::int64_t deposee_le = 0;
};
// Current pièces a machine has read, medical papers included.
std::vector<JudgedBefore> judged_before(Database& database);
void save_verdict(Database& database, const PieceId& piece, const pipeline::Verdict& verdict);
std::string words_of(const std::vector<pipeline::Reason>& reasons);

}  // namespace server
