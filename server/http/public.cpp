#include "server/http/public.h"

#include <nlohmann/json.hpp>

#include "server/actions/activate.h"
#include "server/actions/health_office.h"
#include "server/actions/show_accueil.h"
#include "server/http/base64.h"
#include "server/http/json.h"
#include "server/http/pli_json.h"

namespace server::http {
namespace {

using nlohmann::json;

ActivationCode code_of(const Fields& fields) {
  return {fields.text("identifiant"), fields.bytes_if_present("auth_act"), fields.bytes_if_present("auth_court")};
}

}  // namespace

Result<Reply> get_vivant(Exchange&) { return json_reply(200, {{"etat", "vivant"}, {"version", DOSSIERSCO_VERSION}}); }

Result<Reply> get_pret(Exchange& exchange) {
  show_accueil(exchange.app);  // throws when the base does not answer
  if (exchange.site.ready && !exchange.site.ready())
    return tl::unexpected(Error{Cause::unavailable, "pas_pret", {}, 5});
  return json_reply(200, {{"etat", "pret"}, {"version", DOSSIERSCO_VERSION}});
}

Result<Reply> get_accueil(Exchange& exchange) {
  const auto etablissement = show_accueil(exchange.app);
  return json_reply(200, {{"etab", etablissement.etab},
                          {"nom", etablissement.nom},
                          {"telephone", etablissement.telephone},
                          {"horaires", etablissement.horaires},
                          {"annee", etablissement.annee},
                          {"campagne", etablissement.campagne},
                          {"ferme_le", etablissement.ferme_le},
                          {"demonstration", etablissement.demonstration},
                          {"version", DOSSIERSCO_VERSION},
                          {"paquet", exchange.site.bundle.short_hash()},
                          {"pk_boite", base64url(crypto::text_of(box_public_key(exchange.app)))},
                          {"lecteur", to_string(etablissement.lecteur)},
                          {"maintenant", exchange.app.now()}});
}

Result<Reply> get_annuaire(Exchange& exchange) { return json_reply(200, to_json(show_annuaire(exchange.app))); }

Result<Reply> post_ouvrir(Exchange& exchange) {
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(*body, {"identifiant", "auth_act", "auth_court"});
    const auto opened = open_activation(exchange.app, code_of(fields), exchange.request.peer);
    if (!opened) return tl::unexpected(opened.error());
    return json_reply(
        200, {{"resp_id", opened->resp_id.text()}, {"gen", opened->gen}, {"role", server::to_string(opened->role)}});
  });
}

Result<Reply> post_terminer(Exchange& exchange) {
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(
        *body, {"identifiant", "auth_act", "auth_court", "pk_sign", "pk_kem", "pop", "bind_tag", "k_auth", "coffre"});
    const ActivationKeys keys{fields.bytes("pk_sign"), fields.bytes("pk_kem"),
                              fields.bytes("pop"),     fields.bytes_if_present("bind_tag").value_or(""),
                              fields.bytes("k_auth"),  fields.bytes("coffre")};
    const auto done = finish_activation(exchange.app, code_of(fields), keys, exchange.request.peer);
    if (!done) return tl::unexpected(done.error());
    return Reply::empty(201);
  });
}

}  // namespace server::http
