#include "server/http/destructions.h"

#include <nlohmann/json.hpp>

#include "server/actions/authorize.h"
#include "server/actions/purge.h"
#include "server/http/json.h"

namespace server::http {
namespace {

using nlohmann::json;

Reply reply_with(const std::vector<PlannedDay>& days) {
  json list = json::array();
  for (const auto& day : days)
    list.push_back({{"quoi", server::to_string(day.quoi)},
                    {"jour", day.jour},
                    {"oublie_le", day.oublie_le},
                    {"nombre", day.nombre}});
  return json_reply(200, {{"destructions", list}});
}

}  // namespace

Result<Reply> get_agent_destructions(Exchange& exchange) {
  const auto agent = authorize_agent(*exchange.visitor);
  if (!agent) return tl::unexpected(agent.error());
  return reply_with(show_destructions(exchange.app, *agent));
}

Result<Reply> get_direction_destructions(Exchange& exchange) {
  const auto direction = authorize_direction(*exchange.visitor);
  if (!direction) return tl::unexpected(direction.error());
  return reply_with(show_destructions(exchange.app, *direction));
}

}  // namespace server::http
