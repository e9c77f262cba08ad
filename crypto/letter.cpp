#include "crypto/letter.h"

#include "crypto/argon.h"
#include "crypto/hash.h"
#include "crypto/raw.h"
#include "crypto/token.h"

namespace crypto {
namespace {

constexpr std::size_t secret_characters = 26;  // 128 bits, and two zero bits

std::string check_characters(const LetterSecret& secret) {
  const Hash h = hash("dsco/code/v1", {secret});
  return {base32_alphabet[std::to_integer<unsigned>(h[0]) % 32], base32_alphabet[std::to_integer<unsigned>(h[1]) % 32]};
}

}  // namespace

LetterSecret random_letter_secret() { return random_id(); }

LetterKeys derive_letter_keys(const LetterSecret& secret, std::string_view identifiant) {
  const SecretKey ka = keyed_secret(secret, "dsco/act/v1", {bytes_of(identifiant)});
  return LetterKeys{derive(ka, 1, "DSCOACT1"), derive(ka, 2, "DSCOACT1")};
}

std::string printed_code(const LetterSecret& secret) { return in_groups(base32(secret) + check_characters(secret)); }

Result<LetterSecret> parse_printed_code(std::string_view typed) {
  const auto canonical = canonical_base32(typed);
  if (!canonical || canonical->size() != secret_characters + 2) return tl::unexpected(Error::wrong_size);
  const auto bytes = from_base32(std::string_view(*canonical).substr(0, secret_characters));
  if (!bytes) return tl::unexpected(Error::tampered);
  const auto secret = fixed<LetterSecret>(*bytes);
  if (!secret || canonical->substr(secret_characters) != check_characters(*secret))
    return tl::unexpected(Error::tampered);
  return secret;
}

std::string letter_fragment(std::string_view identifiant, const LetterSecret& secret, const Hash& root_fingerprint,
                            std::uint32_t epoch) {
  std::string fragment = "1.";
  fragment.append(identifiant).append(".").append(base32(secret)).append(check_characters(secret));
  fragment.append(".");
  if (root_fingerprint != Hash{}) fragment.append(base64url(root_fingerprint));
  return fragment.append(".").append(std::to_string(epoch));
}

std::string random_identifiant() { return random_base32(identifiant_characters); }
std::string random_short_code() { return random_base32(short_code_characters); }

SecretKey derive_short_auth(std::string_view short_code, std::string_view identifiant) {
  const Hash long_salt = hash("dsco/salt/court/v1", {bytes_of(identifiant)});
  const Id salt = *fixed<Id>(Bytes(long_salt).first(16));
  return derive(argon2id(bytes_of(short_code), salt, short_code_cost), 1, "DSCOCRT1");
}

Hash activation_verifier(Bytes auth_act) { return hash("dsco/act/verif/v1", {auth_act}); }
Hash short_activation_verifier(Bytes auth_court) { return hash("dsco/act/court/verif/v1", {auth_court}); }

bool activates(Bytes auth_act, Bytes stored_verifier) {
  return equal_constant_time(activation_verifier(auth_act), stored_verifier);
}

bool activates_short(Bytes auth_court, Bytes stored_verifier) {
  return equal_constant_time(short_activation_verifier(auth_court), stored_verifier);
}

Hash bind_tag(const SecretKey& bind, const BindContext& context) {
  return keyed_hash(
      bind.bytes(), "dsco/bind/v1",
      {context.etab, context.resp, u32(context.gen), context.pk_sign, context.pk_kem, context.root_fingerprint});
}

bool binds(const SecretKey& bind, const BindContext& context, Bytes untrusted_tag) {
  return equal_constant_time(bind_tag(bind, context), untrusted_tag);
}

}  // namespace crypto
