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

inline constexpr std::int64_t most_plis_per_volet = 10;

// A pli as its sender sees it.
struct OwnPli {
  Pli pli;
  std::string depot;  // the box's receipt for it
  std::int64_t detruit_le = 0;
};

// A sealed upload becomes this version of this pli: a form, of which a volet has one, or a file. All that can be
// checked without a key is (FORMAT.md 1 to 7); what fails any of it is « pli_refuse », and nothing is kept of it.
struct PliDeposit {
  std::string_view untrusted_pli;
  std::int64_t version = 1;
  std::string_view untrusted_envoi;
  Bytes untrusted_manifest;  // followed by its signature
};
Result<OwnPli> deposit_pli(App& app, const VoletAccess& volet, const PliDeposit& deposit);

std::vector<OwnPli> show_plis(App& app, const VoletAccess& volet);
// Whose bytes are still here.
Result<Pli> find_own_pli(App& app, const VoletAccess& volet, std::string_view untrusted_pli, std::int64_t version);
std::string read_body(App& app, const Pli& pli);

// Destroys all versions. Not once the nurse has signed for one: she may have acted upon it.
Result<void> withdraw_pli(App& app, const VoletAccess& volet, std::string_view untrusted_pli);

}  // namespace server
