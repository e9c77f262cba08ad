#include "server/model/telephone.h"

namespace server {

std::string canonical_telephone(std::string_view received) {
  std::string digits;
  bool international = false;
  // "+33 (0)6 …": the zero in brackets is not dialled after a country code.
  std::string text(received);
  if (const auto zero = text.find("(0)"); zero != std::string::npos && zero > 0) text.erase(zero, 3);
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits += c;
    if (c == '+' && digits.empty()) international = true;
  }
  if (!international && digits.starts_with("00")) {
    international = true;
    digits.erase(0, 2);
  }
  if (digits.size() < 8 || digits.size() > 15) return {};
  if (international) {
    // "+33 06 …" is written too.
    if (digits.starts_with("330") && digits.size() == 12) digits.erase(2, 1);
    return "+" + digits;
  }
  // A spreadsheet took the number for one, and lost its first zero.
  if (digits.size() == 9 && digits[0] != '0' && digits[0] != '8') digits.insert(0, "0");
  if (digits.size() == 11 && digits.starts_with("33")) return "+" + digits;  // and here its plus sign
  if (digits.size() != 10 || digits[0] != '0') return {};
  const std::string_view prefix = std::string_view(digits).substr(0, 4);
  const std::string subscriber = digits.substr(1);
  if (digits.starts_with("063998"))
    return "+33" + subscriber;  // Arcep's range for fiction, not La Réunion's or Mayotte's
  if (prefix == "0590" || prefix == "0690" || prefix == "0691") return "+590" + subscriber;
  if (prefix == "0594" || prefix == "0694") return "+594" + subscriber;
  if (prefix == "0596" || prefix == "0696" || prefix == "0697") return "+596" + subscriber;
  if (prefix == "0262" || prefix == "0263" || prefix == "0269" || prefix == "0692" || prefix == "0693" ||
      prefix == "0639") {
    return "+262" + subscriber;
  }
  return "+33" + subscriber;
}

}  // namespace server
