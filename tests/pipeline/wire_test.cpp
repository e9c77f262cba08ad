#include "pipeline/wire.h"

#include <limits>
#include <random>

#include "tests/catch.h"

namespace {

using namespace pipeline;

Facts some_facts() {
  Facts facts{.media = Media::heic, .pages = 3, .content_removed = true};
  Page page{.width = 1131, .height = 1600, .turned = 270, .source = TextSource::ocr};
  page.measures = {.edge = 0.4F, .light = 180, .dark_end = 50, .glare = 0.01F, .letter_height = 12, .cut = true};
  page.words = {{.text = "Aubépine", .confidence = 93, .line = 0, .box = {10, 20, 80, 16}},
                {.text = "FAUVETTE", .confidence = 88, .line = 2, .box = {100, 20, 90, 16}}};
  page.codes = {{.symbology = Code::Symbology::data_matrix, .bytes = "DC02FR0000", .box = {5, 5, 50, 50}}};
  facts.pages_read = {page, Page{.width = 10, .height = 10}};
  return facts;
}

std::vector<std::byte> frames(const std::function<void(FrameWriter&)>& speak) {
  std::vector<std::byte> bytes;
  FrameWriter writer([&](std::span<const std::byte> part) { bytes.insert(bytes.end(), part.begin(), part.end()); });
  speak(writer);
  return bytes;
}

std::optional<Word> word_through(std::string text) {
  Page page{.width = 100, .height = 100};
  page.words = {{.text = std::move(text)}};
  const auto back = decode_page(encode(page));
  REQUIRE(back.has_value());
  return back->words.empty() ? std::nullopt : std::optional(back->words[0]);
}

}  // namespace

TEST_CASE("facts come back as they were kept") {
  const auto kept = encode(some_facts());
  const auto back = decode_facts(kept);
  REQUIRE(back.has_value());
  CHECK(encode(*back) == kept);
  CHECK(back->pages_read[0].words[1].text == "FAUVETTE");
  CHECK(back->pages_read[0].codes[0].bytes == "DC02FR0000");
  CHECK(back->content_removed);
}

TEST_CASE("facts cut short, lengthened or of another version are nothing at all") {
  const auto kept = encode(some_facts());
  REQUIRE(decode_facts(kept).has_value());
  for (std::size_t size = 0; size < kept.size(); ++size)
    CHECK_FALSE(decode_facts(std::span(kept).first(size)).has_value());
  auto longer = kept;
  longer.push_back(std::byte{0});
  CHECK_FALSE(decode_facts(longer).has_value());
  auto newer = kept;
  newer[0] = std::byte{99};
  CHECK_FALSE(decode_facts(newer).has_value());
}

TEST_CASE("facts with any byte changed are refused or stay within bounds") {
  const auto kept = encode(some_facts());
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    auto changed = kept;
    changed[random() % changed.size()] ^= static_cast<std::byte>(1 + random() % 255);
    const auto facts = decode_facts(changed);
    if (!facts) continue;
    for (const Page& page : facts->pages_read) {
      REQUIRE(page.width <= max_picture_edge_px);
      REQUIRE(page.measures.edge <= 1);
      for (const Word& word : page.words) {
        REQUIRE(word.confidence <= 100);
        REQUIRE(word.box.x + word.box.width <= page.width);
        REQUIRE(word.box.y + word.box.height <= page.height);
      }
    }
  }
}

TEST_CASE("a word keeps its letters and loses what would act") {
  CHECK(word_through("œuvre")->text == "œuvre");
  CHECK(word_through("N°12")->text == "N°12");
  CHECK(word_through("a\x1b[31mb")->text == "a[31mb");
  CHECK(word_through("a\nb\tc d")->text == "abcd");
  CHECK(word_through("\xe2\x80\xae"
                     "txt.exe")
            ->text == "txt.exe");  // right-to-left override
  CHECK_FALSE(word_through("\xff\xfe").has_value());
  CHECK_FALSE(word_through("\xc0\xaf").has_value());      // overlong slash
  CHECK_FALSE(word_through("\xed\xa0\x80").has_value());  // half a surrogate
  CHECK_FALSE(word_through("abc\xe2\x82").has_value());   // cut in a letter
  CHECK_FALSE(word_through(" \t").has_value());
}

TEST_CASE("measures that are not numbers become zero") {
  Page page{.width = 10, .height = 10};
  page.measures.edge = std::numeric_limits<float>::quiet_NaN();
  page.measures.light = std::numeric_limits<float>::infinity();
  page.measures.glare = 5;
  const auto back = decode_page(encode(page));
  REQUIRE(back.has_value());
  CHECK(back->measures.edge == 0);
  CHECK(back->measures.light == 0);
  CHECK(back->measures.glare == 1);
}

TEST_CASE("frames are understood whatever the pieces they arrive in") {
  const auto bytes = frames([](FrameWriter& out) {
    Facts facts = some_facts();
    out.head(facts);
    out.stage(Stage::opened);
    Page bare = facts.pages_read[0];
    bare.words.clear();
    out.page(0, bare);
    out.page(1, facts.pages_read[1]);
    out.page(0, facts.pages_read[0]);
    out.end();
  });
  const auto piece = GENERATE(as<std::size_t>{}, 1, 3, 7, 8, 9, 64, 100'000);
  FrameCollector collector(DocumentKind::piece, {}, {});
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    REQUIRE(collector.feed(std::span(bytes).subspan(at, std::min(piece, bytes.size() - at))));
  CHECK(collector.ended());
  const Reading reading = collector.take();
  CHECK(encode(reading.facts) == encode(some_facts()));
}

TEST_CASE("frames with any byte changed never break the collector") {
  const auto bytes = frames([](FrameWriter& out) {
    const Facts facts = some_facts();
    out.head(facts);
    out.page(0, facts.pages_read[0]);
    out.stage(Stage::read);
    out.end();
  });
  std::mt19937 random(11);
  std::size_t refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    auto changed = bytes;
    changed[random() % changed.size()] ^= static_cast<std::byte>(1 + random() % 255);
    FrameCollector collector(DocumentKind::piece, {}, {});
    if (!collector.feed(changed)) ++refused;
    REQUIRE(collector.take().facts.pages_read.size() <= max_pages_read);
  }
  CHECK(refused > 1'000);
}

TEST_CASE("a record is sent within its bounds only") {
  std::vector<std::string> lines;
  FrameCollector collector(DocumentKind::bee, {}, [&](std::string_view line) { lines.emplace_back(line); });
  const auto bytes = frames([](FrameWriter& out) {
    CHECK(out.record("{}"));
    CHECK(out.record(std::string(max_record_bytes, 'a')));
    CHECK_FALSE(out.record(std::string(max_record_bytes + 1, 'a')));
    CHECK_FALSE(out.record(""));
    out.end();
  });
  CHECK(collector.feed(bytes));
  CHECK(collector.ended());
  CHECK(lines.size() == 2);
}

TEST_CASE("a job and a report come back as they were sent, and nothing else passes for one") {
  const Job job{.id = 77, .deadline_ms = 10'000, .kind = DocumentKind::bee, .bulk = true};
  const auto sent = encode(job);
  const auto back = decode_job(sent);
  REQUIRE(back.has_value());
  CHECK(encode(*back) == sent);
  CHECK_FALSE(decode_job(std::span(sent).first(sent.size() - 1)).has_value());
  auto changed = sent;
  changed[16] = std::byte{3};
  CHECK_FALSE(decode_job(changed).has_value());
  const auto told = encode(Report{.id = 77, .outcome = Report::Outcome::crashed, .code = 31});
  REQUIRE(decode_report(told).has_value());
  CHECK(decode_report(told)->code == 31);
  CHECK_FALSE(decode_report(sent).has_value());
}
