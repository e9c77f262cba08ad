#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "server/store/database.h"

namespace server {

// How often a secret may be tried. All inside the caller's transaction, so that parallel tries can't outrun the count.

// The block a client's address belongs to: /24 of IPv4, /48 of IPv6, the text itself for anything else.
std::string network_of(std::string_view peer);

// Sign-in: five failures are free for an identifiant, then 30 s, doubling to an hour; twenty close it for a day. Each
// network may try 30 times a minute, everyone together 300. Answers the seconds to wait, 0 to go on; counts the
// attempt.
int count_sign_in(Database& database, std::string_view identifiant, std::string_view peer, std::int64_t now);
void sign_in_failed(Database& database, std::string_view identifiant, std::int64_t now);
void sign_in_succeeded(Database& database, std::string_view identifiant);

// Activation: five wrong codes in 15 minutes for an identifiant, 20 in an hour for a network.
int activation_wait(Database& database, std::string_view identifiant, std::string_view peer, std::int64_t now);
void activation_failed(Database& database, std::string_view identifiant, std::string_view peer, std::int64_t now);

// Both counts of an identifiant start from nothing.
void release(Database& database, std::string_view identifiant);

}  // namespace server
