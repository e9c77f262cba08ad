#include <algorithm>

#include "pipeline/checks/check.h"
#include "pipeline/checks/eleve.h"
#include "pipeline/language/names.h"

namespace pipeline {
namespace {

// A parent is in the livret under the name of birth, each part of it often in a line of its own.
bool shows_a_parent(const ReadDocument& document, const Expectations& expected) {
  for (const Person& person : expected.responsables) {
    for (const std::string* surname : {&person.nom_naissance, &person.nom}) {
      if (surname->empty()) continue;
      const Person one{*surname, {}, person.prenom, person.naissance};
      if (find_name(document.layout, one).match == NameMatch::whole) return true;
      bool has_surname = false, has_first = false;
      const auto wanted = name_words(*surname), first = name_words(person.prenom);
      const auto child = expected.enfant ? name_words(expected.enfant->prenom) : std::vector<std::string>();
      for (const Cell& cell : document.layout.cells) {
        // "Prénoms: Adama, Ambroise": a child's second name is often a parent's first.
        if (!child.empty() && std::any_of(cell.tokens.begin(), cell.tokens.end(),
                                          [&](const Token& token) { return is_word(token, child.front()); }))
          continue;
        for (const Token& token : cell.tokens) {
          has_surname = has_surname || (!wanted.empty() && is_word(token, wanted.front()));
          has_first = has_first || (!first.empty() && is_word(token, first.front()));
        }
      }
      if (has_surname && has_first) return true;
    }
  }
  return false;
}

constexpr std::string_view livret_words[] = {
    "LIVRET DE FAMILLE", "PREMIER ENFANT", "DEUXIEME ENFANT", "TROISIEME ENFANT", "QUATRIEME ENFANT",
    "1ER ENFANT",        "2E ENFANT",      "2EME ENFANT",     "3E ENFANT",        "3EME ENFANT"};

}  // namespace

// The pages of a parent and of the child; a certificate of birth holds both on one. A livret has no age.
Findings check_livret_famille(const ReadDocument& document, const Expectations& expected) {
  Findings child;
  check_eleve(document, expected, child);
  const auto has = [](const std::vector<Reason>& reasons, Reason reason) {
    return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
  };
  // A livret's pages hold an "extrait de l'acte de naissance" for each child in turn; a certificate has one,
  // unnumbered.
  const bool of_a_livret = std::any_of(std::begin(livret_words), std::end(livret_words),
                                       [&](std::string_view words) { return document.mentions.any(words); });
  const bool certificate =
      !of_a_livret && (document.mentions.any("COPIE INTEGRALE") || document.mentions.any("EXTRAIT D ACTE") ||
                       document.mentions.any("ACTE DE NAISSANCE"));
  const bool whole_child = child.facts.contains("enfant") && child.told.empty();
  const bool parent = expected.responsables.empty() || shows_a_parent(document, expected);
  const bool parents_headings = document.mentions.any("EPOUX") || document.mentions.any("EPOUSE") ||
                                document.mentions.any("PERE") || document.mentions.any("MERE") ||
                                document.mentions.any("PREMIER PARENT") || document.mentions.any("SECOND PARENT");

  Findings findings;
  findings.facts = child.facts;
  if (whole_child) {
    check_naissance(document, expected, findings);
    if (parent || certificate) return findings;  // an extract without the parents is still the child's
    findings.undecided = true;
    if (document.all_read_well) {
      // Parents who are not of the dossier are an agent's business; no parent at all is a page not sent.
      if (!parents_headings) findings.missing.push_back(Reason::page_manquante);
    }
    return findings;
  }
  if (has(child.told, Reason::autre_enfant)) {
    findings.told.push_back(Reason::autre_enfant);
    return findings;
  }
  // Hand-written and half-read pages are no fault of the family's.
  if (!document.all_read_well) {
    findings.undecided = true;
    return findings;
  }
  if (parent && !certificate)
    findings.missing.push_back(Reason::page_manquante);
  else if (has(child.missing, Reason::nom_absent))
    findings.missing.push_back(Reason::nom_absent);
  else
    findings.undecided = true;
  return findings;
}

}  // namespace pipeline
