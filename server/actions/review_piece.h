#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/app.h"
#include "server/error.h"
#include "server/model/access.h"
#include "server/store/pieces.h"

namespace server {

struct ReviewedPiece {
  Piece piece;
  PieceOwner owner;
  std::optional<PieceId> suivante;
};
std::vector<Relecture> show_relectures(App& app, const AgentAccess& agent);
Result<ReviewedPiece> show_reviewed(App& app, const AgentAccess& agent, std::string_view untrusted_piece);
Result<std::string> read_page(App& app, const AgentAccess& agent, std::string_view untrusted_piece, int numero,
                              bool vignette);

struct Decision {
  PieceState decision = PieceState::acceptee;  // or a_refaire, with its motif
  int version = 1;                             // the one the agent looked at
  std::string motif, precision;
};
// The agent's word is the last; it holds for the version she saw, or not at all.
Result<ReviewedPiece> decide_piece(App& app, const AgentAccess& agent, std::string_view untrusted_piece,
                                   const Decision& decision);
// Within a day, while the family has not sent another.
Result<ReviewedPiece> undo_decision(App& app, const AgentAccess& agent, std::string_view untrusted_piece);

}  // namespace server
