#include "server/http/reply.h"

#include <algorithm>
#include <cstdio>

namespace server::http {
namespace {

std::string quoted(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      json += escaped;
    } else {
      json += c;
    }
  }
  return json + '"';
}

// A page brings its own policy; an answer of the API is never a page. HSTS is heard over TLS only, where nginx is; over
// plain HTTP (a demonstration) browsers must ignore it.
constexpr std::pair<std::string_view, std::string_view> security_headers[] = {
    {"Content-Security-Policy",
     "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for "
     "'script'; "
     "trusted-types 'none'"},
    {"Cache-Control", "no-store"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Embedder-Policy", "require-corp"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy",
     "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=(), browsing-topics=()"},
    {"Strict-Transport-Security", "max-age=63072000; includeSubDomains"},
};

}  // namespace

void add_security_headers(Reply& reply) {
  for (const auto& usual : security_headers) {
    const bool set = std::any_of(reply.headers.begin(), reply.headers.end(),
                                 [&](const auto& header) { return header.first == usual.first; });
    if (!set) reply.headers.emplace_back(usual.first, usual.second);
  }
}

Reply Reply::json(int status, std::string text) {
  Reply reply;
  reply.status = status;
  reply.headers.emplace_back("Content-Type", "application/json");
  reply.body = std::move(text);
  return reply;
}

Reply Reply::empty(int status) {
  Reply reply;
  reply.status = status;
  return reply;
}

Reply Reply::bytes(std::string media_type, std::string body) {
  Reply reply;
  reply.headers.emplace_back("Content-Type", std::move(media_type));
  reply.body = std::move(body);
  return reply;
}

Reply Reply::problem(int status, std::string_view code, std::string_view champ, int retry_after,
                     const Values& valeurs) {
  Reply reply;
  reply.status = status;
  reply.headers.emplace_back("Content-Type", "application/problem+json");
  reply.headers.emplace_back("Cache-Control", "no-store");
  if (retry_after > 0) reply.headers.emplace_back("Retry-After", std::to_string(retry_after));
  reply.body = R"({"type":"about:blank","status":)" + std::to_string(status) + R"(,"code":)" + quoted(code);
  if (!champ.empty()) reply.body += R"(,"champ":)" + quoted(champ);
  for (std::size_t i = 0; i < valeurs.size(); ++i)
    reply.body += (i == 0 ? R"(,"valeurs":{)" : ",") + quoted(valeurs[i].first) + ':' + quoted(valeurs[i].second);
  reply.body += valeurs.empty() ? "}" : "}}";
  return reply;
}

}  // namespace server::http
