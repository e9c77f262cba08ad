#include "crypto/letter.h"

#include "crypto/fingerprint.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "tests/catch.h"
#include "tests/crypto/world.h"

using namespace crypto;
using world::seq;
using world::seq_hash;
using world::seq_id;

namespace {
const LetterSecret a = seq_id(0xa0);
}

TEST_CASE("the letter's secret gives the values of FORMAT.md's worked example") {
  CHECK(hex(derive_letter_keys(a, world::identifiant).bind.bytes()) ==
        "f632e6185bdc40b7e957b9daa6c418a79066d4cfb775441d95ae0556d28561cf");
  CHECK(printed_code(a) == "M2GT-58X4-MPKA-FA59-NANT-SBDE-NW5K");
}

TEST_CASE("the printed code is read as people type it, and refused with one character wrong") {
  CHECK(parse_printed_code("m2gt58x4 mpka-fa59-nant-sbde-nw5k") == a);
  const auto canonical = *canonical_base32(printed_code(a));
  // Two check characters are 10 bits: one wrong character in a thousand may pass, and this code's are known.
  std::size_t accepted = 0, tried = 0;
  for (std::size_t i = 0; i < canonical.size(); ++i)
    for (const char c : base32_alphabet) {
      if (c == canonical[i]) continue;
      auto wrong = canonical;
      wrong[i] = c;
      ++tried;
      accepted += parse_printed_code(wrong).has_value() ? 1 : 0;
    }
  CHECK(tried == 28 * 31);
  CHECK(accepted <= 3);
  CHECK_FALSE(parse_printed_code(canonical.substr(1)));
  CHECK_FALSE(parse_printed_code(canonical + "0"));
  CHECK_FALSE(parse_printed_code("U" + canonical.substr(1)));
  CHECK_FALSE(parse_printed_code(""));
}

TEST_CASE("every secret comes back from its printed code") {
  for (int i = 0; i < 200; ++i) {
    const auto secret = random_letter_secret();
    CHECK(parse_printed_code(printed_code(secret)) == secret);
  }
}

TEST_CASE("the box recognises the letter it expects, and that one only") {
  const auto keys = derive_letter_keys(a, world::identifiant);
  const Hash v = activation_verifier(keys.auth_act.bytes());
  CHECK(activates(keys.auth_act.bytes(), v));
  CHECK_FALSE(activates(derive_letter_keys(a, "K7Q29XFM3V").auth_act.bytes(), v));
  CHECK_FALSE(activates(derive_letter_keys(seq_id(0xa1), world::identifiant).auth_act.bytes(), v));
  CHECK_FALSE(activates(keys.bind.bytes(), v));
  CHECK_FALSE(activates(keys.auth_act.bytes(), {}));
}

TEST_CASE("the short code opens the account it was printed for, and is not taken for the long one") {
  const auto auth = derive_short_auth("8H2K6M9QRT", world::identifiant);
  const Hash v = short_activation_verifier(auth.bytes());
  CHECK(activates_short(auth.bytes(), v));
  CHECK_FALSE(activates_short(derive_short_auth("8H2K6M9QRV", world::identifiant).bytes(), v));
  CHECK_FALSE(activates_short(derive_short_auth("8H2K6M9QRT", "K7Q29XFM3V").bytes(), v));
  CHECK_FALSE(activates(auth.bytes(), v));
  CHECK(random_short_code().size() == 10);
  CHECK(random_identifiant().size() == 10);
}

TEST_CASE("the QR carries identifiant, code, fingerprint and epoch") {
  CHECK(letter_fragment(world::identifiant, a, seq_hash(0), 7) ==
        "1.K7Q29XFM3T.M2GT58X4MPKAFA59NANTSBDENW5K.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8.7");
}

TEST_CASE("the bind tag fails as soon as one thing it binds is another") {
  const world::World w;
  const auto bind = derive_letter_keys(a, world::identifiant).bind.copy();
  const BindContext context{w.etab, w.resp, 1, w.guardian.sign.public_key(), w.guardian.kem.public_key(), seq_hash(3)};
  const Hash tag = bind_tag(bind, context);
  CHECK(binds(bind, context, tag));
  CHECK_FALSE(binds(SecretKey::random(), context, tag));
  const auto with = [&](auto change) {
    auto other = context;
    change(other);
    return binds(bind, other, tag);
  };
  CHECK(with([](BindContext&) {}));
  CHECK_FALSE(with([](BindContext& c) { c.etab = seq_id(1); }));
  CHECK_FALSE(with([](BindContext& c) { c.resp = seq_id(1); }));
  CHECK_FALSE(with([](BindContext& c) { c.gen = 2; }));
  CHECK_FALSE(with([&](BindContext& c) { c.pk_sign = w.other.sign.public_key(); }));
  CHECK_FALSE(with([&](BindContext& c) { c.pk_kem = w.other.kem.public_key(); }));
  CHECK_FALSE(with([](BindContext& c) { c.root_fingerprint = seq_hash(4); }));
  CHECK_FALSE(binds(bind, context, Bytes(tag).first(31)));
}

TEST_CASE("the short fingerprint is the one of FORMAT.md, typed as people type") {
  const Hash root_fp = hash("dsco/ho/root/v1", {seq(1, 100)});
  CHECK(hex(root_fp) == "d66b9d576d681ca9389140bbe481de46e4221121fdfc18b5cda3b46ca3549540");
  CHECK(short_fingerprint(root_fp) == "FWYX-79AY-1W0R");
  CHECK(matches_short_fingerprint(root_fp, "fwyx79ay iwor"));
  CHECK_FALSE(matches_short_fingerprint(root_fp, "FWYX-79AY-1W0S"));
  CHECK_FALSE(matches_short_fingerprint(root_fp, "FWYX-79AY-1W0"));
  CHECK_FALSE(matches_short_fingerprint(hash("dsco/ho/root/v1", {seq(2, 100)}), "FWYX-79AY-1W0R"));
}
