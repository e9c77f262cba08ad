#include <array>
#include <cmath>
#include <numeric>

#include "pipeline/wire.h"
#include "pipeline/worker/letters.h"
#include "pipeline/worker/measure.h"
#include "pipeline/worker/pdf.h"
#include "pipeline/worker/picture.h"
#include "pipeline/worker/recognize.h"
#include "pipeline/worker/redraw.h"
#include "pipeline/worker/sheet.h"
#include "pipeline/worker/straighten.h"
#include "tests/catch.h"
#include "tests/pipeline/worker/papers.h"

namespace {

using namespace pipeline;

Pixels grey(PIX* colour) { return Pixels(pixConvertRGBToLuminance(colour)); }

Decoded decoded(const std::string& text) { return decode_picture(papers::bytes(text), sniff(papers::bytes(text)), 0); }

// Mean difference of grey per pixel between two pictures of one size.
double difference(PIX* a, PIX* b) {
  if (pixGetWidth(a) != pixGetWidth(b) || pixGetHeight(a) != pixGetHeight(b)) return 255;
  l_float32 mean = 0;
  const Pixels left = grey(a), right = grey(b);
  pixCompareGray(left.get(), right.get(), L_COMPARE_ABS_DIFF, 0, nullptr, &mean, nullptr, nullptr);
  return mean;
}

bool says(const std::vector<Word>& words, std::string_view text) {
  return std::ranges::any_of(words, [&](const Word& word) { return word.text == text; });
}

}  // namespace

TEST_CASE("each format gives the picture that was put in it") {
  const Pixels photo = shrink(papers::photo(), held_edge_px);
  for (const auto& text : {papers::jpeg(papers::photo().get(), 95), papers::png(papers::photo().get()),
                           papers::webp(papers::photo().get()), papers::tiff(papers::photo().get())}) {
    const auto result = decoded(text);
    REQUIRE(result.pixels);
    CHECK_FALSE(result.complained);
    CHECK_FALSE(result.incomplete);
    CHECK(difference(result.pixels.get(), photo.get()) < 4);
  }
}

TEST_CASE("every declared orientation, mirrors included, ends as the picture that was taken") {
  const Pixels straight = papers::photo();
  // What a camera stores for each orientation is the straight picture, moved the other way.
  const int orientation = GENERATE(range(1, 9));
  CAPTURE(orientation);
  Pixels stored(pixCopy(nullptr, straight.get()));
  const auto turn = [&](int quarters) { stored.reset(pixRotateOrth(stored.get(), quarters)); };
  const auto flip = [&] { pixFlipLR(stored.get(), stored.get()); };
  switch (orientation) {
    case 2:
      flip();
      break;
    case 3:
      turn(2);
      break;
    case 4:
      turn(2), flip();
      break;
    case 5:
      turn(3), pixFlipTB(stored.get(), stored.get());
      break;
    case 6:
      turn(3);
      break;
    case 7:
      turn(1), pixFlipTB(stored.get(), stored.get());
      break;
    case 8:
      turn(1);
      break;
    default:
      break;
  }
  const auto result = decoded(papers::with_orientation(papers::jpeg(stored.get(), 95), orientation));
  REQUIRE(result.pixels);
  CHECK(difference(result.pixels.get(), shrink(papers::photo(), held_edge_px).get()) < 4);
}

TEST_CASE("a picture cut short is shown as far as it goes, and said to be incomplete") {
  for (const auto& text : {papers::jpeg(papers::photo().get()), papers::png(papers::photo().get())}) {
    CHECK_FALSE(decoded(text).incomplete);
    const auto half = decoded(text.substr(0, text.size() * 6 / 10));
    REQUIRE(half.pixels);
    CHECK(half.incomplete);
  }
}

TEST_CASE("sharp print measures sharp, and steepness falls with blur") {
  const auto edge = [](int blur) { return measure(grey(papers::photo(0, blur).get()).get()).edge; };
  const float sharp = edge(0), soft = edge(2), blurred = edge(9);
  CHECK(sharp > 0.25F);
  CHECK(soft < sharp);
  CHECK(blurred < 0.15F);
}

TEST_CASE("blank, dark and burnt pages are measured as such") {
  Pixels page(pixCreate(1000, 1400, 8));
  pixSetAllGray(page.get(), 250);
  CHECK(measure(page.get()).blank);
  const auto bright = measure(grey(papers::photo().get()).get());
  CHECK_FALSE(bright.blank);
  CHECK(bright.glare == 0);
  CHECK(find_letters(grey(papers::photo().get()).get()).height > 5);
  // A lamp's reflection on paper photographed in a room.
  Pixels room = grey(papers::photo().get());
  pixMultConstantGray(room.get(), 0.8F);
  CHECK(measure(room.get()).glare == 0);
  CHECK(measure(room.get()).light < bright.light);
  for (int y = 900; y < 1100; ++y) {
    for (int x = 600; x < 800; ++x) pixSetPixel(room.get(), x, y, 255);
  }
  CHECK(measure(room.get()).glare > 0.005F);
}

TEST_CASE("a page photographed askew is levelled; a level one is left alone") {
  CHECK(skew_degrees(grey(papers::photo().get()).get()) == 0);
  const float found = skew_degrees(grey(papers::photo(4).get()).get());
  CHECK(std::abs(found + 4) < 0.5F);
  const Pixels again = level(papers::photo(4).get(), found);
  CHECK(skew_degrees(grey(again.get()).get()) == 0);
}

TEST_CASE("a page of a PDF gives its text without recognition, each word over its ink") {
  const std::string paper = papers::pdf(papers::bill());
  const Pdf pdf(papers::bytes(paper));
  REQUIRE(pdf.refusal() == Refusal::none);
  CHECK(pdf.pages() == 1);
  CHECK_FALSE(pdf.content_removed());
  const auto sheet = pdf.draw(0);
  REQUIRE(sheet.pixels);
  CHECK_FALSE(pdf.complained());
  CHECK(std::max(pixGetWidth(sheet.pixels.get()), pixGetHeight(sheet.pixels.get())) == max_picture_edge_px);
  CHECK(says(sheet.text_layer, "AUBEPINE"));
  const auto word = std::ranges::find_if(sheet.text_layer, [](const Word& w) { return w.text == "ENERGIES"; });
  REQUIRE(word != sheet.text_layer.end());
  // 780 points up on a page of 842: a twelfth from the top.
  CHECK(std::abs(word->box.y - 1600 * 52 / 842) < 20);
  CHECK(std::abs(word->box.x - 1600 * 60 / 842) < 10);
  CHECK(sheet.text_layer.back().line == 29);
}

TEST_CASE("text nobody can see is not believed") {
  std::string paper = papers::pdf(papers::bill());
  CHECK_FALSE(Pdf(papers::bytes(paper)).draw(0).text_layer.empty());
  paper.replace(paper.find("BT /F 11 Tf 60"), 14, "BT 1 g/F 9Tf 60");  // white on white
  CHECK(Pdf(papers::bytes(paper)).draw(0).text_layer.empty());
}

TEST_CASE("what would act on a reader's machine is noticed, even spelled otherwise or packed") {
  const auto [catalog, active] = GENERATE(table<const char*, bool>({
      {"", false},
      {"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", true},
      {"/OpenAction<</S/Java#53cript/JS(1)>>", true},
      {"/OpenAction<</S/Launch/F(a.exe)>>", true},
      {"/AcroForm<</Fields[]>>", true},
      {"/Names<</EmbeddedFiles<</Names[]>>>>", true},
      {"/Lang(fr)/LaunchPad true", false},
  }));
  CAPTURE(catalog);
  const std::string paper = papers::pdf({"a"}, "0 0 595 842", catalog);
  CHECK(names_active_content(papers::bytes(paper)) == active);
}

TEST_CASE("a photographed bill is read, and its words lie where the letters are") {
  const Recognizer recognizer;
  const Pixels page = grey(shrink(papers::photo(), work_edge_px).get());
  const auto found = recognizer.read(page.get(), CpuClock::now() + std::chrono::seconds(60));
  CHECK_FALSE(found.timed_out);
  CHECK(found.mean_confidence > 80);
  CHECK(says(found.words, "AUBEPINE"));
  CHECK(says(found.words, "BESANCON"));
  CHECK(std::ranges::is_sorted(found.words, {}, &Word::line));
  const auto late = recognizer.read(page.get(), CpuClock::now());
  CHECK(late.timed_out);
  CHECK(late.words.empty());
}

TEST_CASE("a page lying on its side is read and set upright") {
  const Recognizer recognizer;
  const auto deadline = CpuClock::now() + std::chrono::seconds(60);
  const Pixels upright = grey(shrink(papers::photo(), work_edge_px).get());
  const Pixels side = quarter_turn(upright.get(), 90);
  const auto found = recognizer.read(side.get(), deadline);
  CHECK(found.turn == 270);
  CHECK(says(found.words, "AUBEPINE"));
  const auto straight = recognizer.read(upright.get(), deadline);
  const auto box = [](const std::vector<Word>& words) {
    return std::ranges::find_if(words, [](const Word& word) { return word.text == "AUBEPINE"; })->box;
  };
  CHECK(std::abs(box(found.words).x - box(straight.words).x) < 6);
  CHECK(std::abs(box(found.words).y - box(straight.words).y) < 6);
  CHECK(find_letters(upright.get()).upright);
  CHECK_FALSE(find_letters(side.get()).upright);
  CHECK(stands_upright(upright.get(), 9) != false);
  CHECK(stands_upright(quarter_turn(upright.get(), 180).get(), 9) != true);
}

namespace {

// The bill as a scanner gives it, the page filling the picture.
Pixels scanned() {
  const std::string paper = papers::pdf(papers::bill());
  return Pdf(papers::bytes(paper)).draw(0).pixels;
}

// The same as a sheet on a darker ground, corners where these shares of the picture say.
Pixels on_ground(const std::array<Point, 4>& corners, l_uint32 ground, int width = 2000, int height = 2700) {
  const Pixels bill = scanned();
  Pixels picture(pixCreate(width, height, 32));
  pixSetAllArbitrary(picture.get(), ground);
  const auto paper = [&](Point p) {
    return std::pair{p.x * static_cast<float>(width), p.y * static_cast<float>(height)};
  };
  // Each row of the sheet between its left and right sides: enough perspective for a test, none of the code under test.
  const int w = pixGetWidth(bill.get()), h = pixGetHeight(bill.get());
  const auto [ax, ay] = paper(corners[0]);
  const auto [bx, by] = paper(corners[1]);
  const auto [cx, cy] = paper(corners[2]);
  const auto [dx, dy] = paper(corners[3]);
  for (int v = 0; v < 2 * h; ++v) {
    const float t = static_cast<float>(v) / static_cast<float>(2 * h);
    for (int u = 0; u < 2 * w; ++u) {
      const float s = static_cast<float>(u) / static_cast<float>(2 * w);
      const float x = (ax * (1 - s) + bx * s) * (1 - t) + (dx * (1 - s) + cx * s) * t;
      const float y = (ay * (1 - s) + by * s) * (1 - t) + (dy * (1 - s) + cy * s) * t;
      l_uint32 word = 0;
      pixGetPixel(bill.get(), u / 2, v / 2, &word);
      pixSetPixel(picture.get(), static_cast<int>(x), static_cast<int>(y), word);
    }
  }
  return picture;
}

}  // namespace

TEST_CASE("a sheet lying askew on a table is found, whatever the table's colour, and comes out flat") {
  const std::array<Point, 4> corners{{{0.14F, 0.10F}, {0.86F, 0.07F}, {0.93F, 0.93F}, {0.08F, 0.90F}}};
  const l_uint32 ground = GENERATE(0x5b463600U, 0x20202000U, 0x3a5f8a00U);
  const Pixels picture = on_ground(corners, ground);
  const auto sheets = find_sheets(picture.get());
  REQUIRE(sheets.size() == 1);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(std::abs(sheets[0].corners[i].x - corners[i].x) < 0.02F);
    CHECK(std::abs(sheets[0].corners[i].y - corners[i].y) < 0.02F);
  }
  const Pixels flat = flatten(picture.get(), sheets[0], work_edge_px);
  REQUIRE(flat);
  CHECK(pixGetHeight(flat.get()) <= work_edge_px);
  CHECK(skew_degrees(grey(flat.get()).get()) == 0);
}

TEST_CASE("two sheets side by side are two; a page that fills the picture is left as it is") {
  const std::array<Point, 4> left{{{0.04F, 0.10F}, {0.47F, 0.10F}, {0.47F, 0.90F}, {0.04F, 0.90F}}};
  const std::array<Point, 4> right{{{0.53F, 0.10F}, {0.96F, 0.10F}, {0.96F, 0.90F}, {0.53F, 0.90F}}};
  const Pixels one = on_ground(left, 0x5b463600U, 3000, 2300), other = on_ground(right, 0x5b463600U, 3000, 2300);
  pixRasterop(one.get(), 1500, 0, 1500, 2300, PIX_SRC, other.get(), 1500, 0);
  const auto sheets = find_sheets(one.get());
  REQUIRE(sheets.size() == 2);
  CHECK(sheets[0].corners[0].x < sheets[1].corners[0].x);
  CHECK(find_sheets(scanned().get()).empty());
}

TEST_CASE("a page lit from one side comes out white all over, its ink dark") {
  Pixels lit = grey(scanned().get());
  const int width = pixGetWidth(lit.get()), height = pixGetHeight(lit.get());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      l_uint32 value = 0;
      pixGetPixel(lit.get(), x, y, &value);
      pixSetPixel(lit.get(), x, y, value * static_cast<l_uint32>(100 + 150 * x / width) / 255);
    }
  }
  const Pixels even = even_light(lit.get());
  const auto paper = [&](PIX* pix, int x) {
    l_uint32 value = 0;
    pixGetPixel(pix, x, 20, &value);
    return static_cast<int>(value);
  };
  CHECK(paper(lit.get(), 40) < 140);
  CHECK(paper(even.get(), 40) > 225);
  CHECK(paper(even.get(), width - 40) > 225);
  CHECK(measure(even.get()).edge > 0.25F);
}

TEST_CASE("a redrawn page is pixels and nothing else") {
  const Picture picture = redraw(shrink(papers::photo(), work_edge_px).get());
  CHECK(is_plain_jpeg(picture.jpeg, max_picture_edge_px));
  CHECK(is_plain_jpeg(picture.thumbnail, max_thumbnail_edge_px));
  CHECK_FALSE(is_plain_jpeg(picture.jpeg, max_thumbnail_edge_px));
  CHECK(picture.jpeg.size() <= 250'000);
  const std::string text(reinterpret_cast<const char*>(picture.jpeg.data()), picture.jpeg.size());
  CHECK_FALSE(is_plain_jpeg(papers::bytes(papers::with_orientation(text, 6)), max_picture_edge_px));
  CHECK_FALSE(is_plain_jpeg(papers::bytes(text + "<html>"), max_picture_edge_px));
  CHECK_FALSE(is_plain_jpeg(std::span(picture.jpeg).first(picture.jpeg.size() - 1), max_picture_edge_px));
}
