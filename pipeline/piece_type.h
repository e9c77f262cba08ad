#pragma once

#include <optional>
#include <string_view>

namespace pipeline {

// The pièces the machine knows how to read. One spelling: enumerator, JSON, SQL, TypeScript.
enum class PieceType { justificatif_domicile, assurance_scolaire, autre };

std::string_view to_string(PieceType type);
std::optional<PieceType> parse_piece_type(std::string_view word);

}  // namespace pipeline
