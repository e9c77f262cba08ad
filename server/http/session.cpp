#include "server/http/session.h"

#include <nlohmann/json.hpp>

#include "server/actions/sign_in.h"
#include "server/http/base64.h"
#include "server/http/json.h"

namespace server::http {
namespace {

// __Host-: the browser itself refuses it from a sibling host, without Secure, or for a part of the site.
constexpr std::string_view cookie_name = "__Host-dsco";
constexpr std::string_view cookie_rules = "; Path=/; Secure; HttpOnly; SameSite=Strict";

std::string_view cookie_of(const Request& request) { return request.cookie(cookie_name).value_or(""); }

nlohmann::json to_json(const SessionView& view) {
  return {{"compte", view.compte.text()},
          {"role", server::to_string(view.role)},
          {"nom", view.nom},
          {"identifiant", view.identifiant},
          {"gen", view.gen},
          {"coffre", base64url(view.coffre)},
          {"pk_sign", base64url(view.pk_sign)},
          {"pk_kem", base64url(view.pk_kem)},
          {"derniere", view.derniere}};
}

}  // namespace

std::optional<Visitor> find_visitor(Exchange& exchange) {
  return server::find_visitor(exchange.app, cookie_of(exchange.request));
}

Result<Reply> get_session(Exchange& exchange) {
  const auto view = show_session(exchange.app, *exchange.visitor, cookie_of(exchange.request));
  if (!view) return tl::unexpected(view.error());
  return json_reply(200, to_json(*view));
}

Result<Reply> post_session(Exchange& exchange) {
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(*body, {"identifiant", "k_auth"});
    const std::string k_auth = fields.bytes("k_auth");
    const auto signed_in =
        sign_in(exchange.app, fields.text("identifiant"), std::as_bytes(std::span(k_auth)), exchange.request.peer);
    if (!signed_in) return tl::unexpected(signed_in.error());
    // The session this browser had, if any, ends with it.
    sign_out(exchange.app, cookie_of(exchange.request));
    Reply reply = json_reply(200, to_json(signed_in->view));
    reply.headers.emplace_back("Set-Cookie",
                               std::string(cookie_name) + "=" + signed_in->cookie + std::string(cookie_rules));
    return reply;
  });
}

Result<Reply> delete_session(Exchange& exchange) {
  sign_out(exchange.app, cookie_of(exchange.request));
  Reply reply = Reply::empty(204);
  reply.headers.emplace_back("Set-Cookie", std::string(cookie_name) + "=" + std::string(cookie_rules) + "; Max-Age=0");
  reply.headers.emplace_back("Clear-Site-Data", "\"cache\", \"storage\"");
  return reply;
}

}  // namespace server::http
