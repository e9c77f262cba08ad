#include "crypto/password.h"
#include "crypto/token.h"
#include "crypto/vault.h"
#include "tests/catch.h"
#include "tests/crypto/world.h"

using namespace crypto;
using world::seq;
using world::seq_hash;
using world::seq_id;
using world::seq_key;

TEST_CASE("the password gives the keys of FORMAT.md's worked example") {
  CHECK(hex(login_salt(world::identifiant)) == "bf7605c9668274962081d74f80c972a0");
  const auto stretched = stretch_password("café-lampe-orage-tulipe-sabot", world::identifiant);
  CHECK(hex(stretched.bytes()) == "011418b4c50797a55ef54f2684b2de420dab4fcfa9fd3665194cb72827436b86");
  const auto keys = split_password(stretched);
  CHECK(hex(keys.k_auth.bytes()) == "a1b410f602f63c23b7913e67da7dce4dd1ef11c03a8c3b5cb984a7d623077839");
  CHECK(hex(keys.k_wrap.bytes()) == "eb67008f15c4314b603320e825c203c6c7928734dca96a36fb58d49fee03c263");
}

TEST_CASE("a login verifier opens for its own key, account and pepper") {
  const auto pepper = seq_key(1);
  const auto stored = login_verifier(pepper, seq_id(2), seq(3, 32));
  CHECK(opens_account(pepper, seq_id(2), seq(3, 32), stored));
  CHECK_FALSE(opens_account(pepper, seq_id(2), seq(4, 32), stored));
  CHECK_FALSE(opens_account(pepper, seq_id(3), seq(3, 32), stored));
  CHECK_FALSE(opens_account(seq_key(2), seq_id(2), seq(3, 32), stored));
  CHECK_FALSE(opens_account(pepper, seq_id(2), seq(3, 31), stored));
  CHECK_FALSE(opens_account(pepper, seq_id(2), {}, {}));
}

TEST_CASE("the proof of possession holds for one account, generation and pair of keys") {
  const world::World w;
  const auto& keys = w.guardian;
  const auto& pk = keys.sign.public_key();
  const auto proof = prove_possession(keys.sign, w.etab, w.resp, 1, keys.kem.public_key());
  CHECK(proves_possession(pk, w.etab, w.resp, 1, keys.kem.public_key(), proof));
  CHECK_FALSE(proves_possession(w.other.sign.public_key(), w.etab, w.resp, 1, keys.kem.public_key(), proof));
  CHECK_FALSE(proves_possession(pk, seq_id(1), w.resp, 1, keys.kem.public_key(), proof));
  CHECK_FALSE(proves_possession(pk, w.etab, seq_id(1), 1, keys.kem.public_key(), proof));
  CHECK_FALSE(proves_possession(pk, w.etab, w.resp, 2, keys.kem.public_key(), proof));
  CHECK_FALSE(proves_possession(pk, w.etab, w.resp, 1, w.other.kem.public_key(), proof));
}

namespace {

struct Made {
  world::World w;
  SecretKey k_wrap = seq_key(0x77);
  VaultContext context{w.etab, w.resp, 1, current_kdf_id, w.guardian.sign.public_key(), w.guardian.kem.public_key()};
  Buffer vault = seal_vault(k_wrap, context, VaultContents{seq_key(0x61), seq_hash(9), 7});
};

}  // namespace

TEST_CASE("a vault opens to what was put in it") {
  const Made made;
  REQUIRE(made.vault.size() == vault_bytes);
  const auto opened = open_vault(made.k_wrap, made.context, made.vault);
  REQUIRE(opened);
  CHECK(equal_constant_time(opened->seed.bytes(), seq(0x61, 32)));
  CHECK(opened->root_fingerprint == seq_hash(9));
  CHECK(opened->epoch_min == 7);
  CHECK(seal_vault(made.k_wrap, made.context, *opened) != made.vault);  // a nonce is never used twice
}

TEST_CASE("a vault with any one bit changed does not open") {
  Made made;
  for (std::size_t bit = 0; bit < made.vault.size() * 8; ++bit) {
    made.vault[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
    CHECK(open_vault(made.k_wrap, made.context, made.vault).error() == Error::tampered);
    made.vault[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
  }
  CHECK(open_vault(made.k_wrap, made.context, made.vault));
}

TEST_CASE("a vault of another length does not open") {
  const Made made;
  for (std::size_t size = 0; size < made.vault.size(); ++size)
    CHECK_FALSE(open_vault(made.k_wrap, made.context, Bytes(made.vault).first(size)));
  auto longer = made.vault;
  longer.push_back(std::byte{0});
  CHECK_FALSE(open_vault(made.k_wrap, made.context, longer));
}

TEST_CASE("a vault does not open for another password, account, generation, setting or pair of keys") {
  const Made made;
  CHECK_FALSE(open_vault(seq_key(0x78), made.context, made.vault));
  const auto refused = [&made](auto change) {
    auto context = made.context;
    change(context);
    return !open_vault(made.k_wrap, context, made.vault).has_value();
  };
  CHECK(refused([](VaultContext& c) { c.etab = seq_id(1); }));
  CHECK(refused([](VaultContext& c) { c.resp = seq_id(1); }));
  CHECK(refused([](VaultContext& c) { c.gen = 2; }));
  CHECK(refused([](VaultContext& c) { c.kdf_id = 2; }));
  CHECK(refused([&](VaultContext& c) { c.pk_sign = made.w.other.sign.public_key(); }));
  CHECK(refused([&](VaultContext& c) { c.pk_kem = made.w.other.kem.public_key(); }));
  CHECK_FALSE(refused([](VaultContext&) {}));
}

TEST_CASE("a vault whose seed does not give the public keys it is bound to is refused, though whole and authentic") {
  const Made made;
  const auto lying = seal_vault(made.k_wrap, made.context, VaultContents{seq_key(0x62), seq_hash(9), 7});
  CHECK(open_vault(made.k_wrap, made.context, lying).error() == Error::wrong_context);
  // Each of the two is recomputed: one right does not excuse the other.
  for (const bool sign_is_hers : {true, false}) {
    auto half = made.context;
    (sign_is_hers ? half.pk_kem : half.pk_sign) =
        sign_is_hers ? made.w.other.kem.public_key() : made.w.other.sign.public_key();
    const auto vault = seal_vault(made.k_wrap, half, VaultContents{seq_key(0x61), seq_hash(9), 7});
    CHECK(open_vault(made.k_wrap, half, vault).error() == Error::wrong_context);
  }
}
