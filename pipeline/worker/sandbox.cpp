#include "pipeline/worker/sandbox.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>

#if defined(__SANITIZE_ADDRESS__)
#define DOSSIERSCO_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define DOSSIERSCO_SANITIZED 1
#endif
#endif

namespace pipeline {
namespace {

[[noreturn]] void give_up(const char* step) {
  // To the worker's own journal; never a word about the document.
  std::fprintf(stderr, "{\"event\":\"cage_impossible\",\"step\":\"%s\",\"errno\":%d}\n", step, errno);
  ::_exit(Cage::cannot_confine);
}

// Landlock's numbers, written out: Debian 12's headers know less than the kernels the box may run on.
constexpr std::uint64_t fs_read = std::uint64_t{1} << 2 | std::uint64_t{1} << 3;  // read_file, read_dir
constexpr unsigned rule_path_beneath = 1;
struct RulesetAttributes {
  std::uint64_t fs, net, scoped;
};
struct [[gnu::packed]] PathBeneath {
  std::uint64_t allowed;
  std::int32_t parent;
};

int abi_at_run_time() {
  const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1U);
  return abi < 1 ? 0 : static_cast<int>(abi);
}

int make_ruleset(int abi, const std::vector<std::string>& readable) {
  RulesetAttributes attributes{};
  const int rights = abi >= 5 ? 16 : abi >= 3 ? 15 : abi == 2 ? 14 : 13;
  attributes.fs = (std::uint64_t{1} << rights) - 1;
  if (abi >= 4) attributes.net = 3;
  if (abi >= 6) attributes.scoped = 3;
  const std::size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  const int ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0U));
  if (ruleset < 0) give_up("landlock_create_ruleset");
  for (const auto& folder : readable) {
    const int parent = ::open(folder.c_str(), O_PATH | O_CLOEXEC | O_DIRECTORY);
    if (parent < 0) continue;
    const PathBeneath rule{.allowed = fs_read, .parent = parent};
    if (::syscall(SYS_landlock_add_rule, ruleset, rule_path_beneath, &rule, 0U) != 0) give_up("landlock_add_rule");
    ::close(parent);
  }
  return ruleset;
}

std::vector<unsigned char> make_filter(bool may_open) {
  const scmp_filter_ctx context = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (context == nullptr) give_up("seccomp_init");
  const auto allow = [&](std::initializer_list<int> calls) {
    for (const int call : calls) {
      if (seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 0) != 0) give_up("seccomp_rule_add");
    }
  };
  const auto answer = [&](int error, std::initializer_list<int> calls) {
    for (const int call : calls) {
      if (seccomp_rule_add(context, SCMP_ACT_ERRNO(static_cast<unsigned>(error)), call, 0) != 0)
        give_up("seccomp_rule_add");
    }
  };
  allow({SCMP_SYS(read),
         SCMP_SYS(pread64),
         SCMP_SYS(readv),
         SCMP_SYS(write),
         SCMP_SYS(writev),
         SCMP_SYS(close),
         SCMP_SYS(lseek),
         SCMP_SYS(fstat),
         SCMP_SYS(munmap),
         SCMP_SYS(mremap),
         SCMP_SYS(brk),
         SCMP_SYS(madvise),
         SCMP_SYS(futex),
         SCMP_SYS(clock_gettime),
         SCMP_SYS(clock_getres),
         SCMP_SYS(gettimeofday),
         SCMP_SYS(times),
         SCMP_SYS(getrandom),
         SCMP_SYS(getpid),
         SCMP_SYS(gettid),
         SCMP_SYS(getrusage),
         SCMP_SYS(sched_yield),
         SCMP_SYS(sched_getaffinity),
         SCMP_SYS(sysinfo),
         SCMP_SYS(rt_sigaction),
         SCMP_SYS(rt_sigprocmask),
         SCMP_SYS(rt_sigreturn),
         SCMP_SYS(sigaltstack),
         SCMP_SYS(exit),
         SCMP_SYS(exit_group)});
#ifdef DOSSIERSCO_SANITIZED
  // The sanitizers ask the kernel whether an address is readable, through a pipe of their own.
  allow({SCMP_SYS(pipe2)});
#endif
  // Libraries look at paths and terminals before doing without them: they are told no rather than killed.
  answer(EACCES, {SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
                  SCMP_SYS(getcwd), SCMP_SYS(statx), SCMP_SYS(stat), SCMP_SYS(lstat)});
  answer(ENOTTY, {SCMP_SYS(ioctl)});
  // libde265 asks for a helper thread and decodes alone when refused. No thread, no process.
  answer(EAGAIN, {SCMP_SYS(clone3)});
  const auto masked = [&](unsigned argument, std::uint64_t mask, int call, std::uint32_t action) {
    const scmp_arg_cmp rule{.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = 0};
    if (seccomp_rule_add_array(context, action, call, 1, &rule) != 0) give_up("seccomp_rule_add_array");
  };
  masked(2, PROT_EXEC, SCMP_SYS(mmap), SCMP_ACT_ALLOW);
  masked(2, PROT_EXEC, SCMP_SYS(mprotect), SCMP_ACT_ALLOW);
  // Without Landlock nothing would limit which file is read: then none is.
  const std::uint64_t writes = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY);
  const std::uint32_t opening = may_open ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EACCES);
  masked(2, writes, SCMP_SYS(openat), opening);
  masked(1, writes, SCMP_SYS(open), opening);
  // A descriptor's own state only: glibc's fstat asks with an empty path, which the filter can't read; the path forms
  // give sizes and dates of files, and no content.
  allow({SCMP_SYS(newfstatat)});
  const scmp_arg_cmp flags_only{.arg = 1, .op = SCMP_CMP_EQ, .datum_a = F_GETFL, .datum_b = 0};
  const scmp_arg_cmp cloexec_only{.arg = 1, .op = SCMP_CMP_EQ, .datum_a = F_SETFD, .datum_b = 0};
  if (seccomp_rule_add_array(context, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, &flags_only) != 0 ||
      seccomp_rule_add_array(context, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, &cloexec_only) != 0)
    give_up("seccomp_rule_add_array");

  const int memory = ::memfd_create("filter", MFD_CLOEXEC);
  if (memory < 0 || seccomp_export_bpf(context, memory) != 0) give_up("seccomp_export_bpf");
  seccomp_release(context);
  std::vector<unsigned char> filter(static_cast<std::size_t>(::lseek(memory, 0, SEEK_END)));
  if (::pread(memory, filter.data(), filter.size(), 0) != static_cast<ssize_t>(filter.size())) give_up("filter");
  ::close(memory);
  return filter;
}

void limit(__rlimit_resource resource, std::size_t value) {
  const rlimit both{.rlim_cur = value, .rlim_max = value};
  if (::setrlimit(resource, &both) != 0) give_up("setrlimit");
}

std::size_t address_space_bytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) give_up("statm");
  unsigned long pages = 0;
  if (std::fscanf(file, "%lu", &pages) != 1) give_up("statm");
  std::fclose(file);
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

Cage::Cage(const std::vector<std::string>& readable) : landlock_abi_(abi_at_run_time()) {
  if (landlock_abi_ > 0) ruleset_ = make_ruleset(landlock_abi_, readable);
  filter_ = make_filter(landlock_abi_ > 0);
}

Cage::~Cage() {
  if (ruleset_ >= 0) ::close(ruleset_);
}

CageStrength Cage::enter(const CageLimits& limits) const {
  CageStrength strength{.landlock_abi = landlock_abi_};
  if (::geteuid() == 0) {
    constexpr uid_t nobody = 65534;
    strength.other_user = ::setgroups(0, nullptr) == 0 && ::setresgid(nobody, nobody, nobody) == 0 &&
                          ::setresuid(nobody, nobody, nobody) == 0;
  }
  // After the change of user, which clears it.
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) give_up("pdeathsig");
  if (::prctl(PR_SET_DUMPABLE, 0) != 0) give_up("dumpable");
  limit(RLIMIT_AS, address_space_bytes() + limits.extra_memory_bytes);
  // Soft below hard: the child dies of SIGXCPU, which says that time ran out, and not of SIGKILL, which says nothing.
  const auto seconds = static_cast<rlim_t>(limits.cpu.count());
  const rlimit cpu{.rlim_cur = seconds, .rlim_max = seconds + 1};
  if (::setrlimit(RLIMIT_CPU, &cpu) != 0) give_up("setrlimit");
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NPROC, 0);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) give_up("no_new_privs");
  if (ruleset_ >= 0 && ::syscall(SYS_landlock_restrict_self, ruleset_, 0U) != 0) give_up("landlock_restrict_self");
  if (::close_range(3, ~0U, 0) != 0) give_up("close_range");
  limit(RLIMIT_NOFILE, 16);
  sock_fprog program{};
  program.len = static_cast<unsigned short>(filter_.size() / sizeof(sock_filter));
  program.filter = reinterpret_cast<sock_filter*>(const_cast<unsigned char*>(filter_.data()));
  if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0U, &program) != 0) give_up("seccomp");
  return strength;
}

bool leave_networks() {
  constexpr int spaces = CLONE_NEWNET | CLONE_NEWIPC;
  return ::unshare(::geteuid() == 0 ? spaces : spaces | CLONE_NEWUSER) == 0;
}

}  // namespace pipeline
