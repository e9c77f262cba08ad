#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/app.h"
#include "server/error.h"
#include "server/model/access.h"

namespace server {

// The secret of a letter, as its square or its printed code gives it: exactly one of the two.
struct ActivationCode {
  std::string identifiant;  // as typed
  std::optional<std::string> auth_act, auth_court;
};
struct ActivationOpened {
  CompteId resp_id;
  std::int64_t gen = 1;
  Role role = Role::responsable;
};
// Burns nothing, so that a dropped connection costs nothing. One refusal whatever is wrong.
Result<ActivationOpened> open_activation(App& app, const ActivationCode& code, std::string_view peer);

struct ActivationKeys {
  std::string pk_sign, pk_kem, pop, bind_tag, k_auth, coffre;  // bytes; bind_tag "" without the square
};
// Burns the code and stores the account, together.
Result<void> finish_activation(App& app, const ActivationCode& code, const ActivationKeys& keys, std::string_view peer);

}  // namespace server
