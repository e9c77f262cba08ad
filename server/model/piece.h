#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/piece_type.h"
#include "pipeline/verdict.h"
#include "server/model/id.h"

namespace server {

enum class PieceState { a_envoyer, en_lecture, lue, acceptee, a_refaire };
std::string_view to_string(PieceState state);
std::optional<PieceState> parse_piece_state(std::string_view word);

// What a dossier asks of each responsable. An insurance is compulsory for outings only, hence not asked of everyone.
struct AskedPiece {
  pipeline::PieceType type;
  bool obligatoire;
};
inline constexpr std::array<AskedPiece, 2> asked_pieces{{
    {pipeline::PieceType::justificatif_domicile, true},
    {pipeline::PieceType::assurance_scolaire, false},
}};
const AskedPiece* find_asked(std::string_view type_word);  // nullptr: no dossier asks for it

// A value the verdict read, as it is kept.
struct ReadValue {
  std::string cle, valeur;
  bool sure = false;
  int page = 1;
  std::optional<pipeline::Box> boite;
};

struct PageSize {
  int numero = 1, largeur = 0, hauteur = 0;
};

// One version sent for one slot of one volet.
struct Piece {
  PieceId id;
  VoletId volet;
  pipeline::PieceType type = pipeline::PieceType::autre;
  int version = 1;
  bool courante = true;  // false once another was sent
  PieceState etat = PieceState::en_lecture;
  FileId fichier;
  std::int64_t octets = 0, deposee_le = 0;
  std::optional<pipeline::Outcome> outcome;  // none until read, and when only a person can
  std::vector<std::string> reasons;          // pipeline::Reason words
  std::string type_guess;
  std::vector<ReadValue> lues;
  std::vector<PageSize> pages;
  std::int64_t decidee_le = 0;  // 0: not decided
  std::string decidee_par;      // shown to colleagues
  std::string motif, precision;
  std::string envoi;
  // Only while it is read.
  std::string etape;
  int attente = 0;        // seconds, rounded up to 10
  bool en_panne = false;  // the machine gave up: a person reads it
};

// Why an agent asks again.
bool is_motif(std::string_view word);
inline constexpr std::size_t longest_precision_characters = 500;

}  // namespace server
