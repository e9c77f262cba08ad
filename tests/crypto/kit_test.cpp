#include "crypto/kit.h"

#include <bitset>

#include "crypto/token.h"
#include "crypto/trousseau.h"
#include "tests/catch.h"
#include "tests/crypto/chance.h"
#include "tests/crypto/world.h"

using namespace crypto;
using world::seq_hash;
using world::seq_id;
using world::seq_key;

namespace {

// The sheets are made byte by byte: at eight bits the whole space is met, thirty-two places at a time. A sheet whose
// pairs of bytes all come, each once, whatever the secret, says nothing of it; any two give it back. How many did not.
std::size_t faults_for(unsigned value) {
  constexpr std::size_t pairs = 256 * 256;
  const auto secret =
      SecretKey::filled_by([&](std::byte* key) { std::fill_n(key, SecretKey::size, static_cast<std::byte>(value)); });
  std::vector<std::bitset<pairs>> shown(3);
  std::size_t draw = 0, first = 0, faults = 0;
  const world::WatchedChance chance([&](std::span<std::byte> bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i)
      bytes[i] = static_cast<std::byte>((first + i) >> (draw % 2 == 0 ? 0 : 8));
    ++draw;
  });
  for (first = 0; first < pairs; first += SecretKey::size) {
    const auto sheets = split_kit(secret, {});
    for (std::size_t i = 0; i < SecretKey::size; ++i) {
      for (std::size_t sheet = 0; sheet < 3; ++sheet) {
        const auto& parts = sheets[sheet].parts;
        shown[sheet].set(std::to_integer<std::size_t>(parts[i]) << 8 | std::to_integer<std::size_t>(parts[32 + i]));
        const auto& next = sheets[(sheet + 1) % 3].parts;
        if ((parts[i] ^ parts[32 + i] ^ next[32 + i]) != static_cast<std::byte>(value) || parts[32 + i] != next[i])
          ++faults;
      }
    }
  }
  for (const auto& one : shown) faults += pairs - one.count();
  return faults;
}

}  // namespace

TEST_CASE("any two sheets of the kit give the secret back, in either order") {
  const auto secret = SecretKey::random();
  const auto sheets = split_kit(secret, seq_id(0x10));
  for (const auto& one : sheets)
    for (const auto& other : sheets) {
      if (one.index == other.index) continue;
      const auto joined = join_kit(one, other);
      REQUIRE(joined);
      CHECK(equal_constant_time(joined->bytes(), secret.bytes()));
    }
}

TEST_CASE("one sheet twice, a sheet of another kit or school, or a damaged one, gives nothing") {
  const auto secret = SecretKey::random();
  const auto sheets = split_kit(secret, seq_id(0x10)), again = split_kit(secret, seq_id(0x10));
  const auto others = split_kit(SecretKey::random(), seq_id(0x10)), elsewhere = split_kit(secret, seq_id(0x11));
  REQUIRE(join_kit(sheets[0], sheets[1]));
  CHECK_FALSE(join_kit(sheets[0], sheets[0]));
  CHECK_FALSE(join_kit(sheets[0], others[1]));
  CHECK_FALSE(join_kit(sheets[0], elsewhere[1]));
  CHECK_FALSE(join_kit(sheets[0], again[1]));  // split anew: the old sheets are void with the new ones
  for (std::size_t i = 0; i < 64; ++i) {
    auto damaged = sheets[1];
    damaged.parts[i] ^= std::byte{4};
    CHECK_FALSE(join_kit(sheets[0], damaged));
    CHECK_FALSE(join_kit(damaged, sheets[2]));
  }
  auto damaged = sheets[1];
  damaged.check[0] ^= std::byte{1};
  CHECK_FALSE(join_kit(sheets[0], damaged));
  damaged = sheets[1];
  damaged.index = 3;
  CHECK_FALSE(join_kit(sheets[0], damaged));
  damaged.index = 4;
  CHECK_FALSE(join_kit(sheets[0], damaged));
}

TEST_CASE("a sheet alone does not determine the secret") {
  // With any one sheet of this kit, any other secret is as possible: there is a second sheet that leads to it.
  const auto sheets = split_kit(seq_key(1), seq_id(0x10));
  const auto wanted = seq_key(0x80);
  auto second = sheets[1];
  for (std::size_t i = 0; i < 32; ++i)
    second.parts[32 + i] = wanted.bytes()[i] ^ sheets[0].parts[i] ^ sheets[0].parts[32 + i];
  const auto check = split_kit(wanted, seq_id(0x10))[0].check;
  auto first = sheets[0];
  first.check = second.check = check;
  const auto joined = join_kit(first, second);
  REQUIRE(joined);
  CHECK(equal_constant_time(joined->bytes(), wanted.bytes()));
}

TEST_CASE("whatever a byte of the secret is, each sheet shows each pair of bytes exactly once") {
  for (const unsigned value : {0x00u, 0x5au, 0xffu}) CHECK(faults_for(value) == 0);
}

// Half a million splits into guarded memory: a minute, and not under every run.
TEST_CASE("for each of its 256 values, each sheet shows each pair of bytes exactly once", "[.exhaustive]") {
  std::size_t faults = 0;
  for (unsigned value = 0; value < 256; ++value) faults += faults_for(value);
  CHECK(faults == 0);
}

TEST_CASE("a sheet is read back from its bytes, and not from others") {
  const auto sheet = split_kit(seq_key(1), seq_id(0x10))[1];
  auto bytes = encode_kit_sheet(sheet);
  REQUIRE(bytes.size() == KitSheet::bytes);
  const auto parsed = parse_kit_sheet(bytes);
  REQUIRE(parsed);
  CHECK(encode_kit_sheet(*parsed) == bytes);
  CHECK_FALSE(parse_kit_sheet(Bytes(bytes).first(88)));
  bytes[0] = std::byte{0};
  CHECK_FALSE(parse_kit_sheet(bytes));
}

TEST_CASE("the nurse's key file opens with her phrase, and only whole") {
  const Trousseau made{seq_id(0x10), seq_id(0xe0), seq_key(0x21), seq_key(0x41), seq_hash(5), 3};
  const std::string_view phrase = "bruyere-merle-tilleul-grive-sureau-milan-orme";
  auto file = seal_trousseau(made, phrase);
  REQUIRE(file.size() == trousseau_bytes);
  const auto opened = open_trousseau(file, phrase);
  REQUIRE(opened);
  CHECK(opened->etab == made.etab);
  CHECK(opened->cert_id == made.cert_id);
  CHECK(equal_constant_time(opened->kem_seed.bytes(), made.kem_seed.bytes()));
  CHECK(equal_constant_time(opened->sign_seed.bytes(), made.sign_seed.bytes()));
  CHECK(opened->root_fingerprint == made.root_fingerprint);
  CHECK(opened->epoch_min == 3);
  CHECK(open_trousseau(file, "bruyere-merle-tilleul-grive-sureau-milan-hetre").error() == Error::tampered);
  // Each run of Argon2id takes a second and a half: one byte of each field, the cheap refusals apart.
  for (const std::size_t at : {10u, 26u, 42u, 58u, 82u, 197u}) {
    file[at] ^= std::byte{1};
    CHECK(open_trousseau(file, phrase).error() == Error::tampered);
    file[at] ^= std::byte{1};
  }
  for (const std::size_t at : {0u, 8u, 9u}) {
    file[at] ^= std::byte{2};
    CHECK(open_trousseau(file, phrase).error() == Error::wrong_suite);
    file[at] ^= std::byte{2};
  }
  CHECK(open_trousseau(Bytes(file).first(197), phrase).error() == Error::wrong_size);
}
