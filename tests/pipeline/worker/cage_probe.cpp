// One act, inside the cage or outside it: `cage_probe in|out ACT`. Exit 0: the act succeeded. Exit 1: it was refused
// with an error. Killed: the cage did it. Anything else is a fault of the probe.

#include <fcntl.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
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

// A folder of the probe's own, with one file in it. What an act leaves there is swept by the test.
std::string folder;
std::string in_folder(const char* name) { return folder + "/" + name; }

sockaddr_un local_address(std::string_view name, socklen_t& size) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path, sizeof address.sun_path - 1);
  size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size() + (name[0] == '/' ? 1 : 0));
  return address;
}

// The name of a socket that listens: a path, or a name without file.
std::string local_name(bool abstract) {
  return abstract ? std::string(1, '\0') + "cage-probe-" + std::to_string(::getpid()) : in_folder("socket");
}

void listen_locally(bool abstract) {
  socklen_t size = 0;
  const auto address = local_address(local_name(abstract), size);
  const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(listener, 1) != 0)
    std::_Exit(9);
}

int connect_locally(int socket, const std::string& name) {
  socklen_t size = 0;
  const auto address = local_address(name, size);
  return ::connect(socket, reinterpret_cast<const sockaddr*>(&address), size) == 0 ? 0 : 1;
}

// Someone to harm: of the same user, idle, there before the cage closes.
pid_t victim = -1;
void find_victim() {
  victim = ::fork();
  if (victim != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::sleep(60);
  std::_Exit(0);
}
constexpr std::array<char, 8> known{'k', 'n', 'o', 'w', 'n', 0, 0, 0};

// Bare calls, for what glibc wraps or does not know.
int call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0) {
  return ::syscall(number, a, b, c, d, e) >= 0 ? 0 : 1;
}

int forbidden_call(std::string_view name) {
  const std::string file = in_folder("file"), other = in_folder("other");
  if (name == "mount") return ::mount("none", folder.c_str(), "tmpfs", 0, nullptr) == 0 ? 0 : 1;
  if (name == "unlink") return ::unlink(file.c_str()) == 0 ? 0 : 1;
  if (name == "rename") return ::rename(file.c_str(), other.c_str()) == 0 ? 0 : 1;
  if (name == "mkdir") return ::mkdir(other.c_str(), 0700) == 0 ? 0 : 1;
  if (name == "symlink") return ::symlink("/etc/passwd", other.c_str()) == 0 ? 0 : 1;
  if (name == "link") return ::link(file.c_str(), other.c_str()) == 0 ? 0 : 1;
  if (name == "chmod") return ::chmod(file.c_str(), 0644) == 0 ? 0 : 1;
  if (name == "chown") return ::chown(file.c_str(), ::geteuid(), ::getegid()) == 0 ? 0 : 1;
  if (name == "truncate") return ::truncate(file.c_str(), 0) == 0 ? 0 : 1;
  if (name == "chdir") return ::chdir("/") == 0 ? 0 : 1;
  if (name == "memfd") return opened(::memfd_create("program", 0));
  if (name == "exec_descriptor") {
    char* none[] = {nullptr};
    char first[] = "true", *arguments[] = {first, nullptr};
    ::syscall(SYS_execveat, 0, "", arguments, none, AT_EMPTY_PATH);
    return 1;
  }
  if (name == "io_uring") {
    std::array<char, 256> settings{};
    return call(SYS_io_uring_setup, 4, reinterpret_cast<long>(settings.data()));
  }
  if (name == "userfaultfd") return call(SYS_userfaultfd, O_CLOEXEC | 1);
  if (name == "bpf") {
    const std::array<std::uint32_t, 18> map{2, 4, 4, 1};  // an array of one number
    return call(SYS_bpf, 0, reinterpret_cast<long>(map.data()), sizeof map);
  }
  if (name == "perf_event_open") {
    perf_event_attr clock{};
    clock.type = PERF_TYPE_SOFTWARE;
    clock.size = sizeof clock;
    clock.exclude_kernel = 1;
    return call(SYS_perf_event_open, reinterpret_cast<long>(&clock), 0, -1, -1, 0);
  }
  if (name == "keyctl") return call(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 1);
  if (name == "add_key")
    return call(SYS_add_key, reinterpret_cast<long>("user"), reinterpret_cast<long>("cage"),
                reinterpret_cast<long>("x"), 1, KEY_SPEC_PROCESS_KEYRING);
  if (name == "unshare") return ::unshare(CLONE_FS) == 0 ? 0 : 1;
  if (name == "setns") return call(SYS_setns, 0, 0);
  if (name == "chroot") return call(SYS_chroot, reinterpret_cast<long>("/"));
  if (name == "setuid") return call(SYS_setuid, static_cast<long>(::geteuid()));
  if (name == "attach") {
    if (::ptrace(PTRACE_ATTACH, victim, nullptr, nullptr) != 0) return 1;
    return ::waitpid(victim, nullptr, 0) == victim ? 0 : 1;
  }
  if (name == "read_other" || name == "write_other") {
    std::array<char, 8> bytes{};
    iovec here{bytes.data(), bytes.size()}, there{const_cast<char*>(known.data()), known.size()};
    if (name == "write_other") {
      static std::array<char, 8> target{};  // at one address in both: the victim is a fork
      there.iov_base = target.data();
      return ::process_vm_writev(victim, &here, 1, &there, 1, 0) == 8 ? 0 : 1;
    }
    return ::process_vm_readv(victim, &here, 1, &there, 1, 0) == 8 && bytes == known ? 0 : 1;
  }
  if (name == "kill_other") return ::kill(victim, SIGTERM) == 0 ? 0 : 1;
  if (name == "tgkill_other") return call(SYS_tgkill, victim, victim, SIGTERM);
  if (name == "pidfd_open") return call(SYS_pidfd_open, victim, 0);
  if (name == "dumpable_again") return ::prctl(PR_SET_DUMPABLE, 1) == 0 ? 0 : 1;
  if (name == "survive_parent") return ::prctl(PR_SET_PDEATHSIG, 0) == 0 ? 0 : 1;
  if (name == "raise_limit") {
    rlimit limit{};
    if (::syscall(SYS_prlimit64, 0, RLIMIT_FSIZE, nullptr, &limit) != 0) return 1;
    return ::syscall(SYS_prlimit64, 0, RLIMIT_FSIZE, &limit, nullptr) == 0 ? 0 : 1;
  }
  if (name == "another_filter") {
    const std::uint32_t allow = SECCOMP_RET_ALLOW;
    return call(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, reinterpret_cast<long>(&allow));
  }
  if (name == "write_by_proc") return opened(::open("/proc/self/fd/0", O_WRONLY));
  return 8;
}

bool needs_victim(std::string_view name) {
  return name == "attach" || name == "read_other" || name == "write_other" || name == "kill_other" ||
         name == "tgkill_other" || name == "pidfd_open";
}

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
  return forbidden_call(name);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 8;
  const std::string_view where = arguments[1], name = arguments[2];
  // A font for the acts that read one, else the folder given to the others.
  const char* font = count > 3 ? arguments[3] : "";
  folder = font;
  sockaddr_in address{};
  const int listener = loopback_listener(address);
  const int ready_socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const int file = ::open("/tmp", O_TMPFILE | O_RDWR, 0600);
  // Descriptors a careless parent would leave: closed by the cage, except these two, moved where it keeps them.
  if (name == "connect") ::dup2(ready_socket, 0);
  if (name == "write_file") ::dup2(file, 1);
  (void)listener;
  const bool by_path = name == "connect_path", abstract = name == "connect_abstract";
  if (by_path || abstract) {
    listen_locally(abstract);
    ::dup2(::socket(AF_UNIX, SOCK_STREAM, 0), 0);
  }
  if (name == "exec_descriptor") ::dup2(::open("/bin/true", O_RDONLY), 0);
  if (name == "setns") ::dup2(::open("/proc/self/ns/uts", O_RDONLY), 0);
  if (name == "write_by_proc") ::dup2(::open(in_folder("file").c_str(), O_RDONLY), 0);
  const std::string local = by_path || abstract ? local_name(abstract) : std::string();
  if (needs_victim(name)) find_victim();
  // A mount of its own, that the host never sees.
  if (name == "mount" && ::unshare(CLONE_NEWNS | (::geteuid() == 0 ? 0 : CLONE_NEWUSER)) == 0)
    ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  if (where == "in") {
    const pipeline::Cage cage({"/usr/share/fonts"});
    cage.enter({.extra_memory_bytes = std::size_t{512} << 20, .cpu = std::chrono::seconds(1)});
  }
  if (name == "connect") std::_Exit(::connect(0, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 ? 0 : 1);
  if (by_path || abstract) std::_Exit(connect_locally(0, local));
  if (name == "write_file") std::_Exit(::write(1, "x", 1) == 1 ? 0 : 1);
  if (name == "inherited") std::_Exit(::write(file, "x", 1) == 1 ? 0 : 1);
  std::_Exit(act(name, font));
}
