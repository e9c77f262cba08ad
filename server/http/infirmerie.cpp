#include "server/http/infirmerie.h"

#include <nlohmann/json.hpp>

#include "server/actions/authorize.h"
#include "server/actions/health_office.h"
#include "server/http/base64.h"
#include "server/http/json.h"
#include "server/http/pli_json.h"

namespace server::http {

using nlohmann::json;

Result<Reply> get_infirmerie(Exchange& exchange) {
  const auto infirmerie = authorize_infirmerie(*exchange.visitor);
  if (!infirmerie) return tl::unexpected(infirmerie.error());
  const auto view = show_infirmerie(exchange.app, *infirmerie);
  json answer{{"uai", view.etablissement.uai},
              {"nom", view.etablissement.nom},
              {"bureau", view.bureau},
              {"deposes", view.forms.deposes},
              {"attendus", view.forms.attendus},
              {"bordereaux", view.bordereaux},
              {"lecteur", to_string(view.etablissement.lecteur)}};
  if (!view.trousseau.empty()) answer["trousseau"] = base64url(view.trousseau);
  if (!view.carnet.empty()) answer["carnet"] = base64url(view.carnet);
  return json_reply(200, answer);
}

Result<Reply> put_annuaire(Exchange& exchange) {
  const auto infirmerie = authorize_infirmerie(*exchange.visitor);
  if (!infirmerie) return tl::unexpected(infirmerie.error());
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(*body, {"racine", "certificats", "instantane", "trousseau"});
    Ceremony ceremony{fields.bytes("racine"), {}, fields.bytes("instantane"), fields.bytes("trousseau")};
    const auto* certificates = fields.find("certificats");
    if (certificates == nullptr || !certificates->is_array() || certificates->size() > 32)
      throw BadField{"certificats"};
    for (const auto& one : *certificates) {
      const auto bytes = one.is_string() ? from_base64url(one.get<std::string>()) : std::nullopt;
      if (!bytes) throw BadField{"certificats"};
      ceremony.certificats.push_back(*bytes);
    }
    const auto published = publish_annuaire(exchange.app, *infirmerie, ceremony);
    if (!published) return tl::unexpected(published.error());
    return Reply::empty(201);
  });
}

Result<Reply> put_carnet(Exchange& exchange) {
  const auto infirmerie = authorize_infirmerie(*exchange.visitor);
  if (!infirmerie) return tl::unexpected(infirmerie.error());
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(*body, {"carnet"});
    const auto kept = keep_carnet(exchange.app, *infirmerie, fields.bytes("carnet"));
    if (!kept) return tl::unexpected(kept.error());
    return Reply::empty(204);
  });
}

Result<Reply> get_bordereaux(Exchange& exchange) {
  const auto infirmerie = authorize_infirmerie(*exchange.visitor);
  if (!infirmerie) return tl::unexpected(infirmerie.error());
  json list = json::array();
  for (const auto& bordereau : show_bordereaux(exchange.app, *infirmerie)) list.push_back(to_json(bordereau));
  return json_reply(200, {{"bordereaux", list}});
}

Result<Reply> get_received_plis(Exchange& exchange) {
  const auto infirmerie = authorize_infirmerie(*exchange.visitor);
  if (!infirmerie) return tl::unexpected(infirmerie.error());
  const auto view = show_received_plis(exchange.app, *infirmerie);
  json list = json::array();
  for (const auto& one : view.plis) list.push_back(to_json(one));
  return json_reply(200, {{"plis", list}, {"attendus", view.attendus}});
}

Result<Reply> get_received_body(Exchange& exchange) {
  const auto infirmerie = authorize_infirmerie(*exchange.visitor);
  if (!infirmerie) return tl::unexpected(infirmerie.error());
  const auto version = parse_rank(exchange.request.param("version"));
  if (!version) return not_found();
  auto body = read_received_body(exchange.app, *infirmerie, exchange.request.param("pli"), *version);
  if (!body) return tl::unexpected(body.error());
  return Reply::bytes("application/octet-stream", std::move(*body));
}

}  // namespace server::http
