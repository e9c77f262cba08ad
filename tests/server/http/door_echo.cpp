#include <signal.h>

#include <cstdlib>
#include <iostream>

#include "server/http/gate.h"

// A gate whose handler repeats what it was given, for the tests that speak to it from outside. Prints its port.
int main(int count, char** arguments) {
  using namespace server::http;
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  GateConfig config;
  config.threads = 4;
  config.idle_seconds = 5;
  if (count > 1) config.proxy_secret = arguments[1];
  Gate gate(
      config, [](const Request&) { return std::size_t{1} << 20; },
      [](Request& request) {
        return Reply::json(200, "{\"path\":\"" + request.path + "\",\"peer\":\"" + request.peer +
                                    "\",\"bytes\":" + std::to_string(request.untrusted_body.size()) +
                                    ",\"secret_seen\":" + (request.header("x-dossiersco-proxy") ? "true" : "false") +
                                    "}");
      });
  gate.start();
  std::cout << gate.port() << std::endl;
  int signal = 0;
  sigwait(&ends, &signal);
  gate.stop();
  return EXIT_SUCCESS;
}
