#include "server/demo/college.h"

#include <malloc.h>

#include "tests/catch.h"
#include "tests/server/siecle/exports.h"

namespace {

std::vector<exports::Entry> entries(const std::vector<server::ExportFile>& files) {
  std::vector<exports::Entry> result;
  for (const auto& file : files) result.push_back({file.name, file.bytes});
  return result;
}

std::size_t heap_after_reading(int eleves) {
  const auto files = server::make_college(3, eleves, eleves / 25);
  const auto before = mallinfo2().uordblks;
  const auto document = exports::read(files[0].bytes);
  CHECK(document.exports.at(0).eleves.size() == static_cast<std::size_t>(eleves));
  return mallinfo2().uordblks - before;
}

}  // namespace

TEST_CASE("an invented collège is the same for the same seed, another for another") {
  const auto one = server::make_college(1, 60, 8), again = server::make_college(1, 60, 8),
             other = server::make_college(2, 60, 8);
  REQUIRE(one.size() == 4);
  for (std::size_t i = 0; i < one.size(); ++i) CHECK(one[i].bytes == again[i].bytes);
  CHECK(one[0].bytes != other[0].bytes);
}

TEST_CASE("its 780 pupils and 1,400 responsables go through the real import, once") {
  auto database = exports::box();
  const auto files = entries(server::make_college(1));
  const auto first = exports::import(database, files);
  REQUIRE(first.accepted);
  CHECK(first.eleves.created == 780);
  CHECK(first.responsables.created > 1250);
  CHECK(first.responsables.created < 1550);
  CHECK(first.rejections.empty());
  CHECK(first.anomalies.contains("eleve_nom_a_confirmer"));
  CHECK_FALSE(first.anomalies.contains("telephone_illisible"));
  const auto second = exports::import(database, files);
  CHECK(second.eleves.ignored == 780);
  CHECK(second.responsables.imported() == 0);
  CHECK(second.liens.imported() == 0);
}

TEST_CASE("memory follows the pupils, not more") {
  const auto small = heap_after_reading(900), large = heap_after_reading(3600);
  CAPTURE(small, large);
  if (small == 0 && large == 0) SKIP("a sanitizer's allocator keeps no count");
  CHECK(large > small);
  CHECK(large < small * 5);
}
