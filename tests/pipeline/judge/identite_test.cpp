#include <catch2/catch_test_macros.hpp>

#include "tests/pipeline/judge/papers.h"
#include "tests/pipeline/judge/printed.h"

using namespace pipeline;
using namespace std::chrono_literals;

namespace {

Expectations family() {
  Expectations expected;
  expected.enfant = Person{"Mésange", "", "Zoé", 2014y / 8 / 12};
  expected.fratrie = {Person{"Mésange", "", "Basile", 2016y / 2 / 3}};
  expected.responsables = {Person{"Cissé", "", "Aïssata", 1985y / 9 / 19}};
  expected.today = 2026y / 5 / 20;
  return expected;
}

const std::string old_card = R"(RÉPUBLIQUE FRANÇAISE
CARTE NATIONALE D'IDENTITÉ
Nom : CISSÉ
Prénom(s) : AISSATA, MARIE
Né(e) le : 19.09.1985
Délivrée le 05.05.2015, valable jusqu'au : 04.05.2030

IDFRACISSE<<<<<<<<<<<<<<<<<<<<380001
1505380000174AISSATA<<MARIE8509196F2)";

const std::string new_card = R"(RÉPUBLIQUE FRANÇAISE
CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD
NOM
MÉSANGE
Prénoms
Zoé
Né(e) le 12.08.2014
Nationalité FRA

IDFRAX4RTBPFW46<<<<<<<<<<<<<<<
1408120F3204153FRA<<<<<<<<<<<0
MESANGE<<ZOE<<<<<<<<<<<<<<<<<<)";

Verdict read(const std::string& paper, PieceType asked, const Expectations& expected = family()) {
  return judge(printed::facts(paper), asked, expected, Trust{});
}

}  // namespace

TEST_CASE("a card of either model is accepted, and its dates are told") {
  const auto parent = read(old_card, PieceType::identite_responsable);
  CHECK(papers::said(parent) == "conforme");
  CHECK(parent.facts.at("naissance").value == "1985-09-19");
  CHECK(parent.facts.at("expiration_reelle").value == "2030-05-04");
  const auto child = read(new_card, PieceType::identite_enfant);
  CHECK(papers::said(child) == "conforme");
  CHECK(child.facts.at("expiration").value == "2032-04-15");
}

TEST_CASE("a zone altered by one figure is told") {
  REQUIRE(papers::said(read(old_card, PieceType::identite_responsable)) == "conforme");
  CHECK(papers::said(read(papers::with(old_card, "8509196F2", "8509176F2"), PieceType::identite_responsable)) ==
        "a_verifier: mrz_incoherente");
  REQUIRE(papers::said(read(new_card, PieceType::identite_enfant)) == "conforme");
  CHECK(papers::said(read(papers::with(new_card, "1408120F", "1408110F"), PieceType::identite_enfant)) ==
        "a_verifier: mrz_incoherente");
}

TEST_CASE("a print altered beside a zone that is right is told, the zone being on the same side or on the other") {
  CHECK(papers::said(read(papers::with(new_card, "12.08.2014", "12.08.2011"), PieceType::identite_enfant)) ==
        "a_verifier: mrz_incoherente");
  const std::string front = R"(RÉPUBLIQUE FRANÇAISE
CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD
NOM / Surname
MÉSANGE
Prénoms / Given names
Zoé
SEXE / Sex   DATE DE NAISS. / Date of birth
F            12 08 2014
N° DU DOCUMENT / Document No   DATE D'EXPIR. / Expiry date
X4RTBPFW4                      15 04 2032)";
  const auto with_back = [](const std::string& side, const std::string& holder) {
    auto facts = printed::facts(side);
    facts.pages_read.push_back(printed::page(R"(TAILLE / Height
1,42 m
ADRESSE / Address
7 AVENUE JEAN JAURES

IDFRAX4RTBPFW46<<<<<<<<<<<<<<<
1408120F3204153FRA<<<<<<<<<<<0
)" + holder));
    facts.pages = 2;
    return papers::said(judge(facts, PieceType::identite_enfant, family(), Trust{}));
  };
  const std::string hers = "MESANGE<<ZOE<<<<<<<<<<<<<<<<<<", another = "LORIOT<<COME<<<<<<<<<<<<<<<<<<";
  CHECK(with_back(front, hers) == "conforme");
  CHECK(with_back(papers::with(front, "12 08 2014", "12 08 2011"), hers) == "a_verifier: mrz_incoherente");
  // Its label badly read.
  const auto unlabelled = papers::with(front, "DATE DE NAISS. / Date of birth", "DVE D: NVSS. / Ovte cf bnth");
  CHECK(with_back(unlabelled, hers) == "conforme");
  CHECK(with_back(papers::with(unlabelled, "12 08 2014", "12 08 2011"), hers) == "a_verifier: mrz_incoherente");
  // Two cards of two persons are no altered one.
  CHECK(with_back(papers::with(front, "12 08 2014", "12 08 2011"), another).find("mrz_incoherente") ==
        std::string::npos);
  // Figures that the reader doubts accuse nobody.
  auto doubted = printed::facts(papers::with(new_card, "12.08.2014", "12.08.2011"));
  for (Word& word : doubted.pages_read.front().words) {
    if (word.text == "12.08.2011") word.confidence = 70;
  }
  CHECK(papers::said(judge(doubted, PieceType::identite_enfant, family(), Trust{})) == "a_verifier: lecture_humaine");
  // The front alone says who and until when: its back is missing.
  CHECK(papers::said(read(front, PieceType::identite_enfant)) == "a_verifier: page_manquante");
}

TEST_CASE("another person's card is told as such") {
  auto expected = family();
  expected.responsables = {Person{"Loriot", "", "Côme", 1984y / 2 / 2}};
  CHECK(papers::said(read(old_card, PieceType::identite_responsable, expected)) == "a_verifier: nom_absent");
  expected = family();
  std::swap(*expected.enfant, expected.fratrie.front());
  CHECK(papers::said(read(new_card, PieceType::identite_enfant, expected)) == "a_verifier: autre_enfant");
}

TEST_CASE("a card is out of date by its own term, and five years later when the law prolonged it") {
  auto expected = family();
  expected.today = 2030y / 5 / 4;
  CHECK(papers::said(read(old_card, PieceType::identite_responsable, expected)) == "conforme");
  expected.today = 2030y / 5 / 5;
  CHECK(papers::said(read(old_card, PieceType::identite_responsable, expected)) == "a_verifier: expiree");

  const std::string prolonged = R"(RÉPUBLIQUE FRANÇAISE
CARTE NATIONALE D'IDENTITÉ
Nom : CISSÉ
Prénom(s) : AISSATA, MARIE
Né(e) le : 19.09.1985
Carte valable jusqu'au : 10.06.2022
délivrée le : 11.06.2012)";
  const auto still = read(prolonged, PieceType::identite_responsable);
  CHECK(papers::said(still) == "conforme");
  CHECK(still.facts.at("expiration_imprimee").value == "2022-06-10");
  CHECK(still.facts.at("expiration_reelle").value == "2027-06-10");
  expected.today = 2027y / 6 / 11;
  CHECK(papers::said(read(prolonged, PieceType::identite_responsable, expected)) == "a_verifier: expiree");
}
