#pragma once

#include <span>
#include <string>
#include <vector>

#include "pipeline/facts.h"

namespace server {

struct PdfPage {
  std::string jpeg;                   // as the worker redrew it: goes in untouched
  int width = 0, height = 0;          // of the picture, in pixels
  std::vector<pipeline::Word> words;  // boxes in those pixels
};

// Pages to look at with their words underneath, invisible, to be searched and copied. Nothing of the file a family sent
// but the pixels the worker drew. Same pages, same bytes: no date, no identifier.
std::string make_searchable_pdf(std::span<const PdfPage> pages);

}  // namespace server
