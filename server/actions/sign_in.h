#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

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
  SecondFactor second = SecondFactor::absent;
};

struct SignedIn {
  std::string cookie;  // 64 hex digits; the base keeps its hash only
  SessionView view;
};
// The phrase is right and the account has a second factor.
struct SecondFactorAsked {
  std::optional<std::string> shown;  // by an invented person's telephone, on a demonstration box only
};
struct SignInAttempt {
  std::string_view identifiant;  // as typed
  Bytes k_auth;
  std::string_view second;  // "": not typed yet
  std::string_view cookie;  // of this browser: its own live session has already shown the second factor
};
// One refusal for an unknown identifiant, a wrong phrase and an account that opens nothing, after the same work.
Result<std::variant<SignedIn, SecondFactorAsked>> sign_in(App& app, const SignInAttempt& attempt,
                                                          std::string_view peer);

// The phrase just typed again by who is signed in: throttled like sign-in. Refused: phrase_refusee.
Result<void> prove_phrase(App& app, const Visitor& visitor, Bytes k_auth, std::string_view peer);

// Inside the caller's transaction: this session's new cookie; the account's others end. `factor_shown`: when the second
// factor was just shown.
std::string renew_session(App& app, const Visitor& visitor, std::string_view cookie,
                          std::optional<std::int64_t> factor_shown);

// Nobody when the session is unknown, idle for too long (15 min for a responsable, 30 for the others) or too old (4 h,
// 8 h).
std::optional<Visitor> find_visitor(App& app, std::string_view untrusted_cookie);
Result<SessionView> show_session(App& app, const Visitor& visitor, std::string_view cookie);
void sign_out(App& app, std::string_view untrusted_cookie);

}  // namespace server
