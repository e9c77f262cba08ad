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

// What the school asks of each responsable.
enum class Demande { obligatoire, souhaitee, non };
std::string_view to_string(Demande demande);
std::optional<Demande> parse_demande(std::string_view word);

inline constexpr std::size_t piece_types = 12;
struct AskedPiece {
  pipeline::PieceType type = pipeline::PieceType::autre;
  Demande demande = Demande::non;
};

// D131-3-1 of the Code de l'éducation: an enrolment may depend on who the child and her responsables are and where they
// live, on nothing else.
bool is_exigible(pipeline::PieceType type);
// Which sentence tells the school what the law says of asking for it.
std::string_view legal_note(pipeline::PieceType type);

// Judgments and identity papers: an agent reads them, the box keeps none of their words.
bool keeps_no_text(pipeline::PieceType type);

inline constexpr std::size_t most_files = 10;  // photos or files that make one pièce

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
  std::int64_t octets = 0, deposee_le = 0;
  std::optional<pipeline::Outcome> outcome;  // none until read, and when only a person can
  std::vector<std::string> reasons;          // pipeline::Reason words
  std::string type_guess;
  std::vector<ReadValue> lues;
  std::vector<PageSize> pages;
  std::int64_t decidee_le = 0;  // 0: not decided
  std::string decidee_par;      // shown to colleagues
  std::string motif, precision;
  std::vector<std::string> envois;  // the uploads its files came by, in order
  // Only while the machine has it in hand.
  std::string etape;
  int attente = 0;  // seconds, rounded up to 10
  struct Avis {
    pipeline::Outcome outcome = pipeline::Outcome::conforme;
    std::vector<std::string> reasons;
  };
  std::optional<Avis> avis;  // what the first page alone says
  bool en_panne = false;     // the machine gave up: a person reads it
  bool medicale = false;     // a medical paper in the wrong place: nothing of it is shown
};

// Why an agent asks again.
bool is_motif(std::string_view word);
inline constexpr std::size_t longest_precision_characters = 500;

}  // namespace server
