#include "server/demo/college.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>

namespace server {
namespace {

// Surnames nobody bears by chance together: plants and birds, some in other languages, since a collège's families come
// from everywhere. All can be written in ISO-8859-15 but what is said below.
constexpr std::string_view surnames[] = {
    "ABRICOTIER",     "ACACIA",     "ACHILLÉE",      "AIGRETTE",      "AJONC",         "ALISIER",     "ALOUETTE",
    "AMANDIER",       "AMARYLLIS",  "ANCOLIE",       "ANÉMONE",       "ARGOUSIER",     "ARMOISE",     "ASPHODÈLE",
    "AUBÉPINE",       "AULNE",      "AVOCETTE",      "AZALÉE",        "BALBUZARD",     "BARDANE",     "BÉCASSEAU",
    "BEGÓNIA",        "BELLADONE",  "BERGERONNETTE", "BERNACHE",      "BLEUET",        "BOUVREUIL",   "BRUANT",
    "BRUYÈRE",        "BUISSON",    "BUSARD",        "CAMÉLIA",       "CAMPANULE",     "CAPUCINE",    "CARDAMINE",
    "CASUARINA",      "CENTAURÉE",  "CHARDON",       "CHARME",        "CHÈVREFEUILLE", "CHOUCAS",     "CIGOGNE",
    "CISTE",          "CLÉMATITE",  "COGNASSIER",    "COLIBRI",       "COLCHIQUE",     "CORMORAN",    "CORNOUILLER",
    "COURLIS",        "CYCLAMEN",   "CYPRÈS",        "CYTISE",        "DAHLIA",        "DIGITALE",    "ÉGLANTIER",
    "ÉPERVIER",       "ÉPICÉA",     "ÉRABLE",        "ÉTOURNEAU",     "EUPHORBE",      "FAUVETTE",    "FOUGÈRE",
    "FRAMBOISIER",    "FRÊNE",      "FUCHSIA",       "FUSAIN",        "GARDENIA",      "GENÊT",       "GENÉVRIER",
    "GENTIANE",       "GÉRANIUM",   "GLYCINE",       "GOBEMOUCHE",    "GOÉLAND",       "GRÈBE",       "GRIVE",
    "GUIMAUVE",       "HELLÉBORE",  "HÊTRE",         "HIBISCUS",      "HIRONDELLE",    "HORTENSIA",   "HOUX",
    "HUPPE",          "IMMORTELLE", "IPOMÉE",        "JACARANDA",     "JACINTHE",      "JASMIN",      "JONQUILLE",
    "KINGLET",        "LAGOPÈDE",   "LAURIER",       "LAVANDE",       "LILAS",         "LINOTTE",     "LISERON",
    "LOBÉLIE",        "LORIOT",     "LUPIN",         "MACAREUX",      "MAGNOLIA",      "MARJOLAINE",  "MARTINET",
    "MÉLÈZE",         "MÉSANGE",    "MIMOSA",        "MOUETTE",       "MUGUET",        "MYOSOTIS",    "NÉFLIER",
    "NÉNUPHAR",       "NOISETIER",  "ŒILLET",        "ORCHIS",        "ORTOLAN",       "OSEILLE",     "OSIER",
    "PALOMBE",        "PAVOT",      "PERVENCHE",     "PÉTREL",        "PÉTUNIA",       "PEUPLIER",    "PINSON",
    "PIVERT",         "PIVOINE",    "PLATANE",       "PLUVIER",       "PRIMEVÈRE",     "PRUNELLIER",  "RENONCULE",
    "RÉSÉDA",         "ROITELET",   "ROMARIN",       "ROSSIGNOL",     "ROUGEQUEUE",    "SAPONAIRE",   "SARCELLE",
    "SAULE",          "SAUGE",      "SCABIEUSE",     "SERINGAT",      "SITTELLE",      "SORBIER",     "SPATULE",
    "STERNE",         "SUREAU",     "TADORNE",       "TAMARIS",       "TARIER",        "THUYA",       "TILLEUL",
    "TOURTERELLE",    "TROÈNE",     "TROGLODYTE",    "TULIPIER",      "VALÉRIANE",     "VANNEAU",     "VERDIER",
    "VERVEINE",       "VIOLETTE",   "VIORNE",        "YEUSE",         "ZINNIA",        "AL YASAMIN",  "BEN ZAYTOUN",
    "DA OLIVEIRINHA", "GIRASSOL",   "GÜVERCIN",      "HAYA",          "HOA SEN",       "JAZMÍN",      "KAVAK",
    "LASTAVICA",      "LOTOS",      "NACHTIGALL",    "NARANJO",       "N'GUÉRÉ",       "NOGAL",       "O'ROWAN",
    "PÁJARO",         "PAPATYA",    "RØDSTRUPE",     "SCHWALBE",      "SLAVUJ",        "SÕNAJALG",    "TUIUIÚ",
    "VAN DER TULP",   "WALNUSS",    "YASMINE",       "CŒUR-DE-MARIE", "L'HELLÉBORE",   "D'ANGÉLIQUE", "VERGE D'OR"};

constexpr std::string_view girls[] = {
    "Adèle",     "Agathe",    "Aïcha",  "Alba",      "Alice",    "Alix",      "Amina",    "Anaïs",     "Andréa",
    "Anna",      "Apolline",  "Assia",  "Aya",       "Axelle",   "Bérénice",  "Camille",  "Capucine",  "Célestine",
    "Charlotte", "Chloé",     "Clara",  "Constance", "Dalia",    "Diane",     "Dounia",   "Élise",     "Élodie",
    "Ema",       "Emma",      "Erin",   "Éva",       "Fanta",    "Fatoumata", "Flora",    "Gabrielle", "Garance",
    "Hafsa",     "Hanaé",     "Hélène", "Héloïse",   "Hortense", "Imane",     "Inès",     "Iris",      "Jade",
    "Jeanne",    "Joséphine", "Julia",  "Kadiatou",  "Kenza",    "Lana",      "Léa",      "Lina",      "Linh",
    "Lou",       "Lou-Anne",  "Louise", "Lucie",     "Luna",     "Lyna",      "Maëlys",   "Maïa",      "Malak",
    "Manon",     "Margaux",   "Mariam", "Marie-Lou", "Mathilde", "Maya",      "Mei",      "Mila",      "Mya",
    "Naïla",     "Nina",      "Noémie", "Nour",      "Océane",   "Olympe",    "Paola",    "Pauline",   "Rania",
    "Romane",    "Rose",      "Roxane", "Safia",     "Salomé",   "Sarah",     "Selma",    "Sirine",    "Sofia",
    "Soline",    "Suzanne",   "Tess",   "Thaïs",     "Tiphaine", "Valentine", "Victoire", "Yasmine",   "Zélie",
    "Zoë"};

constexpr std::string_view boys[] = {
    "Aaron",         "Achille",    "Adam",       "Adrien",   "Ahmed",    "Alexis",   "Amadou",  "Anatole",  "Antoine",
    "Antonin",       "Arthur",     "Augustin",   "Axel",     "Aymeric",  "Baptiste", "Basile",  "Bilal",    "Camille",
    "Céleste",       "Clément",    "Côme",       "Corentin", "Dario",    "Diego",    "Djibril", "Élie",     "Eliott",
    "Émile",         "Enzo",       "Esteban",    "Ethan",    "Étienne",  "Evan",     "Félix",   "Gabin",    "Gaspard",
    "Gaël",          "Hamza",      "Hippolyte",  "Hugo",     "Ibrahim",  "Ilyès",    "Isaac",   "Ismaël",   "Ivan",
    "Jean-Baptiste", "Joachim",    "Joseph",     "Jules",    "Kaïs",     "Karim",    "Kévin",   "Khalil",   "Léandre",
    "Léo",           "Léon",       "Liam",       "Loïc",     "Louis",    "Loup",     "Lucas",   "Maël",     "Malo",
    "Mamadou",       "Marceau",    "Martin",     "Mathéo",   "Mathis",   "Maxence",  "Mehdi",   "Minh",     "Moïse",
    "Naël",          "Nathan",     "Nicolas",    "Noah",     "Noé",      "Nolan",    "Octave",  "Oscar",    "Owen",
    "Pablo",         "Paul-Émile", "Quentin",    "Raphaël",  "Rayan",    "Rémi",     "Robin",   "Sacha",    "Samuel",
    "Sandro",        "Simon",      "Souleymane", "Théo",     "Thibault", "Timothée", "Tom",     "Valentin", "Youssef",
    "Zacharie"};

constexpr std::string_view women[] = {
    "Aïssatou",  "Alexandra", "Amélie",    "Ana",          "Angélique", "Anne-Sophie", "Audrey",     "Aurélie",
    "Béatrice",  "Carine",    "Caroline",  "Catherine",    "Cécile",    "Céline",      "Christelle", "Claire",
    "Delphine",  "Djamila",   "Elena",     "Élisabeth",    "Émilie",    "Estelle",     "Fadila",     "Fatima",
    "Florence",  "Gaëlle",    "Géraldine", "Hélène",       "Ikram",     "Isabelle",    "Joëlle",     "Johanna",
    "Julie",     "Karine",    "Khadija",   "Laëtitia",     "Latifa",    "Laure",       "Leïla",      "Lucile",
    "Magali",    "Mai",       "Malika",    "Marie-Noëlle", "Marion",    "Mélanie",     "Mireille",   "Muriel",
    "Nadège",    "Nadia",     "Naïma",     "Nathalie",     "Odile",     "Olga",        "Patricia",   "Peggy",
    "Rachida",   "Sabrina",   "Samira",    "Sandrine",     "Séverine",  "Solène",      "Sonia",      "Soraya",
    "Stéphanie", "Sylvie",    "Valérie",   "Vanessa",      "Virginie",  "Yolande"};

constexpr std::string_view men[] = {
    "Abdel",   "Alain",      "Alexandre", "André",    "Arnaud",    "Benoît",   "Bertrand",    "Boris",    "Bruno",
    "Cédric",  "Christophe", "Cyril",     "Damien",   "David",     "Didier",   "Driss",       "Emmanuel", "Éric",
    "Fabien",  "Farid",      "Florent",   "François", "Frédéric",  "Gérald",   "Gilles",      "Grégory",  "Guillaume",
    "Hakim",   "Hervé",      "Jamel",     "Jean-Luc", "Jérôme",    "João",     "Joël",        "Julien",   "Karim",
    "Laurent", "Ludovic",    "Malik",     "Marc",     "Matthieu",  "Mickaël",  "Mohamed",     "Mustapha", "Nguyen",
    "Olivier", "Ousmane",    "Pascal",    "Patrice",  "Paulo",     "Philippe", "Pierre-Yves", "Rachid",   "Régis",
    "Renaud",  "Rodolphe",   "Romain",    "Samir",    "Sébastien", "Serge",    "Stéphane",    "Sylvain",  "Tarek",
    "Thierry", "Tristan",    "Vincent",   "Wilfried", "Xavier",    "Yann",     "Yvan"};

struct Commune {
  std::string_view insee, nom, code_postal;
};
// Of one département: postal codes and INSEE codes are true, so that checks of addresses have something to find.
constexpr Commune communes[] = {{"15014", "AURILLAC", "15000"},     {"15014", "AURILLAC", "15000"},
                                {"15014", "AURILLAC", "15000"},     {"15012", "ARPAJON SUR CERE", "15130"},
                                {"15267", "YTRAC", "15130"},        {"15083", "JUSSAC", "15250"},
                                {"15258", "VIC SUR CERE", "15800"}, {"15187", "ST FLOUR", "15100"}};

constexpr std::string_view streets[] = {
    "RUE DES ORMEAUX",        "RUE DE LA FONTAINE",        "AVENUE DU PLATEAU", "IMPASSE DES SORBIERS",
    "CHEMIN DU VIEUX MOULIN", "ALLÉE DES MÉSANGES",        "RUE DU LAVOIR",     "PLACE DE LA HALLE",
    "BOULEVARD DU PONT",      "ROUTE DE LA CROIX BLANCHE", "RUE DE L'ÉGLISE",   "SQUARE DES LILAS",
    "RUE DES TANNEURS",       "CHEMIN DE RONDE",           "RUE DU FOUR BANAL", "AVENUE DE LA PRAIRIE"};
constexpr std::string_view buildings[] = {"RÉSIDENCE LES GENÊTS BÂT A", "RÉSIDENCE DU PARC BÂT C APPT 12",
                                          "LES TERRASSES ESCALIER 3", "LIEU-DIT LE BOURG"};

struct Country {
  std::string_view code, town;
};
constexpr Country countries[] = {{"139", "BRAGA"},  {"350", "OUJDA"},   {"352", "SÉTIF"}, {"351", "SFAX"},
                                 {"326", "BOUAKÉ"}, {"155", "POLTAVA"}, {"243", "HUÉ"},   {"109", "ULM"}};

constexpr std::string_view professions[] = {"10", "21", "22", "31", "33", "34", "37", "38", "42", "43", "45", "46",
                                            "47", "48", "52", "53", "54", "55", "56", "62", "63", "65", "67", "85"};

struct Level {
  char digit;
  std::string_view mef, previous_mef;
};
constexpr Level levels[] = {{'6', "10010012110", "00310002220"},
                            {'5', "10110001110", "10010012110"},
                            {'4', "10210001110", "10110001110"},
                            {'3', "10310019110", "10210001110"}};

// The standard's distributions differ from one library to the next; an invented collège must not.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 0x632BE59BD9B4E019u) {}
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <class T, std::size_t count>
  const T& pick(const T (&from)[count]) {
    return from[below(count)];
  }
  const std::string& pick(const std::vector<std::string>& from) { return from[below(from.size())]; }

 private:
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

// As SIECLE does: what ISO-8859-15 can't write becomes "?".
std::string to_iso_8859_15(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      bytes += static_cast<char>(c);
      continue;
    }
    const std::size_t more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
    unsigned code = c & (0x3Fu >> more);
    for (std::size_t k = 0; k < more && i + 1 < text.size(); ++k)
      code = (code << 6) | (static_cast<unsigned char>(text[++i]) & 0x3Fu);
    switch (code) {
      case 0x20AC:
        code = 0xA4;
        break;
      case 0x160:
        code = 0xA6;
        break;
      case 0x161:
        code = 0xA8;
        break;
      case 0x17D:
        code = 0xB4;
        break;
      case 0x17E:
        code = 0xB8;
        break;
      case 0x152:
        code = 0xBC;
        break;
      case 0x153:
        code = 0xBD;
        break;
      case 0x178:
        code = 0xBE;
        break;
      default:
        break;
    }
    bytes += code < 0x100 ? static_cast<char>(code) : '?';
  }
  return bytes;
}

class Xml {
 public:
  Xml& open(std::string_view tag) { return put({"<", tag, ">\n"}); }
  Xml& open(std::string_view tag, std::string_view attribute, std::string_view value) {
    return put({"<", tag, " ", attribute, "=\"", value, "\">\n"});
  }
  Xml& close(std::string_view tag) { return put({"</", tag, ">\n"}); }
  Xml& leaf(std::string_view tag, std::string_view value) {
    put({"<", tag, ">"});
    for (const char c : value) {
      if (c == '&')
        text_ += "&amp;";
      else if (c == '<')
        text_ += "&lt;";
      else
        text_ += c;
    }
    return put({"</", tag, ">\n"});
  }
  // Absent, as SIECLE leaves out what its base does not hold.
  Xml& some(std::string_view tag, std::string_view value) { return value.empty() ? *this : leaf(tag, value); }
  std::string bytes() const { return to_iso_8859_15(text_); }

 private:
  Xml& put(std::initializer_list<std::string_view> parts) {
    for (const auto part : parts) text_ += part;
    return *this;
  }
  std::string text_ = "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n";
};

std::string two_digits(std::size_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string padded(std::size_t number, std::size_t width) {
  std::string digits = std::to_string(number);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

// ASCII letters of a name, for an address at example.org.
std::string mail_part(std::string_view name) {
  std::string part;
  const std::string latin = to_iso_8859_15(name);
  static constexpr std::string_view plain = "aaaaaaaceeeeiiiidnooooo ouuuuyts";  // C0 to DF
  for (const char byte : latin) {
    const auto c = static_cast<unsigned char>(byte);
    if (c >= 'A' && c <= 'Z')
      part += static_cast<char>(c - 'A' + 'a');
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      part += byte;
    else if (c == ' ' || c == '-')
      part += '-';
    else if (c == 0xBC || c == 0xBD)
      part += "oe";
    else if (c >= 0xC0 && c != 0xD7 && c != 0xF7)
      part += plain[c & 0x1F];
  }
  return part;
}

struct Adresse {
  std::size_t id = 0;
  std::string ligne_1, ligne_2;
  Commune commune;
  std::string_view town_abroad;  // instead of the commune
};

struct Eleve {
  std::size_t rank = 0, level = 0;
  bool girl = false, repeats = false;
  std::string nom, prenom, prenom_2, naissance, ine, division, regime, mef;
  Commune born;
  const Country* born_abroad = nullptr;
};

struct Personne {
  std::size_t id = 0, adresse = 0;
  std::string civilite, nom, nom_usage, prenom, portable, personnel, courriel;
  std::string_view profession;
};

struct Lien {
  std::size_t eleve, personne;
  char niveau;
  std::string_view parente;
  bool paie, aides, heberge, prioritaire;
};

class College {
 public:
  College(unsigned seed, int eleves, int divisions, int annee)
      : dice_(seed), wanted_(static_cast<std::size_t>(std::max(1, eleves))), annee_(annee) {
    const std::size_t classes = static_cast<std::size_t>(std::max(4, divisions));
    for (std::size_t i = 0; i < classes; ++i) {
      const std::size_t level = i % 4, place = i / 4;
      std::string code(1, levels[level].digit);
      if (level == 1) code += ' ';  // real codes hold blanks: « 5 B »
      code += static_cast<char>('A' + place % 26);
      if (place >= 26) code += std::to_string(place / 26);
      divisions_[level].push_back(std::move(code));
    }
    while (eleves_.size() < wanted_) family();
    // SIECLE never forgets the parents of a pupil who left: a few persons linked to nobody.
    for (std::size_t i = 0; i < wanted_ / 100; ++i) adult(dice_.chance(50), surname(), address(false));
  }

  std::string eleves_xml() const;
  std::string responsables_xml() const;
  std::string nomenclature_xml() const;
  std::string structures_xml() const;

 private:
  std::string surname() {
    std::string nom(dice_.pick(surnames));
    // One in twelve bears two names.
    if (dice_.chance(8)) nom += "-" + std::string(dice_.pick(surnames));
    return nom;
  }

  std::size_t address(bool abroad) {
    Adresse adresse;
    adresse.id = 620001 + adresses_.size();
    const std::string street =
        std::to_string(1 + dice_.below(140)) + (dice_.chance(6) ? " BIS " : " ") + std::string(dice_.pick(streets));
    if (dice_.chance(18)) {
      adresse.ligne_1 = dice_.pick(buildings);
      adresse.ligne_2 = street;
    } else {
      adresse.ligne_1 = street;
    }
    adresse.commune = dice_.pick(communes);
    if (abroad) adresse.town_abroad = "COIMBRA";
    adresses_.push_back(adresse);
    return adresse.id;
  }

  std::string telephone() {
    // A step prime to 10,000 goes through Arcep's whole range for fiction before any number comes twice.
    const std::string last = padded(phones_++ * 7919 % 10000, 4);
    switch (dice_.below(20)) {
      case 0:
        return "06 39 98 " + last.substr(0, 2) + " " + last.substr(2);
      case 1:
        return "0639 98" + last;
      case 2:
        return "639 98 " + last;  // a spreadsheet took away the zero
      case 3:
        return "06.39.98." + last.substr(0, 2) + "." + last.substr(2);
      default:
        return "+3363998" + last;
    }
  }

  std::size_t adult(bool woman, std::string nom, std::size_t adresse, std::string nom_usage = {}) {
    Personne personne;
    personne.id = 830001 + personnes_.size();
    personne.adresse = adresse;
    personne.civilite = woman ? "MME" : "M.";
    personne.nom = std::move(nom);
    if (nom_usage != personne.nom) personne.nom_usage = std::move(nom_usage);
    personne.prenom = woman ? dice_.pick(women) : dice_.pick(men);
    if (dice_.chance(93)) personne.portable = telephone();
    if (dice_.chance(20)) personne.personnel = telephone();
    if (dice_.chance(84)) {
      const auto& shown = personne.nom_usage.empty() ? personne.nom : personne.nom_usage;
      personne.courriel = mail_part(personne.prenom) + "." + mail_part(shown) + "." +
                          std::to_string(personne.id % 1000) + "@example.org";
    }
    personne.profession = dice_.chance(90) ? dice_.pick(professions) : std::string_view("99");
    personnes_.push_back(std::move(personne));
    return personnes_.back().id;
  }

  std::size_t child(const std::string& nom, std::size_t level, const std::string* naissance = nullptr) {
    Eleve eleve;
    eleve.rank = eleves_.size();
    eleve.level = level;
    eleve.girl = dice_.chance(49);
    eleve.nom = nom;
    do {
      eleve.prenom = eleve.girl ? dice_.pick(girls) : dice_.pick(boys);
    } while (!children_called_.insert(eleve.prenom).second);
    if (dice_.chance(70)) eleve.prenom_2 = eleve.girl ? dice_.pick(girls) : dice_.pick(boys);
    eleve.repeats = dice_.chance(2);
    const int born = annee_ - 11 - static_cast<int>(level) - (eleve.repeats ? 1 : 0);
    eleve.naissance = naissance != nullptr ? *naissance
                                           : two_digits(1 + dice_.below(28)) + "/" + two_digits(1 + dice_.below(12)) +
                                                 "/" + std::to_string(born);
    // No register has begun a number with 999.
    static constexpr std::string_view letters = "ABCDEFGHJK";
    if (!dice_.chance(2)) {
      eleve.ine = "999" + padded(eleve.rank + 1, 6) + letters[dice_.below(10)] + letters[dice_.below(10)];
    }
    eleve.division = dice_.pick(divisions_[level]);
    static constexpr std::string_view regimes[] = {"0", "2", "24", "24", "24", "24", "22", "29"};
    eleve.regime = dice_.pick(regimes);
    eleve.mef = level == 0 && dice_.chance(15) ? "1001001211U" : levels[level].mef;
    if (dice_.chance(9)) {
      eleve.born_abroad = &dice_.pick(countries);
    } else {
      eleve.born = dice_.pick(communes);
    }
    eleves_.push_back(std::move(eleve));
    return eleves_.back().rank;
  }

  void link(const std::vector<std::size_t>& children, std::size_t personne, char niveau, std::string_view parente,
            bool paie, bool heberge, bool prioritaire) {
    for (const std::size_t eleve : children) {
      liens_.push_back({eleve, personne, niveau, parente, paie, paie, heberge, prioritaire});
    }
  }

  void family();

  Dice dice_;
  std::size_t wanted_, phones_ = 0;
  bool lost_letter_ = false;
  int annee_;
  std::vector<std::string> divisions_[4];
  std::vector<Eleve> eleves_;
  std::vector<Personne> personnes_;
  std::vector<Adresse> adresses_;
  std::vector<Lien> liens_;
  std::set<std::string> children_called_;  // within one family
};

void College::family() {
  children_called_.clear();
  std::string father = surname(), mother = surname();
  // One child bears both parents' names, most one.
  const bool both = dice_.chance(14);
  std::string nom = both ? mother + " " + father : dice_.chance(84) ? father : mother;
  // A letter SIECLE can't write comes out as a question mark, and the family is asked.
  if (!lost_letter_ && eleves_.size() >= 40) {
    nom = "D’AUBÉPINE";
    lost_letter_ = true;
  }
  const std::size_t size = dice_.chance(72) ? 1 : dice_.chance(82) ? 2 : 3;
  std::vector<std::size_t> children;
  std::size_t level = dice_.below(4);
  for (std::size_t i = 0; i < size && eleves_.size() < wanted_; ++i) {
    const bool twin = i > 0 && dice_.chance(6);
    if (i > 0 && !twin) level = (level + 1) % 4;
    const std::string same_day = twin ? eleves_[children.back()].naissance : "";
    children.push_back(child(nom, level, twin ? &same_day : nullptr));
  }
  const auto contact = [&](unsigned percent) {
    if (!dice_.chance(percent)) return;
    static constexpr std::string_view bonds[] = {"38", "38", "39", "90", "37"};
    link(children, adult(dice_.chance(65), surname(), dice_.chance(60) ? address(false) : 0), '3', dice_.pick(bonds),
         false, false, false);
  };
  const std::size_t kind = dice_.below(100);
  if (kind < 60) {  // one home
    const std::size_t home = address(dice_.chance(1));
    link(children, adult(true, mother, home, dice_.chance(55) ? father : std::string()), '1', "10", false, true, true);
    link(children, adult(false, father, home), '1', "20", true, true, false);
    contact(50);
  } else if (kind < 83) {  // two homes; the child sleeps in both, or in one
    const bool alternating = dice_.chance(55), with_mother = dice_.chance(75);
    link(children, adult(true, mother, address(false)), '1', "10", with_mother, alternating || with_mother,
         with_mother);
    link(children, adult(false, father, address(dice_.chance(3))), '1', "20", !with_mother, alternating || !with_mother,
         !with_mother);
    contact(45);
  } else if (kind < 97) {  // one parent
    const bool woman = dice_.chance(85);
    link(children, adult(woman, woman ? mother : father, address(false)), '1', woman ? "10" : "20", true, true, true);
    contact(70);
  } else if (kind < 99) {  // the département is the guardian, a foster carer opens her door
    const std::size_t service = adult(dice_.chance(70), "VERDURE", address(false));
    link(children, service, '1', "51", true, false, false);
    link(children, adult(true, surname(), address(false)), '2', "42", false, true, true);
  } else {  // a grandparent or another tutor
    link(children, adult(dice_.chance(60), surname(), address(false)), '1', "50", true, true, true);
    contact(40);
  }
}

void open_export(Xml& xml, std::string_view root, std::string_view version, int annee) {
  const std::string year = std::to_string(annee);
  xml.open(root, "VERSION", version).open("PARAMETRES");
  xml.leaf("UAJ", "0009990J").leaf("ANNEE_SCOLAIRE", year).leaf("DATE_EXPORT", "06/07/" + year);
  xml.leaf("HORODATAGE", "06/07/" + year + " 18:31:07").close("PARAMETRES").open("DONNEES");
}

std::string College::eleves_xml() const {
  Xml xml;
  open_export(xml, "BEE_ELEVES", "3.0", annee_);
  const auto key = [](const Eleve& eleve) { return std::to_string(4100001 + eleve.rank); };
  xml.open("ELEVES");
  for (const auto& eleve : eleves_) {
    xml.open("ELEVE", "ELEVE_ID", key(eleve));
    xml.some("ID_NATIONAL", eleve.ine).some("INE_RNIE", eleve.ine).leaf("ELENOET", std::to_string(1201 + eleve.rank));
    xml.leaf("NOM_DE_FAMILLE", eleve.nom).leaf("PRENOM", eleve.prenom).some("PRENOM2", eleve.prenom_2);
    xml.leaf("DATE_NAISS", eleve.naissance).leaf("DOUBLEMENT", eleve.repeats ? "1" : "0");
    xml.leaf("CODE_PAYS", eleve.born_abroad != nullptr ? eleve.born_abroad->code : "100").leaf("ACCEPTE_SMS", "0");
    xml.leaf("DATE_MODIFICATION", "06/07/" + std::to_string(annee_)).leaf("CODE_REGIME", eleve.regime);
    xml.leaf("DATE_ENTREE",
             "01/09/" + std::to_string(eleve.level == 0 ? annee_ : annee_ - static_cast<int>(eleve.level)));
    xml.leaf("VILLE_NAISS", eleve.born_abroad != nullptr ? eleve.born_abroad->town : "");
    xml.leaf("CODE_SEXE", eleve.girl ? "2" : "1").leaf("CODE_PAYS_NAT", "100").leaf("CODE_STATUT", "ST");
    xml.leaf("CODE_MEF", eleve.mef);
    if (eleve.born_abroad == nullptr) {
      xml.leaf("CODE_DEPARTEMENT_NAISS", "015").leaf("CODE_COMMUNE_INSEE_NAISS", eleve.born.insee);
    }
    xml.leaf("ADHESION_TRANSPORT", eleve.rank % 5 == 0 ? "1" : "0").leaf("CODE_PROVENANCE", "1");
    const bool newcomer = eleve.level == 0 && !eleve.repeats;
    xml.open("SCOLARITE_AN_DERNIER");
    xml.leaf("CODE_MEF", eleve.repeats ? levels[eleve.level].mef : levels[eleve.level].previous_mef);
    xml.leaf("CODE_STRUCTURE", newcomer ? "CM2" : eleve.repeats ? eleve.division : divisions_[eleve.level - 1].front());
    xml.leaf("CODE_RNE", newcomer ? "0009951S" : "0009990J").leaf("CODE_NATURE", newcomer ? "151" : "340");
    xml.leaf("SIGLE", newcomer ? "E.E.PU" : "CLG").leaf("DENOM_PRINC", newcomer ? "ECOLE ELEMENTAIRE" : "COLLEGE");
    xml.leaf("DENOM_COMPL", "LES TILLEULS").close("SCOLARITE_AN_DERNIER").close("ELEVE");
  }
  xml.close("ELEVES").open("OPTIONS");
  for (const auto& eleve : eleves_) {
    const auto option = [&xml](std::string_view rank, std::string_view modality, std::string_view subject) {
      xml.open("OPTIONS_ELEVE").leaf("NUM_OPTION", rank).leaf("CODE_MODALITE_ELECT", modality);
      xml.leaf("CODE_MATIERE", subject).close("OPTIONS_ELEVE");
    };
    xml.open("OPTION", "ELEVE_ID", key(eleve));
    option("1", "O", "030201");
    if (eleve.level > 0) option("2", "O", eleve.rank % 3 == 0 ? "030102" : "030602");
    xml.close("OPTION");
  }
  xml.close("OPTIONS").open("STRUCTURES");
  for (const auto& eleve : eleves_) {
    xml.open("STRUCTURES_ELEVE", "ELEVE_ID", key(eleve)).open("STRUCTURE");
    xml.leaf("CODE_STRUCTURE", eleve.division).leaf("TYPE_STRUCTURE", "D").close("STRUCTURE").close("STRUCTURES_ELEVE");
  }
  xml.close("STRUCTURES").open("BOURSES").close("BOURSES").open("ADRESSES").close("ADRESSES");
  xml.close("DONNEES").close("BEE_ELEVES");
  return xml.bytes();
}

std::string College::responsables_xml() const {
  Xml xml;
  open_export(xml, "BEE_RESPONSABLES", "2.1", annee_);
  xml.open("PERSONNES");
  for (const auto& personne : personnes_) {
    xml.open("PERSONNE", "PERSONNE_ID", std::to_string(personne.id));
    xml.leaf("LC_CIVILITE", personne.civilite).leaf("LL_CIVILITE", personne.civilite == "MME" ? "MADAME" : "MONSIEUR");
    xml.leaf("NOM_DE_FAMILLE", personne.nom).some("NOM_USAGE", personne.nom_usage).leaf("PRENOM", personne.prenom);
    xml.some("TEL_PERSONNEL", personne.personnel).some("TEL_PORTABLE", personne.portable);
    xml.leaf("ACCEPTE_SMS", personne.id % 3 == 0 ? "0" : "1").leaf("TEL_PROFESSIONNEL", "");
    xml.some("MEL", personne.courriel).leaf("COMMUNICATION_ADRESSE", personne.id % 4 == 0 ? "0" : "1");
    if (personne.adresse != 0) xml.leaf("ADRESSE_ID", std::to_string(personne.adresse));
    xml.leaf("CODE_PROFESSION", personne.profession).close("PERSONNE");
  }
  xml.close("PERSONNES").open("RESPONSABLES");
  const auto yes_no = [](bool yes) { return yes ? "true" : "false"; };
  for (const auto& lien : liens_) {
    xml.open("RESPONSABLE_ELEVE").leaf("ELEVE_ID", std::to_string(4100001 + lien.eleve));
    xml.leaf("PERSONNE_ID", std::to_string(lien.personne)).leaf("NIVEAU_RESPONSABILITE", std::string(1, lien.niveau));
    xml.leaf("CODE_PARENTE", lien.parente).leaf("PAIE_FRAIS_SCOLAIRES", lien.paie ? "1" : "0");
    xml.leaf("PERCOIT_LES_AIDES", yes_no(lien.aides)).leaf("HEBERGE_ELEVE", yes_no(lien.heberge));
    xml.leaf("A_CONTACTER_EN_PRIORITE", yes_no(lien.prioritaire)).close("RESPONSABLE_ELEVE");
  }
  xml.close("RESPONSABLES").open("ADRESSES");
  for (const auto& adresse : adresses_) {
    xml.open("ADRESSE", "ADRESSE_ID", std::to_string(adresse.id));
    xml.leaf("LIGNE1_ADRESSE", adresse.ligne_1).some("LIGNE2_ADRESSE", adresse.ligne_2);
    if (!adresse.town_abroad.empty()) {
      xml.leaf("COMMUNE_ETRANGERE", adresse.town_abroad).leaf("CODE_PAYS", "139").leaf("LL_PAYS", "PORTUGAL");
    } else {
      xml.leaf("CODE_POSTAL", adresse.commune.code_postal).leaf("CODE_PAYS", "100");
      xml.leaf("CODE_COMMUNE_INSEE", adresse.commune.insee).leaf("LL_PAYS", "FRANCE").leaf("CODE_DEPARTEMENT", "015");
      xml.leaf("LIBELLE_POSTAL", adresse.commune.nom);
    }
    xml.close("ADRESSE");
  }
  xml.close("ADRESSES").close("DONNEES").close("BEE_RESPONSABLES");
  return xml.bytes();
}

std::string College::nomenclature_xml() const {
  Xml xml;
  open_export(xml, "BEE_NOMENCLATURES", "3.1", annee_);
  struct Mef {
    std::string_view code, libelle, mefstat, rattachement;
    bool enrolled;
  };
  static constexpr Mef mefs[] = {
      {"10010012110", "6EME", "21110010012", "10010012110", true},
      {"1001001211U", "6EME BILANGUE DE CONTINUITE", "21110010012", "10010012110", true},
      {"10110001110", "5EME", "21120010001", "10110001110", true},
      {"10210001110", "4EME", "21150010001", "10210001110", true},
      {"10310019110", "3EME", "21160010019", "10310019110", true},
      {"00310002220", "CYCLE III 2E ANNEE (CM2)", "", "", false},  // where newcomers come from: not enrolled in here
  };
  xml.open("MEFS");
  for (const auto& mef : mefs) {
    xml.open("MEF", "CODE_MEF", mef.code)
        .leaf("LIBELLE_LONG", mef.libelle)
        .leaf("STATUT_MEF", mef.enrolled ? "1" : "3");
    xml.some("MEF_RATTACHEMENT", mef.rattachement).some("CODE_MEFSTAT", mef.mefstat);
    xml.leaf("INSCRIPTION_ETAB", mef.enrolled ? "1" : "0").leaf("MEF_ORIGINE", "1");
    xml.leaf("DATE_OUVERTURE", "01/09/1995").leaf("DATE_FERMETURE", "31/12/9999").close("MEF");
  }
  xml.close("MEFS").open("MATIERES");
  struct Matiere {
    std::string_view code, gestion, libelle;
  };
  static constexpr Matiere matieres[] = {
      {"030201", "AGL1", "ANGLAIS LV1"}, {"030602", "ESP2", "ESPAGNOL LV2"}, {"030102", "ALL2", "ALLEMAND LV2"}};
  for (const auto& matiere : matieres) {
    xml.open("MATIERE", "CODE_MATIERE", matiere.code).leaf("CODE_GESTION", matiere.gestion);
    xml.leaf("LIBELLE_LONG", matiere.libelle).leaf("MATIERE_ETP", "1").close("MATIERE");
  }
  xml.close("MATIERES").close("DONNEES").close("BEE_NOMENCLATURES");
  return xml.bytes();
}

std::string College::structures_xml() const {
  Xml xml;
  open_export(xml, "BEE_STRUCTURES", "2.0", annee_);
  static constexpr std::string_view words[] = {"SIXIEME", "CINQUIEME", "QUATRIEME", "TROISIEME"};
  xml.open("DIVISIONS");
  for (std::size_t level = 0; level < 4; ++level) {
    for (const auto& code : divisions_[level]) {
      const auto letter = code.find_first_not_of("6543 ");
      xml.open("DIVISION", "CODE_STRUCTURE", code);
      xml.leaf("LIBELLE_LONG", std::string(words[level]) + " " + code.substr(letter)).open("MEFS_APPARTENANCE");
      xml.open("MEF_APPARTENANCE").leaf("CODE_MEF", levels[level].mef).close("MEF_APPARTENANCE");
      if (level == 0) xml.open("MEF_APPARTENANCE").leaf("CODE_MEF", "1001001211U").close("MEF_APPARTENANCE");
      xml.close("MEFS_APPARTENANCE").close("DIVISION");
    }
  }
  xml.close("DIVISIONS").open("GROUPES").close("GROUPES").close("DONNEES").close("BEE_STRUCTURES");
  return xml.bytes();
}

}  // namespace

std::vector<ExportFile> make_college(unsigned seed, int eleves, int divisions, int annee) {
  const College college(seed, eleves, divisions, annee);
  return {{"ElevesAvecAdresses.xml", college.eleves_xml()},
          {"ResponsablesAvecAdresses.xml", college.responsables_xml()},
          {"Nomenclature.xml", college.nomenclature_xml()},
          {"Structures.xml", college.structures_xml()}};
}

}  // namespace server
