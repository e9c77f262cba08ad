#pragma once

#include "server/store/database.h"

namespace server {

// What was erased leaves the disk too: a row overwritten in the file may still stand, older, in the write-ahead log.
// False when somebody is reading: asked again later.
bool empty_wal(Database& database);

}  // namespace server
