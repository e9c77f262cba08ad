// A code a stranger printed: parsed, checked against the shipped list, understood, put in the facts, compared with a
// dossier. What starts as JSON is a list of signers somebody installs.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "pipeline/checks/signed_code.h"
#include "pipeline/codes/trust.h"
#include "pipeline/codes/two_d_doc.h"

using namespace std::chrono_literals;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const pipeline::Trust trust;
  constexpr auto today = 2026y / 5 / 20;
  const std::string_view untrusted(reinterpret_cast<const char*>(data), size);
  if (untrusted.starts_with('{')) {
    std::string why;
    if (!pipeline::Trust::parse(untrusted, why) && why.empty()) std::abort();
    return 0;
  }
  const auto parsed = pipeline::parse_two_d_doc(untrusted);
  if (!parsed) return 0;
  // What was signed is a part of what was read, and no field says more than the message.
  if (!untrusted.starts_with(parsed->message)) std::abort();
  std::size_t letters = 0;
  for (const auto& field : parsed->fields) letters += field.id.size() + field.value.size();
  if (letters > 2 * parsed->message.size()) std::abort();

  pipeline::Facts facts;
  facts.pages = 1;
  facts.pages_read.resize(1);
  facts.pages_read[0].codes.push_back({pipeline::Code::Symbology::data_matrix, std::string(untrusted), {}});
  const auto code = pipeline::read_signed_code(facts, trust, today);
  if (!code) std::abort();
  // The shipped list believes nobody: a code that gets past it would be a forgery.
  if (code->settles()) std::abort();
  pipeline::facts_of(*code);
  pipeline::compare(*code, {"7 avenue Jean-Jaurès", "38000", "Grenoble"});
  pipeline::match(*code, {"Bruyère", "Mésange", "Aïssata", {}});
  return 0;
}
