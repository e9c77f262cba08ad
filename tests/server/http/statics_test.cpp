#include "server/http/statics.h"

#include <unistd.h>

#include <fstream>

#include "tests/catch.h"

using namespace server::http;

namespace {

class WebFolder {
 public:
  WebFolder() : path_(std::filesystem::temp_directory_path() / ("dossiersco-statics-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_ / "assets");
  }
  ~WebFolder() { std::filesystem::remove_all(path_); }
  WebFolder(const WebFolder&) = delete;
  WebFolder& operator=(const WebFolder&) = delete;
  void write(const std::string& name, const std::string& bytes) const { std::ofstream(path_ / name) << bytes; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string header(const Reply& reply, std::string_view name) {
  for (const auto& [known, value] : reply.headers)
    if (known == name) return value;
  return "";
}

void fill(const WebFolder& folder) {
  folder.write("index.html", "accueil");
  folder.write("famille.html", "famille");
  folder.write("famille.html.gz", "famille gz");
  folder.write("assets/app-1a2b.js", "script");
  folder.write("assets/app-1a2b.js.gz", "script gz");
  folder.write("assets/app-1a2b.js.br", "script br");
  folder.write("robots.txt", "Disallow: /");
  folder.write("csp.json", R"({"famille.html":"default-src 'self'"})");
}

}  // namespace

TEST_CASE("pages are found by their name, never the policy file nor a compressed sibling") {
  const WebFolder folder;
  fill(folder);
  const auto statics = Statics::load(folder.path());
  const auto [path, content] = GENERATE(table<std::string, std::optional<std::string>>({
      {"/", "accueil"},
      {"/index.html", "accueil"},
      {"/famille", "famille"},
      {"/famille.html", "famille"},
      {"/assets/app-1a2b.js", "script"},
      {"/robots.txt", "Disallow: /"},
      {"/csp.json", std::nullopt},
      {"/famille.html.gz", std::nullopt},
      {"/assets", std::nullopt},
      {"/assets/../index.html", std::nullopt},
      {"famille", std::nullopt},
      {"/rien", std::nullopt},
  }));
  CAPTURE(path);
  const auto reply = statics.find(path, "");
  CHECK(reply.has_value() == content.has_value());
  if (reply && content) CHECK(reply->content() == *content);
}

TEST_CASE("assets are immutable, pages never kept, and each page has its own policy") {
  const WebFolder folder;
  fill(folder);
  const auto statics = Statics::load(folder.path());
  CHECK(header(*statics.find("/assets/app-1a2b.js", ""), "Cache-Control") == "public, max-age=31536000, immutable");
  CHECK(header(*statics.find("/assets/app-1a2b.js", ""), "Content-Type") == "text/javascript; charset=utf-8");
  CHECK(header(*statics.find("/famille", ""), "Cache-Control") == "no-store");
  CHECK(header(*statics.find("/famille", ""), "Content-Security-Policy") == "default-src 'self'");
  CHECK(header(*statics.find("/", ""), "Content-Security-Policy").empty());
}

TEST_CASE("the encoding sent is one the client accepts, the smallest at equal wish") {
  const WebFolder folder;
  fill(folder);
  const auto statics = Statics::load(folder.path());
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
  const auto reply = statics.find("/assets/app-1a2b.js", accepted);
  REQUIRE(reply);
  CHECK(header(*reply, "Content-Encoding") == encoding);
  CHECK(reply->content() == (encoding == "br" ? "script br" : encoding == "gzip" ? "script gz" : "script"));
  CHECK(header(*reply, "Vary") == "Accept-Encoding");
  CHECK(header(*statics.find("/robots.txt", accepted), "Vary").empty());
}

TEST_CASE("what was loaded is what is served, whatever becomes of the folder") {
  const WebFolder folder;
  fill(folder);
  const auto statics = Statics::load(folder.path());
  folder.write("index.html", "remplacee");
  CHECK(statics.find("/", "")->content() == "accueil");
}

TEST_CASE("a folder that can't be served whole isn't served at all") {
  const WebFolder folder;
  fill(folder);
  CHECK_NOTHROW(Statics::load(folder.path()));
  CHECK_THROWS(Statics::load(folder.path() / "absent"));
  SECTION("a kind of file without a media type") { folder.write("notes.docx", "x"); }
  SECTION("a policy for a page that isn't there") { folder.write("csp.json", R"({"partie.html":"x"})"); }
  SECTION("a policy file that isn't one") { folder.write("csp.json", "[1]"); }
  CHECK_THROWS(Statics::load(folder.path()));
}
