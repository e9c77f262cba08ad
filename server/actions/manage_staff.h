#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/actions/opening_codes.h"
#include "server/app.h"
#include "server/error.h"
#include "server/store/equipe.h"

namespace server {

// What the direction does with the staff's accounts; never with her own, so that one of them always opens.

std::vector<Collegue> show_equipe(App& app, const DirectionAccess& direction);

struct Invitation {
  Role role = Role::secretariat;
  std::string nom;
  UntrustedCodes codes;
};
inline constexpr std::size_t longest_nom_bytes = 160;  // 80 characters of two bytes
Result<Collegue> invite_collegue(App& app, const DirectionAccess& direction, const Invitation& invitation);
// Its sessions end and it opens nothing; a new invitation makes a new account.
Result<Collegue> suspend_collegue(App& app, const DirectionAccess& direction, std::string_view untrusted_compte);
// Telephone and printed codes are lost: the next sign-in makes new ones.
Result<Collegue> forget_telephone(App& app, const DirectionAccess& direction, std::string_view untrusted_compte);

}  // namespace server
