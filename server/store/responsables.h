#pragma once

#include <optional>
#include <string_view>

#include "server/model/access.h"
#include "server/store/comptes.h"

namespace server {

// A responsable as the counter knows her: whoever has a volet here.
struct ResponsableAtCounter {
  ResponsableId id;
  std::optional<Compte> compte;
};
std::optional<ResponsableAtCounter> find_responsable(Database& database, const AgentAccess& agent,
                                                     std::string_view untrusted_responsable);
void save_protection(Database& database, const AgentAccess& agent, const ResponsableId& responsable, bool protege);

}  // namespace server
