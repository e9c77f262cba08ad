#pragma once

#include <cstdint>

#include "server/app.h"

namespace server {

// The night's work: bodies, stanzas and re-wraps of plis whose day has come (model/retention.h), and messages likewise.
// How many were destroyed.
std::int64_t destroy_due_plis(App& app);

}  // namespace server
