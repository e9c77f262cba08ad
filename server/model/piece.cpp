#include "server/model/piece.h"

#include <algorithm>

namespace server {
namespace {

constexpr std::array<std::string_view, 5> state_words{"a_envoyer", "en_lecture", "lue", "acceptee", "a_refaire"};
constexpr std::array<std::string_view, 8> motifs{"floue",      "coupee",         "mauvaise_piece", "trop_ancien",
                                                 "nom_absent", "page_manquante", "illisible",      "autre"};

}  // namespace

std::string_view to_string(PieceState state) { return state_words[static_cast<std::size_t>(state)]; }

std::optional<PieceState> parse_piece_state(std::string_view word) {
  const auto found = std::find(state_words.begin(), state_words.end(), word);
  if (found == state_words.end()) return std::nullopt;
  return static_cast<PieceState>(found - state_words.begin());
}

const AskedPiece* find_asked(std::string_view type_word) {
  const auto found = std::find_if(asked_pieces.begin(), asked_pieces.end(),
                                  [&](const AskedPiece& asked) { return to_string(asked.type) == type_word; });
  return found == asked_pieces.end() ? nullptr : &*found;
}

bool is_motif(std::string_view word) { return std::find(motifs.begin(), motifs.end(), word) != motifs.end(); }

}  // namespace server
