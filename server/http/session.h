#pragma once

#include "server/http/router.h"

namespace server::http {

// The cookie: who is there, and how it comes and goes.
std::optional<Visitor> find_visitor(Exchange& exchange);
Result<Reply> get_session(Exchange& exchange);
Result<Reply> post_session(Exchange& exchange);
Result<Reply> delete_session(Exchange& exchange);

}  // namespace server::http
