#include "server/model/access.h"

#include <array>

namespace server {
namespace {

constexpr std::array<std::string_view, 5> role_words{"responsable", "secretariat", "infirmerie", "direction",
                                                     "technique"};
constexpr std::array<std::string_view, 3> second_words{"absent", "actif", "a_creer"};

}  // namespace

std::string_view to_string(Role role) { return role_words[static_cast<std::size_t>(role)]; }

std::string_view to_string(SecondFactor second) { return second_words[static_cast<std::size_t>(second)]; }

std::optional<Role> parse_role(std::string_view word) {
  for (std::size_t i = 0; i < role_words.size(); ++i)
    if (role_words[i] == word) return static_cast<Role>(i);
  return std::nullopt;
}

}  // namespace server
