#include "server/actions/health_office.h"

#include "crypto/token.h"
#include "server/actions/authorize.h"
#include "server/actions/office_history.h"
#include "server/store/etablissement.h"

namespace server {
namespace {

constexpr std::size_t longest_trousseau_bytes = 64 * 1024;
constexpr std::size_t longest_carnet_bytes = 4 * 1024 * 1024;

crypto::Buffer buffer_of(const std::string& text) {
  const auto bytes = crypto::bytes_of(text);
  return {bytes.begin(), bytes.end()};
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
  if (ceremony.trousseau.empty() || ceremony.trousseau.size() > longest_trousseau_bytes)
    return refuse(Cause::invalid, "champ_invalide", "trousseau");
  crypto::PublishedDirectory untrusted{buffer_of(ceremony.racine), {}, {buffer_of(ceremony.instantane)}};
  for (const auto& certificate : ceremony.certificats) untrusted.certificates.push_back(buffer_of(certificate));
  Transaction transaction(app.database);
  if (find_annuaire(app.database)) return refuse(Cause::conflict, "annuaire_deja_publie");
  const auto directory = accept_record(untrusted, app.now());
  const auto etablissement = find_etablissement(app.database);
  if (!directory || directory->root.uai != etablissement.uai || crypto::hex(directory->root.etab) != etablissement.etab)
    return refuse(Cause::invalid, "annuaire_refuse");
  save_annuaire(app.database, infirmerie, directory->epoch(), untrusted, app.now());
  save_trousseau(app.database, infirmerie, crypto::bytes_of(ceremony.trousseau), app.now());
  record(app.journal,
         {infirmerie.compte().text(),
          JournalAction::annuaire_publie,
          "",
          "",
          {{"epoque", static_cast<std::int64_t>(directory->epoch())}}},
         app.now());
  transaction.commit();
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
