#include "server/store/forget.h"

namespace server {

bool empty_wal(Database& database) {
  bool empty = true;
  for (const char* pragma : {"PRAGMA main.wal_checkpoint(TRUNCATE)", "PRAGMA pieces.wal_checkpoint(TRUNCATE)"}) {
    Statement checkpoint(database, pragma);
    empty = checkpoint.step() && checkpoint.integer(0) == 0 && empty;
  }
  return empty;
}

}  // namespace server
