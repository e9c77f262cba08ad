#include "server/store/vault.h"

#include "server/store/new_id.h"
#include "tests/catch.h"
#include "tests/server/core/box.h"

using namespace server;
using namespace server::test;

TEST_CASE("bytes come back as they went in, whatever their length and their slices") {
  Box box;
  const auto row = static_cast<std::size_t>(vault_row_bytes);
  const auto size = GENERATE_COPY(as<std::size_t>{}, 0, 1, row - 1, row, row + 1, 3 * row + 17);
  const auto slice = GENERATE_COPY(as<std::size_t>{}, 1000, row, row + 3, 4 * row);
  const auto text = long_text(size);
  const auto file = box.vault.begin(1);
  for (std::size_t at = 0; at < size; at += slice)
    box.vault.append(file, static_cast<std::int64_t>(at), bytes_of(std::string_view(text).substr(at, slice)));
  CHECK(box.vault.read(file) == text);
  CHECK(box.vault.size(file) == static_cast<std::int64_t>(size));
  std::string joined;
  for (std::int64_t i = 0;; ++i) {
    const auto part = box.vault.read_row(file, i);
    if (part.empty()) break;
    CHECK(part.size() <= row);
    joined += part;
  }
  CHECK(joined == text);
}

TEST_CASE("a slice written twice leaves what one leaves") {
  Box box;
  const auto text = long_text(700'000);
  const auto file = box.vault.begin(1);
  box.vault.append(file, 0, bytes_of(text));
  box.vault.append(file, 300'000, bytes_of(std::string_view(text).substr(300'000, 50'000)));
  CHECK(box.vault.read(file) == text);
}

TEST_CASE("the vault leaves no hole, and writes before the transaction that names its bytes") {
  Box box;
  const auto file = box.vault.keep(1, bytes_of("abc"));
  CHECK_THROWS_AS(box.vault.append(file, 4, bytes_of("d")), std::logic_error);
  CHECK_NOTHROW(box.vault.append(file, 3, bytes_of("d")));
  {
    Transaction transaction(box.database);
    CHECK_THROWS_AS(box.vault.append(file, 4, bytes_of("e")), std::logic_error);
    CHECK_THROWS_AS(box.vault.keep(1, bytes_of("e")), std::logic_error);
    CHECK_THROWS_AS(box.vault.forget(file), std::logic_error);
  }
  CHECK(box.vault.read(file) == "abcd");
}

TEST_CASE("the night sweeps bytes that no row names, once they are old enough") {
  Box box;
  const auto named = box.vault.keep(100, bytes_of("named"));
  const auto orphan = box.vault.keep(100, bytes_of("orphan"));
  const auto young = box.vault.keep(200, bytes_of("young"));
  Statement(box.database,
            "INSERT INTO envois (id, volet, classe, longueur, recu, fichier, cree_le) VALUES (?1, ?2, 'lisible', 5, 5, "
            "?3, 1)")
      .bind(1, std::string(32, '9'))
      .bind(2, box.family.volet_mere)
      .bind(3, named.text())
      .run();
  CHECK(box.vault.sweep(150) == 1);
  CHECK(box.vault.read(named) == "named");
  CHECK_THROWS_AS(box.vault.read(orphan), DatabaseError);
  CHECK(box.vault.read(young) == "young");
  CHECK(box.vault.sweep(300) == 1);
  CHECK_THROWS_AS(box.vault.read(young), DatabaseError);
}
