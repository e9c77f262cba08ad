#pragma once

#include "server/http/router.h"

namespace server::http {

Result<Reply> get_dossiers(Exchange& exchange);
Result<Reply> get_relectures(Exchange& exchange);
Result<Reply> get_reviewed(Exchange& exchange);
Result<Reply> get_reviewed_page(Exchange& exchange);
Result<Reply> get_document(Exchange& exchange);
Result<Reply> get_original(Exchange& exchange);
Result<Reply> post_relire(Exchange& exchange);
Result<Reply> get_agent_etat(Exchange& exchange);
Result<Reply> get_demandes(Exchange& exchange);
Result<Reply> put_demandes(Exchange& exchange);
Result<Reply> post_decision(Exchange& exchange);
Result<Reply> delete_decision(Exchange& exchange);
Result<Reply> get_courriers(Exchange& exchange);
Result<Reply> post_courriers(Exchange& exchange);
Result<Reply> post_liberer(Exchange& exchange);
Result<Reply> post_couper(Exchange& exchange);
Result<Reply> put_protection(Exchange& exchange);

}  // namespace server::http
