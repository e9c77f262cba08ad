#include "server/model/identite.h"
#include "server/model/telephone.h"
#include "tests/catch.h"

TEST_CASE("a telephone number has one canonical form, whatever SIECLE or a spreadsheet did to it") {
  const auto [received, canonical] = GENERATE(table<const char*, const char*>({
      {"+33639980012", "+33639980012"},
      {"0639980012", "+33639980012"},
      {"06 39 98 00 12", "+33639980012"},
      {"06.39.98.00.12", "+33639980012"},
      {"639980012", "+33639980012"},    // a lost zero
      {"33639980012", "+33639980012"},  // a lost plus
      {"0033639980012", "+33639980012"},
      {"+33 (0)6 39 98 00 12", "+33639980012"},
      {"+330639980012", "+33639980012"},
      {"0690000012", "+590690000012"},  // Guadeloupe
      {"0639000012", "+262639000012"},  // Mayotte; 06 39 98 is the range for fiction, above
      {"+32470000021", "+32470000021"},
      {"", ""},
      {"1234567", ""},  // too short: the raw text is kept beside
      {"demander a la mere", ""},
      {"+1234567890123456", ""},  // more than fifteen digits
  }));
  CAPTURE(received);
  CHECK(server::canonical_telephone(received) == canonical);
}

TEST_CASE("names are compared without case, accents, hyphens or apostrophes") {
  const auto [one, other, same] = GENERATE(table<const char*, const char*, bool>({
      {"Œillet", "OEILLET", true},
      {"CŒUR-DE-MARIE", "Coeur de Marie", true},
      {"L'HELLÉBORE", "l’hellébore", true},
      {"D\xC2\xA0 AUBÉPINE", "d aubepine", true},
      {"E\xCC\x81"
       "PERVIER",
       "épervier", true},  // an accent written after its letter
      {"Łoś", "LOS", true},
      {"PINSON", "PINSONS", false},
      {"JEAN BAPTISTE", "JEANBAPTISTE", false},
  }));
  CAPTURE(one, other);
  CHECK((server::comparable_name(one) == server::comparable_name(other)) == same);
}
