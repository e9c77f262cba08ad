#include <stdexcept>

#include "pipeline/verdict.h"
#include "tests/catch.h"
#include "tests/pipeline/judge/papers.h"
#include "tests/pipeline/judge/printed.h"

using namespace pipeline;
using papers::dossier;
using papers::insurance;
using papers::said;
using papers::with;

namespace {

Verdict judged(const std::string& paper, const Expectations& expected = dossier(),
               TextSource source = TextSource::text_layer) {
  return judge(printed::facts(paper, source, source == TextSource::ocr ? 92 : 100), PieceType::assurance_scolaire,
               expected, {});
}

}  // namespace

TEST_CASE("next year's attestation of the right child with both covers is conforme") {
  const auto source = GENERATE(TextSource::text_layer, TextSource::ocr);
  const auto verdict = judged(insurance, dossier(), source);
  CHECK(said(verdict) == "conforme");
  CHECK(verdict.type_guess == PieceType::assurance_scolaire);
  CHECK(verdict.facts.at("annee_scolaire").value == "2026-2027");
  CHECK(verdict.facts.at("enfant").value == "Léonie BRUYERE");
  CHECK(verdict.facts.at("date_emission").value == "2026-05-12");
}

TEST_CASE("each doubt of an insurance has its own reason and no other") {
  const auto [passage, other, expected] = GENERATE(table<std::string, std::string, std::string>({
      {"2026-2027", "2025-2026", "a_verifier: annee_passee"},
      {"2026-2027", "2026/2027", "conforme"},
      {"Année scolaire 2026-2027", "Garanties acquises du 01/09/2026 au 31/08/2027", "conforme"},
      {"Année scolaire 2026-2027", "Garanties acquises du 01/09/2025 au 31/08/2026", "a_verifier: annee_passee"},
      {"Année scolaire 2026-2027", "Garanties acquises du 01/01/2026 au 31/12/2026", "conforme"},  // renewed in January
      {"Année scolaire 2026-2027", "Valable jusqu'au 31 août 2027", "conforme"},
      {"Année scolaire 2026-2027", "", "a_verifier: date_absente"},
      {"l'élève Léonie BRUYERE", "l'élève Basile BRUYERE", "a_verifier: autre_enfant"},
      {"l'élève Léonie BRUYERE", "l'élève Séraphine BRUYERE",
       "a_verifier: autre_enfant"},  // a sister the dossier doesn't know
      {"l'élève Léonie BRUYERE", "l'élève Ondine SITTELLE", "a_verifier: nom_absent"},
      {"l'élève Léonie BRUYERE", "les élèves Basile et Léonie BRUYERE", "conforme"},
      {"Individuelle accidents corporels", "", "a_verifier: garantie_manquante"},
      {"Individuelle accidents corporels", "Individuelle accident : non souscrite", "a_verifier: garantie_manquante"},
      {"Individuelle accidents corporels", "à l'exclusion de la garantie individuelle accident",
       "a_verifier: garantie_manquante"},
      {"Responsabilité civile", "", "a_verifier: garantie_manquante"},
  }));
  CAPTURE(passage, other);
  REQUIRE(said(judged(insurance)) == "conforme");
  CHECK(said(judged(with(insurance, passage, other))) == expected);
}

TEST_CASE("the school year asked for is the dossier's, or the coming one from May on") {
  auto expected = dossier();
  expected.annee_scolaire = 2025;
  CHECK(said(judged(with(insurance, "2026-2027", "2025-2026"), expected)) == "conforme");
  expected.annee_scolaire = 0;
  expected.today = std::chrono::year_month_day{std::chrono::year{2026}, std::chrono::April, std::chrono::day{30}};
  CHECK(said(judged(with(with(insurance, "2026-2027", "2025-2026"), "12 mai 2026", "12 avril 2026"), expected)) ==
        "conforme");
}

TEST_CASE("a form's entries name the child too") {
  const std::string form = R"(ATTESTATION D'ASSURANCE SCOLAIRE ET EXTRASCOLAIRE
Souscripteur                 Enfant assuré
BRUYERE Aïssata              BRUYERE Léonie
Contrat n° 778899            Période du 01/09/2026 au 31/08/2027
Responsabilité civile        Individuelle accident)";
  CHECK(said(judged(form)) == "conforme");
  CHECK(said(judged(with(form, "BRUYERE Léonie", "BRUYERE Basile"))) == "a_verifier: autre_enfant");
}

TEST_CASE("the insurance of a flat is not a pupil's") {
  const std::string flat = R"(ATTESTATION D'ASSURANCE
MULTIRISQUE HABITATION
Assuré : Mme Aïssata BRUYERE
Assurance habitation, risques locatifs, incendie, responsabilité civile
Période du 01/01/2026 au 31/12/2026)";
  const auto verdict = judged(flat);
  CHECK(said(verdict) == "a_verifier: mauvaise_piece");
  CHECK(verdict.type_guess == PieceType::justificatif_domicile);
}

TEST_CASE("an insurer may speak of doctors' fees") {
  CHECK(said(judged(insurance + "\nFrais médicaux remboursés sur présentation d'un certificat médical")) == "conforme");
}

TEST_CASE("a child whose name is badly read is not said to be absent") {
  Facts facts = printed::facts(with(insurance, "l'élève Léonie BRUYERE", "l'élève Le0ni ERE"), TextSource::ocr, 92);
  CHECK(said(judge(facts, PieceType::assurance_scolaire, dossier(), {})) == "a_verifier: nom_absent");
  for (Word& word : facts.pages_read[0].words) {
    if (word.text == "Le0ni" || word.text == "ERE,") word.confidence = 41;
  }
  CHECK(said(judge(facts, PieceType::assurance_scolaire, dossier(), {})) == "a_verifier: lecture_humaine");
}
