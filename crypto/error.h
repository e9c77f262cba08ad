#pragma once

#include <tl/expected.hpp>

namespace crypto {

enum class Error {
  wrong_size,     // a key, nonce or field of another length than the format's
  truncated,      // the bytes end before the object does, or go on after it
  tampered,       // an authenticator, a signature or a commitment does not match
  wrong_suite,    // magic, suite, kind or flags of another format
  wrong_context,  // whole and authentic, but made for another établissement, volet, pièce, signer or moment
};

template <class T>
using Result = tl::expected<T, Error>;

}  // namespace crypto
