#pragma once

#include <cstdint>
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

// A copy to be searched, made when asked from the redrawn pages and the words read on them.
struct NamedFile {
  std::string name;  // ASCII, with its extension
  std::string bytes;
};
Result<NamedFile> copy_piece(App& app, const AgentAccess& agent, std::string_view untrusted_piece);
// The file as the family sent it. Noted in the log; never while it is read, never of a medical paper.
Result<NamedFile> take_original(App& app, const AgentAccess& agent, std::string_view untrusted_piece, int rang);

// The machine's second look at what nobody decided yet. The first one's words stay until it ends.
Result<ReviewedPiece> read_again(App& app, const AgentAccess& agent, std::string_view untrusted_piece);

struct AgentEtat {
  std::int64_t a_relire = 0, en_attente = 0, en_lecture = 0, en_panne = 0;
};
AgentEtat show_etat(App& app, const AgentAccess& agent);

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
