#include "server/http/session.h"

#include <nlohmann/json.hpp>

#include "server/actions/change_vault.h"
#include "server/actions/second_factor.h"
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
          {"second_facteur", server::to_string(view.second)},
          {"derniere", view.derniere}};
}

void give_cookie(Reply& reply, const std::string& cookie) {
  reply.headers.emplace_back("Set-Cookie", std::string(cookie_name) + "=" + cookie + std::string(cookie_rules));
}

nlohmann::json to_json(const PrintedCodes& codes) { return {{"codes", codes}}; }

// The phrase just typed again, derived by the browser.
template <class Act>
Result<Reply> with_phrase(Exchange& exchange, Act act) {
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(*body, {"k_auth"});
    const std::string k_auth = fields.bytes("k_auth");
    return act(std::as_bytes(std::span(k_auth)));
  });
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
    const Fields fields(*body, {"identifiant", "k_auth", "second"});
    const std::string identifiant = fields.text("identifiant"), k_auth = fields.bytes("k_auth"),
                      second = fields.text_or_empty("second");
    const auto cookie = cookie_of(exchange.request);
    const auto answer =
        sign_in(exchange.app, {identifiant, std::as_bytes(std::span(k_auth)), second, cookie}, exchange.request.peer);
    if (!answer) return tl::unexpected(answer.error());
    if (const auto* asked = std::get_if<SecondFactorAsked>(&*answer)) {
      Reply::Values valeurs;
      if (asked->shown) valeurs.emplace_back("code", *asked->shown);
      return Reply::problem(status_of(Cause::unauthenticated), "second_facteur_requis", "second", 0, valeurs);
    }
    const auto& signed_in = std::get<SignedIn>(*answer);
    // The session this browser had, if any, ends with it.
    sign_out(exchange.app, cookie);
    Reply reply = json_reply(200, to_json(signed_in.view));
    give_cookie(reply, signed_in.cookie);
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

Result<Reply> put_coffre(Exchange& exchange) {
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(*body, {"k_auth_avant", "k_auth", "coffre_avant", "coffre"});
    const VaultChange change{fields.bytes("k_auth_avant"), fields.bytes("k_auth"), fields.bytes("coffre_avant"),
                             fields.bytes("coffre")};
    const auto cookie =
        change_vault(exchange.app, *exchange.visitor, change, cookie_of(exchange.request), exchange.request.peer);
    if (!cookie) return tl::unexpected(cookie.error());
    Reply reply = Reply::empty(204);
    give_cookie(reply, *cookie);
    return reply;
  });
}

Result<Reply> get_second_facteur(Exchange& exchange) {
  const auto view = show_second_factor(exchange.app, *exchange.visitor);
  const auto etat = view.active ? SecondFactor::actif : SecondFactor::absent;
  return json_reply(200, {{"etat", server::to_string(etat)}, {"obligatoire", view.compulsory}, {"codes", view.codes}});
}

Result<Reply> post_second_facteur(Exchange& exchange) {
  const auto proposed = propose_second_factor(exchange.app, *exchange.visitor);
  if (!proposed) return tl::unexpected(proposed.error());
  return json_reply(201, {{"secret", proposed->secret}, {"lien", proposed->lien}});
}

Result<Reply> put_second_facteur(Exchange& exchange) {
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(*body, {"code"});
    const auto confirmed = confirm_second_factor(exchange.app, *exchange.visitor, fields.text("code"),
                                                 cookie_of(exchange.request), exchange.request.peer);
    if (!confirmed) return tl::unexpected(confirmed.error());
    Reply reply = json_reply(200, to_json(confirmed->codes));
    give_cookie(reply, confirmed->cookie);
    return reply;
  });
}

Result<Reply> post_codes_imprimes(Exchange& exchange) {
  return with_phrase(exchange, [&](Bytes k_auth) -> Result<Reply> {
    const auto codes = renew_printed_codes(exchange.app, *exchange.visitor, k_auth, exchange.request.peer);
    if (!codes) return tl::unexpected(codes.error());
    return json_reply(200, to_json(*codes));
  });
}

Result<Reply> post_retirer_second_facteur(Exchange& exchange) {
  return with_phrase(exchange, [&](Bytes k_auth) -> Result<Reply> {
    const auto retired = retire_second_factor(exchange.app, *exchange.visitor, k_auth, exchange.request.peer);
    if (!retired) return tl::unexpected(retired.error());
    return Reply::empty(204);
  });
}

}  // namespace server::http
