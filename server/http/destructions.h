#pragma once

#include "server/http/router.h"

namespace server::http {

// What the box will destroy, and when: the same list for whoever answers for it and for whoever works with it.
Result<Reply> get_agent_destructions(Exchange& exchange);
Result<Reply> get_direction_destructions(Exchange& exchange);

}  // namespace server::http
