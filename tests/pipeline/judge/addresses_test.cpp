#include "pipeline/language/addresses.h"

#include "tests/catch.h"
#include "tests/pipeline/judge/printed.h"

using namespace pipeline;

namespace {

const Expectations::Adresse home{"7 avenue Jean-Jaurès", "38000", "Grenoble"};

AddressMatch best(const std::string& text, const Expectations::Adresse& expected) {
  const Facts facts = printed::facts(text);
  const Layout layout = lay_out(facts);
  AddressMatch match = AddressMatch::other;
  for (const auto& address : find_addresses(layout)) match = std::max(match, compare(layout, address, expected));
  return match;
}

}  // namespace

TEST_CASE("an address is compared by its parts") {
  const auto [text, match] = GENERATE(table<std::string, AddressMatch>({
      {"7 avenue Jean-Jaurès\n38000 GRENOBLE", AddressMatch::same},
      {"7 AV JEAN JAURES\n38000 GRENOBLE CEDEX", AddressMatch::same},
      {"7, av. J. Jaurès, 38000 Grenoble", AddressMatch::same},
      {"Bât. C appt 12\n7 AVENUE JEAN JAURES\nBP 12\n38100 GRENOBLE", AddressMatch::same},
      {"9 avenue Jean-Jaurès\n38000 GRENOBLE", AddressMatch::other_number},
      {"7 bis avenue Jean-Jaurès\n38000 GRENOBLE", AddressMatch::other_number},
      {"7 rue des Lilas\n38000 GRENOBLE", AddressMatch::other_street},
      {"7 avenue Jean-Jaurès\n69003 LYON", AddressMatch::other},
      {"Téléphone 06 39 98 00 00", AddressMatch::other},
  }));
  CAPTURE(text);
  CHECK(static_cast<int>(best(text, home)) == static_cast<int>(match));
}

TEST_CASE("saints and abbreviated streets are the same place") {
  CHECK(best("12B R DU GAL LECLERC\n91700 STE GENEVIEVE DES BOIS",
             {"12 bis rue du Général Leclerc", "91700", "Sainte-Geneviève-des-Bois"}) == AddressMatch::same);
  CHECK(best("3 CHE DES ALOUETTES\n38400 ST MARTIN D HERES",
             {"3 chemin des Alouettes", "38400", "Saint-Martin-d'Hères"}) == AddressMatch::same);
}

TEST_CASE("postcodes are not amounts, and a company's seat is marked") {
  const Facts facts =
      printed::facts("Montant 38000 EUR\nSiège social : 1 place du Marché 75001 PARIS\nCapital 10000 euros");
  const Layout layout = lay_out(facts);
  const auto addresses = find_addresses(layout);
  REQUIRE(addresses.size() == 1);
  CHECK(addresses[0].code_postal == "75001");
  CHECK(addresses[0].of_a_company);
}
