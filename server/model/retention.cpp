#include "server/model/retention.h"

#include <algorithm>

#include "server/model/paris.h"

namespace server {
namespace {

constexpr std::int64_t day = 86400, days_to_read = 30;

// 31 October, once campaigns and their latecomers are over. Of the next year for what was sent in October: it would be
// destroyed before anyone could read it.
std::int64_t last_day(std::int64_t depose_le) {
  const auto year = paris_day(depose_le + days_to_read * day).year();
  for (auto candidate = year;; ++candidate) {
    const auto moment = std::chrono::sys_days(candidate / std::chrono::October / 31).time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(moment).count();
    if (seconds >= depose_le + days_to_read * day) return seconds;
  }
}

}  // namespace

std::int64_t destroyed_at(std::int64_t depose_le, std::optional<std::int64_t> recu_le) {
  const auto last = last_day(depose_le);
  return recu_le ? std::min(*recu_le + days_to_read * day, last) : last;
}

}  // namespace server
