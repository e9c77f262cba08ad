#include "server/actions/sign_in.h"

#include "crypto/account.h"
#include "crypto/hash.h"
#include "crypto/letter.h"
#include "crypto/token.h"
#include "server/actions/second_factor.h"
#include "server/actions/throttle.h"
#include "server/store/comptes.h"

namespace server {
namespace {

constexpr std::int64_t minute = 60, hour = 3600;
constexpr std::int64_t seen_every_seconds = 30;  // how precisely idleness is known: not a write per request

crypto::Hash session_hash(Bytes token) { return crypto::hash("dsco/session/v1", {token}); }

std::optional<crypto::Hash> parse_cookie(std::string_view untrusted) {
  const auto token = crypto::from_hex(untrusted);
  if (!token || token->size() != 32) return std::nullopt;
  return session_hash(*token);
}

SessionView view_of(const Compte& compte, std::int64_t derniere, bool second_factor) {
  return {
      compte.id,     compte.role,    compte.nom,    compte.identifiant, compte.gen,
      compte.coffre, compte.pk_sign, compte.pk_kem, derniere,           second_factor_of(compte.role, second_factor)};
}

std::int64_t longest_idle(Role role) { return (role == Role::responsable ? 15 : 30) * minute; }
std::int64_t longest_age(Role role) { return (role == Role::responsable ? 4 : 8) * hour; }

std::optional<Session> find_live_session(App& app, const crypto::Hash& jeton) {
  auto session = find_session(app.database, jeton);
  if (!session) return std::nullopt;
  const auto now = app.now();
  if (now - session->vue_le < longest_idle(session->role) && now - session->ouverte_le < longest_age(session->role))
    return session;
  end_session(app.database, jeton);
  return std::nullopt;
}

// A page loaded again has lost its keys and asks the phrase: the browser that showed the second factor this morning is
// not asked for it at each reload. 0 when it must be shown.
std::int64_t factor_shown_before(App& app, const SignInAttempt& attempt, const CompteId& compte) {
  const auto jeton = parse_cookie(attempt.cookie);
  const auto session = jeton ? find_live_session(app, *jeton) : std::nullopt;
  if (!session || session->compte != compte || session->facteur_le == 0) return 0;
  return app.now() - session->facteur_le < longest_age(session->role) ? session->facteur_le : 0;
}

}  // namespace

Result<std::variant<SignedIn, SecondFactorAsked>> sign_in(App& app, const SignInAttempt& attempt,
                                                          std::string_view peer) {
  const auto now = app.now();
  const auto identifiant = crypto::canonical_base32(attempt.identifiant);
  // A malformed one is counted and looked for like any other.
  const std::string key = identifiant && identifiant->size() == crypto::identifiant_characters ? *identifiant : "";
  Transaction transaction(app.database);
  const int wait = count_sign_in(app.database, key, peer, now);
  if (wait > 0) {
    transaction.commit();
    return tl::unexpected(Error{Cause::too_many, "trop_essais", {}, wait});
  }
  const auto compte = find_compte_by_identifiant(app.database, key);
  const bool usable = compte && compte->etat == "actif" && compte->av.size() == sizeof(crypto::Hash);
  // For an unknown one: same computation, same comparison, on an account that nobody has.
  const crypto::Id id = usable ? crypto::id_from_hex(compte->id.text()) : crypto::Id{};
  const crypto::Hash nobody{};
  const Bytes av = usable ? crypto::bytes_of(compte->av) : Bytes(nobody);
  const bool opens = crypto::opens_account(app.keys.pepper, id, attempt.k_auth, av);
  const bool second_factor = has_second_factor(app, CompteId::parse(crypto::hex(id)).value());
  if (!opens || !usable) {
    sign_in_failed(app.database, key, now);
    count_refused_sign_in(app.database);
    transaction.commit();
    return refuse(Cause::unauthenticated, "identifiants_refuses");
  }
  std::int64_t shown = 0;
  if (second_factor) {
    shown = factor_shown_before(app, attempt, compte->id);
    if (shown == 0 && attempt.second.empty()) {
      // Neither a failure nor a success: a known phrase must not clear the count of the codes tried.
      SecondFactorAsked asked{shown_by_demonstration(app, compte->id)};
      transaction.commit();
      return asked;
    }
    if (shown == 0 && !passes_second_factor(app, compte->id, attempt.second)) {
      sign_in_failed(app.database, key, now);
      transaction.commit();
      return refuse(Cause::unauthenticated, "second_facteur_refuse", "second");
    }
    if (shown == 0) shown = now;
  }
  sign_in_succeeded(app.database, key);
  const auto token = crypto::random_bytes(32);
  end_sessions_opened_before(app.database, now - longest_age(Role::secretariat));
  // sealing.md 3.1.6: a family's new token revokes the others. Two desks may share a secretariat's account.
  if (compte->role == Role::responsable) end_sessions(app.database, compte->id);
  save_session(app.database, session_hash(token), compte->id, now, compte->derniere, shown);
  save_sign_in(app.database, compte->id, now);
  transaction.commit();
  return SignedIn{crypto::hex(token), view_of(*compte, compte->derniere, second_factor)};
}

Result<void> prove_phrase(App& app, const Visitor& visitor, Bytes k_auth, std::string_view peer) {
  const auto now = app.now();
  Transaction transaction(app.database);
  const auto compte = find_compte(app.database, visitor.compte);
  if (!compte || compte->av.size() != sizeof(crypto::Hash)) return refuse(Cause::unauthenticated, "session_absente");
  const int wait = count_sign_in(app.database, compte->identifiant, peer, now);
  const bool proved = wait == 0 && crypto::opens_account(app.keys.pepper, crypto::id_from_hex(compte->id.text()),
                                                         k_auth, crypto::bytes_of(compte->av));
  if (proved)
    sign_in_succeeded(app.database, compte->identifiant);
  else if (wait == 0)
    sign_in_failed(app.database, compte->identifiant, now);
  transaction.commit();
  if (wait > 0) return tl::unexpected(Error{Cause::too_many, "trop_essais", {}, wait});
  if (!proved) return refuse(Cause::not_allowed, "phrase_refusee");
  return {};
}

std::string renew_session(App& app, const Visitor& visitor, std::string_view cookie,
                          std::optional<std::int64_t> factor_shown) {
  const auto token = crypto::random_bytes(32);
  const auto renewed = session_hash(token);
  if (const auto jeton = parse_cookie(cookie)) rename_session(app.database, visitor.compte, *jeton, renewed);
  if (factor_shown) save_factor_shown(app.database, renewed, *factor_shown);
  return crypto::hex(token);
}

std::optional<Visitor> find_visitor(App& app, std::string_view untrusted_cookie) {
  const auto jeton = parse_cookie(untrusted_cookie);
  if (!jeton) return std::nullopt;
  const auto session = find_live_session(app, *jeton);
  if (!session) return std::nullopt;
  const auto now = app.now();
  if (now - session->vue_le >= seen_every_seconds) {
    try {
      touch_session(app.database, *jeton, now);
    } catch (const DatabaseError& error) {
      if (!error.is_disk_full() && !error.is_busy()) throw;  // she may still read; her idleness runs on
    }
  }
  return Visitor{session->compte, session->role, session->responsable,
                 second_factor_of(session->role, session->second_factor)};
}

Result<SessionView> show_session(App& app, const Visitor& visitor, std::string_view cookie) {
  const auto jeton = parse_cookie(cookie);
  const auto session = jeton ? find_session(app.database, *jeton) : std::nullopt;
  const auto compte = find_compte(app.database, visitor.compte);
  if (!session || !compte) return refuse(Cause::unauthenticated, "session_absente");
  return view_of(*compte, session->precedente, session->second_factor);
}

void sign_out(App& app, std::string_view untrusted_cookie) {
  if (const auto jeton = parse_cookie(untrusted_cookie)) end_session(app.database, *jeton);
}

}  // namespace server
