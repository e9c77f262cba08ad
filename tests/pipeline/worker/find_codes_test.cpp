#include "pipeline/worker/find_codes.h"

#define ZX_USE_UTF8  // the types zxing will keep
#include <ZXing/BarcodeFormat.h>
#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <dmtx.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "pipeline/worker/pdf.h"
#include "tests/catch.h"
#include "tests/pipeline/worker/papers.h"

namespace {

using namespace pipeline;
using Clock = CpuClock;

// Far beyond the worker's: a sanitized build is slow, and time is not what these tests judge.
constexpr std::chrono::seconds patience{60};
std::vector<Code> found_on(const Pixels& page) { return find_codes(page.get(), Clock::now() + patience); }

// The length and the letters of a bill's 2D-Doc, its separators included; nobody signed it.
const std::string bill_code =
    "DC04FR0000012591259101"
    "01FR"
    "26FR"
    "2425000"
    "10MME/AUBEPINE/FAUVETTE\x1d"
    "20\x1d"
    "21\x1d"
    "22"
    "12 RUE DES MERLES\x1d"
    "23\x1d"
    "25"
    "BESANCON\x1d"
    "\x1f"
    "HQ5XQ4B7ZC2N6TPLWAYF3ME5KJ7VDR4GUISO2BXH6QCTNWZLPA5F3YMEK7JVRDGU4ISOXB2HCQ6TNWZPLAF5YME3KJV7RDUGI4SOB";

Pixels data_matrix(std::string text, int module_px) {
  DmtxEncode* encode = dmtxEncodeCreate();
  dmtxEncodeSetProp(encode, DmtxPropPixelPacking, DmtxPack8bppK);
  dmtxEncodeSetProp(encode, DmtxPropScheme, DmtxSchemeC40);
  dmtxEncodeSetProp(encode, DmtxPropModuleSize, module_px);
  dmtxEncodeSetProp(encode, DmtxPropMarginSize, 2 * module_px);
  REQUIRE(dmtxEncodeDataMatrix(encode, static_cast<int>(text.size()), reinterpret_cast<unsigned char*>(text.data())) ==
          DmtxPass);
  const DmtxImage* drawn = encode->image;
  Pixels code(pixCreate(drawn->width, drawn->height, 8));
  for (int y = 0; y < drawn->height; ++y) {
    for (int x = 0; x < drawn->width; ++x) pixSetPixel(code.get(), x, y, drawn->pxl[y * drawn->rowSizeBytes + x]);
  }
  dmtxEncodeDestroy(&encode);
  return code;
}

Pixels qr(const std::string& text, int side_px) {
  const auto dots = ZXing::MultiFormatWriter(ZXing::BarcodeFormat::QRCode).encode(text, side_px, side_px);
  Pixels code(pixCreate(dots.width(), dots.height(), 8));
  for (int y = 0; y < dots.height(); ++y) {
    for (int x = 0; x < dots.width(); ++x) pixSetPixel(code.get(), x, y, dots.get(x, y) ? 0 : 255);
  }
  return code;
}

// A page and, apart, where its codes were put: what is done to the paper is done to both.
struct Scene {
  Pixels page, places;
};

Scene scene(Pixels page) {
  Scene made{std::move(page), nullptr};
  made.places.reset(pixCreateTemplate(made.page.get()));
  pixSetAllArbitrary(made.places.get(), 255);
  return made;
}

// Thirty lines of print above, white paper below.
Scene bill() {
  const std::string paper = papers::pdf(papers::bill());
  const Pdf document(papers::bytes(paper));
  const Pixels colour = document.draw_larger(0, 1800);
  return scene(Pixels(pixConvertRGBToLuminance(colour.get())));
}

void put(Scene& scene, const Pixels& code, int x, int y) {
  const int width = pixGetWidth(code.get()), height = pixGetHeight(code.get());
  pixRasterop(scene.page.get(), x, y, width, height, PIX_SRC, code.get(), 0, 0);
  pixRasterop(scene.places.get(), x, y, width, height, PIX_CLR, nullptr, 0, 0);
}

Scene bill_with(const Pixels& code, int x = 420, int y = 1220) {
  Scene made = bill();
  put(made, code, x, y);
  return made;
}

void turn(Scene& scene, float degrees) {
  for (Pixels* picture : {&scene.page, &scene.places}) {
    PIX* from = picture->get();
    picture->reset(pixRotate(from, degrees * 3.14159265F / 180, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, pixGetWidth(from),
                             pixGetHeight(from)));
  }
}

// As seen by a phone held over the foot of the page: its head is farther, by `share` of the width on each side.
void lean(Scene& scene, double share) {
  const auto width = static_cast<l_float32>(pixGetWidth(scene.page.get()));
  const auto height = static_cast<l_float32>(pixGetHeight(scene.page.get()));
  const auto inside = static_cast<l_float32>(share) * width;
  const auto points = [](std::initializer_list<std::pair<l_float32, l_float32>> corners) {
    PTA* made = ptaCreate(4);
    for (const auto& [x, y] : corners) ptaAddPt(made, x, y);
    return made;
  };
  PTA* from = points({{0, 0}, {width, 0}, {width, height}, {0, height}});
  PTA* to = points({{inside, inside}, {width - inside, inside / 2}, {width, height}, {0, height}});
  for (Pixels* picture : {&scene.page, &scene.places})
    picture->reset(pixProjectivePtaGray(picture->get(), to, from, 255));
  ptaDestroy(&from);
  ptaDestroy(&to);
}

// An even defocus over `radius` pixels around each.
void blur(Scene& scene, int radius) { scene.page.reset(pixBlockconv(scene.page.get(), radius, radius)); }

// A badly lit room: paper at `left` of white on one side, at `right` on the other.
void shade(Scene& scene, double left, double right) {
  const int width = pixGetWidth(scene.page.get()), height = pixGetHeight(scene.page.get());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      l_uint32 value = 0;
      pixGetPixel(scene.page.get(), x, y, &value);
      const double light = left + (right - left) * x / width;
      pixSetPixel(scene.page.get(), x, y, static_cast<l_uint32>(value * light));
    }
  }
}

// Its middle is the code's, nearly all of the code is inside, and not much else.
void check_surrounds(const pipeline::Box& box, const Scene& scene) {
  int left = pixGetWidth(scene.places.get()), right = 0, top = pixGetHeight(scene.places.get()), bottom = 0;
  for (int y = 0; y < pixGetHeight(scene.places.get()); ++y) {
    for (int x = 0; x < pixGetWidth(scene.places.get()); ++x) {
      l_uint32 value = 0;
      pixGetPixel(scene.places.get(), x, y, &value);
      if (value > 127) continue;
      left = std::min(left, x), right = std::max(right, x);
      top = std::min(top, y), bottom = std::max(bottom, y);
    }
  }
  const double width = right - left + 1, height = bottom - top + 1;
  CAPTURE(left, top, width, height, box.x, box.y, box.width, box.height);
  const double across = std::min<double>(right + 1, box.x + box.width) - std::max<double>(left, box.x);
  const double down = std::min<double>(bottom + 1, box.y + box.height) - std::max<double>(top, box.y);
  CHECK(across > 0.8 * width);
  CHECK(down > 0.8 * height);
  CHECK(box.width < 1.6 * width);
  CHECK(box.height < 1.6 * height);
}

void check_found(const Scene& scene, const std::string& bytes, Code::Symbology symbology) {
  const auto codes = found_on(scene.page);
  REQUIRE(codes.size() == 1);
  CHECK(codes[0].bytes == bytes);
  CHECK(codes[0].symbology == symbology);
  check_surrounds(codes[0].box, scene);
}
void check_found(const Scene& scene) { check_found(scene, bill_code, Code::Symbology::data_matrix); }

// --- what is no code

using Random = std::minstd_rand;

Pixels grey_page(int width, int height, const auto& value) {
  Pixels page(pixCreate(width, height, 8));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x)
      pixSetPixel(page.get(), x, y, static_cast<l_uint32>(std::clamp(static_cast<int>(value(x, y)), 0, 255)));
  }
  return page;
}

double landscape(int x, int y) {
  return 128 + 70 * std::sin(x / 90.0) * std::cos(y / 130.0) + 40 * std::sin((x + y) / 37.0);
}

// Slow shapes under a sensor's grain.
Pixels picture() {
  Random random(7);
  std::normal_distribution<double> grain(0, 14);
  return grey_page(1100, 1500, [&](int x, int y) { return landscape(x, y) + grain(random); });
}

// The same shapes as a printer's dots, eight pixels apart on a slanted screen.
Pixels halftone() {
  return grey_page(1100, 1500, [](int x, int y) {
    const double u = (x + y) * 0.5553, v = (x - y) * 0.5553;
    return landscape(x, y) > 128 + 110 * std::sin(u) * std::sin(v) ? 255 : 0;
  });
}

// A timetable: rules both ways, a little ink in each case.
Pixels timetable() {
  Random random(11);
  std::bernoulli_distribution inked(0.35);
  Pixels page = grey_page(1100, 1500, [](int x, int y) { return x % 34 < 2 || y % 26 < 2 ? 40 : 250; });
  for (int y = 8; y + 14 < 1500; y += 26) {
    for (int x = 8; x + 20 < 1100; x += 5) {
      if (x % 34 > 8 && x % 34 < 28 && inked(random)) pixRasterop(page.get(), x, y, 3, 11, PIX_CLR, nullptr, 0, 0);
    }
  }
  return page;
}

Pixels print() { return bill().page; }
Pixels white() {
  return grey_page(1100, 1500, [](int, int) { return 255; });
}

}  // namespace

TEST_CASE("a DataMatrix printed on a page is found where it is, whatever the size of its dots") {
  const int module_px = GENERATE(3, 4, 5, 6, 9);
  CAPTURE(module_px);
  check_found(bill_with(data_matrix(bill_code, module_px)));
}

TEST_CASE("a picture of a code alone, dots as large as letters, is read") {
  Scene made = scene(white());
  put(made, data_matrix(bill_code, 15), 60, 260);
  check_found(made);
}

TEST_CASE("a page turned by any angle shows its code") {
  const int degrees = GENERATE(-45, -20, 7, 15, 30, 45, 60);
  CAPTURE(degrees);
  Scene made = bill_with(data_matrix(bill_code, 5));
  turn(made, static_cast<float>(degrees));
  check_found(made);
}

TEST_CASE("a page seen at a slant shows its code") {
  const double share = GENERATE(0.03, 0.06, 0.1);
  CAPTURE(share);
  Scene made = bill_with(data_matrix(bill_code, 5));
  lean(made, share);
  check_found(made);
}

TEST_CASE("a code a little out of focus is read") {
  Scene made = bill_with(data_matrix(bill_code, 5));
  blur(made, GENERATE(1, 2));
  check_found(made);
}

TEST_CASE("a code in the dark, or half in it, is read") {
  const auto [left, right] = GENERATE(std::pair{0.4, 0.4}, std::pair{1.0, 0.45});
  CAPTURE(left, right);
  Scene made = bill_with(data_matrix(bill_code, 5));
  shade(made, left, right);
  check_found(made);
}

TEST_CASE("all of a phone's faults at once") {
  Scene made = bill_with(data_matrix(bill_code, 6));
  lean(made, 0.04);
  turn(made, 8);
  blur(made, 1);
  shade(made, 0.9, 0.6);
  check_found(made);
}

TEST_CASE("several codes of a page are told apart") {
  Scene made = bill();
  std::vector<std::string> wanted;
  for (int i = 0; i < 3; ++i) {
    wanted.push_back(bill_code + std::to_string(i));
    put(made, data_matrix(wanted.back(), 4), 60 + 400 * i, 1230 + 40 * i);
  }
  auto codes = found_on(made.page);
  REQUIRE(codes.size() == 3);
  std::ranges::sort(codes, {}, [](const Code& code) { return code.box.x; });
  for (std::size_t i = 0; i < 3; ++i) CHECK(codes[i].bytes == wanted[i]);
}

TEST_CASE("a QR is read, upright or turned") {
  const std::string text = "https://justificatif.example.org/v/2047118532";
  Scene made = bill_with(qr(text, 260));
  check_found(made, text, Code::Symbology::qr);
  turn(made, 25);
  check_found(made, text, Code::Symbology::qr);
}

TEST_CASE("a page without a code has none, and the same page with one shows it") {
  const auto [name, drawn] = GENERATE(table<std::string, Pixels (*)()>(
      {{"print", print}, {"white", white}, {"picture", picture}, {"halftone", halftone}, {"timetable", timetable}}));
  CAPTURE(name);
  Scene made = scene(drawn());
  CHECK(found_on(made.page).empty());
  // On a label, as issuers print it.
  put(made, grey_page(330, 330, [](int, int) { return 255; }), 420, 1120);
  const Pixels code = data_matrix(bill_code, 5);
  put(made, code, 420 + (330 - pixGetWidth(code.get())) / 2, 1120 + (330 - pixGetHeight(code.get())) / 2);
  const auto codes = found_on(made.page);
  REQUIRE(codes.size() == 1);
  CHECK(codes[0].bytes == bill_code);
}

TEST_CASE("past its deadline the search answers nothing, at once") {
  const Scene made = bill_with(data_matrix(bill_code, 5));
  const auto start = Clock::now();
  CHECK(find_codes(made.page.get(), start - std::chrono::seconds(1)).empty());
  CHECK(Clock::now() - start < std::chrono::milliseconds(50));
  check_found(made);
}

TEST_CASE("a deadline that falls in the middle of the search cuts it") {
  const Pixels page = halftone();
  for (const int allowed_ms : {1, 5, 20, 60}) {
    const auto start = Clock::now();
    CHECK(find_codes(page.get(), start + std::chrono::milliseconds(allowed_ms)).empty());
    CHECK(Clock::now() - start < std::chrono::seconds(5));
  }
}

TEST_CASE("what is no page of grey holds no code") {
  const auto soon = Clock::now() + patience;
  CHECK(find_codes(nullptr, soon).empty());
  const Scene made = bill_with(data_matrix(bill_code, 5));
  const Pixels colour(pixConvertTo32(made.page.get()));
  CHECK(find_codes(colour.get(), soon).empty());
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 3000}, {3000, 1}, {7, 7}, {23, 400}, {2, 2}}) {
    CAPTURE(width, height);
    const Pixels sliver = grey_page(width, height, [](int x, int y) { return (x ^ y) & 1 ? 0 : 255; });
    CHECK(find_codes(sliver.get(), soon).empty());
  }
  check_found(made);
}
