#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace server::http {

// What a handler answers. The gate adds Date, Content-Length, Connection and the security headers. The body is either
// owned or part of the program (a page).
struct Reply {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string_view embedded;  // sent instead of body when set: bytes that live as long as the program

  // What follows the body, too large to be in memory at once: the next part at each call, `more_bytes` in all. Called
  // in the handler's thread; when it throws or stops short, the connection is cut rather than the length be a lie.
  std::function<std::string()> more;
  std::uint64_t more_bytes = 0;

  std::string_view content() const { return embedded.data() != nullptr ? embedded : std::string_view(body); }

  static Reply json(int status, std::string text);
  static Reply empty(int status = 204);
  static Reply bytes(std::string media_type, std::string body);
  // RFC 9457; `code` is the stable one, never a sentence.
  // `valeurs`: what its sentence is filled with, by name.
  using Values = std::vector<std::pair<std::string_view, std::string>>;
  static Reply problem(int status, std::string_view code, std::string_view champ = {}, int retry_after = 0,
                       const Values& valeurs = {});
};

// What every answer carries, refusals and pages alike; a header already set is the handler's choice and stays.
void add_security_headers(Reply& reply);

}  // namespace server::http
