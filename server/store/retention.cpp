#include "server/store/retention.h"

#include "server/store/comptes.h"
#include "server/store/new_id.h"
#include "server/store/volet_keys.h"

namespace server {
namespace {

std::vector<FileId> files_of(Statement& query) {
  std::vector<FileId> files;
  while (query.step()) files.push_back(stored_id<FileId>(query.text(0)));
  return files;
}

}  // namespace

void date_gone_children(Database& database, std::int64_t now) {
  Statement(database, "UPDATE eleves SET sorti_vu_le = ?1 WHERE sorti = 1 AND sorti_vu_le IS NULL").bind(1, now).run();
  database.execute("UPDATE eleves SET sorti_vu_le = NULL WHERE sorti = 0 AND sorti_vu_le IS NOT NULL");
}

std::vector<GoneChild> gone_children(Database& database) {
  std::vector<GoneChild> gone;
  Statement query(database,
                  "SELECT e.id, e.sorti_vu_le, v.id FROM eleves e LEFT JOIN volets v ON v.eleve = e.id "
                  "WHERE e.sorti_vu_le IS NOT NULL ORDER BY e.sorti_vu_le, e.id");
  while (query.step()) {
    if (gone.empty() || gone.back().eleve.text() != query.text(0))
      gone.push_back({stored_id<EleveId>(query.text(0)), query.integer(1), {}});
    if (!query.is_null(2)) gone.back().volets.push_back(stored_id<VoletId>(query.text(2)));
  }
  return gone;
}

std::vector<FileId> erase_child(Database& database, const EleveId& eleve) {
  std::vector<FileId> files;
  {
    Statement query(database,
                    "WITH hers AS (SELECT id FROM volets WHERE eleve = ?1), "
                    "sent AS (SELECT id FROM main.pieces WHERE volet IN hers) "
                    "SELECT fichier FROM piece_fichiers WHERE piece IN sent UNION ALL "
                    "SELECT image FROM pages WHERE piece IN sent UNION ALL "
                    "SELECT vignette FROM pages WHERE piece IN sent UNION ALL "
                    "SELECT fichier FROM envois WHERE volet IN hers UNION ALL "
                    "SELECT corps FROM plis WHERE volet IN hers AND corps <> '' UNION ALL "
                    "SELECT corps FROM messages WHERE volet IN hers");
    query.bind(1, eleve.text());
    files = files_of(query);
  }
  std::vector<std::string> responsables;
  {
    Statement query(database,
                    "SELECT responsable FROM liens WHERE eleve = ?1 UNION SELECT responsable FROM volets WHERE eleve "
                    "= ?1");
    query.bind(1, eleve.text());
    while (query.step()) responsables.push_back(query.text(0));
  }
  Statement(database, "DELETE FROM eleves WHERE id = ?1").bind(1, eleve.text()).run();
  Statement erase(database,
                  "DELETE FROM responsables WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM liens WHERE responsable = ?1) "
                  "AND NOT EXISTS (SELECT 1 FROM volets WHERE responsable = ?1)");
  for (const auto& responsable : responsables) erase.bind(1, responsable).run();
  database.execute(
      "DELETE FROM adresses WHERE NOT EXISTS (SELECT 1 FROM eleves e WHERE adresses.de = 'eleve' AND e.adresse = "
      "adresses.siecle_id) AND NOT EXISTS (SELECT 1 FROM responsables r WHERE adresses.de = 'responsable' AND "
      "r.adresse "
      "= adresses.siecle_id)");
  return files;
}

std::vector<KeptPieces> kept_pieces(Database& database) {
  std::vector<KeptPieces> kept;
  Statement query(database, "SELECT volet, max(deposee_le) FROM main.pieces GROUP BY volet");
  while (query.step()) kept.push_back({stored_id<VoletId>(query.text(0)), query.integer(1)});
  return kept;
}

std::vector<FileId> erase_all_pieces(Database& database, const VoletId& volet) {
  std::vector<FileId> files;
  {
    Statement query(database,
                    "WITH hers AS (SELECT id FROM main.pieces WHERE volet = ?1) "
                    "SELECT fichier FROM piece_fichiers WHERE piece IN hers UNION ALL "
                    "SELECT image FROM pages WHERE piece IN hers UNION ALL "
                    "SELECT vignette FROM pages WHERE piece IN hers UNION ALL "
                    "SELECT fichier FROM envois WHERE volet = ?1 AND classe = 'lisible'");
    query.bind(1, volet.text());
    files = files_of(query);
  }
  Statement(database, "DELETE FROM main.pieces WHERE volet = ?1").bind(1, volet.text()).run();
  Statement(database, "DELETE FROM envois WHERE volet = ?1 AND classe = 'lisible'").bind(1, volet.text()).run();
  erase_volet_key(database, volet);
  return files;
}

std::vector<OpenAccess> open_accesses(Database& database) {
  std::vector<OpenAccess> open;
  Statement query(database,
                  "SELECT c.id, max(c.cree_le, coalesce(c.expire_le, 0), coalesce(c.active_le, 0), c.derniere), v.id "
                  "FROM comptes c LEFT JOIN volets v ON v.responsable = c.responsable "
                  "WHERE c.responsable IS NOT NULL AND c.identifiant <> c.id ORDER BY c.id");
  while (query.step()) {
    if (open.empty() || open.back().compte.text() != query.text(0))
      open.push_back({stored_id<CompteId>(query.text(0)), query.integer(1), {}});
    if (!query.is_null(2)) open.back().volets.push_back(stored_id<VoletId>(query.text(2)));
  }
  return open;
}

void close_access(Database& database, const CompteId& compte) {
  suspend_compte(database, compte);
  Statement(database, "DELETE FROM cles WHERE compte = ?1").bind(1, compte.text()).run();
  Statement(database, "UPDATE comptes SET identifiant = id WHERE id = ?1").bind(1, compte.text()).run();
}

std::vector<KeptBordereau> kept_bordereaux(Database& database) {
  std::vector<KeptBordereau> kept;
  Statement query(database, "SELECT id, corps, depose_le FROM bordereaux ORDER BY depose_le, id");
  while (query.step())
    kept.push_back({stored_id<PliId>(query.text(0)), stored_id<FileId>(query.text(1)), query.integer(2)});
  return kept;
}

void erase_bordereau(Database& database, const PliId& id) {
  Statement(database, "DELETE FROM bordereaux WHERE id = ?1").bind(1, id.text()).run();
}

void rewrite_main(Database& database) { database.execute("VACUUM main"); }

}  // namespace server
