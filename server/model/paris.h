#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace server {

// The civil day in France at a moment. The rule of the European Union is written out: this product's libraries know no
// time zone, and a box's zone files may be years old.
std::chrono::year_month_day paris_day(std::int64_t moment);

std::string iso_day(std::chrono::year_month_day day);  // "2026-09-01"
std::optional<std::chrono::year_month_day> parse_iso_day(std::string_view text);

}  // namespace server
