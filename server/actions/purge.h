#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "server/actions/receive_upload.h"
#include "server/app.h"
#include "server/model/access.h"

namespace server {

// The dated destructions (model/retention.h): what is announced and what is done come from one list.

enum class Destruction { pli, message, pieces, enfant, acces, bordereau };
std::string_view to_string(Destruction quoi);

struct Planned {
  Destruction quoi;
  std::int64_t le = 0;
  std::string objet;  // an id: of the pli, the volet, the child…
  std::string volet;  // whose silo it is in, "" when in none
  std::int64_t version = 0;
};
// Everything the box holds that has a date, in the order it goes.
std::vector<Planned> planned_destructions(App& app);

// What was due is destroyed, one transaction and one line of the journal each; how many of what. A power cut leaves the
// rest for the next call.
std::map<Destruction, std::int64_t> purge(App& app);
// Then what the two files and their logs still hold of it is written over. False when somebody was using them: again.
bool write_over(App& app);

// Bytes that no row names, two days old: an upload, the longest thing that writes some, lasts one.
inline constexpr std::int64_t orphan_seconds = 2 * upload_seconds;
std::int64_t sweep_files(App& app);

// The same list as people read it: how many things, which day, and from which day no backup has them any more.
struct PlannedDay {
  Destruction quoi;
  std::string jour, oublie_le;  // ISO dates
  std::int64_t nombre = 0;
};
std::vector<PlannedDay> count_by_day(const std::vector<Planned>& planned);
std::vector<PlannedDay> show_destructions(App& app, const AgentAccess& agent);
std::vector<PlannedDay> show_destructions(App& app, const DirectionAccess& direction);

}  // namespace server
