#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace server {

// The national number of an établissement: seven digits and the letter they imply.
class Uai {
 public:
  static std::optional<Uai> parse(std::string_view typed);  // lower case accepted, kept upper
  const std::string& text() const { return text_; }
  friend bool operator==(const Uai&, const Uai&) = default;

 private:
  explicit Uai(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace server
