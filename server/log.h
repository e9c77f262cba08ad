#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <variant>

namespace server {

enum class Level { info, attention, erreur };

// One JSON line on stderr. Fields are ids, codes, counts and milliseconds: never a name, a date of birth or a line of
// text, and never what a request carried.
using LogValue = std::variant<std::int64_t, std::string_view>;
void log(Level level, std::string_view code, std::initializer_list<std::pair<std::string_view, LogValue>> fields = {});

}  // namespace server
