#pragma once

#include <cstdint>
#include <functional>

#include "crypto/box_keys.h"
#include "pipeline/codes/trust.h"
#include "server/store/database.h"
#include "server/store/journal.h"
#include "server/store/vault.h"

namespace server {

// What an action may use. One per thread: threads share the two files, never an object.
struct App {
  Database& database;
  Vault& vault;
  const crypto::BoxKeys& keys;
  Journal& journal;
  std::function<std::int64_t()> now;  // seconds since 1970
  pipeline::Trust trust = {};         // whose signatures on printed codes are believed
};

}  // namespace server
