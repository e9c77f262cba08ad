#include "server/actions/second_factor.h"

#include "crypto/hash.h"
#include "crypto/token.h"
#include "server/actions/sign_in.h"
#include "server/actions/throttle.h"
#include "server/model/totp.h"
#include "server/store/comptes.h"
#include "server/store/etablissement.h"
#include "server/store/seconds_facteurs.h"

namespace server {
namespace {

constexpr std::size_t printed_codes = 10, printed_characters = 8;

// 40 bits: the pepper, which is not in the base, keeps a copy of the base from being searched.
crypto::Hash hash_of(App& app, const CompteId& compte, std::string_view code) {
  return crypto::keyed_hash(app.keys.pepper.bytes(), "dsco/code/v1",
                            {crypto::id_from_hex(compte.text()), crypto::bytes_of(code)});
}

PrintedCodes print_codes(App& app, const CompteId& compte) {
  PrintedCodes codes;
  std::vector<crypto::Hash> hashes;
  while (codes.size() < printed_codes) {
    codes.push_back(crypto::random_base32(printed_characters));
    hashes.push_back(hash_of(app, compte, codes.back()));
  }
  save_printed_codes(app.database, compte, hashes);
  return codes;
}

}  // namespace

SecondFactorView show_second_factor(App& app, const Visitor& visitor) {
  return {has_second_factor(app, visitor.compte), needs_second_factor(visitor.role),
          count_printed_codes(app.database, visitor.compte)};
}

Result<ProposedTelephone> propose_second_factor(App& app, const Visitor& visitor) {
  const auto compte = find_compte(app.database, visitor.compte);
  if (!compte) return refuse(Cause::unauthenticated, "session_absente");
  const auto secret = crypto::random_bytes(totp_secret_bytes);
  Transaction transaction(app.database);
  if (has_second_factor(app, visitor.compte)) return refuse(Cause::conflict, "second_facteur_actif");
  save_proposed_telephone(app.database, visitor.compte, secret);
  transaction.commit();
  return ProposedTelephone{totp_text(secret), totp_link(secret, "DossierSCO " + find_etablissement(app.database).uai,
                                                        crypto::in_groups(compte->identifiant, 5))};
}

Result<ConfirmedSecondFactor> confirm_second_factor(App& app, const Visitor& visitor, std::string_view typed,
                                                    std::string_view cookie, std::string_view peer) {
  const auto now = app.now();
  Transaction transaction(app.database);
  const auto compte = find_compte(app.database, visitor.compte);
  const auto telephone = find_telephone(app.database, visitor.compte);
  if (!compte || !telephone) return refuse(Cause::conflict, "second_facteur_absent");
  if (telephone->confirmed) return refuse(Cause::conflict, "second_facteur_actif");
  if (const int wait = count_sign_in(app.database, compte->identifiant, peer, now); wait > 0) {
    transaction.commit();
    return tl::unexpected(Error{Cause::too_many, "trop_essais", {}, wait});
  }
  const auto step = match_totp(crypto::bytes_of(telephone->secret), typed, now, telephone->used);
  if (!step) {
    sign_in_failed(app.database, compte->identifiant, now);
    transaction.commit();
    return refuse(Cause::invalid, "second_facteur_refuse", "code");
  }
  sign_in_succeeded(app.database, compte->identifiant);
  confirm_telephone(app.database, visitor.compte, *step, now);
  ConfirmedSecondFactor confirmed{print_codes(app, visitor.compte), {}};
  confirmed.cookie = renew_session(app, visitor, cookie, now);
  transaction.commit();
  return confirmed;
}

Result<PrintedCodes> renew_printed_codes(App& app, const Visitor& visitor, Bytes k_auth, std::string_view peer) {
  if (const auto proved = prove_phrase(app, visitor, k_auth, peer); !proved) return tl::unexpected(proved.error());
  Transaction transaction(app.database);
  if (!has_second_factor(app, visitor.compte)) return refuse(Cause::conflict, "second_facteur_absent");
  auto codes = print_codes(app, visitor.compte);
  transaction.commit();
  return codes;
}

Result<void> retire_second_factor(App& app, const Visitor& visitor, Bytes k_auth, std::string_view peer) {
  if (needs_second_factor(visitor.role)) return refuse(Cause::conflict, "second_facteur_obligatoire");
  if (const auto proved = prove_phrase(app, visitor, k_auth, peer); !proved) return tl::unexpected(proved.error());
  Transaction transaction(app.database);
  if (!has_second_factor(app, visitor.compte)) return refuse(Cause::conflict, "second_facteur_absent");
  erase_second_factor(app.database, visitor.compte);
  transaction.commit();
  return {};
}

bool has_second_factor(App& app, const CompteId& compte) {
  const auto telephone = find_telephone(app.database, compte);
  return telephone && telephone->confirmed;
}

bool passes_second_factor(App& app, const CompteId& compte, std::string_view typed) {
  const auto telephone = find_telephone(app.database, compte);
  if (!telephone || !telephone->confirmed) return false;
  if (const auto step = match_totp(crypto::bytes_of(telephone->secret), typed, app.now(), telephone->used)) {
    use_step(app.database, compte, *step);
    return true;
  }
  const auto code = crypto::canonical_base32(typed);
  return code && code->size() == printed_characters &&
         burn_printed_code(app.database, compte, hash_of(app, compte, *code));
}

std::optional<std::string> shown_by_demonstration(App& app, const CompteId& compte) {
  if (!find_etablissement(app.database).demonstration) return std::nullopt;
  const auto telephone = find_telephone(app.database, compte);
  if (!telephone) return std::nullopt;
  // The first that was not used: two people who try at once are not made to wait half a minute.
  const auto current = totp_step(app.now());
  const auto step = std::clamp(telephone->used + 1, current, current + 1);
  return totp_code(crypto::bytes_of(telephone->secret), step);
}

}  // namespace server
