#include "server/http/base64.h"

#include <algorithm>

namespace server::http {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string base64url(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  unsigned held = 0, bits = 0;
  for (const char c : bytes) {
    held = ((held << 8) | static_cast<unsigned char>(c)) & 0xffff;
    for (bits += 8; bits >= 6;) {
      bits -= 6;
      text += alphabet[(held >> bits) & 63];
    }
  }
  if (bits > 0) text += alphabet[(held << (6 - bits)) & 63];
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  unsigned held = 0, bits = 0;
  for (const char c : text) {
    const auto digit = alphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    held = ((held << 6) | static_cast<unsigned>(digit)) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>((held >> bits) & 0xff);
    }
  }
  if (bits >= 6 || (held & ((1u << bits) - 1)) != 0) return std::nullopt;
  return bytes;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string url(text);
  while (url.ends_with('=')) url.pop_back();
  std::replace(url.begin(), url.end(), '+', '-');
  std::replace(url.begin(), url.end(), '/', '_');
  return from_base64url(url);
}

}  // namespace server::http
