#include "server/model/paris.h"

namespace server {
namespace {

using std::chrono::sys_seconds;

// Clocks change at 01:00 UTC on the last Sundays of March and of October.
sys_seconds change(std::chrono::year year, std::chrono::month month) {
  const std::chrono::sys_days sunday = year / month / std::chrono::Sunday[std::chrono::last];
  return sunday + std::chrono::hours(1);
}

}  // namespace

std::chrono::year_month_day paris_day(std::int64_t moment) {
  const sys_seconds utc{std::chrono::seconds(moment)};
  const auto year = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(utc)).year();
  const bool summer = utc >= change(year, std::chrono::March) && utc < change(year, std::chrono::October);
  return std::chrono::floor<std::chrono::days>(utc + std::chrono::hours(summer ? 2 : 1));
}

std::string iso_day(std::chrono::year_month_day day) {
  const auto padded = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return std::to_string(static_cast<int>(day.year())) + "-" + padded(static_cast<unsigned>(day.month())) + "-" +
         padded(static_cast<unsigned>(day.day()));
}

}  // namespace server
