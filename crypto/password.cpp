#include "crypto/password.h"

#include "crypto/argon.h"
#include "crypto/hash.h"

namespace crypto {

Id login_salt(std::string_view identifiant) {
  const Hash long_salt = hash("dsco/salt/v1", {bytes_of(identifiant)});
  return *fixed<Id>(Bytes(long_salt).first(16));
}

SecretKey stretch_password(std::string_view password, std::string_view identifiant) {
  return argon2id(bytes_of(password), login_salt(identifiant), password_cost);
}

PasswordKeys split_password(const SecretKey& stretched) {
  return PasswordKeys{derive(stretched, 1, "DSCOPWD1"), derive(stretched, 2, "DSCOPWD1")};
}

}  // namespace crypto
