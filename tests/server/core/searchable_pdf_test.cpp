#include "server/actions/searchable_pdf.h"

#include <cstdio>
#include <fstream>

#include "tests/catch.h"
#include "tests/server/core/box.h"

using namespace server;
using namespace server::test;

namespace {

// A grey baseline JPEG of 8 × 8 pixels, written out: no library of this program makes one.
std::string small_jpeg() {
  std::string jpeg("\xFF\xD8\xFF\xDB\x00\x43\x00", 7);
  jpeg += std::string(64, '\x01');
  jpeg += std::string("\xFF\xC0\x00\x0B\x08\x00\x08\x00\x08\x01\x01\x11\x00", 13);
  const auto table = [](char kind) {
    return std::string("\xFF\xC4\x00\x14", 4) + kind + '\x01' + std::string(15, '\0') + '\x00';
  };
  jpeg += table('\x00') + table('\x10');
  jpeg += std::string("\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00\x3F\xFF\xD9", 13);
  return jpeg;
}

std::vector<PdfPage> two_pages() {
  const auto word = [](const std::string& text, std::uint16_t x, std::uint16_t y, std::uint16_t width) {
    pipeline::Word one;
    one.text = text;
    one.box = {x, y, width, 20};
    return one;
  };
  return {{small_jpeg(),
           800,
           1100,
           {word("Léonie", 100, 100, 60), word("MÉSANGE", 166, 100, 90), word("12€", 100, 200, 40)}},
          // Of alphabets that no one-byte code of old knows together.
          {small_jpeg(),
           1100,
           800,
           {word("Ștefănescu", 50, 60, 120), word("Łukasz", 200, 60, 70), word("Ηλίας", 300, 60, 60),
            word("a(b)\\<c>", 400, 60, 90)}}};
}

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe);
  char buffer[4096];
  for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
  REQUIRE(pclose(pipe) == 0);
  return text;
}

}  // namespace

TEST_CASE("a copy gives its words back to whoever searches, and its pictures as they were") {
  const Folder folder;
  const auto file = (folder.path() / "copie.pdf").string();
  const auto pages = two_pages();
  std::ofstream(file, std::ios::binary) << make_searchable_pdf(pages);
  const auto text = output_of("pdftotext -layout '" + file + "' - 2>&1");
  INFO(text);
  for (const auto& page : pages)
    for (const auto& word : page.words) CHECK(text.find(word.text) != std::string::npos);
  CHECK(output_of("pdftotext '" + file + "' - 2>&1").find("Léonie MÉSANGE") != std::string::npos);
  CHECK(output_of("pdftotext -f 1 -l 1 '" + file + "' -").find("Łukasz") == std::string::npos);
  output_of("pdfimages -all '" + file + "' '" + (folder.path() / "image").string() + "' 2>&1");
  CHECK(all_bytes(folder.path() / "image-000.jpg") == small_jpeg());
  CHECK(all_bytes(folder.path() / "image-001.jpg") == small_jpeg());
  // Where each word is: a quarter of a point is less than a pixel.
  const auto boxes = output_of("pdftotext -bbox -f 1 -l 1 '" + file + "' - 2>&1");
  const double scale = 842.0 / 1100;
  const auto at = boxes.find("xMin=\"");
  REQUIRE(at != std::string::npos);
  CHECK(std::abs(std::stod(boxes.substr(at + 6)) - 100 * scale) < 0.25);
  const auto right = boxes.find("xMax=\"");
  CHECK(std::abs(std::stod(boxes.substr(right + 6)) - 160 * scale) < 0.25);
}

TEST_CASE("the same pages make the same bytes, and more words than one font has codes are told apart") {
  CHECK(make_searchable_pdf(two_pages()) == make_searchable_pdf(two_pages()));
  PdfPage page{small_jpeg(), 800, 1100, {}};
  std::string last;
  for (char32_t point = 0x4E00; point < 0x4E00 + 600; ++point) {
    pipeline::Word word;
    last = {static_cast<char>(0xE0 | point >> 12), static_cast<char>(0x80 | (point >> 6 & 0x3F)),
            static_cast<char>(0x80 | (point & 0x3F))};
    word.text = last + "a";
    const auto rank = static_cast<std::uint16_t>(point - 0x4E00);
    word.box = {static_cast<std::uint16_t>(rank % 10 * 70), static_cast<std::uint16_t>(rank / 10 * 15 + 10), 40, 10};
    page.words.push_back(word);
  }
  const Folder folder;
  const auto file = (folder.path() / "copie.pdf").string();
  std::ofstream(file, std::ios::binary) << make_searchable_pdf(std::span(&page, 1));
  const auto text = output_of("pdftotext '" + file + "' - 2>&1");
  for (const auto& word : page.words) CHECK(text.find(word.text) != std::string::npos);
}

TEST_CASE("a page without words is a picture, and a document without pages is none") {
  const Folder folder;
  const auto file = (folder.path() / "copie.pdf").string();
  const PdfPage page{small_jpeg(), 800, 1100, {}};
  std::ofstream(file, std::ios::binary) << make_searchable_pdf(std::span(&page, 1));
  CHECK(output_of("pdfinfo '" + file + "' 2>&1").find("Pages:           1") != std::string::npos);
}
