#include "pipeline/reader.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

namespace pipeline {
namespace {

using Clock = std::chrono::steady_clock;

// A descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }
  void close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }
  int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

int milliseconds_until(Clock::time_point moment) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(moment - Clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count() + 1, 0, 600'000));
}

// The document as a memfd nobody can change any more, not even us.
Descriptor seal_in_memory(std::span<const std::byte> untrusted) {
  Descriptor memory(::memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!memory) return memory;
  while (!untrusted.empty()) {
    const auto written = ::write(memory.number(), untrusted.data(), untrusted.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return {};
    untrusted = untrusted.subspan(static_cast<std::size_t>(written));
  }
  if (::fcntl(memory.number(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) return {};
  return memory;
}

bool send_job(int control, const Job& job, int document, int answer) {
  auto bytes = encode(job);
  iovec part{bytes.data(), bytes.size()};
  alignas(cmsghdr) char ancillary[CMSG_SPACE(2 * sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = ancillary;
  message.msg_controllen = sizeof ancillary;
  cmsghdr* head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(2 * sizeof(int));
  const int passed[] = {document, answer};
  std::memcpy(CMSG_DATA(head), passed, sizeof passed);
  return ::sendmsg(control, &message, MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

constexpr std::chrono::seconds start_patience{20};  // models load in 0.1 s; a cold disk takes longer
constexpr int look_up_ms = 100;
constexpr std::chrono::milliseconds grace{1500};  // the zygote keeps the clock; we only mind that it does

}  // namespace

std::string_view to_string(ReadFailure failure) {
  switch (failure) {
    case ReadFailure::killed:
      return "killed";
    case ReadFailure::timed_out:
      return "timed_out";
    case ReadFailure::lied:
      return "lied";
    case ReadFailure::worker_gone:
      return "worker_gone";
  }
  return "";
}

Refusal refusal_of(ReadFailure failure) {
  return failure == ReadFailure::timed_out ? Refusal::trop_grand : Refusal::abime;
}

struct Reader::Link {
  std::string program, socket_path;
  Descriptor control;
  pid_t pid = -1;
  std::uint64_t next_job = 1;

  ~Link() { drop(); }

  void drop() {
    control.close();
    if (pid <= 0) return;
    // Without its control socket a sane worker ends by itself; one that isn't sane gets no time to discuss it.
    for (int i = 0; i < 20; ++i) {
      if (::waitpid(pid, nullptr, WNOHANG) == pid) {
        pid = -1;
        return;
      }
      ::usleep(5'000);
    }
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    pid = -1;
  }

  bool ensure() {
    if (control) {
      pollfd state{control.number(), POLLIN, 0};
      // Between two documents the worker has nothing to say: readable means gone, or mad.
      if (::poll(&state, 1, 0) == 0) return true;
      drop();
    }
    if (!(socket_path.empty() ? spawn() : reach())) return false;
    const auto hello = report(Clock::now() + start_patience);
    if (hello && hello->outcome == Report::Outcome::ready) return true;
    drop();
    return false;
  }

  bool spawn() {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return false;
    Descriptor ours(pair[0]), theirs(pair[1]);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    // dup2 onto itself would keep close-on-exec, hence the detour by a number above 3.
    Descriptor detour(::fcntl(theirs.number(), F_DUPFD_CLOEXEC, 10));
    posix_spawn_file_actions_adddup2(&actions, detour.number(), 3);
    posix_spawn_file_actions_addclosefrom_np(&actions, 4);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD}) sigaddset(&usual, signal);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    // Its own process group: an operator's Ctrl-C stops the server, and the server stops the worker.
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    // A fresh environment: the server's own may hold secrets.
    char threads[] = "OMP_THREAD_LIMIT=1", language[] = "LANG=C.UTF-8", path[] = "PATH=/usr/bin:/bin";
    char* environment[] = {threads, language, path, nullptr};
    char* arguments[] = {program.data(), nullptr};
    const int failed = ::posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
      pid = -1;
      return false;
    }
    control = std::move(ours);
    return true;
  }

  bool reach() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket_path.size() >= sizeof address.sun_path) return false;
    std::memcpy(address.sun_path, socket_path.c_str(), socket_path.size() + 1);
    Descriptor socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    if (!socket || ::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      return false;
    control = std::move(socket);
    return true;
  }

  std::optional<Report> report(Clock::time_point until) {
    while (true) {
      pollfd state{control.number(), POLLIN, 0};
      const int ready = ::poll(&state, 1, milliseconds_until(until));
      if (ready < 0 && errno == EINTR) continue;
      if (ready <= 0) return std::nullopt;
      std::array<std::byte, report_bytes + 1> bytes;
      const auto size = ::recv(control.number(), bytes.data(), bytes.size(), MSG_DONTWAIT);
      if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (size <= 0) return std::nullopt;
      return decode_report(std::span(bytes).first(static_cast<std::size_t>(size)));
    }
  }

  // Frames until the pipe closes, then the zygote's word on how the child ended.
  tl::expected<Report, ReadFailure> run(std::span<const std::byte> untrusted, const ReadOptions& options,
                                        DocumentKind kind, FrameCollector& collector) {
    if (!ensure()) return tl::unexpected(ReadFailure::worker_gone);
    Descriptor document = seal_in_memory(untrusted);
    int ends[2];
    if (!document || ::pipe2(ends, O_CLOEXEC) != 0) return tl::unexpected(ReadFailure::worker_gone);
    Descriptor frames(ends[0]), answer(ends[1]);
    const Job job{.id = next_job++,
                  .deadline_ms = static_cast<std::uint32_t>(options.deadline.count()),
                  .kind = kind,
                  .bulk = options.bulk};
    const auto until = Clock::now() + wall_per_cpu * options.deadline + grace;
    if (!send_job(control.number(), job, document.number(), answer.number())) {
      drop();
      return tl::unexpected(ReadFailure::worker_gone);
    }
    answer.close();
    document.close();
    std::vector<std::byte> chunk(64 * 1024);
    while (true) {
      pollfd states[] = {{frames.number(), POLLIN, 0}};
      const int left = milliseconds_until(until);
      const int ready = ::poll(states, 1, options.keep_going ? std::min(left, look_up_ms) : left);
      if (ready < 0 && errno == EINTR) continue;
      if (options.keep_going && !options.keep_going()) {
        // The zygote kills the children of a server that left; the next reading starts another, or reaches it again.
        drop();
        return tl::unexpected(ReadFailure::worker_gone);
      }
      if (ready == 0 && left > look_up_ms && options.keep_going) continue;
      if (ready <= 0) {
        // The zygote should have killed its child by now: it is not to be believed any further.
        drop();
        return tl::unexpected(ReadFailure::timed_out);
      }
      const auto size = ::read(frames.number(), chunk.data(), chunk.size());
      if (size < 0 && errno == EINTR) continue;
      if (size <= 0) break;
      if (!collector.feed(std::span(chunk).first(static_cast<std::size_t>(size)))) {
        // Closing the control socket makes the zygote kill the liar.
        drop();
        return tl::unexpected(ReadFailure::lied);
      }
    }
    const auto last = report(until);
    if (!last) {
      drop();
      return tl::unexpected(ReadFailure::worker_gone);
    }
    if (last->id != job.id || last->outcome == Report::Outcome::ready) {
      drop();
      return tl::unexpected(ReadFailure::lied);
    }
    return *last;
  }
};

Reader::Reader(std::unique_ptr<Link> link) : link_(std::move(link)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Reader Reader::start(std::string worker_program) {
  auto link = std::make_unique<Link>();
  link->program = std::move(worker_program);
  return Reader(std::move(link));
}

Reader Reader::connect(std::string socket_path) {
  auto link = std::make_unique<Link>();
  link->socket_path = std::move(socket_path);
  return Reader(std::move(link));
}

bool Reader::warm() { return link_->ensure(); }

tl::expected<Reading, ReadFailure> Reader::read(std::span<const std::byte> untrusted, const ReadOptions& options,
                                                const std::function<void(Stage)>& on_stage, const OnPage& on_page) {
  if (untrusted.size() > max_piece_bytes) return Reading{.facts = {.refusal = Refusal::trop_grand}, .pictures = {}};
  FrameCollector collector(DocumentKind::piece, on_stage, {}, on_page);
  const auto report = link_->run(untrusted, options, DocumentKind::piece, collector);
  if (!report) return tl::unexpected(report.error());
  switch (report->outcome) {
    case Report::Outcome::refused:
      return tl::unexpected(ReadFailure::worker_gone);
    case Report::Outcome::timed_out:
      if (!collector.opened()) return tl::unexpected(ReadFailure::timed_out);
      break;
    default:
      if (!collector.opened()) return tl::unexpected(ReadFailure::killed);
  }
  const bool ended = collector.ended();
  Reading reading = collector.take();
  if (!ended) {
    // SIGXCPU's limit and the wall clock are the same misfortune: the document was too slow for us.
    const bool slow = report->outcome == Report::Outcome::timed_out ||
                      (report->outcome == Report::Outcome::crashed && (report->code == SIGXCPU));
    (slow ? reading.facts.timed_out : reading.facts.damaged) = true;
  }
  return reading;
}

tl::expected<void, ReadFailure> Reader::read_export(
    std::span<const std::byte> untrusted, const ReadOptions& options,
    const std::function<void(std::string_view untrusted_json)>& on_record) {
  FrameCollector collector(DocumentKind::bee, {}, on_record);
  const auto report = link_->run(untrusted, options, DocumentKind::bee, collector);
  if (!report) return tl::unexpected(report.error());
  if (report->outcome == Report::Outcome::refused) return tl::unexpected(ReadFailure::worker_gone);
  if (report->outcome == Report::Outcome::timed_out) return tl::unexpected(ReadFailure::timed_out);
  if (!collector.ended() || report->outcome != Report::Outcome::finished) return tl::unexpected(ReadFailure::killed);
  return {};
}

}  // namespace pipeline
