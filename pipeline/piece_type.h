#pragma once

#include <optional>
#include <string_view>

namespace pipeline {

// The kinds of pièce the machine can tell apart. One spelling: enumerator, JSON, SQL, TypeScript. Only the first two are
// judged in full so far; the others are recognised in a wrong slot, and read by an agent in their own.
enum class PieceType {
  justificatif_domicile, assurance_scolaire, quotient_familial, rib, certificat_radiation, livret_famille,
  identite_enfant, identite_responsable, jugement, photo_identite, bulletin, autre,
};

std::string_view to_string(PieceType type);
std::optional<PieceType> parse_piece_type(std::string_view word);

}  // namespace pipeline
