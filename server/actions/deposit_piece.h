#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/actions/show_famille.h"
#include "server/app.h"
#include "server/error.h"

namespace server {

// Finished uploads become the pages of this pièce, in this order, queued for reading: all of them or none. It replaces
// the one before unless an agent accepted that. The same uploads twice (an answer lost on the way) are one deposit.
Result<PieceSlot> deposit_piece(App& app, const VoletAccess& volet, const AskedPiece& asked,
                                const std::vector<std::string>& untrusted_envois);

// What she sent for this pièce never was: every version, its bytes, its readings. Not once an agent accepted it; what
// the school asked again is asked again no more, until she sends another.
Result<PieceSlot> withdraw_piece(App& app, const VoletAccess& volet, const AskedPiece& asked);

// « Ce n'est pas un papier médical »: nothing was kept to be shown; it is read again, and shown.
Result<PieceSlot> show_misjudged_piece(App& app, const VoletAccess& volet, const AskedPiece& asked);

}  // namespace server
