#include "pipeline/bee.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

namespace pipeline {
namespace {

using Json = nlohmann::json;

constexpr std::size_t max_text_bytes = 4096;
constexpr std::size_t max_keys = 80;
constexpr std::size_t max_list = 400;
constexpr std::size_t max_exports = 40;

// Thrown and caught in this file alone: a line that a worker of ours would never send.
struct Lie {};

// The text has been through a JSON parser that checks UTF-8; what is left to fear are controls and length.
std::string checked(const Json& value) {
  if (!value.is_string()) throw Lie{};
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > max_text_bytes) throw Lie{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7F) throw Lie{};
    if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) throw Lie{};
  }
  return text;
}

// Takes fields out one by one; what is left at the end is the rest.
class Record {
 public:
  explicit Record(const Json& json) {
    if (!json.is_object() || json.size() > max_keys) throw Lie{};
    for (const auto& [key, value] : json.items()) {
      if (value.is_array()) {
        if (value.size() > max_list) throw Lie{};
        auto& list = lists_[key];
        for (const auto& item : value) list.push_back(checked(item));
      } else {
        texts_[key] = checked(value);
      }
    }
  }

  std::string take(const char* key) {
    const auto node = texts_.extract(key);
    return node.empty() ? std::string() : std::move(node.mapped());
  }
  std::string need(const char* key) {
    auto text = take(key);
    if (text.empty()) throw Lie{};
    return text;
  }
  std::vector<std::string> list(const char* key) {
    const auto node = lists_.extract(key);
    return node.empty() ? std::vector<std::string>() : std::move(node.mapped());
  }
  std::optional<SiecleId> optional_key(const char* key) {
    const auto text = take(key);
    if (text.empty()) return std::nullopt;
    return number(text);
  }
  SiecleId need_key(const char* key) { return number(need(key)); }
  std::string date(const char* key, bool required) {
    auto text = required ? need(key) : take(key);
    if (!text.empty() && !is_date(text)) throw Lie{};
    return text;
  }
  std::string one_of(const char* key, std::initializer_list<std::string_view> words) {
    auto text = take(key);
    if (!text.empty() && std::find(words.begin(), words.end(), text) == words.end()) throw Lie{};
    return text;
  }
  std::map<std::string, std::string> rest() { return std::move(texts_); }

  static std::int64_t number(std::string_view text) {
    if (text.empty() || text.size() > 18) throw Lie{};
    std::int64_t value = 0;
    for (const char c : text) {
      if (c < '0' || c > '9') throw Lie{};
      value = value * 10 + (c - '0');
    }
    return value;
  }

 private:
  static bool is_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    const auto year = number(text.substr(0, 4)), month = number(text.substr(5, 2)), day = number(text.substr(8, 2));
    return std::chrono::year_month_day(std::chrono::year{static_cast<int>(year)},
                                       std::chrono::month{static_cast<unsigned>(month)},
                                       std::chrono::day{static_cast<unsigned>(day)})
        .ok();
  }

  std::map<std::string, std::string> texts_;
  std::map<std::string, std::vector<std::string>> lists_;
};

BeeKind kind_named(std::string_view word) {
  for (const BeeKind kind :
       {BeeKind::eleves, BeeKind::responsables, BeeKind::nomenclature, BeeKind::structures, BeeKind::autre}) {
    if (word == to_string(kind)) return kind;
  }
  throw Lie{};
}

BeeEleve to_eleve(Record record) {
  BeeEleve eleve;
  eleve.id = record.need_key("id");
  eleve.ine = record.take("ine");
  eleve.ine_bea = record.take("ine_bea");
  eleve.ine_rnie = record.take("ine_rnie");
  eleve.nom = record.need("nom");
  eleve.nom_usage = record.take("nom_usage");
  eleve.prenom = record.need("prenom");
  eleve.prenom_2 = record.take("prenom_2");
  eleve.prenom_3 = record.take("prenom_3");
  eleve.naissance = record.date("naissance", true);
  eleve.sexe = record.take("sexe");
  eleve.pays_naissance = record.take("pays_naissance");
  eleve.commune_naissance = record.take("commune_naissance");
  eleve.ville_naissance = record.take("ville_naissance");
  eleve.mef = record.take("mef");
  eleve.regime = record.take("regime");
  eleve.sortie = record.date("sortie", false);
  eleve.adresse = record.optional_key("adresse");
  eleve.illisibles = record.list("illisibles");
  eleve.reste = record.rest();
  return eleve;
}

BeePersonne to_personne(Record record) {
  BeePersonne personne;
  personne.id = record.need_key("id");
  personne.civilite = record.take("civilite");
  personne.nom = record.need("nom");
  personne.nom_usage = record.take("nom_usage");
  personne.prenom = record.take("prenom");
  personne.tel_personnel = record.take("tel_personnel");
  personne.tel_portable = record.take("tel_portable");
  personne.tel_professionnel = record.take("tel_professionnel");
  personne.courriel = record.take("courriel");
  personne.profession = record.take("profession");
  personne.adresse = record.optional_key("adresse");
  personne.illisibles = record.list("illisibles");
  personne.reste = record.rest();
  return personne;
}

BeeLien to_lien(Record record) {
  BeeLien lien;
  lien.eleve = record.need_key("eleve");
  lien.personne = record.need_key("personne");
  lien.niveau = record.one_of("niveau", {"1", "2", "3"});
  if (lien.niveau.empty()) throw Lie{};
  lien.parente = record.take("parente");
  lien.paie = record.one_of("paie", {"0", "1"});
  lien.aides = record.one_of("aides", {"0", "1"});
  lien.heberge = record.one_of("heberge", {"0", "1"});
  lien.prioritaire = record.one_of("prioritaire", {"0", "1"});
  return lien;
}

BeeAdresse to_adresse(Record record) {
  BeeAdresse adresse;
  adresse.id = record.need_key("id");
  adresse.lignes[0] = record.take("ligne_1");
  adresse.lignes[1] = record.take("ligne_2");
  adresse.lignes[2] = record.take("ligne_3");
  adresse.lignes[3] = record.take("ligne_4");
  adresse.boite_postale = record.take("boite_postale");
  adresse.code_postal = record.take("code_postal");
  adresse.libelle_postal = record.take("libelle_postal");
  adresse.commune_insee = record.take("commune_insee");
  adresse.commune_etrangere = record.take("commune_etrangere");
  adresse.pays = record.take("pays");
  return adresse;
}

BeeRejet to_rejet(Record record) {
  BeeRejet rejet;
  rejet.genre = record.need("genre");
  rejet.cle = record.take("cle");
  rejet.rang = Record::number(record.need("rang"));
  rejet.champ = record.need("champ");
  rejet.raison = record.need("raison");
  return rejet;
}

}  // namespace

std::string_view to_string(BeeKind kind) {
  switch (kind) {
    case BeeKind::eleves:
      return "eleves";
    case BeeKind::responsables:
      return "responsables";
    case BeeKind::nomenclature:
      return "nomenclature";
    case BeeKind::structures:
      return "structures";
    case BeeKind::autre:
      return "autre";
  }
  return "autre";
}

bool BeeCollector::line(std::string_view untrusted_json) {
  if (!lied_ && !accept(untrusted_json)) lied_ = true;
  return !lied_;
}

bool BeeCollector::accept(std::string_view untrusted_json) try {
  const Json json = Json::parse(untrusted_json, nullptr, false);
  if (json.is_discarded() || ended_) return false;
  Record record(json);
  const std::string type = record.need("t");
  if (type == "document") {
    document_.refus = record.take("refus");
    document_.detail = record.take("detail");
    ended_ = true;
    // An export left open is one the reader gave up on: only a document refused as a whole may hold one.
    return !open_ || !document_.refus.empty();
  }
  if (type == "export") {
    if (open_ || document_.exports.size() == max_exports) return false;
    open_ = true;
    BeeExport& opened = document_.exports.emplace_back();
    opened.entree = record.take("entree");
    opened.kind = kind_named(record.need("genre"));
    opened.version = record.take("version");
    return true;
  }
  if (!open_) return false;
  BeeExport& current = document_.exports.back();
  if (type == "parametres") {
    current.uai = record.need("uai");
    current.annee = static_cast<int>(Record::number(record.need("annee")) % 10000);
    current.exporte_le = record.take("exporte_le");
  } else if (type == "eleve") {
    current.eleves.push_back(to_eleve(std::move(record)));
  } else if (type == "personne") {
    current.personnes.push_back(to_personne(std::move(record)));
  } else if (type == "lien") {
    current.liens.push_back(to_lien(std::move(record)));
  } else if (type == "adresse") {
    current.adresses.push_back(to_adresse(std::move(record)));
  } else if (type == "scolarite") {
    current.scolarites.push_back({record.need_key("eleve"), record.list("divisions"), record.list("groupes"),
                                  record.list("options"), record.list("bourses")});
  } else if (type == "mef") {
    const auto code = record.need("code");
    auto libelle = record.take("libelle"), edition = record.take("libelle_edition");
    current.mefs.push_back(
        {code, libelle.empty() ? edition : libelle, record.take("mefstat"), record.take("rattachement")});
  } else if (type == "division") {
    current.divisions.push_back({record.need("code"), record.take("libelle")});
  } else if (type == "rejet") {
    current.rejets.push_back(to_rejet(std::move(record)));
  } else if (type == "fin") {
    current.refus = record.take("refus");
    current.detail = record.take("detail");
    open_ = false;
  } else {
    return false;
  }
  return true;
} catch (const Lie&) {
  return false;
}

std::optional<BeeDocument> BeeCollector::take() {
  if (lied_ || !ended_) return std::nullopt;
  return std::move(document_);
}

}  // namespace pipeline
