#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/app.h"
#include "server/error.h"
#include "server/model/access.h"
#include "server/store/plis.h"

namespace server {

// A sealed upload becomes this version of this pli. All that can be checked without a key is (FORMAT.md 1 to 7); what
// fails any of it is « pli_refuse », and nothing is kept of it.
struct PliDeposit {
  std::string_view untrusted_pli;
  std::int64_t version = 1;
  std::string_view untrusted_envoi;
  Bytes untrusted_manifest;  // followed by its signature
};
Result<Pli> deposit_pli(App& app, const VoletAccess& volet, const PliDeposit& deposit);

std::vector<Pli> show_plis(App& app, const VoletAccess& volet);
Result<Pli> find_own_pli(App& app, const VoletAccess& volet, std::string_view untrusted_pli, std::int64_t version);
std::string read_body(App& app, const Pli& pli);

}  // namespace server
