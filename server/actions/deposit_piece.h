#pragma once

#include <string_view>

#include "server/actions/show_famille.h"
#include "server/app.h"
#include "server/error.h"

namespace server {

// A finished upload becomes this pièce, queued for reading; it replaces the one before unless an agent accepted that.
// The same upload twice (an answer lost on the way) is one deposit.
Result<PieceSlot> deposit_piece(App& app, const VoletAccess& volet, const AskedPiece& asked,
                                std::string_view untrusted_envoi);

}  // namespace server
