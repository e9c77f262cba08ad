#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "tests/catch.h"

extern char** environ;

namespace {

namespace fs = std::filesystem;

struct End {
  int status = -1;
  int signal = 0;
};

End probe(const char* where, const char* act, const char* argument = "") {
  char* arguments[] = {const_cast<char*>(CAGE_PROBE), const_cast<char*>(where), const_cast<char*>(act),
                       const_cast<char*>(argument), nullptr};
  pid_t pid = -1;
  REQUIRE(::posix_spawn(&pid, CAGE_PROBE, nullptr, nullptr, arguments, environ) == 0);
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  if (WIFSIGNALED(status)) return {-1, WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

std::string some_font() {
  for (const auto& entry : fs::recursive_directory_iterator("/usr/share/fonts")) {
    if (entry.path().extension() == ".ttf") return entry.path();
  }
  return {};
}

// A folder that any user may write in, with one file: the cage makes nobody of root, and what is refused must be the
// act, not the folder.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "cage-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
    fs::permissions(path_, fs::perms::all);
    std::ofstream(path_ / "file") << "untouched";
    fs::permissions(path_ / "file", fs::perms(0666));
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path() const { return path_; }
  // Still the one file, with its text and its mode.
  bool untouched() const {
    std::ifstream file(path_ / "file");
    std::string text;
    file >> text;
    return std::distance(fs::directory_iterator(path_), {}) == 1 && text == "untouched" &&
           fs::status(path_ / "file").permissions() == fs::perms(0666);
  }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("what the cage forbids kills the process that tries it, and works outside the cage") {
  const auto act = GENERATE(as<const char*>{}, "socket", "unix_socket", "connect", "fork", "vfork", "exec",
                            "open_write", "create", "ptrace", "executable_memory", "made_executable", "kill_parent");
  CAPTURE(act);
  CHECK(probe("out", act).status == 0);
  CHECK(probe("in", act).signal == SIGSYS);
}

TEST_CASE("no act on files, programs, other processes or its own walls is left in the cage; each works outside") {
  const auto act = GENERATE(as<const char*>{}, "unlink", "rename", "mkdir", "symlink", "link", "chmod", "chown",
                            "truncate", "chdir", "memfd", "exec_descriptor", "unshare", "attach", "read_other",
                            "write_other", "kill_other", "tgkill_other", "pidfd_open", "dumpable_again",
                            "survive_parent", "raise_limit", "another_filter", "write_by_proc", "setuid");
  CAPTURE(act);
  const Folder outside, inside;
  CHECK(probe("out", act, outside.path().c_str()).status == 0);
  CHECK(probe("in", act, inside.path().c_str()).signal == SIGSYS);
  CHECK(inside.untouched());
  const std::string_view name = act;
  if (name == "unlink" || name == "rename" || name == "mkdir" || name == "symlink" || name == "link" ||
      name == "chmod" || name == "truncate")
    CHECK_FALSE(outside.untouched());
}

TEST_CASE("no local socket is reached from the cage, by a path or by a name without file, on a socket it was given") {
  const auto act = GENERATE(as<const char*>{}, "connect_path", "connect_abstract");
  CAPTURE(act);
  const Folder outside, inside;
  CHECK(probe("out", act, outside.path().c_str()).status == 0);
  CHECK(probe("in", act, inside.path().c_str()).signal == SIGSYS);
}

TEST_CASE("what a host may refuse to anyone still kills in the cage") {
  const auto act = GENERATE(as<const char*>{}, "mount", "io_uring", "userfaultfd", "bpf", "perf_event_open", "keyctl",
                            "add_key", "setns", "chroot");
  CAPTURE(act);
  const Folder outside, inside;
  const End twin = probe("out", act, outside.path().c_str());
  // Kernels and containers forbid these in their own way: with an error, never with the cage's death.
  CHECK(twin.signal == 0);
  CHECK((twin.status == 0 || twin.status == 1));
  if (twin.status == 1) WARN("refused outside the cage too, by this host: " << act);
  CHECK(probe("in", act, inside.path().c_str()).signal == SIGSYS);
  CHECK(inside.untouched());
}

TEST_CASE("what the cage denies is answered with an error, and works outside the cage") {
  const auto act = GENERATE(as<const char*>{}, "read_passwd", "thread", "memory", "inherited");
  CAPTURE(act);
  CHECK(probe("out", act).status == 0);
  CHECK(probe("in", act).status == 1);
}

TEST_CASE("a caged process writes no file, even through a descriptor it was given") {
  CHECK(probe("out", "write_file").status == 0);
  CHECK(probe("in", "write_file").signal == SIGXFSZ);
}

TEST_CASE("a caged process that works too long is killed") {
  CHECK(probe("out", "spin").status == 0);
  CHECK(probe("in", "spin").signal == SIGXCPU);
}

TEST_CASE("the cage leaves what reading needs: memory, and fonts where Landlock can tell them from the rest") {
  CHECK(probe("in", "little_memory").status == 0);
  const std::string font = some_font();
  REQUIRE_FALSE(font.empty());
  CHECK(probe("out", "read_font", font.c_str()).status == 0);
  // Without Landlock no file can be opened at all, which is the safe side.
  CHECK(probe("in", "read_font", font.c_str()).status <= 1);
}
