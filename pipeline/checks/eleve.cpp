#include "pipeline/checks/eleve.h"

#include <algorithm>

#include "pipeline/language/dates.h"
#include "pipeline/language/names.h"

namespace pipeline {
namespace {

constexpr int sure_confidence = 80, doubtful_confidence = 60;

// Cells that name the pupil: what follows "élève :", the entry at its right, or the one below when nothing follows.
std::vector<std::size_t> pupil_cells(const Layout& layout) {
  static constexpr std::string_view labels[] = {"ELEVE",        "ENFANT",  "ENFANT ASSURE",  "NOM DE L ENFANT",
                                                "BENEFICIAIRE", "ASSURE",  "ASSUREE",        "L ELEVE",
                                                "L ENFANT",     "ENFANTS", "NOM DE L ELEVE", "NOM ET PRENOM"};
  std::vector<std::size_t> cells;
  for (std::size_t c = 0; c < layout.cells.size(); ++c) {
    const Cell& cell = layout.cells[c];
    for (std::size_t i = 0; i < cell.tokens.size(); ++i) {
      bool labelled = false;
      for (const auto label : labels) labelled = labelled || phrase_at(cell.tokens, i, label) != 0;
      if (!labelled) continue;
      cells.push_back(c);
      if (i + 3 >= cell.tokens.size()) {
        if (cell.right >= 0)
          cells.push_back(static_cast<std::size_t>(cell.right));
        else if (cell.below >= 0)
          cells.push_back(static_cast<std::size_t>(cell.below));
      }
      break;
    }
  }
  return cells;
}

bool better(const FoundName& one, const FoundName& other) {
  return one.match > other.match ||
         (one.match == other.match && one.match != NameMatch::none && one.half_slips < other.half_slips);
}

// "Nom: …" and "Prénom: …" stand in entries of their own, sometimes far apart.
FoundName find_apart(const Layout& layout, const Person& person) {
  std::vector<std::size_t> of_first_name, of_surname;
  for (std::size_t c = 0; c < layout.cells.size(); ++c) {
    for (const Token& token : layout.cells[c].tokens) {
      const bool first_name = is_word(token, "PRENOM") || is_word(token, "PRENOMS");
      if (!first_name && token.text != "NOM") continue;
      auto& cells = first_name ? of_first_name : of_surname;
      cells.push_back(c);
      for (const int next : {layout.cells[c].right, layout.cells[c].below}) {
        if (next >= 0) cells.push_back(static_cast<std::size_t>(next));
      }
    }
  }
  FoundName first = find_name_among(layout, of_first_name, person);
  if (first.match < NameMatch::first_name) return {};
  const FoundName surname = find_name_among(layout, of_surname, person);
  if (first.match == NameMatch::whole || surname.match == NameMatch::none) return first;
  if (layout.cells[first.cell].page != layout.cells[surname.cell].page) return first;
  first.match = NameMatch::whole;
  first.half_slips += surname.half_slips;
  first.confidence = std::min(first.confidence, surname.confidence);
  first.as_read += " " + surname.as_read;
  return first;
}

}  // namespace

int school_year(const Expectations& expected) {
  if (expected.annee_scolaire != 0) return expected.annee_scolaire;
  // Enrolment opens in May, for September.
  const int year = static_cast<int>(expected.today.year());
  return expected.today.month() >= std::chrono::May ? year : year - 1;
}

void check_eleve(const ReadDocument& document, const Expectations& expected, Findings& findings) {
  const auto cells = pupil_cells(document.layout);
  const auto look = [&](const Person& person) {
    FoundName found = find_name(document.layout, person);
    const FoundName named = find_name_among(document.layout, cells, person);
    if (better(named, found)) found = named;
    const FoundName apart = find_apart(document.layout, person);
    return better(apart, found) ? apart : found;
  };
  const auto tell = [&](const FoundName& name) {
    findings.facts["enfant"] =
        Found{name.as_read, name.page, name.box, name.match == NameMatch::whole && name.confidence >= sure_confidence};
  };
  if (!expected.enfant) return;
  // Where the pupil is named and a word there is badly read, her name may be that word: not found is then not absent.
  const bool torn = std::any_of(cells.begin(), cells.end(), [&](std::size_t c) {
    const auto& tokens = document.layout.cells[c].tokens;
    return std::any_of(tokens.begin(), tokens.end(),
                       [](const Token& t) { return t.word->confidence < doubtful_confidence; });
  });
  const FoundName child = look(*expected.enfant);
  FoundName sibling;
  for (const Person& other : expected.fratrie) {
    auto found = look(other);
    if (better(found, sibling)) sibling = std::move(found);
  }
  // Louis and Louise are one slip apart: the better reading of the two is the one printed.
  const bool sibling_instead =
      (sibling.match == NameMatch::whole || sibling.match == NameMatch::first_name) && better(sibling, child);
  if (sibling_instead) {
    tell(sibling);
    if (sibling.confidence >= 70)
      findings.told.push_back(Reason::autre_enfant);
    else
      findings.undecided = true;
    return;
  }
  switch (child.match) {
    case NameMatch::whole:
    case NameMatch::first_name:
      tell(child);
      return;
    case NameMatch::surname:
    case NameMatch::surname_of_another: {
      // In a pupil's own entry, her surname with a first name that is neither hers nor a parent's is a brother or a
      // sister.
      const bool relative = std::any_of(cells.begin(), cells.end(), [&](std::size_t cell) {
        const auto in_cell = [&](const Person& person) {
          return find_name_among(document.layout, {cell}, person).match;
        };
        const FoundName seen = find_name_among(document.layout, {cell}, *expected.enfant);
        return seen.match == NameMatch::surname_of_another && seen.confidence >= sure_confidence &&
               std::none_of(expected.responsables.begin(), expected.responsables.end(),
                            [&](const Person& parent) { return in_cell(parent) == NameMatch::whole; });
      });
      if (relative && document.all_read_well)
        findings.told.push_back(Reason::autre_enfant);
      else if (document.all_read_well && !torn && child.match == NameMatch::surname_of_another &&
               child.confidence >= sure_confidence)
        findings.missing.push_back(Reason::nom_absent);
      else
        findings.undecided = true;
      return;
    }
    case NameMatch::none:
      break;
  }
  if (document.all_read_well && !torn)
    findings.missing.push_back(Reason::nom_absent);
  else
    findings.undecided = true;
}

void check_naissance(const ReadDocument& document, const Expectations& expected, Findings& findings) {
  const auto awaited = expected.enfant ? expected.enfant->naissance : std::nullopt;
  const Date* born = nullptr;
  bool several = false;
  for (const Date& date : document.dates) {
    if (date.month_only || date.year_guessed) continue;
    if (awaited && date.day == *awaited) {
      findings.facts["naissance"] = Found{iso_day(date.day), date.page, date.box, date.confidence >= sure_confidence};
      return;
    }
    if (date.role != DateRole::birth) continue;
    several = several || (born != nullptr && born->day != date.day);
    born = &date;
  }
  if (born == nullptr || several) return;  // a brother's, a parent's: whose is whose is not told
  findings.facts["naissance"] = Found{iso_day(born->day), born->page, born->box, born->confidence >= sure_confidence};
  // Her name and another day of birth: a namesake, or a slip in the dossier. A person looks.
  if (awaited) findings.undecided = true;
}

void find_issue(const ReadDocument& document, const Expectations& expected, Findings& findings) {
  const Date* best = nullptr;
  for (const Date& date : document.dates) {
    if (date.role != DateRole::issue || date.month_only) continue;
    if (std::chrono::sys_days(date.day) > std::chrono::sys_days(expected.today)) continue;
    if (best == nullptr || date.strength > best->strength) best = &date;
  }
  if (best == nullptr) return;
  findings.facts["date_emission"] =
      Found{iso_day(best->day), best->page, best->box, best->confidence >= sure_confidence && !best->year_guessed};
}

}  // namespace pipeline
