#include <random>
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

Facts photo(int confidence = 92, const std::string& text = bill) {
  return printed::facts(text, TextSource::ocr, confidence);
}

std::string heard(const Facts& facts) { return said(judge(facts, PieceType::justificatif_domicile, dossier(), {})); }

}  // namespace

TEST_CASE("a refused file has one reason, its own") {
  const auto [refusal, expected] = GENERATE(table<Refusal, std::string>({
      {Refusal::vide, "illisible: vide"},
      {Refusal::type_refuse, "illisible: type_refuse"},
      {Refusal::mot_de_passe, "illisible: mot_de_passe"},
      {Refusal::abime, "illisible: abime"},
      {Refusal::trop_grand, "illisible: trop_grand"},
  }));
  Facts facts = photo();
  CHECK(heard(facts) == "conforme");
  facts.refusal = refusal;
  CHECK(heard(facts) == expected);
}

TEST_CASE("a photo is called blurred only when picture and reading agree") {
  Facts soft_but_read = photo(88);
  soft_but_read.pages_read[0].measures.edge = 0.12f;
  CHECK(heard(soft_but_read) == "conforme");

  Facts sharp_but_badly_read = photo(40);
  CHECK(heard(sharp_but_badly_read).find("floue") == std::string::npos);

  Facts blurred = photo(35);
  blurred.pages_read[0].measures.edge = 0.10f;
  CHECK(heard(blurred) == "illisible: floue");

  Facts nothing_read = photo(0, "");
  nothing_read.pages_read[0].measures.edge = 0.05f;
  CHECK(heard(nothing_read) == "illisible: floue");
}

TEST_CASE("darkness is told instead of the blur it makes, and not when the page reads") {
  Facts dark = photo(30);
  dark.pages_read[0].measures.light = 35;
  dark.pages_read[0].measures.edge = 0.10f;
  CHECK(heard(dark) == "illisible: sombre");
  Facts dim = photo(90);
  dim.pages_read[0].measures.light = 35;
  CHECK(heard(dim) == "conforme");
}

TEST_CASE("glare and a cut border are told when they hide what is looked for") {
  Facts facts = photo();
  facts.pages_read[0].measures.glare = 0.02f;
  CHECK(heard(facts) == "conforme");
  Facts hidden = photo(92, with(bill, "BRUYERE Aïssata", ""));
  CHECK(heard(hidden) == "a_verifier: nom_absent");
  hidden.pages_read[0].measures.glare = 0.02f;
  CHECK(heard(hidden) == "a_verifier: reflet");
  hidden.pages_read[0].measures.glare = 0;
  hidden.pages_read[0].measures.cut = true;
  CHECK(heard(hidden) == "a_verifier: coupee");
}

TEST_CASE("a sheet plainly cut is told even when enough is read") {
  Facts facts = photo();
  facts.pages_read[0].measures.cut = true;
  CHECK(heard(facts) == "conforme");
  for (auto& word : facts.pages_read[0].words)
    word.box.x = static_cast<std::uint16_t>(word.box.x < 200 ? 0 : word.box.x);
  CHECK(heard(facts) == "a_verifier: coupee");
}

TEST_CASE("letters too small are told when they are not read") {
  Facts facts = photo(50);
  facts.pages_read[0].measures.letter_height = 4;
  CHECK(heard(facts) == "illisible: trop_petite");
  Facts fine = photo(92);
  fine.pages_read[0].measures.letter_height = 4;
  CHECK(heard(fine) == "conforme");
}

TEST_CASE("a blank page is empty, or damaged when the decoder complained") {
  Facts facts = photo(0, "");
  facts.pages_read[0].measures.blank = true;
  CHECK(heard(facts) == "illisible: vide");
  facts.damaged = true;
  CHECK(heard(facts) == "illisible: abime");
  facts.damaged = false;
  facts.pages_read.push_back(photo().pages_read[0]);
  facts.pages = 2;
  CHECK(heard(facts) == "conforme");  // the blank back of a bill
}

TEST_CASE("a landscape is not a document") {
  Facts facts = photo(30, "a ,; |l ee");
  // Branches may be measured as lines of small letters.
  for (const float letters : {0.f, 4.f}) {
    facts.pages_read[0].measures.letter_height = letters;
    CHECK(heard(facts) == "a_verifier: pas_un_document");
  }
  CHECK(heard(photo()) == "conforme");
}

TEST_CASE("a picture that ends too soon says that alone") {
  Facts facts = photo(92, bill.substr(0, 400));
  facts.pages_read[0].measures.incomplete = true;
  CHECK(heard(facts) == "a_verifier: incomplet");
  Facts nothing = photo(20, "ee aa");
  nothing.pages_read[0].measures.incomplete = true;
  nothing.pages_read[0].measures.letter_height = 4;
  nothing.pages_read[0].measures.edge = 0.05f;
  CHECK(heard(nothing) == "illisible: incomplet");
}

TEST_CASE("an unfinished reading is left to people") {
  Facts facts = photo(0, "");
  facts.pages_read[0].source = TextSource::none;
  facts.timed_out = true;
  CHECK(heard(facts) == "a_verifier: lecture_humaine");
  facts.pages_read.clear();
  CHECK(heard(facts) == "illisible: lecture_humaine");
}

TEST_CASE("more pages than a slot expects") {
  Facts facts = photo();
  facts.pages = 20;
  CHECK(heard(facts) == "conforme");
  facts.pages = 21;
  CHECK(heard(facts) == "a_verifier: trop_de_pages");
}

TEST_CASE("slots without a check of their own are read by people, and still tell a wrong paper") {
  CHECK(said(judge(photo(), PieceType::rib, dossier(), {})) == "a_verifier: mauvaise_piece");
  CHECK(said(judge(photo(92, "RELEVÉ D'IDENTITÉ BANCAIRE IBAN BIC Titulaire Mme BRUYERE Aïssata"), PieceType::rib,
                   dossier(), {})) == "a_verifier: lecture_humaine");
  CHECK(said(judge(photo(), PieceType::autre, dossier(), {})) == "a_verifier: lecture_humaine");
}

TEST_CASE("every word of the contract is spelled one way, both ways") {
  for (int i = 0; i <= static_cast<int>(Reason::contenu_retire); ++i) {
    const auto reason = static_cast<Reason>(i);
    CHECK_FALSE(to_string(reason).empty());
    CHECK(parse_reason(to_string(reason)) == reason);
  }
  for (const auto outcome : {Outcome::conforme, Outcome::a_verifier, Outcome::illisible})
    CHECK(parse_outcome(to_string(outcome)) == outcome);
  CHECK_FALSE(parse_reason("flou").has_value());
  CHECK_FALSE(parse_outcome("").has_value());
}

TEST_CASE("whatever a worker reports, a verdict comes out, the same each time") {
  std::mt19937 random(20260520);
  const auto pick = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  static const std::string pieces[] = {"Facture",
                                       "28/04/2026",
                                       "du",
                                       "au",
                                       "2026-2027",
                                       "BRUYERE",
                                       "Aïssata",
                                       "38000",
                                       "GRENOBLE",
                                       "\xff\xc3",
                                       "",
                                       "é\u0301",
                                       "n°",
                                       "IBAN",
                                       "kWh",
                                       "élève",
                                       "soussigné",
                                       "jusqu'au",
                                       "12",
                                       "mai",
                                       "2026",
                                       "F",
                                       "A",
                                       "C",
                                       "T",
                                       "U",
                                       "(",
                                       "ORDONNANCE",
                                       "né(e)",
                                       "le",
                                       "Lieu",
                                       "de",
                                       "consommation",
                                       "99/99/9999",
                                       "7",
                                       "avenue",
                                       std::string(300, 'A')};
  for (int round = 0; round < 3000; ++round) {
    Facts facts;
    facts.pages = pick(30);
    facts.damaged = pick(4) == 0;
    facts.timed_out = pick(4) == 0;
    const unsigned pages = pick(4);
    for (unsigned p = 0; p < pages; ++p) {
      Page page;
      page.width = static_cast<std::uint16_t>(pick(3000));
      page.height = static_cast<std::uint16_t>(pick(3000));
      page.source = static_cast<TextSource>(pick(3));
      page.measures.edge = static_cast<float>(pick(100)) / 100;
      page.measures.light = static_cast<float>(pick(256));
      page.measures.letter_height = static_cast<float>(pick(40));
      page.measures.glare = static_cast<float>(pick(10)) / 200;
      page.measures.blank = pick(5) == 0;
      page.measures.cut = pick(3) == 0;
      page.measures.incomplete = pick(6) == 0;
      const unsigned words = pick(80);
      for (unsigned w = 0; w < words; ++w) {
        page.words.push_back(Word{pieces[pick(std::size(pieces))], static_cast<std::uint8_t>(pick(101)),
                                  static_cast<std::uint16_t>(w / (1 + pick(9))),
                                  Box{static_cast<std::uint16_t>(random()), static_cast<std::uint16_t>(random()),
                                      static_cast<std::uint16_t>(pick(400)), static_cast<std::uint16_t>(pick(60))}});
      }
      facts.pages_read.push_back(std::move(page));
    }
    const auto asked = static_cast<PieceType>(pick(12));
    const auto verdict = judge(facts, asked, dossier(), {});
    const auto again = judge(facts, asked, dossier(), {});
    REQUIRE(said(verdict) == said(again));
    REQUIRE((verdict.outcome == Outcome::conforme || !verdict.reasons.empty()));
    REQUIRE((verdict.type_confidence >= 0 && verdict.type_confidence <= 1));
    for (const auto& [key, found] : verdict.facts) REQUIRE(found.page <= facts.pages_read.size());
  }
}
