#include "pipeline/codes/account.h"

#include <catch2/catch_test_macros.hpp>

using namespace pipeline;

// The example account of the standard, printed everywhere.
const std::string rib = "20041010050500013M02606";

TEST_CASE("an IBAN is right with both its keys, and no more once a figure has changed") {
  REQUIRE(is_rib(rib));
  REQUIRE(is_iban("FR14" + rib));
  CHECK(iban_of_rib(rib) == "FR14" + rib);
  for (std::size_t at = 2; at < 27; ++at) {
    auto changed = "FR14" + rib;
    if (changed[at] < '0' || changed[at] > '9') continue;
    changed[at] = changed[at] == '7' ? '4' : '7';
    CAPTURE(changed);
    CHECK_FALSE(is_iban(changed));
  }
}

TEST_CASE("accounts of the payments area are accepted at their own length") {
  CHECK(is_iban("DE89370400440532013000"));
  CHECK_FALSE(is_iban("DE8937040044053201300"));
  CHECK_FALSE(is_iban("DE89370400440532013001"));
  CHECK_FALSE(is_iban("XX89370400440532013000"));
}

TEST_CASE("a bank and a name are the same, differ, or lead to no conclusion") {
  const auto iban = "FR14" + rib;
  CHECK(same_bank(iban, "PSSTFRPPPAR") == true);
  CHECK(same_bank(iban, "BNPAFRPP") == false);
  CHECK_FALSE(same_bank(iban, "VERGFRPP"));
  CHECK_FALSE(same_bank("DE89370400440532013000", "PSSTFRPP"));
}

TEST_CASE("a SIRET is right by its key, La Poste's by its own") {
  CHECK(is_siret("73282932000074"));
  CHECK_FALSE(is_siret("73282932000075"));
  CHECK(is_siret("35600000049837"));
  CHECK_FALSE(is_siret("00000000000000"));
  CHECK_FALSE(is_siret("7328293200007"));
}
