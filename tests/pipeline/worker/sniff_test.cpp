#include "pipeline/worker/sniff.h"

#include "tests/catch.h"
#include "tests/pipeline/worker/papers.h"

namespace {

using namespace pipeline;
using namespace std::string_literals;

Sniffed sniffed(const std::string& text) { return sniff(papers::bytes(text)); }

// A ZIP with nothing in it: its end record, which is all an archive reader looks for.
const std::string empty_zip("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22);

}  // namespace

TEST_CASE("a file is what its content says") {
  const Pixels photo = papers::photo();
  CHECK(sniffed(papers::pdf({"a"})).media == Media::pdf);
  const auto jpeg = sniffed(papers::jpeg(photo.get()));
  CHECK(jpeg.media == Media::jpeg);
  CHECK(jpeg.width == 1500);
  CHECK(jpeg.height == 2000);
  CHECK(sniffed(papers::png(photo.get())).media == Media::png);
  CHECK(sniffed(papers::webp(photo.get())).media == Media::webp);
  CHECK(sniffed(papers::tiff(photo.get())).media == Media::tiff);
  for (const auto& text : {papers::png(photo.get()), papers::webp(photo.get()), papers::tiff(photo.get())}) {
    CHECK(sniffed(text).refusal == Refusal::none);
    CHECK(sniffed(text).width == 1500);
    CHECK(sniffed(text).height == 2000);
  }
}

TEST_CASE("what is not one of six formats is refused by its kind") {
  const auto [text, refusal] = GENERATE(table<std::string, Refusal>({
      {"", Refusal::vide},
      {"bonjour", Refusal::type_refuse},
      {"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>", Refusal::type_refuse},
      {"%!PS-Adobe-3.0\n", Refusal::type_refuse},
      {"GIF89a\1\0\1\0", Refusal::type_refuse},
      {"BM" + std::string(60, '\0'), Refusal::type_refuse},
      {empty_zip, Refusal::type_refuse},
      {"\0\0\0\x1c"
       "ftypavif\0\0\0\0avifmif1miaf"s,
       Refusal::type_refuse},
      {"\0\0\0\x18"
       "ftypmp42\0\0\0\0mp42isom"s,
       Refusal::type_refuse},
      {"<html>%PDF-1.4", Refusal::type_refuse},  // a page that a reader would take for a PDF
      {"\xff\xd8\xff\xe0", Refusal::abime},      // a JPEG without its frame
      {"\x89PNG\r\n\x1a\n", Refusal::abime},
  }));
  CAPTURE(text);
  CHECK(sniffed(text).refusal == refusal);
}

TEST_CASE("a picture is refused by the size it announces, before any decoder") {
  std::string png = papers::png(papers::photo().get());
  CHECK(sniffed(png).refusal == Refusal::none);
  png.replace(16, 8, "\0\0\x9c\x40\0\0\x9c\x40"s);  // 40 000 by 40 000
  CHECK(sniffed(png).refusal == Refusal::trop_grand);
}

TEST_CASE("two formats in one file are refused, and each alone is taken") {
  const std::string jpeg = papers::jpeg(papers::photo().get());
  const std::string pdf = papers::pdf({"a"});
  CHECK(sniffed(jpeg).refusal == Refusal::none);
  CHECK(sniffed(pdf).refusal == Refusal::none);
  CHECK(sniffed(jpeg + empty_zip).refusal == Refusal::type_refuse);
  CHECK(sniffed(pdf + empty_zip).refusal == Refusal::type_refuse);
  CHECK(sniffed(jpeg + "<script>alert(1)</script>").refusal == Refusal::type_refuse);
  CHECK(sniffed(jpeg.substr(0, 2) + "\xff\xfe\0\x0b%PDF-1.4\n"s + jpeg.substr(2)).refusal == Refusal::type_refuse);
}

TEST_CASE("the declared orientation is read, and an absurd one ignored") {
  const std::string jpeg = papers::jpeg(papers::photo().get());
  CHECK(sniffed(jpeg).orientation == 1);
  for (int orientation = 1; orientation <= 8; ++orientation)
    CHECK(sniffed(papers::with_orientation(jpeg, orientation)).orientation == orientation);
  CHECK(sniffed(papers::with_orientation(jpeg, 9)).orientation == 1);
}
