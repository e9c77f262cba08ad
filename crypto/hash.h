#pragma once

#include <initializer_list>

#include "crypto/secret_key.h"

namespace crypto {

// E(label, f1…fn) of FORMAT.md: every part preceded by its length, so no two lists of fields give the same bytes.
// The labels are namespaces: what is valid under one is never valid under another.
Buffer encode(std::string_view label, std::initializer_list<Bytes> fields);

Hash hash(std::string_view label, std::initializer_list<Bytes> fields);                   // H
Hash keyed_hash(Bytes key, std::string_view label, std::initializer_list<Bytes> fields);  // HK, key of 16 to 64 bytes
// HK when the result is itself a key.
SecretKey keyed_secret(Bytes key, std::string_view label, std::initializer_list<Bytes> fields);

}  // namespace crypto
