#include "server/model/identite.h"

#include <cstddef>

namespace server {
namespace {

// Upper case without accent of U+00C0–U+017F, the letters French, SIECLE's ISO-8859-15 and its neighbours write.
std::string_view plain_letter(unsigned code) {
  if (code == 0xC6 || code == 0xE6) return "AE";
  if (code == 0x152 || code == 0x153) return "OE";
  if (code == 0xDF) return "SS";
  if (code == 0xDE || code == 0xFE) return "TH";
  if (code == 0xD0 || code == 0xF0) return "D";
  static constexpr std::string_view latin_1 = "AAAAAAACEEEEIIIIDNOOOOO OUUUUYT";  // C0..DE, C6 and DE told above
  if (code >= 0xC0 && code <= 0xDE && code != 0xD7) return latin_1.substr(code - 0xC0, 1);
  if (code >= 0xE0 && code <= 0xFE && code != 0xF7) return latin_1.substr(code - 0xE0, 1);
  if (code == 0xFF) return "Y";
  static constexpr std::string_view extended =
      "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIIIIIJJKKKLLLLLLLLLLNNNNNNNNNOOOOOOOORRRRRRSSSSSSSSTTTTTTUUUUUUUU"
      "UUUUWWY"
      "YYZZZZZZS";
  if (code >= 0x100 && code <= 0x17F) return extended.substr(code - 0x100, 1);
  return {};
}

}  // namespace

std::string comparable_name(std::string_view nom) {
  std::string result;
  const auto blank = [&result] {
    if (!result.empty() && result.back() != ' ') result += ' ';
  };
  for (std::size_t i = 0; i < nom.size(); ++i) {
    const auto c = static_cast<unsigned char>(nom[i]);
    const std::string_view here = nom.substr(i);
    if (c == ' ' || c == '-' || c == '\'') {
      blank();
    } else if (c >= 'a' && c <= 'z') {
      result += static_cast<char>(c - 'a' + 'A');
    } else if (c < 0x80) {
      result += static_cast<char>(c);
    } else if (here.starts_with("\xE2\x80\x99") || here.starts_with("\xE2\x80\x98") ||
               here.starts_with("\xE2\x80\x90") || here.starts_with("\xE2\x80\x91")) {  // ’ ‘ ‐ ‑
      blank();
      i += 2;
    } else if (here.starts_with("\xC2\xA0")) {
      blank();
      ++i;
    } else if (here.starts_with("\xCC") ||
               (c == 0xCD && here.size() > 1 && static_cast<unsigned char>(here[1]) < 0xB0)) {
      ++i;  // U+0300–U+036F: an accent written after its letter
    } else if (c >= 0xC3 && c <= 0xC5 && here.size() > 1) {
      const unsigned code = ((c & 0x1Fu) << 6) | (static_cast<unsigned char>(here[1]) & 0x3Fu);
      const auto letter = plain_letter(code);
      result += letter.empty() ? here.substr(0, 2) : letter;
      ++i;
    } else {
      result += static_cast<char>(c);
    }
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

}  // namespace server
