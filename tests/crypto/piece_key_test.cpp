#include "crypto/piece_key.h"

#include "crypto/token.h"
#include "tests/catch.h"

using namespace crypto;

namespace {

Id id_of(int number) {
  Id id{};
  id[0] = static_cast<std::byte>(number);
  return id;
}

const PiecePlace here{id_of(1), id_of(2), id_of(3), 4, id_of(5)};

bool is_same(const SecretKey& one, const SecretKey& other) { return equal_constant_time(one.bytes(), other.bytes()); }

}  // namespace

TEST_CASE("a file's key opens in its place, under its volet's key, and nowhere else") {
  const auto volet = SecretKey::random(), file = SecretKey::random();
  const auto closed = close_file_key(volet, file, here);
  CHECK(closed.size() == closed_key_bytes);
  const auto opened = open_file_key(volet, closed, here);
  REQUIRE(opened);
  CHECK(is_same(*opened, file));

  CHECK_FALSE(open_file_key(SecretKey::random(), closed, here));
  for (int field = 0; field < 5; ++field) {
    auto elsewhere = here;
    if (field == 0) elsewhere.etab = id_of(9);
    if (field == 1) elsewhere.volet = id_of(9);
    if (field == 2) elsewhere.piece = id_of(9);
    if (field == 3) elsewhere.version = 5;
    if (field == 4) elsewhere.file = id_of(9);
    CAPTURE(field);
    CHECK_FALSE(open_file_key(volet, closed, elsewhere));
  }
  for (std::size_t bit = 0; bit < closed.size() * 8; ++bit) {
    auto flipped = closed;
    flipped[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
    CHECK_FALSE(open_file_key(volet, flipped, here));
  }
  for (std::size_t size = 0; size < closed.size(); ++size)
    CHECK_FALSE(open_file_key(volet, Bytes(closed).first(size), here));
}

TEST_CASE("a row opens at its rank in its file, whole, and is never closed twice alike") {
  const auto key = SecretKey::random();
  const auto plain = random_bytes(GENERATE(as<std::size_t>{}, 0, 1, 1000, 256 * 1024));
  const auto closed = close_row(key, id_of(1), 7, plain);
  REQUIRE(open_row(key, id_of(1), 7, closed) == plain);
  CHECK(close_row(key, id_of(1), 7, plain) != closed);
  CHECK_FALSE(open_row(SecretKey::random(), id_of(1), 7, closed));
  CHECK_FALSE(open_row(key, id_of(2), 7, closed));
  CHECK_FALSE(open_row(key, id_of(1), 8, closed));
  CHECK_FALSE(open_row(key, id_of(1), 7, Bytes(closed).first(closed.size() - 1)));
  auto flipped = closed;
  flipped[closed.size() / 2] ^= std::byte{1};
  CHECK_FALSE(open_row(key, id_of(1), 7, flipped));
}
