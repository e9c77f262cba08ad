#include "server/http/statics.h"

#include "tests/catch.h"

using namespace server::http;

namespace {

std::string header(const Reply& reply, std::string_view name) {
  for (const auto& [known, value] : reply.headers)
    if (known == name) return value;
  return "";
}

const Embedded files[] = {
    {.name = "assets/app-1a2b.js", .media_type = "text/javascript; charset=utf-8", .plain = "script", .gzip = "script gz",
     .brotli = "script br"},
    {.name = "famille.html", .media_type = "text/html", .policy = "default-src 'self'", .plain = "famille"},
    {.name = "robots.txt", .media_type = "text/plain", .plain = "Disallow: /"},
};

}  // namespace

TEST_CASE("pages are found by their name or their address, and nothing by half of one") {
  const auto [path, content] = GENERATE(table<std::string, std::optional<std::string>>({
      {"/famille", "famille"},
      {"/famille.html", "famille"},
      {"/assets/app-1a2b.js", "script"},
      {"/robots.txt", "Disallow: /"},
      {"/robots", std::nullopt},
      {"/", std::nullopt},
      {"", std::nullopt},
      {"/assets", std::nullopt},
      {"/assets/app-1a2b", std::nullopt},
      {"/assets/../famille.html", std::nullopt},
      {"famille", std::nullopt},
      {"/rien", std::nullopt},
  }));
  CAPTURE(path);
  const auto reply = find_static(files, path, "");
  CHECK(reply.has_value() == content.has_value());
  if (reply && content) CHECK(reply->content() == *content);
}

TEST_CASE("assets are immutable, pages never kept, and each page has its own policy") {
  CHECK(header(*find_static(files, "/assets/app-1a2b.js", ""), "Cache-Control") == "public, max-age=31536000, immutable");
  CHECK(header(*find_static(files, "/assets/app-1a2b.js", ""), "Content-Type") == "text/javascript; charset=utf-8");
  CHECK(header(*find_static(files, "/famille", ""), "Cache-Control") == "no-store");
  CHECK(header(*find_static(files, "/robots.txt", ""), "Cache-Control") == "no-cache");
  CHECK(header(*find_static(files, "/famille", ""), "Content-Security-Policy") == "default-src 'self'");
  CHECK(header(*find_static(files, "/robots.txt", ""), "Content-Security-Policy").empty());
}

TEST_CASE("the encoding sent is one the client accepts, the smallest at equal wish") {
  const auto [accepted, encoding] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {"gzip, deflate, br", "br"},
      {"gzip", "gzip"},
      {"GZIP", "gzip"},
      {"br;q=0, gzip", "gzip"},
      {"br;q=0.5, gzip;q=0.8", "gzip"},
      {"br ; q=0.8 , gzip;q=0.8", "br"},
      {"*", "br"},
      {"*;q=0.2, br;q=0", "gzip"},
      {"*;q=0", ""},
      {"gzip;q=0.000", ""},
      {"gzip;q=0.001", "gzip"},
      {"gzip;q=2", ""},
      {"gzip;q=1.1", ""},
      {"gzip;x=1", ""},
      {"brotli, gzipped", ""},
      {"identity", ""},
  }));
  CAPTURE(accepted);
  const auto reply = find_static(files, "/assets/app-1a2b.js", accepted);
  REQUIRE(reply);
  CHECK(header(*reply, "Content-Encoding") == encoding);
  CHECK(reply->content() == (encoding == "br" ? "script br" : encoding == "gzip" ? "script gz" : "script"));
  CHECK(header(*reply, "Vary") == "Accept-Encoding");
  CHECK(header(*find_static(files, "/robots.txt", accepted), "Vary").empty());
}
