#include "pipeline/checks/signed_code.h"

#include <fstream>
#include <sstream>

#include "pipeline/checks/check.h"
#include "tests/catch.h"
#include "tests/pipeline/codes/signed.h"
#include "tests/pipeline/judge/papers.h"
#include "tests/pipeline/judge/printed.h"

using namespace pipeline;
using namespace std::chrono_literals;

namespace {

constexpr auto today = 2026y / 5 / 20;

// Signed by tests/specimens/two_d_doc.mjs. FR99 is the invented authority that tests/specimens/certificates.json
// believes.
const std::string bill_code = signed_text::code(
    "DC04FR990001258E258E0101FR26FR243800010MME/BRUYERE/AISSATA<GS>20<GS>21<GS>227 AVENUE JEAN-JAURES<GS>"
    "23<GS>25GRENOBLE<GS><US>UOJH5PMN3SOSHDIX6MY2DYYNNDXYFW34F5ZRZBZACNMGDYDUBAJNDXIHG3OCIKL5FQ7OUSJ2FKZ6"
    "BEYFA6KP6MCKXNW5LS3EX3WZY7I");
const std::string bill_of_a_test = signed_text::code(
    "DC04FR000001258E258E0101FR26FR243800010MME/BRUYERE/AISSATA<GS>20<GS>21<GS>227 AVENUE JEAN-JAURES<GS>"
    "23<GS>25GRENOBLE<GS><US>EFMAWEFKDX3E32DCI6PNRUXLTAEWRGBU2FAELHK6NUYUCSSQQYWHIT6WNH47KYXS3MYIHDG5GKL2"
    "V33JYXXRTQPCQEUZVNQWOJQSGZI");
const std::string bill_of_2019 = signed_text::code(
    "DC04FR9900011B911B910101FR26FR243800010MME/BRUYERE/AISSATA<GS>20<GS>21<GS>227 AVENUE JEAN-JAURES<GS>"
    "23<GS>25GRENOBLE<GS><US>DG3QM5SFGMOSITKFJBGA4RX23HHGB3WWTNPPJDQWK34LRU75ZNTMHUVWA47VYJLTIRS656QCFNQA"
    "4CO3WNGI62B4KXSPBQOFRA75CPA");
const std::string bill_of_certificate_0000 = signed_text::code(
    "DC04FR990000258E258E0101FR26FR243800010MME/BRUYERE/AISSATA<GS>20<GS>21<GS>227 AVENUE JEAN-JAURES<GS>"
    "23<GS>25GRENOBLE<GS><US>6BS3FXGS4JC2KUTUIFZE5SO5NQI7HKHCZOM6ZQYAFOKFTX4UKWUIU7QYJWQDWBG4BIWFQLBVSMTB"
    "I4P5Y6OZQCHIXW5WY6OEN5DJXDQ");
const std::string tax_code = signed_text::code(
    "DC04FR990001FFFF25732801FR432,5<GS>44259991234567845202546BRUYERE AISSATA<GS>4A010420264Y7 AVENUE JE"
    "AN-JAURES/38000/GRENOBLE<GS>4121345<GS><US>X6IOB23PELEND5PZU537LOXNQFC6UZHMTSDS47ESEPC4MTQKIXA7ZAW3G"
    "KOMEFE5D67IGA7OVAJCC27GZEU5MMZIHX5POW5ONPEB2MA");
const std::string account_code = signed_text::code(
    "DC04FR990001FFFF25730301FR30MME BRUYERE AISSATA<GS>31FR7630006000011234567890189<GS>32AGRIFRPP<GS><U"
    "S>IQX23G6NGHXLYE6G7ETQS3L7OAVQUQ6MBHLRJ7EN6BEQZUDDAC6ESGU2TTM3SU7Z2GYLEDO72AB45KIYON4S2JH26SD65EXDMB"
    "UNEZY");

std::string list_of_specimens() {
  std::ifstream file(SPECIMENS "/certificates.json");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Trust trust_of(const std::string& list) {
  std::string why;
  auto trust = Trust::parse(list, why);
  INFO(why);
  REQUIRE(trust);
  return *trust;
}

Trust believing() { return trust_of(list_of_specimens()); }

Authenticity worth(const std::string& code, const Trust& trust, std::chrono::year_month_day day = today) {
  const auto parsed = parse_two_d_doc(code);
  REQUIRE(parsed);
  return trust.verify(*parsed, day);
}

std::string changed(std::string code, const std::string& from, const std::string& to) {
  const auto at = code.find(from);
  REQUIRE(at != std::string::npos);
  return code.replace(at, from.size(), to);
}

// A page and the code printed on it, read.
struct Paper {
  Facts facts;
  Layout layout;
  std::unique_ptr<Mentions> mentions;
  std::optional<SignedCode> code;

  Paper(const std::string& text, const std::string& printed, const Trust& trust = believing(), int confidence = 100)
      : facts(printed::facts(text, confidence < 100 ? TextSource::ocr : TextSource::text_layer, confidence)) {
    facts.pages_read[0].codes.push_back({Code::Symbology::data_matrix, printed, {10, 10, 90, 90}});
    layout = lay_out(facts);
    mentions = std::make_unique<Mentions>(layout, 0, 0);
    code = read_signed_code(facts, trust, today);
    REQUIRE(code);
  }
  ReadDocument document(Kind kind = Kind::facture_energie) const {
    return {facts, layout, *mentions, kind, true, &*code};
  }
  std::optional<Reason> said() const { return compare_with_text(*code, document()); }
};

}  // namespace

TEST_CASE("what a signature is worth") {
  const auto trust = believing();
  CHECK(worth(bill_code, trust) == Authenticity::authentic);
  CHECK(worth(bill_of_a_test, trust) == Authenticity::test_authority);
  CHECK(worth(bill_of_2019, trust) == Authenticity::unknown_signer);  // his certificate starts in 2020
  CHECK(worth(changed(bill_code, "AISSATA", "FATOUMA"), trust) == Authenticity::broken);
  CHECK(worth(changed(bill_code, "FR99", "FR97"), trust) == Authenticity::unknown_signer);
  CHECK(worth(bill_code, Trust()) == Authenticity::unknown_signer);
  CHECK(worth(bill_code, trust, 2100y / 1 / 1) == Authenticity::stale_list);
  // Whatever was signed on another day, the day is signed too.
  CHECK(worth(changed(bill_code, "258E258E", "258E258F"), trust) == Authenticity::broken);
}

TEST_CASE("a test signer is never authentic, whatever the list says of it") {
  auto list = list_of_specimens();
  const std::string there = "\"authority\": \"FR99\",\n      \"certificate\": \"0001\"";
  list = changed(list, there, "\"authority\": \"FR99\",\n      \"certificate\": \"0000\"");
  CHECK(worth(bill_of_certificate_0000, trust_of(list)) == Authenticity::test_authority);
  // The twin: the same key under a name of its own.
  CHECK(worth(bill_code, believing()) == Authenticity::authentic);
}

TEST_CASE("every curve of the specification, with its own hash or the one readers assume") {
  struct Row {
    const char *name, *key, *code;
  };
  static const Row rows[] = {
      {"P-384sha384",
       "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEZwqOpaE/WboRr9u9qmh3CWyWdIyRwitCoHWUg5D1UUjemnYTp7AhTIOsr4Fwn3tUUyKLzY8lKH/"
       "KLwBB/Ee5jwI/D0w7xdqfPPtH5zaHUx0FEqY/Hq5K2OAFedJPv3Ji",
       "DC04FR980001258E258E0101FR26FR243800010MME/BRUYERE/AISSATA<GS>20<GS>21<GS>227 AVENUE JEAN-JAURES<GS>"
       "23<GS>25GRENOBLE<GS><US>J45PFMIMOPQVFLLS74PMMRSYQJTPTPJ7JB57XCJ2W2QNERKAF3EO2RA7MTWA2ECKYRHXGUHFNE4N"
       "2KYD62MAYCSSKX45HGFJ5FUBRKGWNXO6VJWVSICF22AVHYOG2VWRB2UOQAOOQBC33M2RDCKCE4Q6DA"},
      {"P-384sha256",
       "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEKBGycKl/"
       "sN+53TIv6WK6fZp2Mqn8owU0ZeXO8Fv6QZdBPqh3UNNITTPpL3m+"
       "bVpFc5HiPNwTsdMNvrKloZ77pwVx9BfMx87fswtU9aMb7Cc4w45zYLd6QXFXaGw9DcAe",
       "DC04FR980001258E258E0101FR26FR243800010MME/BRUYERE/AISSATA<GS>20<GS>21<GS>227 AVENUE JEAN-JAURES<GS>"
       "23<GS>25GRENOBLE<GS><US>IDSKFPZWRN4LQKAOJO577QSTGP3JTMRM7KTORQHTI7ANVO4JA2TBNH4MN6LUKYWPBV2PPC4C2WZN"
       "YV63LJXGMDBPIDQPARAHC44BDSZRQWGF3EUG3YBWDCTULTS7O452CJUR7R273D4DU5ITLMDH3OZIIA"},
      {"P-521sha512",
       "MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBSH5Wl3qVVwWnpqtsUmTZyuNKN9F42Y4WCLTz6clM0z/"
       "DxIWjQNh7sPChZwBzCzZ+2qD20184IRazHlGgAxhBSGABzg6r4z+"
       "pA0RyYoL81VDz0mXziMG1mlBksn5PsfirteRtnLR5RjWfq8tQhxvi8gwRhlRcMqfqWR1HkZBjeREzK3E=",
       "DC04FR980001258E258E0101FR26FR243800010MME/BRUYERE/AISSATA<GS>20<GS>21<GS>227 AVENUE JEAN-JAURES<GS>"
       "23<GS>25GRENOBLE<GS><US>AFTJY6DGXBWQLSKACVUEUVPWQIFIRSAC6PHGPWSXZNEHDGHJJAKUGMWLLG2PSWSPM4DVFX4TWLJQ"
       "2U3KZLI3BXIQKRYZ52ZSZWGKFHCXDEA3QLYN47TVX3GJDYJIOE6TU66IPEEO5M4I4VOICSQ24UX2YOUR4ULBW4ULDFQTBHQIFJ7B"
       "PG3XELWWUAMSFPHRS2HWZQIURH6YGJ52TYAA"},
  };
  const auto& row = GENERATE(from_range(std::begin(rows), std::end(rows)));
  CAPTURE(row.name);
  const auto trust = trust_of(
      std::string(
          R"({"format":"dossiersco-2d-doc-1","issued":"2026-01-01","next_update":"2027-01-01","certificates":[)") +
      R"({"authority":"FR98","certificate":"0001","valid_from":"2020-01-01","valid_to":"2030-01-01","key":")" +
      row.key + "\"}]}");
  const auto code = signed_text::code(row.code);
  CHECK(worth(code, trust) == Authenticity::authentic);
  CHECK(worth(changed(code, "GRENOBLE", "GRENABLE"), trust) == Authenticity::broken);
}

TEST_CASE("a list that lacks something is refused whole, and says what") {
  std::string why;
  const auto good = list_of_specimens();
  REQUIRE(Trust::parse(good, why));
  for (const auto& [from, to] :
       {std::pair<const char*, const char*>{"dossiersco-2d-doc-1", "autre"},
        {"\"issued\": \"2026-04-01\"", "\"issued\": \"avril\""},
        {"\"FR99\"", "\"FR9\""},
        {"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEOTW6", "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEOTW7"},
        {"\"certificates\": [", "\"certificats\": ["}}) {
    CAPTURE(from);
    why.clear();
    CHECK_FALSE(Trust::parse(changed(good, from, to), why));
    CHECK_FALSE(why.empty());
  }
  CHECK_FALSE(Trust::parse("", why));
  CHECK_FALSE(Trust::parse("[]", why));
}

TEST_CASE("a code says who, where, when and how much") {
  const Paper bill(papers::bill, bill_code);
  CHECK(bill.code->settles());
  CHECK(bill.code->kind == Kind::facture_energie);
  REQUIRE(bill.code->adresse);
  CHECK(bill.code->adresse->voie == "7 AVENUE JEAN-JAURES");
  CHECK(bill.code->issued == 2026y / 4 / 28);
  const auto facts = facts_of(*bill.code);
  CHECK(facts.at("code_type").value == "01");
  CHECK(facts.at("code_adresse").value == "7 AVENUE JEAN-JAURES 38000 GRENOBLE");
  CHECK(facts.at("signature_juste").value == "true");
  CHECK(facts.at("autorite_de_test").value == "false");
  CHECK(facts.at("date_emission").value == "2026-04-28");

  const Paper tax(papers::bill, tax_code);
  CHECK(tax.code->kind == Kind::avis_impot);
  CHECK(tax.code->revenu_fiscal_reference == 21345);
  CHECK(tax.code->parts == 2.5);
  CHECK(tax.code->annee_revenus == 2025);
  CHECK(tax.code->issued == 2026y / 4 / 1);
  CHECK(facts_of(*tax.code).at("parts").value == "2.5");
  REQUIRE(tax.code->adresse);
  CHECK(tax.code->adresse->commune == "GRENOBLE");

  const Paper account(papers::bill, account_code);
  CHECK(account.code->iban == "FR7630006000011234567890189");
  CHECK(account.code->bic == "AGRIFRPP");
}

TEST_CASE("only what is proven is told as settled") {
  const Paper test(papers::bill, bill_of_a_test);
  const auto facts = facts_of(*test.code);
  CHECK(facts.at("signature_juste").value == "true");
  CHECK(facts.at("autorite_de_test").value == "true");
  CHECK_FALSE(facts.contains("date_emission"));
  const Paper unknown(papers::bill, bill_code, Trust());
  CHECK_FALSE(facts_of(*unknown.code).contains("signature_juste"));
}

TEST_CASE("a code that agrees with its page accuses nobody, whoever signed it") {
  CHECK_FALSE(Paper(papers::bill, bill_code).said());
  CHECK_FALSE(Paper(papers::bill, bill_of_a_test).said());
  CHECK_FALSE(Paper(papers::bill, bill_code, Trust()).said());
}

TEST_CASE("an altered page contradicts its code, and a broken signature is not to be trusted") {
  const auto code = GENERATE(bill_code, bill_of_a_test);
  const auto altered = [&](const std::string& from, const std::string& to) {
    return Paper(papers::with(papers::bill, from, to), code).said();
  };
  CHECK(altered("BRUYERE", "MARTINET") == Reason::code_contredit_le_texte);
  CHECK(altered("Aïssata", "Fatoumata") == Reason::code_contredit_le_texte);
  CHECK(altered("28/04/2026", "28/07/2026") == Reason::code_contredit_le_texte);
  CHECK(Paper(papers::with(papers::with(papers::bill, "7 avenue Jean-Jaurès", "12 rue des Ormes"),
                           "7 AVENUE JEAN JAURES", "12 RUE DES ORMES"),
              code)
            .said() == Reason::code_contredit_le_texte);
  CHECK(Paper(papers::with(papers::with(papers::bill, "7 avenue", "9 avenue"), "7 AVENUE", "9 AVENUE"), code).said() ==
        Reason::code_contredit_le_texte);
  CHECK(Paper(papers::bill, changed(code, "AISSATA", "FATOUMA")).said() == Reason::code_non_fiable);
}

TEST_CASE("what a reader slips on is no accusation") {
  for (const auto& [from, to] : {std::pair<const char*, const char*>{"BRUYERE", "BRUVERE"},
                                 {"Aïssata", "Aissala"},
                                 {"28/04/2026", "28/01/2026"},
                                 {"7 AVENUE", "1 AVENUE"},
                                 {"7 AVENUE JEAN JAURES", "7 AV J JAURES"},
                                 {"Mme BRUYERE Aïssata", "BRUYERE A."},
                                 {"Mme BRUYERE Aïssata", "M. et Mme BRUYERE"}}) {
    CAPTURE(from, to);
    CHECK_FALSE(Paper(papers::with(papers::bill, from, to), bill_of_a_test, believing(), 80).said());
  }
}

TEST_CASE("a code alone is worth its signer") {
  CHECK_FALSE(Paper("2D-DOC", bill_code).said());
  CHECK(Paper("2D-DOC", bill_of_a_test).said() == Reason::code_non_fiable);
  CHECK(Paper("2D-DOC", bill_code, Trust()).said() == Reason::code_non_fiable);
}

TEST_CASE("an altered income contradicts the tax notice's code") {
  const std::string notice = R"(DIRECTION GENERALE DES FINANCES PUBLIQUES
AVIS D'IMPOT 2026 impôt sur les revenus de l'année 2025

MME BRUYERE AISSATA
7 AVENUE JEAN-JAURES
38000 GRENOBLE

Date d'établissement : 01/04/2026
Nombre de parts : 2,5
Revenu fiscal de référence : 21 345
Montant de votre impôt : 0)";
  CHECK_FALSE(Paper(notice, tax_code).said());
  CHECK(Paper(papers::with(notice, "21 345", "11 345"), tax_code).said() == Reason::code_contredit_le_texte);
}

TEST_CASE("an authentic code settles a proof of address that the page does not show") {
  const std::string page = "Facture  d'électricité  2D-DOC";
  const auto findings = [&](const std::string& code, const Expectations& expected, const Trust& trust) {
    return check_justificatif_domicile(Paper(page, code, trust).document(), expected);
  };
  const auto expected = papers::dossier();
  const auto good = findings(bill_code, expected, believing());
  CHECK(good.told.empty());
  CHECK(good.missing.empty());
  CHECK_FALSE(good.undecided);
  // The dossier and the day are still compared.
  auto other = expected;
  other.responsables = {Person{"Chêne", "", "Loïc", {}}};
  CHECK(findings(bill_code, other, believing()).told == std::vector{Reason::nom_absent});
  other = expected;
  other.adresse = Expectations::Adresse{"12 rue des Ormes", "69003", "Lyon"};
  CHECK(findings(bill_code, other, believing()).told == std::vector{Reason::adresse_differente});
  other = expected;
  other.today = 2026y / 10 / 1;
  CHECK(findings(bill_code, other, believing()).told == std::vector{Reason::trop_ancien});
  // Nothing of it from a signer nobody vouches for.
  const auto unproven = findings(bill_of_a_test, expected, believing());
  CHECK((!unproven.missing.empty() || unproven.undecided));
}
