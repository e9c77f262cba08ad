#include "pipeline/verdict.h"
#include "tests/catch.h"
#include "tests/pipeline/judge/papers.h"
#include "tests/pipeline/judge/printed.h"

using namespace pipeline;
using papers::said;
using papers::with;

namespace {

using namespace std::chrono_literals;

Expectations dossier() {
  auto expected = papers::dossier();
  expected.enfant->naissance = 2014y / 11 / 2;
  return expected;
}

Verdict judged(const std::string& paper, PieceType asked, TextSource source = TextSource::text_layer) {
  return judge(printed::facts(paper, source, source == TextSource::ocr ? 92 : 100), asked, dossier(), {});
}

const std::string caf = R"(CAF de l'Exemple                       Grenoble, le 04/05/2026

Attestation de quotient familial

Nous attestons que BRUYERE Aïssata (née le 19/09/1985), 7 avenue Jean-Jaurès 38000 Grenoble,
numéro d'allocataire 7654321,
a un quotient familial de 845 euros pour le mois d'avril 2026.

Enfants : BRUYERE Léonie, 02/11/2014)";

const std::string months = R"(ALLOCATIONS FAMILIALES
Attestation de quotient familial
Allocataire                  Aïssata BRUYERE
Prestation                   Montant
Allocations familiales       148,52 €
Total versé                  148,52 €
Mois                         Quotient familial
février 2026                 1 431,20 €
mars 2026                    1 412,00 €
avril 2026                   1 234,56 €
Enfants à charge
Léonie BRUYERE - 02/11/2014
Document généré le 04/05/2026)";

const std::string payments = R"(Caisse d'allocations familiales
Attestation de paiement
N° allocataire : 0077712
La Caf certifie avoir versé à Aïssata BRUYERE pour le mois de avril 2026 :
Allocations familiales       148,52 €
Complément familial          193,30 €
Total                        341,82 €
Enfant à charge : Léonie BRUYERE.
Fait le 04/05/2026)";

const std::string notice = R"(DIRECTION GENERALE DES FINANCES PUBLIQUES
AVIS D'IMPÔT 2025
Impôt sur les revenus et prélèvements sociaux établi sur les revenus de l'année 2024
Numéro fiscal (déclarant 1) : 30 00 000 777 000       BRUYERE AISSATA
Établi le 28/07/2025                                  7 AV JEAN JAURES
                                                      38000 GRENOBLE
Revenu brut global                                    23 100
Nombre de parts                                       2,5
Revenu fiscal de référence (ligne 25)                 21 347)";

const std::string exeat = R"(CERTIFICAT DE RADIATION
(exeat)
Je soussignée, directrice de l'école Les Tilleuls, certifie que l'élève Léonie BRUYERE, née le 02/11/2014,
inscrite en classe de CM2, est radiée des listes de l'école à compter du 03/07/2026.
Fait à Grenoble, le 12 mai 2026. La directrice)";

const std::string report = R"(BULLETIN SCOLAIRE DU 2e TRIMESTRE
Année scolaire 2025-2026
Élève : Léonie BRUYERE, classe de CM2
Matières          Moyenne      Appréciations
Français          14,5         Très bon travail.
Appréciation générale du conseil de classe : bel ensemble.)";

const std::string livret = R"(LIVRET DE FAMILLE
ÉPOUSE OU MÈRE
Extrait de l'acte de naissance n° 117
Nom : MÉSANGE
Prénoms : Aïssata, Marie
Née le 19 septembre 1985
L'officier de l'état civil
PREMIER ENFANT
Extrait de l'acte de naissance n° 264
Nom : BRUYERE
Prénoms : Léonie, Ambre
Née le 2 novembre 2014
Délivré conforme aux registres)";

}  // namespace

TEST_CASE("a quotient is copied with its month") {
  const auto source = GENERATE(TextSource::text_layer, TextSource::ocr);
  const auto verdict = judged(caf, PieceType::quotient_familial, source);
  CHECK(said(verdict) == "conforme");
  CHECK(verdict.facts.at("quotient_caf").value == "845");
  CHECK(verdict.facts.at("mois").value == "2026-04");
}

TEST_CASE("among amounts and months, the quotient is the latest month's") {
  const auto verdict = judged(months, PieceType::quotient_familial);
  CHECK(said(verdict) == "conforme");
  CHECK(verdict.facts.at("quotient_caf").value == "1234.56");
  CHECK_FALSE(verdict.facts.at("quotient_caf").sure);
  CHECK(verdict.facts.at("mois").value == "2026-04");
}

TEST_CASE("each doubt of a quotient has its own reason and no other") {
  const auto [passage, other, expected] = GENERATE(table<std::string, std::string, std::string>({
      {"avril 2026", "janvier 2026", "a_verifier: trop_ancien"},
      {"BRUYERE Aïssata", "LORIOT Ondine", "a_verifier: nom_absent"},
      {"845 euros", "1 234,50 €", "conforme"},
  }));
  CAPTURE(passage, other);
  REQUIRE(said(judged(caf, PieceType::quotient_familial)) == "conforme");
  auto paper = with(caf, passage, other);
  if (expected == "a_verifier: nom_absent") paper = with(paper, "BRUYERE Léonie", "LORIOT Blanche");
  CHECK(said(judged(paper, PieceType::quotient_familial)) == expected);
}

TEST_CASE("an attestation of payments has no quotient") {
  const auto verdict = judged(payments, PieceType::quotient_familial);
  CHECK(said(verdict) == "a_verifier: quotient_absent");
  CHECK_FALSE(verdict.facts.contains("quotient_caf"));
}

TEST_CASE("a tax notice gives its income, parts and year") {
  const auto verdict = judged(notice, PieceType::quotient_familial);
  CHECK(said(verdict) == "conforme");
  CHECK(verdict.facts.at("revenu_fiscal_reference").value == "21347");
  CHECK(verdict.facts.at("parts").value == "2.5");
  CHECK(verdict.facts.at("annee_revenus").value == "2024");
  CHECK(said(judged(with(with(notice, "2024", "2021"), "2025", "2022"), PieceType::quotient_familial)) ==
        "a_verifier: trop_ancien");
  CHECK(said(judged(with(notice, "Revenu fiscal de référence (ligne 25)                 21 347", ""),
                    PieceType::quotient_familial)) == "a_verifier: page_manquante");
}

TEST_CASE("an exeat is the child's, and may take effect later") {
  const auto verdict = judged(exeat, PieceType::certificat_radiation);
  CHECK(said(verdict) == "conforme");
  CHECK(verdict.facts.at("date_effet").value == "2026-07-03");
  CHECK(verdict.facts.at("naissance").value == "2014-11-02");
  CHECK(said(judged(with(exeat, "Léonie BRUYERE", "Basile BRUYERE"), PieceType::certificat_radiation)) ==
        "a_verifier: autre_enfant");
  CHECK(said(judged(with(exeat, "Léonie BRUYERE", "Ondine SITTELLE"), PieceType::certificat_radiation)) ==
        "a_verifier: nom_absent");
}

TEST_CASE("a certificate of attendance does not say that the child left") {
  const std::string attendance = R"(CERTIFICAT DE SCOLARITÉ
Je soussigné, directeur de l'école Les Tilleuls, certifie que l'élève Léonie BRUYERE, née le 02/11/2014,
est inscrite en classe de CM2 pour l'année scolaire 2025-2026.
Fait à Grenoble, le 12 mai 2026.)";
  CHECK(said(judged(exeat, PieceType::certificat_radiation)) == "conforme");
  CHECK(said(judged(attendance, PieceType::certificat_radiation)) == "a_verifier: mauvaise_piece");
}

TEST_CASE("a report is the child's and of a year that counts") {
  CHECK(said(judged(report, PieceType::bulletin)) == "conforme");
  CHECK(said(judged(with(report, "2025-2026", "2021-2022"), PieceType::bulletin)) == "a_verifier: annee_passee");
  CHECK(said(judged(with(report, "Léonie BRUYERE", "Basile BRUYERE"), PieceType::bulletin)) ==
        "a_verifier: autre_enfant");
}

TEST_CASE("a livret needs a parent's page and the child's") {
  CHECK(said(judged(livret, PieceType::livret_famille)) == "conforme");
  const auto middle = livret.find("PREMIER ENFANT");
  CHECK(said(judged(livret.substr(0, middle), PieceType::livret_famille)) == "a_verifier: page_manquante");
  CHECK(said(judged("LIVRET DE FAMILLE\n" + livret.substr(middle), PieceType::livret_famille)) ==
        "a_verifier: page_manquante");
}

TEST_CASE("a judgment is always a person's to read, and nothing is kept of it") {
  const std::string ruling = R"(TRIBUNAL JUDICIAIRE DE NEVERS
Juge aux affaires familiales
JUGEMENT rendu le 14 janvier 2025
PAR CES MOTIFS
CONSTATE que l'autorité parentale est exercée en commun
FIXE la résidence habituelle de Léonie BRUYERE)";
  const auto verdict = judged(ruling, PieceType::jugement);
  CHECK(said(verdict) == "a_verifier: lecture_humaine");
  for (const auto& [key, found] : verdict.facts) CHECK(key.starts_with("pages"));
  CHECK(said(judged(with(ruling, "PAR CES MOTIFS\n", ""), PieceType::jugement)) ==
        "a_verifier: page_manquante lecture_humaine");
}

TEST_CASE("a portrait is judged by its frame, its light and its pixels") {
  Facts facts;
  facts.media = Media::jpeg;
  facts.pages = 1;
  Page page;
  page.source = TextSource::ocr;
  page.width = 900;
  page.height = 1200;
  page.source_width = 1500;
  page.source_height = 2000;
  page.measures.edge = 0.3f;
  page.measures.light = 150;
  page.measures.corner_spread = 6;
  facts.pages_read = {page};
  const auto judged_as_photo = [&] { return said(judge(facts, PieceType::photo_identite, dossier(), {})); };
  REQUIRE(judged_as_photo() == "conforme");
  facts.pages_read[0].measures.light = 30;
  CHECK(judged_as_photo() == "a_verifier: sombre");
  facts.pages_read[0] = page;
  facts.pages_read[0].source_width = 200;
  facts.pages_read[0].source_height = 260;
  CHECK(judged_as_photo() == "a_verifier: trop_petite");
  facts.pages_read[0] = page;
  facts.pages_read[0].measures.corner_spread = 60;
  CHECK(judged_as_photo() == "a_verifier: lecture_humaine");
  facts.pages_read[0] = page;
  facts.pages_read[0].width = 1600;
  CHECK(judged_as_photo() == "a_verifier: lecture_humaine");
  CHECK(said(judged(papers::bill, PieceType::photo_identite)) == "a_verifier: mauvaise_piece");
}

TEST_CASE("one file of several that could not be read is said") {
  Facts facts = printed::facts(exeat);
  CHECK(said(judge(facts, PieceType::certificat_radiation, dossier(), {})) == "conforme");
  facts.part_refused = Refusal::mot_de_passe;
  CHECK(said(judge(facts, PieceType::certificat_radiation, dossier(), {})) == "a_verifier: mot_de_passe");
}
