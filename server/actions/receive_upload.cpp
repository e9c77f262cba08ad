#include "server/actions/receive_upload.h"

#include "crypto/pli.h"
#include "server/actions/authorize.h"
#include "server/store/etablissement.h"
#include "server/store/new_id.h"
#include "server/store/plis.h"
#include "server/store/reading_queue.h"

namespace server {
namespace {

constexpr std::int64_t slice_lock_seconds = 30;
constexpr std::int64_t longest_queue = 200;  // beyond, new readable uploads wait; those under way go on

std::int64_t longest(EnvoiClasse classe) {
  return classe == EnvoiClasse::lisible ? longest_readable_bytes : longest_sealed_bytes;
}

// Told before twenty megabytes are sent for nothing; the deposit counts again.
bool has_room(App& app, const VoletAccess& volet, EnvoiClasse classe, std::int64_t longueur) {
  if (classe == EnvoiClasse::lisible) return true;
  return kept_plis(app.database, volet).octets + open_envois(app.database, volet, classe).octets + longueur <=
         sealed_bytes_per_volet;
}

}  // namespace

const std::int64_t longest_sealed_bytes =
    static_cast<std::int64_t>(crypto::body_length(crypto::padded_length(crypto::longest_data_bytes)));

Result<void> expect_open_campagne(App& app) {
  if (!accepts_deposits(find_etablissement(app.database), app.now())) return refuse(Cause::closed, "campagne_fermee");
  return {};
}

Result<Envoi> create_upload(App& app, const VoletAccess& volet, EnvoiClasse classe, std::int64_t longueur) {
  if (const auto open = expect_open_campagne(app); !open) return tl::unexpected(open.error());
  if (longueur <= 0) return refuse(Cause::invalid, "vide", "Upload-Length");
  if (longueur > longest(classe)) return refuse(Cause::too_large, "trop_grand");
  if (classe == EnvoiClasse::lisible && waiting_readings(app.database) >= longest_queue)
    return tl::unexpected(Error{Cause::too_many, "affluence", {}, 60});
  const auto now = app.now();
  const auto file = classe == EnvoiClasse::lisible ? app.vault.begin_closed(now) : app.vault.begin(now);
  Result<Envoi> envoi = refuse(Cause::too_many, "trop_envois");
  {
    Transaction transaction(app.database);
    if (bytes_since(app.database, volet, now - 86400) + longueur > daily_bytes_per_volet) {
      envoi = tl::unexpected(Error{Cause::too_many, "quota_atteint", {}, 3600});
    } else if (!has_room(app, volet, classe, longueur)) {
      envoi = refuse(Cause::too_large, "enveloppe_pleine");
    } else if (open_envois(app.database, volet, classe).nombre <
               (classe == EnvoiClasse::lisible ? most_open_uploads : most_open_sealed_uploads)) {
      envoi = save_envoi(app.database, volet, classe, longueur, file, now);
      transaction.commit();
    }
  }
  if (!envoi) app.vault.forget(file);
  return envoi;
}

Result<Envoi> find_upload(App& app, const FamilleAccess& famille, std::string_view untrusted_envoi) {
  const auto id = EnvoiId::parse(untrusted_envoi);
  if (!id) return not_found();
  auto envoi = find_envoi(app.database, famille, *id);
  if (!envoi || envoi->cree_le + upload_seconds <= app.now()) return not_found();
  return std::move(*envoi);
}

Result<Envoi> receive_slice(App& app, const FamilleAccess& famille, std::string_view untrusted_envoi,
                            std::int64_t offset, Bytes untrusted_slice) {
  auto envoi = find_upload(app, famille, untrusted_envoi);
  if (!envoi) return envoi;
  const auto size = static_cast<std::int64_t>(untrusted_slice.size());
  if (size > longest_slice_bytes) return refuse(Cause::too_large, "tranche_trop_grande");
  if (offset != envoi->recu) return refuse(Cause::conflict, "reprise_ailleurs", "Upload-Offset");
  if (offset + size > envoi->longueur) return refuse(Cause::too_large, "trop_grand");
  if (size == 0) return envoi;
  // The lock keeps a late repeat of this slice from writing once the next one, or the deposit, has begun.
  const auto now = app.now();
  if (!lock_envoi(app.database, envoi->id, offset, now, now + slice_lock_seconds))
    return refuse(Cause::conflict, "reprise_ailleurs", "Upload-Offset");
  if (envoi->classe == EnvoiClasse::lisible) {
    app.vault.append(envoi->closed(), offset, untrusted_slice);
  } else {
    app.vault.append(envoi->fichier, offset, untrusted_slice);
  }
  advance_envoi(app.database, envoi->id, offset, offset + size);
  envoi->recu = offset + size;
  return envoi;
}

Result<void> drop_upload(App& app, const FamilleAccess& famille, std::string_view untrusted_envoi) {
  const auto envoi = find_upload(app, famille, untrusted_envoi);
  if (!envoi) return tl::unexpected(envoi.error());
  if (!erase_envoi(app.database, envoi->id)) return not_found();
  app.vault.forget(envoi->fichier);
  return {};
}

std::int64_t purge_uploads(App& app) {
  std::int64_t dropped = 0;
  for (const auto& envoi : envois_before(app.database, app.now() - upload_seconds)) {
    {
      Transaction transaction(app.database);
      if (!erase_envoi(app.database, envoi.id)) continue;
      record(app.journal, {"", JournalAction::envoi_abandonne, envoi.id.text(), envoi.volet.text()}, app.now());
      transaction.commit();
    }
    app.vault.forget(envoi.fichier);
    ++dropped;
  }
  return dropped;
}

}  // namespace server
