#pragma once

#include <nlohmann/json_fwd.hpp>

#include "server/actions/deposit_pli.h"
#include "server/actions/health_office.h"

namespace server::http {

// Of sealed things, as the contract writes them: to the sender, to the nurse's page and in her bag.
nlohmann::json to_json(const OwnPli& pli);
nlohmann::json to_json(const PliRecu& pli);
nlohmann::json to_json(const BordereauView& bordereau);
nlohmann::json to_json(const std::optional<crypto::PublishedDirectory>& annuaire);

}  // namespace server::http
