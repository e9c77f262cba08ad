#include "server/reading_loop.h"

#include <exception>
#include <optional>
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
using Clock = std::chrono::steady_clock;

constexpr milliseconds idle_pause{100};     // between two looks at an empty queue: a parent never notices
constexpr milliseconds broken_pause{2000};  // when no worker answers, or the disk does not
// pipeline.md 3.4: 10 s while a parent waits, 60 s otherwise. A second try has already disappointed her once.
constexpr milliseconds interactive_deadline{10'000}, background_deadline{60'000};
constexpr int lease_for(milliseconds deadline) {
  constexpr int margin_seconds = 5;
  return pipeline::wall_per_cpu * static_cast<int>(deadline.count() / 1000) + margin_seconds;
}
// How long somebody in front of a screen waits for what nobody watches to give way.
constexpr milliseconds patience{300};

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

// One job, from its lease to its end.
class Turn {
 public:
  Turn(App& app, pipeline::Reader& reader, const Job& job, const std::atomic<bool>& stopping)
      : app_(app),
        reader_(reader),
        job_(job),
        stopping_(stopping),
        background_(job.classe == ReadingClass::background),
        patient_(job.essai > 1 || background_),
        deadline_(patient_ ? background_deadline : interactive_deadline),
        lease_(lease_for(deadline_)) {}

  // False when no worker could be reached.
  bool take() {
    const auto to_read = find_to_read(app_.database, job_.piece);
    if (!to_read) {  // withdrawn between the lease and now, or purged
      reading_done(app_.database, job_.piece);
      return true;
    }
    const auto expected = expectations(app_.database, job_.piece, paris_day(to_read->deposee_le));
    const auto reading = read(*to_read, expected);
    const auto now = app_.now();
    add_consumption(app_.database, job_.volet, elapsed(), now);
    if (given_up_ != GivenUp::no) return give_up();
    if (!reading) return fail(reading.error());
    const auto verdict = pipeline::judge(reading->facts, job_.type, expected, app_.trust);
    const bool kept = store_reading(app_, job_.piece, job_.type, to_read->montree, *reading, verdict);
    log(Level::info, kept ? "lecture" : "lecture_abandonnee",
        {{"piece", job_.piece.text()}, {"outcome", pipeline::to_string(verdict.outcome)}, {"ms", elapsed()}});
    return true;
  }

 private:
  enum class GivenUp { no, stopped, gone, awaited };

  std::int64_t elapsed() const { return std::chrono::duration_cast<milliseconds>(Clock::now() - start_).count(); }

  bool renew(std::string_view etape) {
    const bool ours = renew_reading(app_.database, job_.piece, job_.essai, etape, app_.now(), lease_);
    if (!ours) given_up_ = GivenUp::gone;
    return ours;
  }

  bool keep_going() {
    if (given_up_ != GivenUp::no) return false;
    if (stopping_) {
      given_up_ = GivenUp::stopped;
    } else if (!is_leased(app_.database, job_.piece, job_.essai)) {
      given_up_ = GivenUp::gone;
    } else if (background_) {
      if (!is_awaited(app_.database, job_.piece, app_.now())) {
        awaited_since_.reset();
      } else if (!awaited_since_) {
        awaited_since_ = Clock::now();
      } else if (Clock::now() - *awaited_since_ >= patience) {
        given_up_ = GivenUp::awaited;
      }
    }
    return given_up_ == GivenUp::no;
  }

  // The first page alone, when it leaves nothing to ask and others follow.
  void advise(const pipeline::Facts& so_far, bool more_files, const pipeline::Expectations& expected, bool montree) {
    if (advised_ || background_ || so_far.pages_read.size() != 1) return;
    advised_ = true;
    if (!more_files && so_far.pages <= 1) return;
    const auto verdict = as_kept(pipeline::judge(so_far, job_.type, expected, app_.trust), montree);
    if (verdict.outcome != pipeline::Outcome::conforme) return;
    std::string words(to_string(verdict.outcome));
    if (!verdict.reasons.empty()) words += " " + words_of(verdict.reasons);
    save_avis(app_.database, job_.piece, job_.essai, words);
  }

  tl::expected<pipeline::Reading, pipeline::ReadFailure> read(const ToRead& to_read,
                                                              const pipeline::Expectations& expected) {
    std::vector<pipeline::Reading> parts;
    std::optional<pipeline::ReadFailure> first_failure;
    const pipeline::ReadOptions options{deadline_, background_, [this] { return keep_going(); }};
    for (std::size_t i = 0; i < to_read.files.size(); ++i) {
      if (!renew("ouverture") || !keep_going()) return tl::unexpected(pipeline::ReadFailure::worker_gone);
      const auto original = app_.vault.read(to_read.files[i]);
      auto reading = reader_.read(
          std::as_bytes(std::span(original)), options, [&](pipeline::Stage stage) { renew(word(stage)); },
          [&](const pipeline::Facts& so_far) {
            if (i == 0) advise(so_far, to_read.files.size() > 1, expected, to_read.montree);
          });
      if (!reading) {
        const bool last_try = job_.essai > 1 && reading.error() != pipeline::ReadFailure::worker_gone;
        if (!last_try) return tl::unexpected(reading.error());
        // A photo the reader can't stand is said to be spoilt: its nine sisters are shown.
        if (!first_failure) first_failure = reading.error();
        reading = pipeline::Reading{.facts = {.refusal = pipeline::refusal_of(reading.error())}, .pictures = {}};
        ++spoilt_;
      }
      parts.push_back(std::move(*reading));
    }
    if (first_failure && spoilt_ == parts.size()) return tl::unexpected(*first_failure);
    return pipeline::join(std::move(parts));
  }

  bool give_up() {
    // Nobody's fault: it waits again, no try counted. Withdrawn or replaced: it waits no more.
    if (given_up_ != GivenUp::gone) reading_failed(app_.database, job_.piece, true);
    log(Level::info, "lecture_cedee",
        {{"piece", job_.piece.text()},
         {"cause", given_up_ == GivenUp::stopped ? "arret"
                   : given_up_ == GivenUp::gone  ? "remplacee"
                                                 : "priorite"},
         {"ms", elapsed()}});
    return true;
  }

  bool fail(pipeline::ReadFailure failure) {
    // A worker that starts again was lost to this document: a try is spent. One that does not is nobody's fault.
    const bool lost = failure == pipeline::ReadFailure::worker_gone;
    const bool gone = lost && !reader_.warm();
    reading_failed(app_.database, job_.piece, gone);
    log(Level::attention, "lecture_manquee",
        {{"piece", job_.piece.text()},
         {"cause", pipeline::to_string(failure)},
         {"essai", job_.essai},
         {"ms", elapsed()}});
    return !gone;
  }

  App& app_;
  pipeline::Reader& reader_;
  const Job& job_;
  const std::atomic<bool>& stopping_;
  const bool background_, patient_;
  const milliseconds deadline_;
  const int lease_;
  const Clock::time_point start_ = Clock::now();
  std::optional<Clock::time_point> awaited_since_;
  GivenUp given_up_ = GivenUp::no;
  bool advised_ = false;
  std::size_t spoilt_ = 0;
};

}  // namespace

ReadingLoop::ReadingLoop(const Box& box, std::function<pipeline::Reader()> start_reader, int slots)
    : box_(box), start_reader_(std::move(start_reader)), slots_(slots) {}

void ReadingLoop::start() {
  for (int i = 0; i < slots_; ++i) threads_.emplace_back([this, i] { run(slots_ > 1 && i == 0); });
}

void ReadingLoop::stop() {
  stopping_ = true;
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

void ReadingLoop::run(bool only_awaited) {
  bool alive = false;
  while (!stopping_) {
    try {
      work(only_awaited, alive);
    } catch (const std::exception&) {
      // A full disk or a broken base: what was leased is freed when its time is over. The text may hold a path, not
      // data.
      tell(alive, false);
      log(Level::erreur, "lecture_en_panne");
      rest(broken_pause);
    }
  }
}

void ReadingLoop::work(bool only_awaited, bool& alive) {
  Desk desk(box_);
  auto& app = desk.app();
  auto reader = start_reader_();
  tell(alive, reader.warm());
  const auto first_lease = lease_for(interactive_deadline);
  const auto up_to = only_awaited ? ReadingClass::asked : ReadingClass::background;
  while (!stopping_) {
    const auto job = claim_reading(app.database, app.now(), first_lease, up_to);
    if (!job) {
      rest(idle_pause);
    } else {
      tell(alive, Turn(app, reader, *job, stopping_).take());
      if (!alive) rest(broken_pause);
    }
  }
}

void ReadingLoop::tell(bool& alive, bool answers) {
  if (answers != alive) alive_ += answers ? 1 : -1;
  alive = answers;
}

void ReadingLoop::rest(std::chrono::milliseconds pause) const {
  for (milliseconds waited{0}; waited < pause && !stopping_; waited += milliseconds(50))
    std::this_thread::sleep_for(milliseconds(50));
}

}  // namespace server
