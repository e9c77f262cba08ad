#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace server {

// 16 random bytes as 32 lower-case hex digits. One type per kind of thing: a piece's id can't stand for a volet's.
template <class Tag>
class Id {
 public:
  static std::optional<Id> parse(std::string_view text) {
    if (text.size() != 32) return std::nullopt;
    for (const char c : text)
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return std::nullopt;
    return Id(std::string(text));
  }
  const std::string& text() const { return text_; }
  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  explicit Id(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

using VoletId = Id<struct VoletTag>;
using EleveId = Id<struct EleveTag>;
using ResponsableId = Id<struct ResponsableTag>;
using CompteId = Id<struct CompteTag>;
using PieceId = Id<struct PieceTag>;
using EnvoiId = Id<struct EnvoiTag>;
using PliId = Id<struct PliTag>;
using FileId = Id<struct FileTag>;  // bytes in the vault

}  // namespace server
