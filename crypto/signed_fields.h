#pragma once

#include <string_view>
#include <vector>

#include "crypto/hash.h"
#include "crypto/raw.h"
#include "crypto/signing_key.h"

namespace crypto {

// Reading back E(label, f1…fn), and what a root or a nurse signs of it. Used by the .cpp of this folder only.

inline tl::unexpected<Error> refuse(Error error) { return tl::unexpected(error); }

// The fields of one E(label, f1…fn), exactly n of them.
Result<std::vector<Bytes>> decode(Bytes encoded, std::string_view label, std::size_t count);

template <class Array>
bool read(Bytes field, Array& into) {
  const auto array = fixed<Array>(field);
  if (array) into = *array;
  return array.has_value();
}

template <class Integer>
bool read_integer(Bytes field, Integer& into) {
  if (field.size() != sizeof(Integer)) return false;
  FieldReader reader(field);
  into = reader.integer<Integer>();
  return !reader.failed();
}

// A concatenation of ids or hashes, strictly ascending.
template <class Array>
bool read_ascending(Bytes field, std::vector<Array>& into) {
  if (field.size() % sizeof(Array) != 0) return false;
  for (FieldReader reader(field); !reader.ended();) {
    const auto next = reader.array<Array>();
    if (!into.empty() && !(into.back() < next)) return false;
    into.push_back(next);
  }
  return true;
}

// body ‖ Sign(key, body), and back.
Buffer with_signature(Buffer body, const SigningKey& key);
Result<Bytes> body_of(Bytes wire, const PublicKey& pk);

}  // namespace crypto
