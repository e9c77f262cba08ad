#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server/actions/health_office.h"

namespace server {

// All that the nurse's reader needs, away from the box (FORMAT.md, Bag).
struct Bag {
  Etablissement etablissement;
  std::int64_t moment = 0;
  std::optional<crypto::PublishedDirectory> annuaire;
  std::string trousseau, carnet;  // "" when there is none
  std::vector<BordereauView> bordereaux;
  std::vector<PliRecu> plis;
};
Bag pack_bag(App& app, const InfirmerieAccess& infirmerie);

// The bodies of those plis one after the other, a part at each call, "" after the last: three hundred of them are never
// in memory at once. For the calling thread, while `app` lives. Throws when one was destroyed meanwhile: the lengths
// announced would lie.
std::function<std::string()> bag_bodies(App& app, const InfirmerieAccess& infirmerie, const std::vector<PliRecu>& plis);

}  // namespace server
