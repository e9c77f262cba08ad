#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "server/app.h"

namespace server {

// New rules on old readings: no document is opened. What an agent decided stays as it is; what was kept in another
// encoding, or without text by an earlier program, is put in the background of the queue to be read again. Twice is as
// once.
struct RejudgeReport {
  std::int64_t judged = 0;   // undecided, by stored facts
  std::int64_t changed = 0;  // of those
  std::int64_t decided = 0;  // left alone
  std::int64_t reread = 0;   // queued
  std::int64_t silent = 0;   // kept without text by this very program: nothing new to say
  std::map<std::pair<std::string, std::string>, std::int64_t> outcomes;  // (before, now) of the changed ones
};
RejudgeReport rejudge(App& app, bool dry_run);

}  // namespace server
