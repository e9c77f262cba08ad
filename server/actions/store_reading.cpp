#include "server/actions/store_reading.h"

#include "server/store/pieces.h"
#include "server/store/reading_queue.h"

namespace server {

bool store_reading(App& app, const PieceId& piece, const pipeline::Reading& reading, const pipeline::Verdict& verdict) {
  const auto now = app.now();
  std::vector<KeptPage> pages;
  for (std::size_t i = 0; i < reading.pictures.size() && i < reading.facts.pages_read.size(); ++i) {
    const auto& picture = reading.pictures[i];
    const auto& page = reading.facts.pages_read[i];
    if (picture.jpeg.empty()) continue;
    pages.push_back({{static_cast<int>(i) + 1, page.width, page.height},
                     app.vault.keep(now, picture.jpeg),
                     app.vault.keep(now, picture.thumbnail.empty() ? picture.jpeg : picture.thumbnail)});
  }
  bool kept = false;
  {
    Transaction transaction(app.database);
    kept = save_reading(app.database, piece, reading.facts, verdict, pages, now);
    reading_done(app.database, piece);
    transaction.commit();
  }
  if (!kept) {
    for (const auto& page : pages) {
      app.vault.forget(page.image);
      app.vault.forget(page.vignette);
    }
  }
  return kept;
}

}  // namespace server
