#pragma once

#include <cstdint>
#include <optional>

#include "server/model/etablissement.h"

namespace server {

// How long the box keeps what. It is a letterbox and a desk, not a record: every date is known from the first day. Each
// of these gives the moment from which the night's work destroys, always the beginning of a day (UTC), so that the day
// people are told is the day it happens.

// Bytes of a pli: 30 days after the nurse's receipt came, and never later than its last day, 31 October, which is all
// an unread one has.
std::int64_t destroyed_at(std::int64_t depose_le, std::optional<std::int64_t> recu_le);

// Pièces of a child who comes: 30 days after the last day of deposits, when what they say is in SIECLE; 31 October when
// that day was never set. What came later has its 30 days all the same.
std::int64_t pieces_destroyed_at(const Etablissement& etablissement, std::int64_t last_deposit);

// All of a child who does not come: three months from the night that learnt of it, the time of an appeal.
std::int64_t gone_child_erased_at(std::int64_t sorti_vu_le);

// A responsable's way in: with the last thing it leads to, not before the year has begun, nor 30 days after she was
// invited or came. `last_thing`: when the last of her pièces, plis and messages is destroyed, 0 when there is none.
std::int64_t access_closed_at(const Etablissement& etablissement, std::int64_t used_le, std::int64_t last_thing);

// 14 daily copies, then 6 weekly ones: from that moment no backup holds what was destroyed at `moment` either.
std::int64_t forgotten_at(std::int64_t moment);

}  // namespace server
