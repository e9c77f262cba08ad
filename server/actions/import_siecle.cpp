#include "server/actions/import_siecle.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "crypto/hash.h"
#include "crypto/token.h"
#include "server/actions/match_siecle.h"
#include "server/model/paris.h"
#include "server/model/telephone.h"
#include "server/store/siecle.h"

namespace server {
namespace {

using pipeline::BeeEleve;
using pipeline::BeeExport;
using pipeline::BeeKind;
using pipeline::BeeLien;
using pipeline::BeePersonne;
using pipeline::SiecleId;

constexpr std::size_t kept_keys = 20;

std::string_view code_of(pipeline::ReadFailure failure) {
  switch (failure) {
    case pipeline::ReadFailure::timed_out:
      return "lecture_trop_longue";
    case pipeline::ReadFailure::worker_gone:
      return "lecteur_absent";
    case pipeline::ReadFailure::killed:
    case pipeline::ReadFailure::lied:
      return "lecture_impossible";
  }
  return "lecture_impossible";
}

// Tells a record that changed from one that didn't: each field with its length, so that no two lists are alike.
class Fingerprint {
 public:
  Fingerprint& add(std::string_view field) {
    text_ += std::to_string(field.size());
    text_ += ':';
    text_ += field;
    return *this;
  }
  Fingerprint& add(const std::optional<SiecleId>& key) { return add(key ? std::to_string(*key) : std::string()); }
  Fingerprint& add(const AdresseRow* adresse) {
    if (adresse == nullptr) return add("");
    for (const auto& line : adresse->lignes) add(line);
    return add(adresse->boite_postale)
        .add(adresse->code_postal)
        .add(adresse->libelle_postal)
        .add(adresse->commune_insee)
        .add(adresse->commune_etrangere)
        .add(adresse->pays);
  }
  std::string text() const { return crypto::hex(crypto::hash("siecle/empreinte", {crypto::bytes_of(text_)})); }

 private:
  std::string text_;
};

// CODE_MEFSTAT tells the level best, then the national MEF an academic one belongs to, then the code; never the label.
std::string level_of(const pipeline::BeeMef& mef) {
  const auto by_stat = mef.mefstat.substr(0, 4);
  if (by_stat == "2111") return "6";
  if (by_stat == "2112") return "5";
  if (by_stat == "2115") return "4";
  if (by_stat == "2116") return "3";
  for (const auto& code : {mef.rattachement, mef.code}) {
    const auto family = code.substr(0, 3);
    if (family == "100" || family == "164") return "6";
    if (family == "101" || family == "165") return "5";
    if (family == "102" || family == "166") return "4";
    if (family == "103" || family == "167") return "3";
  }
  return "";
}

bool is_regime(std::string_view code) {
  // National list, slow to move: identical in the files of two successive years.
  static const std::unordered_set<std::string_view> codes = {"0",  "1",  "2",  "3",  "4",  "5",  "6",  "21",
                                                             "22", "23", "24", "25", "26", "29", "31", "32",
                                                             "33", "34", "35", "36", "38", "39"};
  return codes.contains(code);
}

bool is_parente(std::string_view code) {
  static const std::unordered_set<std::string_view> codes = {"10", "20", "37", "38", "39", "41",
                                                             "42", "50", "51", "70", "90"};
  return codes.contains(code);
}

std::string civilite_of(std::string_view received) {
  if (received == "M." || received == "M" || received == "MR" || received == "MR.") return "M.";
  if (received == "MME" || received == "MLLE" || received == "Mme" || received == "Mlle") return "MME";
  return "";
}

bool looks_like_courriel(std::string_view courriel) {
  const auto at = courriel.find('@');
  return at != std::string_view::npos && at > 0 && courriel.find('.', at + 2) != std::string_view::npos &&
         courriel.back() != '.';
}

std::string random_key() { return crypto::hex(crypto::random_id()); }

// One export among those of the call.
struct Taken {
  std::size_t file;  // in report.files
  BeeExport* content;
};

// The rules, file by file, within the caller's transaction. A record whose identity is left to an agent, or that could
// not be read, is set aside: what the base holds of it stays as it is.
class Import {
 public:
  Import(Database& database, const ImportOptions& options, ImportReport& report)
      : database_(database), options_(options), report_(report), writer_(database), today_(iso_day(options.today)) {}

  void nomenclature(BeeExport& file) {
    take_rejets(file, nullptr, "");
    for (const auto& mef : file.mefs) writer_.mef(mef.code, mef.libelle, level_of(mef));
  }

  void structures(BeeExport& file) {
    take_rejets(file, nullptr, "");
    for (const auto& division : file.divisions) writer_.division(division.code, division.libelle);
  }

  void eleves(BeeExport& file);
  // "" or the code of a refusal of the whole.
  std::string responsables(BeeExport& file, bool with_eleves);
  void keep_report() { writer_.journal(random_key(), options_.moment, to_json(report_)); }

 private:
  using Adresses = std::unordered_map<SiecleId, AdresseRow>;

  void flag(std::string_view code, std::string_view key = {}) {
    Anomaly& anomaly = report_.anomalies[std::string(code)];
    ++anomaly.count;
    if (!key.empty() && anomaly.keys.size() < kept_keys) anomaly.keys.emplace_back(key);
  }

  void set_aside(ImportCount& count, std::string_view kind, SiecleId key, std::string_view champ,
                 std::string_view raison) {
    ++count.rejected;
    report_.rejections.push_back({std::string(kind), std::to_string(key), 0, std::string(champ), std::string(raison)});
  }

  // What the worker could not read. `counted` is the kind that has a counter here.
  void take_rejets(const BeeExport& file, ImportCount* count, std::string_view counted) {
    for (const auto& rejet : file.rejets) {
      if (count != nullptr && rejet.genre == counted) {
        ++count->read;
        ++count->rejected;
      }
      report_.rejections.push_back({rejet.genre, rejet.cle, rejet.rang, rejet.champ, rejet.raison});
    }
  }

  Adresses known_adresses(std::string_view de) {
    Adresses known;
    for (auto& row : all_adresses(database_)) {
      if (row.de == de) known.emplace(row.siecle_id, std::move(row));
    }
    return known;
  }

  // Lays the file's addresses over the known ones.
  void take_adresses(const BeeExport& file, const char* de, Adresses& adresses) {
    for (const auto& read : file.adresses) {
      AdresseRow row{read.id,
                     de,
                     {read.lignes[0], read.lignes[1], read.lignes[2], read.lignes[3]},
                     read.boite_postale,
                     read.code_postal,
                     read.libelle_postal,
                     read.commune_insee,
                     read.commune_etrangere,
                     read.pays};
      const auto at = adresses.find(read.id);
      if (at != adresses.end() && at->second == row) continue;
      writer_.adresse(row);
      adresses.insert_or_assign(read.id, std::move(row));
    }
  }

  const AdresseRow* find_adresse(const Adresses& adresses, std::optional<SiecleId>& reference, std::string_view key,
                                 const char* code) {
    if (!reference) return nullptr;
    const auto at = adresses.find(*reference);
    if (at != adresses.end()) return &at->second;
    flag(code, key);
    reference.reset();
    return nullptr;
  }

  void flag_eleve(const BeeEleve& eleve, const std::string& key, bool with_ine);
  void flag_personne(const BeePersonne& personne, const std::string& key);
  void flag_liens(const std::unordered_map<std::string, std::vector<const BeeLien*>>& by_eleve);
  std::string pairing(const std::vector<BeeLien>& liens, bool with_eleves);

  Database& database_;
  const ImportOptions& options_;
  ImportReport& report_;
  SiecleWriter writer_;
  const std::string today_;
  std::unordered_map<SiecleId, std::string> eleve_ids_;  // SIECLE's key → ours, of this call or of the base
  std::unordered_set<SiecleId> eleves_gone_, eleves_seen_;
};

void Import::flag_eleve(const BeeEleve& eleve, const std::string& key, bool with_ine) {
  if (!with_ine) flag("eleve_sans_ine", key);
  if (eleve.sexe != "1" && eleve.sexe != "2") flag("eleve_sans_sexe", key);
  if (eleve.pays_naissance.empty()) {
    flag("eleve_sans_pays_naissance", key);
  } else if (eleve.pays_naissance == "100") {
    if (eleve.commune_naissance.empty()) flag("eleve_sans_commune_naissance", key);
  } else if (eleve.ville_naissance.empty()) {
    flag("eleve_sans_ville_naissance", key);
  }
  if (!is_regime(eleve.regime)) flag("eleve_regime_inconnu", key);
  // SIECLE writes "?" for a letter its encoding lacks.
  for (const auto* name : {&eleve.nom, &eleve.nom_usage, &eleve.prenom}) {
    if (name->find('?') != std::string::npos) {
      flag("eleve_nom_a_confirmer", key);
      break;
    }
  }
  if (!eleve.illisibles.empty()) flag("eleve_valeur_illisible", key);
  if (!eleve.sortie.empty()) flag("eleve_depart_prevu", key);
}

void Import::eleves(BeeExport& file) {
  auto& count = report_.eleves;
  take_rejets(file, &count, "eleve");
  const auto known = all_eleves(database_);
  Adresses adresses = known_adresses("eleve");
  const bool with_adresses = !file.adresses.empty();
  take_adresses(file, "eleve", adresses);

  // Two records under one key: the file is not what SIECLE wrote; the first is kept.
  std::vector<BeeEleve> read;
  read.reserve(file.eleves.size());
  for (auto& eleve : file.eleves) {
    ++count.read;
    if (!eleves_seen_.insert(eleve.id).second) {
      set_aside(count, "eleve", eleve.id, "eleve_id", "en_double");
      continue;
    }
    read.push_back(std::move(eleve));
  }
  std::unordered_map<std::string, std::size_t> ine_holders;
  std::set<std::string> doubtful_ines;
  for (const auto& eleve : read) {
    for (const auto& ine : std::set<std::string>{eleve.ine, eleve.ine_bea, eleve.ine_rnie}) {
      if (!ine.empty() && ++ine_holders[ine] > 1) doubtful_ines.insert(ine);
    }
  }
  // A pupil's blocks may come in several pieces.
  std::unordered_map<SiecleId, pipeline::BeeScolarite> scolarites;
  for (auto& block : file.scolarites) {
    if (!eleves_seen_.contains(block.eleve)) {
      flag("scolarite_sans_eleve", std::to_string(block.eleve));
      continue;
    }
    auto& merged = scolarites[block.eleve];
    const auto append = [](std::vector<std::string>& to, std::vector<std::string>& from) {
      for (auto& item : from) {
        if (std::find(to.begin(), to.end(), item) == to.end()) to.push_back(std::move(item));
      }
    };
    append(merged.divisions, block.divisions);
    append(merged.groupes, block.groupes);
    append(merged.options, block.options);
    append(merged.bourses, block.bourses);
  }
  const auto mef_codes = all_mefs(database_);
  const std::unordered_set<std::string> mefs(mef_codes.begin(), mef_codes.end());
  std::unordered_set<std::string> division_codes;

  const EleveMatcher matcher(known, read, doubtful_ines);
  std::unordered_set<std::size_t> matched;
  struct Decided {
    std::size_t read;
    EleveRow row;
  };
  std::vector<Decided> to_write;
  for (std::size_t i = 0; i < read.size(); ++i) {
    BeeEleve& eleve = read[i];
    const std::string key = std::to_string(eleve.id);
    Matched found = matcher.match(i);
    if (found.ine_reattribue) flag("eleve_ine_reattribue", key);
    if (found.match != Match::nouveau && !matched.insert(found.known).second) found.match = Match::a_verifier;
    if (found.match == Match::a_verifier) {
      set_aside(count, "eleve", eleve.id, "identite", "a_verifier");
      flag("eleve_a_verifier", key);
      continue;
    }
    const EleveRow* before = found.match == Match::meme ? &known[found.known] : nullptr;
    const bool gone = !eleve.sortie.empty() && eleve.sortie <= today_;
    if (gone) {
      flag("eleve_sorti", key);
      eleves_gone_.insert(eleve.id);
      if (before == nullptr) {
        ++count.ignored;
        continue;
      }
    }
    EleveRow row;
    row.id = before != nullptr ? before->id : random_key();
    row.siecle_id = eleve.id;
    bool doubtful = false;
    const auto usable = [&](const std::string& ine) {
      const bool shared = doubtful_ines.contains(ine);
      doubtful = doubtful || shared;
      return shared ? std::string() : ine;
    };
    const std::string national = usable(eleve.ine), rnie = usable(eleve.ine_rnie), bea = usable(eleve.ine_bea);
    if (doubtful) flag("eleve_ine_en_double", key);
    row.ine = !national.empty() ? national : !rnie.empty() ? rnie : bea;
    nlohmann::json siecle(eleve.reste);
    if (!rnie.empty()) siecle["ine_rnie"] = rnie;
    if (!bea.empty()) siecle["ine_bea"] = bea;
    if (before != nullptr) {
      // An export made in the 48 hours before an INE is given never blanks one that is known.
      if (row.ine.empty()) row.ine = before->ine;
      const auto kept = nlohmann::json::parse(before->siecle, nullptr, false);
      for (const char* name : {"ine_rnie", "ine_bea"}) {
        if (!siecle.contains(name) && kept.is_object() && kept.contains(name)) siecle[name] = kept[name];
      }
    }
    row.nom = eleve.nom;
    row.nom_usage = eleve.nom_usage;
    row.prenom = eleve.prenom;
    row.prenom_2 = eleve.prenom_2;
    row.prenom_3 = eleve.prenom_3;
    row.naissance = eleve.naissance;
    row.sexe = eleve.sexe == "1" || eleve.sexe == "2" ? eleve.sexe : "";
    row.mef = eleve.mef;
    row.regime = eleve.regime;
    row.sorti = gone;
    const auto put = [&siecle](const char* name, const auto& value) {
      if (!value.empty()) siecle[name] = value;
    };
    put("pays_naissance", eleve.pays_naissance);
    put("commune_naissance", eleve.commune_naissance);
    put("ville_naissance", eleve.ville_naissance);
    put("sortie", eleve.sortie);
    if (const auto at = scolarites.find(eleve.id); at != scolarites.end()) {
      const auto& scolarite = at->second;
      if (!scolarite.divisions.empty()) row.division = scolarite.divisions.front();
      if (scolarite.divisions.size() > 1) flag("eleve_plusieurs_divisions", key);
      put("groupes", scolarite.groupes);
      put("options", scolarite.options);
      put("bourses", scolarite.bourses);
    }
    // "Sans adresses" says nothing of addresses, not that there are none.
    row.adresse = eleve.adresse;
    const AdresseRow* adresse = nullptr;
    if (with_adresses) {
      adresse = find_adresse(adresses, row.adresse, key, "eleve_adresse_absente");
    } else if (before != nullptr && !row.adresse) {
      row.adresse = before->adresse;
    }
    if (adresse == nullptr && row.adresse) {
      if (const auto at = adresses.find(*row.adresse); at != adresses.end()) adresse = &at->second;
    }
    row.siecle = siecle.dump();
    row.empreinte = Fingerprint()
                        .add(row.siecle_id)
                        .add(row.ine)
                        .add(row.nom)
                        .add(row.nom_usage)
                        .add(row.prenom)
                        .add(row.prenom_2)
                        .add(row.prenom_3)
                        .add(row.naissance)
                        .add(row.sexe)
                        .add(row.mef)
                        .add(row.division)
                        .add(row.regime)
                        .add(row.sorti ? "1" : "0")
                        .add(row.adresse)
                        .add(adresse)
                        .add(row.siecle)
                        .text();
    if (!gone) {
      flag_eleve(eleve, key, !row.ine.empty());
      if (!mefs.empty() && !mefs.contains(row.mef)) flag("eleve_mef_inconnu", key);
      if (row.division.empty()) flag("eleve_sans_division", key);
    }
    if (!row.division.empty()) division_codes.insert(row.division);
    eleve_ids_[eleve.id] = row.id;
    if (before != nullptr && before->empreinte == row.empreinte) {
      ++count.ignored;
      continue;
    }
    ++(before == nullptr ? count.created : count.changed);
    to_write.push_back({i, std::move(row)});
  }
  for (const auto& decided : to_write) writer_.release_eleve_key(*decided.row.siecle_id);
  for (const auto& decided : to_write) writer_.eleve(decided.row);
  // Before September, or without Structures.xml, the classes are those pupils are in.
  for (const auto& code : division_codes) writer_.division(code, "");
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (!matched.contains(i) && !known[i].sorti) {
      flag("eleve_absent_du_fichier", known[i].siecle_id ? std::to_string(*known[i].siecle_id) : "");
    }
  }
}

void Import::flag_personne(const BeePersonne& personne, const std::string& key) {
  if (civilite_of(personne.civilite).empty()) flag("responsable_sans_civilite", key);
  if (personne.prenom.empty()) flag("responsable_sans_prenom", key);
  for (const auto* name : {&personne.nom, &personne.nom_usage, &personne.prenom}) {
    if (name->find('?') != std::string::npos) {
      flag("responsable_nom_a_confirmer", key);
      break;
    }
  }
  for (const auto* number : {&personne.tel_personnel, &personne.tel_portable, &personne.tel_professionnel}) {
    if (!number->empty() && canonical_telephone(*number).empty()) flag("telephone_illisible", key);
  }
  if (!personne.courriel.empty() && !looks_like_courriel(personne.courriel)) flag("courriel_douteux", key);
  if (personne.profession == "73" || personne.profession == "76") flag("profession_abandonnee", key);
  if (!personne.illisibles.empty()) flag("responsable_valeur_illisible", key);
}

void Import::flag_liens(const std::unordered_map<std::string, std::vector<const BeeLien*>>& by_eleve) {
  for (const auto& [siecle_id, id] : eleve_ids_) {
    if (eleves_gone_.contains(siecle_id)) continue;
    const std::string key = std::to_string(siecle_id);
    const auto at = by_eleve.find(id);
    if (at == by_eleve.end()) {
      flag("eleve_sans_lien", key);
      continue;
    }
    const auto legal =
        std::count_if(at->second.begin(), at->second.end(), [](const auto* l) { return l->niveau == "1"; });
    const auto payers =
        std::count_if(at->second.begin(), at->second.end(), [](const auto* l) { return l->paie == "1"; });
    if (legal == 0) flag("eleve_sans_responsable_legal", key);
    if (legal > 2) flag("eleve_plus_de_deux_legaux", key);
    if (payers > 1) flag("eleve_plusieurs_payeurs", key);
  }
}

// Guardians of another base, or exported months apart, name pupils nobody knows. Parents of pupils who left stay in
// every file, so that a few unknown are normal.
std::string Import::pairing(const std::vector<BeeLien>& liens, bool with_eleves) {
  std::unordered_set<SiecleId> named;
  std::size_t found = 0;
  for (const auto& lien : liens) {
    if (!named.insert(lien.eleve).second) continue;
    if (eleve_ids_.contains(lien.eleve) || eleves_seen_.contains(lien.eleve)) ++found;
  }
  const std::size_t least = with_eleves ? 50 : 90;
  return found * 100 < named.size() * least ? "exports_depareilles" : "";
}

std::string Import::responsables(BeeExport& file, bool with_eleves) {
  auto& count = report_.responsables;
  auto& lien_count = report_.liens;
  take_rejets(file, &count, "personne");
  for (const auto& rejet : file.rejets) {
    if (rejet.genre == "lien") {
      ++lien_count.read;
      ++lien_count.rejected;
    }
  }
  if (!with_eleves) {
    for (const auto& row : all_eleves(database_)) {
      if (!row.siecle_id) continue;
      eleve_ids_[*row.siecle_id] = row.id;
      if (row.sorti) eleves_gone_.insert(*row.siecle_id);
    }
  }
  if (auto refusal = pairing(file.liens, with_eleves); !refusal.empty()) return refusal;

  const auto known = all_responsables(database_);
  const auto known_liens = all_liens(database_);
  Adresses adresses = known_adresses("responsable");
  take_adresses(file, "responsable", adresses);

  std::unordered_map<SiecleId, std::set<std::string>> children;  // of a person: our ids
  for (const auto& lien : file.liens) {
    ++lien_count.read;
    if (const auto at = eleve_ids_.find(lien.eleve); at != eleve_ids_.end()) children[lien.personne].insert(at->second);
  }

  const ResponsableMatcher matcher(known, known_liens);
  std::unordered_map<SiecleId, std::string> ids;
  std::unordered_set<SiecleId> seen;
  std::unordered_set<std::size_t> matched;
  std::unordered_set<std::string> left_alone;  // known rows somebody of the file may be
  std::unordered_map<std::string, std::size_t> alike;
  std::vector<ResponsableRow> to_write;
  for (const auto& personne : file.personnes) {
    ++count.read;
    const std::string key = std::to_string(personne.id);
    if (!seen.insert(personne.id).second) {
      set_aside(count, "responsable", personne.id, "personne_id", "en_double");
      continue;
    }
    const auto own = children.find(personne.id);
    if (own == children.end()) {
      // Parents of pupils who left, persons linked to nobody: SIECLE keeps them for ever.
      flag("responsable_sans_eleve", key);
      ++count.ignored;
      continue;
    }
    Matched found = matcher.match(personne, own->second);
    if (found.match != Match::nouveau && !matched.insert(found.known).second) found.match = Match::a_verifier;
    if (found.match == Match::a_verifier) {
      left_alone.insert(known[found.known].id);
      set_aside(count, "responsable", personne.id, "identite", "a_verifier");
      flag("responsable_a_verifier", key);
      continue;
    }
    const ResponsableRow* before = found.match == Match::meme ? &known[found.known] : nullptr;
    if (before == nullptr && matcher.looks_like_another(personne)) flag("responsable_doublon_possible", key);
    ResponsableRow row;
    row.id = before != nullptr ? before->id : random_key();
    row.siecle_id = personne.id;
    row.civilite = civilite_of(personne.civilite);
    row.nom = personne.nom;
    row.nom_usage = personne.nom_usage;
    row.prenom = personne.prenom;
    row.tel_personnel = personne.tel_personnel;
    row.tel_portable = personne.tel_portable;
    row.tel_professionnel = personne.tel_professionnel;
    row.portable = canonical_telephone(personne.tel_portable);
    row.courriel = personne.courriel;
    row.adresse = personne.adresse;
    const AdresseRow* adresse = find_adresse(adresses, row.adresse, key, "responsable_adresse_absente");
    nlohmann::json siecle(personne.reste);
    if (!personne.profession.empty()) siecle["profession"] = personne.profession;
    if (row.civilite.empty() && !personne.civilite.empty()) siecle["civilite"] = personne.civilite;
    row.siecle = siecle.dump();
    row.empreinte = Fingerprint()
                        .add(row.siecle_id)
                        .add(row.civilite)
                        .add(row.nom)
                        .add(row.nom_usage)
                        .add(row.prenom)
                        .add(row.tel_personnel)
                        .add(row.tel_portable)
                        .add(row.tel_professionnel)
                        .add(row.courriel)
                        .add(row.adresse)
                        .add(adresse)
                        .add(row.siecle)
                        .text();
    flag_personne(personne, key);
    ids[personne.id] = row.id;
    if (before != nullptr && before->empreinte == row.empreinte) {
      ++count.ignored;
      continue;
    }
    ++(before == nullptr ? count.created : count.changed);
    to_write.push_back(std::move(row));
  }
  for (const auto& row : to_write) writer_.release_responsable_key(*row.siecle_id);
  for (const auto& row : to_write) writer_.responsable(row);

  std::unordered_map<std::string, const LienRow*> links;
  const auto pair = [](std::string_view eleve, std::string_view responsable) {
    return std::string(eleve) + "/" + std::string(responsable);
  };
  for (const auto& row : known_liens) links.emplace(pair(row.eleve, row.responsable), &row);
  std::unordered_set<std::string> written;
  std::unordered_map<std::string, std::vector<const BeeLien*>> by_eleve;
  for (const auto& lien : file.liens) {
    const std::string key = std::to_string(lien.eleve);
    const auto eleve = eleve_ids_.find(lien.eleve);
    if (eleve == eleve_ids_.end()) {
      flag("lien_sans_eleve", key);
      ++lien_count.ignored;
      continue;
    }
    by_eleve[eleve->second].push_back(&lien);
    const auto responsable = ids.find(lien.personne);
    if (responsable == ids.end()) {
      // The person is not in the file, could not be read, or waits for an agent.
      set_aside(lien_count, "lien", lien.eleve, "personne_id", "sans_personne");
      continue;
    }
    if (!written.insert(pair(eleve->second, responsable->second)).second) {
      set_aside(lien_count, "lien", lien.eleve, "personne_id", "en_double");
      continue;
    }
    if (!is_parente(lien.parente)) flag("lien_parente_inconnue", key);
    LienRow row{eleve->second, responsable->second, lien.niveau,      lien.parente,
                lien.paie,     lien.heberge,        lien.prioritaire, {}};
    row.empreinte =
        Fingerprint().add(row.niveau).add(row.parente).add(row.paie).add(row.heberge).add(row.prioritaire).text();
    // Contacts (level 3) are called, they don't sign in. A pupil who left opens nothing new.
    if (row.niveau != "3" && !eleves_gone_.contains(lien.eleve)) {
      writer_.volet(random_key(), row.eleve, row.responsable);
    }
    const auto before = links.find(pair(row.eleve, row.responsable));
    if (before != links.end() && before->second->empreinte == row.empreinte) {
      ++lien_count.ignored;
      continue;
    }
    ++(before == links.end() ? lien_count.created : lien_count.changed);
    writer_.lien(row);
  }
  // A separation, a court's decision: who is no longer linked loses access at once. A pupil of whom the file says
  // nothing at all keeps hers: that is a hole in the file, not a decision.
  for (const auto& row : known_liens) {
    if (!by_eleve.contains(row.eleve) || written.contains(pair(row.eleve, row.responsable))) continue;
    if (left_alone.contains(row.responsable)) continue;
    writer_.remove_lien(row.eleve, row.responsable);
    flag("lien_disparu");
  }
  flag_liens(by_eleve);
  return "";
}

// Files are judged before anything is written: whose they are, of which year, one of each kind.
std::vector<Taken> judge_files(std::vector<ReadFile>& files, const ImportOptions& options,
                               const std::optional<SchoolYear>& school, ImportReport& report) {
  std::vector<Taken> taken;
  std::map<BeeKind, std::string> kinds;
  for (auto& [name, document] : files) {
    if (!document.refus.empty() || document.exports.empty()) {
      ImportedFile& refused = report.files.emplace_back();
      refused.name = name;
      refused.kind = "autre";
      refused.error = document.refus.empty() ? "lecture_impossible" : document.refus;
      if (!document.detail.empty()) refused.valeurs["detail"] = document.detail;
      continue;
    }
    for (auto& content : document.exports) {
      ImportedFile& file = report.files.emplace_back();
      file.name = name;
      file.entry = document.exports.size() > 1 ? content.entree : "";
      file.kind = pipeline::to_string(content.kind);
      const auto refuse = [&file](std::string_view code, std::map<std::string, std::string> valeurs) {
        file.error = code;
        file.valeurs = std::move(valeurs);
      };
      if (!content.refus.empty()) {
        refuse(content.refus, {});
        if (!content.detail.empty()) file.valeurs["detail"] = content.detail;
      } else if (content.kind == BeeKind::autre) {
        // Calendar, countries: read by a later work; their presence in a ZIP is no fault.
      } else if (content.uai != options.uai) {
        refuse("autre_etablissement", {{"uai_fichier", content.uai}, {"uai_attendu", options.uai}});
      } else if (school && content.annee != school->annee && content.annee != school->annee - 1) {
        refuse("annee_inattendue",
               {{"annee_fichier", std::to_string(content.annee)}, {"annee_preparee", std::to_string(school->annee)}});
      } else if (!kinds.emplace(content.kind, name).second) {
        refuse("deux_fichiers_du_meme_genre", {{"genre", file.kind}, {"premier", kinds[content.kind]}});
      } else {
        taken.push_back({report.files.size() - 1, &content});
      }
    }
  }
  return taken;
}

const Taken* find_kind(const std::vector<Taken>& taken, BeeKind kind) {
  for (const auto& one : taken) {
    if (one.content->kind == kind) return &one;
  }
  return nullptr;
}

nlohmann::ordered_json to_object(const ImportCount& count) {
  return {{"read", count.read},       {"imported", count.imported()}, {"created", count.created},
          {"changed", count.changed}, {"ignored", count.ignored},     {"rejected", count.rejected}};
}

// A refused call leaves the base as before, and its counters would say otherwise.
void forget_counts(ImportReport& report) {
  report.eleves = report.responsables = report.liens = {};
  report.rejections.clear();
  report.anomalies.clear();
}

}  // namespace

ImportReport import_siecle(Database& database, Journal& journal, pipeline::Reader& reader,
                           std::span<const ImportFile> files, const ImportOptions& options) {
  std::vector<ReadFile> read;
  for (const auto& file : files) {
    ReadFile& one = read.emplace_back();
    one.name = file.name;
    pipeline::BeeCollector collector;
    // The reader gives itself five seconds and one for each megabyte; the cage's clock comes after.
    const pipeline::ReadOptions limits{std::chrono::seconds(120), false};
    const auto answered = reader.read_export(file.bytes, limits,
                                             [&](std::string_view untrusted_json) { collector.line(untrusted_json); });
    if (!answered) {
      one.document.refus = code_of(answered.error());
      continue;
    }
    if (auto document = collector.take()) {
      one.document = std::move(*document);
    } else {
      one.document.refus = "lecture_impossible";
    }
  }
  return import_documents(database, journal, std::move(read), options);
}

ImportReport import_documents(Database& database, Journal& journal, std::vector<ReadFile> files,
                              const ImportOptions& options) {
  ImportReport report;
  const auto school = find_school_year(database);
  const auto taken = judge_files(files, options, school, report);
  const auto fail = [&report](std::string_view code) {
    report.error = code;
    forget_counts(report);
    return report;
  };
  if (report.files.empty()) return fail("aucun_fichier");
  for (const auto& file : report.files) {
    if (!file.error.empty()) return fail(file.error);
  }
  const Taken* eleves = find_kind(taken, BeeKind::eleves);
  const Taken* responsables = find_kind(taken, BeeKind::responsables);
  if (eleves != nullptr && responsables != nullptr && eleves->content->annee != responsables->content->annee) {
    auto& file = report.files[responsables->file];
    file.error = "exports_depareilles";
    file.valeurs = {{"annee_eleves", std::to_string(eleves->content->annee)},
                    {"annee_responsables", std::to_string(responsables->content->annee)}};
    return fail(file.error);
  }

  Transaction transaction(database);
  {
    Import import(database, options, report);
    // This order, whatever the agent's: MEF and classes are known before the pupils, pupils before their guardians.
    if (const auto* one = find_kind(taken, BeeKind::nomenclature)) import.nomenclature(*one->content);
    if (const auto* one = find_kind(taken, BeeKind::structures)) import.structures(*one->content);
    if (eleves != nullptr) import.eleves(*eleves->content);
    if (responsables != nullptr) {
      if (const auto refusal = import.responsables(*responsables->content, eleves != nullptr); !refusal.empty()) {
        report.files[responsables->file].error = refusal;
        return fail(refusal);
      }
    }
    for (const auto& one : taken) {
      if (school && one.content->annee == school->annee - 1) {
        Anomaly& anomaly = report.anomalies["annee_precedente"];
        ++anomaly.count;
        anomaly.keys.emplace_back(pipeline::to_string(one.content->kind));
      }
    }
    report.accepted = true;
    if (!options.dry_run) import.keep_report();
  }
  if (options.dry_run) return report;
  record(journal,
         {"",
          JournalAction::import_siecle,
          "",
          "",
          {{"eleves", report.eleves.created}, {"responsables", report.responsables.created}}},
         options.moment);
  transaction.commit();
  return report;
}

std::string to_json(const ImportReport& report) {
  nlohmann::ordered_json json;
  json["accepted"] = report.accepted;
  json["error"] = report.error.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(report.error);
  json["files"] = nlohmann::ordered_json::array();
  for (const auto& file : report.files) {
    nlohmann::ordered_json one{{"name", file.name}, {"kind", file.kind}, {"accepted", file.error.empty()}};
    one["error"] = file.error.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(file.error);
    if (!file.entry.empty()) one["entry"] = file.entry;
    if (!file.valeurs.empty()) one["valeurs"] = file.valeurs;
    json["files"].push_back(std::move(one));
  }
  json["eleves"] = to_object(report.eleves);
  json["responsables"] = to_object(report.responsables);
  json["liens"] = to_object(report.liens);
  json["rejections"] = nlohmann::ordered_json::array();
  for (const auto& rejection : report.rejections) {
    nlohmann::ordered_json one{{"kind", rejection.kind}, {"key", rejection.key}};
    if (rejection.rank > 0) one["rank"] = rejection.rank;
    one["field"] = rejection.champ;
    one["reason"] = rejection.raison;
    json["rejections"].push_back(std::move(one));
  }
  json["anomalies"] = nlohmann::ordered_json::array();
  for (const auto& [code, anomaly] : report.anomalies) {
    json["anomalies"].push_back({{"code", code}, {"count", anomaly.count}, {"keys", anomaly.keys}});
  }
  // A file's name is the agent's, in whatever bytes his computer has.
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace server
