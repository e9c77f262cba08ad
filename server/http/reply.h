#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace server::http {

// What a handler answers. The gate adds Date, Content-Length, Connection and nothing else; the router adds the security
// headers. The body is either owned or shared (static files: one copy in memory for every client).
struct Reply {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::shared_ptr<const std::string> shared_body;  // sent instead of body when set

  // What follows the body, too large to be in memory at once: the next part at each call, `more_bytes` in all. Called
  // in the handler's thread; when it throws or stops short, the connection is cut rather than the length be a lie.
  std::function<std::string()> more;
  std::uint64_t more_bytes = 0;

  std::string_view content() const { return shared_body ? std::string_view(*shared_body) : std::string_view(body); }

  static Reply json(int status, std::string text);
  static Reply empty(int status = 204);
  static Reply bytes(std::string media_type, std::string body);
  // RFC 9457; `code` is the stable one, never a sentence.
  // `valeurs`: what its sentence is filled with, by name.
  using Values = std::vector<std::pair<std::string_view, std::string>>;
  static Reply problem(int status, std::string_view code, std::string_view champ = {}, int retry_after = 0,
                       const Values& valeurs = {});
};

}  // namespace server::http
