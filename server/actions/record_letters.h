#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/actions/opening_codes.h"
#include "server/app.h"
#include "server/error.h"
#include "server/model/access.h"
#include "server/model/etablissement.h"
#include "server/store/courriers.h"

namespace server {

struct CourriersView {
  Etablissement etablissement;
  std::vector<Courrier> courriers;
};
CourriersView show_courriers(App& app, const AgentAccess& agent);

struct LetterRun {
  struct Letter {
    std::string resp_id;
    std::int64_t gen = 1;
    UntrustedCodes codes;
  };
  struct Bordereau {
    std::string id, manifeste, corps;
  };
  std::vector<Letter> letters;
  std::optional<Bordereau> bordereau;
};
inline constexpr std::size_t most_letters = 2000;
// All of the run or none. With a health office, the list sealed for the nurse comes with it: letters she could not
// recognise would give accounts she could not trust.
Result<std::size_t> record_letters(App& app, const AgentAccess& agent, const LetterRun& run);

}  // namespace server
