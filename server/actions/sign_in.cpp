#include "server/actions/sign_in.h"

#include "crypto/account.h"
#include "crypto/hash.h"
#include "crypto/letter.h"
#include "crypto/token.h"
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

SessionView view_of(const Compte& compte, std::int64_t derniere) {
  return {compte.id,      compte.role,   compte.nom, compte.identifiant, compte.gen, compte.coffre,
          compte.pk_sign, compte.pk_kem, derniere};
}

}  // namespace

Result<SignedIn> sign_in(App& app, std::string_view typed_identifiant, Bytes k_auth, std::string_view peer) {
  const auto now = app.now();
  const auto identifiant = crypto::canonical_base32(typed_identifiant);
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
  const bool opens = crypto::opens_account(app.keys.pepper, id, k_auth, av);
  if (!opens || !usable) {
    sign_in_failed(app.database, key, now);
    transaction.commit();
    return refuse(Cause::unauthenticated, "identifiants_refuses");
  }
  sign_in_succeeded(app.database, key);
  const auto token = crypto::random_bytes(32);
  end_sessions_opened_before(app.database, now - 8 * hour);
  // sealing.md 3.1.6: a family's new token revokes the others. Two desks may share a secretariat's account.
  if (compte->role == Role::responsable) end_sessions(app.database, compte->id);
  save_session(app.database, session_hash(token), compte->id, now, compte->derniere);
  save_sign_in(app.database, compte->id, now);
  transaction.commit();
  return SignedIn{crypto::hex(token), view_of(*compte, compte->derniere)};
}

std::optional<Visitor> find_visitor(App& app, std::string_view untrusted_cookie) {
  const auto jeton = parse_cookie(untrusted_cookie);
  if (!jeton) return std::nullopt;
  const auto session = find_session(app.database, *jeton);
  if (!session) return std::nullopt;
  const auto now = app.now();
  const bool family = session->role == Role::responsable;
  const bool over =
      now - session->vue_le >= (family ? 15 : 30) * minute || now - session->ouverte_le >= (family ? 4 : 8) * hour;
  if (over) {
    end_session(app.database, *jeton);
    return std::nullopt;
  }
  if (now - session->vue_le >= seen_every_seconds) {
    try {
      touch_session(app.database, *jeton, now);
    } catch (const DatabaseError& error) {
      if (!error.is_disk_full() && !error.is_busy()) throw;  // she may still read; her idleness runs on
    }
  }
  return Visitor{session->compte, session->role, session->responsable};
}

Result<SessionView> show_session(App& app, const Visitor& visitor, std::string_view cookie) {
  const auto jeton = parse_cookie(cookie);
  const auto session = jeton ? find_session(app.database, *jeton) : std::nullopt;
  const auto compte = find_compte(app.database, visitor.compte);
  if (!session || !compte) return refuse(Cause::unauthenticated, "session_absente");
  return view_of(*compte, session->precedente);
}

void sign_out(App& app, std::string_view untrusted_cookie) {
  if (const auto jeton = parse_cookie(untrusted_cookie)) end_session(app.database, *jeton);
}

}  // namespace server
