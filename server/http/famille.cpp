#include "server/http/famille.h"

#include <nlohmann/json.hpp>

#include "server/actions/audit.h"
#include "server/actions/authorize.h"
#include "server/actions/deposit_piece.h"
#include "server/actions/deposit_pli.h"
#include "server/actions/messages.h"
#include "server/actions/show_famille.h"
#include "server/actions/sign_in.h"
#include "server/http/base64.h"
#include "server/http/json.h"
#include "server/http/pli_json.h"

namespace server::http {
namespace {

using nlohmann::json;

json to_json(const PieceSlot& slot) {
  json answer{{"type", pipeline::to_string(slot.type)},
              {"obligatoire", slot.obligatoire},
              {"etat", server::to_string(PieceState::a_envoyer)},
              {"version", 0},
              {"reasons", json::array()},
              {"found", json::object()},
              {"pages", 0},
              {"fichiers", 0}};
  if (!slot.sent) return answer;
  const auto& piece = *slot.sent;
  answer["etat"] = server::to_string(piece.etat);
  answer["version"] = piece.version;
  answer["reasons"] = piece.reasons;
  for (const auto& value : piece.lues) answer["found"][value.cle] = value.valeur;
  answer["pages"] = piece.pages.size();
  answer["fichiers"] = piece.envois.size();
  answer["deposee_le"] = piece.deposee_le;
  if (piece.etat == PieceState::en_lecture) {
    answer["etape"] = piece.etape;
    answer["attente"] = piece.attente;
    if (piece.avis)
      answer["avis"] = {{"outcome", pipeline::to_string(piece.avis->outcome)}, {"reasons", piece.avis->reasons}};
  }
  if (piece.outcome) answer["outcome"] = pipeline::to_string(*piece.outcome);
  if (piece.decidee_le != 0) {
    answer["decidee_le"] = piece.decidee_le;
    if (!piece.motif.empty()) answer["motif"] = piece.motif;
    if (!piece.precision.empty()) answer["precision"] = piece.precision;
  }
  return answer;
}

json to_json(const VoletView& volet) {
  json pieces = json::array();
  for (const auto& slot : volet.pieces) pieces.push_back(to_json(slot));
  json sante{{"etat", volet.form ? "deposee" : volet.bureau ? "a_faire" : "infirmerie_absente"}};
  if (volet.form) {
    sante["depose_le"] = volet.form->depose_le;
    sante["pli"] = volet.form->pli;
    sante["version"] = volet.form->version;
    sante["empreinte"] = base64url(volet.form->empreinte);
  }
  return {{"id", volet.id.text()}, {"eleve", http::to_json(volet.eleve)}, {"pieces", pieces}, {"sante", sante}};
}

Result<VoletAccess> authorize(Exchange& exchange) {
  return authorize_volet(exchange.app, *exchange.visitor, exchange.request.param("volet"));
}

// Her own slot of this kind, asked of her or once filled by her.
struct OwnSlot {
  VoletAccess volet;
  AskedPiece asked;
};
Result<OwnSlot> find_own_slot(Exchange& exchange) {
  auto volet = authorize(exchange);
  if (!volet) return tl::unexpected(volet.error());
  const auto asked = find_slot(exchange.app, *volet, exchange.request.param("type"));
  if (!asked) return not_found();
  return OwnSlot{std::move(*volet), *asked};
}

Result<Reply> reply_with(int status, const Result<PieceSlot>& slot) {
  if (!slot) return tl::unexpected(slot.error());
  return json_reply(status, to_json(*slot));
}

Result<Pli> find_own(Exchange& exchange) {
  const auto volet = authorize(exchange);
  if (!volet) return tl::unexpected(volet.error());
  const auto version = parse_rank(exchange.request.param("version"));
  if (!version) return not_found();
  return find_own_pli(exchange.app, *volet, exchange.request.param("pli"), *version);
}

}  // namespace

Result<Reply> get_moi(Exchange& exchange) {
  const auto famille = authorize_famille(*exchange.visitor);
  if (!famille) return tl::unexpected(famille.error());
  const auto moi = show_moi(exchange.app, *exchange.visitor, *famille);
  json volets = json::array();
  for (const auto& volet : moi.volets) volets.push_back(to_json(volet));
  return json_reply(200, {{"responsable",
                           {{"civilite", moi.civilite},
                            {"nom", moi.nom},
                            {"prenom", moi.prenom},
                            {"adresse", moi.adresse},
                            {"portable", moi.portable},
                            {"courriel", moi.courriel}}},
                          {"volets", volets}});
}

Result<Reply> get_own_journal(Exchange& exchange) {
  const auto famille = authorize_famille(*exchange.visitor);
  if (!famille) return tl::unexpected(famille.error());
  json entries = json::array();
  for (const auto& entry : show_own_journal(exchange.app, *famille)) {
    json one{{"moment", entry.moment}, {"action", entry.action}};
    if (!entry.volet.empty()) one["volet"] = entry.volet;
    if (!entry.agent.empty()) one["agent"] = entry.agent;
    entries.push_back(std::move(one));
  }
  return json_reply(200, {{"entrees", entries}});
}

Result<Reply> get_piece(Exchange& exchange) {
  const auto own = find_own_slot(exchange);
  if (!own) return tl::unexpected(own.error());
  return json_reply(200, to_json(show_piece(exchange.app, own->volet, own->asked)));
}

Result<Reply> put_piece(Exchange& exchange) {
  const auto own = find_own_slot(exchange);
  if (!own) return tl::unexpected(own.error());
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(*body, {"envois"});
    return reply_with(202, deposit_piece(exchange.app, own->volet, own->asked, fields.texts("envois", most_files)));
  });
}

Result<Reply> delete_piece(Exchange& exchange) {
  const auto own = find_own_slot(exchange);
  if (!own) return tl::unexpected(own.error());
  return reply_with(200, withdraw_piece(exchange.app, own->volet, own->asked));
}

Result<Reply> post_montrer(Exchange& exchange) {
  const auto own = find_own_slot(exchange);
  if (!own) return tl::unexpected(own.error());
  return reply_with(202, show_misjudged_piece(exchange.app, own->volet, own->asked));
}

Result<Reply> get_own_page(Exchange& exchange) {
  const auto own = find_own_slot(exchange);
  if (!own) return tl::unexpected(own.error());
  const auto rank = parse_rank(exchange.request.param("page"));
  if (!rank) return not_found();
  auto jpeg =
      read_page(exchange.app, own->volet, own->asked.type, static_cast<int>(*rank), wants_thumbnail(exchange.request));
  if (!jpeg) return not_found();
  return Reply::bytes("image/jpeg", std::move(*jpeg));
}

Result<Reply> get_plis(Exchange& exchange) {
  const auto volet = authorize(exchange);
  if (!volet) return tl::unexpected(volet.error());
  json plis = json::array();
  for (const auto& pli : show_plis(exchange.app, *volet)) plis.push_back(to_json(pli));
  return json_reply(200, {{"plis", plis}});
}

Result<Reply> put_pli(Exchange& exchange) {
  const auto volet = authorize(exchange);
  if (!volet) return tl::unexpected(volet.error());
  const auto version = parse_rank(exchange.request.param("version"));
  if (!version) return not_found();
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(*body, {"envoi", "manifeste"});
    const std::string envoi = fields.text("envoi"), manifeste = fields.bytes("manifeste");
    const auto pli = deposit_pli(exchange.app, *volet,
                                 {exchange.request.param("pli"), *version, envoi, std::as_bytes(std::span(manifeste))});
    if (!pli) return tl::unexpected(pli.error());
    return json_reply(201, to_json(*pli));
  });
}

Result<Reply> get_manifeste(Exchange& exchange) {
  const auto pli = find_own(exchange);
  if (!pli) return tl::unexpected(pli.error());
  return json_reply(200, {{"manifeste", base64url(pli->manifeste)}});
}

Result<Reply> get_own_body(Exchange& exchange) {
  const auto pli = find_own(exchange);
  if (!pli) return tl::unexpected(pli.error());
  return Reply::bytes("application/octet-stream", read_body(exchange.app, *pli));
}

Result<Reply> post_retirer_pli(Exchange& exchange) {
  const auto volet = authorize(exchange);
  if (!volet) return tl::unexpected(volet.error());
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(*body, {"k_auth"});
    const std::string k_auth = fields.bytes("k_auth");
    const auto proved =
        prove_phrase(exchange.app, *exchange.visitor, std::as_bytes(std::span(k_auth)), exchange.request.peer);
    if (!proved) return tl::unexpected(proved.error());
    const auto withdrawn = withdraw_pli(exchange.app, *volet, exchange.request.param("pli"));
    if (!withdrawn) return tl::unexpected(withdrawn.error());
    return Reply::empty(204);
  });
}

Result<Reply> get_messages(Exchange& exchange) {
  const auto volet = authorize(exchange);
  if (!volet) return tl::unexpected(volet.error());
  json messages = json::array();
  for (const auto& message : show_messages(exchange.app, *volet)) {
    messages.push_back({{"id", message.id.text()},
                        {"version", 1},
                        {"manifeste", base64url(message.manifeste)},
                        {"depose_le", message.depose_le}});
    if (message.lu_le) messages.back()["lu_le"] = *message.lu_le;
  }
  return json_reply(200, {{"messages", messages}});
}

Result<Reply> get_message_body(Exchange& exchange) {
  const auto volet = authorize(exchange);
  if (!volet) return tl::unexpected(volet.error());
  auto body = read_message(exchange.app, *volet, exchange.request.param("pli"));
  if (!body) return tl::unexpected(body.error());
  return Reply::bytes("application/octet-stream", std::move(*body));
}

Result<Reply> post_message_lu(Exchange& exchange) {
  const auto volet = authorize(exchange);
  if (!volet) return tl::unexpected(volet.error());
  const auto noted = note_message_read(exchange.app, *volet, exchange.request.param("pli"));
  if (!noted) return tl::unexpected(noted.error());
  return Reply::empty(204);
}

}  // namespace server::http
