#include <iostream>

#include "tests/catch.h"
#include "tests/crypto/operations.h"

namespace {

struct Group {
  const char* name;
  std::size_t accepted, refused;  // at least: a file that lost its cases would pass
};
constexpr Group groups[] = {{"encoding", 20, 5},   {"password", 7, 6}, {"vault", 2, 18},   {"letter", 11, 18},
                            {"directory", 11, 65}, {"kit", 5, 15},     {"receipt", 2, 10}, {"pli", 33, 220},
                            {"rewrap", 9, 90},     {"journal", 12, 25}};

}  // namespace

TEST_CASE("every shared vector gives what it says, and nothing where it says refuse") {
  std::size_t all_accepted = 0, all_refused = 0;
  for (const auto& group : groups) {
    std::size_t accepted = 0, refused = 0;
    for (const auto& one : operations::read_group(group.name)) {
      CAPTURE(group.name, one.at("name"), one.at("op"));
      const auto outcome = operations::run(group.name, one.at("op"), one.at("in"));
      if (one.at("expect") == "accept") {
        ++accepted;
        if (!outcome) FAIL_CHECK("refused");
        if (outcome) CHECK(*outcome == one.at("out"));
      } else {
        ++refused;
        if (outcome) FAIL_CHECK("accepted");
      }
    }
    CAPTURE(group.name);
    CHECK(accepted >= group.accepted);
    CHECK(refused >= group.refused);
    all_accepted += accepted;
    all_refused += refused;
  }
  std::cout << all_accepted << " accepted vectors, " << all_refused << " refused\n";
  CHECK(all_accepted >= 40);
  CHECK(all_refused >= 160);
}
