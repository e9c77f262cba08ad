#include "server/store/comptes.h"

#include "server/store/new_id.h"
#include "server/store/seconds_facteurs.h"

namespace server {
namespace {

constexpr std::string_view compte_query =
    "SELECT c.id, c.role, c.responsable, CASE WHEN c.responsable IS NULL THEN c.nom ELSE r.prenom || ' ' || "
    "CASE WHEN r.nom_usage <> '' THEN r.nom_usage ELSE r.nom END END, c.identifiant, c.gen, c.etat, c.verif, "
    "c.verif_court, coalesce(c.expire_le, 0), c.av, c.coffre, k.pk_sign, k.pk_kem, c.derniere FROM comptes c "
    "LEFT JOIN responsables r ON r.id = c.responsable LEFT JOIN cles k ON k.compte = c.id AND k.gen = c.gen ";

std::optional<ResponsableId> responsable_of(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : ResponsableId::parse(row.text(column));
}

std::optional<Compte> compte_of(Statement& query) {
  if (!query.step()) return std::nullopt;
  return Compte{stored_id<CompteId>(query.text(0)),
                parse_role(query.text(1)).value(),
                responsable_of(query, 2),
                query.text(3),
                query.text(4),
                query.integer(5),
                query.text(6),
                query.blob(7),
                query.blob(8),
                query.integer(9),
                query.blob(10),
                query.blob(11),
                query.blob(12),
                query.blob(13),
                query.integer(14)};
}

}  // namespace

std::optional<Compte> find_compte(Database& database, const CompteId& compte) {
  Statement query(database, std::string(compte_query) + "WHERE c.id = ?1");
  query.bind(1, compte.text());
  return compte_of(query);
}

std::optional<Compte> find_compte_by_identifiant(Database& database, std::string_view identifiant) {
  Statement query(database, std::string(compte_query) + "WHERE c.identifiant = ?1");
  query.bind(1, identifiant);
  return compte_of(query);
}

bool is_identifiant_taken(Database& database, std::string_view identifiant) {
  Statement query(database, "SELECT 1 FROM comptes WHERE identifiant = ?1");
  query.bind(1, identifiant);
  return query.step();
}

bool activate_compte(Database& database, const CompteId& compte, std::int64_t gen, const Activation& activation,
                     std::int64_t now) {
  Statement(database,
            "UPDATE comptes SET etat = 'actif', verif = NULL, verif_court = NULL, expire_le = NULL, av = ?3, "
            "coffre = ?4, active_le = ?5 WHERE id = ?1 AND gen = ?2 AND etat = 'invite'")
      .bind(1, compte.text())
      .bind(2, gen)
      .bind(3, Bytes(activation.av))
      .bind(4, activation.coffre)
      .bind(5, now)
      .run();
  if (database.changes() == 0) return false;
  Statement keys(database,
                 "INSERT INTO cles (compte, gen, pk_sign, pk_kem, bind_tag, voie, activee_le) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
  keys.bind(1, compte.text()).bind(2, gen).bind(3, Bytes(activation.pk_sign)).bind(4, Bytes(activation.pk_kem));
  keys.bind_null(5).bind(6, activation.by_square ? "carre" : "code").bind(7, now);
  if (activation.bind_tag) keys.bind(5, Bytes(*activation.bind_tag));
  keys.run();
  return true;
}

void save_sign_in(Database& database, const CompteId& compte, std::int64_t now) {
  Statement(database, "UPDATE comptes SET derniere = ?2 WHERE id = ?1").bind(1, compte.text()).bind(2, now).run();
}

bool replace_coffre(Database& database, const CompteId& compte, Bytes before, Bytes coffre, const crypto::Hash& av) {
  Statement(database, "UPDATE comptes SET coffre = ?3, av = ?4 WHERE id = ?1 AND coffre = ?2 AND etat = 'actif'")
      .bind(1, compte.text())
      .bind(2, before)
      .bind(3, coffre)
      .bind(4, Bytes(av))
      .run();
  return database.changes() > 0;
}

void suspend_compte(Database& database, const CompteId& compte) {
  Statement(database,
            "UPDATE comptes SET etat = 'suspendu', verif = NULL, verif_court = NULL, expire_le = NULL, av = NULL, "
            "coffre = NULL WHERE id = ?1")
      .bind(1, compte.text())
      .run();
  erase_second_factor(database, compte);
  end_sessions(database, compte);
}

void save_session(Database& database, const crypto::Hash& jeton, const CompteId& compte, std::int64_t now,
                  std::int64_t precedente, std::int64_t facteur_le) {
  Statement(database,
            "INSERT INTO sessions (jeton, compte, ouverte_le, vue_le, precedente, facteur_le) "
            "VALUES (?1, ?2, ?3, ?3, ?4, ?5)")
      .bind(1, Bytes(jeton))
      .bind(2, compte.text())
      .bind(3, now)
      .bind(4, precedente)
      .bind(5, facteur_le)
      .run();
}

void rename_session(Database& database, const CompteId& compte, const crypto::Hash& jeton,
                    const crypto::Hash& renewed) {
  Statement(database, "DELETE FROM sessions WHERE compte = ?1 AND jeton <> ?2")
      .bind(1, compte.text())
      .bind(2, Bytes(jeton))
      .run();
  Statement(database, "UPDATE sessions SET jeton = ?3 WHERE compte = ?1 AND jeton = ?2")
      .bind(1, compte.text())
      .bind(2, Bytes(jeton))
      .bind(3, Bytes(renewed))
      .run();
}

void save_factor_shown(Database& database, const crypto::Hash& jeton, std::int64_t now) {
  Statement(database, "UPDATE sessions SET facteur_le = ?2 WHERE jeton = ?1").bind(1, Bytes(jeton)).bind(2, now).run();
}

std::optional<Session> find_session(Database& database, const crypto::Hash& jeton) {
  Statement query(database,
                  "SELECT s.compte, c.role, c.responsable, s.ouverte_le, s.vue_le, s.precedente, s.facteur_le, "
                  "f.confirme_le IS NOT NULL FROM sessions s JOIN comptes c ON c.id = s.compte "
                  "LEFT JOIN seconds_facteurs f ON f.compte = c.id WHERE s.jeton = ?1 AND c.etat = 'actif'");
  query.bind(1, Bytes(jeton));
  if (!query.step()) return std::nullopt;
  return Session{stored_id<CompteId>(query.text(0)),
                 parse_role(query.text(1)).value(),
                 responsable_of(query, 2),
                 query.integer(3),
                 query.integer(4),
                 query.integer(5),
                 query.integer(6),
                 query.integer(7) != 0};
}

void touch_session(Database& database, const crypto::Hash& jeton, std::int64_t now) {
  Statement(database, "UPDATE sessions SET vue_le = max(vue_le, ?2) WHERE jeton = ?1")
      .bind(1, Bytes(jeton))
      .bind(2, now)
      .run();
}

void end_session(Database& database, const crypto::Hash& jeton) {
  Statement(database, "DELETE FROM sessions WHERE jeton = ?1").bind(1, Bytes(jeton)).run();
}

void end_sessions(Database& database, const CompteId& compte) {
  Statement(database, "DELETE FROM sessions WHERE compte = ?1").bind(1, compte.text()).run();
}

void end_sessions_opened_before(Database& database, std::int64_t moment) {
  Statement(database, "DELETE FROM sessions WHERE ouverte_le < ?1").bind(1, moment).run();
}

Tally find_tally(Database& database, std::string_view cle) {
  Statement query(database, "SELECT nombre, debut, dernier FROM echecs WHERE cle = ?1");
  query.bind(1, cle);
  if (!query.step()) return {};
  return {query.integer(0), query.integer(1), query.integer(2)};
}

void save_tally(Database& database, std::string_view cle, const Tally& tally) {
  Statement(database,
            "INSERT INTO echecs (cle, nombre, debut, dernier) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (cle) DO UPDATE "
            "SET nombre = excluded.nombre, debut = excluded.debut, dernier = excluded.dernier")
      .bind(1, cle)
      .bind(2, tally.nombre)
      .bind(3, tally.debut)
      .bind(4, tally.dernier)
      .run();
}

void erase_tally(Database& database, std::string_view cle) {
  Statement(database, "DELETE FROM echecs WHERE cle = ?1").bind(1, cle).run();
}

void erase_tallies_before(Database& database, std::int64_t moment) {
  Statement(database, "DELETE FROM echecs WHERE dernier < ?1").bind(1, moment).run();
}

}  // namespace server
