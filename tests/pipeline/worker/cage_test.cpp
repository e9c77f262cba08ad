#include <spawn.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "tests/catch.h"

extern char** environ;

namespace {

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
  for (const auto& entry : std::filesystem::recursive_directory_iterator("/usr/share/fonts")) {
    if (entry.path().extension() == ".ttf") return entry.path();
  }
  return {};
}

}  // namespace

TEST_CASE("what the cage forbids kills the process that tries it, and works outside the cage") {
  const auto act = GENERATE(as<const char*>{}, "socket", "unix_socket", "connect", "fork", "vfork", "exec",
                            "open_write", "create", "ptrace", "executable_memory", "made_executable", "kill_parent");
  CAPTURE(act);
  CHECK(probe("out", act).status == 0);
  CHECK(probe("in", act).signal == SIGSYS);
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
