#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pipeline {

// A 2D-Doc (ANTS specification 3.3.0): what an issuer says of a paper, with his signature. Parsed, not believed:
// `Trust` says what the signature is worth.
struct TwoDDoc {
  int version = 0;                                    // 1..4
  std::string authority;                              // four letters or digits, "FR05"; XX00 is a test
  std::string certificate;                            // four letters or digits, within the authority; 0000 is a test
  std::optional<std::chrono::year_month_day> issued;  // of the document
  std::optional<std::chrono::year_month_day> signed_on;
  std::string type;       // "00" bill, "04" tax notice…; two characters
  std::string perimeter;  // "01" when the version has none
  std::string country;    // "" before version 4
  struct Field {
    std::string id, value;  // two characters; UTF-8, trimmed. Unknown ids are kept: issuers add some
  };
  std::vector<Field> fields;
  std::string message;    // the bytes that are signed; what comes after the signature is an annex nobody signed
  std::string signature;  // r‖s

  const std::string* find(std::string_view id) const;  // nullptr: absent or empty
};

// Nothing when these bytes are no whole 2D-Doc in text form (C40), versions 1 to 4. The binary form of version 4 is
// refused: no source open to us fixes the encoding of its fields, and no paper a collège asks for bears one.
std::optional<TwoDDoc> parse_two_d_doc(std::string_view untrusted);

}  // namespace pipeline
