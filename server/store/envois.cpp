#include "server/store/envois.h"

#include "server/store/new_id.h"

namespace server {
namespace {

constexpr std::string_view envoi_query =
    "SELECT n.id, n.volet, n.classe, n.longueur, n.recu, n.fichier, n.cree_le, n.cle FROM envois n ";

Envoi envoi_of(const Statement& row) {
  return Envoi{stored_id<EnvoiId>(row.text(0)),
               stored_id<VoletId>(row.text(1)),
               parse_envoi_classe(row.text(2)).value(),
               row.integer(3),
               row.integer(4),
               stored_id<FileId>(row.text(5)),
               row.integer(6),
               row.blob(7)};
}

}  // namespace

ClosedFile Envoi::closed() const { return {fichier, {volet, id.text(), 0, fichier}, cle}; }

std::string_view to_string(EnvoiClasse classe) { return classe == EnvoiClasse::lisible ? "lisible" : "scelle"; }

std::optional<EnvoiClasse> parse_envoi_classe(std::string_view word) {
  if (word == "lisible") return EnvoiClasse::lisible;
  if (word == "scelle") return EnvoiClasse::scelle;
  return std::nullopt;
}

Envoi save_envoi(Database& database, const VoletAccess& volet, EnvoiClasse classe, std::int64_t longueur,
                 const FileId& fichier, std::int64_t now) {
  Envoi envoi{new_id<EnvoiId>(), volet.volet(), classe, longueur, 0, fichier, now, {}};
  if (classe == EnvoiClasse::lisible)
    envoi.cle = close_key(database, envoi.closed().place, crypto::SecretKey::random());
  Statement(database,
            "INSERT INTO envois (id, volet, classe, longueur, recu, fichier, cree_le, cle) VALUES (?1, ?2, ?3, ?4, 0, "
            "?5, ?6, "
            "nullif(?7, x''))")
      .bind(1, envoi.id.text())
      .bind(2, envoi.volet.text())
      .bind(3, to_string(classe))
      .bind(4, longueur)
      .bind(5, fichier.text())
      .bind(6, now)
      .bind(7, crypto::bytes_of(envoi.cle))
      .run();
  return envoi;
}

std::optional<Envoi> find_envoi(Database& database, const FamilleAccess& famille, const EnvoiId& envoi) {
  Statement query(database, std::string(envoi_query) +
                                "JOIN volets v ON v.id = n.volet JOIN liens l ON l.eleve = v.eleve AND "
                                "l.responsable = v.responsable WHERE n.id = ?1 AND v.responsable = ?2");
  query.bind(1, envoi.text()).bind(2, famille.responsable().text());
  return query.step() ? std::optional(envoi_of(query)) : std::nullopt;
}

std::optional<Envoi> find_envoi(Database& database, const VoletAccess& volet, const EnvoiId& envoi) {
  Statement query(database, std::string(envoi_query) + "WHERE n.id = ?1 AND n.volet = ?2");
  query.bind(1, envoi.text()).bind(2, volet.volet().text());
  return query.step() ? std::optional(envoi_of(query)) : std::nullopt;
}

OpenEnvois open_envois(Database& database, const VoletAccess& volet, EnvoiClasse classe) {
  Statement query(database, "SELECT count(*), coalesce(sum(longueur), 0) FROM envois WHERE volet = ?1 AND classe = ?2");
  query.bind(1, volet.volet().text()).bind(2, to_string(classe));
  if (!query.step()) return {};
  return {query.integer(0), query.integer(1)};
}

std::int64_t bytes_since(Database& database, const VoletAccess& volet, std::int64_t moment) {
  Statement query(database,
                  "SELECT (SELECT coalesce(sum(longueur), 0) FROM envois WHERE volet = ?1 AND cree_le > ?2) + "
                  "(SELECT coalesce(sum(octets), 0) FROM main.pieces WHERE volet = ?1 AND deposee_le > ?2) + "
                  "(SELECT coalesce(sum(octets), 0) FROM plis WHERE volet = ?1 AND depose_le > ?2) + "
                  "(SELECT coalesce(sum(retires), 0) FROM consommations WHERE volet = ?1 AND jour >= ?2 / 86400 + 1)");
  query.bind(1, volet.volet().text()).bind(2, moment);
  return query.step() ? query.integer(0) : 0;
}

bool lock_envoi(Database& database, const EnvoiId& envoi, std::int64_t offset, std::int64_t now, std::int64_t until) {
  Statement(database, "UPDATE envois SET verrou = ?4 WHERE id = ?1 AND recu = ?2 AND (verrou IS NULL OR verrou <= ?3)")
      .bind(1, envoi.text())
      .bind(2, offset)
      .bind(3, now)
      .bind(4, until)
      .run();
  return database.changes() == 1;
}

void advance_envoi(Database& database, const EnvoiId& envoi, std::int64_t from, std::int64_t to) {
  Statement(database, "UPDATE envois SET recu = ?3, verrou = NULL WHERE id = ?1 AND recu = ?2")
      .bind(1, envoi.text())
      .bind(2, from)
      .bind(3, to)
      .run();
}

bool erase_envoi(Database& database, const EnvoiId& envoi) {
  Statement(database, "DELETE FROM envois WHERE id = ?1").bind(1, envoi.text()).run();
  return database.changes() == 1;
}

std::vector<Envoi> envois_before(Database& database, std::int64_t moment) {
  std::vector<Envoi> old;
  Statement query(database, std::string(envoi_query) + "WHERE n.cree_le < ?1");
  query.bind(1, moment);
  while (query.step()) old.push_back(envoi_of(query));
  return old;
}

}  // namespace server
