#pragma once

#include <string>

#include "pipeline/verdict.h"

// Invented papers and the dossier they belong to. Each test starts from one that is accepted as it is.
namespace papers {

using namespace std::chrono_literals;

inline pipeline::Expectations dossier() {
  pipeline::Expectations expected;
  expected.enfant = pipeline::Person{"Bruyère", "", "Léonie"};
  expected.fratrie = {pipeline::Person{"Bruyère", "", "Basile"}};
  expected.responsables = {pipeline::Person{"Bruyère", "Mésange", "Aïssata"}};
  expected.adresse = pipeline::Expectations::Adresse{"7 avenue Jean-Jaurès", "38000", "Grenoble"};
  expected.today = 2026y / 5 / 20;
  return expected;
}

inline const std::string bill = R"(Lueur des Alpes                          Mme BRUYERE Aïssata
Votre facture d'électricité              7 AVENUE JEAN JAURES
                                         38000 GRENOBLE

Facture n° 20260428-77
du 28/04/2026

Lieu de consommation                     7 avenue Jean-Jaurès
                                         38000 GRENOBLE
Point de livraison (PDL) : 09990000000000
Consommation : 212 kWh
Abonnement du 01/04/2026 au 30/04/2026
Total TTC : 61,20 €
À régler avant le 12/05/2026
Prochaine facture le 28/06/2026
Lueur des Alpes SAS au capital de 10000 euros, siège social 1 place du Marché 75001 PARIS)";

inline const std::string insurance = R"(Mutuelle des Haies

ATTESTATION D'ASSURANCE SCOLAIRE
Année scolaire 2026-2027

Nous certifions que l'élève Léonie BRUYERE, née le 02/11/2014,
est assurée par le contrat n° 778899 souscrit par Mme Aïssata BRUYERE
pour les activités scolaires et extrascolaires.

Garanties :
Responsabilité civile
Individuelle accidents corporels

Fait à Grenoble, le 12 mai 2026)";

// The paper with one passage replaced; throws when it is not there, so that a test can't change nothing.
inline std::string with(std::string paper, const std::string& passage, const std::string& other) {
  std::size_t at = paper.find(passage);
  if (at == std::string::npos) throw std::logic_error("passage absent: " + passage);
  for (; at != std::string::npos; at = paper.find(passage, at + other.size())) paper.replace(at, passage.size(), other);
  return paper;
}

// "conforme", or "a_verifier: nom_absent trop_ancien".
inline std::string said(const pipeline::Verdict& verdict) {
  std::string text(to_string(verdict.outcome));
  for (std::size_t i = 0; i < verdict.reasons.size(); ++i)
    text += (i == 0 ? ": " : " ") + std::string(to_string(verdict.reasons[i]));
  return text;
}

}  // namespace papers
