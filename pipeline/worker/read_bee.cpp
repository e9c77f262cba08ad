#include "pipeline/worker/read_bee.h"

#include <archive.h>
#include <archive_entry.h>
#include <libxml/parser.h>
#include <libxml/xmlreader.h>
#include <locale.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/worker/bee_text.h"
#include "pipeline/worker/cpu_clock.h"

namespace pipeline {
namespace {

// A collège of 900 makes two files of 2 MB; the largest export met in the wild is 8.5 MB, in a ZIP of 371 kB.
constexpr std::size_t max_zip_bytes = std::size_t{20} << 20;
constexpr std::size_t max_entries = 20;
constexpr std::size_t free_inflation_bytes = std::size_t{1} << 20;
constexpr std::size_t max_inflation = 200;  // exports shrink 20 to 40 times, a bomb a thousand
constexpr int max_depth = 12;
constexpr std::size_t max_text_bytes = 4096;
constexpr std::size_t max_record_fields = 400;
constexpr std::size_t max_record_text_bytes = 24 * 1024;  // escaped, it still fits a line of the wire
constexpr std::size_t max_name_characters = 100;

// --- Lines ---

// One flat JSON object. Texts come from libxml2: valid UTF-8, without the controls XML forbids.
class Line {
 public:
  explicit Line(std::string_view type) {
    json_ = "{";
    text("t", type);
  }
  Line& text(std::string_view key, std::string_view value) {
    if (value.empty()) return *this;
    name(key);
    quoted(value);
    return *this;
  }
  Line& list(std::string_view key, const std::vector<std::string>& values) {
    if (values.empty()) return *this;
    name(key);
    json_ += '[';
    for (const auto& value : values) {
      if (json_.back() != '[') json_ += ',';
      quoted(value);
    }
    json_ += ']';
    return *this;
  }
  std::string close() const { return json_ + "}"; }

 private:
  void name(std::string_view key) {
    if (json_.size() > 1) json_ += ',';
    quoted(key);
    json_ += ':';
  }
  void quoted(std::string_view value) {
    static constexpr char hex[] = "0123456789abcdef";
    json_ += '"';
    for (const char c : value) {
      if (c == '"' || c == '\\') {
        json_ += '\\';
        json_ += c;
      } else if (static_cast<unsigned char>(c) < 0x20) {
        json_ += "\\u00";
        json_ += hex[(c >> 4) & 15];
        json_ += hex[c & 15];
      } else {
        json_ += c;
      }
    }
    json_ += '"';
  }
  std::string json_;
};

// --- Values ---

// Blanks people and SIECLE leave: space, tab, line ends, and the no-break space (C2 A0).
std::string_view trimmed(std::string_view text) {
  for (;;) {
    if (text.starts_with("\xC2\xA0")) {
      text.remove_prefix(2);
    } else if (!text.empty() && (text.front() == ' ' || (text.front() >= '\t' && text.front() <= '\r'))) {
      text.remove_prefix(1);
    } else if (text.ends_with("\xC2\xA0")) {
      text.remove_suffix(2);
    } else if (!text.empty() && (text.back() == ' ' || (text.back() >= '\t' && text.back() <= '\r'))) {
      text.remove_suffix(1);
    } else {
      return text;
    }
  }
}

std::string collapsed(std::string_view text) {
  std::string result;
  text = trimmed(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool no_break = text.substr(i).starts_with("\xC2\xA0");
    if (no_break || text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r')) {
      if (!result.ends_with(' ')) result += ' ';
      if (no_break) ++i;
    } else {
      result += text[i];
    }
  }
  return result;
}

// C0, DEL and C1: no name holds one; met when bytes were decoded with the wrong table.
bool has_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7F) return true;
    if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
  }
  return false;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "" when it is no day of the calendar.
std::string iso_date(std::string_view text) {
  if (text.size() != 10 || text[2] != '/' || text[5] != '/') return {};
  const auto day = text.substr(0, 2), month = text.substr(3, 2), year = text.substr(6, 4);
  if (!all_digits(day) || !all_digits(month) || !all_digits(year)) return {};
  const auto number = [](std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
  };
  const std::chrono::year_month_day date{std::chrono::year{number(year)},
                                         std::chrono::month{static_cast<unsigned>(number(month))},
                                         std::chrono::day{static_cast<unsigned>(number(day))}};
  if (!date.ok() || number(year) < 1850) return {};
  return std::string(year) + "-" + std::string(month) + "-" + std::string(day);
}

enum class Form { text, label, name, date, flag, key, ine };

// As received after trimming; "" with `readable` false when it can't be understood.
std::string value_of(Form form, std::string_view raw, bool& readable) {
  readable = true;
  std::string value = form == Form::text ? std::string(trimmed(raw)) : collapsed(raw);
  if (value.empty()) return value;
  const auto unreadable = [&readable] {
    readable = false;
    return std::string();
  };
  switch (form) {
    case Form::text:
    case Form::label:
      return has_control(value) ? unreadable() : value;
    case Form::name:
      return value;  // judged by its record: a name that can't be read refuses it
    case Form::date:
      value = iso_date(value);
      return value.empty() ? unreadable() : value;
    case Form::flag: {
      const std::string lower = lower_ascii(value);
      if (lower == "1" || lower == "true") return "1";
      if (lower == "0" || lower == "false") return "0";
      return unreadable();
    }
    case Form::key: {
      if (!all_digits(value) || value.size() > 18) return unreadable();
      const auto first = value.find_first_not_of('0');
      return first == std::string::npos ? unreadable() : value.substr(first);
    }
    case Form::ine: {
      std::erase(value, ' ');
      for (char& c : value) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))) return unreadable();
      }
      return value.size() == 11 ? value : unreadable();
    }
  }
  return value;
}

struct Field {
  std::string_view path;  // from the record's element; "@" for its attributes
  std::string_view key;   // in the line
  Form form = Form::text;
};

constexpr Field eleve_fields[] = {
    {"ID_NATIONAL", "ine", Form::ine},
    {"INE_BEA", "ine_bea", Form::ine},
    {"INE_RNIE", "ine_rnie", Form::ine},
    {"@ELENOET", "elenoet"},
    {"ELENOET", "elenoet_fiche"},
    {"ID_ELEVE_ETAB", "id_eleve_etab"},
    {"ID_PRV_ELE", "id_prv"},
    {"NOM_USAGE", "nom_usage", Form::name},
    {"PRENOM2", "prenom_2", Form::name},
    {"PRENOM3", "prenom_3", Form::name},
    {"DOUBLEMENT", "doublement", Form::flag},
    {"TEL_PERSONNEL", "tel_personnel", Form::label},
    {"TEL_PORTABLE", "tel_portable", Form::label},
    {"TEL_PROFESSIONNEL", "tel_professionnel", Form::label},
    {"CODE_PAYS", "pays_naissance"},
    {"ACCEPTE_SMS", "sms", Form::flag},
    {"DATE_MODIFICATION", "modifie_le", Form::date},
    {"DATE_SORTIE", "sortie", Form::date},
    {"DATE_SORTIE_ETAB", "sortie", Form::date},
    {"CODE_MOTIF_SORTIE", "motif_sortie"},
    {"MEL", "courriel"},
    {"CODE_REGIME", "regime"},
    {"CODE_REGIME2", "regime"},
    {"DATE_ENTREE", "entree", Form::date},
    {"VILLE_NAISS", "ville_naissance", Form::label},
    {"ADRESSE_ID", "adresse", Form::key},
    {"CODE_SEXE", "sexe"},
    {"CODE_PAYS_NAT", "nationalite"},
    {"CODE_STATUT", "statut"},
    {"CODE_MEF", "mef"},
    {"CODE_DEPARTEMENT_NAISS", "departement_naissance"},
    {"CODE_COMMUNE_INSEE_NAISS", "commune_naissance"},
    {"ADHESION_TRANSPORT", "transport", Form::flag},
    {"CODE_PROVENANCE", "provenance"},
    {"SCOLARITE_AN_DERNIER/CODE_MEF", "an_dernier_mef"},
    {"SCOLARITE_AN_DERNIER/CODE_STRUCTURE", "an_dernier_division"},
    {"SCOLARITE_AN_DERNIER/CODE_RNE", "an_dernier_uai"},
    {"SCOLARITE_AN_DERNIER/CODE_NATURE", "an_dernier_nature"},
    {"SCOLARITE_AN_DERNIER/SIGLE", "an_dernier_sigle", Form::label},
    {"SCOLARITE_AN_DERNIER/DENOM_PRINC", "an_dernier_nom", Form::label},
    {"SCOLARITE_AN_DERNIER/DENOM_COMPL", "an_dernier_patronyme", Form::label},
    {"SCOLARITE_AN_DERNIER/CODE_COMMUNE_INSEE", "an_dernier_commune"},
    {"SCOLARITE_AN_DERNIER/LL_COMMUNE_INSEE", "an_dernier_commune_nom", Form::label},
};

constexpr Field personne_fields[] = {
    {"ID_PRV_PER", "id_prv"},
    {"LC_CIVILITE", "civilite", Form::label},
    {"NOM_USAGE", "nom_usage", Form::name},
    {"PRENOM", "prenom", Form::name},
    {"TEL_PERSONNEL", "tel_personnel", Form::label},
    {"TEL_PORTABLE", "tel_portable", Form::label},
    {"TEL_PROFESSIONNEL", "tel_professionnel", Form::label},
    {"ACCEPTE_SMS", "sms", Form::flag},
    {"MEL", "courriel"},
    {"COMMUNICATION_ADRESSE", "communication", Form::flag},
    {"ADRESSE_ID", "adresse", Form::key},
    {"CODE_PROFESSION", "profession"},
};

constexpr Field lien_fields[] = {
    {"NIVEAU_RESPONSABILITE", "niveau"},          {"CODE_PARENTE", "parente"},
    {"PAIE_FRAIS_SCOLAIRES", "paie", Form::flag}, {"PERCOIT_LES_AIDES", "aides", Form::flag},
    {"HEBERGE_ELEVE", "heberge", Form::flag},     {"A_CONTACTER_EN_PRIORITE", "prioritaire", Form::flag},
};

constexpr Field adresse_fields[] = {
    {"LIGNE1_ADRESSE", "ligne_1", Form::label},
    {"LIGNE2_ADRESSE", "ligne_2", Form::label},
    {"LIGNE3_ADRESSE", "ligne_3", Form::label},
    {"LIGNE4_ADRESSE", "ligne_4", Form::label},
    {"BOITE_POSTALE", "boite_postale", Form::label},
    {"CODE_POSTAL", "code_postal"},
    {"LIBELLE_POSTAL", "libelle_postal", Form::label},
    {"CODE_COMMUNE_INSEE", "commune_insee"},
    {"COMMUNE_ETRANGERE", "commune_etrangere", Form::label},
    {"CODE_PAYS", "pays"},
};

constexpr Field mef_fields[] = {
    {"LIBELLE_LONG", "libelle", Form::label},
    {"LIBELLE_EDITION", "libelle_edition", Form::label},
    {"CODE_MEFSTAT", "mefstat"},
    {"MEF_RATTACHEMENT", "rattachement"},
};

constexpr Field division_fields[] = {{"LIBELLE_LONG", "libelle", Form::label}};

// --- Walking ---

// The pupils' file of a private school without contract has its own root, and the same body.
std::string_view kind_of_root(std::string_view root) {
  if (root == "BEE_ELEVES" || root == "BEE_EPHC_ELEVES") return "eleves";
  if (root == "BEE_RESPONSABLES" || root == "BEE_EPHC_RESPONSABLES") return "responsables";
  if (root == "BEE_NOMENCLATURES") return "nomenclature";
  if (root == "BEE_STRUCTURES") return "structures";
  if (root == "BEE_COMMUN" || root == "BEE_GEOGRAPHIQUE" || root == "BEE_ETABLISSEMENTS") return "autre";
  return {};
}

struct Value {
  std::string path;
  std::string text;  // of a leaf; a path ending in "/" closes a block of leaves
};

// Elements in, records out. Order is not guaranteed by anybody: everything is found by name.
class Walk {
 public:
  Walk(std::string_view entree, FrameWriter& out) : entree_(entree), out_(out) {}

  void refuse(std::string_view code, std::string_view about = {}) {
    if (!refus_.empty()) return;
    refus_ = code;
    detail_ = presentable(about);
  }
  bool refused() const { return !refus_.empty(); }

  void open_element(std::string_view name, int depth, xmlTextReader* reader) {
    if (depth >= max_depth) return refuse("xml_trop_profond");
    if (depth == 0) {
      kind_ = kind_of_root(name);
      if (kind_.empty()) return refuse(lower_ascii(name) == "html" ? "page_web" : "pas_un_export_siecle");
      announce(attribute(reader, "VERSION"));
    } else if (record_depth_ == 0 && is_record(names_.back(), name, depth)) {
      record_depth_ = depth;
      record_ = name;
      values_.clear();
      value_bytes_ = 0;
      path_.clear();
      read_attributes(reader);
    } else if (record_depth_ != 0) {
      if (!path_.empty()) path_ += '/';
      path_ += name;
    }
    names_.emplace_back(name);
    leaf_ = true;
    text_.clear();
  }

  void add_text(std::string_view text) {
    if (record_depth_ == 0) return;
    if (text_.size() + text.size() > max_text_bytes) return refuse("texte_trop_long", names_.back());
    text_ += text;
  }

  void close_element(int depth) {
    if (record_depth_ != 0 && record_depth_ == depth) {
      record_depth_ = 0;
      finish_record(names_[names_.size() - 2]);
    } else if (record_depth_ != 0) {
      if (leaf_) {
        keep(path_, text_);
      } else {
        keep(path_ + "/", "");
      }
      const auto slash = path_.rfind('/');
      path_.resize(slash == std::string::npos ? 0 : slash);
    }
    names_.pop_back();
    leaf_ = false;
    text_.clear();
  }

  void finish() {
    if (!refused() && kind_ != "autre") {
      if (uai_.empty() || annee_.empty())
        refuse("parametres_absents");
      else if (kind_ == "eleves" && ranks_[0] == 0)
        refuse("aucun_eleve");
    }
    if (kind_.empty()) announce({});
    send(Line("fin").text("refus", refus_).text("detail", detail_));
  }

 private:
  static std::string attribute(xmlTextReader* reader, const char* name) {
    const std::unique_ptr<xmlChar, decltype(xmlFree)> value(
        xmlTextReaderGetAttribute(reader, reinterpret_cast<const xmlChar*>(name)), xmlFree);
    if (!value) return {};
    return std::string(reinterpret_cast<const char*>(value.get()));
  }

  void announce(std::string_view version) {
    send(Line("export")
             .text("entree", entree_)
             .text("genre", kind_.empty() ? "autre" : kind_)
             .text("version", presentable(version, 20)));
  }

  void send(const Line& line) {
    if (!out_.record(line.close())) refuse("fichier_trop_gros");
  }

  bool is_record(std::string_view parent, std::string_view name, int depth) const {
    if (name == "PARAMETRES") return depth == 1;
    if (kind_ == "eleves") {
      return (parent == "ELEVES" && name == "ELEVE") || (parent == "STRUCTURES" && name == "STRUCTURES_ELEVE") ||
             // Before version 1.32 the two names of an option were the other way round.
             (parent == "OPTIONS" && (name == "OPTION" || name == "OPTIONS_ELEVE")) ||
             // The wrapper of a scholarship is attested by nobody: any child of BOURSES is one.
             parent == "BOURSES" || (parent == "ADRESSES" && name == "ADRESSE");
    }
    if (kind_ == "responsables") {
      return (parent == "PERSONNES" && name == "PERSONNE") ||
             (parent == "RESPONSABLES" && name == "RESPONSABLE_ELEVE") || (parent == "ADRESSES" && name == "ADRESSE");
    }
    if (kind_ == "nomenclature") return parent == "MEFS" && name == "MEF";
    if (kind_ == "structures") return parent == "DIVISIONS" && name == "DIVISION";
    return false;
  }

  void keep(std::string path, std::string_view text) {
    text = trimmed(text);
    if (text.empty() && !path.ends_with('/')) return;  // absent and empty say the same
    value_bytes_ += path.size() + text.size();
    if (values_.size() == max_record_fields || value_bytes_ > max_record_text_bytes) {
      return refuse("enregistrement_trop_gros", record_);
    }
    values_.push_back({std::move(path), std::string(text)});
  }

  void read_attributes(xmlTextReader* reader) {
    while (xmlTextReaderMoveToNextAttribute(reader) == 1) {
      const auto* name = reinterpret_cast<const char*>(xmlTextReaderConstLocalName(reader));
      const auto* value = reinterpret_cast<const char*>(xmlTextReaderConstValue(reader));
      if (name == nullptr || value == nullptr) continue;
      if (std::strlen(value) > max_text_bytes || std::strlen(name) > max_text_bytes) {
        return refuse("texte_trop_long", record_);
      }
      keep("@" + std::string(name), value);
    }
    xmlTextReaderMoveToElement(reader);
  }

  std::string_view find(std::string_view path) const {
    for (const auto& value : values_) {
      if (value.path == path) return value.text;
    }
    return {};
  }

  std::string key(std::string_view path) const {
    bool readable = true;
    return value_of(Form::key, find(path), readable);
  }

  void reject(std::string_view genre, std::string_view cle, std::int64_t rang, std::string_view champ,
              std::string_view raison) {
    send(Line("rejet")
             .text("genre", genre)
             .text("cle", cle)
             .text("rang", std::to_string(rang))
             .text("champ", champ)
             .text("raison", raison));
  }

  void add_fields(Line& line, std::span<const Field> fields) {
    std::vector<std::string> unreadable;
    std::string_view last;
    for (const Field& field : fields) {
      const auto raw = find(field.path);
      if (raw.empty() || field.key == last) continue;  // two spellings of one field: the first one wins
      last = field.key;
      bool readable = true;
      const auto value = value_of(field.form, raw, readable);
      if (!readable) unreadable.emplace_back(field.key);
      line.text(field.key, value);
    }
    line.list("illisibles", unreadable);
  }

  // Why a record with this name can't be taken; "" when it can.
  std::string_view fault_of_name(std::string_view path, bool required) const {
    const std::string value = collapsed(find(path));
    if (value.empty()) return required ? "absent" : "";
    if (has_control(value)) return "caractere_interdit";
    if (characters(value) > max_name_characters) return "trop_long";
    return {};
  }

  void finish_record(std::string_view parent) {
    if (refused()) return;
    if (record_ == "PARAMETRES") return finish_parameters();
    if (record_ == "ELEVE") return finish_eleve();
    if (record_ == "PERSONNE") return finish_personne();
    if (record_ == "RESPONSABLE_ELEVE") return finish_lien();
    if (record_ == "ADRESSE") return finish_adresse();
    if (record_ == "STRUCTURES_ELEVE") return finish_structures();
    if (parent == "OPTIONS") return finish_options();
    if (parent == "BOURSES") return finish_bourses();
    if (record_ == "MEF") return finish_code("mef", "@CODE_MEF", "code_mef", mef_fields, ranks_[4]);
    if (record_ == "DIVISION")
      return finish_code("division", "@CODE_STRUCTURE", "code_structure", division_fields, ranks_[5]);
  }

  void finish_parameters() {
    if (!uai_.empty()) return refuse("parametres_en_double");
    std::string uai(find("UAJ"));
    for (char& c : uai) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    const auto annee = find("ANNEE_SCOLAIRE");
    const auto moment = find("HORODATAGE");
    if (uai.size() != 8 || presentable(uai) != uai) return refuse("parametres_absents", "UAJ");
    if (annee.size() != 4 || !all_digits(annee)) return refuse("parametres_absents", "ANNEE_SCOLAIRE");
    uai_ = uai;
    annee_ = annee;
    send(Line("parametres")
             .text("uai", uai_)
             .text("annee", annee_)
             .text("exporte_le", presentable(moment.empty() ? find("DATE_EXPORT") : moment, 19)));
  }

  void finish_eleve() {
    const std::int64_t rang = ++ranks_[0];
    const std::string id = key("@ELEVE_ID");
    if (find("NOM_DE_FAMILLE").empty() && !find("NOM").empty()) return refuse("export_trop_ancien", "NOM");
    if (id.empty()) return reject("eleve", "", rang, "eleve_id", find("@ELEVE_ID").empty() ? "absent" : "illisible");
    struct Name {
      const char *path, *champ;
      bool required;
    };
    for (const Name& name :
         {Name{"NOM_DE_FAMILLE", "nom", true}, Name{"PRENOM", "prenom", true}, Name{"NOM_USAGE", "nom_usage", false},
          Name{"PRENOM2", "prenom_2", false}, Name{"PRENOM3", "prenom_3", false}}) {
      if (const auto fault = fault_of_name(name.path, name.required); !fault.empty()) {
        return reject("eleve", id, rang, name.champ, fault);
      }
    }
    const auto birth = find("DATE_NAISS");
    const auto naissance = iso_date(birth);
    if (naissance.empty()) return reject("eleve", id, rang, "naissance", birth.empty() ? "absent" : "illisible");
    Line line("eleve");
    line.text("id", id).text("nom", collapsed(find("NOM_DE_FAMILLE"))).text("prenom", collapsed(find("PRENOM")));
    line.text("naissance", naissance);
    add_fields(line, eleve_fields);
    send(line);
  }

  void finish_personne() {
    const std::int64_t rang = ++ranks_[1];
    const std::string id = key("@PERSONNE_ID");
    if (find("NOM_DE_FAMILLE").empty() && !find("NOM").empty()) return refuse("export_trop_ancien", "NOM");
    if (id.empty()) {
      return reject("personne", "", rang, "personne_id", find("@PERSONNE_ID").empty() ? "absent" : "illisible");
    }
    struct Name {
      const char *path, *champ;
      bool required;
    };
    // A service (aide sociale à l'enfance) is written as a person, and may have no first name.
    for (const Name& name : {Name{"NOM_DE_FAMILLE", "nom", true}, Name{"PRENOM", "prenom", false},
                             Name{"NOM_USAGE", "nom_usage", false}}) {
      if (const auto fault = fault_of_name(name.path, name.required); !fault.empty()) {
        return reject("personne", id, rang, name.champ, fault);
      }
    }
    Line line("personne");
    line.text("id", id).text("nom", collapsed(find("NOM_DE_FAMILLE")));
    add_fields(line, personne_fields);
    send(line);
  }

  void finish_lien() {
    const std::int64_t rang = ++ranks_[2];
    const std::string eleve = key("ELEVE_ID"), personne = key("PERSONNE_ID");
    const auto niveau = find("NIVEAU_RESPONSABILITE");
    // Until 2018 RESP_LEGAL said 1, 2 or 0; read with today's levels, a contact would become a legal representative.
    if (niveau.empty() && !find("RESP_LEGAL").empty()) return refuse("export_trop_ancien", "RESP_LEGAL");
    if (eleve.empty()) return reject("lien", "", rang, "eleve_id", find("ELEVE_ID").empty() ? "absent" : "illisible");
    if (personne.empty()) {
      return reject("lien", eleve, rang, "personne_id", find("PERSONNE_ID").empty() ? "absent" : "illisible");
    }
    if (niveau != "1" && niveau != "2" && niveau != "3") {
      return reject("lien", eleve, rang, "niveau", niveau.empty() ? "absent" : "inconnu");
    }
    Line line("lien");
    line.text("eleve", eleve).text("personne", personne);
    add_fields(line, lien_fields);
    send(line);
  }

  void finish_adresse() {
    const std::int64_t rang = ++ranks_[3];
    const std::string id = key("@ADRESSE_ID");
    if (id.empty())
      return reject("adresse", "", rang, "adresse_id", find("@ADRESSE_ID").empty() ? "absent" : "illisible");
    Line line("adresse");
    line.text("id", id);
    add_fields(line, adresse_fields);
    send(line);
  }

  void finish_structures() {
    const std::string eleve = key("@ELEVE_ID");
    if (eleve.empty()) return;
    std::vector<std::string> divisions, groupes;
    std::string code, type;
    const auto flush = [&] {
      if (!code.empty() && code != "Inactifs" && !has_control(code))
        (type == "G" ? groupes : divisions).push_back(code);
      code.clear();
      type.clear();
    };
    for (const auto& value : values_) {
      if (value.path.ends_with('/'))
        flush();
      else if (value.path.ends_with("CODE_STRUCTURE"))
        code = value.text;
      else if (value.path.ends_with("TYPE_STRUCTURE"))
        type = value.text;
    }
    flush();
    send(Line("scolarite").text("eleve", eleve).list("divisions", divisions).list("groupes", groupes));
  }

  void finish_options() {
    const std::string eleve = key("@ELEVE_ID");
    if (eleve.empty()) return;
    std::vector<std::string> options;
    std::string rank, modality, subject;
    const auto flush = [&] {
      const std::string option = rank + " " + modality + " " + subject;
      if (!subject.empty() && !has_control(option)) options.push_back(option);
      rank.clear();
      modality.clear();
      subject.clear();
    };
    for (const auto& value : values_) {
      if (value.path.ends_with('/'))
        flush();
      else if (value.path.ends_with("NUM_OPTION"))
        rank = value.text;
      else if (value.path.ends_with("CODE_MODALITE_ELECT"))
        modality = value.text;
      else if (value.path.ends_with("CODE_MATIERE"))
        subject = value.text;
    }
    flush();
    send(Line("scolarite").text("eleve", eleve).list("options", options));
  }

  void finish_bourses() {
    std::string eleve = key("@ELEVE_ID");
    std::vector<std::string> bourses;
    for (const auto& value : values_) {
      if (eleve.empty() && value.path.ends_with("ELEVE_ID")) {
        bool readable = true;
        eleve = value_of(Form::key, value.text, readable);
      }
      if (value.path.ends_with("CODE_BOURSE") && !has_control(value.text)) bourses.push_back(value.text);
    }
    if (eleve.empty() || bourses.empty()) return;
    send(Line("scolarite").text("eleve", eleve).list("bourses", bourses));
  }

  void finish_code(std::string_view genre, std::string_view path, std::string_view champ, std::span<const Field> fields,
                   std::int64_t& rank) {
    ++rank;
    const auto code = find(path);
    if (code.empty() || code.size() > 20 || has_control(code)) {
      return reject(genre, "", rank, champ, code.empty() ? "absent" : "illisible");
    }
    Line line(genre);
    line.text("code", code);
    add_fields(line, fields);
    send(line);
  }

  std::string entree_;
  FrameWriter& out_;
  std::string_view kind_;
  std::string refus_, detail_, uai_, annee_;
  std::vector<std::string> names_;  // elements open, root first
  std::vector<Value> values_;       // of the record under way
  std::string record_, path_, text_;
  std::size_t value_bytes_ = 0;
  int record_depth_ = 0;  // 0: outside a record
  bool leaf_ = false;
  std::array<std::int64_t, 6> ranks_{};  // eleve, personne, lien, adresse, mef, division
};

// False when it was refused.
bool read_xml(std::string_view entree, Source source, FrameWriter& out) {
  Utf8Text text(std::move(source));
  Walk walk(entree, out);
  const std::unique_ptr<xmlTextReader, decltype(&xmlFreeTextReader)> reader(
      xmlReaderForIO(
          [](void* context, char* room, int size) { return static_cast<Utf8Text*>(context)->read(room, size); },
          nullptr, &text, nullptr, nullptr,
          XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
      xmlFreeTextReader);
  const auto start = CpuClock::now();
  int state = reader ? 1 : -1;
  for (std::size_t nodes = 1; reader && !walk.refused() && (state = xmlTextReaderRead(reader.get())) == 1; ++nodes) {
    // Time follows size: five seconds of a core, and one for each megabyte; waiting for the server to take lines is
    // free.
    if (nodes % 4096 == 0 &&
        CpuClock::now() - start > std::chrono::seconds(5) + std::chrono::seconds(text.bytes() >> 20)) {
      walk.refuse("lecture_trop_longue");
    }
    const int depth = xmlTextReaderDepth(reader.get());
    switch (xmlTextReaderNodeType(reader.get())) {
      case XML_READER_TYPE_ELEMENT: {
        const auto* name = reinterpret_cast<const char*>(xmlTextReaderConstLocalName(reader.get()));
        const bool empty = xmlTextReaderIsEmptyElement(reader.get()) == 1;
        if (name == nullptr || std::strlen(name) > max_text_bytes) {
          walk.refuse("texte_trop_long");
          break;
        }
        walk.open_element(name, depth, reader.get());
        if (empty && !walk.refused()) walk.close_element(depth);
        break;
      }
      case XML_READER_TYPE_END_ELEMENT:
        walk.close_element(depth);
        break;
      case XML_READER_TYPE_TEXT:
      case XML_READER_TYPE_CDATA:
        if (const auto* value = reinterpret_cast<const char*>(xmlTextReaderConstValue(reader.get())))
          walk.add_text(value);
        break;
      case XML_READER_TYPE_DOCUMENT_TYPE:
      case XML_READER_TYPE_ENTITY_REFERENCE:
        walk.refuse("doctype_interdit");
        break;
      default:
        break;
    }
  }
  // What stopped the bytes explains what stopped the parser.
  if (!text.refus.empty()) {
    walk.refuse(text.refus, text.detail);
  } else if (state < 0) {
    walk.refuse("xml_mal_forme");
  }
  walk.finish();
  return !walk.refused();
}

// --- ZIP ---

// In the C locale libarchive drops a name with an accent, and macOS's leavings could no longer be told from exports.
// Made before main: loading a locale opens a file, and the cage opens none.
const locale_t utf_8_names = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);

struct WithUtf8Names {
  WithUtf8Names() : before(uselocale(utf_8_names)) {}  // no such locale: nothing changes
  ~WithUtf8Names() { uselocale(before); }
  WithUtf8Names(const WithUtf8Names&) = delete;
  const locale_t before;
};

// Only to be shown: the part after the last slash, harmless characters.
std::string shown_name(const char* path) {
  std::string_view name = path == nullptr ? std::string_view() : std::string_view(path);
  if (const auto slash = name.find_last_of("/\\"); slash != std::string_view::npos) name.remove_prefix(slash + 1);
  return presentable(name);
}

bool is_left_by_a_system(std::string_view path) {
  const auto slash = path.find_last_of('/');
  const auto name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return name.starts_with('.') || path.starts_with("__MACOSX/");
}

struct ZipRefusal {
  std::string_view code;
  std::string detail;
};

ZipRefusal read_zip(std::span<const std::byte> untrusted, FrameWriter& out) {
  if (untrusted.size() > max_zip_bytes) return {"zip_trop_gros", {}};
  const WithUtf8Names names;
  const std::unique_ptr<archive, decltype(&archive_read_free)> zip(archive_read_new(), archive_read_free);
  archive_read_support_format_zip(zip.get());
  if (archive_read_open_memory(zip.get(), untrusted.data(), untrusted.size()) != ARCHIVE_OK) return {"zip_abime", {}};
  std::size_t entries = 0, exports = 0;
  for (;;) {
    archive_entry* entry = nullptr;
    const int state = archive_read_next_header(zip.get(), &entry);
    if (state == ARCHIVE_EOF) break;
    if (state < ARCHIVE_WARN) return {"zip_abime", {}};
    if (++entries > max_entries) return {"zip_trop_d_entrees", {}};
    const char* path = archive_entry_pathname(entry);
    const std::string name = shown_name(path);
    if (archive_entry_filetype(entry) == AE_IFDIR || is_left_by_a_system(path == nullptr ? "" : path)) continue;
    if (archive_entry_is_encrypted(entry) == 1) return {"zip_chiffre", name};
    if (archive_entry_filetype(entry) != AE_IFREG) return {"zip_abime", name};
    ++exports;
    std::size_t inflated = 0;
    std::string_view stopped;
    const auto before = archive_filter_bytes(zip.get(), -1);
    const bool taken = read_xml(
        name,
        [&](std::span<unsigned char> room) -> std::ptrdiff_t {
          const auto got = archive_read_data(zip.get(), room.data(), room.size());
          if (got < 0) return -1;
          inflated += static_cast<std::size_t>(got);
          const auto consumed =
              static_cast<std::size_t>(std::max<la_int64_t>(archive_filter_bytes(zip.get(), -1) - before, 1));
          if (inflated > free_inflation_bytes && inflated / max_inflation > consumed) {
            stopped = "zip_piege";
            return -1;
          }
          return static_cast<std::ptrdiff_t>(got);
        },
        out);
    if (!stopped.empty()) return {stopped, name};
    if (!taken) return {};  // one refused is enough to refuse the whole: the rest needs no reading
  }
  if (exports == 0) return {"zip_vide", {}};
  return {};
}

}  // namespace

void read_bee(std::span<const std::byte> untrusted, FrameWriter& out) {
  ZipRefusal refusal;
  try {
    const std::string_view bytes(reinterpret_cast<const char*>(untrusted.data()), untrusted.size());
    if (bytes.starts_with("PK\x03\x04")) {
      refusal = read_zip(untrusted, out);
    } else if (bytes.starts_with("PK\x05\x06")) {
      refusal = {"zip_vide", {}};
    } else {
      std::size_t at = 0;
      read_xml(
          {},
          [&](std::span<unsigned char> room) {
            const std::size_t count = std::min(room.size(), bytes.size() - at);
            std::memcpy(room.data(), bytes.data() + at, count);
            at += count;
            return static_cast<std::ptrdiff_t>(count);
          },
          out);
    }
  } catch (const std::exception&) {
    refusal = {"lecture_impossible", {}};
  }
  // Refused by the writer only when the answer is full, and then the export's own end says so.
  static_cast<void>(out.record(Line("document").text("refus", refusal.code).text("detail", refusal.detail).close()));
}

// A ZIP of one small export whose name, « é.xml », is marked as UTF-8.
void warm_read_bee() {
  static constexpr char sample[] =
      "PK\003\004\024\000\000\010\010\000\000\000!\134\335\204m\016t\000\000\000\256\000\000\000\006\000"
      "\000\000\303\251.xml\263\261\257\310\315Q(K-*\316\314\317\263U2\3243PRH\315K\316O\311\314K\267U\362"
      "\014\366\327\265\2600\265\32454U\262\267\263qru\215w\365q\015s\015V\010s\015\012\366\364\367\263U"
      "2\006\352\260\263\011p\014r\364u\015\011r\015\266\263\011u\364\262300\260\264\2644\360\262\321\007"
      "\361l\364\221\345\025uu+\210\004\272\272@\275\010[\355\000PK\001\002\024\003\024\000\000\010\010\000"
      "\000\000!\134\335\204m\016t\000\000\000\256\000\000\000\006\000\000\000\000\000\000\000\000\000\000"
      "\000\200\001\000\000\000\000\303\251.xmlPK\005\006\000\000\000\000\001\000\001\0004\000\000\000\230"
      "\000\000\000\000\000";
  xmlInitParser();
  FrameWriter nobody([](std::span<const std::byte>) {});
  read_bee(std::as_bytes(std::span(sample, sizeof sample - 1)), nobody);
}

}  // namespace pipeline
