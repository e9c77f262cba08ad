#include "server/actions/keep_house.h"

#include <exception>

#include "server/actions/audit.h"
#include "server/actions/purge.h"
#include "server/actions/receive_upload.h"
#include "server/actions/store_reading.h"
#include "server/log.h"
#include "server/store/forget.h"

namespace server {

bool keep_house(App& app, bool owed) {
  try {
    const auto dropped = purge_uploads(app);
    const auto misfiled = purge_misfiled(app);
    const auto destroyed = purge(app);
    const auto swept = sweep_files(app);
    for (const auto& [quoi, count] : destroyed)
      log(Level::info, "destruction", {{"quoi", to_string(quoi)}, {"nombre", count}});
    if (dropped || swept || misfiled)
      log(Level::info, "menage", {{"envois", dropped}, {"fichiers", swept}, {"mal_classees", misfiled}});
    owed = owed || !destroyed.empty();
    if (owed) owed = !write_over(app);
    // Withdrawn and replaced pièces too: within the hour, no copy of them is left in a log.
    if (!empty_wal(app.database)) log(Level::attention, "journal_de_base_occupe");
    close_journal_day(app);
  } catch (const std::exception&) {
    log(Level::erreur, "menage_en_panne");
  }
  return owed;
}

}  // namespace server
