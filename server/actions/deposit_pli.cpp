#include "server/actions/deposit_pli.h"

#include <algorithm>

#include "crypto/receipt.h"
#include "crypto/token.h"
#include "server/actions/authorize.h"
#include "server/actions/office_history.h"
#include "server/actions/receive_upload.h"
#include "server/model/retention.h"
#include "server/store/comptes.h"
#include "server/store/etablissement.h"
#include "server/store/infirmerie.h"

namespace server {
namespace {

constexpr std::int64_t old_snapshot_seconds = 86400;

tl::unexpected<Error> pli_refused() { return refuse(Cause::invalid, "pli_refuse"); }

crypto::Hash hash_of(const Pli& pli) { return *crypto::fixed<crypto::Hash>(crypto::bytes_of(pli.empreinte)); }

std::string receipt(App& app, const crypto::Id& etab, const VoletAccess& volet, const PliId& pli, std::int64_t version,
                    const crypto::Hash& hash, std::int64_t moment) {
  const auto signature = crypto::sign_deposit_receipt(
      app.keys.sign, {etab, crypto::id_from_hex(volet.volet().text()), crypto::id_from_hex(pli.text()),
                      static_cast<std::uint32_t>(version), hash, static_cast<std::uint64_t>(moment)});
  return std::string(crypto::text_of(signature));
}

OwnPli own(App& app, const VoletAccess& volet, Pli pli) {
  auto depot = pli.depot;
  if (depot.empty())
    depot = receipt(app, crypto::id_from_hex(find_etablissement(app.database).etab), volet, pli.id, pli.version,
                    hash_of(pli), pli.depose_le);
  const auto destroyed = pli.detruit_le.value_or(destroyed_at(pli.depose_le, pli.recu_le));
  return {std::move(pli), std::move(depot), destroyed};
}

// Those a pli may be closed for today: the current snapshot's, and for a day the one's before, since a phone may have
// sealed under it. Not when one of its readers has been revoked: that pli would be hers to open, and perhaps hers
// alone.
std::vector<crypto::Recipients> acceptable_recipients(App& app, const OfficeHistory& office) {
  auto all = office.recipients();
  std::vector<crypto::Recipients> acceptable{all.back()};
  if (all.size() < 2 || published_at(app.database) + old_snapshot_seconds <= app.now()) return acceptable;
  auto& before = all[all.size() - 2];
  const bool trusted = std::none_of(before.certificates.begin(), before.certificates.end(),
                                    [&](const auto& one) { return office.is_revoked(one.cert_id); });
  if (trusted) acceptable.push_back(std::move(before));
  return acceptable;
}

// What this deposit must follow: of a form, the volet's form whatever its id; of a file, the pli of that id.
Result<std::optional<Pli>> version_before(App& app, const VoletAccess& volet, const PliId& id, crypto::PliKind kind) {
  auto before =
      kind == crypto::PliKind::form ? current_form(app.database, volet) : last_version(app.database, volet, id);
  // One form per volet: a new one is its next version, not another envelope beside it.
  if (before && before->id != id) return refuse(Cause::conflict, "pli_deja_depose");
  if (before && before->kind != static_cast<int>(kind)) return pli_refused();
  if (!before && is_pli_taken(app.database, id)) return pli_refused();
  return before;
}

bool is_same(const std::optional<Pli>& one, const std::optional<Pli>& other) {
  return one.has_value() == other.has_value() && (!one || (one->id == other->id && one->version == other->version));
}

Result<void> expect_room(App& app, const VoletAccess& volet, bool new_pli, std::int64_t octets) {
  const auto kept = kept_plis(app.database, volet);
  if (new_pli && kept.plis >= most_plis_per_volet) return refuse(Cause::conflict, "trop_de_plis");
  if (kept.octets + octets > sealed_bytes_per_volet) return refuse(Cause::too_large, "enveloppe_pleine");
  return {};
}

}  // namespace

Result<OwnPli> deposit_pli(App& app, const VoletAccess& volet, const PliDeposit& deposit) {
  const auto id = PliId::parse(deposit.untrusted_pli);
  const auto envoi_id = EnvoiId::parse(deposit.untrusted_envoi);
  if (!id || !envoi_id || deposit.version < 1 || deposit.version > UINT32_MAX) return not_found();
  const auto last = last_version(app.database, volet, *id);
  if (last && last->version == deposit.version && last->envoi == envoi_id->text()) return own(app, volet, *last);
  if (const auto open = expect_open_campagne(app); !open) return tl::unexpected(open.error());
  const auto envoi = find_envoi(app.database, volet, *envoi_id);
  if (!envoi || envoi->classe != EnvoiClasse::scelle) return refuse(Cause::not_found, "envoi_inconnu");
  if (envoi->recu != envoi->longueur) return refuse(Cause::conflict, "envoi_incomplet");
  const auto office = OfficeHistory::of(app);
  if (!office) return refuse(Cause::conflict, "infirmerie_absente");
  const auto compte = find_compte(app.database, volet.compte());
  if (!compte || compte->pk_sign.empty()) return not_found();

  const auto form = crypto::parse_manifest(deposit.untrusted_manifest);
  if (!form) return pli_refused();
  const auto kind = form->core.kind;
  if (kind != crypto::PliKind::form && kind != crypto::PliKind::file) return pli_refused();
  // One sealed length for all health forms, so that none says more by its weight.
  if (form->core.padded_bytes >
      crypto::padded_length(kind == crypto::PliKind::form ? crypto::longest_form_bytes : crypto::longest_data_bytes))
    return pli_refused();
  const auto before = version_before(app, volet, *id, kind);
  if (!before) return tl::unexpected(before.error());
  const auto& current = *before;
  if (deposit.version != (current ? current->version : 0) + 1) return refuse(Cause::conflict, "version_depassee");
  if (const auto room = expect_room(app, volet, !current, envoi->longueur); !room) return tl::unexpected(room.error());

  crypto::PliExpected expected;
  expected.kind = kind;
  expected.etab = office->directory().root.etab;
  expected.volet = crypto::id_from_hex(volet.volet().text());
  expected.piece = crypto::id_from_hex(id->text());
  expected.resp = crypto::id_from_hex(volet.responsable().text());
  expected.sender = crypto::Sender{*crypto::fixed<crypto::PublicKey>(crypto::bytes_of(compte->pk_sign)),
                                   *crypto::fixed<crypto::PublicKey>(crypto::bytes_of(compte->pk_kem))};
  if (current) expected.last = crypto::SeenVersion{static_cast<std::uint32_t>(current->version), hash_of(*current)};
  expected.snapshots = acceptable_recipients(app, *office);
  const bool known = std::any_of(expected.snapshots.begin(), expected.snapshots.end(),
                                 [&](const auto& one) { return one.snapshot == form->core.snapshot; });
  if (!known) return refuse(Cause::conflict, "annuaire_change");
  std::string row;
  std::int64_t rank = 0;
  const auto manifest = crypto::check_deposit(deposit.untrusted_manifest, expected, [&]() -> crypto::Bytes {
    row = app.vault.read_row(envoi->fichier, rank++);
    return crypto::bytes_of(row);
  });
  if (!manifest || manifest->core.version != deposit.version) return pli_refused();

  const auto now = app.now();
  const auto depot = receipt(app, expected.etab, volet, *id, deposit.version, manifest->hash, now);
  Transaction transaction(app.database);
  // Hashing took a moment: somebody may have been faster with the same version, with the upload, or with the last room.
  const auto latest = version_before(app, volet, *id, kind);
  if (!latest) return tl::unexpected(latest.error());
  if (!is_same(*latest, current) || !find_envoi(app.database, volet, *envoi_id))
    return refuse(Cause::conflict, "version_depassee");
  if (const auto room = expect_room(app, volet, !current, envoi->longueur); !room) return tl::unexpected(room.error());
  save_pli(app.database, volet,
           {*id, static_cast<int>(kind), compte->gen, deposit.version, deposit.untrusted_manifest, manifest->hash,
            envoi->fichier, *envoi_id, envoi->longueur, crypto::bytes_of(depot)},
           now);
  erase_envoi(app.database, *envoi_id);
  auto saved = find_pli(app.database, volet, *id, deposit.version);
  transaction.commit();
  return own(app, volet, std::move(saved.value()));
}

std::vector<OwnPli> show_plis(App& app, const VoletAccess& volet) {
  std::vector<OwnPli> plis;
  for (auto& pli : plis_of(app.database, volet)) plis.push_back(own(app, volet, std::move(pli)));
  return plis;
}

Result<Pli> find_own_pli(App& app, const VoletAccess& volet, std::string_view untrusted_pli, std::int64_t version) {
  const auto id = PliId::parse(untrusted_pli);
  auto pli = id ? find_pli(app.database, volet, *id, version) : std::nullopt;
  if (!pli || !pli->corps) return not_found();
  return std::move(*pli);
}

std::string read_body(App& app, const Pli& pli) { return app.vault.read(pli.corps.value()); }

Result<void> withdraw_pli(App& app, const VoletAccess& volet, std::string_view untrusted_pli) {
  const auto id = PliId::parse(untrusted_pli);
  if (!id) return not_found();
  std::vector<FileId> files;
  {
    Transaction transaction(app.database);
    const auto plis = plis_of(app.database, volet);
    const auto is_it = [&](const Pli& pli) { return pli.id == *id; };
    if (std::none_of(plis.begin(), plis.end(), is_it)) return not_found();
    if (std::any_of(plis.begin(), plis.end(), [&](const Pli& pli) { return is_it(pli) && pli.recu; }))
      return refuse(Cause::conflict, "pli_releve");
    files = erase_pli(app.database, volet, *id, app.now());
    record(app.journal, {volet.compte().text(), JournalAction::pli_retire, id->text(), volet.volet().text()},
           app.now());
    transaction.commit();
  }
  // Named by nothing any more: a power cut here leaves them to the night's sweep.
  for (const auto& file : files) app.vault.forget(file);
  return {};
}

}  // namespace server
