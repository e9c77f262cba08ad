#include "pipeline/piece_type.h"

#include <array>
#include <utility>

namespace pipeline {
namespace {

constexpr std::array<std::pair<PieceType, std::string_view>, 12> spellings{{
    {PieceType::justificatif_domicile, "justificatif_domicile"},
    {PieceType::assurance_scolaire, "assurance_scolaire"},
    {PieceType::quotient_familial, "quotient_familial"},
    {PieceType::rib, "rib"},
    {PieceType::certificat_radiation, "certificat_radiation"},
    {PieceType::livret_famille, "livret_famille"},
    {PieceType::identite_enfant, "identite_enfant"},
    {PieceType::identite_responsable, "identite_responsable"},
    {PieceType::jugement, "jugement"},
    {PieceType::photo_identite, "photo_identite"},
    {PieceType::bulletin, "bulletin"},
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
