#pragma once

#include <cstdint>

#include "server/store/database.h"

namespace server {

// How many of each there are: what a backup says of itself, counted in it.
struct Inventory {
  std::int64_t eleves = 0, responsables = 0, pieces = 0, plis = 0, journal = 0;
  std::int64_t missing = 0;  // bytes that a row names and that are not there
};
Inventory take_inventory(Database& database);

}  // namespace server
