#pragma once

#include "server/app.h"

namespace server {

// What the box does by itself every hour: what is abandoned or due goes, and leaves no copy; the journal's day is
// closed. Never throws: a full disk waits for the next hour. `owed`: destroyed before, not written over yet; true again
// when somebody was using the files.
bool keep_house(App& app, bool owed);

}  // namespace server
