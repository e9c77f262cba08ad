#include "crypto/vault.h"

#include "crypto/account.h"
#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/raw.h"

namespace crypto {
namespace {

Buffer bound_to(const VaultContext& context) {
  return encode("dsco/usr/v1", {context.etab, context.resp, u32(context.gen), u8(context.kdf_id), context.pk_sign,
                                hash("dsco/kem/v1", {context.pk_kem})});
}

}  // namespace

Buffer seal_vault(const SecretKey& k_wrap, const VaultContext& context, const VaultContents& contents) {
  Buffer plain;
  plain.reserve(vault_bytes);  // never moved while it holds the seed
  append(plain, contents.seed.bytes());
  append(plain, contents.root_fingerprint);
  append(plain, u32(contents.epoch_min));
  const Nonce nonce = random_nonce();
  Buffer vault(nonce.begin(), nonce.end());
  append(vault, aead_seal(k_wrap, nonce, plain, bound_to(context)));
  wipe(plain);
  return vault;
}

Result<VaultContents> open_vault(const SecretKey& k_wrap, const VaultContext& context, Bytes untrusted_vault) {
  if (untrusted_vault.size() != vault_bytes) return tl::unexpected(Error::wrong_size);
  FieldReader vault(untrusted_vault);
  const auto nonce = vault.array<Nonce>();
  auto plain = aead_open(k_wrap, nonce, vault.take(vault_bytes - nonce.size()), bound_to(context));
  if (!plain) return tl::unexpected(plain.error());
  FieldReader fields(*plain);
  auto seed = SecretKey::from_bytes(fields.take(SecretKey::size));
  const auto root_fingerprint = fields.array<Hash>();
  const auto epoch_min = fields.integer<std::uint32_t>();
  wipe(*plain);
  const AccountKeys keys = derive_account_keys(*seed);
  if (keys.sign.public_key() != context.pk_sign || keys.kem.public_key() != context.pk_kem)
    return tl::unexpected(Error::wrong_context);
  return VaultContents{std::move(*seed), root_fingerprint, epoch_min};
}

}  // namespace crypto
