#include "server/http/equipe.h"

#include <nlohmann/json.hpp>

#include "server/actions/authorize.h"
#include "server/actions/manage_staff.h"
#include "server/actions/show_box_state.h"
#include "server/http/json.h"

namespace server::http {
namespace {

using nlohmann::json;

json to_json(const Collegue& collegue) {
  return {{"compte", collegue.compte.text()},         {"nom", collegue.nom},
          {"role", server::to_string(collegue.role)}, {"etat", collegue.etat},
          {"second_facteur", collegue.second_factor}, {"derniere", collegue.derniere}};
}

Result<Reply> reply_with(int status, const Result<Collegue>& collegue) {
  if (!collegue) return tl::unexpected(collegue.error());
  return json_reply(status, to_json(*collegue));
}

}  // namespace

Result<Reply> get_equipe(Exchange& exchange) {
  const auto direction = authorize_direction(*exchange.visitor);
  if (!direction) return tl::unexpected(direction.error());
  json equipe = json::array();
  for (const auto& collegue : show_equipe(exchange.app, *direction)) equipe.push_back(to_json(collegue));
  return json_reply(200, {{"equipe", equipe}});
}

Result<Reply> post_invitation(Exchange& exchange) {
  const auto direction = authorize_direction(*exchange.visitor);
  if (!direction) return tl::unexpected(direction.error());
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(*body, {"role", "nom", "identifiant", "verif", "verif_court", "expire_le"});
    const auto role = parse_role(fields.text("role"));
    if (!role) throw BadField{"role"};
    return reply_with(201, invite_collegue(exchange.app, *direction,
                                           {*role,
                                            fields.text("nom"),
                                            {fields.text("identifiant"), fields.bytes("verif"),
                                             fields.bytes("verif_court"), fields.integer("expire_le")}}));
  });
}

Result<Reply> post_suspendre(Exchange& exchange) {
  const auto direction = authorize_direction(*exchange.visitor);
  if (!direction) return tl::unexpected(direction.error());
  return reply_with(200, suspend_collegue(exchange.app, *direction, exchange.request.param("compte")));
}

Result<Reply> post_telephone_perdu(Exchange& exchange) {
  const auto direction = authorize_direction(*exchange.visitor);
  if (!direction) return tl::unexpected(direction.error());
  return reply_with(200, forget_telephone(exchange.app, *direction, exchange.request.param("compte")));
}

Result<Reply> get_boite(Exchange& exchange) {
  const auto technique = authorize_technique(*exchange.visitor);
  if (!technique) return tl::unexpected(technique.error());
  const auto state = show_box_state(exchange.app, *technique);
  return json_reply(200, {{"version", DOSSIERSCO_VERSION},
                          {"pret", exchange.site.ready()},
                          {"libre", exchange.site.free_bytes()},
                          {"base", state.base},
                          {"a_lire", state.a_lire},
                          {"en_panne", state.en_panne},
                          {"signataires", {{"date", state.signataires}, {"perimes", state.signataires_perimes}}}});
}

}  // namespace server::http
