#include "crypto/receipt.h"

#include "crypto/hash.h"

namespace crypto {
namespace {

Buffer message(const NurseReceipt& r) {
  return encode("dsco/recu/v1", {r.etab, r.volet, r.piece, u32(r.version), r.manifest_hash, u32(r.day)});
}
Buffer message(const DepositReceipt& r) {
  return encode("dsco/depot/v1", {r.etab, r.volet, r.piece, u32(r.version), r.manifest_hash, u64(r.received_at)});
}

}  // namespace

Signature sign_receipt(const SigningKey& nurse, const NurseReceipt& receipt) { return nurse.sign(message(receipt)); }
bool verify_receipt(const PublicKey& nurse_pk_sign, const NurseReceipt& receipt, const Signature& signature) {
  return verify(nurse_pk_sign, message(receipt), signature);
}

Signature sign_deposit_receipt(const SigningKey& box, const DepositReceipt& receipt) {
  return box.sign(message(receipt));
}
bool verify_deposit_receipt(const PublicKey& box_pk_sign, const DepositReceipt& receipt, const Signature& signature) {
  return verify(box_pk_sign, message(receipt), signature);
}

}  // namespace crypto
