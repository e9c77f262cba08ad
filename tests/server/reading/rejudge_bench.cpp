#include <cstdio>

#include "server/actions/rejudge.h"
#include "server/model/paris.h"
#include "tests/catch.h"
#include "tests/server/reading/house.h"

using namespace server;
using namespace server::test;

namespace {

// A bill of two pages as its text layer gives it: as many words as an ordinary one.
pipeline::Facts bill(int number) {
  const std::vector<std::string> lines = {
      "ÉNERGIE DES TILLEULS",
      "Facture d'électricité n° " + std::to_string(4'000'000 + number),
      "Facture du 12 mai 2026",
      "Mme Alma MESANGE",
      "12 RUE DES SAULES",
      "00100 BOURG-LES-MESANGES",
      "Lieu de consommation : 12 RUE DES SAULES 00100 BOURG-LES-MESANGES",
      "Point de livraison (PDL) 01234567891234",
      "Abonnement du 12/05/2026 au 11/06/2026 14,20 €",
      "Consommation 312 kWh à 0,2016 € 62,90 €",
      "Montant total TTC 77,10 € à régler avant le 02/06/2026",
      "Votre prochaine facture vous parviendra vers le 12 juillet 2026",
  };
  pipeline::Facts facts;
  facts.pages = 2;
  for (int p = 0; p < 2; ++p) {
    pipeline::Page page;
    page.width = 1131;
    page.height = 1600;
    page.source = pipeline::TextSource::text_layer;
    page.measures = {.edge = 0.5F, .light = 240, .dark_end = 30, .letter_height = 24};
    std::uint16_t row = 0;
    for (int repeat = 0; repeat < 3; ++repeat) {
      for (const auto& line : lines) {
        ++row;
        std::uint16_t x = 80;
        for (std::size_t from = 0; from < line.size();) {
          const auto to = std::min(line.find(' ', from), line.size());
          pipeline::Word word;
          word.text = line.substr(from, to - from);
          word.confidence = 100;
          word.line = row;
          word.box = {x, static_cast<std::uint16_t>(row * 40), static_cast<std::uint16_t>(word.text.size() * 10), 22};
          x = static_cast<std::uint16_t>(x + word.text.size() * 10 + 10);
          page.words.push_back(std::move(word));
          from = to + 1;
        }
      }
    }
    facts.pages_read.push_back(std::move(page));
  }
  return facts;
}

}  // namespace

TEST_CASE("six thousand readings judged anew", "[.bench]") {
  House house;
  auto& database = house.database();
  constexpr int pieces = 6000;
  {
    Transaction transaction(database);
    Statement put(database,
                  "INSERT INTO main.pieces (id, volet, type, version, etat, octets, deposee_le, lue_le, outcome, "
                  "type_guess, facts) VALUES (printf('%032x', ?1), printf('%032x', 1000000 + ?1), "
                  "'justificatif_domicile', 1, 'lue', 3, 1778600000, 1778600000, 'conforme', 'autre', ?2)");
    database.execute(
        "INSERT INTO eleves (id, nom, prenom, naissance) WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 "
        "FROM "
        "n WHERE i < 6000) SELECT 'e' || i, 'MESANGE', 'Iris', '2015-03-04' FROM n;"
        "INSERT INTO volets (id, eleve, responsable) SELECT printf('%032x', 1000000 + CAST(substr(id, 2) AS INTEGER)), "
        "id, CASE WHEN CAST(substr(id, 2) AS INTEGER) % 2 THEN 'm' ELSE 'p' END FROM eleves WHERE id <> 'e';");
    for (int i = 1; i <= pieces; ++i) {
      const auto facts = pipeline::encode(bill(i));
      put.bind(1, i).bind(2, Bytes(facts)).run();
    }
    // One responsable has a child or two, not three thousand.
    database.execute(
        "INSERT INTO responsables (id, nom, prenom) SELECT 'r' || id, 'MESANGE', 'Alma' FROM volets WHERE eleve <> 'e';"
        "UPDATE volets SET responsable = 'r' || id WHERE eleve <> 'e'");
    transaction.commit();
  }
  for (const bool dry : {true, false, false}) {
    const auto start = Clock::now();
    const auto report = rejudge(house.desk.app(), dry);
    const std::chrono::duration<double> took = Clock::now() - start;
    std::printf("%s: %lld judged, %lld changed, %.2f s\n", dry ? "dry run" : "for good",
                static_cast<long long>(report.judged), static_cast<long long>(report.changed), took.count());
    CHECK(report.judged == pieces);
  }
}
