#pragma once

#include "server/http/router.h"

namespace server::http {

// The cookie: who is there, and how it comes and goes.
std::optional<Visitor> find_visitor(Exchange& exchange);
Result<Reply> get_session(Exchange& exchange);
Result<Reply> post_session(Exchange& exchange);
Result<Reply> delete_session(Exchange& exchange);

// What a person does with her own account, whatever her role.
Result<Reply> put_coffre(Exchange& exchange);
Result<Reply> get_second_facteur(Exchange& exchange);
Result<Reply> post_second_facteur(Exchange& exchange);
Result<Reply> put_second_facteur(Exchange& exchange);
Result<Reply> post_codes_imprimes(Exchange& exchange);
Result<Reply> post_retirer_second_facteur(Exchange& exchange);

}  // namespace server::http
