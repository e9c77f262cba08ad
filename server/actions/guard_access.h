#pragma once

#include <string_view>

#include "server/app.h"
#include "server/error.h"
#include "server/model/access.h"

namespace server {

// What an agent does for a responsable who stands at the counter.

// The wait after too many wrong phrases or codes is over.
Result<void> release_throttle(App& app, const AgentAccess& agent, std::string_view untrusted_responsable);
// Someone else may have her access: sessions, phrase, second factor and letters open nothing from this moment. The next
// letter bears another identifiant and leads to another key, which the nurse is shown as new.
Result<void> cut_access(App& app, const AgentAccess& agent, std::string_view untrusted_responsable);
// Her address and telephones are shown nowhere, not to herself: her space starts empty.
Result<void> protect_responsable(App& app, const AgentAccess& agent, std::string_view untrusted_responsable,
                                 bool protege);

}  // namespace server
