#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "pipeline/reader.h"
#include "pipeline/worker/pdf.h"
#include "tests/catch.h"
#include "tests/pipeline/worker/papers.h"

// What scanners, printers to PDF and offices make of a paper, read by the real worker.

namespace {

using namespace pipeline;

Reader& reader() {
  static Reader one = Reader::start(WORKER_PROGRAM);
  return one;
}

Facts facts_of(const std::string& text) {
  auto reading = reader().read(papers::bytes(text), {.deadline = std::chrono::seconds(60)});
  if (!reading) FAIL("no reading: " << to_string(reading.error()));
  return std::move(reading->facts);
}

const Word* find(const Page& page, std::string_view text) {
  const auto found = std::ranges::find_if(page.words, [&](const Word& word) { return word.text == text; });
  return found == page.words.end() ? nullptr : &*found;
}

// The bill, addressed to somebody else.
std::vector<std::string> bill_of(const std::string& surname) {
  auto lines = papers::bill();
  lines[2] = "Madame Fauvette " + surname;
  return lines;
}

// The same as a scanner sees it: a picture of the whole page.
Pixels scanned(const std::vector<std::string>& lines) {
  const std::string paper = papers::pdf(lines);
  return Pdf(papers::bytes(paper)).draw(0).pixels;
}

struct Leaf {
  std::vector<std::string> shown;   // text that is drawn
  std::vector<std::string> hidden;  // text that is not (render mode 3), as OCR programs lay it over their scans
  Pixels picture = nullptr;         // over the whole page, under the text
  int width = 595, height = 842;    // as the reader sees it, in points
  int rotate = 0;                   // stored turned the other way, and declared so: what is seen does not change
};

std::string block(const Leaf& leaf, const std::vector<std::string>& lines, int mode) {
  std::string text =
      "BT " + std::to_string(mode) + " Tr /F 11 Tf 60 " + std::to_string(leaf.height - 62) + " Td 16 TL\n";
  for (const auto& line : lines) text += "(" + line + ") Tj T*\n";
  return text + "ET\n";
}

std::string bound(const std::vector<Leaf>& leaves) {
  std::vector<std::string> objects{"<</Type/Catalog/Pages 2 0 R>>", "",
                                   "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"};
  const auto stream = [&](const std::string& dictionary, const std::string& data) {
    objects.push_back("<<" + dictionary + "/Length " + std::to_string(data.size()) + ">>stream\n" + data +
                      "\nendstream");
    return std::to_string(objects.size()) + " 0 R";
  };
  std::string kids;
  for (const Leaf& leaf : leaves) {
    const std::string w = std::to_string(leaf.width), h = std::to_string(leaf.height);
    const bool side = leaf.rotate % 180 != 0;
    std::string drawn = leaf.rotate == 90    ? "0 1 -1 0 " + h + " 0 cm\n"
                        : leaf.rotate == 180 ? "-1 0 0 -1 " + w + " " + h + " cm\n"
                        : leaf.rotate == 270 ? "0 -1 1 0 0 " + w + " cm\n"
                                             : "";
    std::string resources = "/Font<</F 3 0 R>>";
    if (leaf.picture) {
      const std::string picture =
          stream("/Type/XObject/Subtype/Image/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Width " +
                     std::to_string(pixGetWidth(leaf.picture.get())) + "/Height " +
                     std::to_string(pixGetHeight(leaf.picture.get())),
                 papers::jpeg(leaf.picture.get(), 95));
      resources += "/XObject<</I " + picture + ">>";
      drawn += "q " + w + " 0 0 " + h + " 0 0 cm /I Do Q\n";
    }
    if (!leaf.shown.empty()) drawn += block(leaf, leaf.shown, 0);
    if (!leaf.hidden.empty()) drawn += block(leaf, leaf.hidden, 3);
    const std::string content = stream("", drawn);
    objects.push_back("<</Type/Page/Parent 2 0 R/MediaBox[0 0 " + (side ? h + " " + w : w + " " + h) + "]/Rotate " +
                      std::to_string(leaf.rotate) + "/Contents " + content + "/Resources<<" + resources + ">>>>");
    kids += std::to_string(objects.size()) + " 0 R ";
  }
  objects[1] = "<</Type/Pages/Kids[" + kids + "]/Count " + std::to_string(leaves.size()) + ">>";
  return papers::pdf_of(objects);
}

std::string bound(Leaf leaf) {
  std::vector<Leaf> leaves;
  leaves.push_back(std::move(leaf));
  return bound(leaves);
}

}  // namespace

TEST_CASE("in one PDF, each page gives what it has: text as it is written, a scan as it is read") {
  std::vector<Leaf> leaves;
  leaves.push_back({.shown = bill_of("AUBEPINE"), .hidden = {}});
  leaves.push_back({.shown = {}, .hidden = {}, .picture = scanned(bill_of("GENEVRIER"))});
  leaves.push_back({.shown = bill_of("TROENE"), .hidden = {}});
  const Facts facts = facts_of(bound(leaves));
  CHECK(facts.refusal == Refusal::none);
  CHECK_FALSE(facts.damaged);
  CHECK(facts.pages == 3);
  REQUIRE(facts.pages_read.size() == 3);
  CHECK(facts.pages_read[0].source == TextSource::text_layer);
  CHECK(facts.pages_read[1].source == TextSource::ocr);
  CHECK(facts.pages_read[2].source == TextSource::text_layer);
  CHECK(find(facts.pages_read[0], "AUBEPINE"));
  CHECK(find(facts.pages_read[1], "GENEVRIER"));
  CHECK(find(facts.pages_read[2], "TROENE"));
  CHECK_FALSE(find(facts.pages_read[0], "GENEVRIER"));
}

TEST_CASE("a page stored on its side and declared turned is seen upright, its words over their ink") {
  const bool scan = GENERATE(false, true);
  const auto leaf = [&](int rotate) {
    Leaf one{.shown = {}, .hidden = {}, .picture = nullptr, .rotate = rotate};
    if (scan) {
      one.picture = scanned(papers::bill());
    } else {
      one.shown = papers::bill();
    }
    return one;
  };
  const Facts upright = facts_of(bound(leaf(0)));
  const Word* reference = find(upright.pages_read.at(0), "AUBEPINE");
  REQUIRE(reference);
  const int rotate = GENERATE(90, 180, 270);
  CAPTURE(scan, rotate);
  const Facts facts = facts_of(bound(leaf(rotate)));
  REQUIRE(facts.pages_read.size() == 1);
  const Page& page = facts.pages_read[0];
  CHECK(page.source == (scan ? TextSource::ocr : TextSource::text_layer));
  CHECK(page.turned == 0);
  CHECK(page.width < page.height);
  const Word* word = find(page, "AUBEPINE");
  REQUIRE(word);
  CHECK(std::abs(word->box.x - reference->box.x) < 10);
  CHECK(std::abs(word->box.y - reference->box.y) < 10);
}

TEST_CASE("a landscape page stays landscape, written or scanned") {
  Leaf written{.shown = papers::bill(), .hidden = {}, .picture = nullptr, .width = 842, .height = 595};
  const std::string paper = bound(std::move(written));
  const bool scan = GENERATE(false, true);
  CAPTURE(scan);
  Leaf scanned_leaf{.shown = {}, .hidden = {}, .picture = nullptr, .width = 842, .height = 595};
  if (scan) scanned_leaf.picture = Pdf(papers::bytes(paper)).draw(0).pixels;
  const Facts facts = facts_of(scan ? bound(std::move(scanned_leaf)) : paper);
  REQUIRE(facts.pages_read.size() == 1);
  const Page& page = facts.pages_read[0];
  CHECK(page.source == (scan ? TextSource::ocr : TextSource::text_layer));
  CHECK(page.width > page.height);
  CHECK(page.turned == 0);
  CHECK(find(page, "AUBEPINE"));
  CHECK(find(page, "BESANCON"));
}

TEST_CASE("text laid over a scan is believed when it says what the scan shows, and not otherwise") {
  // What the layer claims has the same lines at the same places: only what is read tells them apart.
  const auto over_the_scan = [](std::vector<std::string> hidden) {
    return facts_of(bound({.shown = {}, .hidden = std::move(hidden), .picture = scanned(bill_of("AUBEPINE"))}));
  };
  const Facts right = over_the_scan(bill_of("AUBEPINE"));
  REQUIRE(right.pages_read.size() == 1);
  CHECK(right.pages_read[0].source == TextSource::text_layer);
  CHECK(find(right.pages_read[0], "AUBEPINE"));

  auto other = bill_of("MIMOSA");
  for (std::size_t i = 5; i < other.size(); ++i)
    other[i] = "Certificat de naissance delivre sur registre communal feuillet " + std::to_string(i + 500);
  const Facts wrong = over_the_scan(other);
  REQUIRE(wrong.pages_read.size() == 1);
  CHECK(wrong.pages_read[0].source == TextSource::ocr);
  CHECK(find(wrong.pages_read[0], "AUBEPINE"));
  CHECK_FALSE(find(wrong.pages_read[0], "MIMOSA"));
}

TEST_CASE("a PDF that only its owner may change opens for all; one that asks for a password is refused") {
  const Facts open = facts_of(papers::file(SPECIMENS "/proprietaire.pdf"));
  CHECK(open.refusal == Refusal::none);
  REQUIRE(open.pages_read.size() == 1);
  CHECK(open.pages_read[0].source == TextSource::text_layer);
  CHECK(find(open.pages_read[0], "AUBEPINE"));
  const Facts closed = facts_of(papers::file(SPECIMENS "/mot_de_passe.pdf"));
  CHECK(closed.refusal == Refusal::mot_de_passe);
  CHECK(closed.pages_read.empty());
}

TEST_CASE("a TIFF of three pages gives three, in order, black and white or grey") {
  const bool fax = GENERATE(false, true);
  CAPTURE(fax);
  const std::string path = std::filesystem::temp_directory_path() / ("trois-" + std::to_string(::getpid()) + ".tiff");
  const char* mode = "w";
  for (const char* surname : {"AUBEPINE", "GENEVRIER", "TROENE"}) {
    const Pixels page(pixConvertRGBToLuminance(scanned(bill_of(surname)).get()));
    if (fax) {
      const Pixels bits(pixThresholdToBinary(page.get(), 160));
      REQUIRE(pixWriteTiff(path.c_str(), bits.get(), IFF_TIFF_G4, mode) == 0);
    } else {
      REQUIRE(pixWriteTiff(path.c_str(), page.get(), IFF_TIFF_LZW, mode) == 0);
    }
    mode = "a";
  }
  const Facts facts = facts_of(papers::file(path));
  std::filesystem::remove(path);
  CHECK(facts.media == Media::tiff);
  CHECK_FALSE(facts.damaged);
  CHECK(facts.pages == 3);
  REQUIRE(facts.pages_read.size() == 3);
  CHECK(find(facts.pages_read[0], "AUBEPINE"));
  CHECK(find(facts.pages_read[1], "GENEVRIER"));
  CHECK(find(facts.pages_read[2], "TROENE"));
}
