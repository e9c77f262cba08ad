#include "server/http/reply.h"

#include "server/http/request.h"
#include "tests/catch.h"

using namespace server::http;

TEST_CASE("a problem carries its code, and its field and delay when there are some") {
  const auto bare = Reply::problem(404, "piece_inconnue");
  CHECK(bare.status == 404);
  CHECK(bare.body == R"({"type":"about:blank","status":404,"code":"piece_inconnue"})");
  const auto full = Reply::problem(429, "trop_d_essais", "code", 30);
  CHECK(full.body == R"({"type":"about:blank","status":429,"code":"trop_d_essais","champ":"code"})");
  const std::pair<std::string, std::string> delay{"Retry-After", "30"},
      type{"Content-Type", "application/problem+json"};
  CHECK(std::count(full.headers.begin(), full.headers.end(), delay) == 1);
  CHECK(std::count(bare.headers.begin(), bare.headers.end(), delay) == 0);
  CHECK(std::count(bare.headers.begin(), bare.headers.end(), type) == 1);
}

TEST_CASE("a cookie is found by its whole name, and not believed when sent twice") {
  const auto [header, value] = GENERATE(table<std::string, std::optional<std::string>>({
      {"seance=abc", "abc"},
      {"autre=1; seance=abc", "abc"},
      {"seance=", ""},
      {"seance=a=b", "a=b"},
      {"Seance=abc", std::nullopt},
      {"xseance=abc", std::nullopt},
      {"seance", std::nullopt},
      {"seance=a; seance=b", std::nullopt},
      {"", std::nullopt},
  }));
  Request request;
  request.headers.emplace_back("cookie", header);
  CAPTURE(header);
  const auto found = request.cookie("seance");
  CHECK(found.has_value() == value.has_value());
  if (found && value) CHECK(*found == *value);
  request.headers.emplace_back("cookie", "seance=z");
  if (value) CHECK_FALSE(request.cookie("seance"));
}
