#include "server/actions/throttle.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "server/store/comptes.h"

namespace server {
namespace {

constexpr std::int64_t minute = 60, quarter = 15 * 60, hour = 3600, day = 86400;

std::string key(std::string_view kind, std::string_view of) { return std::string(kind) + std::string(of); }

// A count that starts again once its time is over.
Tally within(Database& database, const std::string& cle, std::int64_t seconds, std::int64_t now) {
  const auto tally = find_tally(database, cle);
  // A clock set back must not keep a count from the future.
  return tally.debut <= now && tally.debut + seconds > now ? tally : Tally{0, now, now};
}

void add_one(Database& database, const std::string& cle, std::int64_t seconds, std::int64_t now) {
  auto tally = within(database, cle, seconds, now);
  ++tally.nombre;
  tally.dernier = now;
  save_tally(database, cle, tally);
}

// Seconds until the count starts again, when it is full; 0 otherwise.
int wait_if_full(Database& database, const std::string& cle, std::int64_t most, std::int64_t seconds,
                 std::int64_t now) {
  const auto tally = within(database, cle, seconds, now);
  return tally.nombre >= most ? static_cast<int>(tally.debut + seconds - now) : 0;
}

std::int64_t penalty(std::int64_t failures) {
  if (failures < 5) return 0;
  if (failures >= 20) return day;
  return std::min<std::int64_t>(std::int64_t{30} << (failures - 5), hour);
}

}  // namespace

std::string network_of(std::string_view peer) {
  const std::string text(peer);
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1)
    return std::to_string(bytes[0]) + "." + std::to_string(bytes[1]) + "." + std::to_string(bytes[2]);
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text.substr(0, 64);
  constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(mapped.begin(), mapped.end(), bytes.begin()))
    return std::to_string(bytes[12]) + "." + std::to_string(bytes[13]) + "." + std::to_string(bytes[14]);
  std::string network;
  for (std::size_t i = 0; i < 6; ++i) network += std::to_string(bytes[i]) + ":";
  return network;
}

int count_sign_in(Database& database, std::string_view identifiant, std::string_view peer, std::int64_t now) {
  const auto network = key("r:", network_of(peer));
  const int crowded =
      std::max(wait_if_full(database, network, 30, minute, now), wait_if_full(database, "g", 300, minute, now));
  if (crowded > 0) return crowded;
  add_one(database, network, minute, now);
  add_one(database, "g", minute, now);
  const auto failures = find_tally(database, key("i:", identifiant));
  if (failures.dernier > now) return 0;
  const auto until = failures.dernier + penalty(failures.nombre);
  return until > now ? static_cast<int>(until - now) : 0;
}

void sign_in_failed(Database& database, std::string_view identifiant, std::int64_t now) {
  const auto cle = key("i:", identifiant);
  auto tally = find_tally(database, cle);
  if (tally.dernier + day <= now || tally.dernier > now) tally = {0, now, now};
  ++tally.nombre;
  tally.dernier = now;
  save_tally(database, cle, tally);
  erase_tallies_before(database, now - day);
}

void sign_in_succeeded(Database& database, std::string_view identifiant) {
  erase_tally(database, key("i:", identifiant));
}

int activation_wait(Database& database, std::string_view identifiant, std::string_view peer, std::int64_t now) {
  return std::max(wait_if_full(database, key("a:", identifiant), 5, quarter, now),
                  wait_if_full(database, key("ar:", network_of(peer)), 20, hour, now));
}

void activation_failed(Database& database, std::string_view identifiant, std::string_view peer, std::int64_t now) {
  add_one(database, key("a:", identifiant), quarter, now);
  add_one(database, key("ar:", network_of(peer)), hour, now);
}

void release(Database& database, std::string_view identifiant) {
  erase_tally(database, key("i:", identifiant));
  erase_tally(database, key("a:", identifiant));
}

}  // namespace server
