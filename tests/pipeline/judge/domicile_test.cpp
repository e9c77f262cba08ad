#include <stdexcept>

#include "pipeline/verdict.h"
#include "tests/catch.h"
#include "tests/pipeline/judge/papers.h"
#include "tests/pipeline/judge/printed.h"

using namespace pipeline;
using papers::bill;
using papers::dossier;
using papers::said;
using papers::with;

namespace {

Verdict judged(const std::string& paper, const Expectations& expected = dossier(),
               TextSource source = TextSource::text_layer) {
  return judge(printed::facts(paper, source, source == TextSource::ocr ? 92 : 100), PieceType::justificatif_domicile,
               expected, {});
}

}  // namespace

TEST_CASE("a bill of the volet's responsable, at her address, of last month, is conforme") {
  const auto source = GENERATE(TextSource::text_layer, TextSource::ocr);
  const auto verdict = judged(bill, dossier(), source);
  CHECK(said(verdict) == "conforme");
  CHECK(verdict.type_guess == PieceType::justificatif_domicile);
  CHECK(verdict.type_confidence > 0.8);
  REQUIRE(verdict.facts.contains("date_emission"));
  CHECK(verdict.facts.at("date_emission").value == "2026-04-28");
  CHECK(verdict.facts.at("date_emission").sure);
  CHECK(verdict.facts.at("date_emission").box.has_value());
  CHECK(verdict.facts.at("code_postal").value == "38000");
}

TEST_CASE("every proof of address of the catalogue is recognised and accepted") {
  const auto paper = GENERATE(as<std::string>{},
                              R"(Onde Claire Télécom
Facture mobile et internet
                                         Mme BRUYERE Aïssata
                                         7 avenue Jean-Jaurès
                                         38000 GRENOBLE
Facture n° 77-2026-04
du 28 avril 2026
Ligne : 06 39 98 00 00
Total à payer TTC : 34,99 €
Date limite de paiement : 12 mai 2026
Abonnement internet du 01/05/2026 au 31/05/2026     29,99 €
Forfait mobile                                      5,00 €)",
                              R"(Régie des Sources
FACTURE D'EAU
Date de facture : 15/03/2026
Madame Aïssata BRUYERE
7 av. Jean Jaurès
38000 Grenoble
Votre consommation : 31 m³
Assainissement, abonnement)",
                              R"(QUITTANCE DE LOYER
Mois de mai 2026
Bailleur : M. Jean CORMORAN, 4 quai des Lys, 69003 LYON
Locataire : Mme Aïssata BRUYERE
Adresse de la location : 7 avenue Jean-Jaurès, 38000 GRENOBLE
Reçu de Mme BRUYERE la somme de 640 euros au titre du loyer et des charges
Fait à Lyon, le 5 mai 2026)",
                              R"(DIRECTION GÉNÉRALE DES FINANCES PUBLIQUES
AVIS D'IMPÔT 2025
TAXES FONCIÈRES
Madame BRUYERE AISSATA
7 AV JEAN JAURES
38000 GRENOBLE
Date d'établissement : 12/08/2025
Date de mise en recouvrement : 31/08/2025
Numéro fiscal : 00 00 000 000 000
Montant à payer avant le 15/10/2025)",
                              R"(ATTESTATION D'HÉBERGEMENT
Je soussignée Colombe FAUVETTE, née le 14/07/1980 à Lyon,
demeurant 7 avenue Jean-Jaurès, 38000 GRENOBLE,
atteste sur l'honneur héberger à mon domicile
Mme Aïssata BRUYERE et son enfant Léonie BRUYERE
depuis le 01/09/2024.
Fait à Grenoble, le 12 mai 2026)",
                              R"(Mutuelle des Haies
ATTESTATION D'ASSURANCE MULTIRISQUE HABITATION
Nous attestons que Madame Aïssata BRUYERE est titulaire d'un contrat
d'assurance habitation garantissant ses risques locatifs
Risque assuré : 7 avenue Jean Jaurès 38000 GRENOBLE
Incendie, dégâts des eaux
Période du 01/01/2026 au 31/12/2026
Fait le 03/01/2026)",
                              R"(ATTESTATION DE TITULAIRE DE CONTRAT
Lueur des Alpes atteste que Mme BRUYERE Aïssata
est titulaire d'un contrat de fourniture d'électricité
au 7 avenue Jean-Jaurès, 38000 GRENOBLE
depuis le 02/09/2023.
Fait à Paris, le 18 mai 2026)",
                              R"(DÉCLARATION SUR L'HONNEUR
Je soussignée Aïssata BRUYERE déclare sur l'honneur
être domiciliée 7 avenue Jean-Jaurès, 38000 GRENOBLE.
Fait à Grenoble, le 18/05/2026)",
                              R"(DIRECTION GÉNÉRALE DES FINANCES PUBLIQUES
AVIS D'IMPÔT établi en 2025
IMPÔT SUR LES REVENUS DE L'ANNÉE 2024
MME BRUYERE AISSATA
7 AVENUE JEAN JAURES
38000 GRENOBLE
Revenu fiscal de référence : 21 340
Nombre de parts : 2
Date d'établissement : 07/07/2025)");
  CAPTURE(paper);
  CHECK(said(judged(paper)) == "conforme");
  // The same paper of another person is doubted, so that acceptance is not blindness.
  Expectations other = dossier();
  other.responsables = {Person{"Sittelle", "", "Ondine"}};
  CHECK(said(judged(paper, other)) == "a_verifier: nom_absent");
}

TEST_CASE("each doubt has its own reason and no other") {
  const auto [passage, other, expected] = GENERATE(table<std::string, std::string, std::string>({
      {"BRUYERE Aïssata", "FAUVETTE Colombe", "a_verifier: nom_absent"},
      {"28/04/2026", "11/02/2026", "a_verifier: trop_ancien"},
      {"28/04/2026", "20/02/2026", "conforme"},  // three calendar months to the day
      {"28/04/2026", "13/02/2026", "conforme"},  // a week of grace
      {"28/04/2026", "12/02/2026", "a_verifier: trop_ancien"},
      {"38000 GRENOBLE", "69003 LYON", "a_verifier: adresse_differente"},
      {"7 ", "9 ", "conforme"},  // another number of the same street: probable, no alarm
      {"Mme BRUYERE Aïssata", "M. et Mme BRUYERE  ", "conforme"},
      {"Mme BRUYERE Aïssata", "Mme BRUYERE Colombe", "a_verifier: lecture_humaine"},
      {"38000 GRENOBLE", "", "a_verifier: lecture_humaine"},  // the envelope's line under a thumb
  }));
  CAPTURE(passage, other);
  REQUIRE(said(judged(bill)) == "conforme");
  CHECK(said(judged(with(bill, passage, other))) == expected);
}

TEST_CASE("a bill without any date of its own says so") {
  auto paper = with(bill, "du 28/04/2026", "");
  paper = with(paper, "Abonnement du 01/04/2026 au 30/04/2026", "Abonnement");
  CHECK(said(judged(paper)) == "a_verifier: date_absente");
}

TEST_CASE("the place of consumption is the address, the envelope's is not") {
  auto paper = with(bill, "7 avenue Jean-Jaurès\n                                         38000 GRENOBLE",
                    "2 rue des Lilas\n                                         17000 LA ROCHELLE");
  CHECK(said(judged(paper)) == "a_verifier: adresse_differente");
}

TEST_CASE("the landlord's name and address are not the tenant's") {
  const std::string rent = R"(QUITTANCE DE LOYER
Bailleur
Mme BRUYERE Aïssata
7 avenue Jean-Jaurès
38000 GRENOBLE

Locataire
M. Jean CORMORAN
Logement loué : 4 quai des Lys, 69003 LYON
Loyer et charges de mai 2026
Fait à Grenoble, le 5 mai 2026)";
  CHECK(said(judged(rent)) == "a_verifier: adresse_differente");
}

TEST_CASE("a yearly paper is good for a year, a bill for three months") {
  const std::string tax = R"(DIRECTION GÉNÉRALE DES FINANCES PUBLIQUES
TAXES FONCIÈRES
Avis d'impôt
Mme BRUYERE Aïssata
7 avenue Jean-Jaurès
38000 GRENOBLE
Date d'établissement : 28/08/2025)";
  CHECK(said(judged(tax)) == "conforme");
  CHECK(said(judged(with(tax, "28/08/2025", "28/08/2024"))) == "a_verifier: trop_ancien");
}

TEST_CASE("papers of another slot are named by their kind") {
  const auto [paper, guess] = GENERATE(table<std::string, PieceType>({
      {"RELEVÉ D'IDENTITÉ BANCAIRE\nTitulaire : Mme BRUYERE Aïssata\n7 avenue Jean-Jaurès\n38000 GRENOBLE\nIBAN FR76 "
       "0000 0000 0000 0000 0000 000\nBIC XXXXFRPP\nDomiciliation GRENOBLE",
       PieceType::rib},
      {"CAISSE D'ALLOCATIONS FAMILIALES\nAttestation de quotient familial\nMme BRUYERE Aïssata allocataire "
       "0000000\nQuotient familial : 612 €\nmai 2026",
       PieceType::quotient_familial},
      {"BULLETIN DU 2e TRIMESTRE\nÉlève : Léonie BRUYERE\nMatières Moyenne Appréciations\nConseil de classe",
       PieceType::bulletin},
      {"CERTIFICAT DE RADIATION (EXEAT)\nLe directeur certifie que Léonie BRUYERE\nest radiée des listes",
       PieceType::certificat_radiation},
      {"LIVRET DE FAMILLE\nExtrait de l'acte de naissance n° 77\nÉpoux Épouse\nOfficier de l'état civil",
       PieceType::livret_famille},
      {"RÉPUBLIQUE FRANÇAISE\nCARTE NATIONALE D'IDENTITÉ\nNom BRUYERE Prénom Aïssata\nNationalité française",
       PieceType::identite_responsable},
      {"TRIBUNAL JUDICIAIRE DE GRENOBLE\nJuge aux affaires familiales\nPar ces motifs\nAutorité parentale, résidence "
       "habituelle",
       PieceType::jugement},
      {"BULLETIN DE PAIE\nEmployeur : Les Haies SARL\nSalaire brut 1900 Net imposable 1500\nCotisations",
       PieceType::autre},
      {"COLLÈGE DES ALOUETTES\nCARTE DE CANTINE\nLéonie BRUYERE\nDemi-pension classe de 6e", PieceType::autre},
      {papers::insurance, PieceType::assurance_scolaire},
  }));
  CAPTURE(paper);
  const auto verdict = judged(paper);
  CHECK(said(verdict) == "a_verifier: mauvaise_piece");
  CHECK(to_string(verdict.type_guess) == to_string(guess));
}

TEST_CASE("a health paper is noticed and nothing of it is kept") {
  const auto paper = GENERATE(as<std::string>{},
                              "Docteur Paul CHARDON\nMédecin généraliste RPPS 00000000000\nORDONNANCE\nLéonie "
                              "BRUYERE\nVentoline, une bouffée matin et soir",
                              "CERTIFICAT MÉDICAL\nJe certifie que Léonie BRUYERE présente une allergie aux arachides",
                              "Carnet de santé\nVaccinations\nLéonie BRUYERE");
  const auto verdict = judged(paper);
  CHECK(said(verdict) == "a_verifier: piece_medicale");
  CHECK(verdict.facts.empty());
}

TEST_CASE("words of medicine in their other meanings alarm nobody") {
  const auto paper = bill +
                     "\nTraitement de vos données personnelles : ordonnance n° 2016-131. Diagnostic de performance "
                     "énergétique. Traitement des eaux.";
  CHECK(said(judged(paper)) == "conforme");
}

TEST_CASE("a text that is none of the kinds is not one, an unclear one is left to people") {
  const std::string recipe =
      "Tarte aux pommes de la tante Colombe\nMélanger deux cents grammes de farine avec cent grammes de beurre "
      "puis\nétaler la pâte sur un plat rond et garnir de fines tranches de pommes avant\nde cuire "
      "trente minutes dans un four bien chaud";
  CHECK(said(judged(recipe)) == "a_verifier: mauvaise_piece");
  CHECK(said(judged("Facture\nMme BRUYERE Aïssata\nle 12/05/2026\nRéparation d'un vélo")) ==
        "a_verifier: lecture_humaine");
}

TEST_CASE("removed content is said and doubts nothing") {
  auto facts = printed::facts(bill);
  facts.content_removed = true;
  CHECK(said(judge(facts, PieceType::justificatif_domicile, dossier(), {})) == "conforme: contenu_retire");
}

TEST_CASE("a second, other paper among the pages is told, a bill's second page is not") {
  auto facts = printed::facts(bill);
  facts.pages = 2;
  facts.pages_read.push_back(
      printed::page("Détail de votre consommation\nkWh heures pleines 212\nAbonnement, électricité\nFacture page 2"));
  CHECK(said(judge(facts, PieceType::justificatif_domicile, dossier(), {})) == "conforme");
  facts.pages_read[1] = printed::page(
      "BULLETIN DU 2e TRIMESTRE\nÉlève : Léonie BRUYERE\nMatières Moyenne Appréciations\nConseil de classe");
  CHECK(said(judge(facts, PieceType::justificatif_domicile, dossier(), {})) == "a_verifier: plusieurs_pieces");
}

TEST_CASE("without expectations only the paper itself is judged") {
  Expectations nothing;
  nothing.today = dossier().today;
  CHECK(said(judged(bill, nothing)) == "conforme");
  CHECK(said(judged(with(bill, "28/04/2026", "28/04/2025"), nothing)) == "a_verifier: trop_ancien");
}
