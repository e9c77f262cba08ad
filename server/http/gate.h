#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "server/http/reply.h"
#include "server/http/request.h"

namespace server::http {

// The door: Pistache listens and reacts, a strict parser reads, answers leave by direct send in the worker that owns
// the connection. No Pistache type crosses this header.
struct GateConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the system chooses, port() tells
  int threads = 8;
  int idle_seconds = 20;  // without progress, a connection is closed
  // When set, only requests carrying this value in X-Dossiersco-Proxy are served, and their X-Real-IP is believed.
  std::string proxy_secret;
};

// How large a body the route at (method, path) accepts; asked once the head is read, before any byte of the body.
using BodyLimit = std::function<std::size_t(const Request& head)>;
using Handler = std::function<Reply(Request&)>;

class Gate {
 public:
  Gate(const GateConfig& config, BodyLimit limit, Handler handler);
  ~Gate();
  void start();  // returns once listening; throws std::system_error when the address is taken
  std::uint16_t port() const;
  // Stops accepting, lets running handlers answer (at most `seconds`), then closes.
  void stop(int seconds = 10);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace server::http
