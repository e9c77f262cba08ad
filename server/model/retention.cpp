#include "server/model/retention.h"

#include <algorithm>

#include "server/model/paris.h"

namespace server {
namespace {

using std::chrono::October;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::int64_t day = 86400, days_to_read = 30, days_to_enter = 30;
constexpr std::chrono::months appeal{3};
constexpr std::int64_t daily_backups = 14, weekly_backups = 6;

std::int64_t next_midnight(std::int64_t moment) { return (moment + day - 1) / day * day; }

std::int64_t moment_of(sys_days date) {
  return std::chrono::duration_cast<std::chrono::seconds>(date.time_since_epoch()).count();
}

// 31 October, once campaigns and their latecomers are over. Of the next year for what was sent in October: it would be
// destroyed before anyone could read it.
std::int64_t last_day(std::int64_t depose_le) {
  const auto year = paris_day(depose_le + days_to_read * day).year();
  for (auto candidate = year;; ++candidate) {
    const auto moment = moment_of(candidate / October / 31);
    if (moment >= depose_le + days_to_read * day) return moment;
  }
}

std::int64_t october_of(const Etablissement& etablissement) {
  return moment_of(std::chrono::year(etablissement.annee) / October / 31);
}

}  // namespace

std::int64_t destroyed_at(std::int64_t depose_le, std::optional<std::int64_t> recu_le) {
  const auto last = last_day(depose_le);
  return recu_le ? std::min(next_midnight(*recu_le + days_to_read * day), last) : last;
}

std::int64_t pieces_destroyed_at(const Etablissement& etablissement, std::int64_t last_deposit) {
  const auto closes = parse_iso_day(etablissement.ferme_le);
  const auto end = closes ? moment_of(sys_days(*closes)) + (1 + days_to_enter) * day : october_of(etablissement);
  return std::max(end, next_midnight(last_deposit + days_to_enter * day));
}

std::int64_t gone_child_erased_at(std::int64_t sorti_vu_le) {
  auto date = paris_day(sorti_vu_le) + appeal;
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;  // 30 November: the end of February
  return moment_of(sys_days(date)) + day;
}

std::int64_t access_closed_at(const Etablissement& etablissement, std::int64_t used_le, std::int64_t last_thing) {
  return std::max({pieces_destroyed_at(etablissement, used_le), october_of(etablissement), last_thing});
}

std::int64_t forgotten_at(std::int64_t moment) { return moment + (daily_backups + 7 * weekly_backups) * day; }

}  // namespace server
