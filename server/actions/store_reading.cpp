#include "server/actions/store_reading.h"

#include <algorithm>
#include <set>

#include "server/store/reading_queue.h"

namespace server {
namespace {

// Sizes and measures stay, what was printed goes.
pipeline::Facts without_text(pipeline::Facts facts) {
  for (auto& page : facts.pages_read) {
    page.words.clear();
    page.codes.clear();
    page.mrz.clear();
  }
  return facts;
}

}  // namespace

bool is_medical(const pipeline::Verdict& verdict) {
  return std::find(verdict.reasons.begin(), verdict.reasons.end(), pipeline::Reason::piece_medicale) !=
         verdict.reasons.end();
}

pipeline::Verdict as_kept(pipeline::Verdict verdict, bool montree) {
  if (!is_medical(verdict)) return verdict;
  using enum pipeline::Reason;
  if (montree) {
    std::erase(verdict.reasons, piece_medicale);
    std::erase(verdict.reasons, lecture_humaine);
    verdict.reasons.push_back(lecture_humaine);
    verdict.outcome = pipeline::Outcome::a_verifier;
  } else {
    verdict.reasons = {piece_medicale};
  }
  verdict.facts.clear();
  verdict.type_guess = pipeline::PieceType::autre;
  return verdict;
}

std::int64_t purge_misfiled(App& app) {
  std::vector<Misfiled> files;
  {
    Transaction transaction(app.database);
    files = erase_misfiled(app.database, app.now() - misfiled_seconds);
    std::set<std::string> told;
    for (const auto& [piece, volet, file] : files)
      if (told.insert(piece.text()).second)
        record(app.journal, {"", JournalAction::piece_mal_classee, piece.text(), volet.text()}, app.now());
    transaction.commit();
  }
  for (const auto& one : files) app.vault.forget(one.file);
  return static_cast<std::int64_t>(files.size());
}

bool store_reading(App& app, const PieceId& piece, pipeline::PieceType asked, bool montree,
                   const pipeline::Reading& reading, pipeline::Verdict verdict) {
  const auto now = app.now();
  const bool medical = is_medical(verdict), hidden = medical && !montree;
  KeptReading kept{std::nullopt, as_kept(std::move(verdict), montree), {}};
  if (!hidden) {
    const bool silent = medical || keeps_no_text(asked) || keeps_no_text(kept.verdict.type_guess);
    kept.facts = silent ? without_text(reading.facts) : reading.facts;
    for (std::size_t i = 0; i < reading.pictures.size() && i < reading.facts.pages_read.size(); ++i) {
      const auto& picture = reading.pictures[i];
      const auto& page = reading.facts.pages_read[i];
      if (picture.jpeg.empty()) continue;
      auto key = crypto::SecretKey::random();
      const auto image = app.vault.keep_closed(now, key, picture.jpeg);
      const auto vignette =
          app.vault.keep_closed(now, key, picture.thumbnail.empty() ? picture.jpeg : picture.thumbnail);
      kept.pages.push_back({{static_cast<int>(i) + 1, page.width, page.height}, image, vignette, std::move(key)});
    }
  }
  std::vector<FileId> useless;
  bool saved = false;
  {
    Transaction transaction(app.database);
    saved = save_reading(app.database, piece, kept, now, useless);
    reading_done(app.database, piece);
    transaction.commit();
  }
  if (!saved)
    for (const auto& page : kept.pages) useless.insert(useless.end(), {page.image, page.vignette});
  for (const auto& file : useless) app.vault.forget(file);
  return saved;
}

}  // namespace server
