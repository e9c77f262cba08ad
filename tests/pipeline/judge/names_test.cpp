#include "pipeline/language/names.h"

#include "pipeline/language/fold.h"
#include "tests/catch.h"
#include "tests/pipeline/judge/printed.h"

using namespace pipeline;

namespace {

const Person aissata{.nom = "Bruyère", .nom_naissance = "Mésange-Loriot", .prenom = "Aïssata"};

NameMatch seen(const std::string& text, const Person& person, TextSource source = TextSource::text_layer,
               int sureness = 100) {
  const Facts facts = printed::facts(text, source, sureness);
  return find_name(lay_out(facts), person).match;
}

}  // namespace

TEST_CASE("folding keeps letters and opens ligatures") {
  CHECK(fold("Éloïse Œuvrard-d’Août n° 12 m³ straße") == "ELOISE OEUVRARD-D'AOUT N  12 M3 STRASSE");
  CHECK(fold("e\u0301cole ﬁche ﬂeur") == "ECOLE FICHE FLEUR");
  CHECK(fold("\xff\xc3") == "  ");
}

TEST_CASE("look-alike letters cost half a slip") {
  CHECK(half_slips("BRUYERE", "BRUYERE", 2) == 0);
  CHECK(half_slips("BRUYCRE", "BRUYERE", 2) == 1);
  CHECK(half_slips("BRUYARE", "BRUYERE", 2) == 2);
  CHECK(half_slips("LORLOT", "LORIOT", 2) == 1);
  CHECK(half_slips("CHARMOY", "CHARRNOY", 2) == 1);
  CHECK(half_slips("MERLE", "MESANGE", 2) == 3);
}

TEST_CASE("a person is found by surname and first name, in any order, in one entry or two that touch") {
  const auto [text, match] = GENERATE(table<std::string, NameMatch>({
      {"Mme BRUYERE Aïssata", NameMatch::whole},
      {"MADAME AISSATA BRUYERE", NameMatch::whole},
      {"Mme Mésange-Loriot Aïssata", NameMatch::whole},
      {"LORIOT MESANGE AISSATA", NameMatch::whole},
      {"Mme Aïssata LORIOT", NameMatch::whole},  // half of the double name, beside the first name
      {"BRUYERE A.", NameMatch::whole},
      {"Mme A. BRUYERE", NameMatch::whole},
      {"Nom : BRUYERE\nPrénom : Aïssata", NameMatch::whole},
      {"BRUYERE          Aïssata", NameMatch::whole},
      {"M. et Mme BRUYERE", NameMatch::surname},
      {"Mme BRUYERE Colombe", NameMatch::surname_of_another},
      {"12 rue Aïssata Bruyère", NameMatch::none},
      {"Mme FAUVETTE Aïssata", NameMatch::none},
      {"Mme LORIOT", NameMatch::none},
      {"BRUYERE\n\n\n\n\nAïssata", NameMatch::surname},
  }));
  CAPTURE(text);
  CHECK(static_cast<int>(seen(text, aissata)) == static_cast<int>(match));
}

TEST_CASE("an optical reading is forgiven, a sure one is believed") {
  const Person louis{.nom = "Merle", .nom_naissance = "", .prenom = "Louis"};
  CHECK(seen("Louis MERLE", louis, TextSource::ocr, 95) == NameMatch::whole);
  CHECK(seen("Louise MERLE", louis, TextSource::ocr, 95) != NameMatch::whole);
  CHECK(seen("Lou1s MERLE", louis, TextSource::ocr, 70) == NameMatch::whole);
  CHECK(seen("BRUYCRE Aissala", aissata, TextSource::ocr, 75) == NameMatch::whole);
}

TEST_CASE("a surname of three letters needs its first name") {
  const Person lin{.nom = "Lys", .nom_naissance = "", .prenom = "Iris"};
  CHECK(seen("Mme LYS Iris", lin) == NameMatch::whole);
  CHECK(seen("Mme LYS", lin) == NameMatch::none);
  CHECK(seen("Mme LIS Iris", lin) == NameMatch::none);
}

TEST_CASE("M. is a title before it is Marie") {
  const Person marie{.nom = "Bruyère", .nom_naissance = "", .prenom = "Marie"};
  CHECK(seen("M. BRUYERE", marie) == NameMatch::surname);
  CHECK(seen("BRUYERE M", marie) == NameMatch::whole);
  const Person noe{.nom = "Bruyère", .nom_naissance = "", .prenom = "Noé"};
  CHECK(seen("Élève : Zélie BRUYERE\nN° d'adhérent : 0017", noe) == NameMatch::surname_of_another);
  CHECK(seen("BRUYERE N° 17", noe) != NameMatch::whole);
}
