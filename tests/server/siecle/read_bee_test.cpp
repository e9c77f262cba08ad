#include "pipeline/worker/read_bee.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/catch.h"
#include "tests/server/siecle/exports.h"

using exports::load;
using exports::read;
using exports::replaced;
using exports::written_in;
using exports::zipped;

namespace {

std::string refusal_of(std::string_view bytes) {
  const auto document = read(bytes);
  if (!document.refus.empty()) return document.refus;
  for (const auto& content : document.exports) {
    if (!content.refus.empty()) return content.refus;
  }
  return "";
}

}  // namespace

TEST_CASE("an export says the same in every encoding, zipped or not") {
  const std::string encoding =
      GENERATE("UTF-8", "ISO-8859-15", "windows-1252", "iso-8859-15", "UTF-16LE", "UTF-16BE", "UTF-8 with a mark");
  const bool zip = GENERATE(false, true);
  CAPTURE(encoding, zip);
  std::string bytes;
  if (encoding == "UTF-8 with a mark") {
    bytes = "\xEF\xBB\xBF" + load("eleves.xml");
  } else if (encoding == "iso-8859-15") {
    bytes = replaced(replaced(written_in(load("eleves.xml"), "ISO-8859-15"), "ISO-8859-15", "iso-8859-15"),
                     "\"iso-8859-15\"", "'iso-8859-15'");
  } else {
    bytes = written_in(load("eleves.xml"), encoding);
  }
  if (zip)
    bytes = zipped({{"__MACOSX/._é.xml", "junk"}, {"dossier/", ""}, {"dossier/Élèves.xml", bytes}, {".DS_Store", "x"}});
  const auto document = read(bytes);
  REQUIRE(document.refus.empty());
  REQUIRE(document.exports.size() == 1);
  const auto& content = document.exports[0];
  REQUIRE(content.refus.empty());
  CHECK(content.kind == pipeline::BeeKind::eleves);
  CHECK(content.uai == "0009990J");
  CHECK(content.annee == 2026);
  REQUIRE(content.eleves.size() == 5);
  CHECK(content.eleves[0].nom == "ŒILLET");
  CHECK(content.eleves[0].prenom == "Zoë");
  CHECK(content.eleves[0].naissance == "2014-05-14");
  CHECK(content.eleves[2].nom == "CŒUR-DE-MARIE");
  REQUIRE(content.scolarites.size() == 3);
  CHECK(content.scolarites[0].divisions == std::vector<std::string>{"5 B"});  // the class, though the group comes first
  CHECK(content.scolarites[0].groupes == std::vector<std::string>{"5_LAT"});
}

TEST_CASE("ISO-8859-1 and ASCII are read where they suffice") {
  const auto latin = written_in(replaced(load("eleves.xml"), "Œ", "OE"), "ISO-8859-1");
  CHECK(read(latin).exports[0].eleves[0].prenom == "Zoë");
  const std::string ascii = R"(<?xml version="1.0" encoding="US-ASCII"?><BEE_STRUCTURES><PARAMETRES><UAJ>0009990j</UAJ>
    <ANNEE_SCOLAIRE>2026</ANNEE_SCOLAIRE></PARAMETRES><DONNEES><DIVISIONS><DIVISION CODE_STRUCTURE="6A"/></DIVISIONS>
    </DONNEES></BEE_STRUCTURES>)";
  CHECK(read(ascii).exports[0].divisions.size() == 1);
  CHECK(read(ascii).exports[0].uai == "0009990J");
  CHECK(refusal_of(replaced(ascii, "6A", "6\xC9")) == "octets_invalides");
}

TEST_CASE("what is not a sound export is refused by a word, its sound twin is taken") {
  const std::string sound = load("eleves.xml");
  const std::string latin = written_in(sound, "ISO-8859-15");
  REQUIRE(refusal_of(sound).empty());
  REQUIRE(refusal_of(latin).empty());
  const std::string declaration = R"(<?xml version="1.0" encoding="UTF-8"?>)";
  CHECK(refusal_of("") == "fichier_vide");
  CHECK(refusal_of("\n \n") == "fichier_vide");
  CHECK(refusal_of("%PDF-1.4 ...") == "pas_un_export_siecle");
  CHECK(refusal_of("\xD0\xCF\x11\xE0 a spreadsheet") == "pas_un_export_siecle");
  CHECK(refusal_of("<!DOCTYPE html><html><body>Session expirée<br></body></html>") == "page_web");
  CHECK(refusal_of(declaration + "<HTML><body/></HTML>") == "page_web");
  CHECK(refusal_of(declaration + "<IMPORT_ELEVES/>") == "pas_un_export_siecle");
  CHECK(refusal_of(replaced(sound, "</BEE_ELEVES>", "")) == "xml_mal_forme");
  CHECK(refusal_of(replaced(sound, "</STRUCTURES>", "</STRICTURES>")) == "xml_mal_forme");
  CHECK(refusal_of(replaced(sound, "<BEE_ELEVES", "<!DOCTYPE a [<!ENTITY e 'x'>]><BEE_ELEVES")) == "doctype_interdit");
  CHECK(refusal_of(replaced(sound, "encoding=\"UTF-8\"", "encoding=\"IBM037\"")) == "encodage_non_gere");
  CHECK(read(replaced(sound, "encoding=\"UTF-8\"", "encoding=\"IBM037\"")).exports[0].detail == "IBM037");
  CHECK(refusal_of(replaced(sound, "ë", "\xEB")) == "octets_invalides");
  // Saved again in UTF-8 by an editor, the declaration untouched.
  CHECK(refusal_of(replaced(sound, "encoding=\"UTF-8\"", "encoding=\"ISO-8859-15\"")) == "double_encodage");
  CHECK(refusal_of(replaced(sound, "encoding=\"UTF-8\"", "encoding=\"windows-1252\"")) == "double_encodage");
  CHECK(refusal_of(replaced(sound, "<UAJ>0009990J</UAJ>", "")) == "parametres_absents");
  CHECK(refusal_of(replaced(sound, "2026</ANNEE", "20X6</ANNEE")) == "parametres_absents");
  CHECK(refusal_of(replaced(sound, "NOM_DE_FAMILLE>", "NOM>")) == "export_trop_ancien");
  CHECK(refusal_of(replaced(load("responsables.xml"), "NIVEAU_RESPONSABILITE>", "RESP_LEGAL>")) ==
        "export_trop_ancien");
  std::string none = replaced(sound, "<ELEVE ", "<AUTRE ");
  none = replaced(none, "</ELEVE>", "</AUTRE>");
  CHECK(refusal_of(none) == "aucun_eleve");
}

TEST_CASE("bounds: depth, text, fields of a record") {
  const std::string sound = load("eleves.xml");
  const auto with = [&](const std::string& inside) { return replaced(sound, "<BOURSES />", inside); };
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "<A>";
    for (int i = 0; i < depth; ++i) text += "</A>";
    return text;
  };
  CHECK(refusal_of(with(nested(10))).empty());
  CHECK(refusal_of(with(nested(11))) == "xml_trop_profond");
  const auto noted = [&](std::size_t size) {
    return replaced(sound, "<PRENOM2>Élise</PRENOM2>", "<NOTE>" + std::string(size, 'x') + "</NOTE>");
  };
  CHECK(refusal_of(noted(4096)).empty());
  CHECK(refusal_of(noted(4097)) == "texte_trop_long");
  const auto many = [&](int count) {
    std::string notes;
    for (int i = 0; i < count; ++i) notes += "<N" + std::to_string(i) + ">x</N" + std::to_string(i) + ">";
    return replaced(sound, "<PRENOM2>Élise</PRENOM2>", notes);
  };
  CHECK(refusal_of(many(300)).empty());
  CHECK(refusal_of(many(401)) == "enregistrement_trop_gros");
}

TEST_CASE("a ZIP is opened when it holds exports, and only then") {
  const std::string eleves = load("eleves.xml"), responsables = load("responsables.xml");
  const auto both = read(zipped({{"../../etc/passwd", eleves}, {"b.xml", responsables}}));
  REQUIRE(both.exports.size() == 2);
  CHECK(both.exports[0].refus.empty());
  CHECK(both.exports[0].entree == "passwd");  // to be shown; nothing is written anywhere
  CHECK(both.exports[1].personnes.size() == 7);
  CHECK(refusal_of(zipped({})) == "zip_vide");
  CHECK(refusal_of(zipped({{".DS_Store", "x"}})) == "zip_vide");
  CHECK(refusal_of(zipped({{"a.zip", zipped({{"a.xml", eleves}})}})) == "zip_dans_zip");
  CHECK(refusal_of(zipped({{"a.xml", eleves}}, true)) == "zip_chiffre");
  CHECK(refusal_of(zipped({{"a.txt", "bonjour"}})) == "pas_un_export_siecle");
  const std::string whole = zipped({{"a.xml", eleves}});
  CHECK(refusal_of(whole).empty());
  CHECK_FALSE(refusal_of(std::string_view(whole).substr(0, whole.size() / 2)).empty());
  std::vector<exports::Entry> entries{{"a.xml", eleves}};
  for (int i = 0; i < 19; ++i) entries.push_back({"." + std::to_string(i), "x"});
  CHECK(refusal_of(zipped(entries)).empty());
  entries.push_back({".one more", "x"});
  CHECK(refusal_of(zipped(entries)) == "zip_trop_d_entrees");
  // Five megabytes of blanks in a few kilobytes: no export shrinks like that.
  CHECK(refusal_of(zipped({{"a.xml", replaced(eleves, "<BOURSES />", std::string(5 << 20, ' '))}})) == "zip_piege");
  CHECK(refusal_of(replaced(eleves, "<BOURSES />", std::string(5 << 20, ' '))).empty());
}

TEST_CASE("a record that can't be read is told, and the file goes on") {
  const std::string sound = load("eleves.xml");
  REQUIRE(read(sound).exports[0].rejets.empty());
  const auto [what, by, champ, raison] = GENERATE(table<std::string, std::string, const char*, const char*>({
      {"<NOM_DE_FAMILLE>PLUVIER</NOM_DE_FAMILLE>", "<NOM_DE_FAMILLE> </NOM_DE_FAMILLE>", "nom", "absent"},
      {"<PRENOM>Naïma</PRENOM>", "", "prenom", "absent"},
      {"30/09/2014", "31/09/2014", "naissance", "illisible"},
      {"29/02/2012", "29/02/2013", "naissance", "illisible"},
      {"<DATE_NAISS>30/09/2014</DATE_NAISS>", "", "naissance", "absent"},
      {"PLUVIER", std::string(101, 'P'), "nom", "trop_long"},
      {"PLUVIER", "PLU\xC2\x85VIER", "nom", "caractere_interdit"},
      {"ELEVE_ID=\"4100004\" ELENOET", "ELEVE_ID=\"A12\" ELENOET", "eleve_id", "illisible"},
  }));
  CAPTURE(what, by);
  const auto content = read(replaced(sound, what, by)).exports.at(0);
  REQUIRE(content.refus.empty());
  CHECK(content.eleves.size() == 4);
  REQUIRE(content.rejets.size() == 1);
  CHECK(content.rejets[0].champ == champ);
  CHECK(content.rejets[0].raison == raison);
}

TEST_CASE("the server believes no line of the worker") {
  const auto takes = [](std::initializer_list<const char*> lines) {
    pipeline::BeeCollector collector;
    for (const char* line : lines) collector.line(line);
    return collector.take().has_value();
  };
  const char* open = R"({"t":"export","genre":"eleves"})";
  const char* end = R"({"t":"fin"})";
  const char* last = R"({"t":"document"})";
  const char* eleve = R"({"t":"eleve","id":"1","nom":"PINSON","prenom":"Iris","naissance":"2014-01-31"})";
  CHECK(takes({open, eleve, end, last}));
  CHECK_FALSE(takes({open, eleve, end}));       // stopped before the end
  CHECK_FALSE(takes({open, eleve, last}));      // an export left open
  CHECK_FALSE(takes({eleve, last}));            // a record of no export
  CHECK_FALSE(takes({open, end, last, open}));  // something after the end
  CHECK_FALSE(takes({"{", last}));
  CHECK_FALSE(takes({R"([1])", last}));
  CHECK_FALSE(
      takes({open, R"({"t":"eleve","id":"1","nom":"PINSON","prenom":"Iris","naissance":"2014-02-31"})", end, last}));
  CHECK_FALSE(
      takes({open, R"({"t":"eleve","id":"-1","nom":"PINSON","prenom":"Iris","naissance":"2014-01-31"})", end, last}));
  CHECK_FALSE(
      takes({open, R"({"t":"eleve","id":1,"nom":"PINSON","prenom":"Iris","naissance":"2014-01-31"})", end, last}));
  CHECK_FALSE(
      takes({open, R"({"t":"eleve","id":"1","nom":"A\u001bB","prenom":"Iris","naissance":"2014-01-31"})", end, last}));
  CHECK_FALSE(takes({open, R"({"t":"lien","eleve":"1","personne":"2","niveau":"9"})", end, last}));
  CHECK_FALSE(takes({open, R"({"t":"autre"})", end, last}));
}

TEST_CASE("warming up reads its own sample to the end") { CHECK_NOTHROW(pipeline::warm_read_bee()); }

TEST_CASE("the examples shared beside the project are read", "[shared]") {
  const std::filesystem::path folder = std::string(SHARED_EXPORTS) + "/export-bee";
  if (!std::filesystem::exists(folder)) SKIP("no examples beside the project");
  const auto file = [&](const char* name) {
    std::ifstream stream(folder / name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
  };
  CHECK(read(file("ElevesAvecAdresses.xml")).exports.at(0).eleves.size() == 7);
  CHECK(read(file("ExportXML_ElevesAvecAdresses.zip")).exports.at(0).eleves.size() == 7);
  const auto responsables = read(file("ResponsablesAvecAdresses.xml")).exports.at(0);
  CHECK(responsables.personnes.size() == 12);
  CHECK(responsables.liens.size() == 13);
  CHECK(read(file("Nomenclature.xml")).exports.at(0).mefs.size() == 6);
  CHECK(read(file("Structures.xml")).exports.at(0).divisions.size() == 4);
}
