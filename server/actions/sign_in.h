#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/app.h"
#include "server/error.h"
#include "server/model/access.h"

namespace server {

// What the browser needs to open its vault; personal, so given after the password only.
struct SessionView {
  CompteId compte;
  Role role = Role::responsable;
  std::string nom, identifiant;
  std::int64_t gen = 1;
  std::string coffre, pk_sign, pk_kem;  // bytes
  std::int64_t derniere = 0;            // the sign-in before this one, 0 when none
};

struct SignedIn {
  std::string cookie;  // 64 hex digits; the base keeps its hash only
  SessionView view;
};
// One refusal for a wrong identifiant and a wrong password, after the same work.
Result<SignedIn> sign_in(App& app, std::string_view typed_identifiant, Bytes k_auth, std::string_view peer);

// Nobody when the session is unknown, idle for too long (15 min for a responsable, 30 for the others) or too old (4 h,
// 8 h).
std::optional<Visitor> find_visitor(App& app, std::string_view untrusted_cookie);
Result<SessionView> show_session(App& app, const Visitor& visitor, std::string_view cookie);
void sign_out(App& app, std::string_view untrusted_cookie);

}  // namespace server
