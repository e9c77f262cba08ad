#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace server {

// What a family, an agent or an attacker can cause; http/router maps the cause to a status.
enum class Cause {
  invalid,
  unauthenticated,
  not_allowed,
  not_found,
  conflict,
  too_large,
  too_many,
  closed,
  unavailable
};

struct Error {
  Cause cause;
  std::string_view code;        // a literal such as "piece_trop_lourde"; web/textes/fr.json holds the sentence for it
  std::string_view champ = {};  // the field at fault, a literal, when there is one
  int retry_after = 0;          // seconds, for too_many and unavailable
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> refuse(Cause cause, std::string_view code, std::string_view champ = {}) {
  return tl::unexpected(Error{cause, code, champ});
}

}  // namespace server
