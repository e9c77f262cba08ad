#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/facts.h"

namespace pipeline {

// A machine-readable zone, checked digit by digit (ICAO 9303 parts 4, 5, 6; the French card of before 2021 has its own
// layout of 2 × 36, the French driving licence its own of 1 × 30).
struct Mrz {
  enum class Format { td1, td2, td3, french_card, driving_licence } format = Format::td1;
  std::string document;     // "ID", "P", "IR"…
  std::string state;        // issuing, "FRA"
  std::string nationality;  // "" where the zone has none
  std::string nom;          // blanks for fillers; the zone cuts long ones
  std::string prenoms;      // blanks for fillers; "" on a driving licence
  // Only from a zone whose keys are right. The century of a birth is chosen by the day of the reading.
  std::optional<std::chrono::year_month_day> naissance;
  std::optional<std::chrono::year_month_day> expiration;  // absent from the old French card
  std::optional<std::chrono::year_month> delivrance;      // the old French card only: year and month of issue
  bool keys_right = false;                                // every check digit, the composite one included
  bool repaired = false;     // right after one letter was put back among usual confusions: probable, not certain
  bool read_surely = false;  // wrong keys are then the zone's own, not its reader's
  Box box;                   // on its page
  std::size_t page = 0;
};

// 7-3-1 over letters, digits and fillers.
char mrz_key(std::string_view letters);

// The zone these lines make, whole or with wrong keys; nothing when they make none.
std::optional<Mrz> parse_mrz(std::span<const MrzLine> lines, std::chrono::year_month_day today);

// The first zone of a document, from the lines the worker read apart, else from its words.
std::optional<Mrz> find_mrz(const Facts& facts, std::chrono::year_month_day today);

}  // namespace pipeline
