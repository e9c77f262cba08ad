#include <grp.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "pipeline/reader.h"
#include "tests/catch.h"
#include "tests/pipeline/worker/papers.h"

// The two services as systemd reads them, and the reader under a user of its own as they start it.

namespace {

namespace fs = std::filesystem;
using namespace pipeline;
using namespace std::chrono_literals;

struct Said {
  int status = -1;
  std::string text;
};

Said run(const std::string& command) {
  Said said;
  std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> chunk{};
  while (const auto size = std::fread(chunk.data(), 1, chunk.size(), pipe)) said.text.append(chunk.data(), size);
  const int status = ::pclose(pipe);
  said.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return said;
}

class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "unite-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  fs::path path;
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

// A unit of ours, its programs where this build has put them.
std::string unit(const std::string& name) {
  const auto text = papers::file(std::string(UNITS) + "/" + name);
  REQUIRE_FALSE(text.empty());
  return replaced(replaced(text, "/opt/dossiersco/dossiersco-worker", WORKER_PROGRAM), "/opt/dossiersco/dossiersco ",
                  WORKER_PROGRAM " ");
}

bool has_systemd() { return run("command -v systemd-analyze").status == 0; }

Said verify(const std::string& worker, const std::string& server) {
  const Scratch folder;
  std::ofstream(folder.path / "dossiersco-worker.service") << worker;
  std::ofstream(folder.path / "dossiersco.service") << server;
  const auto at = folder.path.string();
  return run("systemd-analyze verify --man=no " + at + "/dossiersco-worker.service " + at + "/dossiersco.service");
}

// Systemd's own measure, in tenths: 0 is a service that can do nothing, 100 one that can do all.
Said security(const std::string& name, const std::string& text, int threshold) {
  const Scratch folder;
  std::ofstream(folder.path / name) << text;
  return run("systemd-analyze security --no-pager --offline=true --threshold=" + std::to_string(threshold) + " " +
             (folder.path / name).string());
}

constexpr uid_t reader_user = 65534, server_user = 64001, stranger = 64002;
constexpr gid_t reader_group = 65534;

void become(uid_t user, gid_t own, std::vector<gid_t> others = {}) {
  if (::setgroups(others.size(), others.data()) != 0 || ::setresgid(own, own, own) != 0 ||
      ::setresuid(user, user, user) != 0)
    std::_Exit(90);
}

// What a process of this user gets from the reader: 0 a reading with the name in it, 1 nothing, 2 another reading.
int read_as(uid_t user, std::vector<gid_t> groups, const std::string& socket, const std::string& paper) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    become(user, user, std::move(groups));
    auto reader = Reader::connect(socket);
    const auto reading = reader.read(papers::bytes(paper), {.deadline = 30s});
    if (!reading) std::_Exit(reading.error() == ReadFailure::worker_gone ? 1 : 3);
    const auto& pages = reading->facts.pages_read;
    std::_Exit(pages.size() == 1 &&
                       std::ranges::any_of(pages[0].words, [](const Word& word) { return word.text == "AUBEPINE"; })
                   ? 0
                   : 2);
  }
  int status = -1;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string line_of(const fs::path& file, std::string_view start) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(start)) return line;
  }
  return {};
}

}  // namespace

TEST_CASE("systemd finds nothing to say about the units, and something about a misspelt one") {
  if (!has_systemd()) SKIP("systemd-analyze is not installed");
  const auto worker = unit("dossiersco-worker.service"), server = unit("dossiersco.service");
  const auto clean = verify(worker, server);
  CHECK(clean.text == "");
  CHECK(clean.status == 0);
  CHECK_THAT(verify(replaced(worker, "PrivateNetwork=", "PrivateNetwerk="), server).text,
             Catch::Matchers::ContainsSubstring("PrivateNetwerk"));
  CHECK_THAT(verify(worker, replaced(server, "LoadCredential=", "LoadCredentials=")).text,
             Catch::Matchers::ContainsSubstring("LoadCredentials"));
}

TEST_CASE("systemd measures both services as closed, and sees a wall that is taken away") {
  if (!has_systemd()) SKIP("systemd-analyze is not installed");
  const auto worker = unit("dossiersco-worker.service"), server = unit("dossiersco.service");
  CHECK(security("dossiersco-worker.service", worker, 5).status == 0);
  CHECK(security("dossiersco.service", server, 12).status == 0);
  CHECK(security("dossiersco-worker.service", replaced(worker, "PrivateNetwork=yes", "PrivateNetwork=no"), 5).status !=
        0);
  CHECK(security("dossiersco.service", replaced(server, "CapabilityBoundingSet=\n", ""), 12).status != 0);
}

TEST_CASE("what systemd does not measure is in the units: limits, the key, and who may reach the reader") {
  const auto worker = unit("dossiersco-worker.service"), server = unit("dossiersco.service");
  for (const char* line : {"\nRestrictAddressFamilies=AF_UNIX\n", "\nLimitCORE=0\n", "\nMemoryMax=", "\nTasksMax=",
                           "\nMemorySwapMax=0\n", "\nCPUWeight=50\n", "\nUser=dossiersco-lecteur\n",
                           "\nRuntimeDirectoryMode=0750\n", "seccomp landlock_create_ruleset"}) {
    CAPTURE(line);
    CHECK(worker.find(line) != std::string::npos);
  }
  CHECK(worker.find("LoadCredential") == std::string::npos);
  CHECK(server.find("\nLoadCredential=dossiersco.key:") != std::string::npos);
  CHECK(server.find("\nLimitCORE=0\n") != std::string::npos);
  CHECK(server.find("\nSupplementaryGroups=dossiersco-lecteur\n") != std::string::npos);
  CHECK(server.find("--worker-socket /run/dossiersco-lecteur/socket") != std::string::npos);
  CHECK(worker.find("--socket /run/dossiersco-lecteur/socket") != std::string::npos);
}

TEST_CASE("a reader of another user reads for who is of its group, and for nobody else") {
  if (::geteuid() != 0) SKIP("only root can start a program as another user");
  const Scratch folder;
  const fs::path held = folder.path / "lecteur";
  fs::create_directory(held);
  fs::permissions(folder.path, fs::perms(0755));
  REQUIRE(::chown(held.c_str(), reader_user, reader_group) == 0);
  fs::permissions(held, fs::perms(0750));  // RuntimeDirectoryMode
  const std::string socket = held / "socket";
  const std::string paper = papers::pdf(papers::bill());
  const pid_t worker = ::fork();
  REQUIRE(worker >= 0);
  if (worker == 0) {
    become(reader_user, reader_group);
    ::execl(WORKER_PROGRAM, WORKER_PROGRAM, "--socket", socket.c_str(), nullptr);
    std::_Exit(91);
  }
  for (int i = 0; i < 200 && !fs::exists(socket); ++i) std::this_thread::sleep_for(50ms);
  const bool there = fs::exists(socket);
  CHECK(there);
  if (there) {
    CHECK_THAT(line_of("/proc/" + std::to_string(worker) + "/status", "Uid:"),
               Catch::Matchers::ContainsSubstring("65534\t65534\t65534\t65534"));
    CHECK(read_as(server_user, {reader_group}, socket, paper) == 0);
    CHECK(read_as(stranger, {}, socket, paper) == 1);
    CHECK(read_as(server_user, {reader_group}, socket, paper) == 0);
  }
  ::kill(worker, SIGTERM);
  ::waitpid(worker, nullptr, 0);
}
