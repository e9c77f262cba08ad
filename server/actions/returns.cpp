#include "server/actions/returns.h"

#include <algorithm>

#include "crypto/receipt.h"
#include "crypto/rewrap.h"
#include "crypto/token.h"
#include "server/actions/authorize.h"
#include "server/actions/office_history.h"
#include "server/store/messages.h"

namespace server {
namespace {

// The clock of a PC that is not online may be wrong by a day.
constexpr std::int64_t seconds_per_day = 86400;

crypto::Id id_of(const auto& id) { return crypto::id_from_hex(id.text()); }

void tell(App& app, const InfirmerieAccess& infirmerie, JournalAction action, const PliId& pli, const VoletId& volet,
          std::int64_t version) {
  record(app.journal, {infirmerie.compte().text(), action, pli.text(), volet.text(), {{"version", version}}},
         app.now());
}

Result<void> take_receipt(App& app, const InfirmerieAccess& infirmerie, const std::optional<OfficeHistory>& office,
                          const Returns::Receipt& untrusted) {
  constexpr std::string_view code = "recu_refuse";
  const auto id = PliId::parse(untrusted.pli);
  if (!id) return refuse(Cause::not_found, "pli_inconnu");
  Transaction transaction(app.database);
  const auto pli = find_received(app.database, infirmerie, *id, untrusted.version);
  if (!pli) return refuse(Cause::not_found, "pli_inconnu");
  if (pli->recu && pli->recu->cert == untrusted.recu.cert && pli->recu->jour == untrusted.recu.jour &&
      pli->recu->signature == untrusted.recu.signature)
    return {};
  if (!office) return refuse(Cause::conflict, "infirmerie_absente");
  const auto cert = crypto::from_hex(untrusted.recu.cert);
  const auto cert_id = cert ? crypto::fixed<crypto::Id>(*cert) : tl::unexpected(crypto::Error::wrong_size);
  const auto signature = crypto::fixed<crypto::Signature>(crypto::bytes_of(untrusted.recu.signature));
  const auto day = untrusted.recu.jour;
  if (!cert_id || !signature || untrusted.empreinte != pli->empreinte || day < pli->depose_le / seconds_per_day - 1 ||
      day > app.now() / seconds_per_day + 1)
    return refuse(Cause::invalid, code);
  const auto nurse = office->nurse_on_day(*cert_id, day);
  const crypto::NurseReceipt receipt{office->directory().root.etab,
                                     id_of(pli->volet),
                                     id_of(*id),
                                     static_cast<std::uint32_t>(untrusted.version),
                                     *crypto::fixed<crypto::Hash>(crypto::bytes_of(pli->empreinte)),
                                     static_cast<std::uint32_t>(day)};
  if (!nurse || !crypto::verify_receipt(nurse->pk_sign, receipt, *signature)) return refuse(Cause::invalid, code);
  if (pli->recu) return refuse(Cause::conflict, "recu_deja_pose");
  save_recu(app.database, infirmerie, *id, untrusted.version, untrusted.recu, app.now());
  tell(app, infirmerie, JournalAction::recu_signe, *id, pli->volet, untrusted.version);
  transaction.commit();
  return {};
}

Result<void> take_rewrap(App& app, const InfirmerieAccess& infirmerie, const std::optional<OfficeHistory>& office,
                         const Returns::Rewrap& untrusted) {
  constexpr std::string_view code = "renveloppe_refusee";
  if (!office) return refuse(Cause::conflict, "infirmerie_absente");
  const auto id = PliId::parse(untrusted.pli);
  Transaction transaction(app.database);
  const auto pli = id ? find_received(app.database, infirmerie, *id, untrusted.version) : std::nullopt;
  if (!pli || !pli->corps) return refuse(Cause::not_found, "pli_inconnu");
  const auto bytes = crypto::bytes_of(untrusted.record);
  const auto manifest = crypto::parse_manifest(crypto::bytes_of(pli->manifeste));
  const auto form = crypto::parse_rewrap(bytes);
  const auto author = form ? office->find(form->by) : std::nullopt;
  if (!manifest || !author) return refuse(Cause::invalid, code);
  const auto record = crypto::verify_rewrap(bytes, *manifest, author->pk_sign);
  // For keys that the root signed: nobody else has any business in an envelope.
  if (!record || std::any_of(record->stanzas.begin(), record->stanzas.end(),
                             [&](const auto& stanza) { return !office->find(stanza.cert_id); }))
    return refuse(Cause::invalid, code);
  save_renveloppe(app.database, infirmerie, *id, untrusted.version, bytes, app.now());
  tell(app, infirmerie, JournalAction::pli_renveloppe, *id, pli->volet, untrusted.version);
  transaction.commit();
  return {};
}

Result<void> take_message(App& app, const InfirmerieAccess& infirmerie, const std::optional<OfficeHistory>& office,
                          const Returns::Letter& untrusted) {
  const auto refused = [] { return refuse(Cause::invalid, "message_refuse"); };
  if (!office) return refuse(Cause::conflict, "infirmerie_absente");
  const auto id = PliId::parse(untrusted.id);
  const auto volet = VoletId::parse(untrusted.volet);
  const auto form = crypto::parse_manifest(crypto::bytes_of(untrusted.manifeste));
  if (!id || !volet || !form || form->core.padded_bytes != crypto::padded_length(crypto::longest_form_bytes))
    return refused();
  const auto hash = std::string(crypto::text_of(form->hash));
  const auto sent_before = [&]() -> std::optional<bool> {
    const auto known = find_sent_message(app.database, infirmerie, *id);
    if (!known) return std::nullopt;
    return known->volet == *volet && known->empreinte == hash;
  };
  if (const auto same = sent_before()) return *same ? Result<void>{} : refused();
  const auto addressee = find_addressee(app.database, infirmerie, *volet);
  if (!addressee) return refuse(Cause::conflict, "message_cle_changee");
  const auto pk_kem = *crypto::fixed<crypto::PublicKey>(crypto::bytes_of(addressee->pk_kem));

  crypto::PliExpected expected;
  expected.kind = crypto::PliKind::message;
  expected.etab = office->directory().root.etab;
  expected.volet = id_of(*volet);
  expected.piece = id_of(*id);
  expected.resp = id_of(addressee->responsable);
  expected.snapshots = office->recipients();
  // Signed by a nurse or a substitute who is one today.
  for (const auto& certificate : office->directory().certificates)
    if (certificate.role != crypto::Role::recovery && certificate.pk_sign == form->core.signer) {
      expected.writer = certificate.id;
      expected.sender = crypto::Sender{certificate.pk_sign, pk_kem};
    }
  if (!expected.writer) return refused();
  bool given = false;
  const auto manifest = crypto::check_deposit(crypto::bytes_of(untrusted.manifeste), expected, [&]() -> crypto::Bytes {
    return std::exchange(given, true) ? crypto::Bytes() : crypto::bytes_of(untrusted.corps);
  });
  if (!manifest) {
    // Closed for keys she had before: she could not open it any more.
    const auto hers = crypto::self_cert_id(pk_kem);
    const bool for_her = std::any_of(form->stanzas.begin(), form->stanzas.end(),
                                     [&](const auto& stanza) { return stanza.cert_id == hers; });
    return for_her ? refused() : refuse(Cause::conflict, "message_cle_changee");
  }
  const auto file = app.vault.keep(app.now(), crypto::bytes_of(untrusted.corps));
  Result<void> kept;
  {
    Transaction transaction(app.database);
    if (const auto same = sent_before()) {
      kept = *same ? Result<void>{} : refused();
    } else if (is_pli_taken(app.database, *id)) {
      kept = refused();
    } else {
      save_message(app.database, infirmerie, {*id, *volet, crypto::bytes_of(untrusted.manifeste), form->hash, file},
                   app.now());
      tell(app, infirmerie, JournalAction::message_envoye, *id, *volet, 1);
      transaction.commit();
      return {};
    }
  }
  app.vault.forget(file);
  return kept;
}

// Whether the record ends on what these returns brought to it, if they brought anything.
bool is_in_force(App& app, const Returns& untrusted) {
  if (!untrusted.ceremonie && !untrusted.publication) return true;
  const auto& snapshot = untrusted.publication ? untrusted.publication->instantane : untrusted.ceremonie->instantane;
  const auto published = find_annuaire(app.database);
  return published && crypto::text_of(published->snapshots.back()) == snapshot;
}

}  // namespace

ReturnsReport take_returns(App& app, const InfirmerieAccess& infirmerie, const Returns& untrusted) {
  ReturnsReport report;
  const auto note = [&](const Result<void>& outcome, std::string_view quoi, const std::string& id) {
    if (!outcome) report.refuses.push_back({quoi, id, outcome.error().code});
    return outcome.has_value();
  };
  if (untrusted.ceremonie)
    report.publication = note(publish_annuaire(app, infirmerie, *untrusted.ceremonie), "ceremonie", "");
  if (untrusted.publication)
    report.publication |= note(publish_next(app, infirmerie, *untrusted.publication), "publication", "");
  // The notebook is closed by the key that came with it: kept beside another, it would open for nobody.
  if (is_in_force(app, untrusted)) {
    if (untrusted.trousseau) note(keep_trousseau(app, infirmerie, *untrusted.trousseau), "trousseau", "");
    if (untrusted.carnet) note(keep_carnet(app, infirmerie, *untrusted.carnet), "carnet", "");
  }
  // With what was just published: it may be what those below were signed under.
  const auto office = OfficeHistory::of(app);
  for (const auto& one : untrusted.renveloppes)
    report.renveloppes += note(take_rewrap(app, infirmerie, office, one), "renveloppe", one.pli);
  for (const auto& one : untrusted.messages)
    report.messages += note(take_message(app, infirmerie, office, one), "message", one.id);
  for (const auto& one : untrusted.recus)
    report.recus += note(take_receipt(app, infirmerie, office, one), "recu", one.pli);
  return report;
}

}  // namespace server
