#pragma once

#include "server/http/router.h"

namespace server::http {

Result<Reply> get_moi(Exchange& exchange);
Result<Reply> get_own_journal(Exchange& exchange);
Result<Reply> get_piece(Exchange& exchange);
Result<Reply> put_piece(Exchange& exchange);
Result<Reply> delete_piece(Exchange& exchange);
Result<Reply> post_montrer(Exchange& exchange);
Result<Reply> get_own_page(Exchange& exchange);
Result<Reply> get_plis(Exchange& exchange);
Result<Reply> put_pli(Exchange& exchange);
Result<Reply> get_manifeste(Exchange& exchange);
Result<Reply> get_own_body(Exchange& exchange);
Result<Reply> post_retirer_pli(Exchange& exchange);
Result<Reply> get_messages(Exchange& exchange);
Result<Reply> get_message_body(Exchange& exchange);
Result<Reply> post_message_lu(Exchange& exchange);

}  // namespace server::http
