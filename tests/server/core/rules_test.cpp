#include "server/http/base64.h"
#include "server/model/dossier.h"
#include "server/model/etablissement.h"
#include "server/model/paris.h"
#include "server/model/personne.h"
#include "tests/catch.h"
#include "tests/server/core/box.h"

using namespace server;

TEST_CASE("the day is France's, summer and winter") {
  const auto [moment, day] = GENERATE(table<std::int64_t, const char*>({
      {1780005599, "2026-05-28"},  // 21:59:59 UTC, one second before midnight in summer
      {1780005600, "2026-05-29"},
      {1767222000, "2026-01-01"},  // 23:00 UTC on the last evening of 2025
      {1767221999, "2025-12-31"},
      {1774745999, "2026-03-29"},  // the second before clocks go forward
      {1793062800, "2026-10-27"},
      {0, "1970-01-01"},
  }));
  CAPTURE(moment);
  CHECK(iso_day(paris_day(moment)) == day);
}

TEST_CASE("the last day of a campagne ends at midnight in France") {
  Etablissement college;
  college.campagne = "ouverte";
  college.ferme_le = "2026-05-28";
  CHECK(accepts_deposits(college, 1780005599));
  CHECK_FALSE(accepts_deposits(college, 1780005600));
  college.ferme_le = "";
  CHECK(accepts_deposits(college, 1780005600));
  college.campagne = "fermee";
  CHECK_FALSE(accepts_deposits(college, 1780005599));
}

TEST_CASE("what comes from SIECLE is shown masked") {
  CHECK(masked_telephone("+33639980042") == "42");
  CHECK(masked_telephone("06 39 98 00 42") == "42");
  CHECK(masked_telephone("42") == "");
  CHECK(masked_telephone("") == "");
  CHECK(masked_courriel("alma@example.org") == "a•••@example.org");
  CHECK(masked_courriel("élise@example.org") == "é•••@example.org");
  CHECK(masked_courriel("@example.org") == "");
  CHECK(masked_courriel("alma") == "");
}

TEST_CASE("an address takes six lines at most, and its street is the line with a number") {
  const Adresse adresse{
      {"CHEZ MME FAUVETTE", "12 RUE DES SAULES", "", "BAT B"}, "BP 7", "00100", "BOURG-LES-MESANGES", "AILLEURS"};
  CHECK(printed_lines(adresse) == std::vector<std::string>{"CHEZ MME FAUVETTE", "12 RUE DES SAULES", "BAT B", "BP 7",
                                                           "00100 BOURG-LES-MESANGES", "AILLEURS"});
  CHECK(street_line(adresse) == "12 RUE DES SAULES");
  CHECK(printed_lines({}).empty());
  CHECK(street_line({{"LIEU-DIT LES SAULES"}, "", "", "", ""}) == "LIEU-DIT LES SAULES");
}

TEST_CASE("what an agent must do decides a dossier's state") {
  using enum PieceState;
  const auto [mere, pere, expected] = GENERATE(table<PieceState, PieceState, const char*>({
      {a_envoyer, a_envoyer, "pas_ouvert"},
      {en_lecture, a_envoyer, "commence"},
      {lue, acceptee, "a_relire"},
      {a_refaire, acceptee, "a_completer"},
      {acceptee, a_envoyer, "complet"},
      {a_envoyer, acceptee, "complet"},
  }));
  Dossier dossier;
  for (const auto state : {mere, pere}) {
    Dossier::Volet volet;
    volet.pieces = {{pipeline::PieceType::justificatif_domicile, true, state, "", ""},
                    {pipeline::PieceType::assurance_scolaire, false, a_envoyer, "", ""}};
    dossier.volets.push_back(volet);
  }
  CHECK(to_string(state_of(dossier)) == expected);
  if (std::string_view(expected) == "pas_ouvert") {
    dossier.volets[0].ouvert = true;
    CHECK(state_of(dossier) == DossierState::commence);
  }
}

TEST_CASE("bytes come back from their text, and one text only stands for them") {
  const auto size = GENERATE(as<std::size_t>{}, 0, 1, 2, 3, 32, 1000);
  const auto bytes = server::test::long_text(size);
  const auto text = http::base64url(bytes);
  CHECK(http::from_base64url(text) == bytes);
  for (const char* wrong : {"A", "AB", "AAA=", "A A", "AA+A", "AAAAA"}) {
    CAPTURE(wrong);
    CHECK_FALSE(http::from_base64url(wrong));
  }
  CHECK(http::from_base64url("AA"));
  CHECK(http::from_base64("AA+/") == http::from_base64url("AA-_"));
}
