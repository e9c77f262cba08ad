#pragma once

#include <string_view>

#include "server/http/router.h"

namespace server::http {

// tus 1.0: core, creation, expiration, termination.
bool is_tus(std::string_view path);
void add_tus_version(Reply& reply);
void add_tus_offer(Reply& reply);

Result<Reply> post_envoi(Exchange& exchange);
Result<Reply> head_envoi(Exchange& exchange);
Result<Reply> patch_envoi(Exchange& exchange);
Result<Reply> delete_envoi(Exchange& exchange);

}  // namespace server::http
