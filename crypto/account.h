#pragma once

#include "crypto/kem_key.h"
#include "crypto/signing_key.h"

namespace crypto {

// A responsable's (or an agent's) own keys, all from the 32-byte seed U that her vault holds.
struct AccountKeys {
  SigningKey sign;
  KemKey kem;
};
AccountKeys derive_account_keys(const SecretKey& seed);

// What the box keeps of k_auth: useless without the pepper, which is not in the base.
Hash login_verifier(const SecretKey& pepper, const Id& compte, Bytes k_auth);
bool opens_account(const SecretKey& pepper, const Id& compte, Bytes k_auth, Bytes stored_verifier);

// Her proof, at activation, that she holds the private half of pk_sign.
Signature prove_possession(const SigningKey& key, const Id& etab, const Id& resp, std::uint32_t gen,
                           const PublicKey& pk_kem);
bool proves_possession(const PublicKey& pk_sign, const Id& etab, const Id& resp, std::uint32_t gen,
                       const PublicKey& pk_kem, const Signature& proof);

}  // namespace crypto
