#include "server/actions/health_office.h"

#include <algorithm>
#include <utility>

#include "crypto/token.h"
#include "server/actions/authorize.h"
#include "server/actions/office_history.h"
#include "server/store/etablissement.h"

namespace server {
namespace {

constexpr std::size_t longest_trousseau_bytes = 64 * 1024;
constexpr std::size_t longest_carnet_bytes = 4 * 1024 * 1024;

bool is_trousseau(std::string_view bytes) { return !bytes.empty() && bytes.size() <= longest_trousseau_bytes; }

crypto::Buffer buffer_of(const std::string& text) {
  const auto bytes = crypto::bytes_of(text);
  return {bytes.begin(), bytes.end()};
}

// Now, or before another: the returns of a reader may be sent twice.
bool is_published(const crypto::PublishedDirectory& published, const crypto::PublishedDirectory& untrusted) {
  const auto same = [&](const crypto::PublishedDirectory& one) {
    return one.root_record == untrusted.root_record && one.snapshots.front() == untrusted.snapshots.front();
  };
  return same(published) || std::any_of(published.earlier.begin(), published.earlier.end(), same);
}

// A root in the place of the one in force. Whose it is, paper says; the box only keeps a nurse's access that was taken
// over from leaving the families without a lock.
Result<void> take_place(App& app, const InfirmerieAccess& infirmerie, crypto::PublishedDirectory published,
                        const Ceremony& ceremony, crypto::PublishedDirectory& untrusted) {
  if (!ceremony.successeur && !may_start_anew(app.database, infirmerie, app.now()))
    return refuse(Cause::conflict, "annuaire_deja_publie");
  const auto root = crypto::parse_root_record(untrusted.root_record);
  const auto before = crypto::parse_root_record(published.root_record);
  const auto snapshot =
      root ? crypto::parse_snapshot(untrusted.snapshots.front(), root->root_pk) : tl::unexpected(root.error());
  const auto last = crypto::parse_snapshot(published.snapshots.back(), before->root_pk);
  if (!snapshot || root->root_pk == before->root_pk || root->created <= before->created ||
      snapshot->epoch != last->epoch + 1)
    return refuse(Cause::invalid, "annuaire_refuse");
  if (ceremony.successeur) {
    untrusted.successor = buffer_of(*ceremony.successeur);
    const auto named = crypto::accept_successor(untrusted.successor, published.root_record,
                                                crypto::root_fingerprint(published.root_record));
    if (!named || crypto::encode_root_record(*named) != untrusted.root_record)
      return refuse(Cause::invalid, "annuaire_refuse");
  }
  // What lost everything has nothing to go on from.
  if (snapshot->previous == crypto::Hash{}) return {};
  untrusted.earlier = std::exchange(published.earlier, {});
  untrusted.earlier.push_back(std::move(published));
  return {};
}

}  // namespace

std::optional<crypto::PublishedDirectory> show_annuaire(App& app) { return find_annuaire(app.database); }

std::optional<crypto::Recipients> current_recipients(App& app) {
  const auto published = find_annuaire(app.database);
  if (!published) return std::nullopt;
  const auto directory = accept_record(*published, app.now());
  if (!directory) return std::nullopt;
  return directory->recipients();
}

Result<void> publish_annuaire(App& app, const InfirmerieAccess& infirmerie, const Ceremony& ceremony) {
  if (!is_trousseau(ceremony.trousseau)) return refuse(Cause::invalid, "champ_invalide", "trousseau");
  crypto::PublishedDirectory untrusted{buffer_of(ceremony.racine), {}, {buffer_of(ceremony.instantane)}};
  for (const auto& certificate : ceremony.certificats) untrusted.certificates.push_back(buffer_of(certificate));
  Transaction transaction(app.database);
  auto published = find_annuaire(app.database);
  if (published && is_published(*published, untrusted)) return {};
  const bool is_first = !published;
  if (published) {
    const auto taken = take_place(app, infirmerie, std::move(*published), ceremony, untrusted);
    if (!taken) return tl::unexpected(taken.error());
  }
  const auto directory = accept_record(untrusted, app.now());
  const auto etablissement = find_etablissement(app.database);
  if (!directory || directory->root.uai != etablissement.uai || crypto::hex(directory->root.etab) != etablissement.etab)
    return refuse(Cause::invalid, "annuaire_refuse");
  save_annuaire(app.database, infirmerie, directory->epoch(), untrusted, app.now());
  save_trousseau(app.database, infirmerie, crypto::bytes_of(ceremony.trousseau), app.now());
  close_new_start(app.database, infirmerie);
  record(app.journal,
         {infirmerie.compte().text(),
          is_first ? JournalAction::annuaire_publie : JournalAction::racine_changee,
          "",
          "",
          {{"epoque", static_cast<std::int64_t>(directory->epoch())},
           {"voie", untrusted.successor.empty() ? "papier" : "successeur"}}},
         app.now());
  transaction.commit();
  return {};
}

Result<void> publish_next(App& app, const InfirmerieAccess& infirmerie, const Publication& publication) {
  if (publication.trousseau && !is_trousseau(*publication.trousseau))
    return refuse(Cause::invalid, "champ_invalide", "trousseau");
  Transaction transaction(app.database);
  auto record = find_annuaire(app.database);
  if (!record) return refuse(Cause::conflict, "infirmerie_absente");
  const auto snapshot = buffer_of(publication.instantane);
  const auto has = [](const auto& list, const auto& one) {
    return std::find(list.begin(), list.end(), one) != list.end();
  };
  // Published already: the returns of a reader may be sent twice. Before another one, her key file has been replaced
  // since.
  if (has(record->snapshots, snapshot) && record->snapshots.back() != snapshot) return {};
  if (!has(record->snapshots, snapshot)) {
    record->snapshots.push_back(snapshot);
    std::vector<crypto::Hash> added;
    for (const auto& certificate : publication.certificats) {
      auto bytes = buffer_of(certificate);
      if (has(record->certificates, bytes)) continue;
      added.push_back(crypto::certificate_hash(bytes));
      record->certificates.push_back(std::move(bytes));
    }
    const auto directory = accept_record(*record, app.now());
    if (!directory) return refuse(Cause::invalid, "annuaire_refuse");
    const auto& listed = directory->history.back().certificates;
    if (!std::all_of(added.begin(), added.end(), [&](const auto& hash) { return has(listed, hash); }))
      return refuse(Cause::invalid, "annuaire_refuse");
    save_annuaire(app.database, infirmerie, directory->epoch(), *record, app.now());
  }
  if (publication.trousseau)
    save_trousseau(app.database, infirmerie, crypto::bytes_of(*publication.trousseau), app.now());
  transaction.commit();
  return {};
}

Result<void> choose_lecteur(App& app, const InfirmerieAccess& infirmerie, std::string_view untrusted_lecteur) {
  const auto lecteur = parse_lecteur(untrusted_lecteur);
  if (!lecteur) return refuse(Cause::invalid, "champ_invalide", "lecteur");
  save_lecteur(app.database, infirmerie, *lecteur);
  return {};
}

InfirmerieView show_infirmerie(App& app, const InfirmerieAccess& infirmerie) {
  return {find_etablissement(app.database),
          find_annuaire(app.database).has_value(),
          find_trousseau(app.database, infirmerie),
          find_carnet(app.database, infirmerie),
          count_forms(app.database),
          static_cast<std::int64_t>(bordereaux_for(app.database, infirmerie).size())};
}

Result<void> keep_trousseau(App& app, const InfirmerieAccess& infirmerie, std::string_view trousseau) {
  if (!is_trousseau(trousseau)) return refuse(Cause::invalid, "champ_invalide", "trousseau");
  save_trousseau(app.database, infirmerie, crypto::bytes_of(trousseau), app.now());
  return {};
}

Result<void> keep_carnet(App& app, const InfirmerieAccess& infirmerie, std::string_view carnet) {
  if (carnet.empty() || carnet.size() > longest_carnet_bytes) return refuse(Cause::invalid, "champ_invalide", "carnet");
  save_carnet(app.database, infirmerie, crypto::bytes_of(carnet), app.now());
  return {};
}

std::vector<BordereauView> show_bordereaux(App& app, const InfirmerieAccess& infirmerie) {
  std::vector<BordereauView> list;
  for (auto& bordereau : bordereaux_for(app.database, infirmerie)) {
    std::string corps = app.vault.read(bordereau.corps);
    list.push_back({std::move(bordereau), std::move(corps)});
  }
  return list;
}

PlisView show_received_plis(App& app, const InfirmerieAccess& infirmerie) {
  return {plis_received(app.database, infirmerie), count_forms(app.database).attendus};
}

Result<std::string> read_received_body(App& app, const InfirmerieAccess& infirmerie, std::string_view untrusted_pli,
                                       std::int64_t version) {
  const auto id = PliId::parse(untrusted_pli);
  const auto pli = id ? find_received(app.database, infirmerie, *id, version) : std::nullopt;
  if (!pli || !pli->corps) return not_found();
  return app.vault.read(*pli->corps);
}

}  // namespace server
