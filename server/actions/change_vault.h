#pragma once

#include <string>
#include <string_view>

#include "server/app.h"
#include "server/error.h"
#include "server/model/access.h"

namespace server {

struct VaultChange {
  std::string k_auth_before, k_auth;
  std::string coffre_before;  // the vault it replaces, as it was received
  std::string coffre;
};
// A new phrase, or the same with a higher epoch inside. Two devices that change at once: the second is refused and
// opens with the first one's phrase. Every other session ends; answers this one's new cookie.
Result<std::string> change_vault(App& app, const Visitor& visitor, const VaultChange& change, std::string_view cookie,
                                 std::string_view peer);

}  // namespace server
