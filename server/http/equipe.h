#pragma once

#include "server/http/router.h"

namespace server::http {

// The direction's handlers, and the one of whoever looks after the box.
Result<Reply> get_equipe(Exchange& exchange);
Result<Reply> post_invitation(Exchange& exchange);
Result<Reply> post_suspendre(Exchange& exchange);
Result<Reply> post_telephone_perdu(Exchange& exchange);
Result<Reply> get_boite(Exchange& exchange);

}  // namespace server::http
