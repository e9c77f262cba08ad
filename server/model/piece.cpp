#include "server/model/piece.h"

#include <algorithm>

namespace server {
namespace {

constexpr std::array<std::string_view, 5> state_words{"a_envoyer", "en_lecture", "lue", "acceptee", "a_refaire"};
constexpr std::array<std::string_view, 8> motifs{"floue",      "coupee",         "mauvaise_piece", "trop_ancien",
                                                 "nom_absent", "page_manquante", "illisible",      "autre"};

constexpr std::array<std::string_view, 3> demande_words{"obligatoire", "souhaitee", "non"};

}  // namespace

std::string_view to_string(PieceState state) { return state_words[static_cast<std::size_t>(state)]; }

std::optional<PieceState> parse_piece_state(std::string_view word) {
  const auto found = std::find(state_words.begin(), state_words.end(), word);
  if (found == state_words.end()) return std::nullopt;
  return static_cast<PieceState>(found - state_words.begin());
}

std::string_view to_string(Demande demande) { return demande_words[static_cast<std::size_t>(demande)]; }

std::optional<Demande> parse_demande(std::string_view word) {
  const auto found = std::find(demande_words.begin(), demande_words.end(), word);
  if (found == demande_words.end()) return std::nullopt;
  return static_cast<Demande>(found - demande_words.begin());
}

bool is_exigible(pipeline::PieceType type) { return legal_note(type) == "identite_ou_domicile"; }

std::string_view legal_note(pipeline::PieceType type) {
  using enum pipeline::PieceType;
  switch (type) {
    case justificatif_domicile:
    case livret_famille:
    case identite_enfant:
    case identite_responsable:
      return "identite_ou_domicile";
    case assurance_scolaire:
      return "activites_facultatives";
    case quotient_familial:
    case rib:
      return "tarif_ou_paiement";
    case certificat_radiation:
    case bulletin:
      return "jamais_une_condition";
    case jugement:
      return "acces_reserve";
    case photo_identite:
    case autre:
      return "au_choix_de_l_ecole";
  }
  return "";
}

bool keeps_no_text(pipeline::PieceType type) {
  using enum pipeline::PieceType;
  return type == jugement || type == identite_enfant || type == identite_responsable;
}

bool is_motif(std::string_view word) { return std::find(motifs.begin(), motifs.end(), word) != motifs.end(); }

}  // namespace server
