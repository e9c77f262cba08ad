#include "server/model/paris.h"

#include <charconv>

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

std::optional<std::chrono::year_month_day> parse_iso_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t count) {
    int value = -1;
    const auto* end = text.data() + from + count;
    const auto [stop, error] = std::from_chars(text.data() + from, end, value);
    return error == std::errc() && stop == end ? value : -1;
  };
  const int y = number(0, 4), m = number(5, 2), d = number(8, 2);
  if (y < 0 || m < 0 || d < 0) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)),
                                        std::chrono::day(static_cast<unsigned>(d))};
  return day.ok() ? std::optional(day) : std::nullopt;
}

}  // namespace server
