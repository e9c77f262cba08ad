#include "crypto/rewrap.h"

#include <algorithm>

#include "crypto/pli_keys.h"
#include "crypto/signed_fields.h"

namespace crypto {
namespace {

constexpr std::string_view label = "dsco/rewrap/v1";

Result<std::vector<Stanza>> read_stanzas(Bytes field) {
  if (field.empty() || field.size() % stanza_bytes != 0 || field.size() > 255 * stanza_bytes)
    return refuse(Error::wrong_size);
  std::vector<Stanza> stanzas;
  for (FieldReader reader(field); !reader.ended();) {
    Stanza stanza;
    stanza.cert_id = reader.array<Id>();
    stanza.ephemeral = reader.array<PublicKey>();
    stanza.wrapped = reader.array<std::array<std::byte, 48>>();
    if (!stanzas.empty() && !(stanzas.back().cert_id < stanza.cert_id)) return refuse(Error::wrong_context);
    stanzas.push_back(stanza);
  }
  return stanzas;
}

Result<RewrapRecord> read_body(Bytes body) {
  const auto fields = decode(body, label, 4);
  if (!fields) return refuse(fields.error());
  RewrapRecord record;
  auto stanzas = read_stanzas((*fields)[1]);
  if (!stanzas) return refuse(stanzas.error());
  record.stanzas = std::move(*stanzas);
  if (!read((*fields)[0], record.manifest_hash) || !read((*fields)[2], record.by) ||
      !read_integer((*fields)[3], record.moment))
    return refuse(Error::wrong_size);
  return record;
}

}  // namespace

Result<Buffer> rewrap(const Manifest& manifest, const Stanza& mine, const KemKey& my_key, const Id& my_cert_id,
                      const SigningKey& my_signing_key, std::vector<Recipient> recipients, std::uint64_t moment) {
  if (recipients.empty() || recipients.size() > 255) return refuse(Error::wrong_context);
  const Hash hc = core_hash(manifest.core);
  const auto key = unwrap_key(mine, hc, my_key, manifest.core.commitment);
  if (!key) return refuse(key.error());
  std::sort(recipients.begin(), recipients.end(),
            [](const Recipient& a, const Recipient& b) { return a.cert_id < b.cert_id; });
  Buffer stanzas;
  for (const Recipient& recipient : recipients) {
    const auto stanza = wrap_key(*key, recipient, hc);
    if (!stanza) return refuse(stanza.error());
    append(stanzas, stanza->cert_id);
    append(stanzas, stanza->ephemeral);
    append(stanzas, stanza->wrapped);
  }
  // The rules of a reader, applied to ourselves: two recipients of one name would be refused.
  if (const auto read_back = read_stanzas(stanzas); !read_back) return refuse(read_back.error());
  return with_signature(encode(label, {manifest.hash, stanzas, my_cert_id, u64(moment)}), my_signing_key);
}

Result<RewrapRecord> parse_rewrap(Bytes untrusted_record) {
  constexpr std::size_t signature_bytes = sizeof(Signature);
  if (untrusted_record.size() < signature_bytes) return refuse(Error::truncated);
  return read_body(untrusted_record.first(untrusted_record.size() - signature_bytes));
}

Result<RewrapRecord> verify_rewrap(Bytes untrusted_record, const Manifest& manifest, const PublicKey& by_pk_sign) {
  const auto body = body_of(untrusted_record, by_pk_sign);
  if (!body) return refuse(body.error());
  auto record = read_body(*body);
  if (record && record->manifest_hash != manifest.hash) return refuse(Error::wrong_context);
  return record;
}

}  // namespace crypto
