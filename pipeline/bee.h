#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pipeline {

// What an export of SIECLE's Base Élèves Établissement says, as plain data. Values are as received, trimmed; dates are
// ISO; yes and no are "1" and "0"; "" is "not said". Nothing here is judged: server/actions/import_siecle does that.

enum class BeeKind { eleves, responsables, nomenclature, structures, autre };
std::string_view to_string(BeeKind kind);

using SiecleId = std::int64_t;

struct BeeEleve {
  SiecleId id = 0;
  std::string ine, ine_bea, ine_rnie;
  std::string nom, nom_usage, prenom, prenom_2, prenom_3;
  std::string naissance, sexe, pays_naissance, commune_naissance, ville_naissance;
  std::string mef, regime, sortie;
  std::optional<SiecleId> adresse;
  std::map<std::string, std::string> reste;  // everything else, kept whole for the return to SIECLE
  std::vector<std::string> illisibles;       // fields whose value could not be understood, dropped
};

struct BeePersonne {
  SiecleId id = 0;
  std::string civilite, nom, nom_usage, prenom;
  std::string tel_personnel, tel_portable, tel_professionnel, courriel, profession;
  std::optional<SiecleId> adresse;
  std::map<std::string, std::string> reste;
  std::vector<std::string> illisibles;
};

struct BeeLien {
  SiecleId eleve = 0, personne = 0;
  std::string niveau, parente, paie, aides, heberge, prioritaire;
};

struct BeeAdresse {
  SiecleId id = 0;
  std::string lignes[4];
  std::string boite_postale, code_postal, libelle_postal, commune_insee, commune_etrangere, pays;
};

// The classes, groups, options and scholarships of one pupil come in blocks of their own, beside her record.
struct BeeScolarite {
  SiecleId eleve = 0;
  std::vector<std::string> divisions, groupes;
  std::vector<std::string> options;  // "rank modality subject"
  std::vector<std::string> bourses;
};

struct BeeMef {
  std::string code, libelle, mefstat, rattachement;
};

struct BeeDivision {
  std::string code, libelle;
};

// One record that could not be read; the file goes on.
struct BeeRejet {
  std::string genre;      // "eleve", "personne", "lien", "adresse", "mef", "division"
  std::string cle;        // SIECLE's key when there is one
  std::int64_t rang = 0;  // which one of its kind in the file, from 1
  std::string champ, raison;
};

// One XML. `refus` is a stable code, empty when the export could be read to its end.
struct BeeExport {
  std::string entree;  // name inside the ZIP, "" for a bare XML; to be shown, never a path
  BeeKind kind = BeeKind::autre;
  std::string refus, detail;
  std::string version, uai, exporte_le;
  int annee = 0;
  std::vector<BeeEleve> eleves;
  std::vector<BeePersonne> personnes;
  std::vector<BeeLien> liens;
  std::vector<BeeAdresse> adresses;
  std::vector<BeeScolarite> scolarites;
  std::vector<BeeMef> mefs;
  std::vector<BeeDivision> divisions;
  std::vector<BeeRejet> rejets;
};

// One file as handed over. `refus` is about the file as a whole (not a ZIP we take, empty...).
struct BeeDocument {
  std::string refus, detail;
  std::vector<BeeExport> exports;
};

// Server side: makes the document again from the worker's lines, and believes none of them. JSON of another shape, a
// key that is no number, a date that is none, a text too long or with a control character: the worker lied.
class BeeCollector {
 public:
  bool line(std::string_view untrusted_json);  // false once a line broke the rules; nothing more is taken after that
  bool lied() const { return lied_; }
  std::optional<BeeDocument> take();  // nothing when the worker lied or stopped before the end

 private:
  bool accept(std::string_view untrusted_json);
  BeeDocument document_;
  bool open_ = false, ended_ = false, lied_ = false;
};

}  // namespace pipeline
