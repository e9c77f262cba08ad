#include "server/store/plis.h"

#include "server/store/new_id.h"

namespace server {
namespace {

constexpr std::string_view pli_columns =
    "p.id, p.kind, p.version, p.manifeste, p.empreinte, p.corps, p.envoi, p.depose_le";

Pli pli_of(const Statement& row) {
  return Pli{stored_id<PliId>(row.text(0)),
             static_cast<int>(row.integer(1)),
             row.integer(2),
             row.blob(3),
             row.blob(4),
             stored_id<FileId>(row.text(5)),
             row.text(6),
             row.integer(7)};
}

std::string of_volet(std::string_view tail) {
  return "SELECT " + std::string(pli_columns) + " FROM plis p WHERE p.volet = ?1 " + std::string(tail);
}

}  // namespace

std::vector<Pli> plis_of(Database& database, const VoletAccess& volet) {
  std::vector<Pli> plis;
  Statement query(database, of_volet("ORDER BY p.depose_le, p.version"));
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
  Statement query(database, "SELECT 1 FROM plis WHERE id = ?1 UNION ALL SELECT 1 FROM bordereaux WHERE id = ?1");
  query.bind(1, pli.text());
  return query.step();
}

void save_pli(Database& database, const VoletAccess& volet, const NewPli& pli, std::int64_t now) {
  Statement(database,
            "INSERT INTO plis (id, volet, compte, gen, kind, version, envoi, octets, manifeste, empreinte, corps, "
            "depose_le) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")
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
      .run();
}

std::vector<PliRecu> plis_received(Database& database, const InfirmerieAccess&) {
  std::vector<PliRecu> received;
  Statement query(database,
                  "SELECT " + std::string(pli_columns) +
                      ", p.volet, v.responsable, e.prenom, e.nom, e.naissance, e.division, coalesce(m.libelle, ''), "
                      "r.civilite, r.prenom, CASE WHEN r.nom_usage <> '' THEN r.nom_usage ELSE r.nom END, "
                      "p.gen, k.pk_sign, k.pk_kem, k.bind_tag, k.voie FROM plis p JOIN volets v ON v.id = p.volet "
                      "JOIN responsables r ON r.id = v.responsable "
                      "JOIN eleves e ON e.id = v.eleve LEFT JOIN mefs m ON m.code = e.mef "
                      "JOIN cles k ON k.compte = p.compte AND k.gen = p.gen ORDER BY p.depose_le, p.rowid");
  while (query.step())
    received.push_back({pli_of(query),
                        query.text(8),
                        query.text(9),
                        {query.text(10), query.text(11), query.text(12), query.text(13), query.text(14)},
                        shown_name(query.text(15), query.text(16), query.text(17)),
                        query.integer(18),
                        query.blob(19),
                        query.blob(20),
                        query.blob(21),
                        query.text(22)});
  return received;
}

std::optional<FileId> find_body(Database& database, const InfirmerieAccess&, const PliId& pli, std::int64_t version) {
  Statement query(database, "SELECT corps FROM plis WHERE id = ?1 AND version = ?2");
  query.bind(1, pli.text()).bind(2, version);
  return query.step() ? FileId::parse(query.text(0)) : std::nullopt;
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
