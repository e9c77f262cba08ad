#include "server/store/plis.h"

#include "server/store/new_id.h"

namespace server {
namespace {

constexpr std::string_view pli_columns =
    "p.id, p.kind, p.version, p.manifeste, p.empreinte, p.corps, p.envoi, p.octets, p.depose_le, p.depot, "
    "p.detruit_le, "
    "(SELECT min(s.recu_le) FROM recus s WHERE s.pli = p.id AND s.version >= p.version), r.cert, r.jour, r.signature";
constexpr int pli_column_count = 15;
constexpr std::string_view plis_and_receipts =
    " FROM plis p LEFT JOIN recus r ON r.pli = p.id AND r.version = p.version ";

std::optional<std::int64_t> integer_or_none(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}

Pli pli_of(const Statement& row) {
  Pli pli{stored_id<PliId>(row.text(0)),
          static_cast<int>(row.integer(1)),
          row.integer(2),
          row.blob(3),
          row.blob(4),
          FileId::parse(row.text(5)),
          row.text(6),
          row.integer(7),
          row.integer(8),
          row.blob(9),
          std::nullopt,
          integer_or_none(row, 11),
          integer_or_none(row, 10)};
  if (!row.is_null(12)) pli.recu = Recu{row.text(12), row.integer(13), row.blob(14)};
  return pli;
}

std::string of_volet(std::string_view tail) {
  return "SELECT " + std::string(pli_columns) + std::string(plis_and_receipts) + "WHERE p.volet = ?1 " +
         std::string(tail);
}

}  // namespace

std::vector<Pli> plis_of(Database& database, const VoletAccess& volet) {
  std::vector<Pli> plis;
  Statement query(database, of_volet("ORDER BY p.depose_le, p.rowid"));
  query.bind(1, volet.volet().text());
  while (query.step()) plis.push_back(pli_of(query));
  return plis;
}

std::optional<Pli> find_pli(Database& database, const VoletAccess& volet, const PliId& pli, std::int64_t version) {
  Statement query(database, of_volet("AND p.id = ?2 AND p.version = ?3"));
  query.bind(1, volet.volet().text()).bind(2, pli.text()).bind(3, version);
  return query.step() ? std::optional(pli_of(query)) : std::nullopt;
}

std::optional<Pli> last_version(Database& database, const VoletAccess& volet, const PliId& pli) {
  Statement query(database, of_volet("AND p.id = ?2 ORDER BY p.version DESC LIMIT 1"));
  query.bind(1, volet.volet().text()).bind(2, pli.text());
  return query.step() ? std::optional(pli_of(query)) : std::nullopt;
}

std::optional<Pli> current_form(Database& database, const VoletAccess& volet) {
  Statement query(database, of_volet("AND p.kind = 2 ORDER BY p.rowid DESC LIMIT 1"));
  query.bind(1, volet.volet().text());
  return query.step() ? std::optional(pli_of(query)) : std::nullopt;
}

bool is_pli_taken(Database& database, const PliId& pli) {
  Statement query(database,
                  "SELECT 1 FROM plis WHERE id = ?1 UNION ALL SELECT 1 FROM bordereaux WHERE id = ?1 UNION ALL "
                  "SELECT 1 FROM plis_retires WHERE id = ?1 UNION ALL SELECT 1 FROM messages WHERE id = ?1");
  query.bind(1, pli.text());
  return query.step();
}

KeptPlis kept_plis(Database& database, const VoletAccess& volet) {
  Statement query(database,
                  "SELECT count(DISTINCT id), coalesce(sum(octets), 0) FROM plis WHERE volet = ?1 AND corps <> ''");
  query.bind(1, volet.volet().text());
  if (!query.step()) return {};
  return {query.integer(0), query.integer(1)};
}

std::vector<FileId> erase_pli(Database& database, const VoletAccess& volet, const PliId& pli, std::int64_t now) {
  std::vector<FileId> files;
  {
    Statement query(database, "SELECT corps FROM plis WHERE volet = ?1 AND id = ?2 AND corps <> ''");
    query.bind(1, volet.volet().text()).bind(2, pli.text());
    while (query.step()) files.push_back(stored_id<FileId>(query.text(0)));
  }
  // The day's bytes stay counted: sending and taking back all day long is sending all day long.
  Statement(database,
            "INSERT INTO consommations (volet, jour, retires) SELECT ?1, ?3 / 86400, sum(octets) FROM plis "
            "WHERE volet = ?1 AND id = ?2 AND depose_le > ?3 - 86400 HAVING count(*) > 0 ON CONFLICT DO UPDATE SET "
            "retires = excluded.retires + CASE WHEN jour = excluded.jour THEN retires ELSE 0 END, "
            "ms = CASE WHEN jour = excluded.jour THEN ms ELSE 0 END, jour = excluded.jour")
      .bind(1, volet.volet().text())
      .bind(2, pli.text())
      .bind(3, now)
      .run();
  Statement(database, "DELETE FROM plis WHERE volet = ?1 AND id = ?2")
      .bind(1, volet.volet().text())
      .bind(2, pli.text())
      .run();
  Statement(database, "INSERT INTO plis_retires (id, retire_le) VALUES (?1, ?2)")
      .bind(1, pli.text())
      .bind(2, now)
      .run();
  return files;
}

void save_pli(Database& database, const VoletAccess& volet, const NewPli& pli, std::int64_t now) {
  Statement(database,
            "INSERT INTO plis (id, volet, compte, gen, kind, version, envoi, octets, manifeste, empreinte, corps, "
            "depose_le, depot) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")
      .bind(1, pli.id.text())
      .bind(2, volet.volet().text())
      .bind(3, volet.compte().text())
      .bind(4, pli.gen)
      .bind(5, pli.kind)
      .bind(6, pli.version)
      .bind(7, pli.envoi.text())
      .bind(8, pli.octets)
      .bind(9, pli.manifeste)
      .bind(10, pli.empreinte)
      .bind(11, pli.corps.text())
      .bind(12, now)
      .bind(13, pli.depot)
      .run();
}

std::vector<PliRecu> plis_received(Database& database, const InfirmerieAccess&) {
  std::vector<PliRecu> received;
  Statement query(database,
                  "SELECT " + std::string(pli_columns) +
                      ", p.volet, v.responsable, e.prenom, e.nom, e.naissance, e.division, coalesce(m.libelle, ''), "
                      "q.civilite, q.prenom, CASE WHEN q.nom_usage <> '' THEN q.nom_usage ELSE q.nom END, "
                      "p.gen, coalesce(k.pk_sign, zeroblob(32)), coalesce(k.pk_kem, zeroblob(32)), k.bind_tag, "
                      "coalesce(k.voie, 'code')" +
                      std::string(plis_and_receipts) +
                      "JOIN volets v ON v.id = p.volet "
                      "JOIN responsables q ON q.id = v.responsable "
                      "JOIN eleves e ON e.id = v.eleve LEFT JOIN mefs m ON m.code = e.mef "
                      // None once her access is closed, which is after all that it sent was destroyed.
                      "LEFT JOIN cles k ON k.compte = p.compte AND k.gen = p.gen ORDER BY p.depose_le, p.rowid");
  constexpr int at = pli_column_count;
  while (query.step())
    received.push_back(
        {pli_of(query),
         query.text(at),
         query.text(at + 1),
         {query.text(at + 2), query.text(at + 3), query.text(at + 4), query.text(at + 5), query.text(at + 6)},
         shown_name(query.text(at + 7), query.text(at + 8), query.text(at + 9)),
         query.integer(at + 10),
         query.blob(at + 11),
         query.blob(at + 12),
         query.blob(at + 13),
         query.text(at + 14),
         {}});
  Statement rewraps(database, "SELECT corps FROM renveloppes WHERE pli = ?1 AND version = ?2 ORDER BY recue_le, rowid");
  for (auto& one : received) {
    rewraps.bind(1, one.pli.id.text()).bind(2, one.pli.version);
    while (rewraps.step()) one.renveloppes.push_back(rewraps.blob(0));
    rewraps.reset();
  }
  return received;
}

std::optional<PliSignable> find_received(Database& database, const InfirmerieAccess&, const PliId& pli,
                                         std::int64_t version) {
  Statement query(database,
                  "SELECT p.volet, p.manifeste, p.empreinte, p.corps, p.depose_le, r.cert, r.jour, r.signature" +
                      std::string(plis_and_receipts) + "WHERE p.id = ?1 AND p.version = ?2");
  query.bind(1, pli.text()).bind(2, version);
  if (!query.step()) return std::nullopt;
  PliSignable found{stored_id<VoletId>(query.text(0)), query.blob(1),    query.blob(2),
                    FileId::parse(query.text(3)),      query.integer(4), std::nullopt};
  if (!query.is_null(5)) found.recu = Recu{query.text(5), query.integer(6), query.blob(7)};
  return found;
}

void save_recu(Database& database, const InfirmerieAccess&, const PliId& pli, std::int64_t version, const Recu& recu,
               std::int64_t now) {
  Statement(database,
            "INSERT INTO recus (pli, version, cert, jour, signature, recu_le) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
      .bind(1, pli.text())
      .bind(2, version)
      .bind(3, recu.cert)
      .bind(4, recu.jour)
      .bind(5, crypto::bytes_of(recu.signature))
      .bind(6, now)
      .run();
}

void save_renveloppe(Database& database, const InfirmerieAccess&, const PliId& pli, std::int64_t version,
                     crypto::Bytes record, std::int64_t now) {
  Statement(database,
            "INSERT INTO renveloppes (pli, version, corps, recue_le) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")
      .bind(1, pli.text())
      .bind(2, version)
      .bind(3, record)
      .bind(4, now)
      .run();
}

std::vector<PliToDestroy> plis_alive(Database& database) {
  std::vector<PliToDestroy> alive;
  Statement query(database,
                  "SELECT p.id, p.version, p.corps, p.depose_le, (SELECT min(s.recu_le) FROM recus s WHERE s.pli = "
                  "p.id AND s.version >= p.version), p.volet FROM plis p WHERE p.detruit_le IS NULL "
                  "ORDER BY p.depose_le");
  while (query.step())
    alive.push_back({stored_id<PliId>(query.text(0)), query.integer(1), stored_id<VoletId>(query.text(5)),
                     stored_id<FileId>(query.text(2)), query.integer(3), integer_or_none(query, 4)});
  return alive;
}

void mark_destroyed(Database& database, const PliId& pli, std::int64_t version, std::int64_t now) {
  Statement(database, "UPDATE plis SET corps = '', manifeste = x'', detruit_le = ?3 WHERE id = ?1 AND version = ?2")
      .bind(1, pli.text())
      .bind(2, version)
      .bind(3, now)
      .run();
  Statement(database, "DELETE FROM renveloppes WHERE pli = ?1 AND version = ?2")
      .bind(1, pli.text())
      .bind(2, version)
      .run();
}

FormCount count_forms(Database& database) {
  Statement query(database,
                  "SELECT count(*) FILTER (WHERE f.volet IS NOT NULL), count(*) FILTER (WHERE f.volet IS NULL) "
                  "FROM volets v JOIN liens l ON l.eleve = v.eleve AND l.responsable = v.responsable "
                  "JOIN eleves e ON e.id = v.eleve AND e.sorti = 0 "
                  "LEFT JOIN (SELECT DISTINCT volet FROM plis WHERE kind = 2) f ON f.volet = v.id");
  if (!query.step()) return {};
  return {query.integer(0), query.integer(1)};
}

}  // namespace server
