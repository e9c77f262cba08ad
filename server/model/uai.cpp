#include "server/model/uai.h"

namespace server {

std::optional<Uai> Uai::parse(std::string_view typed) {
  // The letter is the number modulo 23, in an alphabet without I, O and Q (ministry's export specification v17.4;
  // checked on fourteen real ones).
  static constexpr std::string_view letters = "ABCDEFGHJKLMNPRSTUVWXYZ";
  if (typed.size() != 8) return std::nullopt;
  std::size_t number = 0;
  for (const char c : typed.substr(0, 7)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::size_t>(c - '0');
  }
  const char letter = typed[7] >= 'a' && typed[7] <= 'z' ? static_cast<char>(typed[7] - 'a' + 'A') : typed[7];
  if (letter != letters[number % letters.size()]) return std::nullopt;
  return Uai(std::string(typed.substr(0, 7)) + letter);
}

}  // namespace server
