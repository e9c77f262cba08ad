#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace server::http {

enum class Method { get, head, post, put, patch, delete_, options };

// One whole request as the gate hands it over: syntax checked, body received (route's limit respected), path decoded
// once. Views stay valid until the handler returns.
struct Request {
  Method method = Method::get;
  std::string path;                                          // percent-decoded, no query, no empty, "." or ".." segment
  std::string query;                                         // raw, after '?'
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, in order of arrival
  std::string untrusted_body;
  std::string peer;  // the client's address: the socket's, or the trusted proxy's X-Real-IP
  std::map<std::string, std::string, std::less<>> params;  // ":volet" of the route's path

  std::optional<std::string_view> header(std::string_view name) const;  // first of that name
  std::optional<std::string_view> cookie(std::string_view name) const;  // refused (absent) when sent twice
  std::string_view param(std::string_view name) const;                  // of the matched route; "" when unknown
};

}  // namespace server::http
