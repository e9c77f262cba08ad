#pragma once

#include "server/http/router.h"

namespace server::http {

Result<Reply> get_infirmerie(Exchange& exchange);
Result<Reply> put_annuaire(Exchange& exchange);
Result<Reply> put_carnet(Exchange& exchange);
Result<Reply> get_bordereaux(Exchange& exchange);
Result<Reply> get_received_plis(Exchange& exchange);
Result<Reply> get_received_body(Exchange& exchange);
Result<Reply> post_annuaire(Exchange& exchange);
Result<Reply> put_lecteur(Exchange& exchange);
Result<Reply> get_sacoche(Exchange& exchange);
Result<Reply> post_retours(Exchange& exchange);

}  // namespace server::http
