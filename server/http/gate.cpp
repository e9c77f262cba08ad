#include "server/http/gate.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pistache/endpoint.h>
#include <pistache/peer.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <iostream>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include "server/http/codec.h"

namespace server::http {
namespace {

constexpr const char* connection_key = "dossiersco";

// A body must grow by this much within idle_seconds, or be whole: 16 kB in 20 s is slower than any 2G phone.
constexpr std::size_t body_progress_bytes = 16 * 1024;
// What is read and thrown away after a refusal, so that the client reads the answer rather than a reset.
constexpr std::size_t max_discarded_bytes = 4 * 1024 * 1024;

// Of equal cost wherever the first difference lies.
bool same_secret(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference = static_cast<unsigned char>(difference | static_cast<unsigned char>(a[i] ^ b[i]));
  return difference == 0;
}

bool is_address(const std::string& text) {
  in6_addr parsed{};
  return inet_pton(AF_INET, text.c_str(), &parsed) == 1 || inet_pton(AF_INET6, text.c_str(), &parsed) == 1;
}

// The one value of `name`, taken out of the head; nullopt when absent or sent twice.
std::optional<std::string> take_header(Request& request, std::string_view name) {
  std::optional<std::string> value;
  std::size_t seen = 0;
  for (const auto& [known, text] : request.headers) {
    if (known != name) continue;
    ++seen;
    value = text;
  }
  std::erase_if(request.headers, [&](const auto& header) { return header.first == name; });
  return seen == 1 ? value : std::nullopt;
}

// Written at once by the thread that may close `fd`, so the number can't have passed to another client. Waits for a
// slow reader as long as it keeps reading: nginx, in production, takes answers at the speed of memory.
bool send_all(int fd, std::string_view head, std::string_view content, int idle_seconds) {
  using clock = std::chrono::steady_clock;
  constexpr std::size_t progress_bytes = 64 * 1024;
  auto deadline = clock::now() + std::chrono::seconds(idle_seconds);
  std::size_t since_deadline = 0;
  while (!head.empty() || !content.empty()) {
    iovec parts[2] = {{const_cast<char*>(head.data()), head.size()},
                      {const_cast<char*>(content.data()), content.size()}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    const auto sent = ::sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      auto left = static_cast<std::size_t>(sent);
      const auto of_head = std::min(left, head.size());
      head.remove_prefix(of_head);
      left -= of_head;
      content.remove_prefix(left);
      since_deadline += static_cast<std::size_t>(sent);
      if (since_deadline >= progress_bytes) {
        since_deadline = 0;
        deadline = clock::now() + std::chrono::seconds(idle_seconds);
      }
      continue;
    }
    if (sent < 0 && errno == EINTR) continue;
    if (sent == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) return false;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock::now()).count();
    pollfd waiting{fd, POLLOUT, 0};
    if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) == 0) return false;
  }
  return true;
}

// The sockets now open, so that stop() can end them: Pistache leaves them open when it stops.
class OpenSockets {
 public:
  void add(int fd) {
    const std::lock_guard guard(mutex_);
    fds_.insert(fd);
  }
  void remove(int fd) {
    const std::lock_guard guard(mutex_);
    fds_.erase(fd);
  }
  std::size_t count() const {
    const std::lock_guard guard(mutex_);
    return fds_.size();
  }
  void end_all() {
    const std::lock_guard guard(mutex_);
    for (const int fd : fds_) ::shutdown(fd, SHUT_RDWR);
  }

 private:
  mutable std::mutex mutex_;
  std::set<int> fds_;
};

struct Connection {
  Connection(Admit admit, OpenSockets& open, int socket, std::string address)
      : codec(std::move(admit)), sockets(open), fd(socket), peer(std::move(address)) {
    sockets.add(fd);
  }
  ~Connection() { sockets.remove(fd); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Codec codec;
  // Pistache closes a connection this long after the last reset(); its parser is used for nothing else.
  std::shared_ptr<Pistache::Http::RequestParser> clock = std::make_shared<Pistache::Http::RequestParser>(64);
  OpenSockets& sockets;
  const int fd;
  const std::string peer;
  Codec::Phase phase = Codec::Phase::between;
  std::size_t body_mark = 0;
  bool ending = false;
  std::size_t discarded = 0;
};

// The house's log line (server/log.h), written from below it.
void log_fault(std::string_view code) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto t = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  std::clog << "{\"t\":" + std::to_string(t) + R"(,"niveau":"erreur","code":")" + std::string(code) + "\"}\n";
}

}  // namespace

struct Gate::Inside {
  GateConfig config;
  BodyLimit limit;
  Handler handler;
  std::unique_ptr<Pistache::Http::Endpoint> endpoint;
  OpenSockets sockets;
  std::size_t max_connections = 0;
  std::atomic<int> answering = 0;
  std::atomic<bool> stopping = false;

  tl::expected<std::size_t, Refusal> admit(Request& request, const std::string& socket_address) const {
    if (stopping) return tl::unexpected(Refusal{503, "arret_en_cours", 5});
    const auto secret = take_header(request, "x-dossiersco-proxy");
    request.peer = socket_address;
    if (!config.proxy_secret.empty()) {
      if (!secret || !same_secret(*secret, config.proxy_secret)) return tl::unexpected(Refusal{403, "acces_direct"});
      const auto real = take_header(request, "x-real-ip");
      if (!real || !is_address(*real)) return tl::unexpected(Refusal{400, "requete_malformee"});
      request.peer = *real;
    }
    return limit(request);
  }

  Reply ask(Request& request) {
    // The router answers for what goes wrong in the house; this is the net under it. What was thrown may quote a name
    // or a path: neither the client nor the log sees it.
    try {
      return handler(request);
    } catch (...) {
      log_fault("porte_exception");
    }
    return Reply::problem(500, "erreur_interne");
  }

  bool send_more(int fd, const Reply& reply) const {
    try {
      for (auto left = reply.more_bytes; left > 0;) {
        const auto part = reply.more();
        if (part.empty() || part.size() > left) return false;
        if (!send_all(fd, part, {}, config.idle_seconds)) return false;
        left -= part.size();
      }
      return true;
    } catch (...) {
      log_fault("porte_exception");
      return false;
    }
  }

  // False when the connection ends with this answer.
  bool answer(Connection& connection, Method method, Reply reply, bool close) {
    // Here, and nowhere before: what the router never saw (a malformed head, a body too heavy) leaves by this line too.
    add_security_headers(reply);
    const auto head = encode_head(reply, close, std::time(nullptr));
    if (!head) {
      log_fault("porte_reponse_invalide");
      return answer(connection, method, Reply::problem(500, "erreur_interne"), close);
    }
    const bool with_body = carries_body(method, reply.status);
    const auto content = with_body ? reply.content() : std::string_view();
    if (!send_all(connection.fd, *head, content, config.idle_seconds) ||
        (with_body && reply.more && !send_more(connection.fd, reply))) {
      ::shutdown(connection.fd, SHUT_RDWR);
      connection.ending = true;
      connection.discarded = max_discarded_bytes;
      return false;
    }
    if (close) end(connection);
    return !close;
  }

  // Says goodbye first: closing with bytes unread would send a reset, which may overtake the answer.
  static void end(Connection& connection) {
    connection.ending = true;
    ::shutdown(connection.fd, SHUT_WR);
  }

  void receive(Connection& connection, std::string_view bytes) {
    if (connection.ending) {
      connection.discarded += bytes.size();
      if (connection.discarded > max_discarded_bytes) ::shutdown(connection.fd, SHUT_RDWR);
      return;
    }
    connection.codec.feed(bytes);
    for (;;) {
      switch (connection.codec.next()) {
        case Codec::Event::more:
          return note_progress(connection);
        case Codec::Event::expects_continue:
          if (!send_all(connection.fd, "HTTP/1.1 100 Continue\r\n\r\n", {}, config.idle_seconds)) {
            ::shutdown(connection.fd, SHUT_RDWR);
            connection.ending = true;
            return;
          }
          break;
        case Codec::Event::refused: {
          const auto& refusal = connection.codec.refusal();
          answer(connection, Method::get, Reply::problem(refusal.status, refusal.code, {}, refusal.retry_after), true);
          return;
        }
        case Codec::Event::request: {
          ++answering;
          const std::unique_ptr<std::atomic<int>, void (*)(std::atomic<int>*)> done(
              &answering, [](std::atomic<int>* count) { --*count; });
          auto received = connection.codec.take();
          const auto method = received.request.method;
          const bool goes_on = answer(connection, method, ask(received.request), received.close || stopping);
          connection.clock->reset();
          if (!goes_on) return;
          break;
        }
      }
    }
  }

  // Progress, not mere bytes: a head is due within idle_seconds of its first byte, a body must keep growing. One byte a
  // second holds nothing open.
  static void note_progress(Connection& connection) {
    const auto phase = connection.codec.phase();
    const auto body = connection.codec.body_received();
    if (phase == connection.phase && body < connection.body_mark + body_progress_bytes) return;
    connection.phase = phase;
    connection.body_mark = body;
    connection.clock->reset();
  }
};

namespace {

// Pistache's listener, reactor, worker threads and peer table; its parser, router and writers are never used: they key
// answers by descriptor number, and a number passes to the next client.
class Door : public Pistache::Http::Handler {
 public:
  using Open = std::function<std::shared_ptr<Connection>(int fd, std::string address)>;
  using Receive = std::function<void(Connection&, std::string_view)>;

  HTTP_PROTOTYPE(Door)

  Door(Open open, Receive receive) : open_(std::move(open)), receive_(std::move(receive)) {}

  void onRequest(const Pistache::Http::Request&, Pistache::Http::ResponseWriter) override {}

 private:
  void onConnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) override {
    const int on = 1;
    ::setsockopt(peer->fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto connection = open_(peer->fd(), peer->address().host());
    peer->putData(ParserData, connection->clock);  // the idle check dereferences it
    peer->putData(connection_key, connection);
    peer->setIdle(true);  // closed in silence when idle: otherwise Pistache queues a 408, keyed by descriptor number
  }

  void onInput(const char* data, std::size_t size, const std::shared_ptr<Pistache::Tcp::Peer>& peer) override {
    // Whatever leaves this function ends the process.
    try {
      receive_(*std::static_pointer_cast<Connection>(peer->getData(connection_key)), std::string_view(data, size));
    } catch (...) {
      ::shutdown(peer->fd(), SHUT_RDWR);
      try {
        log_fault("porte_connexion_abandonnee");
      } catch (...) {
      }
    }
  }

  Open open_;
  Receive receive_;
};

}  // namespace

Gate::Gate(const GateConfig& config, BodyLimit limit, Handler handler) : inside_(std::make_unique<Inside>()) {
  inside_->config = config;
  inside_->limit = std::move(limit);
  inside_->handler = std::move(handler);
}

Gate::~Gate() { stop(); }

void Gate::start() {
  // Our own sends carry MSG_NOSIGNAL; what a handler writes elsewhere may not.
  ::signal(SIGPIPE, SIG_IGN);
  // Out of descriptors, Pistache's acceptor spins: some are kept for the database and the worker.
  rlimit descriptors{};
  ::getrlimit(RLIMIT_NOFILE, &descriptors);
  inside_->max_connections = std::min<std::size_t>(4096, descriptors.rlim_cur > 256 ? descriptors.rlim_cur - 192 : 64);

  auto& inside = *inside_;
  const auto open = [&inside](int fd, std::string address) {
    auto admit = [&inside, address](Request& request) { return inside.admit(request, address); };
    auto connection = std::make_shared<Connection>(std::move(admit), inside.sockets, fd, address);
    if (inside.stopping || inside.sockets.count() > inside.max_connections) ::shutdown(fd, SHUT_RDWR);
    return connection;
  };
  const auto receive = [&inside](Connection& connection, std::string_view bytes) { inside.receive(connection, bytes); };

  using Pistache::Http::Endpoint;
  const auto never = std::chrono::hours(24);  // one clock only, the idle one
  try {
    inside.endpoint =
        std::make_unique<Endpoint>(Pistache::Address(inside.config.address, Pistache::Port(inside.config.port)));
    inside.endpoint->init(Endpoint::options()
                              .threads(inside.config.threads)
                              .threadsName("porte")
                              .flags(Pistache::Tcp::Options::ReuseAddr | Pistache::Tcp::Options::CloseOnExec)
                              .headerTimeout(never)
                              .bodyTimeout(never)
                              .keepaliveTimeout(std::chrono::seconds(inside.config.idle_seconds)));
    inside.endpoint->setHandler(Pistache::Http::make_handler<Door>(open, receive));
    errno = 0;
    inside.endpoint->serveThreaded();
  } catch (const std::exception&) {
    const int cause = errno != 0 ? errno : EADDRINUSE;  // Pistache throws the sentence, not the number
    inside.endpoint.reset();
    throw std::system_error(cause, std::generic_category(), "listening");
  }
}

std::uint16_t Gate::port() const {
  return inside_->endpoint ? static_cast<std::uint16_t>(inside_->endpoint->getPort()) : inside_->config.port;
}

void Gate::stop(int seconds) {
  if (!inside_->endpoint) return;
  using clock = std::chrono::steady_clock;
  const auto pause = std::chrono::milliseconds(5);
  inside_->stopping = true;
  const auto answered_by = clock::now() + std::chrono::seconds(seconds);
  while (inside_->answering > 0 && clock::now() < answered_by) std::this_thread::sleep_for(pause);
  inside_->sockets.end_all();
  const auto closed_by = clock::now() + std::chrono::seconds(1);
  while (inside_->sockets.count() > 0 && clock::now() < closed_by) std::this_thread::sleep_for(pause);
  inside_->endpoint->shutdown();
  inside_->endpoint.reset();  // waits for the worker threads
  inside_->stopping = false;
}

}  // namespace server::http
