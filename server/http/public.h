#pragma once

#include "server/http/router.h"

namespace server::http {

// What anyone may ask.
Result<Reply> get_vivant(Exchange& exchange);
Result<Reply> get_pret(Exchange& exchange);
Result<Reply> get_accueil(Exchange& exchange);
Result<Reply> get_annuaire(Exchange& exchange);
Result<Reply> post_ouvrir(Exchange& exchange);
Result<Reply> post_terminer(Exchange& exchange);

}  // namespace server::http
