#include "server/actions/destroy_plis.h"

#include "server/model/retention.h"
#include "server/store/messages.h"
#include "server/store/plis.h"

namespace server {

std::int64_t destroy_due_plis(App& app) {
  const auto now = app.now();
  std::int64_t destroyed = 0;
  // The row first: until it is written the bytes are somebody's, and after it nobody's, whenever the power goes.
  for (const auto& pli : plis_alive(app.database)) {
    if (destroyed_at(pli.depose_le, pli.recu_le) > now) continue;
    {
      Transaction transaction(app.database);
      mark_destroyed(app.database, pli, now);
      transaction.commit();
    }
    app.vault.forget(pli.corps);
    ++destroyed;
  }
  for (const auto& message : all_messages(app.database)) {
    if (destroyed_at(message.depose_le, std::nullopt) > now) continue;
    erase_message(app.database, message.id);
    app.vault.forget(message.corps);
    ++destroyed;
  }
  return destroyed;
}

}  // namespace server
