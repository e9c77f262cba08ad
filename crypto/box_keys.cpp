#include "crypto/box_keys.h"

namespace crypto {

BoxKeys derive_box_keys(const SecretKey& master) {
  constexpr std::string_view context = "DSCOBOX1";
  return BoxKeys{derive(master, 1, context), derive(master, 2, context), derive(master, 3, context),
                 SigningKey(derive(master, 4, context))};
}

}  // namespace crypto
