#include "server/http/infirmerie.h"

#include <nlohmann/json.hpp>

#include "server/actions/authorize.h"
#include "server/actions/bag.h"
#include "server/actions/health_office.h"
#include "server/actions/returns.h"
#include "server/http/base64.h"
#include "server/http/json.h"
#include "server/http/pli_json.h"
#include "server/model/paris.h"

namespace server::http {
namespace {

using nlohmann::json;

constexpr std::size_t most_certificates = 32, most_returned = 4000;

// Of a list in the body: each element an object with these fields at most.
template <class Read>
void each(const Fields& fields, const char* name, std::initializer_list<std::string_view> allowed, Read read) {
  const auto* list = fields.find(name);
  if (list == nullptr) return;
  if (!list->is_array() || list->size() > most_returned) throw BadField{name};
  for (const auto& one : *list) read(Fields(one, allowed));
}

template <class Array>
std::string text_of(const Array& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::vector<std::string> certificates_of(const Fields& fields) {
  const auto* list = fields.find("certificats");
  if (list == nullptr || !list->is_array() || list->size() > most_certificates) throw BadField{"certificats"};
  std::vector<std::string> certificates;
  for (const auto& one : *list) {
    const auto bytes = one.is_string() ? from_base64url(one.get<std::string>()) : std::nullopt;
    if (!bytes) throw BadField{"certificats"};
    certificates.push_back(*bytes);
  }
  return certificates;
}

Ceremony ceremony_of(const json& body) {
  const Fields fields(body, {"racine", "certificats", "instantane", "trousseau", "successeur"});
  return {fields.bytes("racine"), certificates_of(fields), fields.bytes("instantane"), fields.bytes("trousseau"),
          fields.bytes_if_present("successeur")};
}

Publication publication_of(const json& body) {
  const Fields fields(body, {"certificats", "instantane", "trousseau"});
  return {certificates_of(fields), fields.bytes("instantane"), fields.bytes_if_present("trousseau")};
}

Returns returns_of(const json& body) {
  const Fields fields(
      body, {"schema", "ceremonie", "publication", "trousseau", "carnet", "recus", "renveloppes", "messages"});
  if (fields.text("schema") != "retours/1") throw BadField{"schema"};
  Returns returns;
  if (const auto* one = fields.find("ceremonie")) returns.ceremonie = ceremony_of(*one);
  if (const auto* one = fields.find("publication")) returns.publication = publication_of(*one);
  returns.trousseau = fields.bytes_if_present("trousseau");
  returns.carnet = fields.bytes_if_present("carnet");
  each(fields, "recus", {"pli", "recu"}, [&](const Fields& one) {
    const auto* given = one.find("recu");
    if (given == nullptr) throw BadField{"recu"};
    const Fields recu(*given, {"cert", "version", "empreinte", "jour", "signature"});
    returns.recus.push_back({one.text("pli"),
                             recu.integer("version"),
                             recu.bytes("empreinte"),
                             {recu.text("cert"), recu.integer("jour"), recu.bytes("signature")}});
  });
  each(fields, "renveloppes", {"pli", "version", "renveloppe"}, [&](const Fields& one) {
    returns.renveloppes.push_back({one.text("pli"), one.integer("version"), one.bytes("renveloppe")});
  });
  each(fields, "messages", {"id", "volet", "manifeste", "corps"}, [&](const Fields& one) {
    returns.messages.push_back({one.text("id"), one.text("volet"), one.bytes("manifeste"), one.bytes("corps")});
  });
  return returns;
}

// crypto/FORMAT.md, Bag: everything but the bodies.
json bag_header(const Bag& bag) {
  json header{{"schema", "sacoche/1"},        {"moment", bag.moment},         {"etab", bag.etablissement.etab},
              {"uai", bag.etablissement.uai}, {"nom", bag.etablissement.nom}, {"annuaire", to_json(bag.annuaire)},
              {"bordereaux", json::array()},  {"plis", json::array()}};
  if (!bag.trousseau.empty()) header["trousseau"] = base64url(bag.trousseau);
  if (!bag.carnet.empty()) header["carnet"] = base64url(bag.carnet);
  for (const auto& bordereau : bag.bordereaux) header["bordereaux"].push_back(to_json(bordereau));
  const auto& [signed_head, leaves] = bag.journal;
  std::string joined;
  for (const auto& leaf : leaves) joined += text_of(leaf);
  header["journal"] = {{"pk_boite", base64url(text_of(bag.pk_boite))},           {"entrees", signed_head.head.entries},
                       {"chaine", base64url(text_of(signed_head.head.chain))},   {"moment", signed_head.head.moment},
                       {"signature", base64url(text_of(signed_head.signature))}, {"feuilles", base64url(joined)}};
  std::int64_t at = 0;
  for (const auto& pli : bag.plis) {
    auto entry = to_json(pli);
    const auto length = entry["octets"].get<std::int64_t>();
    entry["at"] = at;
    entry["length"] = length;
    at += length;
    header["plis"].push_back(std::move(entry));
  }
  return header;
}

}  // namespace

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
    const auto ceremony = ceremony_of(*body);
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
  const auto infirmerie = authorize_reading_page(exchange.app, *exchange.visitor);
  if (!infirmerie) return tl::unexpected(infirmerie.error());
  json list = json::array();
  for (const auto& bordereau : show_bordereaux(exchange.app, *infirmerie)) list.push_back(to_json(bordereau));
  return json_reply(200, {{"bordereaux", list}});
}

Result<Reply> get_received_plis(Exchange& exchange) {
  const auto infirmerie = authorize_reading_page(exchange.app, *exchange.visitor);
  if (!infirmerie) return tl::unexpected(infirmerie.error());
  const auto view = show_received_plis(exchange.app, *infirmerie);
  json list = json::array();
  for (const auto& one : view.plis) list.push_back(to_json(one));
  return json_reply(200, {{"plis", list}, {"attendus", view.attendus}});
}

Result<Reply> get_received_body(Exchange& exchange) {
  const auto infirmerie = authorize_reading_page(exchange.app, *exchange.visitor);
  if (!infirmerie) return tl::unexpected(infirmerie.error());
  const auto version = parse_rank(exchange.request.param("version"));
  if (!version) return not_found();
  auto body = read_received_body(exchange.app, *infirmerie, exchange.request.param("pli"), *version);
  if (!body) return tl::unexpected(body.error());
  return Reply::bytes("application/octet-stream", std::move(*body));
}

Result<Reply> post_annuaire(Exchange& exchange) {
  const auto infirmerie = authorize_infirmerie(*exchange.visitor);
  if (!infirmerie) return tl::unexpected(infirmerie.error());
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const auto published = publish_next(exchange.app, *infirmerie, publication_of(*body));
    if (!published) return tl::unexpected(published.error());
    return Reply::empty(201);
  });
}

Result<Reply> put_lecteur(Exchange& exchange) {
  const auto infirmerie = authorize_infirmerie(*exchange.visitor);
  if (!infirmerie) return tl::unexpected(infirmerie.error());
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const auto chosen = choose_lecteur(exchange.app, *infirmerie, Fields(*body, {"lecteur"}).text("lecteur"));
    if (!chosen) return tl::unexpected(chosen.error());
    return Reply::empty(204);
  });
}

Result<Reply> get_sacoche(Exchange& exchange) {
  const auto infirmerie = authorize_infirmerie(*exchange.visitor);
  if (!infirmerie) return tl::unexpected(infirmerie.error());
  const auto bag = pack_bag(exchange.app, *infirmerie);
  const auto header = bag_header(bag).dump();
  std::string start = "DSCOBAG1";
  for (int byte = 0; byte < 4; ++byte) start += static_cast<char>((header.size() >> (8 * byte)) & 0xff);
  auto reply = Reply::bytes("application/octet-stream", start + header);
  for (const auto& pli : bag.plis)
    if (pli.pli.corps) reply.more_bytes += static_cast<std::uint64_t>(pli.pli.octets);
  if (reply.more_bytes > 0) reply.more = bag_bodies(exchange.app, *infirmerie, bag.plis);
  reply.headers.emplace_back("Content-Disposition",
                             "attachment; filename=\"sacoche-" + iso_day(paris_day(bag.moment)) + ".dscobag\"");
  return reply;
}

Result<Reply> post_retours(Exchange& exchange) {
  const auto infirmerie = authorize_infirmerie(*exchange.visitor);
  if (!infirmerie) return tl::unexpected(infirmerie.error());
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const auto report = take_returns(exchange.app, *infirmerie, returns_of(*body));
    json refused = json::array();
    for (const auto& one : report.refuses) refused.push_back({{"quoi", one.quoi}, {"id", one.id}, {"code", one.code}});
    return json_reply(200, {{"recus", report.recus},
                            {"renveloppes", report.renveloppes},
                            {"messages", report.messages},
                            {"publication", report.publication},
                            {"refuses", refused}});
  });
}

}  // namespace server::http
