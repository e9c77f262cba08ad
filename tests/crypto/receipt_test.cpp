#include "crypto/receipt.h"

#include "tests/catch.h"
#include "tests/crypto/world.h"

using namespace crypto;
using world::seq_hash;
using world::seq_id;

TEST_CASE("a receipt holds for its pli, its version, its day and its signer") {
  const world::World w;
  const NurseReceipt receipt{w.etab, w.volet, w.piece, 2, seq_hash(1), 20717};
  const auto signature = sign_receipt(w.nurse.sign, receipt);
  const auto& pk = w.nurse.sign.public_key();
  const auto with = [&](auto change) {
    auto other = receipt;
    change(other);
    return verify_receipt(pk, other, signature);
  };
  CHECK(with([](NurseReceipt&) {}));
  CHECK_FALSE(verify_receipt(w.substitute.sign.public_key(), receipt, signature));
  CHECK_FALSE(with([](NurseReceipt& r) { r.etab = seq_id(1); }));
  CHECK_FALSE(with([](NurseReceipt& r) { r.volet = seq_id(1); }));
  CHECK_FALSE(with([](NurseReceipt& r) { r.piece = seq_id(1); }));
  CHECK_FALSE(with([](NurseReceipt& r) { r.version = 1; }));
  CHECK_FALSE(with([](NurseReceipt& r) { r.manifest_hash = seq_hash(2); }));
  CHECK_FALSE(with([](NurseReceipt& r) { r.day += 1; }));
}

TEST_CASE("that the box received a pli is never proof that the nurse opened it") {
  const world::World w;
  const DepositReceipt deposit{w.etab, w.volet, w.piece, 1, seq_hash(1), world::now};
  const auto signature = sign_deposit_receipt(w.nurse.sign, deposit);  // one key for both: the label alone separates
  const auto& pk = w.nurse.sign.public_key();
  CHECK(verify_deposit_receipt(pk, deposit, signature));
  CHECK_FALSE(verify_receipt(pk, {w.etab, w.volet, w.piece, 1, seq_hash(1), static_cast<std::uint32_t>(world::now)},
                             signature));
  auto later = deposit;
  later.received_at += 1;
  CHECK_FALSE(verify_deposit_receipt(pk, later, signature));
}
