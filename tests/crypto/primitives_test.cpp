#include "crypto/box_keys.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "tests/catch.h"
#include "tests/crypto/world.h"

using namespace crypto;
using world::seq;
using world::seq_hash;
using world::seq_key;

TEST_CASE("the encoding of FORMAT.md is the one made") {
  CHECK(hex(encode("dsco/test", {bytes_of("ab"), bytes_of("")})) == "090000006473636f2f7465737402000000616200000000");
}

TEST_CASE("moving a byte from one field to the next, or from the label, gives other bytes and another hash") {
  const std::string word = "abcdef";
  std::vector<Hash> seen;
  for (std::size_t a = 0; a <= word.size(); ++a)
    for (std::size_t b = a; b <= word.size(); ++b) {
      const auto label = word.substr(0, a), one = word.substr(a, b - a), two = word.substr(b);
      seen.push_back(hash(label, {bytes_of(one), bytes_of(two)}));
    }
  seen.push_back(hash("", {bytes_of(word)}));
  seen.push_back(hash(word, {}));
  const auto count = seen.size();
  std::sort(seen.begin(), seen.end());
  CHECK(static_cast<std::size_t>(std::unique(seen.begin(), seen.end()) - seen.begin()) == count);
}

TEST_CASE("a keyed hash depends on its key, a derived key on its number and context") {
  CHECK(keyed_hash(seq(1, 32), "l", {}) != keyed_hash(seq(2, 32), "l", {}));
  CHECK(keyed_hash(seq(1, 32), "l", {}) == keyed_hash(seq(1, 32), "l", {}));
  const auto key = seq_key(1);
  const auto one = derive(key, 1, "DSCOTEST");
  CHECK(equal_constant_time(one.bytes(), derive(key, 1, "DSCOTEST").bytes()));
  CHECK_FALSE(equal_constant_time(one.bytes(), derive(key, 2, "DSCOTEST").bytes()));
  CHECK_FALSE(equal_constant_time(one.bytes(), derive(key, 1, "DSCOTES2").bytes()));
  CHECK_FALSE(equal_constant_time(one.bytes(), derive(seq_key(2), 1, "DSCOTEST").bytes()));
}

TEST_CASE("a key has 32 bytes, and no other number") {
  for (const std::size_t size : {0u, 16u, 31u, 33u, 64u})
    CHECK(SecretKey::from_bytes(seq(0, size)).error() == Error::wrong_size);
  CHECK(equal_constant_time(SecretKey::from_bytes(seq(0, 32))->bytes(), seq(0, 32)));
  CHECK_FALSE(equal_constant_time(SecretKey::random().bytes(), SecretKey::random().bytes()));
}

TEST_CASE("base32, base64url and hex give back what they were given, at every length") {
  const auto size = GENERATE(range(0, 40));
  const auto bytes = world::pattern(static_cast<std::size_t>(size));
  CHECK(from_hex(hex(bytes)) == bytes);
  CHECK(from_base32(base32(bytes)) == bytes);
  CHECK(from_base64url(base64url(bytes)) == bytes);
}

TEST_CASE("one text only for given bytes") {
  CHECK(from_base32("00") == seq(0, 1));
  CHECK_FALSE(from_base32("01"));   // a filling bit set
  CHECK_FALSE(from_base32("000"));  // a character too many
  CHECK_FALSE(from_base32("0O"));   // not canonical
  CHECK(from_base64url("AAA") == Buffer(2));
  CHECK_FALSE(from_base64url("AAB"));
  CHECK_FALSE(from_base64url("AAA="));
  CHECK_FALSE(from_hex("0"));
  CHECK_FALSE(from_hex("AA"));
  CHECK(from_hex("aa"));
}

TEST_CASE("what people type for a code is understood as it was printed") {
  CHECK(canonical_base32("k7q2-9xfm 3t") == "K7Q29XFM3T");
  CHECK(canonical_base32("oOiIlL") == "001111");
  CHECK_FALSE(canonical_base32("K7Q2U"));  // U is not in the alphabet
  CHECK_FALSE(canonical_base32("K7Q2é"));
  CHECK(in_groups("ABCDEFGHJ") == "ABCD-EFGH-J");
}

TEST_CASE("random texts have the length asked, in the alphabet, and differ") {
  const auto one = random_base32(26);
  CHECK(one.size() == 26);
  CHECK(canonical_base32(one) == one);
  CHECK(one != random_base32(26));
  CHECK(random_id() != random_id());
}

TEST_CASE("the comparison of secrets tells equal from different, and lengths apart") {
  CHECK(equal_constant_time(seq(0, 32), seq(0, 32)));
  CHECK(equal_constant_time({}, {}));
  CHECK_FALSE(equal_constant_time(seq(0, 32), seq(1, 32)));
  CHECK_FALSE(equal_constant_time(seq(0, 32), seq(0, 31)));
}

TEST_CASE("the box's keys all come from its master, and none from another") {
  const auto one = derive_box_keys(seq_key(1)), again = derive_box_keys(seq_key(1)),
             other = derive_box_keys(seq_key(2));
  CHECK(hex(one.main.bytes()) == hex(again.main.bytes()));
  CHECK(one.sign.public_key() == again.sign.public_key());
  CHECK(one.sign.public_key() != other.sign.public_key());
  std::vector<std::string> keys;
  for (const auto* box : {&one, &other})
    for (const auto* key : {&box->main, &box->pieces, &box->pepper, &box->sign.seed()})
      keys.push_back(hex(key->bytes()));
  std::sort(keys.begin(), keys.end());
  CHECK(std::unique(keys.begin(), keys.end()) == keys.end());
}

TEST_CASE("a signature holds for its message and its key only") {
  const SigningKey key(seq_key(3)), other(seq_key(4));
  const auto message = encode("dsco/test", {seq(0, 10)});
  auto signature = key.sign(message);
  CHECK(verify(key.public_key(), message, signature));
  CHECK_FALSE(verify(other.public_key(), message, signature));
  CHECK_FALSE(verify(key.public_key(), encode("dsco/test", {seq(1, 10)}), signature));
  signature[GENERATE(0u, 31u, 32u, 63u)] ^= std::byte{1};
  CHECK_FALSE(verify(key.public_key(), message, signature));
}

TEST_CASE("two people agree on a secret, and a key of small order is refused") {
  const KemKey one(seq_key(5)), two(seq_key(6));
  CHECK(equal_constant_time(one.agree(two.public_key())->bytes(), two.agree(one.public_key())->bytes()));
  PublicKey zero{}, unit{};
  unit[0] = std::byte{1};
  CHECK(one.agree(zero).error() == Error::tampered);
  CHECK(one.agree(unit).error() == Error::tampered);
}
