#include "pipeline/language/dates.h"

#include "tests/catch.h"
#include "tests/pipeline/judge/printed.h"

using namespace pipeline;
using namespace std::chrono_literals;

namespace {

constexpr auto today = 2026y / 5 / 20;

std::vector<Date> read(const std::string& text, TextSource source = TextSource::text_layer,
                       std::chrono::year_month_day day = today) {
  static Facts facts;  // a layout points into its Facts
  facts = printed::facts(text, source, 92);
  return find_dates(lay_out(facts), day);
}

}  // namespace

TEST_CASE("every way a date is written in French papers is read") {
  const auto [text, iso] = GENERATE(table<std::string, std::string>({
      {"22/05/2026", "2026-05-22"},     {"22.05.26", "2026-05-22"},      {"22-05-2026", "2026-05-22"},
      {"2026-05-22", "2026-05-22"},     {"22 mai 2026", "2026-05-22"},   {"22 MAI 2026", "2026-05-22"},
      {"1er mai 2026", "2026-05-01"},   {"1 er mai 2026", "2026-05-01"}, {"3 février 2026", "2026-02-03"},
      {"3 fevrier 2026", "2026-02-03"}, {"3 févr. 2026", "2026-02-03"},  {"15 août 2025", "2025-08-15"},
      {"8 déc. 2025", "2025-12-08"},    {"12 sept. 2025", "2025-09-12"}, {"5/3/2026", "2026-03-05"},
      {"22 / 05 / 2026", "2026-05-22"}, {"(22/05/2026)", "2026-05-22"},  {"Paris,le 22/05/2026.", "2026-05-22"},
      {"02-juin-2025", "2025-06-02"},   {"22mai 2026", "2026-05-22"},    {"14/07/98", "1998-07-14"},
  }));
  CAPTURE(text);
  const auto dates = read(text);
  REQUIRE(dates.size() == 1);
  CHECK(iso_day(dates[0].day) == iso);
}

TEST_CASE("usual slips of an optical reading are put right") {
  const auto [text, iso] = GENERATE(table<std::string, std::string>({
      {"22/O5/2026", "2026-05-22"},
      {"2l/05/2026", "2026-05-21"},
      {"3 févner 2026", "2026-02-03"},
      {"12 avrll 2026", "2026-04-12"},
      {"ler mai 2026", "2026-05-01"},
      {"I2 avril 2026", "2026-04-12"},
      {"4 seplembre 2025", "2025-09-04"},
  }));
  CAPTURE(text);
  const auto dates = read(text, TextSource::ocr);
  REQUIRE(dates.size() == 1);
  CHECK(iso_day(dates[0].day) == iso);
}

TEST_CASE("what only looks like a date is none") {
  const auto text = GENERATE(as<std::string>{}, "77-2026-04-12", "31/02/2026", "12322/05/2026", "22/13/2026",
                             "06 39 98 00 00", "1.234,56", "n° 12.05.2026.77", "IBAN FR76 1234", "192.168.10.25",
                             "38000 GRENOBLE", "99/99/9999", "2026-2027");
  CAPTURE(text);
  CHECK(read(text).empty());
}

TEST_CASE("a month alone counts to its last day, as the period it names") {
  for (const auto* text : {"Loyer de mai 2026", "Période : 05/2026", "MAI 2026"}) {
    const auto dates = read(text);
    CAPTURE(text);
    REQUIRE(dates.size() == 1);
    CHECK(dates[0].month_only);
    CHECK(iso_day(dates[0].day) == "2026-05-31");
    CHECK(dates[0].role == DateRole::period_end);
  }
}

TEST_CASE("a date has the role of the words before it") {
  const auto [text, role] = GENERATE(table<std::string, DateRole>({
      {"Facture du 28/04/2026", DateRole::issue},
      {"Facture n° F-778 du 28 avril 2026", DateRole::issue},
      {"Date d'émission : 28/04/2026", DateRole::issue},
      {"Émise le 28/04/2026", DateRole::issue},
      {"Établi(e) le 28/04/2026", DateRole::issue},
      {"Fait à Saint-Martin-d'Hères, le 28 avril 2026", DateRole::issue},
      {"Grenoble, le 28 avril 2026", DateRole::issue},
      {"Date de mise en recouvrement 28/04/2026", DateRole::issue},
      {"À régler avant le 28/04/2026", DateRole::due},
      {"Date limite de paiement de votre facture : 28/04/2026", DateRole::due},
      {"Ce montant sera prélevé le 28/04/2026", DateRole::due},
      {"Date d'échéance : 28/04/2026", DateRole::due},
      {"Votre prochaine facture : 28/04/2026", DateRole::next},
      {"Prochain relevé le 28/04/2026", DateRole::next},
      {"Contrat souscrit le 28/04/2026", DateRole::contract},
      {"Client depuis le 28/04/2026", DateRole::contract},
      {"Née le 28/04/2014", DateRole::birth},
      {"Date de naissance : 28/04/2014", DateRole::birth},
      {"Duplicata du 28/04/2026", DateRole::print},
      {"Valable jusqu'au 28/04/2026", DateRole::expiry},
      {"Paiement reçu le 28/04/2026", DateRole::payment},
      {"Référence 28/04/2026", DateRole::unknown},
  }));
  CAPTURE(text);
  const auto dates = read(text);
  REQUIRE(dates.size() == 1);
  CHECK(static_cast<int>(dates[0].role) == static_cast<int>(role));
}

TEST_CASE("a role may stand at the left, above in a column, or on the line before") {
  auto dates = read("Date de facture          28/04/2026\nÀ payer avant le         12/05/2026");
  REQUIRE(dates.size() == 2);
  CHECK(dates[0].role == DateRole::issue);
  CHECK(dates[1].role == DateRole::due);

  dates = read("Date d'émission         Date limite\n28/04/2026              12/05/2026");
  REQUIRE(dates.size() == 2);
  CHECK(dates[0].role == DateRole::issue);
  CHECK(dates[1].role == DateRole::due);

  dates = read("Facture n° 77-2026-04\ndu 28 avril 2026");
  REQUIRE(dates.size() == 1);
  CHECK(dates[0].role == DateRole::issue);
}

TEST_CASE("a period has a start and an end, the first day's year left out or not") {
  for (const auto* text :
       {"du 01/05/2026 au 31/05/2026", "Abonnement du 01/05 au 31/05/2026", "Période du 1er mai 2026 au 31 mai 2026"}) {
    const auto dates = read(text);
    CAPTURE(text);
    REQUIRE(dates.size() == 2);
    CHECK(dates[0].role == DateRole::period_start);
    CHECK(iso_day(dates[0].day) == "2026-05-01");
    CHECK(dates[1].role == DateRole::period_end);
    CHECK(iso_day(dates[1].day) == "2026-05-31");
  }
  const auto over_new_year = read("du 15/12 au 14/01/2026");
  REQUIRE(over_new_year.size() == 2);
  CHECK(iso_day(over_new_year[0].day) == "2025-12-15");
  // Read in a leap year, of a period that ends in another: never a day no calendar has.
  for (const auto& [end, start] : {std::pair("31/03/2028", "2028-02-29"), std::pair("31/03/2027", "2027-02-28")}) {
    const auto february = read(std::string("du 29/02 au ") + end, TextSource::text_layer, 2028y / 3 / 2);
    REQUIRE(february.size() == 2);
    CHECK(iso_day(february[0].day) == start);
  }
}

TEST_CASE("school years are read, and references are not") {
  const auto [text, starts] = GENERATE(table<std::string, int>({
      {"2026-2027", 2026},
      {"Année scolaire 2026/2027", 2026},
      {"2026 - 2027", 2026},
      {"2026-27", 2026},
      {"2026 / 2027", 2026},
      {"2026-2028", 0},
      {"N° 12-2026-2027", 0},
      {"20262027", 0},
      {"01/09/2026", 0},
  }));
  CAPTURE(text);
  Facts facts = printed::facts(text);
  const auto years = find_school_years(lay_out(facts));
  CHECK((years.empty() ? 0 : years[0].starts) == starts);
}

TEST_CASE("freshness counts calendar months, with a week of grace") {
  CHECK(months_later(2026y / 3 / 12, 3) == 2026y / 6 / 12);
  CHECK(months_later(2025y / 11 / 30, 3) == 2026y / 2 / 28);
  CHECK(is_fresh(2026y / 3 / 12, 3, 2026y / 6 / 12));
  CHECK(is_fresh(2026y / 3 / 12, 3, 2026y / 6 / 19));
  CHECK_FALSE(is_fresh(2026y / 3 / 12, 3, 2026y / 6 / 20));
  CHECK(is_fresh(2025y / 11 / 30, 3, 2026y / 3 / 7));
  CHECK_FALSE(is_fresh(2025y / 11 / 30, 3, 2026y / 3 / 8));
}
