#include "server/model/totp.h"

#include "crypto/bytes.h"
#include "tests/catch.h"

using namespace server;

namespace {

const crypto::Bytes secret = crypto::bytes_of("12345678901234567890");  // RFC 6238, appendix B

}  // namespace

TEST_CASE("a telephone shows what RFC 6238 says it shows") {
  // Its table has eight digits; ours are the last six.
  const auto [now, code] = GENERATE(table<std::int64_t, std::string>({{59, "287082"},
                                                                      {1111111109, "081804"},
                                                                      {1111111111, "050471"},
                                                                      {1234567890, "005924"},
                                                                      {2000000000, "279037"},
                                                                      {20000000000, "353130"}}));
  CHECK(totp_code(secret, totp_step(now)) == code);
}

TEST_CASE("a code goes one step before and after its own, never twice, never before the last that was used") {
  const std::int64_t now = 1111111111;
  const auto step = totp_step(now);
  for (const std::int64_t away : {-1, 0, 1})
    CHECK(match_totp(secret, totp_code(secret, step + away), now, 0) == step + away);
  for (const std::int64_t away : {-2, 2}) CHECK_FALSE(match_totp(secret, totp_code(secret, step + away), now, 0));
  CHECK_FALSE(match_totp(secret, totp_code(secret, step), now, step));
  CHECK_FALSE(match_totp(secret, totp_code(secret, step - 1), now, step));
  CHECK(match_totp(secret, totp_code(secret, step + 1), now, step) == step + 1);
  CHECK(match_totp(secret, "050 471", now, 0) == step);
  for (const char* typed : {"", "05047", "0504710", "050471x", "abcdef"})
    CHECK_FALSE(match_totp(secret, typed, now, 0));
}

TEST_CASE("what the telephone is told is base32 and a link whose names are escaped") {
  CHECK(totp_text(secret) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  CHECK(totp_link(secret, "DossierSCO 0009990J", "ABCDE-FGHJK") ==
        "otpauth://totp/DossierSCO%200009990J:ABCDE-FGHJK?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer="
        "DossierSCO%200009990J");
}
