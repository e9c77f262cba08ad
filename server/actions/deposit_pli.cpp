#include "server/actions/deposit_pli.h"

#include "crypto/pli.h"
#include "crypto/token.h"
#include "server/actions/authorize.h"
#include "server/actions/health_office.h"
#include "server/actions/receive_upload.h"
#include "server/store/comptes.h"
#include "server/store/etablissement.h"

namespace server {
namespace {

tl::unexpected<Error> pli_refused() { return refuse(Cause::invalid, "pli_refuse"); }

}  // namespace

Result<Pli> deposit_pli(App& app, const VoletAccess& volet, const PliDeposit& deposit) {
  const auto id = PliId::parse(deposit.untrusted_pli);
  const auto envoi_id = EnvoiId::parse(deposit.untrusted_envoi);
  if (!id || !envoi_id || deposit.version < 1 || deposit.version > UINT32_MAX) return not_found();
  const auto last = last_version(app.database, volet, *id);
  if (last && last->version == deposit.version && last->envoi == envoi_id->text()) return *last;
  if (const auto open = expect_open_campagne(app); !open) return tl::unexpected(open.error());
  const auto envoi = find_envoi(app.database, volet, *envoi_id);
  if (!envoi || envoi->classe != EnvoiClasse::scelle) return refuse(Cause::not_found, "envoi_inconnu");
  if (envoi->recu != envoi->longueur) return refuse(Cause::conflict, "envoi_incomplet");
  const auto recipients = current_recipients(app);
  if (!recipients) return refuse(Cause::conflict, "infirmerie_absente");
  const auto compte = find_compte(app.database, volet.compte());
  if (!compte || compte->pk_sign.empty()) return not_found();

  const auto form = crypto::parse_manifest(deposit.untrusted_manifest);
  // Health forms only, for now: one sealed length for all, so that none says more by its weight.
  if (!form || form->core.kind != crypto::PliKind::form ||
      form->core.padded_bytes != crypto::padded_length(crypto::longest_form_bytes))
    return pli_refused();
  const auto current = current_form(app.database, volet);
  // One form per volet: a new one is its next version, not another envelope beside it.
  if (current && current->id != *id) return refuse(Cause::conflict, "pli_deja_depose");
  if (!current && is_pli_taken(app.database, *id)) return pli_refused();
  if (deposit.version != (current ? current->version : 0) + 1) return refuse(Cause::conflict, "version_depassee");

  crypto::PliExpected expected;
  expected.kind = crypto::PliKind::form;
  expected.etab = crypto::id_from_hex(find_etablissement(app.database).etab);
  expected.volet = crypto::id_from_hex(volet.volet().text());
  expected.piece = crypto::id_from_hex(id->text());
  expected.resp = crypto::id_from_hex(volet.responsable().text());
  expected.sender = crypto::Sender{*crypto::fixed<crypto::PublicKey>(crypto::bytes_of(compte->pk_sign)),
                                   *crypto::fixed<crypto::PublicKey>(crypto::bytes_of(compte->pk_kem))};
  if (current)
    expected.last = crypto::SeenVersion{static_cast<std::uint32_t>(current->version),
                                        *crypto::fixed<crypto::Hash>(crypto::bytes_of(current->empreinte))};
  expected.snapshots = {*recipients};
  if (form->core.snapshot != recipients->snapshot) return refuse(Cause::conflict, "annuaire_change");
  std::string row;
  std::int64_t rank = 0;
  const auto manifest = crypto::check_deposit(deposit.untrusted_manifest, expected, [&]() -> crypto::Bytes {
    row = app.vault.read_row(envoi->fichier, rank++);
    return crypto::bytes_of(row);
  });
  if (!manifest || manifest->core.version != deposit.version) return pli_refused();

  const auto now = app.now();
  Transaction transaction(app.database);
  // Hashing took a moment: somebody may have been faster with the same version, or with the upload.
  const auto latest = current_form(app.database, volet);
  const bool same = latest.has_value() == current.has_value() &&
                    (!latest || (latest->id == current->id && latest->version == current->version));
  if (!same || !find_envoi(app.database, volet, *envoi_id)) return refuse(Cause::conflict, "version_depassee");
  if (!current && is_pli_taken(app.database, *id)) return pli_refused();
  save_pli(app.database, volet,
           {*id, static_cast<int>(manifest->core.kind), compte->gen, deposit.version, deposit.untrusted_manifest,
            manifest->hash, envoi->fichier, *envoi_id, envoi->longueur},
           now);
  erase_envoi(app.database, *envoi_id);
  auto saved = find_pli(app.database, volet, *id, deposit.version);
  transaction.commit();
  return std::move(saved.value());
}

std::vector<Pli> show_plis(App& app, const VoletAccess& volet) { return plis_of(app.database, volet); }

Result<Pli> find_own_pli(App& app, const VoletAccess& volet, std::string_view untrusted_pli, std::int64_t version) {
  const auto id = PliId::parse(untrusted_pli);
  auto pli = id ? find_pli(app.database, volet, *id, version) : std::nullopt;
  if (!pli) return not_found();
  return std::move(*pli);
}

std::string read_body(App& app, const Pli& pli) { return app.vault.read(pli.corps); }

}  // namespace server
