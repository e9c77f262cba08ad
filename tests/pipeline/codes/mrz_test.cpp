#include "pipeline/codes/mrz.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace pipeline;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::year_month_day today = 2026y / 5 / 20;

std::vector<MrzLine> lines(const std::vector<std::string>& texts, int confidence = 100) {
  std::vector<MrzLine> read;
  for (const auto& text : texts) read.push_back(MrzLine{text, static_cast<std::uint8_t>(confidence), {}});
  return read;
}

const std::vector<std::string> old_card = {"IDFRACISSE<<<<<<<<<<<<<<<<<<<<380001",
                                           "1505380000174AISSATA<<MARIE8509196F2"};
const std::vector<std::string> new_card = {"IDFRAX4RTBPFW46<<<<<<<<<<<<<<<", "1408120F3204153FRA<<<<<<<<<<<0",
                                           "MESANGE<<ZOE<<<<<<<<<<<<<<<<<<"};
const std::vector<std::string> passport = {"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                                           "L898902C36UTO7408122F1204159ZE184226B<<<<<10"};
const std::vector<std::string> licence = {"D1FRA13AA000026181231MARTIN<<9"};

}  // namespace

TEST_CASE("each kind of zone gives what it holds") {
  const auto card = parse_mrz(lines(old_card), today);
  REQUIRE(card);
  CHECK(card->keys_right);
  CHECK(card->format == Mrz::Format::french_card);
  CHECK(card->nom == "CISSE");
  CHECK(card->prenoms == "AISSATA MARIE");
  CHECK(card->naissance == 1985y / 9 / 19);
  CHECK(card->delivrance == 2015y / 5);
  CHECK_FALSE(card->expiration);

  const auto recent = parse_mrz(lines(new_card), today);
  REQUIRE(recent);
  CHECK(recent->keys_right);
  CHECK(recent->nom == "MESANGE");
  CHECK(recent->naissance == 2014y / 8 / 12);
  CHECK(recent->expiration == 2032y / 4 / 15);

  const auto book = parse_mrz(lines(passport), today);
  REQUIRE(book);
  CHECK(book->keys_right);
  CHECK(book->prenoms == "ANNA MARIA");
  CHECK(book->naissance == 1974y / 8 / 12);

  const auto drive = parse_mrz(lines(licence), today);
  REQUIRE(drive);
  CHECK(drive->keys_right);
  CHECK(drive->expiration == 2018y / 12 / 31);
}

TEST_CASE("a figure changed where a key watches is always seen, and gives no value") {
  const auto& zone = GENERATE_REF(values({old_card, new_card, passport, licence}));
  REQUIRE(parse_mrz(lines(zone), today)->keys_right);
  const std::size_t watched_lines = zone.size() == 3 ? 2 : zone.size();
  for (std::size_t l = zone.size() == 2 && zone[0].size() == 44 ? 1 : 0; l < watched_lines; ++l) {
    for (std::size_t c = 0; c < zone[l].size(); ++c) {
      if (zone[l][c] < '0' || zone[l][c] > '9') continue;
      for (char other = '0'; other <= '9'; ++other) {
        if (other == zone[l][c]) continue;
        auto changed = zone;
        changed[l][c] = other;
        CAPTURE(changed[l], c);
        const auto read = parse_mrz(lines(changed), today);
        if (!read) continue;
        CHECK_FALSE((read->keys_right && !read->repaired));
        if (!read->keys_right) {
          CHECK_FALSE(read->naissance);
          CHECK_FALSE(read->expiration);
        }
      }
    }
  }
}

TEST_CASE("a zone altered is told from a zone badly read by how surely its letters were read") {
  auto altered = old_card;
  altered[1][28] = '7';
  const auto surely = parse_mrz(lines(altered, 100), today);
  REQUIRE(surely);
  CHECK_FALSE(surely->keys_right);
  CHECK(surely->read_surely);
  const auto badly = parse_mrz(lines(altered, 40), today);
  REQUIRE(badly);
  CHECK_FALSE(badly->read_surely);
}

TEST_CASE("a figure under a wrong key is the zone's own when both readers saw it, doubt as they may the rest") {
  auto altered = passport;
  altered[1][13] = '5';
  Facts facts;
  facts.pages_read.resize(1);
  Page& page = facts.pages_read.front();
  page.source = TextSource::ocr;
  page.mrz = lines(altered, 30);
  const auto say = [&](std::string_view second_line) {
    page.words = {Word{passport[0], 20, 0, {}}, Word{std::string(second_line), 20, 1, {}}};
    const auto found = find_mrz(facts, today);
    REQUIRE(found);
    CHECK_FALSE(found->keys_right);
    return found->read_surely;
  };
  CHECK(say("L8989O2C36UTO5408122F1204159ZEI84226B<<<<<10"));  // slips elsewhere
  CHECK_FALSE(say("L8989O2C36UTO7408122F1204159ZEI84226B<<<<<10"));
}

TEST_CASE("fillers misread or lost are put right; one letter among usual confusions is probable") {
  const auto lost = parse_mrz(lines({"IDFRAX4RTBPFW46<<<<<<<<<<<", new_card[1], "MESANGE<<ZOE<<<<<<<KC<<<"}), today);
  REQUIRE(lost);
  CHECK(lost->keys_right);
  CHECK(lost->prenoms == "ZOE");
  const auto figures = parse_mrz(lines({new_card[0], "I4O8I2OF3204153FRA<<<<<<<<<<<0", new_card[2]}), today);
  REQUIRE(figures);
  CHECK(figures->keys_right);
  CHECK(figures->naissance == 2014y / 8 / 12);
  const auto slip = parse_mrz(lines({"IDFRAX4RT8PFW46<<<<<<<<<<<<<<<", new_card[1], new_card[2]}), today);
  REQUIRE(slip);
  CHECK(slip->keys_right);
  CHECK(slip->repaired);
}

TEST_CASE("ordinary lines are no zone") {
  CHECK_FALSE(
      parse_mrz(lines({"FACTURE<ELECTRICITE<GAZ<NATUREL<38000", "LIEU<DE<CONSOMMATION<7<AVENUE<JEAN<J"}), today));
  CHECK_FALSE(parse_mrz({}, today));
}
