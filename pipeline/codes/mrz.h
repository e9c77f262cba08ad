#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/facts.h"

namespace pipeline {

// A machine-readable zone, checked digit by digit (ICAO 9303 parts 4, 5; the French card of before 2021 has its own
// layout of 2 × 36).
struct Mrz {
  enum class Format { td1, td3, french_card, driving_licence } format = Format::td1;
  std::string document;  // "ID", "P", "IR"…
  std::string state;     // issuing, "FRA"
  std::string nationality;
  std::string nom;                                        // blanks for fillers
  std::string prenoms;                                    // blanks for fillers
  std::optional<std::chrono::year_month_day> naissance;   // century chosen by the day of the reading
  std::optional<std::chrono::year_month_day> expiration;  // absent from the old French card
  std::optional<std::chrono::year_month> delivrance;      // the old French card only: year and month of issue
  bool keys_right = false;                                // every check digit, the composite one included
  bool repaired = false;  // right after one letter was put back among usual confusions: probable, not certain
  Box box;                // on its page
  std::size_t page = 0;
};

// The zone these lines make, whole or with wrong keys; nothing when they make none.
std::optional<Mrz> parse_mrz(std::span<const MrzLine> lines, std::chrono::year_month_day today);

// The first zone of a document, from the lines the worker read apart, else from its words.
std::optional<Mrz> find_mrz(const Facts& facts, std::chrono::year_month_day today);

}  // namespace pipeline
