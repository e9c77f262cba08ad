#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/language/layout.h"
#include "pipeline/verdict.h"

namespace pipeline {

// How much of a person a document shows.
enum class NameMatch {
  none,
  surname_of_another,  // the surname, with a first name that is not hers: a relative, or a neighbour of the same name
  surname,             // the surname alone: "M. et Mme CISSÉ"
  first_name,          // in a place that names the pupil, the first name alone
  whole,               // surname and first name, or its initial
};

struct FoundName {
  NameMatch match = NameMatch::none;
  int half_slips = 0;  // what had to be forgiven
  int confidence = 0;
  std::string as_read;
  std::size_t cell = 0;
  std::size_t page = 0;
  Box box;
};

// Looks for a person in a document: every word of her surname (usage or birth; one half of a double name is enough
// beside her first name) and a first name or its initial, in any order, in one entry or two that touch. A street named
// after her does not count. A surname of `household` beside hers is no other first name.
FoundName find_name(const Layout& layout, const Person& person, std::span<const Person> household = {});

// Same, within each of these cells by itself; there the first name alone is an answer.
FoundName find_name_among(const Layout& layout, const std::vector<std::size_t>& cells, const Person& person);

// Whether an optical reading that did not find them may have missed one of them: a first name without its surname, a
// surname half read, torn words where names stand. Never so of a text layer.
bool may_hide(const Layout& layout, std::span<const Person> persons);

// The words of a name, folded: {"BENOIT", "CISSE"}; particles (de, la, du…) left out when something else remains.
std::vector<std::string> name_words(const std::string& name);

// M, MME, EPOUX…: words around a name that are not part of it.
bool is_title_word(const std::string& folded);

}  // namespace pipeline
