// One act, inside the cage or outside it: `cage_probe in|out ACT`. Exit 0: the act succeeded. Exit 1: it was refused
// with an error. Killed: the cage did it. Anything else is a fault of the probe.

#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "pipeline/worker/sandbox.h"

namespace {

int opened(int descriptor) { return descriptor >= 0 ? 0 : 1; }

// A connection to ourselves: outside it succeeds, since the probe listens.
int loopback_listener(sockaddr_in& address) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 1) != 0 ||
      ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    std::_Exit(9);
  return listener;
}

void* nothing(void*) { return nullptr; }

int act(std::string_view name, const char* font) {
  if (name == "socket") return opened(::socket(AF_INET, SOCK_STREAM, 0));
  if (name == "unix_socket") return opened(::socket(AF_UNIX, SOCK_STREAM, 0));
  if (name == "fork") {
    const pid_t pid = ::fork();
    if (pid == 0) std::_Exit(0);
    return pid > 0 ? 0 : 1;
  }
  if (name == "vfork") {
    const pid_t pid = ::vfork();
    if (pid == 0) std::_Exit(0);
    return pid > 0 ? 0 : 1;
  }
  if (name == "thread") {
    pthread_t thread;
    return ::pthread_create(&thread, nullptr, nothing, nullptr) == 0 ? ::pthread_join(thread, nullptr) : 1;
  }
  if (name == "exec") {
    ::execl("/bin/true", "true", nullptr);
    return 1;
  }
  if (name == "open_write") return opened(::open("/dev/null", O_WRONLY));
  if (name == "create") return opened(::open("/tmp", O_TMPFILE | O_RDWR, 0600));
  if (name == "read_passwd") return opened(::open("/etc/passwd", O_RDONLY));
  if (name == "read_font") return opened(::open(font, O_RDONLY));
  if (name == "ptrace") return ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0 ? 0 : 1;
  if (name == "kill_parent") return ::kill(::getppid(), 0) == 0 ? 0 : 1;
  if (name == "memory") {
    void* memory = ::mmap(nullptr, std::size_t{1} << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? 1 : 0;
  }
  if (name == "little_memory") {
    void* memory = ::mmap(nullptr, std::size_t{64} << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? 1 : 0;
  }
  if (name == "executable_memory") {
    void* memory = ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? 1 : 0;
  }
  if (name == "made_executable") {
    void* memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return ::mprotect(memory, 4096, PROT_READ | PROT_EXEC) == 0 ? 0 : 1;
  }
  if (name == "spin") {
    // Two and a half seconds of work: one more than the probe's own cage allows.
    timespec used{};
    do {
      ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    } while (used.tv_sec * 1000 + used.tv_nsec / 1'000'000 < 2'500);
    return 0;
  }
  return 8;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 8;
  const std::string_view where = arguments[1], name = arguments[2];
  const char* font = count > 3 ? arguments[3] : "";
  sockaddr_in address{};
  const int listener = loopback_listener(address);
  const int ready_socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const int file = ::open("/tmp", O_TMPFILE | O_RDWR, 0600);
  // Descriptors a careless parent would leave: closed by the cage, except these two, moved where it keeps them.
  if (name == "connect") ::dup2(ready_socket, 0);
  if (name == "write_file") ::dup2(file, 1);
  (void)listener;
  if (where == "in") {
    const pipeline::Cage cage({"/usr/share/fonts"});
    cage.enter({.extra_memory_bytes = std::size_t{512} << 20, .cpu = std::chrono::seconds(1)});
  }
  if (name == "connect") std::_Exit(::connect(0, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 ? 0 : 1);
  if (name == "write_file") std::_Exit(::write(1, "x", 1) == 1 ? 0 : 1);
  if (name == "inherited") std::_Exit(::write(file, "x", 1) == 1 ? 0 : 1);
  std::_Exit(act(name, font));
}
