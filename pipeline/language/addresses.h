#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/language/layout.h"
#include "pipeline/verdict.h"

namespace pipeline {

// An address printed in a document: the entry that holds a postcode and a town, and the entries above it in the block.
struct PrintedAddress {
  std::string code_postal;
  std::string commune;             // folded, without CEDEX
  std::vector<std::size_t> cells;  // top to bottom; the last holds the postcode
  std::size_t postcode_token = 0;  // in the last cell
  bool of_a_company = false;       // head office, postal box, register number
  int confidence = 0;
  std::size_t page = 0;
  Box box;  // of postcode and town
};

std::vector<PrintedAddress> find_addresses(const Layout& layout);

enum class AddressMatch { other, other_street, other_number, same };

// By parts: town (postcode or name), street without its kind, number with bis or ter.
AddressMatch compare(const Layout& layout, const PrintedAddress& printed, const Expectations::Adresse& expected);

}  // namespace pipeline
