#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/wire.h"
#include "pipeline/worker/read_bee.h"
#include "pipeline/worker/read_piece.h"
#include "pipeline/worker/recognize.h"
#include "pipeline/worker/sandbox.h"

// The zygote: loads models and fonts once, then forks one caged child per document. It opens no document itself.

namespace {

using Clock = std::chrono::steady_clock;
using pipeline::Cage;
using pipeline::Job;
using pipeline::Recognizer;
using pipeline::Report;

constexpr int control_descriptor = 3;
constexpr std::size_t max_children = 8;

struct Child {
  pid_t pid = -1;
  int exit_notice = -1;  // pidfd
  int connection = -1;
  std::uint64_t job = 0;
  Clock::time_point started, deadline;
  bool timed_out = false;
};

void log(const char* event, const std::string& rest = {}) {
  std::fprintf(stderr, "{\"event\":\"%s\"%s}\n", event, rest.c_str());
}

// Both must stand in the environment before the first library starts: OpenMP reads its limit when loaded, and with
// threads a page takes from one to thirty seconds at random; Magick looks for its policy once.
void settle_environment(char** arguments) {
  const char* threads = std::getenv("OMP_THREAD_LIMIT");
  const char* policy = std::getenv("MAGICK_CONFIGURE_PATH");
  const auto beside = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "imagemagick";
  const std::filesystem::path wanted =
      std::filesystem::exists(beside / "policy.xml") ? beside : "/usr/share/dossiersco/imagemagick";
  if (threads != nullptr && std::string_view(threads) == "1" && policy != nullptr && policy == wanted) return;
  if (!std::filesystem::exists(wanted / "policy.xml")) {
    log("no_image_policy");
    std::exit(Cage::cannot_confine);
  }
  ::setenv("OMP_THREAD_LIMIT", "1", 1);
  ::setenv("MAGICK_CONFIGURE_PATH", wanted.c_str(), 1);
  ::execv("/proc/self/exe", arguments);
  log("restart_failed");
  std::exit(71);
}

void send_report(int connection, const Report& report) {
  const auto bytes = encode(report);
  // A server that went away is noticed by its end of file, not here.
  (void)::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

[[noreturn]] void be_child(const Job& job, int document, int answer, std::size_t size, const Cage& cage,
                           const Recognizer& recognizer) {
  // Away from 0..2 first, then onto them: what the child holds is the document, the pipe, and a mouth that says
  // nothing.
  const int far_document = ::fcntl(document, F_DUPFD, 10);
  const int far_answer = ::fcntl(answer, F_DUPFD, 10);
  const int nothing = ::open("/dev/null", O_WRONLY);
  if (far_document < 0 || far_answer < 0 || nothing < 0) ::_exit(Cage::cannot_confine);
  ::signal(SIGTERM, SIG_DFL);
  if (job.bulk) ::setpriority(PRIO_PROCESS, 0, 10);
  const std::chrono::seconds cpu{std::max<std::uint32_t>(1, (job.deadline_ms + 999) / 1000)};
  if (::dup2(far_document, 0) < 0 || ::dup2(far_answer, 1) < 0) ::_exit(Cage::cannot_confine);
  // Libraries print what they think of a document: it goes nowhere. A write to a journal kept in a file would also meet
  // the limit of file sizes.
  if (::dup2(nothing, 2) < 0) ::_exit(Cage::cannot_confine);
  cage.enter({.cpu = cpu});
  const void* mapped = size == 0 ? nullptr : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, 0, 0);
  if (mapped == MAP_FAILED) ::_exit(72);
  const std::span untrusted(static_cast<const std::byte*>(mapped), size);
  pipeline::FrameWriter out(pipeline::FrameWriter::to_descriptor(1));
  if (job.kind == pipeline::DocumentKind::bee) {
    pipeline::read_bee(untrusted, out);
  } else {
    pipeline::PieceLimits limits{.deadline = pipeline::CpuClock::now() + std::chrono::milliseconds(job.deadline_ms)};
    if (job.bulk) limits.pages_recognized = pipeline::max_pages_read;
    pipeline::read_piece(untrusted, limits, recognizer, out);
  }
  out.end();
  ::_exit(0);
}

class Zygote {
 public:
  Zygote(const Cage& cage, const Recognizer& recognizer, int listener) : cage_(cage), recognizer_(recognizer) {
    listener_ = listener;
  }

  void greet(int connection) {
    connections_.push_back(connection);
    send_report(connection, {.outcome = Report::Outcome::ready});
  }

  void run() {
    while (listener_ >= 0 || !connections_.empty() || !children_.empty()) {
      std::vector<pollfd> watched;
      if (listener_ >= 0) watched.push_back({listener_, POLLIN, 0});
      for (const int connection : connections_) watched.push_back({connection, POLLIN, 0});
      for (const Child& child : children_) watched.push_back({child.exit_notice, POLLIN, 0});
      if (::poll(watched.data(), watched.size(), until_next_deadline()) < 0 && errno != EINTR) {
        log("poll_failed");
        std::exit(71);
      }
      for (const pollfd& one : watched) {
        if (one.revents == 0) continue;
        if (one.fd == listener_) {
          const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
          if (connection >= 0) greet(connection);
        } else if (std::ranges::find(connections_, one.fd) != connections_.end()) {
          serve(one.fd);
        }
      }
      enforce_deadlines();
      reap();
    }
  }

 private:
  int until_next_deadline() const {
    auto wait = std::chrono::milliseconds(-1);
    for (const Child& child : children_) {
      if (child.timed_out) continue;
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(child.deadline - Clock::now()) +
                        std::chrono::milliseconds(1);
      const auto bounded = std::max(left, std::chrono::milliseconds(0));
      if (wait.count() < 0 || bounded < wait) wait = bounded;
    }
    return static_cast<int>(wait.count());
  }

  void serve(int connection) {
    std::array<std::byte, pipeline::job_bytes + 1> bytes{};
    iovec part{bytes.data(), bytes.size()};
    alignas(cmsghdr) char ancillary[CMSG_SPACE(4 * sizeof(int))];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = ancillary;
    message.msg_controllen = sizeof ancillary;
    const ssize_t size = ::recvmsg(connection, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    std::vector<int> passed;
    for (cmsghdr* head = size <= 0 ? nullptr : CMSG_FIRSTHDR(&message); head != nullptr;
         head = CMSG_NXTHDR(&message, head)) {
      if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS) continue;
      const std::size_t count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      for (std::size_t i = 0; i < count; ++i) {
        int descriptor = -1;
        std::memcpy(&descriptor, CMSG_DATA(head) + i * sizeof(int), sizeof descriptor);
        passed.push_back(descriptor);
      }
    }
    const auto job =
        size <= 0 ? std::nullopt : pipeline::decode_job(std::span(bytes).first(static_cast<std::size_t>(size)));
    if (!job) {
      hang_up(connection);
    } else if (passed.size() != 2 || !begin(connection, *job, passed[0], passed[1])) {
      send_report(connection, {.id = job->id, .outcome = Report::Outcome::refused});
    }
    for (const int descriptor : passed) ::close(descriptor);
  }

  bool begin(int connection, const Job& job, int document, int answer) {
    if (children_.size() >= max_children || job.deadline_ms == 0) return false;
    struct stat status {};
    const int seals = ::fcntl(document, F_GET_SEALS);
    constexpr int wanted = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW;
    // Unsealed, the bytes could change under the decoder's eyes.
    if (::fstat(document, &status) != 0 || seals < 0 || (seals & wanted) != wanted) return false;
    const auto size = static_cast<std::size_t>(status.st_size);
    const auto limit = job.kind == pipeline::DocumentKind::bee ? pipeline::max_export_bytes : pipeline::max_piece_bytes;
    if (size > limit) return false;
    const auto now = Clock::now();
    const auto deadline = now + pipeline::wall_per_cpu * std::chrono::milliseconds(job.deadline_ms);
    const pid_t pid = ::fork();
    if (pid < 0) return false;
    if (pid == 0) be_child(job, document, answer, size, cage_, recognizer_);
    const int notice = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U));
    if (notice < 0) {
      ::kill(pid, SIGKILL);
      ::waitpid(pid, nullptr, 0);
      return false;
    }
    children_.push_back({pid, notice, connection, job.id, now, deadline, false});
    return true;
  }

  // The server is gone, or speaks nonsense: nobody waits for its documents any more.
  void hang_up(int connection) {
    std::erase(connections_, connection);
    for (Child& child : children_) {
      if (child.connection != connection) continue;
      ::kill(child.pid, SIGKILL);
      child.connection = -1;
    }
    ::close(connection);
  }

  void enforce_deadlines() {
    for (Child& child : children_) {
      if (child.timed_out || Clock::now() < child.deadline) continue;
      ::kill(child.pid, SIGKILL);
      child.timed_out = true;
    }
  }

  void reap() {
    std::erase_if(children_, [](const Child& child) {
      int status = 0;
      rusage usage{};
      if (::wait4(child.pid, &status, WNOHANG, &usage) != child.pid) return false;
      const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - child.started);
      Report report{.id = child.job,
                    .outcome = child.timed_out       ? Report::Outcome::timed_out
                               : WIFSIGNALED(status) ? Report::Outcome::crashed
                                                     : Report::Outcome::finished,
                    .code = static_cast<std::uint8_t>(WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status)),
                    .elapsed_ms = static_cast<std::uint32_t>(elapsed.count()),
                    .peak_kib = static_cast<std::uint32_t>(usage.ru_maxrss)};
      if (report.outcome != Report::Outcome::finished)
        log(child.timed_out ? "child_timed_out" : "child_crashed", ",\"job\":" + std::to_string(child.job) +
                                                                       ",\"signal\":" + std::to_string(report.code) +
                                                                       ",\"ms\":" + std::to_string(report.elapsed_ms));
      if (child.connection >= 0) send_report(child.connection, report);
      ::close(child.exit_notice);
      return true;
    });
  }

  const Cage& cage_;
  const Recognizer& recognizer_;
  int listener_ = -1;
  std::vector<int> connections_;
  std::vector<Child> children_;
};

int listen_at(const char* path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (std::strlen(path) >= sizeof address.sun_path) return -1;
  std::strcpy(address.sun_path, path);
  const int listener = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (listener < 0) return -1;
  ::unlink(path);  // left by a worker that was killed; the folder belongs to the unit
  const mode_t before = ::umask(0007);
  const bool bound = ::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::umask(before);
  return bound && ::listen(listener, 8) == 0 ? listener : -1;
}

int usage() {
  std::fputs(
      "dossiersco-worker : lit les pièces dans une cage, pour le serveur qui l'a lancé (descripteur 3).\n"
      "  --socket CHEMIN   attend le serveur sur cette socket locale\n"
      "  --version         affiche la version\n",
      stderr);
  return 2;
}

}  // namespace

int main(int count, char** arguments) try {
  const char* socket_path = nullptr;
  if (count == 2 && std::string_view(arguments[1]) == "--version") {
    std::puts("dossiersco-worker " DOSSIERSCO_VERSION);
    return 0;
  }
  if (count == 3 && std::string_view(arguments[1]) == "--socket") socket_path = arguments[2];
  if (count != 1 && socket_path == nullptr) return usage();
  struct stat status {};
  if (socket_path == nullptr && (::fstat(control_descriptor, &status) != 0 || !S_ISSOCK(status.st_mode)))
    return usage();
  settle_environment(arguments);
  // Whatever the starter had open stays with the starter.
  ::close_range(socket_path == nullptr ? control_descriptor + 1 : control_descriptor, ~0U, 0);
  ::signal(SIGPIPE, SIG_IGN);

  const auto start = Clock::now();
  const int listener = socket_path == nullptr ? -1 : listen_at(socket_path);
  if (socket_path != nullptr && listener < 0) {
    log("socket_unavailable");
    return 71;
  }
  const bool networks_left = pipeline::leave_networks();
  const Recognizer recognizer;
  pipeline::warm_decoders();
  pipeline::warm_read_bee();
  const Cage cage({"/usr/share/fonts", "/usr/share/poppler", "/usr/local/share/fonts"});
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
  log("worker_ready", ",\"ms\":" + std::to_string(took) + ",\"landlock\":" + std::to_string(cage.landlock_abi()) +
                          ",\"namespaces\":" + (networks_left ? "true" : "false"));
  Zygote zygote(cage, recognizer, listener);
  if (socket_path == nullptr) {
    ::fcntl(control_descriptor, F_SETFD, FD_CLOEXEC);
    zygote.greet(control_descriptor);
  }
  zygote.run();
  return 0;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "{\"event\":\"worker_failed\"}\n");
  (void)failure;
  return 71;
}
