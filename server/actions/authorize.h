#pragma once

#include <string_view>

#include "server/app.h"
#include "server/error.h"
#include "server/model/access.h"

namespace server {

// The only makers of rights. Whatever is not the visitor's is refused like what never was, after the same work.
Result<FamilleAccess> authorize_famille(const Visitor& visitor);
Result<VoletAccess> authorize_volet(App& app, const Visitor& visitor, std::string_view untrusted_volet);
Result<AgentAccess> authorize_agent(const Visitor& visitor);
Result<InfirmerieAccess> authorize_infirmerie(const Visitor& visitor);
// To read what is sealed on a page of this box: never where the établissement chose the file on the nurse's disk only.
Result<InfirmerieAccess> authorize_reading_page(App& app, const Visitor& visitor);
Result<DirectionAccess> authorize_direction(const Visitor& visitor);
Result<TechniqueAccess> authorize_technique(const Visitor& visitor);

inline tl::unexpected<Error> not_found() { return refuse(Cause::not_found, "introuvable"); }

}  // namespace server
