#include "server/http/request.h"

namespace server::http {

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const auto& [known, value] : headers)
    if (known == name) return value;
  return std::nullopt;
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
  // Sent twice, one of them may have been planted from a sibling domain: then none is believed.
  std::optional<std::string_view> found;
  for (const auto& [known, text] : headers) {
    if (known != "cookie") continue;
    for (std::string_view rest = text; !rest.empty();) {
      const auto end = std::min(rest.find(';'), rest.size());
      auto pair = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
      const auto equal = pair.find('=');
      if (equal == std::string_view::npos || pair.substr(0, equal) != name) continue;
      if (found) return std::nullopt;
      found = pair.substr(equal + 1);
    }
  }
  return found;
}

std::string_view Request::param(std::string_view name) const {
  const auto found = params.find(name);
  return found == params.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace server::http
