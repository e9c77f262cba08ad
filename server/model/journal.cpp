#include "server/model/journal.h"

namespace server {

std::string_view to_string(JournalAction action) {
  switch (action) {
    using enum JournalAction;
    case boite_creee:
      return "boite_creee";
    case campagne_reglee:
      return "campagne_reglee";
    case acces_invite:
      return "acces_invite";
    case import_siecle:
      return "import_siecle";
    case pieces_rejugees:
      return "pieces_rejugees";
    case courrier_enregistre:
      return "courrier_enregistre";
    case acces_active:
      return "acces_active";
    case phrase_changee:
      return "phrase_changee";
    case acces_coupe:
      return "acces_coupe";
    case acces_debloque:
      return "acces_debloque";
    case acces_suspendu:
      return "acces_suspendu";
    case telephone_oublie:
      return "telephone_oublie";
    case adresse_protegee:
      return "adresse_protegee";
    case adresse_montree:
      return "adresse_montree";
    case annuaire_publie:
      return "annuaire_publie";
    case racine_changee:
      return "racine_changee";
    case serrure_rouverte:
      return "serrure_rouverte";
    case connexions_refusees:
      return "connexions_refusees";
    case piece_vue:
      return "piece_vue";
    case piece_copiee:
      return "piece_copiee";
    case original_pris:
      return "original_pris";
    case piece_acceptee:
      return "piece_acceptee";
    case piece_a_refaire:
      return "piece_a_refaire";
    case decision_annulee:
      return "decision_annulee";
    case piece_retiree:
      return "piece_retiree";
    case pli_retire:
      return "pli_retire";
    case pli_detruit:
      return "pli_detruit";
    case message_detruit:
      return "message_detruit";
    case pieces_detruites:
      return "pieces_detruites";
    case enfant_efface:
      return "enfant_efface";
    case acces_clos:
      return "acces_clos";
    case bordereau_detruit:
      return "bordereau_detruit";
    case envoi_abandonne:
      return "envoi_abandonne";
    case piece_mal_classee:
      return "piece_mal_classee";
    case fichiers_balayes:
      return "fichiers_balayes";
    case recu_signe:
      return "recu_signe";
    case pli_renveloppe:
      return "pli_renveloppe";
    case message_envoye:
      return "message_envoye";
    case sacoche_prise:
      return "sacoche_prise";
    case certificats_installes:
      return "certificats_installes";
  }
  return "";
}

bool is_decision(std::string_view action) {
  using enum JournalAction;
  return action == to_string(piece_acceptee) || action == to_string(piece_a_refaire) ||
         action == to_string(decision_annulee);
}

}  // namespace server
