#include "server/store/siecle.h"

namespace server {
namespace {

std::optional<std::int64_t> key_at(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.integer(column);
}

void bind_key(Statement& statement, int parameter, const std::optional<std::int64_t>& key) {
  if (key) {
    statement.bind(parameter, *key);
  } else {
    statement.bind_null(parameter);
  }
}

}  // namespace

std::optional<SchoolYear> find_school_year(Database& database) {
  Statement query(database, "SELECT uai, annee FROM etablissement WHERE id = 1");
  if (!query.step()) return std::nullopt;
  return SchoolYear{query.text(0), static_cast<int>(query.integer(1))};
}

std::vector<EleveRow> all_eleves(Database& database) {
  Statement query(database,
                  "SELECT id, siecle_id, ine, nom, nom_usage, prenom, prenom_2, prenom_3, naissance, sexe, mef, "
                  "division, regime, sorti, adresse, siecle, empreinte FROM eleves ORDER BY id");
  std::vector<EleveRow> rows;
  while (query.step()) {
    EleveRow& row = rows.emplace_back();
    row.id = query.text(0);
    row.siecle_id = key_at(query, 1);
    row.ine = query.text(2);
    row.nom = query.text(3);
    row.nom_usage = query.text(4);
    row.prenom = query.text(5);
    row.prenom_2 = query.text(6);
    row.prenom_3 = query.text(7);
    row.naissance = query.text(8);
    row.sexe = query.text(9);
    row.mef = query.text(10);
    row.division = query.text(11);
    row.regime = query.text(12);
    row.sorti = query.integer(13) != 0;
    row.adresse = key_at(query, 14);
    row.siecle = query.text(15);
    row.empreinte = query.text(16);
  }
  return rows;
}

std::vector<ResponsableRow> all_responsables(Database& database) {
  Statement query(database,
                  "SELECT id, siecle_id, civilite, nom, nom_usage, prenom, tel_personnel, tel_portable, "
                  "tel_professionnel, portable, courriel, adresse, siecle, empreinte FROM responsables ORDER BY id");
  std::vector<ResponsableRow> rows;
  while (query.step()) {
    ResponsableRow& row = rows.emplace_back();
    row.id = query.text(0);
    row.siecle_id = key_at(query, 1);
    row.civilite = query.text(2);
    row.nom = query.text(3);
    row.nom_usage = query.text(4);
    row.prenom = query.text(5);
    row.tel_personnel = query.text(6);
    row.tel_portable = query.text(7);
    row.tel_professionnel = query.text(8);
    row.portable = query.text(9);
    row.courriel = query.text(10);
    row.adresse = key_at(query, 11);
    row.siecle = query.text(12);
    row.empreinte = query.text(13);
  }
  return rows;
}

std::vector<LienRow> all_liens(Database& database) {
  Statement query(database,
                  "SELECT eleve, responsable, niveau, parente, paie, heberge, prioritaire, empreinte FROM liens");
  std::vector<LienRow> rows;
  while (query.step()) {
    rows.push_back({query.text(0), query.text(1), query.text(2), query.text(3), query.text(4), query.text(5),
                    query.text(6), query.text(7)});
  }
  return rows;
}

std::vector<AdresseRow> all_adresses(Database& database) {
  Statement query(database,
                  "SELECT siecle_id, de, ligne_1, ligne_2, ligne_3, ligne_4, boite_postale, code_postal, "
                  "libelle_postal, commune_insee, commune_etrangere, pays FROM adresses");
  std::vector<AdresseRow> rows;
  while (query.step()) {
    rows.push_back({query.integer(0),
                    query.text(1),
                    {query.text(2), query.text(3), query.text(4), query.text(5)},
                    query.text(6),
                    query.text(7),
                    query.text(8),
                    query.text(9),
                    query.text(10),
                    query.text(11)});
  }
  return rows;
}

std::vector<std::string> all_mefs(Database& database) {
  Statement query(database, "SELECT code FROM mefs");
  std::vector<std::string> codes;
  while (query.step()) codes.push_back(query.text(0));
  return codes;
}

SiecleWriter::SiecleWriter(Database& database)
    : mef_(database,
           "INSERT INTO mefs (code, libelle, niveau) VALUES (?1, ?2, ?3) "
           "ON CONFLICT (code) DO UPDATE SET libelle = excluded.libelle, niveau = excluded.niveau"),
      division_(database,
                "INSERT INTO divisions (code, libelle) VALUES (?1, ?2) "
                "ON CONFLICT (code) DO UPDATE SET libelle = excluded.libelle WHERE excluded.libelle <> ''"),
      adresse_(database,
               "INSERT INTO adresses (siecle_id, de, ligne_1, ligne_2, ligne_3, ligne_4, boite_postale, code_postal, "
               "libelle_postal, commune_insee, commune_etrangere, pays) "
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) "
               "ON CONFLICT (de, siecle_id) DO UPDATE SET ligne_1 = excluded.ligne_1, ligne_2 = excluded.ligne_2, "
               "ligne_3 = excluded.ligne_3, ligne_4 = excluded.ligne_4, boite_postale = excluded.boite_postale, "
               "code_postal = excluded.code_postal, libelle_postal = excluded.libelle_postal, "
               "commune_insee = excluded.commune_insee, commune_etrangere = excluded.commune_etrangere, "
               "pays = excluded.pays"),
      release_eleve_(database, "UPDATE eleves SET siecle_id = NULL WHERE siecle_id = ?1"),
      release_responsable_(database, "UPDATE responsables SET siecle_id = NULL WHERE siecle_id = ?1"),
      eleve_(database,
             "INSERT INTO eleves (id, siecle_id, ine, nom, nom_usage, prenom, prenom_2, prenom_3, naissance, sexe, "
             "mef, division, regime, sorti, adresse, siecle, empreinte) "
             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) "
             "ON CONFLICT (id) DO UPDATE SET siecle_id = excluded.siecle_id, ine = excluded.ine, nom = excluded.nom, "
             "nom_usage = excluded.nom_usage, prenom = excluded.prenom, prenom_2 = excluded.prenom_2, "
             "prenom_3 = excluded.prenom_3, naissance = excluded.naissance, sexe = excluded.sexe, mef = excluded.mef, "
             "division = excluded.division, regime = excluded.regime, sorti = excluded.sorti, "
             "adresse = excluded.adresse, siecle = excluded.siecle, empreinte = excluded.empreinte"),
      responsable_(database,
                   "INSERT INTO responsables (id, siecle_id, civilite, nom, nom_usage, prenom, tel_personnel, "
                   "tel_portable, tel_professionnel, portable, courriel, adresse, siecle, empreinte) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) "
                   "ON CONFLICT (id) DO UPDATE SET siecle_id = excluded.siecle_id, civilite = excluded.civilite, "
                   "nom = excluded.nom, nom_usage = excluded.nom_usage, prenom = excluded.prenom, "
                   "tel_personnel = excluded.tel_personnel, tel_portable = excluded.tel_portable, "
                   "tel_professionnel = excluded.tel_professionnel, portable = excluded.portable, "
                   "courriel = excluded.courriel, adresse = excluded.adresse, siecle = excluded.siecle, "
                   "empreinte = excluded.empreinte"),
      lien_(database,
            "INSERT INTO liens (eleve, responsable, niveau, parente, paie, heberge, prioritaire, empreinte) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
            "ON CONFLICT (eleve, responsable) DO UPDATE SET niveau = excluded.niveau, parente = excluded.parente, "
            "paie = excluded.paie, heberge = excluded.heberge, prioritaire = excluded.prioritaire, "
            "empreinte = excluded.empreinte"),
      remove_lien_(database, "DELETE FROM liens WHERE eleve = ?1 AND responsable = ?2"),
      volet_(database,
             "INSERT INTO volets (id, eleve, responsable) VALUES (?1, ?2, ?3) "
             "ON CONFLICT (eleve, responsable) DO NOTHING"),
      journal_(database, "INSERT INTO imports (id, moment, bilan) VALUES (?1, ?2, ?3)") {}

void SiecleWriter::mef(std::string_view code, std::string_view libelle, std::string_view niveau) {
  mef_.bind(1, code).bind(2, libelle).bind(3, niveau).run();
}

void SiecleWriter::division(std::string_view code, std::string_view libelle) {
  division_.bind(1, code).bind(2, libelle).run();
}

void SiecleWriter::adresse(const AdresseRow& row) {
  adresse_.bind(1, row.siecle_id).bind(2, row.de);
  for (int line = 0; line < 4; ++line) adresse_.bind(3 + line, row.lignes[line]);
  adresse_.bind(7, row.boite_postale).bind(8, row.code_postal).bind(9, row.libelle_postal).bind(10, row.commune_insee);
  adresse_.bind(11, row.commune_etrangere).bind(12, row.pays).run();
}

void SiecleWriter::release_eleve_key(std::int64_t siecle_id) { release_eleve_.bind(1, siecle_id).run(); }

void SiecleWriter::release_responsable_key(std::int64_t siecle_id) { release_responsable_.bind(1, siecle_id).run(); }

void SiecleWriter::eleve(const EleveRow& row) {
  eleve_.bind(1, row.id);
  bind_key(eleve_, 2, row.siecle_id);
  eleve_.bind(3, row.ine).bind(4, row.nom).bind(5, row.nom_usage).bind(6, row.prenom).bind(7, row.prenom_2);
  eleve_.bind(8, row.prenom_3).bind(9, row.naissance).bind(10, row.sexe).bind(11, row.mef).bind(12, row.division);
  eleve_.bind(13, row.regime).bind(14, row.sorti ? 1 : 0);
  bind_key(eleve_, 15, row.adresse);
  eleve_.bind(16, row.siecle).bind(17, row.empreinte).run();
}

void SiecleWriter::responsable(const ResponsableRow& row) {
  responsable_.bind(1, row.id);
  bind_key(responsable_, 2, row.siecle_id);
  responsable_.bind(3, row.civilite).bind(4, row.nom).bind(5, row.nom_usage).bind(6, row.prenom);
  responsable_.bind(7, row.tel_personnel).bind(8, row.tel_portable).bind(9, row.tel_professionnel);
  responsable_.bind(10, row.portable).bind(11, row.courriel);
  bind_key(responsable_, 12, row.adresse);
  responsable_.bind(13, row.siecle).bind(14, row.empreinte).run();
}

void SiecleWriter::lien(const LienRow& row) {
  lien_.bind(1, row.eleve).bind(2, row.responsable).bind(3, row.niveau).bind(4, row.parente).bind(5, row.paie);
  lien_.bind(6, row.heberge).bind(7, row.prioritaire).bind(8, row.empreinte).run();
}

void SiecleWriter::remove_lien(std::string_view eleve, std::string_view responsable) {
  remove_lien_.bind(1, eleve).bind(2, responsable).run();
}

void SiecleWriter::volet(std::string_view id, std::string_view eleve, std::string_view responsable) {
  volet_.bind(1, id).bind(2, eleve).bind(3, responsable).run();
}

void SiecleWriter::journal(std::string_view id, std::int64_t moment, std::string_view bilan) {
  journal_.bind(1, id).bind(2, moment).bind(3, bilan).run();
}

}  // namespace server
