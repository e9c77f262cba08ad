#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace server {

// What the journal tells. The word of each is stored, hashed, and in the families' dictionary: never renamed.
enum class JournalAction {
  boite_creee,
  campagne_reglee,
  acces_invite,
  import_siecle,
  pieces_rejugees,
  courrier_enregistre,
  acces_active,
  phrase_changee,
  acces_coupe,
  acces_debloque,
  acces_suspendu,
  telephone_oublie,
  adresse_protegee,
  adresse_montree,
  annuaire_publie,
  racine_changee,
  serrure_rouverte,
  connexions_refusees,
  piece_vue,
  piece_copiee,
  original_pris,
  piece_acceptee,
  piece_a_refaire,
  decision_annulee,
  piece_retiree,
  pli_retire,
  pli_detruit,
  message_detruit,
  pieces_detruites,
  enfant_efface,
  acces_clos,
  bordereau_detruit,
  envoi_abandonne,
  piece_mal_classee,
  fichiers_balayes,
  recu_signe,
  pli_renveloppe,
  message_envoye,
  sacoche_prise,
  certificats_installes,
};
inline constexpr JournalAction last_journal_action = JournalAction::certificats_installes;
std::string_view to_string(JournalAction action);

// A word or a number. A word has letters, digits and _ . : - only: no sentence, no name with a blank, gets in by
// mistake.
using JournalValue = std::variant<std::int64_t, std::string>;

struct JournalFact {
  std::string acteur;  // comptes.id, "" for the box and its operator
  JournalAction action;
  std::string objet = {};  // an id
  std::string volet = {};  // whose silo it happened in: her responsable reads it
  std::vector<std::pair<std::string, JournalValue>> details = {};
};

// Told with the name of who decided; everything else a responsable reads is « l'établissement ».
bool is_decision(std::string_view action);

}  // namespace server
