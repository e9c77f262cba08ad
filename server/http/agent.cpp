#include "server/http/agent.h"

#include <nlohmann/json.hpp>
#include <set>

#include "server/actions/ask_pieces.h"
#include "server/actions/authorize.h"
#include "server/actions/guard_access.h"
#include "server/actions/list_dossiers.h"
#include "server/actions/record_letters.h"
#include "server/actions/review_piece.h"
#include "server/http/json.h"

namespace server::http {
namespace {

using nlohmann::json;

// A thousand élèves in one answer: written straight, since building a tree first takes longer than the query.
std::string dossiers_json(const std::vector<Dossier>& dossiers) {
  std::string text = R"({"divisions":[)";
  std::set<std::string_view> divisions;
  for (const auto& dossier : dossiers)
    if (!dossier.division.empty()) divisions.insert(dossier.division);
  const auto comma = [&text](bool& first) {
    if (!std::exchange(first, false)) text += ',';
  };
  const auto pair = [&text](std::string_view name, std::string_view value) {
    text.append(",\"").append(name).append("\":").append(quoted_json(value));
  };
  bool first = true;
  for (const auto division : divisions) {
    comma(first);
    text += quoted_json(division);
  }
  text += R"(],"dossiers":[)";
  first = true;
  for (const auto& dossier : dossiers) {
    comma(first);
    text.append(R"({"eleve":)").append(quoted_json(dossier.eleve));
    pair("nom", dossier.nom);
    pair("prenom", dossier.prenom);
    pair("division", dossier.division);
    pair("etat", server::to_string(state_of(dossier)));
    text += R"(,"volets":[)";
    bool first_volet = true;
    for (const auto& volet : dossier.volets) {
      comma(first_volet);
      text.append(R"({"id":)").append(quoted_json(volet.id));
      pair("resp_id", volet.resp_id);
      pair("responsable", volet.responsable);
      text.append(R"(,"protege":)").append(volet.protege ? "true" : "false");
      pair("compte", volet.compte);
      pair("sante", volet.sante_deposee ? "deposee" : "a_faire");
      text += R"(,"pieces":[)";
      bool first_slot = true;
      for (const auto& slot : volet.pieces) {
        comma(first_slot);
        text.append(R"({"type":)").append(quoted_json(pipeline::to_string(slot.type)));
        pair("etat", server::to_string(slot.etat));
        if (!slot.piece.empty()) pair("piece", slot.piece);
        if (!slot.outcome.empty()) pair("outcome", slot.outcome);
        text += '}';
      }
      text += "]}";
    }
    text += "]}";
  }
  return text + "]}";
}

json to_json(const ReviewedPiece& reviewed) {
  const auto& piece = reviewed.piece;
  json found = json::array();
  for (const auto& value : piece.lues) {
    json one{{"cle", value.cle}, {"valeur", value.valeur}, {"sure", value.sure}, {"page", value.page}};
    if (value.boite) one["boite"] = {value.boite->x, value.boite->y, value.boite->width, value.boite->height};
    found.push_back(std::move(one));
  }
  json pages = json::array();
  for (const auto& page : piece.pages)
    pages.push_back({{"numero", page.numero}, {"largeur", page.largeur}, {"hauteur", page.hauteur}});
  json answer{{"piece", piece.id.text()},
              {"type", pipeline::to_string(piece.type)},
              {"version", piece.version},
              {"courante", piece.courante},
              {"en_panne", piece.en_panne},
              {"medicale", piece.medicale},
              {"fichiers", piece.envois.size()},
              {"etat", server::to_string(piece.etat)},
              {"eleve", http::to_json(reviewed.owner.eleve)},
              {"responsable", reviewed.owner.responsable},
              {"attendu", {{"noms", reviewed.owner.noms}, {"adresse", reviewed.owner.adresse}}},
              {"deposee_le", piece.deposee_le},
              {"octets", piece.octets},
              {"reasons", piece.reasons},
              {"found", found},
              {"pages", pages}};
  if (!piece.etape.empty()) {
    answer["etape"] = piece.etape;
    answer["attente"] = piece.attente;
  }
  if (piece.outcome) answer["outcome"] = pipeline::to_string(*piece.outcome);
  if (!piece.type_guess.empty()) answer["type_guess"] = piece.type_guess;
  if (piece.decidee_le != 0) {
    answer["decidee_le"] = piece.decidee_le;
    answer["decidee_par"] = piece.decidee_par;
    if (!piece.motif.empty()) answer["motif"] = piece.motif;
    if (!piece.precision.empty()) answer["precision"] = piece.precision;
  }
  if (reviewed.suivante) answer["suivante"] = reviewed.suivante->text();
  return answer;
}

Result<Reply> reply_with(const Result<ReviewedPiece>& reviewed) {
  if (!reviewed) return tl::unexpected(reviewed.error());
  return json_reply(200, to_json(*reviewed));
}

}  // namespace

Result<Reply> get_dossiers(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  return Reply::json(200, dossiers_json(list_dossiers(exchange.app, *agent)));
}

Result<Reply> get_relectures(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  json relectures = json::array();
  for (const auto& [piece, eleve, responsable] : show_relectures(exchange.app, *agent)) {
    json one{{"piece", piece.id.text()},       {"type", pipeline::to_string(piece.type)},
             {"eleve", http::to_json(eleve)},  {"responsable", responsable},
             {"deposee_le", piece.deposee_le}, {"version", piece.version},
             {"en_panne", piece.en_panne},     {"medicale", piece.medicale}};
    if (piece.outcome) one["outcome"] = pipeline::to_string(*piece.outcome);
    relectures.push_back(std::move(one));
  }
  return json_reply(200, {{"relectures", relectures}});
}

Result<Reply> get_reviewed(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  return reply_with(show_reviewed(exchange.app, *agent, exchange.request.param("piece")));
}

Result<Reply> get_reviewed_page(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  const auto rank = parse_rank(exchange.request.param("page"));
  if (!rank) return not_found();
  auto jpeg = read_page(exchange.app, *agent, exchange.request.param("piece"), static_cast<int>(*rank),
                        wants_thumbnail(exchange.request));
  if (!jpeg) return tl::unexpected(jpeg.error());
  return Reply::bytes("image/jpeg", std::move(*jpeg));
}

namespace {

// Kept on a desk, opened by no browser: what a frame of ours could not stop from acting must not be shown by it.
Reply attachment(std::string_view media, NamedFile file) {
  auto reply = Reply::bytes(std::string(media), std::move(file.bytes));
  reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file.name + "\"");
  reply.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'");
  return reply;
}

json demandes_json(const std::vector<AskedPiece>& demandes) {
  json pieces = json::array();
  for (const auto& [type, demande] : demandes)
    pieces.push_back({{"type", pipeline::to_string(type)},
                      {"demande", server::to_string(demande)},
                      {"exigible", is_exigible(type)},
                      {"note", legal_note(type)}});
  return {{"pieces", pieces}};
}

}  // namespace

Result<Reply> get_document(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  auto copy = copy_piece(exchange.app, *agent, exchange.request.param("piece"));
  if (!copy) return tl::unexpected(copy.error());
  return attachment("application/pdf", std::move(*copy));
}

Result<Reply> get_original(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  constexpr std::string_view field = "fichier=";
  const std::string_view query = exchange.request.query;
  const auto rank = query.empty()              ? std::optional<std::int64_t>(1)
                    : query.starts_with(field) ? parse_rank(query.substr(field.size()))
                                               : std::nullopt;
  if (!rank || *rank > static_cast<std::int64_t>(most_files)) return not_found();
  auto original = take_original(exchange.app, *agent, exchange.request.param("piece"), static_cast<int>(*rank));
  if (!original) return tl::unexpected(original.error());
  return attachment("application/octet-stream", std::move(*original));
}

Result<Reply> post_relire(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  const auto reviewed = read_again(exchange.app, *agent, exchange.request.param("piece"));
  if (!reviewed) return tl::unexpected(reviewed.error());
  return json_reply(202, to_json(*reviewed));
}

Result<Reply> get_agent_etat(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  const auto etat = show_etat(exchange.app, *agent);
  return json_reply(200, {{"a_relire", etat.a_relire},
                          {"en_attente", etat.en_attente},
                          {"en_lecture", etat.en_lecture},
                          {"en_panne", etat.en_panne}});
}

Result<Reply> get_demandes(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  return json_reply(200, demandes_json(show_demandes(exchange.app, *agent)));
}

Result<Reply> put_demandes(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(*body, {"pieces"});
    const auto* list = fields.find("pieces");
    if (list == nullptr || !list->is_array() || list->size() > piece_types) throw BadField{"pieces"};
    std::vector<AskedPiece> wanted;
    for (const auto& one : *list) {
      const Fields asked(one, {"type", "demande"});
      const auto type = pipeline::parse_piece_type(asked.text("type"));
      const auto demande = parse_demande(asked.text("demande"));
      if (!type || !demande) throw BadField{"pieces"};
      wanted.push_back({*type, *demande});
    }
    const auto set = set_demandes(exchange.app, *agent, wanted);
    if (!set) return tl::unexpected(set.error());
    return json_reply(200, demandes_json(*set));
  });
}

Result<Reply> post_decision(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(*body, {"decision", "motif", "precision", "version"});
    const auto word = parse_piece_state(fields.text("decision"));
    if (word != PieceState::acceptee && word != PieceState::a_refaire) throw BadField{"decision"};
    const auto version = fields.integer("version");
    if (version < 1 || version > INT32_MAX) throw BadField{"version"};
    return reply_with(decide_piece(
        exchange.app, *agent, exchange.request.param("piece"),
        {*word, static_cast<int>(version), fields.text_or_empty("motif"), fields.text_or_empty("precision")}));
  });
}

Result<Reply> delete_decision(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  return reply_with(undo_decision(exchange.app, *agent, exchange.request.param("piece")));
}

Result<Reply> get_courriers(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  const auto view = show_courriers(exchange.app, *agent);
  json list = json::array();
  for (const auto& courrier : view.courriers) {
    json enfants = json::array();
    for (const auto& enfant : courrier.enfants) enfants.push_back(http::to_json(enfant));
    list.push_back({{"resp_id", courrier.resp_id},
                    {"gen", courrier.gen},
                    {"civilite", courrier.civilite},
                    {"nom", courrier.nom},
                    {"prenom", courrier.prenom},
                    {"adresse", courrier.adresse},
                    {"divisions", courrier.divisions},
                    {"enfants", enfants},
                    {"compte", courrier.compte}});
  }
  const auto& etablissement = view.etablissement;
  return json_reply(200, {{"etablissement",
                           {{"uai", etablissement.uai},
                            {"nom", etablissement.nom},
                            {"adresse", etablissement.adresse},
                            {"telephone", etablissement.telephone},
                            {"horaires", etablissement.horaires}}},
                          {"annee", etablissement.annee},
                          {"ferme_le", etablissement.ferme_le},
                          {"site", etablissement.site},
                          {"courriers", list}});
}

Result<Reply> post_courriers(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(*body, {"lettres", "bordereau"});
    LetterRun run;
    const auto* letters = fields.find("lettres");
    if (letters == nullptr || !letters->is_array() || letters->size() > most_letters) throw BadField{"lettres"};
    for (const auto& one : *letters) {
      const Fields letter(one, {"resp_id", "gen", "identifiant", "verif", "verif_court", "expire_le"});
      run.letters.push_back({letter.text("resp_id"),
                             letter.integer("gen"),
                             {letter.text("identifiant"), letter.bytes("verif"), letter.bytes("verif_court"),
                              letter.integer("expire_le")}});
    }
    if (const auto* one = fields.find("bordereau")) {
      const Fields bordereau(*one, {"id", "manifeste", "corps"});
      run.bordereau =
          LetterRun::Bordereau{bordereau.text("id"), bordereau.bytes("manifeste"), bordereau.bytes("corps")};
    }
    const auto recorded = record_letters(exchange.app, *agent, run);
    if (!recorded) return tl::unexpected(recorded.error());
    return json_reply(201, {{"lettres", *recorded}});
  });
}

Result<Reply> post_liberer(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  const auto released = release_throttle(exchange.app, *agent, exchange.request.param("responsable"));
  if (!released) return tl::unexpected(released.error());
  return Reply::empty(204);
}

Result<Reply> post_couper(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  const auto cut = cut_access(exchange.app, *agent, exchange.request.param("responsable"));
  if (!cut) return tl::unexpected(cut.error());
  return Reply::empty(204);
}

Result<Reply> put_protection(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  const auto body = parse_body(exchange.request);
  if (!body) return tl::unexpected(body.error());
  return with_fields([&]() -> Result<Reply> {
    const Fields fields(*body, {"protege"});
    const auto* protege = fields.find("protege");
    if (protege == nullptr || !protege->is_boolean()) throw BadField{"protege"};
    const auto kept =
        protect_responsable(exchange.app, *agent, exchange.request.param("responsable"), protege->get<bool>());
    if (!kept) return tl::unexpected(kept.error());
    return Reply::empty(204);
  });
}

}  // namespace server::http
