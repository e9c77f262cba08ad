#pragma once

#include "crypto/signing_key.h"

namespace crypto {

// Everything the box keeps secret on its own account, from the 32 bytes it is started with. Losing the master loses the
// base; knowing it does not open a pli.
struct BoxKeys {
  SecretKey main;    // raw key of the SQLCipher file `main`: hex(keys.main.bytes())
  SecretKey pieces;  // raw key of `pieces`
  SecretKey pepper;  // of the login verifiers, see account.h
  SigningKey sign;   // deposit receipts
};
BoxKeys derive_box_keys(const SecretKey& master);

}  // namespace crypto
