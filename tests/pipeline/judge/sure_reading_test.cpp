#include "pipeline/language/names.h"
#include "pipeline/verdict.h"
#include "tests/catch.h"
#include "tests/pipeline/judge/papers.h"
#include "tests/pipeline/judge/printed.h"

using namespace pipeline;
using papers::said;
using papers::with;

namespace {

Verdict judged(const Facts& facts, PieceType asked, const Expectations& expected = papers::dossier()) {
  return judge(facts, asked, expected, {});
}
Verdict judged(const std::string& paper, PieceType asked, const Expectations& expected = papers::dossier()) {
  return judged(printed::facts(paper, TextSource::text_layer, 100), asked, expected);
}

const std::string town_hall = R"(VILLE DE GRENOBLE
Service des affaires scolaires
ATTESTATION SUR L'HONNEUR de domicile
Nom BRUYERE Prénom Aïssata
déclare sur l'honneur être domicilié(e)
Adresse 7 avenue Jean-Jaurès
38000 Grenoble
Fait le 12/05/2026
Signature)";

const std::string letter = R"(Votre caisse d'allocations familiales
Mme BRUYERE Aïssata
7 avenue Jean-Jaurès
38000 GRENOBLE
Le 5 avril 2026
OBJET : votre quotient familial
Au vu des informations, pour le mois d'avril 2026, le quotient familial de votre
foyer est de 204 euros.
Enfant(s) : Léonie BRUYERE)";

}  // namespace

TEST_CASE("a town hall's form of sworn domicile is one, whatever office hands it out") {
  CHECK(said(judged(town_hall, PieceType::justificatif_domicile)) == "conforme");
  CHECK(said(judged(with(with(town_hall, "BRUYERE", "FAUVETTE"), "Aïssata", "Colombe"),
                    PieceType::justificatif_domicile)) == "a_verifier: nom_absent");
  CHECK(said(judged(town_hall, PieceType::assurance_scolaire)) == "a_verifier: mauvaise_piece");
}

TEST_CASE("the foyer of a caisse is not a loyer") {
  const auto verdict = judged(printed::facts(letter, TextSource::ocr, 95), PieceType::quotient_familial);
  CHECK(said(verdict) == "conforme");
  CHECK(verdict.facts.at("quotient_caf").value == "204");
  CHECK(verdict.facts.at("mois").value == "2026-04");
}

TEST_CASE("two surnames of the dossier side by side name both") {
  auto expected = papers::dossier();
  expected.responsables.push_back(Person{"Loriot", "", "Basile"});
  const auto both = with(papers::bill, "Mme BRUYERE Aïssata", "M. et Mme LORIOT BRUYERE");
  CHECK(said(judged(both, PieceType::justificatif_domicile, expected)) == "conforme");
  // Of a stranger's surname nobody knows that it is none of a first name.
  CHECK(said(judged(both, PieceType::justificatif_domicile)) == "a_verifier: lecture_humaine");
}

TEST_CASE("a name badly read is not an absent one") {
  auto other = papers::dossier();
  other.responsables = {Person{"Sittelle", "", "Ondine"}};
  CHECK(said(judged(printed::facts(papers::bill, TextSource::ocr, 95), PieceType::justificatif_domicile, other)) ==
        "a_verifier: nom_absent");
  const std::string torn = GENERATE("Mme SITTxxxx Oxxxxx", "Mme Ondine Sxxxxxxxx");
  Facts facts = printed::facts(with(papers::bill, "Mme BRUYERE Aïssata", torn), TextSource::ocr, 95);
  for (Word& word : facts.pages_read[0].words) {
    if (word.text.find("xx") != std::string::npos) word.confidence = 55;
  }
  CHECK(said(judged(facts, PieceType::justificatif_domicile, other)) == "a_verifier: lecture_humaine");
}

TEST_CASE("the address of a host runs over the end of a line") {
  const std::string host = R"(ATTESTATION D'HÉBERGEMENT
Je soussignée Colombe FAUVETTE, née le 14/07/1980 à Lyon, demeurant 7 avenue Jean-Jaurès, 38000
Grenoble, atteste sur l'honneur héberger à mon domicile
Mme Aïssata BRUYERE et son enfant Léonie BRUYERE depuis le 01/09/2024.
Fait à Grenoble, le 12 mai 2026)";
  CHECK(said(judged(host, PieceType::justificatif_domicile)) == "conforme");
  CHECK(said(judged(with(host, "7 avenue Jean-Jaurès, 38000\nGrenoble", "15 rue des Cigognes, 13008\nMarseille"),
                    PieceType::justificatif_domicile)) == "a_verifier: adresse_differente");
}

TEST_CASE("a picture too dark to show ink is dark, a white one is blank") {
  Facts facts;
  facts.media = Media::jpeg;
  facts.pages = 1;
  facts.pages_read.push_back(Page{.width = 1000, .height = 1400, .source = TextSource::ocr});
  facts.pages_read[0].measures = {.edge = 0, .light = 240, .blank = true};
  CHECK(said(judged(facts, PieceType::justificatif_domicile)) == "illisible: vide");
  facts.pages_read[0].measures.light = 20;
  CHECK(said(judged(facts, PieceType::justificatif_domicile)) == "illisible: sombre");
}

TEST_CASE("what stands around a name is no part of it") {
  const auto as_read = [](const std::string& text) {
    const Facts facts = printed::facts(text, TextSource::ocr, 95);
    return find_name(lay_out(facts), Person{"Fauvette-Loriot", "", "Ismaël"}).as_read;
  };
  CHECK(as_read("Élève : _FAUVETTE-LORIOT Ismaël,") == "FAUVETTE-LORIOT Ismaël");
  CHECK(as_read("FAUVETTE Ismaël FAUVETTE-LORIOT") == "Ismaël FAUVETTE-LORIOT");
}
