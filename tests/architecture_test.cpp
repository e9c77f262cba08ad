#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/catch.h"

namespace fs = std::filesystem;

namespace {

// Who may include whom. The first row whose folder starts the file's path decides; an include from the root is allowed when
// it starts with one of the words, a library's when it matches one of the patterns; the standard library always is.
struct Border {
  std::string folder;
  std::vector<std::string> ours;
  std::vector<std::string> libraries;
};

const std::vector<Border> borders = {
    {"crypto/", {"crypto/"}, {"sodium\\.h"}},
    {"opener/", {"opener/", "crypto/"}, {"nlohmann/.*", "sys/.*"}},
    {"pipeline/worker/", {"pipeline/"},
     {"leptonica/.*", "tesseract/.*", "poppler/.*", "Magick\\+\\+.*", "turbojpeg\\.h", "jpeglib\\.h", "libheif/.*",
      "fontconfig/.*", "seccomp\\.h", "linux/.*", "sys/.*", "libxml/.*", "archive.*\\.h", "dmtx\\.h", "ZXing/.*", "nlohmann/.*", "png\\.h", "zlib\\.h", "jerror\\.h"}},
    {"pipeline/codes/trust.cpp", {"pipeline/"}, {"openssl/.*", "nlohmann/.*"}},
    {"pipeline/", {"pipeline/"}, {"sys/.*", "nlohmann/.*"}},
    {"server/model/totp.cpp", {"server/model/"}, {"liboath/.*"}},
    {"server/model/", {"server/model/", "server/error.h", "pipeline/piece_type.h", "pipeline/verdict.h"}, {}},
    {"server/store/database.cpp", {"server/store/", "server/model/"}, {"sqlcipher/sqlite3\\.h"}},
    {"server/store/", {"server/store/", "server/model/", "server/error.h", "crypto/", "pipeline/"}, {"nlohmann/.*"}},
    {"server/actions/", {"server/actions/", "server/store/", "server/model/", "server/error.h", "server/app.h", "server/log.h",
                         "crypto/", "pipeline/"}, {"nlohmann/.*"}},
    {"server/http/gate.cpp", {"server/http/"}, {"pistache/.*", "sys/.*", "boost/.*"}},
    {"server/http/codec", {"server/http/"}, {"boost/.*"}},
    {"server/http/", {"server/http/", "server/actions/", "server/model/", "server/error.h", "server/app.h", "server/log.h",
                      "pipeline/piece_type.h", "pipeline/verdict.h"}, {"nlohmann/.*"}},
    {"server/main.cpp", {"server/", "opener/command.h"}, {"CLI/.*", "sys/.*"}},
    {"server/", {"server/", "crypto/", "pipeline/"}, {"nlohmann/.*", "CLI/.*", "qrencode\\.h", "sys/.*", "fmt/.*", "sodium\\.h"}},
};

// Never, whatever the row above says.
const std::vector<std::pair<std::string, std::string>> forbidden = {
    {"pipeline/", "crypto/"}, {"pipeline/", "server/"}, {"server/", "pipeline/worker/"}, {"server/http/", "server/store/"},
    {"server/store/", "server/actions/"}, {"server/store/", "server/http/"}, {"server/actions/", "server/http/"},
};

const std::set<std::string> posix = {"cerrno", "fcntl.h", "poll.h", "signal.h", "spawn.h", "unistd.h", "netinet/in.h", "arpa/inet.h",
                                     "netinet/tcp.h", "sched.h", "pthread.h", "dlfcn.h", "syscall.h", "grp.h", "locale.h", "termios.h"};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Include {
  std::string file, target;
  bool quoted;
};

std::vector<Include> includes() {
  std::vector<Include> found;
  static const std::regex line(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])", std::regex::multiline);
  for (const auto* room : {"crypto", "opener", "pipeline", "server"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(SOURCE_ROOT) / room)) {
      const auto extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp") continue;
      const auto text = read(entry.path());
      const auto name = fs::relative(entry.path(), SOURCE_ROOT).generic_string();
      for (auto it = std::sregex_iterator(text.begin(), text.end(), line); it != std::sregex_iterator(); ++it)
        found.push_back({name, (*it)[2], (*it)[1] == "\""});
    }
  }
  return found;
}

const Border* border_of(const std::string& file) {
  for (const auto& border : borders)
    if (file.starts_with(border.folder)) return &border;
  return nullptr;
}

bool is_allowed(const Include& include) {
  const auto* border = border_of(include.file);
  if (!border) return false;
  for (const auto& [folder, target] : forbidden)
    if (include.file.starts_with(folder) && include.target.starts_with(target)) return false;
  if (include.quoted)
    return std::any_of(border->ours.begin(), border->ours.end(), [&](const auto& word) { return include.target.starts_with(word); });
  if (include.target == "tl/expected.hpp" || posix.contains(include.target)) return true;
  if (include.target.find_first_of("./") == std::string::npos) return true;  // the standard library
  return std::any_of(border->libraries.begin(), border->libraries.end(),
                     [&](const auto& pattern) { return std::regex_match(include.target, std::regex(pattern)); });
}

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe);
  char buffer[4096];
  for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
  pclose(pipe);
  return text;
}

}  // namespace

TEST_CASE("every include stays on its side of the borders") {
  const auto all = includes();
  REQUIRE(all.size() > 100);
  for (const auto& include : all) {
    INFO(include.file << " includes " << include.target);
    CHECK(is_allowed(include));
  }
}

TEST_CASE("the borders refuse what they are there to refuse, and accept its twin") {
  CHECK_FALSE(is_allowed({"crypto/pli.cpp", "server/app.h", true}));
  CHECK(is_allowed({"crypto/pli.cpp", "crypto/hash.h", true}));
  CHECK_FALSE(is_allowed({"server/http/famille.cpp", "server/store/pieces.h", true}));
  CHECK(is_allowed({"server/http/famille.cpp", "server/actions/deposit_piece.h", true}));
  CHECK_FALSE(is_allowed({"server/http/router.cpp", "pistache/http.h", false}));
  CHECK(is_allowed({"server/http/gate.cpp", "pistache/http.h", false}));
  CHECK_FALSE(is_allowed({"server/main.cpp", "pipeline/worker/sandbox.h", true}));
  CHECK_FALSE(is_allowed({"pipeline/reader.cpp", "poppler/cpp/poppler-document.h", false}));
  CHECK(is_allowed({"pipeline/worker/render.cpp", "poppler/cpp/poppler-document.h", false}));
  CHECK_FALSE(is_allowed({"server/store/pieces.cpp", "sqlcipher/sqlite3.h", false}));
  CHECK(is_allowed({"server/store/database.cpp", "sqlcipher/sqlite3.h", false}));
}

TEST_CASE("the server links no document library, and no second SQLite") {
  const auto libraries = output_of("ldd '" SERVER_PROGRAM "'");
  REQUIRE(libraries.find("libsqlcipher") != std::string::npos);
  REQUIRE(libraries.find("libpistache") != std::string::npos);
  for (const auto* never : {"poppler", "tesseract", "lept", "Magick", "heif", "libxml2", "libarchive", "libsqlite3", "nss"}) {
    INFO(never);
    CHECK(libraries.find(never) == std::string::npos);
  }
}
