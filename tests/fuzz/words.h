#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace fuzz {

// What a sentence of the fuzzer's can't make by itself, a signature say: brought whole, under a name in braces.
using Words = std::map<std::string, std::string, std::less<>>;

inline std::string expanded(std::string_view text, const Words& words) {
  std::string out;
  while (!text.empty()) {
    const auto open = std::min(text.find('{'), text.size());
    out += text.substr(0, open);
    text.remove_prefix(open);
    const auto close = text.find('}');
    const auto word = close == std::string_view::npos ? words.end() : words.find(text.substr(1, close - 1));
    if (word != words.end()) {
      out += word->second;
      text.remove_prefix(close + 1);
    } else if (!text.empty()) {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

// What comes before `end`, taken out of the text with it.
inline std::string_view until(std::string_view& text, std::string_view end) {
  const auto at = std::min(text.find(end), text.size());
  const auto part = text.substr(0, at);
  text.remove_prefix(std::min(at + end.size(), text.size()));
  return part;
}

}  // namespace fuzz
