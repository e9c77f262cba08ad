#include "server/actions/rejudge.h"

#include <algorithm>
#include <future>
#include <span>
#include <thread>
#include <vector>

#include "pipeline/verdict.h"
#include "server/actions/store_reading.h"
#include "server/model/paris.h"
#include "server/store/pieces.h"
#include "server/store/reading_queue.h"

namespace server {
namespace {

struct Case {
  JudgedBefore before;
  pipeline::Facts facts;
  pipeline::Expectations expected;
  pipeline::Verdict verdict = {};
};

constexpr std::size_t cases_at_once = 128;  // facts of a long document take a megabyte once decoded

// Judging is pure, and all the work: each core takes its share.
void judge_all(std::span<Case> cases, const pipeline::Trust& trust) {
  const std::size_t shares = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
  const std::size_t share = (cases.size() + shares - 1) / shares;
  std::vector<std::future<void>> done;
  for (std::size_t from = 0; from < cases.size(); from += share)
    done.push_back(
        std::async(std::launch::async, [&trust, part = cases.subspan(from, std::min(share, cases.size() - from))] {
          for (auto& one : part) one.verdict = pipeline::judge(one.facts, one.before.type, one.expected, trust);
        }));
  for (auto& one : done) one.get();
}

void keep_verdict(App& app, const Case& one, bool dry_run, RejudgeReport& report) {
  const auto& before = one.before;
  const auto& verdict = one.verdict;
  ++report.judged;
  const bool same = to_string(verdict.outcome) == before.outcome && words_of(verdict.reasons) == before.reasons &&
                    to_string(verdict.type_guess) == before.type_guess;
  if (!same) {
    ++report.changed;
    ++report.outcomes[{before.outcome, std::string(to_string(verdict.outcome))}];
  }
  if (dry_run) return;
  // Of a kind whose words are not kept, by the new rules: what was kept must go, as a reading would have it.
  if (is_medical(verdict) || keeps_no_text(verdict.type_guess))
    enqueue_reading(app.database, before.piece, ReadingClass::background, app.now());
  if (!same || before.lue_par != DOSSIERSCO_VERSION) save_verdict(app.database, before.piece, as_kept(verdict, false));
}

}  // namespace

RejudgeReport rejudge(App& app, bool dry_run) {
  RejudgeReport report;
  Transaction transaction(app.database);
  ExpectationSource expectations(app.database);
  FactsSource stored(app.database);
  std::vector<Case> cases;
  const auto judge_and_keep = [&] {
    judge_all(cases, app.trust);
    for (const auto& one : cases) keep_verdict(app, one, dry_run, report);
    cases.clear();
  };
  for (auto& before : judged_before(app.database)) {
    if (before.decided) {
      ++report.decided;
      continue;
    }
    const auto guess = pipeline::parse_piece_type(before.type_guess).value_or(pipeline::PieceType::autre);
    const bool silent = before.medicale || before.montree || keeps_no_text(before.type) || keeps_no_text(guess);
    auto facts = silent ? std::nullopt : stored.of(before.piece);
    if (!facts && silent && before.lue_par == DOSSIERSCO_VERSION) {
      ++report.silent;
    } else if (!facts) {
      ++report.reread;
      if (!dry_run) enqueue_reading(app.database, before.piece, ReadingClass::background, app.now());
    } else {
      auto expected = expectations.of(before.piece, paris_day(before.deposee_le));
      cases.push_back({std::move(before), std::move(*facts), std::move(expected), {}});
      if (cases.size() == cases_at_once) judge_and_keep();
    }
  }
  judge_and_keep();
  if (!dry_run) {
    record(app.journal, {"", JournalAction::pieces_rejugees, "", "", {{"changees", report.changed}}}, app.now());
    transaction.commit();
  }
  return report;
}

}  // namespace server
