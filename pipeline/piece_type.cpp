#include "pipeline/piece_type.h"

#include <array>
#include <utility>

namespace pipeline {
namespace {

constexpr std::array<std::pair<PieceType, std::string_view>, 3> spellings{{
    {PieceType::justificatif_domicile, "justificatif_domicile"},
    {PieceType::assurance_scolaire, "assurance_scolaire"},
    {PieceType::autre, "autre"},
}};

}  // namespace

std::string_view to_string(PieceType type) {
  for (const auto& [value, word] : spellings) {
    if (value == type) return word;
  }
  return "autre";
}

std::optional<PieceType> parse_piece_type(std::string_view word) {
  for (const auto& [value, spelling] : spellings) {
    if (spelling == word) return value;
  }
  return std::nullopt;
}

}  // namespace pipeline
