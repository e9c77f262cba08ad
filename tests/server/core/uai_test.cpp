#include "server/model/uai.h"

#include "tests/catch.h"

TEST_CASE("a UAI is accepted only with the letter its digits imply") {
  const auto [typed, kept] = GENERATE(table<const char*, const char*>({
      {"0009990J", "0009990J"},  // departement 000 holds no school, so no real one is in our tests
      {"0009990j", "0009990J"},
      {"0009990K", nullptr},  // another letter
      {"009990J", nullptr},   // too short
      {"0009 90J", nullptr},  // not seven digits
      {"00099900J", nullptr},
      {"", nullptr},
  }));
  CAPTURE(typed);
  const auto uai = server::Uai::parse(typed);
  CHECK(uai.has_value() == (kept != nullptr));
  if (kept && uai) CHECK(uai->text() == kept);
}
