#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/store/database.h"

namespace server {

// SQL of what SIECLE says: eleves, responsables, liens, adresses, mefs, divisions. No rule here.

struct SchoolYear {
  std::string uai;
  int annee = 0;
};
std::optional<SchoolYear> find_school_year(Database& database);

struct EleveRow {
  std::string id;
  std::optional<std::int64_t> siecle_id;
  std::string ine, nom, nom_usage, prenom, prenom_2, prenom_3, naissance, sexe, mef, division, regime;
  bool sorti = false;
  std::optional<std::int64_t> adresse;
  std::string siecle = "{}";
  std::string empreinte;
};

struct ResponsableRow {
  std::string id;
  std::optional<std::int64_t> siecle_id;
  std::string civilite, nom, nom_usage, prenom, tel_personnel, tel_portable, tel_professionnel, portable, courriel;
  std::optional<std::int64_t> adresse;
  std::string siecle = "{}";
  std::string empreinte;
};

struct LienRow {
  std::string eleve, responsable, niveau, parente, paie, heberge, prioritaire, empreinte;
};

struct AdresseRow {
  std::int64_t siecle_id = 0;
  std::string de;  // "eleve" or "responsable"
  std::string lignes[4], boite_postale, code_postal, libelle_postal, commune_insee, commune_etrangere, pays;
  friend bool operator==(const AdresseRow&, const AdresseRow&) = default;
};

std::vector<EleveRow> all_eleves(Database& database);
std::vector<ResponsableRow> all_responsables(Database& database);
std::vector<LienRow> all_liens(Database& database);
std::vector<AdresseRow> all_adresses(Database& database);
std::vector<std::string> all_mefs(Database& database);

// Statements prepared once for a whole import, within the caller's transaction.
class SiecleWriter {
 public:
  explicit SiecleWriter(Database& database);

  void mef(std::string_view code, std::string_view libelle, std::string_view niveau);
  void division(std::string_view code, std::string_view libelle);
  void adresse(const AdresseRow& row);
  // SIECLE's keys are not stable from one base to the next: before a key moves to another row, its holder lets it go.
  void release_eleve_key(std::int64_t siecle_id);
  void release_responsable_key(std::int64_t siecle_id);
  void eleve(const EleveRow& row);
  void responsable(const ResponsableRow& row);
  void lien(const LienRow& row);
  void remove_lien(std::string_view eleve, std::string_view responsable);
  void volet(std::string_view id, std::string_view eleve, std::string_view responsable);  // nothing when there is one
  void journal(std::string_view id, std::int64_t moment, std::string_view bilan);

 private:
  Statement mef_, division_, adresse_, release_eleve_, release_responsable_, eleve_, responsable_, lien_, remove_lien_,
      volet_, journal_;
};

}  // namespace server
