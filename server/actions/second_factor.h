#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/app.h"
#include "server/error.h"
#include "server/model/access.h"

namespace server {

// The telephone that shows six digits, and the printed codes that replace it, each once. A visitor deals with her own;
// a wrong code counts as a wrong phrase does.

struct SecondFactorView {
  bool active = false, compulsory = false;
  std::int64_t codes = 0;  // printed ones left
};
SecondFactorView show_second_factor(App& app, const Visitor& visitor);

// To be shown once. Nothing is asked at sign-in until it is confirmed; asking again draws another.
struct ProposedTelephone {
  std::string secret, lien;
};
Result<ProposedTelephone> propose_second_factor(App& app, const Visitor& visitor);

using PrintedCodes = std::vector<std::string>;  // ten of 8 base32 characters; the base keeps keyed hashes

// From a code of the telephone. The session gains rights by it: other sessions end, this one has a new cookie.
struct ConfirmedSecondFactor {
  PrintedCodes codes;
  std::string cookie;
};
Result<ConfirmedSecondFactor> confirm_second_factor(App& app, const Visitor& visitor, std::string_view typed,
                                                    std::string_view cookie, std::string_view peer);

// Her phrase is proved again by these two.
Result<PrintedCodes> renew_printed_codes(App& app, const Visitor& visitor, Bytes k_auth, std::string_view peer);
Result<void> retire_second_factor(App& app, const Visitor& visitor, Bytes k_auth, std::string_view peer);

// Inside the caller's transaction: whether this account has a confirmed telephone, and whether what was typed is its
// code or a printed one, which is then used up.
bool has_second_factor(App& app, const CompteId& compte);
bool passes_second_factor(App& app, const CompteId& compte, std::string_view typed);
// What the telephone of an invented person shows now. Nothing on a real box.
std::optional<std::string> shown_by_demonstration(App& app, const CompteId& compte);

}  // namespace server
