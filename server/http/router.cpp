#include "server/http/router.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include "server/actions/show_accueil.h"
#include "server/http/agent.h"
#include "server/http/destructions.h"
#include "server/http/equipe.h"
#include "server/http/famille.h"
#include "server/http/infirmerie.h"
#include "server/http/public.h"
#include "server/http/session.h"
#include "server/http/statics.h"
#include "server/http/tus.h"
#include "server/log.h"

namespace server::http {
namespace {

constexpr std::size_t no_body = 1024;  // some clients send a few bytes where none are expected: read, and ignored
constexpr std::size_t small_json = 64 * 1024;
constexpr std::size_t slice = 1024 * 1024;
constexpr std::size_t run_of_letters = 6 * 1024 * 1024;
constexpr std::size_t notebook = 6 * 1024 * 1024;
constexpr std::size_t returns = 16 * 1024 * 1024;  // a notebook and a hundred messages

constexpr Route table[] = {
    {Method::get, "/etat/vivant", Who::personne, no_body, get_vivant},
    {Method::get, "/etat/pret", Who::personne, no_body, get_pret},
    {Method::get, "/api/v1/accueil", Who::personne, no_body, get_accueil},
    {Method::get, "/api/v1/annuaire", Who::personne, no_body, get_annuaire},
    {Method::post, "/api/v1/activation/ouvrir", Who::personne, small_json, post_ouvrir},
    {Method::post, "/api/v1/activation/terminer", Who::personne, small_json, post_terminer},
    {Method::get, "/api/v1/session", Who::connecte, no_body, get_session},
    {Method::post, "/api/v1/session", Who::personne, small_json, post_session},
    {Method::delete_, "/api/v1/session", Who::connecte, no_body, delete_session},
    {Method::put, "/api/v1/coffre", Who::connecte, small_json, put_coffre},
    {Method::get, "/api/v1/second-facteur", Who::connecte, no_body, get_second_facteur},
    {Method::post, "/api/v1/second-facteur", Who::connecte, no_body, post_second_facteur},
    {Method::put, "/api/v1/second-facteur", Who::connecte, small_json, put_second_facteur},
    {Method::post, "/api/v1/second-facteur/codes", Who::connecte, small_json, post_codes_imprimes},
    {Method::post, "/api/v1/second-facteur/retirer", Who::connecte, small_json, post_retirer_second_facteur},
    {Method::get, "/api/v1/moi", Who::responsable, no_body, get_moi},
    {Method::get, "/api/v1/journal", Who::responsable, no_body, get_own_journal},
    {Method::get, "/api/v1/volets/:volet/pieces/:type", Who::responsable, no_body, get_piece},
    {Method::put, "/api/v1/volets/:volet/pieces/:type", Who::responsable, small_json, put_piece},
    {Method::delete_, "/api/v1/volets/:volet/pieces/:type", Who::responsable, no_body, delete_piece},
    {Method::post, "/api/v1/volets/:volet/pieces/:type/montrer", Who::responsable, no_body, post_montrer},
    {Method::get, "/api/v1/volets/:volet/pieces/:type/pages/:page", Who::responsable, no_body, get_own_page},
    {Method::post, "/api/v1/volets/:volet/envois", Who::responsable, no_body, post_envoi},
    {Method::head, "/api/v1/envois/:envoi", Who::responsable, no_body, head_envoi},
    {Method::patch, "/api/v1/envois/:envoi", Who::responsable, slice, patch_envoi},
    {Method::delete_, "/api/v1/envois/:envoi", Who::responsable, no_body, delete_envoi},
    {Method::get, "/api/v1/volets/:volet/plis", Who::responsable, no_body, get_plis},
    {Method::put, "/api/v1/volets/:volet/plis/:pli/:version", Who::responsable, small_json, put_pli},
    {Method::get, "/api/v1/volets/:volet/plis/:pli/:version", Who::responsable, no_body, get_manifeste},
    {Method::get, "/api/v1/volets/:volet/plis/:pli/:version/corps", Who::responsable, no_body, get_own_body},
    {Method::post, "/api/v1/volets/:volet/plis/:pli/retirer", Who::responsable, small_json, post_retirer_pli},
    {Method::get, "/api/v1/volets/:volet/messages", Who::responsable, no_body, get_messages},
    {Method::get, "/api/v1/volets/:volet/messages/:pli/corps", Who::responsable, no_body, get_message_body},
    {Method::post, "/api/v1/volets/:volet/messages/:pli/lu", Who::responsable, no_body, post_message_lu},
    {Method::get, "/api/v1/agent/dossiers", Who::secretariat, no_body, get_dossiers},
    {Method::get, "/api/v1/agent/relectures", Who::secretariat, no_body, get_relectures},
    {Method::get, "/api/v1/agent/pieces/:piece", Who::secretariat, no_body, get_reviewed},
    {Method::get, "/api/v1/agent/pieces/:piece/pages/:page", Who::secretariat, no_body, get_reviewed_page},
    {Method::get, "/api/v1/agent/pieces/:piece/document.pdf", Who::secretariat, no_body, get_document},
    {Method::get, "/api/v1/agent/pieces/:piece/original", Who::secretariat, no_body, get_original},
    {Method::post, "/api/v1/agent/pieces/:piece/relire", Who::secretariat, no_body, post_relire},
    {Method::get, "/api/v1/agent/etat", Who::secretariat, no_body, get_agent_etat},
    {Method::get, "/api/v1/reglages/pieces", Who::secretariat, no_body, get_demandes},
    {Method::put, "/api/v1/reglages/pieces", Who::secretariat, small_json, put_demandes},
    {Method::post, "/api/v1/agent/pieces/:piece/decision", Who::secretariat, small_json, post_decision},
    {Method::delete_, "/api/v1/agent/pieces/:piece/decision", Who::secretariat, no_body, delete_decision},
    {Method::get, "/api/v1/agent/destructions", Who::secretariat, no_body, get_agent_destructions},
    {Method::get, "/api/v1/agent/courriers", Who::secretariat, no_body, get_courriers},
    {Method::post, "/api/v1/agent/courriers", Who::secretariat, run_of_letters, post_courriers},
    {Method::post, "/api/v1/agent/responsables/:responsable/liberer", Who::secretariat, no_body, post_liberer},
    {Method::post, "/api/v1/agent/responsables/:responsable/couper", Who::secretariat, no_body, post_couper},
    {Method::put, "/api/v1/agent/responsables/:responsable/protection", Who::secretariat, small_json, put_protection},
    {Method::get, "/api/v1/equipe", Who::direction, no_body, get_equipe},
    {Method::post, "/api/v1/equipe", Who::direction, small_json, post_invitation},
    {Method::get, "/api/v1/equipe/destructions", Who::direction, no_body, get_direction_destructions},
    {Method::post, "/api/v1/equipe/:compte/suspendre", Who::direction, no_body, post_suspendre},
    {Method::post, "/api/v1/equipe/:compte/second-facteur/retirer", Who::direction, no_body, post_telephone_perdu},
    {Method::get, "/api/v1/technique/etat", Who::technique, no_body, get_boite},
    {Method::get, "/api/v1/infirmerie/etat", Who::infirmerie, no_body, get_infirmerie},
    {Method::put, "/api/v1/infirmerie/annuaire", Who::infirmerie, 256 * 1024, put_annuaire},
    {Method::post, "/api/v1/infirmerie/annuaire", Who::infirmerie, 256 * 1024, post_annuaire},
    {Method::put, "/api/v1/infirmerie/lecteur", Who::infirmerie, small_json, put_lecteur},
    {Method::get, "/api/v1/infirmerie/sacoche", Who::infirmerie, no_body, get_sacoche},
    {Method::post, "/api/v1/infirmerie/retours", Who::infirmerie, returns, post_retours},
    {Method::put, "/api/v1/infirmerie/carnet", Who::infirmerie, notebook, put_carnet},
    {Method::get, "/api/v1/infirmerie/bordereaux", Who::infirmerie, no_body, get_bordereaux},
    {Method::get, "/api/v1/infirmerie/plis", Who::infirmerie, no_body, get_received_plis},
    {Method::get, "/api/v1/infirmerie/plis/:pli/:version/corps", Who::infirmerie, no_body, get_received_body},
};

// Whose things a route may name: for each visitor, the first ":word" of the path. What follows it is looked for inside
// it and nowhere else (a pli of that volet, a page of that pièce). "" names nothing: the visitor's own, or what is
// everyone's. tests/contract/namespaces.txt freezes what each route answers to each visitor for what is another's.
struct OwnerRule {
  Who who;
  std::string_view names;
};
constexpr OwnerRule owner_rules[] = {
    {Who::personne, ""},          // the same bytes for everyone, or whoever carries a code that only the letter says
    {Who::connecte, ""},          // one's own account
    {Who::responsable, ""},       // all that is hers
    {Who::responsable, "volet"},  // one of hers
    {Who::responsable, "envoi"},  // begun by her
    {Who::secretariat, ""},       // every dossier
    {Who::secretariat, "piece"},  // any pièce, never a pli
    {Who::secretariat, "responsable"},  // anyone's access, never what it opens
    {Who::infirmerie, ""},              // the health office
    {Who::direction, ""},               // the établissement
    {Who::direction, "compte"},         // a colleague's access, never a family's
    {Who::technique, ""},               // the machine
    {Who::infirmerie, "pli"},           // any pli, never a pièce
};

constexpr std::string_view first_name(std::string_view path) {
  const auto colon = path.find("/:");
  if (colon == std::string_view::npos) return "";
  const auto rest = path.substr(colon + 2);
  return rest.substr(0, std::min(rest.find('/'), rest.size()));
}

constexpr bool is_ruled(const Route& route) {
  return std::any_of(std::begin(owner_rules), std::end(owner_rules), [&](const OwnerRule& rule) {
    return rule.who == route.who && rule.names == first_name(route.path);
  });
}
static_assert(std::all_of(std::begin(table), std::end(table), is_ruled),
              "a route names something that owner_rules gives its visitor no right to name");

std::string_view next_segment(std::string_view& rest) {
  if (!rest.empty() && rest.front() == '/') rest.remove_prefix(1);
  const auto end = std::min(rest.find('/'), rest.size());
  const auto segment = rest.substr(0, end);
  rest.remove_prefix(end);
  return segment;
}

bool matches(std::string_view pattern, std::string_view path, std::map<std::string, std::string, std::less<>>* params) {
  while (!pattern.empty() && !path.empty()) {
    const auto wanted = next_segment(pattern);
    const auto given = next_segment(path);
    if (given.empty()) return false;
    if (wanted.starts_with(':')) {
      if (params != nullptr) params->insert_or_assign(std::string(wanted.substr(1)), std::string(given));
    } else if (wanted != given) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

// HEAD is GET without its body (the door drops it), unless the table knows better.
const Route* find_route(Method method, std::string_view path) {
  const Route* as_get = nullptr;
  for (const auto& route : table) {
    if (route.method != method && !(method == Method::head && route.method == Method::get)) continue;
    if (!matches(route.path, path, nullptr)) continue;
    if (route.method == method) return &route;
    as_get = &route;
  }
  return as_get;
}

std::string allowed_methods(std::string_view path) {
  std::vector<std::string_view> words;
  for (const auto& route : table) {
    if (!matches(route.path, path, nullptr)) continue;
    words.push_back(to_string(route.method));
    if (route.method == Method::get) words.push_back("HEAD");
  }
  if (words.empty()) return {};
  words.push_back("OPTIONS");
  std::string allow;
  for (const auto word : words) allow.append(allow.empty() ? "" : ", ").append(word);
  return allow;
}

bool changes_state(Method method) {
  return method != Method::get && method != Method::head && method != Method::options;
}

// SameSite=Strict already keeps foreign pages out; these hold when a browser or a sibling host does not.
bool is_foreign(const Request& request) {
  if (request.header("x-dsco") != "1") return true;
  const auto origin = request.header("origin");
  const auto host = request.header("host");
  if (!origin || !host || host->empty()) return true;
  const auto scheme_end = origin->find("://");
  if (scheme_end == std::string_view::npos || origin->substr(scheme_end + 3) != *host) return true;
  const auto site = request.header("sec-fetch-site");
  return site && *site != "same-origin";
}

bool has_allowed_body(const Request& request, const Route& route) {
  if (request.untrusted_body.empty() && route.method != Method::patch) return true;
  const auto media = request.header("content-type");
  if (!media) return route.body_limit == no_body;
  if (route.method == Method::patch) return *media == "application/offset+octet-stream";
  const auto type = media->substr(0, media->find(';'));
  return type == "application/json" || route.body_limit == no_body;
}

Reply refusal(const Error& error) {
  return Reply::problem(status_of(error.cause), error.code, error.champ, error.retry_after);
}

// Whoever has not made her second factor is only `connecte`.
bool is_welcome(const Visitor& visitor, Who who) {
  if (who == Who::connecte) return true;
  if (visitor.second == SecondFactor::a_creer) return false;
  switch (visitor.role) {
    case Role::responsable:
      return who == Who::responsable;
    case Role::secretariat:
      return who == Who::secretariat;
    case Role::infirmerie:
      return who == Who::infirmerie;
    case Role::direction:
      return who == Who::direction;
    case Role::technique:
      return who == Who::technique;
  }
  return false;
}

bool is_shell(std::string_view path, std::string_view shell) {
  return path == shell || (path.starts_with(shell) && path.size() > shell.size() && path[shell.size()] == '/');
}

}  // namespace

std::string_view to_string(Method method) {
  constexpr std::array<std::string_view, 7> words{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  return words[static_cast<std::size_t>(method)];
}

int status_of(Cause cause) {
  switch (cause) {
    case Cause::invalid:
      return 422;
    case Cause::unauthenticated:
      return 401;
    case Cause::not_allowed:
      return 403;
    case Cause::not_found:
      return 404;
    case Cause::conflict:
      return 409;
    case Cause::too_large:
      return 413;
    case Cause::too_many:
      return 429;
    case Cause::closed:
      return 403;
    case Cause::unavailable:
      return 503;
  }
  return 500;
}

bool has_owner_rule(const Route& route) { return is_ruled(route); }

std::span<const Route> Router::routes() { return table; }

std::size_t Router::body_limit(const Request& head) const {
  const auto* route = find_route(head.method, head.path);
  if (route == nullptr) return no_body;
  if (route->who == Who::personne || route->body_limit <= small_json) return route->body_limit;
  try {
    Exchange exchange{site_.app(), head, site_, std::nullopt};
    return find_visitor(exchange) ? route->body_limit : small_json;
  } catch (const std::exception&) {
    return small_json;  // a broken base is told by the handler
  }
}

Reply Router::page(const Request& request) const {
  if (request.method != Method::get && request.method != Method::head) {
    auto reply = Reply::problem(405, "methode_refusee");
    reply.headers.emplace_back("Allow", "GET, HEAD");
    return reply;
  }
  std::string_view path = request.path;
  // Each role is one page whose screens have addresses of their own; "/a" is where a letter's square leads.
  if (path == "/" || path == "/a" || is_shell(path, "/famille")) path = "/famille";
  for (const std::string_view shell : {"/agent", "/infirmerie", "/portail"})
    if (is_shell(path, shell)) path = shell;
  // Where the établissement chose the file on the nurse's disk only, no page of this box ever asks for her phrase.
  if ((path == "/infirmerie" || path == "/infirmerie.html") && show_accueil(site_.app()).lecteur != Lecteur::page) {
    auto reply = Reply::empty(303);
    // An invitation's square says /infirmerie whatever was chosen since; a browser keeps what follows '#'.
    reply.headers.emplace_back("Location",
                               request.path == "/infirmerie/activation" ? "/portail/activation" : "/portail");
    return reply;
  }
  if (auto reply = find_static(site_.bundle.files, path, request.header("accept-encoding").value_or("")))
    return std::move(*reply);
  return Reply::problem(404, "introuvable");
}

Reply Router::dispatch(Request& request) const {
  const bool ours = request.path.starts_with("/api/") || request.path.starts_with("/etat/");
  if (!ours) return page(request);
  const std::string allow = allowed_methods(request.path);
  if (allow.empty()) return Reply::problem(404, "introuvable");
  if (request.method == Method::options) {
    Reply reply = Reply::empty(204);
    reply.headers.emplace_back("Allow", allow);
    if (is_tus(request.path)) add_tus_offer(reply);
    return reply;
  }
  const auto* route = find_route(request.method, request.path);
  if (route == nullptr) {
    auto reply = Reply::problem(405, "methode_refusee");
    reply.headers.emplace_back("Allow", allow);
    return reply;
  }
  matches(route->path, request.path, &request.params);
  if (changes_state(request.method)) {
    if (is_foreign(request)) return Reply::problem(403, "requete_etrangere");
    if (request.untrusted_body.size() > route->body_limit) return Reply::problem(413, "trop_grand");
    if (!has_allowed_body(request, *route)) return Reply::problem(415, "media_refuse");
  }
  Exchange exchange{site_.app(), request, site_, std::nullopt};
  if (route->who != Who::personne) {
    exchange.visitor = find_visitor(exchange);
    if (!exchange.visitor) return Reply::problem(401, "session_absente");
    if (!is_welcome(*exchange.visitor, route->who)) return Reply::problem(404, "introuvable");
  }
  auto result = route->handler(exchange);
  return result ? std::move(*result) : refusal(result.error());
}

Reply Router::answer(Request& request) const {
  Reply reply;
  const auto* route = find_route(request.method, request.path);
  const std::string_view where = route != nullptr ? route->path : "";
  try {
    reply = dispatch(request);
  } catch (const DatabaseError& error) {
    log(Level::erreur, error.is_disk_full() ? "disque_plein" : "base_en_panne",
        {{"route", where}, {"sqlite", std::int64_t{error.code()}}, {"quoi", error.what()}});
    reply = error.is_disk_full() ? Reply::problem(503, "disque_plein", {}, 60)
            : error.is_busy()    ? Reply::problem(503, "occupe", {}, 2)
                                 : Reply::problem(500, "panne");
  } catch (const std::exception&) {
    // What it says may quote what was sent.
    log(Level::erreur, "panne", {{"route", where}});
    reply = Reply::problem(500, "panne");
  }
  if (is_tus(request.path)) add_tus_version(reply);
  return reply;
}

}  // namespace server::http
