#pragma once

#include "crypto/token.h"
#include "server/model/id.h"

namespace server {

template <class T>
T new_id() {
  return *T::parse(crypto::hex(crypto::random_id()));
}

// From a column that this program wrote.
template <class T>
T stored_id(const std::string& text) {
  return T::parse(text).value();
}

}  // namespace server
