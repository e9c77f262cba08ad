#pragma once

#include "crypto/pli.h"

namespace crypto {

// A pli closed for further recipients, by a nurse who could open it: the manifest and its author's signature stay as
// they are, new stanzas stand beside. When she leaves, or when the kit brings the next one in.
struct RewrapRecord {
  Hash manifest_hash{};
  std::vector<Stanza> stanzas;  // ascending cert_id, each once
  Id by{};                      // cert_id of who made it
  std::uint64_t moment = 0;     // seconds since 1970
};

// `mine` is the stanza K is taken from: the manifest's, or that of an earlier record. The manifest was verified by the
// caller (verify_manifest). Refused when K is not the one the manifest is committed to.
Result<Buffer> rewrap(const Manifest& manifest, const Stanza& mine, const KemKey& my_key, const Id& my_cert_id,
                      const SigningKey& my_signing_key, std::vector<Recipient> recipients, std::uint64_t moment);

// `by_pk_sign` of the certificate named `by`, which the caller finds in a directory it accepted.
Result<RewrapRecord> parse_rewrap(Bytes untrusted_record);  // form only; `by` is to be believed after verify_rewrap
Result<RewrapRecord> verify_rewrap(Bytes untrusted_record, const Manifest& manifest, const PublicKey& by_pk_sign);

}  // namespace crypto
