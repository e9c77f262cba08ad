#include <catch2/catch_test_macros.hpp>

#include "tests/pipeline/judge/papers.h"
#include "tests/pipeline/judge/printed.h"

using namespace pipeline;

namespace {

const std::string paper = R"(Banque des Collines
RELEVÉ D'IDENTITÉ BANCAIRE
Titulaire du compte : Mme BRUYERE Aïssata
IBAN : FR14 2004 1010 0505 0001 3M02 606
BIC : PSSTFRPPPAR
Domiciliation : COLLINES CENTRE)";

Verdict read(const std::string& text, TextSource source = TextSource::text_layer, int confidence = 100) {
  return judge(printed::facts(text, source, confidence), PieceType::rib, papers::dossier(), Trust{});
}

}  // namespace

TEST_CASE("a RIB in a responsable's name gives its account") {
  const auto verdict = read(paper);
  CHECK(papers::said(verdict) == "conforme");
  CHECK(verdict.facts.at("iban").value == "FR1420041010050500013M02606");
  CHECK(verdict.facts.at("bic").value == "PSSTFRPPPAR");
}

TEST_CASE("an IBAN surely read with a wrong key is told; badly read, a person looks") {
  REQUIRE(papers::said(read(paper)) == "conforme");
  const auto wrong = papers::with(paper, "0505", "0506");
  CHECK(papers::said(read(wrong)) == "a_verifier: iban_invalide");
  CHECK(papers::said(read(wrong, TextSource::ocr, 78)) == "a_verifier: lecture_humaine");
  CHECK_FALSE(read(wrong).facts.contains("iban"));
}

TEST_CASE("letters read for figures are put right, and told as probable") {
  const auto verdict = read(papers::with(paper, "2004 1010", "2OO4 1O10"), TextSource::ocr, 92);
  REQUIRE(verdict.facts.contains("iban"));
  CHECK(verdict.facts.at("iban").value == "FR1420041010050500013M02606");
  CHECK_FALSE(verdict.facts.at("iban").sure);
}

TEST_CASE("a bank that is not the BIC's, or a holder nobody knows, is looked at") {
  REQUIRE(papers::said(read(paper)) == "conforme");
  CHECK(papers::said(read(papers::with(paper, "PSSTFRPPPAR", "BNPAFRPPXXX"))) == "a_verifier: lecture_humaine");
  CHECK(papers::said(read(papers::with(paper, "Mme BRUYERE Aïssata", "M. LORIOT Côme"))) == "a_verifier: nom_absent");
}
