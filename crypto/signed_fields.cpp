#include "crypto/signed_fields.h"

namespace crypto {

Result<std::vector<Bytes>> decode(Bytes encoded, std::string_view label, std::size_t count) {
  FieldReader reader(encoded);
  const Bytes found = reader.length_prefixed();
  if (reader.failed()) return refuse(Error::truncated);
  if (text_of(found) != label) return refuse(Error::wrong_suite);
  std::vector<Bytes> fields;
  for (std::size_t i = 0; i < count; ++i) fields.push_back(reader.length_prefixed());
  if (!reader.ended()) return refuse(Error::truncated);
  return fields;
}

Buffer with_signature(Buffer body, const SigningKey& key) {
  const Signature signature = key.sign(body);
  append(body, signature);
  return body;
}

Result<Bytes> body_of(Bytes wire, const PublicKey& pk) {
  constexpr std::size_t signature_bytes = sizeof(Signature);
  if (wire.size() < signature_bytes) return refuse(Error::truncated);
  const Bytes body = wire.first(wire.size() - signature_bytes);
  if (!verify(pk, body, *fixed<Signature>(wire.last(signature_bytes)))) return refuse(Error::tampered);
  return body;
}

}  // namespace crypto
