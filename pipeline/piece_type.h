#pragma once

#include <optional>
#include <string_view>

namespace pipeline {

// The slots a school may ask for. One spelling: enumerator, JSON, SQL, TypeScript. Some are judged in full, some only
// recognised (a judgment, « autre »): an agent reads those.
enum class PieceType {
  justificatif_domicile,
  assurance_scolaire,
  quotient_familial,
  rib,
  certificat_radiation,
  livret_famille,
  identite_enfant,
  identite_responsable,
  jugement,
  photo_identite,
  bulletin,
  autre,
};

std::string_view to_string(PieceType type);
std::optional<PieceType> parse_piece_type(std::string_view word);

}  // namespace pipeline
