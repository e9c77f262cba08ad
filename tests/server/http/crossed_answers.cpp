#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pistache/endpoint.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "server/http/gate.h"

// An answer must reach the client that asked, whatever the others do. Twelve clients, half of which reset the
// connection just after asking; the other half ask for a name of their own and check that they are given it. Our gate
// must answer 500,000 times without a mistake; Pistache's ResponseWriter, given the same clients, is shown making one.
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

struct Tally {
  std::atomic<std::size_t> right = 0, crossed = 0, aborted = 0, lost = 0;
  std::atomic<bool> over = false;
};

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const linger reset{1, 0};  // close() resets: what a phone leaving the network looks like, and no TIME_WAIT for us
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  const timeval patience{2, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  ::close(fd);
  return -1;
}

void say(int fd, const std::string& text) { ::send(fd, text.data(), text.size(), MSG_NOSIGNAL); }

std::string ask(const std::string& name) { return "GET /" + name + " HTTP/1.1\r\nHost: h\r\n\r\n"; }

std::string name_of(char kind, int client, std::size_t serial) {
  std::string name(1, kind);
  return name.append(std::to_string(client)).append("-").append(std::to_string(serial));
}

// The body of the next answer; nullopt when the connection ended first.
std::optional<std::string> next_body(int fd, std::string& received) {
  for (;;) {
    const auto head = received.find("\r\n\r\n");
    const auto field = received.find("Content-Length: ");
    if (head != std::string::npos && field != std::string::npos && field < head) {
      const auto length = static_cast<std::size_t>(std::strtoul(received.c_str() + field + 16, nullptr, 10));
      if (received.size() >= head + 4 + length) {
        auto body = received.substr(head + 4, length);
        received.erase(0, head + 4 + length);
        return body;
      }
    }
    char bytes[8192];
    const auto count = ::recv(fd, bytes, sizeof bytes, 0);
    if (count <= 0) return std::nullopt;
    received.append(bytes, static_cast<std::size_t>(count));
  }
}

void victim(std::uint16_t port, int client, std::size_t per_connection, Tally& tally) {
  std::size_t serial = 0;
  while (!tally.over) {
    const int fd = connect_to(port);
    if (fd < 0) continue;
    std::vector<std::string> names;
    std::string asked, received;
    for (std::size_t i = 0; i < per_connection; ++i) {
      names.push_back(name_of('c', client, ++serial));
      asked += ask(names.back());
    }
    say(fd, asked);
    for (const auto& name : names) {
      const auto body = next_body(fd, received);
      if (!body) {
        ++tally.lost;
        break;
      }
      ++(body->size() == name.size() + 1 && body->ends_with(name) ? tally.right : tally.crossed);
    }
    ::close(fd);
  }
}

void aborter(std::uint16_t port, int client, Tally& tally) {
  std::size_t serial = 0;
  while (!tally.over) {
    const int fd = connect_to(port);
    if (fd < 0) continue;
    say(fd, ask(name_of('a', client, ++serial)));
    ::close(fd);
    ++tally.aborted;
  }
}

template <class Over>
void run(std::uint16_t port, std::size_t per_connection, Tally& tally, Over over) {
  std::vector<std::thread> clients;
  for (int i = 0; i < 6; ++i) {
    clients.emplace_back(victim, port, i, per_connection, std::ref(tally));
    clients.emplace_back(aborter, port, i, std::ref(tally));
  }
  while (!over()) std::this_thread::sleep_for(20ms);
  tally.over = true;
  for (auto& client : clients) client.join();
}

class Stock : public Pistache::Http::Handler {
 public:
  HTTP_PROTOTYPE(Stock)
  void onRequest(const Pistache::Http::Request& request, Pistache::Http::ResponseWriter response) override {
    response.send(Pistache::Http::Code::Ok, request.resource());
  }
};

void tell(const char* who, const Tally& tally, Clock::duration time) {
  std::cout << who << ": " << tally.right + tally.crossed << " answers, " << tally.crossed << " crossed, " << tally.lost
            << " lost, " << tally.aborted << " aborted requests, "
            << std::chrono::duration_cast<std::chrono::milliseconds>(time).count() << " ms" << std::endl;
}

}  // namespace

int main(int count, char** arguments) {
  std::size_t wanted = 500'000;
  bool gate_only = false;
  for (int i = 1; i < count; ++i) {
    if (std::strcmp(arguments[i], "--gate-only") == 0) gate_only = true;
    if (std::strcmp(arguments[i], "--answers") == 0 && i + 1 < count)
      wanted = std::strtoul(arguments[++i], nullptr, 10);
  }
  int passed = 0, failed = 0;

  {
    server::http::GateConfig config;
    server::http::Gate gate(
        config, [](const server::http::Request&) { return std::size_t{0}; },
        [](server::http::Request& request) { return server::http::Reply::bytes("text/plain", request.path); });
    gate.start();
    Tally tally;
    const auto begun = Clock::now();
    const auto deadline = begun + 180s;
    run(gate.port(), 4, tally, [&] { return tally.right >= wanted || tally.crossed > 0 || Clock::now() > deadline; });
    tell("gate", tally, Clock::now() - begun);
    ++(tally.crossed == 0 && tally.right >= wanted ? passed : failed);
    // A victim never gives up by itself: an answer lost is one the gate owed.
    ++(tally.lost == 0 ? passed : failed);
  }

  if (!gate_only) {
    Pistache::Http::Endpoint stock(Pistache::Address(Pistache::Ipv4::loopback(), Pistache::Port(0)));
    stock.init(Pistache::Http::Endpoint::options().threads(8).flags(Pistache::Tcp::Options::ReuseAddr));
    stock.setHandler(Pistache::Http::make_handler<Stock>());
    stock.serveThreaded();
    Tally tally;
    const auto begun = Clock::now();
    const auto deadline = begun + 60s;
    run(static_cast<std::uint16_t>(stock.getPort()), 1, tally,
        [&] { return tally.crossed > 0 || Clock::now() > deadline; });
    tell("stock ResponseWriter", tally, Clock::now() - begun);
    ++(tally.crossed > 0 ? passed : failed);
    stock.shutdown();
  }

  std::cout << passed << " passed, " << failed << " failed" << std::endl;
  return failed == 0 ? 0 : 1;
}
