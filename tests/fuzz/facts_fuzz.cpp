#include <cstdlib>

#include "pipeline/facts.h"
#include "pipeline/verdict.h"

// Any bytes, as facts kept in the base or a page on its way: nothing, or facts within their bounds that are written
// back the same and that any slot's rules can judge.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace pipeline;
  const std::span untrusted(reinterpret_cast<const std::byte*>(bytes), size);
  if (const auto page = decode_page(untrusted)) {
    const auto again = decode_page(encode(*page));
    if (!again || encode(*again) != encode(*page)) std::abort();
  }
  const auto facts = decode_facts(untrusted);
  if (!facts) return 0;
  if (facts->pages_read.size() > max_pages_read) std::abort();
  const auto kept = encode(*facts);
  const auto again = decode_facts(kept);
  if (!again || encode(*again) != kept) std::abort();
  Expectations expected;
  expected.enfant = Person{"Bruyère", "", "Léonie"};
  expected.responsables = {Person{"Bruyère", "Mésange-Loriot", "Aïssata"}};
  expected.today = std::chrono::year_month_day{std::chrono::year{2026}, std::chrono::May, std::chrono::day{20}};
  static const Trust trust;
  const auto asked = static_cast<PieceType>(size % 12);
  const Verdict verdict = judge(*facts, asked, expected, trust);
  if (verdict.outcome != Outcome::conforme && verdict.reasons.empty()) std::abort();
  for (const auto& [key, found] : verdict.facts) {
    // What is said of the whole document (how many pages) stands on its first one, read or not.
    if (found.page > 0 && found.page >= facts->pages_read.size()) std::abort();
  }
  return 0;
}
