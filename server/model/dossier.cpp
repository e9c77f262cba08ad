#include "server/model/dossier.h"

#include <algorithm>

namespace server {
namespace {

constexpr std::array<std::string_view, 5> words{"pas_ouvert", "commence", "a_relire", "a_completer", "complet"};

template <class Predicate>
bool any_slot(const Dossier& dossier, Predicate predicate) {
  return std::any_of(dossier.volets.begin(), dossier.volets.end(), [&](const Dossier::Volet& volet) {
    return std::any_of(volet.pieces.begin(), volet.pieces.end(), predicate);
  });
}

bool is_answered(const Dossier& dossier, pipeline::PieceType type) {
  return any_slot(dossier,
                  [&](const Dossier::Slot& slot) { return slot.type == type && slot.etat == PieceState::acceptee; });
}

}  // namespace

std::string_view to_string(DossierState state) { return words[static_cast<std::size_t>(state)]; }

DossierState state_of(const Dossier& dossier) {
  if (any_slot(dossier, [](const auto& slot) { return slot.etat == PieceState::lue; })) return DossierState::a_relire;
  if (any_slot(dossier, [](const auto& slot) { return slot.etat == PieceState::a_refaire; }))
    return DossierState::a_completer;
  const bool asks = any_slot(dossier, [](const auto& slot) { return slot.obligatoire; });
  const bool lacks =
      any_slot(dossier, [&](const auto& slot) { return slot.obligatoire && !is_answered(dossier, slot.type); });
  if (asks && !lacks) return DossierState::complet;
  const bool begun = any_slot(dossier, [](const auto& slot) { return slot.etat != PieceState::a_envoyer; }) ||
                     std::any_of(dossier.volets.begin(), dossier.volets.end(),
                                 [](const Dossier::Volet& volet) { return volet.ouvert || volet.sante_deposee; });
  // A school that requires nothing has all it requires once the family came by.
  if (begun && !asks) return DossierState::complet;
  return begun ? DossierState::commence : DossierState::pas_ouvert;
}

}  // namespace server
