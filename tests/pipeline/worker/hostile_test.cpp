#include <filesystem>
#include <random>

#include "pipeline/reader.h"
#include "tests/catch.h"
#include "tests/pipeline/worker/papers.h"

// The real worker, whole: what families send, and what they should not.

namespace {

using namespace pipeline;
using namespace std::string_literals;

Reader& reader() {
  static Reader one = Reader::start(WORKER_PROGRAM);
  return one;
}

tl::expected<Reading, ReadFailure> read(const std::string& text) {
  // A slow machine, or one under sanitizers, must not turn a test about content into one about time.
  return reader().read(papers::bytes(text), {.deadline = std::chrono::seconds(60)});
}

Facts facts_of(const std::string& text) {
  auto reading = read(text);
  if (!reading) FAIL("no reading: " << to_string(reading.error()));
  CHECK(reading->pictures.size() == reading->facts.pages_read.size());
  return std::move(reading->facts);
}

bool says(const Page& page, std::string_view text) {
  return std::ranges::any_of(page.words, [&](const Word& word) { return word.text == text; });
}

}  // namespace

TEST_CASE("a bill is read whatever it is sent as") {
  static const Pixels photo = papers::photo();
  const auto [text, media, source] = GENERATE(table<std::string, Media, TextSource>({
      {papers::pdf(papers::bill()), Media::pdf, TextSource::text_layer},
      {papers::jpeg(photo.get()), Media::jpeg, TextSource::ocr},
      {papers::png(photo.get()), Media::png, TextSource::ocr},
      {papers::webp(photo.get()), Media::webp, TextSource::ocr},
      {papers::tiff(photo.get()), Media::tiff, TextSource::ocr},
      {papers::file(SPECIMENS "/facture.heic"), Media::heic, TextSource::ocr},
  }));
  const Facts facts = facts_of(text);
  CHECK(facts.refusal == Refusal::none);
  CAPTURE(to_string(media));
  CHECK(facts.media == media);
  CHECK_FALSE(facts.damaged);
  CHECK_FALSE(facts.timed_out);
  REQUIRE(facts.pages_read.size() == 1);
  const Page& page = facts.pages_read[0];
  CHECK(page.source == source);
  CHECK(says(page, "AUBEPINE"));
  CHECK(page.measures.edge > 0.25F);
  CHECK(decode_facts(encode(facts)).has_value());
}

TEST_CASE("a photograph taken upside down is stood up, and its picture with it") {
  const Pixels photo(pixRotateOrth(papers::photo().get(), 2));
  const auto reading = read(papers::jpeg(photo.get()));
  REQUIRE(reading.has_value());
  const Page& page = reading->facts.pages_read.at(0);
  CHECK(page.turned == 180);
  CHECK(says(page, "AUBEPINE"));
  const auto name = std::ranges::find_if(page.words, [](const Word& word) { return word.text == "AUBEPINE"; });
  REQUIRE(name != page.words.end());
  CHECK(name->box.y < page.height / 2);
}

TEST_CASE("a hostile file is refused by its kind, and the worker goes on") {
  std::mt19937 random(20260428);
  std::string noise(50'000, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  std::string bomb = papers::png(papers::photo().get());
  bomb.replace(16, 8, "\0\0\x9c\x40\0\0\x9c\x40"s);
  const auto [name, text, refusal] = GENERATE_COPY(table<const char*, std::string, Refusal>({
      {"zero bytes", "", Refusal::vide},
      {"random bytes", noise, Refusal::type_refuse},
      {"svg called jpeg", "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", Refusal::type_refuse},
      {"png bomb", bomb, Refusal::trop_grand},
      {"jpeg that is also a zip", papers::jpeg(papers::photo().get()) + "PK\5\6" + std::string(18, '\0'),
       Refusal::type_refuse},
      {"password", papers::file(SPECIMENS "/mot_de_passe.pdf"), Refusal::mot_de_passe},
      {"page of a square kilometre", papers::pdf({"a"}, "0 0 3000000 3000000"), Refusal::trop_grand},
      {"page one point wide", papers::pdf({"a"}, "0 0 1 10001"), Refusal::trop_grand},
      {"pdf of a few bytes", "%PDF-1.7\n", Refusal::abime},
      {"pdf header and noise", "%PDF-1.4\n" + noise, Refusal::abime},
      {"jpeg header and noise", "\xff\xd8\xff\xe0" + noise, Refusal::abime},
      {"heic header and noise",
       "\0\0\0\x18"
       "ftypheic\0\0\0\0mif1heic\0\0\0\x14ispe\0\0\0\0\0\0\1\0\0\0\1\0"s +
           noise,
       Refusal::abime},
  }));
  CAPTURE(name);
  const auto reading = read(text);
  REQUIRE(reading.has_value());
  CHECK(to_string(reading->facts.refusal) == to_string(refusal));
  CHECK(reading->pictures.empty());
  CHECK(facts_of(papers::pdf(papers::bill())).pages_read.size() == 1);
}

TEST_CASE("a large page is drawn to the same number of pixels as a small one") {
  const Facts facts = facts_of(papers::pdf(papers::bill(), "0 0 8400 8400"));
  CHECK(facts.refusal == Refusal::none);
  REQUIRE(facts.pages_read.size() == 1);
  CHECK(facts.pages_read[0].width == 1600);
}

TEST_CASE("a page of no size is drawn at some size, or not at all, and never at none") {
  for (const Page& page : facts_of(papers::pdf(papers::bill(), "0 0 0 0")).pages_read) {
    CHECK(page.width > 100);
    CHECK(page.height > 100);
  }
}

TEST_CASE("ten thousand pages are counted, and the first twenty read") {
  const std::string paper = papers::pdf(papers::bill(), "0 0 595 842", {}, 10'000);
  const Facts facts = facts_of(paper);
  CHECK(facts.pages == 10'000);
  CHECK(facts.pages_read.size() == 20);
  CHECK(says(facts.pages_read[0], "AUBEPINE"));
}

TEST_CASE("a file cut at any place gets an answer, and never a clean one") {
  const auto whole = GENERATE(0, 1, 2);
  const std::string text = whole == 0   ? papers::jpeg(papers::photo().get())
                           : whole == 1 ? papers::png(papers::photo().get())
                                        : papers::file(SPECIMENS "/facture.heic");
  const int tenths = GENERATE(1, 4, 7, 9);
  CAPTURE(whole, tenths);
  const auto reading = read(text.substr(0, text.size() * static_cast<std::size_t>(tenths) / 10));
  REQUIRE(reading.has_value());
  CHECK((reading->facts.refusal == Refusal::abime || reading->facts.damaged));
}

TEST_CASE("a script in a PDF is told, and the page is still shown") {
  const Facts facts = facts_of(papers::pdf(papers::bill(), "0 0 595 842", "/OpenAction<</S/JavaScript/JS(1)>>"));
  CHECK(facts.content_removed);
  CHECK(facts.pages_read.size() == 1);
}

TEST_CASE("the shared samples give an answer each, when they are there", "[shared]") {
  if (!std::filesystem::exists(SHARED_SAMPLES)) SKIP("no shared samples beside this tree");
  const auto [name, refusal] = GENERATE(table<const char*, Refusal>({
      {"e01_facture_2ddoc_photo.jpg", Refusal::none},
      {"e02_attestation_caf_qf.pdf", Refusal::none},
      {"e03_cni_ancienne_mrz.png", Refusal::none},
      {"e04_assurance_photo_floue.jpg", Refusal::none},
      {"p01_rib_texte.pdf", Refusal::none},
      {"p02_2ddoc_type00.png", Refusal::none},
      {"p04_scan_de_travers.pdf", Refusal::none},
      {"p05_image_enorme_monochrome.pdf", Refusal::none},
      {"p06_exif_orientation_6.jpg", Refusal::none},
      {"p07_mot_de_passe_test.pdf", Refusal::mot_de_passe},
      {"p08_texte.heic", Refusal::none},
      {"p09_javascript_boutons.pdf", Refusal::none},
      {"p10_jpeg_tronque.jpg", Refusal::none},
      {"p11_pages_en_boucle.pdf", Refusal::none},
  }));
  CAPTURE(name);
  const Facts facts = facts_of(papers::file(SHARED_SAMPLES "/"s + name));
  CHECK(facts.refusal == refusal);
  if (name == "e04_assurance_photo_floue.jpg"s) CHECK(facts.pages_read.at(0).measures.edge < 0.15F);
  if (name == "e01_facture_2ddoc_photo.jpg"s) CHECK(says(facts.pages_read.at(0), "CISSÉ"));
  if (name == "p10_jpeg_tronque.jpg"s) CHECK(facts.pages_read.at(0).measures.incomplete);
  if (name == "p09_javascript_boutons.pdf"s) CHECK(facts.content_removed);
}
