#include "crypto/account.h"

#include "crypto/hash.h"
#include "crypto/token.h"

namespace crypto {
namespace {

Buffer possession(const Id& etab, const Id& resp, std::uint32_t gen, const PublicKey& pk_sign,
                  const PublicKey& pk_kem) {
  return encode("dsco/usr/pop/v1", {etab, resp, u32(gen), pk_sign, pk_kem});
}

}  // namespace

AccountKeys derive_account_keys(const SecretKey& seed) {
  return AccountKeys{SigningKey(derive(seed, 1, "DSCOUSR1")), KemKey(derive(seed, 2, "DSCOUSR1"))};
}

Hash login_verifier(const SecretKey& pepper, const Id& compte, Bytes k_auth) {
  return keyed_hash(pepper.bytes(), "dsco/av/v1", {compte, k_auth});
}

bool opens_account(const SecretKey& pepper, const Id& compte, Bytes k_auth, Bytes stored_verifier) {
  return equal_constant_time(login_verifier(pepper, compte, k_auth), stored_verifier);
}

Signature prove_possession(const SigningKey& key, const Id& etab, const Id& resp, std::uint32_t gen,
                           const PublicKey& pk_kem) {
  return key.sign(possession(etab, resp, gen, key.public_key(), pk_kem));
}

bool proves_possession(const PublicKey& pk_sign, const Id& etab, const Id& resp, std::uint32_t gen,
                       const PublicKey& pk_kem, const Signature& proof) {
  return verify(pk_sign, possession(etab, resp, gen, pk_sign, pk_kem), proof);
}

}  // namespace crypto
