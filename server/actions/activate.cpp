#include "server/actions/activate.h"

#include "crypto/account.h"
#include "crypto/letter.h"
#include "crypto/token.h"
#include "server/actions/authorize.h"
#include "server/actions/throttle.h"
#include "server/store/comptes.h"
#include "server/store/etablissement.h"

namespace server {
namespace {

// Inside the caller's transaction, which is committed even when the answer is no: the failure counts.
Result<Compte> match(App& app, const ActivationCode& code, std::string_view peer) {
  const auto now = app.now();
  const auto canonical = crypto::canonical_base32(code.identifiant);
  const std::string identifiant = canonical && canonical->size() == crypto::identifiant_characters ? *canonical : "";
  const int wait = activation_wait(app.database, identifiant, peer, now);
  if (wait > 0) return tl::unexpected(Error{Cause::too_many, "trop_essais", {}, wait});

  auto compte = find_compte_by_identifiant(app.database, identifiant);
  const crypto::Hash nobody{};
  const bool waiting = compte && compte->etat == "invite" && compte->expire_le > now;
  const bool by_square = code.auth_act.has_value();
  const std::string verif = !waiting ? "" : by_square ? compte->verif : compte->verif_court;
  const Bytes stored = verif.size() == sizeof(crypto::Hash) ? crypto::bytes_of(verif) : Bytes(nobody);
  const bool good = by_square ? crypto::activates(crypto::bytes_of(*code.auth_act), stored)
                              : crypto::activates_short(crypto::bytes_of(code.auth_court.value_or("")), stored);
  if (!good || !waiting) {
    activation_failed(app.database, identifiant, peer, now);
    return not_found();
  }
  return std::move(*compte);
}

bool is_one_code(const ActivationCode& code) { return code.auth_act.has_value() != code.auth_court.has_value(); }

}  // namespace

Result<ActivationOpened> open_activation(App& app, const ActivationCode& code, std::string_view peer) {
  if (!is_one_code(code)) return refuse(Cause::invalid, "champ_invalide", "auth_act");
  Transaction transaction(app.database);
  const auto compte = match(app, code, peer);
  transaction.commit();
  if (!compte) return tl::unexpected(compte.error());
  return ActivationOpened{compte->id, compte->gen, compte->role};
}

Result<void> finish_activation(App& app, const ActivationCode& code, const ActivationKeys& keys,
                               std::string_view peer) {
  if (!is_one_code(code)) return refuse(Cause::invalid, "champ_invalide", "auth_act");
  const auto pk_sign = crypto::fixed<crypto::PublicKey>(crypto::bytes_of(keys.pk_sign));
  if (!pk_sign) return refuse(Cause::invalid, "champ_invalide", "pk_sign");
  const auto pk_kem = crypto::fixed<crypto::PublicKey>(crypto::bytes_of(keys.pk_kem));
  if (!pk_kem) return refuse(Cause::invalid, "champ_invalide", "pk_kem");
  const auto pop = crypto::fixed<crypto::Signature>(crypto::bytes_of(keys.pop));
  if (!pop) return refuse(Cause::invalid, "champ_invalide", "pop");
  if (keys.k_auth.size() != 32) return refuse(Cause::invalid, "champ_invalide", "k_auth");
  if (keys.coffre.empty() || keys.coffre.size() > longest_coffre_bytes)
    return refuse(Cause::invalid, "champ_invalide", "coffre");
  const auto bind_tag = crypto::fixed<crypto::Hash>(crypto::bytes_of(keys.bind_tag));
  // Without the square nobody can have made one; with it, it may be missing only before there is a health office.
  if (!keys.bind_tag.empty() && (!bind_tag || !code.auth_act))
    return refuse(Cause::invalid, "champ_invalide", "bind_tag");

  Transaction transaction(app.database);
  const auto compte = match(app, code, peer);
  if (!compte) {
    transaction.commit();
    return tl::unexpected(compte.error());
  }
  const auto etab = crypto::id_from_hex(find_etablissement(app.database).etab);
  const auto id = crypto::id_from_hex(compte->id.text());
  if (!crypto::proves_possession(*pk_sign, etab, id, static_cast<std::uint32_t>(compte->gen), *pk_kem, *pop))
    return refuse(Cause::invalid, "preuve_refusee", "pop");
  Activation activation{*pk_sign,
                        *pk_kem,
                        std::nullopt,
                        code.auth_act.has_value(),
                        crypto::login_verifier(app.keys.pepper, id, crypto::bytes_of(keys.k_auth)),
                        crypto::bytes_of(keys.coffre)};
  if (!keys.bind_tag.empty()) activation.bind_tag = *bind_tag;
  if (!activate_compte(app.database, compte->id, compte->gen, activation, app.now())) return not_found();
  record(app.journal,
         {compte->id.text(),
          JournalAction::acces_active,
          compte->id.text(),
          "",
          {{"gen", compte->gen}, {"voie", code.auth_act ? "carre" : "code"}}},
         app.now());
  transaction.commit();
  return {};
}

}  // namespace server
