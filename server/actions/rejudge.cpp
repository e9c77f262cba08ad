#include "server/actions/rejudge.h"

#include "pipeline/verdict.h"
#include "server/actions/store_reading.h"
#include "server/model/paris.h"
#include "server/store/pieces.h"
#include "server/store/reading_queue.h"

namespace server {

RejudgeReport rejudge(App& app, bool dry_run) {
  RejudgeReport report;
  Transaction transaction(app.database);
  ExpectationSource expectations(app.database);
  FactsSource stored(app.database);
  for (const auto& before : judged_before(app.database)) {
    if (before.decided) {
      ++report.decided;
      continue;
    }
    const auto guess = pipeline::parse_piece_type(before.type_guess).value_or(pipeline::PieceType::autre);
    const bool silent = before.medicale || before.montree || keeps_no_text(before.type) || keeps_no_text(guess);
    const auto facts = silent ? std::nullopt : stored.of(before.piece);
    if (!facts) {
      if (silent && before.lue_par == DOSSIERSCO_VERSION) {
        ++report.silent;
        continue;
      }
      ++report.reread;
      if (!dry_run) enqueue_reading(app.database, before.piece, ReadingClass::background, app.now());
      continue;
    }
    ++report.judged;
    const auto verdict =
        pipeline::judge(*facts, before.type, expectations.of(before.piece, paris_day(before.deposee_le)), app.trust);
    // Medical by the new rules: what was kept of it must go, as a reading would have it.
    const bool hides = is_medical(verdict);
    const bool same = to_string(verdict.outcome) == before.outcome && words_of(verdict.reasons) == before.reasons &&
                      to_string(verdict.type_guess) == before.type_guess;
    if (!same) {
      ++report.changed;
      ++report.outcomes[{before.outcome, std::string(to_string(verdict.outcome))}];
    }
    if (dry_run) continue;
    if (hides || keeps_no_text(verdict.type_guess))
      enqueue_reading(app.database, before.piece, ReadingClass::background, app.now());
    if (!same || before.lue_par != DOSSIERSCO_VERSION)
      save_verdict(app.database, before.piece, as_kept(verdict, false));
  }
  if (!dry_run) transaction.commit();
  return report;
}

}  // namespace server
