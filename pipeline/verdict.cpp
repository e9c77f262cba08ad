#include "pipeline/verdict.h"

#include <array>
#include <utility>

namespace pipeline {
namespace {

constexpr std::array<std::pair<Outcome, std::string_view>, 3> outcomes{{
    {Outcome::conforme, "conforme"},
    {Outcome::a_verifier, "a_verifier"},
    {Outcome::illisible, "illisible"},
}};

constexpr std::array<std::pair<Reason, std::string_view>, 33> reasons{{
    {Reason::floue, "floue"},
    {Reason::sombre, "sombre"},
    {Reason::reflet, "reflet"},
    {Reason::coupee, "coupee"},
    {Reason::trop_petite, "trop_petite"},
    {Reason::a_l_envers, "a_l_envers"},
    {Reason::vide, "vide"},
    {Reason::abime, "abime"},
    {Reason::incomplet, "incomplet"},
    {Reason::mot_de_passe, "mot_de_passe"},
    {Reason::type_refuse, "type_refuse"},
    {Reason::trop_grand, "trop_grand"},
    {Reason::trop_de_pages, "trop_de_pages"},
    {Reason::pas_un_document, "pas_un_document"},
    {Reason::mauvaise_piece, "mauvaise_piece"},
    {Reason::plusieurs_pieces, "plusieurs_pieces"},
    {Reason::piece_medicale, "piece_medicale"},
    {Reason::nom_absent, "nom_absent"},
    {Reason::autre_enfant, "autre_enfant"},
    {Reason::adresse_differente, "adresse_differente"},
    {Reason::trop_ancien, "trop_ancien"},
    {Reason::annee_passee, "annee_passee"},
    {Reason::date_absente, "date_absente"},
    {Reason::expiree, "expiree"},
    {Reason::page_manquante, "page_manquante"},
    {Reason::garantie_manquante, "garantie_manquante"},
    {Reason::quotient_absent, "quotient_absent"},
    {Reason::iban_invalide, "iban_invalide"},
    {Reason::mrz_incoherente, "mrz_incoherente"},
    {Reason::code_contredit_le_texte, "code_contredit_le_texte"},
    {Reason::code_non_fiable, "code_non_fiable"},
    {Reason::lecture_humaine, "lecture_humaine"},
    {Reason::contenu_retire, "contenu_retire"},
}};

template <class Value, std::size_t N>
std::string_view spell(const std::array<std::pair<Value, std::string_view>, N>& spellings, Value wanted) {
  for (const auto& [value, word] : spellings) {
    if (value == wanted) return word;
  }
  return {};
}

template <class Value, std::size_t N>
std::optional<Value> parse(const std::array<std::pair<Value, std::string_view>, N>& spellings,
                           std::string_view wanted) {
  for (const auto& [value, word] : spellings) {
    if (word == wanted) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Outcome outcome) { return spell(outcomes, outcome); }
std::string_view to_string(Reason reason) { return spell(reasons, reason); }
std::optional<Outcome> parse_outcome(std::string_view word) { return parse(outcomes, word); }
std::optional<Reason> parse_reason(std::string_view word) { return parse(reasons, word); }

}  // namespace pipeline
