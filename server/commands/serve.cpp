#include <pthread.h>
#include <signal.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <ctime>
#include <exception>
#include <functional>

#include "server/actions/audit.h"
#include "server/actions/keep_house.h"
#include "server/commands/commands.h"
#include "server/commands/places.h"
#include "server/http/bundle.h"
#include "server/http/gate.h"
#include "server/http/router.h"
#include "server/log.h"
#include "server/reading_loop.h"
#include "server/store/reading_queue.h"

namespace server {

namespace {

constexpr std::int64_t housekeeping_seconds = 3600;
constexpr std::int64_t least_free_bytes = std::int64_t{256} << 20;

std::int64_t free_bytes(const std::filesystem::path& folder) {
  struct statvfs disk {};
  if (statvfs(folder.c_str(), &disk) != 0) return 0;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize);
}

std::string first_line(const std::filesystem::path& file) {
  if (file.empty()) return "";
  const auto bytes = read_file(file);
  const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto line = text.substr(0, text.find_first_of("\r\n"));
  if (line.size() < 16)
    throw BoxError("secret_court", "Le secret partagé avec nginx doit avoir au moins 16 caractères : " + file.string());
  return line;
}

// Blocked before any thread starts, so that they all inherit it and only `wait` hears the signals.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  // True when asked to stop; false once `seconds` have passed.
  bool wait(int seconds) {
    const timespec limit{seconds, 0};
    int signal = 0;
    do signal = sigtimedwait(&set_, nullptr, &limit);
    while (signal < 0 && errno == EINTR);
    return signal > 0;
  }

 private:
  sigset_t set_;
};

}  // namespace

int serve(const ServeOptions& options, const std::function<void(const std::string& origin)>& ready) {
  Signals signals;
  const auto box = Box::open(options.place);
  Desk own(box);
  try {
    free_readings_at_boot(own.app().database);
    record_believed_signers(own.app());
  } catch (const DatabaseError&) {
    log(Level::erreur, "menage_en_panne");  // a full disk: leases run out by themselves, and families may still read
  }
  ReadingLoop reading(
      box, [&] { return start_reader(options.worker_socket); }, reading_slots());
  reading.start();

  const http::Router router({
      .app = [&]() -> App& {
        thread_local Desk desk(box);
        return desk.app();
      },
      .ready = [&] { return reading.alive() && free_bytes(box.state()) >= least_free_bytes; },
      .free_bytes = [&] { return free_bytes(box.state()); },
      .bundle = http::bundle(),
  });
  http::GateConfig config;
  config.address = options.listen.address;
  config.port = options.listen.port;
  config.threads = options.threads;
  config.proxy_secret = first_line(options.proxy_secret);
  http::Gate gate(
      config, [&](const http::Request& head) { return router.body_limit(head); },
      [&](http::Request& request) { return router.answer(request); });
  gate.start();
  log(Level::info, "ecoute",
      {{"port", std::int64_t{gate.port()}}, {"version", DOSSIERSCO_VERSION}, {"paquet", http::bundle().short_hash()}});
  // Cookies are Secure: a browser keeps them over plain HTTP for « localhost » and nothing else.
  ready("http://localhost:" + std::to_string(gate.port()));

  bool owed = keep_house(own.app(), false);
  while (!signals.wait(housekeeping_seconds)) owed = keep_house(own.app(), owed);
  log(Level::info, "arret");
  gate.stop();
  reading.stop();
  return 0;
}

}  // namespace server
