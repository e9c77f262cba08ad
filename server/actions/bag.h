#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server/actions/audit.h"
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
  JournalProof journal;  // all its leaves: a reader that saw a head before finds it among the chains they make
  crypto::PublicKey pk_boite{};
};
// Taken away by her, and told in the journal it carries.
Bag pack_bag(App& app, const InfirmerieAccess& infirmerie);

// The bodies of those plis one after the other, a part at each call, "" after the last: three hundred of them are never
// in memory at once. For the calling thread, while `app` lives. Throws when one was destroyed meanwhile: the lengths
// announced would lie.
std::function<std::string()> bag_bodies(App& app, const InfirmerieAccess& infirmerie, const std::vector<PliRecu>& plis);

}  // namespace server
