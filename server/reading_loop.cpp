#include "server/reading_loop.h"

#include <exception>
#include <string>

#include "pipeline/verdict.h"
#include "server/actions/store_reading.h"
#include "server/log.h"
#include "server/model/paris.h"
#include "server/store/pieces.h"
#include "server/store/reading_queue.h"

namespace server {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds idle_pause{100};     // between two looks at an empty queue: a parent never notices
constexpr milliseconds broken_pause{2000};  // when no worker answers, or the disk does not
// pipeline.md 3.4: 10 s while a parent waits, 60 s otherwise. A second try has already disappointed her once.
constexpr milliseconds interactive_deadline{10'000}, background_deadline{60'000};
constexpr int lease_margin_seconds = 5;

std::string_view word(pipeline::Stage stage) {
  switch (stage) {
    case pipeline::Stage::opened:
      return "image";
    case pipeline::Stage::looked:
      return "texte";
    case pipeline::Stage::read:
      return "texte";
  }
  return "ouverture";
}

// Reads one job to its end; false when no worker could be reached.
bool read_one(App& app, pipeline::Reader& reader, const Job& job) {
  const bool patient = job.essai > 1 || job.classe == ReadingClass::background;
  const auto deadline = patient ? background_deadline : interactive_deadline;
  const int lease = static_cast<int>(deadline.count() / 1000) + lease_margin_seconds;
  const auto start = std::chrono::steady_clock::now();
  renew_reading(app.database, job.piece, job.essai, "ouverture", app.now(), lease);

  const auto original = app.vault.read(job.fichier);
  const auto reading = reader.read(std::as_bytes(std::span(original)), {deadline, patient}, [&](pipeline::Stage stage) {
    renew_reading(app.database, job.piece, job.essai, word(stage), app.now(), lease);
  });
  const auto took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start).count();
  if (!reading) {
    // A worker that starts again was lost to this document: a try is spent. One that does not is nobody's fault.
    const bool lost = reading.error() == pipeline::ReadFailure::worker_gone;
    const bool gone = lost && !reader.warm();
    reading_failed(app.database, job.piece, gone);
    log(Level::attention, "lecture_manquee",
        {{"piece", job.piece.text()},
         {"cause", pipeline::to_string(reading.error())},
         {"essai", job.essai},
         {"ms", took}});
    return !gone;
  }
  const auto expected = expectations(app.database, job.piece, paris_day(app.now()));
  const auto verdict = pipeline::judge(reading->facts, job.type, expected, {});
  const bool kept = store_reading(app, job.piece, *reading, verdict);
  log(Level::info, kept ? "lecture" : "lecture_abandonnee",
      {{"piece", job.piece.text()}, {"outcome", pipeline::to_string(verdict.outcome)}, {"ms", took}});
  return true;
}

}  // namespace

ReadingLoop::ReadingLoop(const Box& box, std::function<pipeline::Reader()> start_reader)
    : box_(box), start_reader_(std::move(start_reader)) {}

void ReadingLoop::start() {
  thread_ = std::thread([this] { run(); });
}

void ReadingLoop::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void ReadingLoop::run() {
  while (!stopping_) {
    try {
      work();
    } catch (const std::exception&) {
      // A full disk or a broken base: what was leased is freed when work begins again. The text may hold a path, not
      // data.
      alive_ = false;
      log(Level::erreur, "lecture_en_panne");
      rest(broken_pause);
    }
  }
}

void ReadingLoop::work() {
  Desk desk(box_);
  auto& app = desk.app();
  auto reader = start_reader_();
  alive_ = reader.warm();
  const auto first_lease = static_cast<int>(interactive_deadline.count() / 1000) + lease_margin_seconds;
  while (!stopping_) {
    const auto job = claim_reading(app.database, app.now(), first_lease);
    if (!job) {
      rest(idle_pause);
    } else {
      alive_ = read_one(app, reader, *job);
      if (!alive_) rest(broken_pause);
    }
  }
}

void ReadingLoop::rest(std::chrono::milliseconds pause) const {
  for (milliseconds waited{0}; waited < pause && !stopping_; waited += milliseconds(50))
    std::this_thread::sleep_for(milliseconds(50));
}

}  // namespace server
