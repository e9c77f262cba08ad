#pragma once

#include "crypto/signing_key.h"

namespace crypto {

// Two receipts that must never be taken for each other: the nurse opened the pli; the box received it.
struct NurseReceipt {
  Id etab{};
  Id volet{};
  Id piece{};
  std::uint32_t version = 1;
  Hash manifest_hash{};
  std::uint32_t day = 0;  // days since 1970-01-01
};
Signature sign_receipt(const SigningKey& nurse, const NurseReceipt& receipt);
bool verify_receipt(const PublicKey& nurse_pk_sign, const NurseReceipt& receipt, const Signature& signature);

struct DepositReceipt {
  Id etab{};
  Id volet{};
  Id piece{};
  std::uint32_t version = 1;
  Hash manifest_hash{};
  std::uint64_t received_at = 0;  // seconds since 1970
};
Signature sign_deposit_receipt(const SigningKey& box, const DepositReceipt& receipt);
bool verify_deposit_receipt(const PublicKey& box_pk_sign, const DepositReceipt& receipt, const Signature& signature);

}  // namespace crypto
