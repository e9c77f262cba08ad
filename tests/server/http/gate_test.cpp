#include "server/http/gate.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <thread>

#include "tests/catch.h"

using namespace server::http;
using namespace std::chrono_literals;

// The address sanitizer holds freed memory back, to tell whoever uses it again.
#if defined(__has_feature)
constexpr bool keeps_what_is_freed = __has_feature(address_sanitizer);
#else
constexpr bool keeps_what_is_freed = false;
#endif

namespace {

using Clock = std::chrono::steady_clock;

// A client that writes bytes, not requests.
class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer = 0) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    const timeval patience{8, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
    const int cause = errno;
    ::close(fd_);
    throw std::system_error(cause, std::generic_category(), "connect");
  }
  ~Client() { ::close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;  // refused and closed: the answer tells
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void finish_sending() const { ::shutdown(fd_, SHUT_WR); }

  // The bytes up to and with `end`, or all there was before the other side closed or went silent.
  std::string until(std::string_view end) {
    for (;;) {
      if (const auto at = received_.find(end); at != std::string::npos) {
        const auto result = received_.substr(0, at + end.size());
        received_.erase(0, result.size());
        return result;
      }
      char bytes[65536];
      const auto count = ::recv(fd_, bytes, sizeof bytes, 0);
      if (count <= 0) {
        closed_ = count == 0;
        return std::exchange(received_, {});
      }
      received_.append(bytes, static_cast<std::size_t>(count));
    }
  }
  std::string exactly(std::size_t count) {
    while (received_.size() < count) {
      char bytes[65536];
      const auto got = ::recv(fd_, bytes, sizeof bytes, 0);
      if (got <= 0) return std::exchange(received_, {});
      received_.append(bytes, static_cast<std::size_t>(got));
    }
    const auto result = received_.substr(0, count);
    received_.erase(0, count);
    return result;
  }
  std::string to_end() { return until("\x01never\x01"); }
  bool was_closed() const { return closed_; }  // cleanly: neither reset nor our patience

  void linger(int seconds) const {
    const ::linger how{1, seconds};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &how, sizeof how);
  }

 private:
  int fd_;
  std::string received_;
  bool closed_ = false;
};

Reply echo(Request& request) {
  if (request.path == "/panne") throw std::runtime_error("Mesange 06 39 98 00 00");
  if (request.path == "/panne_rare") throw 42;
  if (request.path == "/coupee") {
    Reply reply = Reply::empty(303);
    reply.headers.emplace_back("Location", "/a\r\nX-Injecte: oui");
    return reply;
  }
  if (request.path == "/lent") std::this_thread::sleep_for(700ms);
  if (request.path == "/gros") return Reply::bytes("application/octet-stream", std::string(12'000'000, 'g'));
  if (request.path == "/rien") return Reply::empty();
  if (request.path == "/parts" || request.path == "/parts_courtes" || request.path == "/parts_cassees") {
    auto reply = Reply::bytes("application/octet-stream", "debut|");
    reply.more_bytes = 40'000'000;
    reply.more = [path = request.path, given = std::size_t{0}]() mutable -> std::string {
      if (path == "/parts_cassees" && given > 500'000) throw std::runtime_error("Mesange 06 39 98 00 00");
      if (path == "/parts_courtes" && given > 500'000) return {};
      given += 250'000;
      return std::string(250'000, static_cast<char>('a' + given / 250'000 % 26));
    };
    return reply;
  }
  return Reply::bytes("text/plain", request.path + "|" + request.peer + "|" + request.untrusted_body + "\n");
}

struct Started : Gate {
  explicit Started(GateConfig config = {}, Handler handler = echo)
      : Gate((config.threads = 4, config), [](const Request& head) { return head.path == "/petit" ? 10u : 1u << 26; },
             std::move(handler)) {
    start();
  }
};

const std::string get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

std::size_t open_sockets() {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    if (std::filesystem::read_symlink(entry.path(), gone).string().starts_with("socket:")) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("a request is answered, and the connection serves the next") {
  Started gate;
  Client client(gate.port());
  for (int i = 0; i < 3; ++i) {
    client.send(get);
    const auto head = client.until("\r\n\r\n");
    CHECK(head.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(head.find("Connection: keep-alive") != std::string::npos);
    CHECK(client.until("\n") == "/a|127.0.0.1|\n");
  }
}

TEST_CASE("the address being taken is said at once") {
  Started gate;
  GateConfig config;
  config.port = gate.port();
  Gate second(
      config, [](const Request&) { return 0u; }, echo);
  try {
    second.start();
    FAIL("two gates on one port");
  } catch (const std::system_error& error) {
    CHECK(error.code() == std::errc::address_in_use);
  }
}

// Each defect measured in Pistache's own HTTP layer, against our gate. The first, answers to the wrong client, and the
// third and fourth, which no handler can cause here, are crossed_answers.cpp.

TEST_CASE("a path of sixteen thousand slashes is refused, and the server stands") {
  Started gate;
  for (const std::size_t slashes : {7'900u, 14'000u, 16'000u, 60'000u}) {
    Client client(gate.port());
    client.send("GET " + std::string(slashes, '/') + " HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(client.to_end().starts_with(slashes < 8'000 ? "HTTP/1.1 400" : "HTTP/1.1 414"));
  }
  Client after(gate.port());
  after.send(get);
  CHECK(after.until("\r\n").starts_with("HTTP/1.1 200"));
}

TEST_CASE("a slow reader costs no processor time, and gets every byte") {
  Started gate;
  Client client(gate.port(), 8192);
  client.send("GET /gros HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  std::this_thread::sleep_for(200ms);
  timespec before{}, after{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
  std::this_thread::sleep_for(1500ms);  // nobody reads: nobody may spin
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
  const auto spent =
      static_cast<double>(after.tv_sec - before.tv_sec) + 1e-9 * static_cast<double>(after.tv_nsec - before.tv_nsec);
  CHECK(spent < 0.3);
  const auto head = client.until("\r\n\r\n");
  CHECK(head.find("Content-Length: 12000000") != std::string::npos);
  CHECK(client.to_end().size() == 12'000'000);
}

TEST_CASE("a body made in parts arrives whole under its announced length, and is never all in memory") {
  Started gate;
  Client client(gate.port());
  rusage before{}, after{};
  ::getrusage(RUSAGE_SELF, &before);
  client.send("GET /parts HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto head = client.until("\r\n\r\n");
  CHECK(head.find("Content-Length: 40000006\r\n") != std::string::npos);
  CHECK(client.until("debut|") == "debut|");
  // The last part ends where the next answer begins: 160 parts of 250,000, told apart by their letters.
  for (int part = 0; part < 160; ++part) {
    const char letter = static_cast<char>('a' + (part + 1) % 26);
    const auto received = client.exactly(250'000);
    REQUIRE(received.find_first_not_of(letter) == std::string::npos);
  }
  client.send(get);
  CHECK(client.until("\r\n\r\n").starts_with("HTTP/1.1 200"));
  ::getrusage(RUSAGE_SELF, &after);
  if (!keeps_what_is_freed) CHECK(after.ru_maxrss - before.ru_maxrss < 20'000);  // kB; both ends are in this process

  for (const auto* path : {"/parts_courtes", "/parts_cassees"}) {
    Client cut(gate.port());
    cut.send("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n" + get);
    const auto all = cut.to_end();
    CHECK(all.size() < 40'000'000);
    CHECK(all.find("|127.0.0.1|") == std::string::npos);  // nothing is answered after a body cut short
    CHECK(all.find("Mesange") == std::string::npos);
  }
  Client head_only(gate.port());
  head_only.send("HEAD /parts HTTP/1.1\r\nHost: h\r\n\r\n" + get);
  CHECK(head_only.until("\r\n\r\n").find("Content-Length: 40000006") != std::string::npos);
  CHECK(head_only.until("\r\n\r\n").starts_with("HTTP/1.1 200"));
}

TEST_CASE("a connection closes when it should: asked, HTTP/1.0, error") {
  Started gate;
  const auto [raw, status] = GENERATE(table<std::string, std::string>({
      {"GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "200"},
      {"GET /a HTTP/1.0\r\n\r\n", "200"},
      {"GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "200"},
      {"GET /a HTTP/1.1\r\n\r\n", "400"},
  }));
  Client client(gate.port());
  client.send(raw);
  const auto answer = client.to_end();
  CHECK(answer.starts_with("HTTP/1.1 " + status));
  CHECK(answer.find("Connection: close\r\n") != std::string::npos);
  CHECK(client.was_closed());
}

TEST_CASE("after a refusal the rest of the body is not read as requests") {
  Started gate;
  Client client(gate.port());
  std::string raw = "POST /petit HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n";
  while (raw.size() < 2'000'000) raw += get;
  client.send(raw);
  client.finish_sending();
  const auto answer = client.to_end();
  CHECK(answer.starts_with("HTTP/1.1 413"));
  CHECK(answer.find("\"code\":\"corps_trop_lourd\"") != std::string::npos);
  CHECK(answer.find("HTTP/1.1", 5) == std::string::npos);
  CHECK(client.was_closed());

  Client twin(gate.port());
  twin.send("POST /petit HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789" + get);
  CHECK(twin.until("\r\n").starts_with("HTTP/1.1 200"));
}

TEST_CASE("a body over the limit is refused on its announcement") {
  Started gate;
  Client client(gate.port());
  client.send("POST /petit HTTP/1.1\r\nHost: h\r\nContent-Length: 8589934592\r\n\r\n");
  CHECK(client.until("\r\n").starts_with("HTTP/1.1 413"));
  Client waiting(gate.port());
  waiting.send("POST /petit HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
  CHECK(waiting.until("\r\n").starts_with("HTTP/1.1 413"));  // no 100 first
}

TEST_CASE("a head that never ends costs little, and is cut") {
  Started gate;
  Client client(gate.port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\n");
  const auto begun = Clock::now();
  for (int i = 0; i < 60'000; ++i) client.send("X-Note: encore une ligne\r\n");
  CHECK(client.to_end().starts_with("HTTP/1.1 431"));
  CHECK(Clock::now() - begun < 5s);
}

TEST_CASE("pipelined requests are answered in their order") {
  Started gate;
  Client client(gate.port());
  std::string raw;
  for (int i = 0; i < 50; ++i) raw += "GET /n" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  client.send(raw);
  for (int i = 0; i < 50; ++i) {
    client.until("\r\n\r\n");
    REQUIRE(client.until("\n") == "/n" + std::to_string(i) + "|127.0.0.1|\n");
  }
}

TEST_CASE("100-continue is honoured before the body") {
  Started gate;
  Client client(gate.port());
  client.send("POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  CHECK(client.until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("perle");
  CHECK(client.until("\r\n").starts_with("HTTP/1.1 200"));
  client.until("\r\n\r\n");
  CHECK(client.until("\n") == "/a|127.0.0.1|perle\n");
}

TEST_CASE("HEAD and 204 have no body, and the next answer is at its place") {
  Started gate;
  Client client(gate.port());
  client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\nGET /rien HTTP/1.1\r\nHost: h\r\n\r\n" + get);
  const auto head = client.until("\r\n\r\n");
  CHECK(head.find("Content-Length: 14\r\n") != std::string::npos);
  const auto nothing = client.until("\r\n\r\n");
  CHECK(nothing.starts_with("HTTP/1.1 204 No Content\r\n"));
  CHECK(nothing.find("Content-Length") == std::string::npos);
  CHECK(client.until("\r\n\r\n").starts_with("HTTP/1.1 200"));
  CHECK(client.until("\n") == "/a|127.0.0.1|\n");
}

TEST_CASE("whatever a handler throws is a 500 that tells nothing, and the connection goes on") {
  Started gate;
  for (const auto* path : {"/panne", "/panne_rare", "/coupee"}) {
    Client client(gate.port());
    client.send("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n" + get);
    const auto head = client.until("\r\n\r\n");
    CHECK(head.starts_with("HTTP/1.1 500"));
    CHECK(head.find("Injecte") == std::string::npos);
    CHECK(client.until("}") == R"({"type":"about:blank","status":500,"code":"erreur_interne"})");
    CHECK(client.until("\r\n").starts_with("HTTP/1.1 200"));
  }
}

// Once each: of two, browsers differ on which one holds.
TEST_CASE("every answer carries the security headers, whoever wrote it") {
  GateConfig config;
  config.proxy_secret = GENERATE("", "pinson-des-arbres");
  Started gate(config);
  const auto [status, request] = GENERATE(table<std::string, std::string>({
      {"200", "GET /a HTTP/1.1\r\nHost: h\r\n"},
      {"200", "HEAD /a HTTP/1.1\r\nHost: h\r\n"},
      {"200", "OPTIONS /a HTTP/1.1\r\nHost: h\r\n"},
      {"204", "GET /rien HTTP/1.1\r\nHost: h\r\n"},
      {"500", "GET /panne HTTP/1.1\r\nHost: h\r\n"},
      {"500", "GET /coupee HTTP/1.1\r\nHost: h\r\n"},
      {"400", "GET /%2e%2e/a HTTP/1.1\r\nHost: h\r\n"},
      {"413", "PUT /petit HTTP/1.1\r\nHost: h\r\nContent-Length: 99\r\n"},
      {"414", "GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\nHost: h\r\n"},
  }));
  CAPTURE(config.proxy_secret, request.substr(0, 40));
  Client client(gate.port());
  client.send(request + "\r\n");
  const auto head = client.until("\r\n\r\n");
  // Nobody came through the proxy: what is well formed is refused there, and by the same line of the gate.
  const bool well_formed = status != "400" && status != "414";
  CHECK(head.starts_with("HTTP/1.1 " + (config.proxy_secret.empty() || !well_formed ? status : "403")));
  for (const std::string header :
       {"Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'",
        "Cache-Control: no-store", "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer",
        "Cross-Origin-Opener-Policy: same-origin", "Cross-Origin-Embedder-Policy: require-corp",
        "Cross-Origin-Resource-Policy: same-origin", "Permissions-Policy: camera=(), ",
        "Strict-Transport-Security: max-age=63072000; includeSubDomains"}) {
    INFO(header);
    const auto first = head.find("\r\n" + header);
    CHECK(first != std::string::npos);
    CHECK(head.find("\r\n" + header.substr(0, header.find(':') + 1), first + 2) == std::string::npos);
  }
}

TEST_CASE("a header the handler has chosen stays, alone") {
  Started gate({}, [](Request&) {
    auto reply = Reply::bytes("text/plain", "a");
    reply.headers.emplace_back("Content-Security-Policy", "sandbox");
    return reply;
  });
  Client client(gate.port());
  client.send(get);
  const auto head = client.until("\r\n\r\n");
  CHECK(head.find("Content-Security-Policy: sandbox\r\n") != std::string::npos);
  CHECK(head.find("default-src") == std::string::npos);
}

TEST_CASE("odd cookies, dates and media types are the handler's to judge") {
  Started gate;
  Client client(gate.port());
  client.send(
      "POST /a HTTP/1.1\r\nHost: h\r\nCookie: ;;=;a=b;Max-Age=99999999999999\r\nDate: hier\r\nAccept: font/woff2\r\n"
      "Content-Type: multipart/form-data; boundary=\"a b\"\r\nContent-Length: 2\r\n\r\nok");
  CHECK(client.until("\r\n").starts_with("HTTP/1.1 200"));
}

TEST_CASE("a client gone before its answer stops neither the process nor the others") {
  Started gate;
  for (int i = 0; i < 50; ++i) {
    Client gone(gate.port());
    gone.send("GET /gros HTTP/1.1\r\nHost: h\r\n\r\n");
    gone.linger(0);
  }
  Client client(gate.port());
  client.send(get);
  CHECK(client.until("\r\n").starts_with("HTTP/1.1 200"));
}

TEST_CASE("beyond what descriptors allow, new connections are closed at once and the others go on") {
  // In a process of its own: Pistache leaves a few descriptors per gate stopped, and this counts them.
  const auto child = ::fork();
  if (child == 0) {
    ::close_range(3, ~0u, 0);
    const rlimit few{280, 280};  // leaves 88 connections; ours and the gate's ends share the 280
    ::setrlimit(RLIMIT_NOFILE, &few);
    Started gate;
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 100; ++i) clients.push_back(std::make_unique<Client>(gate.port()));
    std::size_t served = 0;
    for (const auto& client : clients) {
      client->send(get);
      if (client->until("\r\n\r\n").starts_with("HTTP/1.1 200")) ++served;
    }
    clients.clear();
    std::this_thread::sleep_for(200ms);
    Client after(gate.port());
    after.send(get);
    ::_exit(after.until("\r\n").starts_with("HTTP/1.1 200") ? static_cast<int>(served) : 255);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 88);
}

TEST_CASE("a 25 MB body arrives whole, with a length or in chunks") {
  std::string expected(25'000'000, 'x');
  for (std::size_t i = 0; i < expected.size(); i += 997) expected[i] = static_cast<char>('a' + i % 26);
  std::atomic<bool> same = false;
  Started gate({}, [&](Request& request) {
    same = request.untrusted_body == expected;
    return Reply::empty();
  });
  SECTION("length") {
    Client client(gate.port());
    client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 25000000\r\n\r\n" + expected);
    CHECK(client.until("\r\n").starts_with("HTTP/1.1 204"));
  }
  SECTION("chunks") {
    Client client(gate.port());
    client.send("PUT /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (std::size_t i = 0; i < expected.size(); i += 40'000)
      client.send("9c40\r\n" + expected.substr(i, 40'000) + "\r\n");
    client.send("0\r\n\r\n");
    CHECK(client.until("\r\n").starts_with("HTTP/1.1 204"));
  }
  CHECK(same);
}

TEST_CASE("a client is cut for lack of progress, not for being slow") {
  GateConfig config;
  config.idle_seconds = 1;
  Started gate(config);
  const auto closed_within = [&](const std::string& first, const std::string& drip, std::chrono::milliseconds pause,
                                 int drips) {
    Client client(gate.port());
    client.send(first);
    for (int i = 0; i < drips; ++i) {
      std::this_thread::sleep_for(pause);
      client.send(drip);
    }
    return client.to_end().find("HTTP/1.1 200") == std::string::npos;
  };
  SECTION("silent from the start") { CHECK(closed_within("", "", 0ms, 0)); }
  SECTION("a byte at a time, in the head") {
    CHECK(closed_within("GET /a HTTP/1.1\r\nHost: h\r\n", "X", 150ms, 20));
    CHECK_FALSE(closed_within("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n", "\r\n", 150ms, 1));
  }
  SECTION("a byte at a time, in the body") {
    const std::string head = "POST /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 200000\r\n\r\n";
    CHECK(closed_within(head, "x", 150ms, 20));
    CHECK_FALSE(closed_within(head, std::string(20'000, 'x'), 300ms, 10));  // three times idle_seconds in all
  }
  SECTION("idle after an answer, closed in silence") {
    Client client(gate.port());
    client.send(get);
    client.until("\r\n\r\n");
    client.until("\n");
    CHECK(client.to_end().empty());
    CHECK(client.was_closed());
  }
}

TEST_CASE("a reader that stops reading is cut") {
  GateConfig config;
  config.idle_seconds = 1;
  Started gate(config);
  Client stuck(gate.port(), 4096);
  stuck.send("GET /gros HTTP/1.1\r\nHost: h\r\n\r\n");
  std::this_thread::sleep_for(2500ms);
  CHECK(stuck.to_end().size() < 12'000'000);
}

TEST_CASE("behind a proxy only the secret opens, and only then is X-Real-IP believed") {
  GateConfig config;
  config.proxy_secret = "roitelet-huppe";
  std::atomic<bool> secret_seen = false;
  Started gate(config, [&](Request& request) {
    secret_seen = secret_seen || request.header("x-dossiersco-proxy").has_value();
    return echo(request);
  });
  const auto [headers, status, peer] = GENERATE(table<std::string, int, std::string>({
      {"X-Dossiersco-Proxy: roitelet-huppe\r\nX-Real-IP: 203.0.113.9\r\n", 200, "203.0.113.9"},
      {"X-Dossiersco-Proxy: roitelet-huppe\r\nX-Real-IP: 2001:db8::9\r\n", 200, "2001:db8::9"},
      {"X-Real-IP: 203.0.113.9\r\n", 403, ""},
      {"X-Dossiersco-Proxy: roitelet-hupp\r\nX-Real-IP: 203.0.113.9\r\n", 403, ""},
      {"X-Dossiersco-Proxy: roitelet-huppE\r\nX-Real-IP: 203.0.113.9\r\n", 403, ""},
      {"X-Dossiersco-Proxy:\r\nX-Real-IP: 203.0.113.9\r\n", 403, ""},
      {"X-Dossiersco-Proxy: roitelet-huppe\r\nX-Dossiersco-Proxy: roitelet-huppe\r\nX-Real-IP: 203.0.113.9\r\n", 403,
       ""},
      {"X-Dossiersco-Proxy: roitelet-huppe\r\n", 400, ""},
      {"X-Dossiersco-Proxy: roitelet-huppe\r\nX-Real-IP: moi\r\n", 400, ""},
      {"X-Dossiersco-Proxy: roitelet-huppe\r\nX-Real-IP: 203.0.113.9\r\nX-Real-IP: 203.0.113.8\r\n", 400, ""},
  }));
  CAPTURE(headers);
  Client client(gate.port());
  client.send("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + headers + "\r\n");
  const auto answer = client.to_end();
  CHECK(answer.starts_with("HTTP/1.1 " + std::to_string(status)));
  if (status == 200) CHECK(answer.ends_with("/a|" + peer + "|\n"));
  CHECK_FALSE(secret_seen);
}

TEST_CASE("without a proxy, X-Real-IP is only a header") {
  Started gate;
  Client client(gate.port());
  client.send("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Real-IP: 203.0.113.9\r\n\r\n");
  CHECK(client.to_end().ends_with("/a|127.0.0.1|\n"));
}

TEST_CASE("stopping lets the running handlers answer, and leaves no socket behind") {
  const auto before = open_sockets();
  {
    Started gate;
    Client slow(gate.port()), idle(gate.port());
    idle.send(get);
    idle.until("\r\n\r\n");
    idle.until("\n");
    slow.send("GET /lent HTTP/1.1\r\nHost: h\r\n\r\n");
    std::this_thread::sleep_for(200ms);
    std::thread stopper([&] { gate.stop(5); });
    const auto answer = slow.to_end();
    stopper.join();
    CHECK(answer.starts_with("HTTP/1.1 200"));
    CHECK(answer.ends_with("/lent|127.0.0.1|\n"));
    CHECK(idle.to_end().empty());
    CHECK(idle.was_closed());
    CHECK_THROWS_AS(Client(gate.port()), std::system_error);
  }
  CHECK(open_sockets() == before);
}

TEST_CASE("while it stops, a new request is sent away with a delay") {
  Started gate;
  Client slow(gate.port()), other(gate.port());
  slow.send("GET /lent HTTP/1.1\r\nHost: h\r\n\r\n");
  other.send(get);  // its descriptor follows the other's by one or two: another of the four workers
  other.until("\r\n\r\n");
  other.until("\n");
  std::this_thread::sleep_for(200ms);
  std::thread stopper([&] { gate.stop(5); });
  std::this_thread::sleep_for(100ms);
  other.send(get);
  const auto answer = other.to_end();
  stopper.join();
  CHECK(answer.starts_with("HTTP/1.1 503"));
  CHECK(answer.find("Retry-After: ") != std::string::npos);
}
