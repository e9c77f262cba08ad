#include "server/log.h"

#include <chrono>
#include <cstdio>
#include <string>

namespace server {
namespace {

constexpr std::string_view level_words[] = {"info", "attention", "erreur"};

void append_quoted(std::string& line, std::string_view text) {
  line += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else {
      line += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  line += '"';
}

}  // namespace

void log(Level level, std::string_view code, std::initializer_list<std::pair<std::string_view, LogValue>> fields) {
  const auto now =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
  std::string line = "{\"t\":" + std::to_string(now.count()) + ",\"niveau\":";
  append_quoted(line, level_words[static_cast<std::size_t>(level)]);
  line += ",\"code\":";
  append_quoted(line, code);
  for (const auto& [name, value] : fields) {
    line += ',';
    append_quoted(line, name);
    line += ':';
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      line += std::to_string(*number);
    } else {
      append_quoted(line, std::get<std::string_view>(value));
    }
  }
  line += "}\n";
  std::fwrite(line.data(), 1, line.size(), stderr);  // one write: lines of two threads don't mix
}

}  // namespace server
