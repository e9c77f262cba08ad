#include "server/actions/show_box_state.h"

#include "pipeline/language/dates.h"
#include "server/model/paris.h"
#include "server/store/reading_queue.h"

namespace server {

BoxState show_box_state(App& app, const TechniqueAccess&) {
  BoxState state;
  state.base = is_whole(app.database, "main");
  const auto queue = count_readings(app.database);
  state.a_lire = queue.waiting + queue.taken;
  state.en_panne = queue.poison;
  state.signataires = pipeline::iso_day(app.trust.issued());
  state.signataires_perimes = paris_day(app.now()) > app.trust.next_update();
  return state;
}

}  // namespace server
