#include <algorithm>
#include <optional>

#include "pipeline/checks/check.h"
#include "pipeline/checks/responsable.h"
#include "pipeline/language/addresses.h"
#include "pipeline/language/dates.h"
#include "pipeline/language/names.h"

namespace pipeline {
namespace {

constexpr int sure_confidence = 80;
constexpr int fresh_months = 3, yearly_months = 12;

// Papers made once a year, or that a contract makes true for one.
bool is_yearly(Kind kind) {
  return kind == Kind::taxe_locale || kind == Kind::avis_impot || kind == Kind::assurance_habitation;
}

bool is_past(const Date& date, std::chrono::year_month_day today) {
  return std::chrono::sys_days(date.day) <= std::chrono::sys_days(today);
}

struct Chosen {
  Date date;
  bool sure = false;
};

// Issue; failing that the end of the period paid for; failing that the latest past date of no known role.
std::optional<Chosen> date_of(const ReadDocument& document, std::span<const Date> dates,
                              std::chrono::year_month_day today) {
  const auto latest = [&](auto wanted) {
    const Date* best = nullptr;
    for (const Date& date : dates) {
      if (!wanted(date)) continue;
      // The first page speaks for the document, and among its dates the strongest words.
      if (best == nullptr || std::pair(date.strength, date.day) > std::pair(best->strength, best->day)) best = &date;
    }
    return best;
  };
  const auto issued =
      latest([&](const Date& d) { return d.role == DateRole::issue && d.page == 0 && is_past(d, today); });
  if (issued != nullptr && (issued->strength >= Strength::strong || issued->confidence >= 60))
    return Chosen{*issued, issued->confidence >= sure_confidence && !issued->year_guessed};
  const auto later_page = latest(
      [&](const Date& d) { return d.role == DateRole::issue && d.strength >= Strength::strong && is_past(d, today); });
  if (later_page != nullptr) return Chosen{*later_page, later_page->confidence >= sure_confidence};
  // A period may run on after today: it is then being lived, and as fresh as can be.
  const auto horizon = months_later(today, is_yearly(document.kind) ? yearly_months : 1);
  const auto period = latest([&](const Date& d) {
    return d.role == DateRole::period_end && std::chrono::sys_days(d.day) <= std::chrono::sys_days(horizon);
  });
  if (period != nullptr) return Chosen{*period, period->confidence >= sure_confidence};
  const auto unknown = latest([&](const Date& d) {
    return (d.role == DateRole::unknown || d.role == DateRole::payment) && !d.month_only && is_past(d, today);
  });
  if (unknown != nullptr) return Chosen{*unknown, false};
  return std::nullopt;
}

void check_date(const ReadDocument& document, const Expectations& expected, Findings& findings) {
  const auto dates = document.dates;
  const auto chosen = date_of(document, dates, expected.today);
  if (!chosen) {
    // A duplicate or a due date is not the paper's own: neither absent nor known.
    const bool other_roles = std::any_of(dates.begin(), dates.end(), [](const Date& d) {
      return d.role == DateRole::print || d.role == DateRole::contract;
    });
    if (other_roles && dates.size() > 1)
      findings.undecided = true;
    else
      findings.missing.push_back(Reason::date_absente);
    return;
  }
  const Date& date = chosen->date;
  Found found{iso_day(date.day), date.page, date.box, chosen->sure};
  if (date.month_only) {
    found.value = iso_month(date.day);
    findings.facts["mois"] = found;
  } else if (date.role == DateRole::period_end) {
    found.value = iso_month(date.day);
    findings.facts["mois"] = found;
  } else {
    findings.facts["date_emission"] = found;
  }
  const int months = is_yearly(document.kind) ? yearly_months : fresh_months;
  const bool fresh = is_fresh(date.day, months, expected.today) ||
                     (months == yearly_months && date.day.year() == expected.today.year());
  if (fresh) return;
  // Told when the figures are sure. A date without a role is only believed when no date at all is more recent.
  const bool believed = date.role == DateRole::unknown || date.role == DateRole::payment
                            ? document.all_read_well && date.confidence >= sure_confidence
                            : date.confidence >= 70 && !date.year_guessed;
  // "Client … le 02/09/2019" under the remains of a heading: weak words do not age a paper that bears a recent date.
  const bool newer = date.strength <= Strength::bare && std::any_of(dates.begin(), dates.end(), [&](const Date& other) {
                       const bool its_own = other.role == DateRole::unknown || other.role == DateRole::period_end;
                       return its_own && is_past(other, expected.today) && is_fresh(other.day, months, expected.today);
                     });
  if (believed && !newer)
    findings.told.push_back(Reason::trop_ancien);
  else
    findings.undecided = true;
}

// A form whose labels alone were read says nothing of its values: no name is absent where no address was read either.
bool values_were_read(const ReadDocument& document) {
  const auto& pages = document.facts.pages_read;
  return std::any_of(pages.begin(), pages.end(), [](const Page& p) { return p.source == TextSource::text_layer; }) ||
         !find_addresses(document.layout).empty();
}

void check_name(const ReadDocument& document, const Expectations& expected, const FoundName& name, Findings& findings) {
  if (expected.responsables.empty()) return;
  switch (name.match) {
    case NameMatch::whole:
    case NameMatch::surname:
      break;  // "M. et Mme CISSÉ" is hers too
    case NameMatch::surname_of_another:
    case NameMatch::first_name:
      findings.undecided = true;
      break;
    case NameMatch::none:
      if (document.all_read_well && values_were_read(document) && !may_hide(document.layout, expected.responsables))
        findings.missing.push_back(Reason::nom_absent);
      else
        findings.undecided = true;
      break;
  }
}

constexpr std::string_view place_labels[] = {
    "LIEU DE CONSOMMATION",
    "ADRESSE DE CONSOMMATION",
    "LIEU DE FOURNITURE",
    "ADRESSE DU BRANCHEMENT",
    "SITE DE CONSOMMATION",
    "POINT DE SERVICE",
    "ADRESSE D INSTALLATION",
    "ADRESSE DE L INSTALLATION",
    "LOGEMENT SITUE",
    "LOGEMENT SIS",
    "LOCAUX SITUES",
    "ADRESSE DU LOGEMENT",
    "ADRESSE DU BIEN",
    "ADRESSE DE LA LOCATION",
    "LOGEMENT LOUE",
    "LOGEMENT ASSURE",
    "RISQUE ASSURE",
    "ADRESSE DU RISQUE",
    "LIEU DU RISQUE",
    "BIEN ASSURE",
    "ADRESSE AU 1",
    "DOMICILIE*",
    "DEMEURANT",
    "A MON DOMICILE",
    "A NOTRE DOMICILE",
    "RESIDER",
    "ADRESSE DU LIEU DE CONSOMMATION",
    "LOGEMENT",
};

bool in_cells(const std::vector<std::size_t>& cells, std::size_t wanted) {
  return std::find(cells.begin(), cells.end(), wanted) != cells.end();
}

// The cells a label speaks for: its own, the one at its right, the few below.
std::vector<std::size_t> cells_of_label(const Layout& layout, std::size_t cell) {
  std::vector<std::size_t> cells{cell};
  const int right = layout.cells[cell].right;
  for (int next : {right, layout.cells[cell].below}) {
    for (int steps = 0; steps < 4 && next >= 0; ++steps) {
      cells.push_back(static_cast<std::size_t>(next));
      next = layout.cells[static_cast<std::size_t>(next)].below;
    }
  }
  return cells;
}

void check_address(const ReadDocument& document, const Expectations& expected, const FoundName& name,
                   Findings& findings) {
  const Layout& layout = document.layout;
  const auto addresses = find_addresses(layout);
  // The address is what the pièce is asked for: none read is not « tout semble bon », nor is it a reproach. A host's or
  // a sworn statement says it in a sentence, between two homes: whose is whose is for a person, the paper is no less
  // good.
  const bool in_a_sentence = document.kind == Kind::hebergement || document.kind == Kind::declaration_domicile;
  if (addresses.empty()) {
    if (expected.adresse && !in_a_sentence) findings.undecided = true;
    return;
  }
  const PrintedAddress* labelled = nullptr;
  for (std::size_t c = 0; c < layout.cells.size() && labelled == nullptr; ++c) {
    for (std::size_t i = 0; i < layout.cells[c].tokens.size() && labelled == nullptr; ++i) {
      for (const auto label : place_labels) {
        if (phrase_at(layout.cells[c].tokens, i, label) == 0) continue;
        const auto cells = cells_of_label(layout, c);
        for (const auto& address : addresses) {
          if (labelled == nullptr && in_cells(cells, address.cells.back()) && !address.of_a_company)
            labelled = &address;
        }
      }
    }
  }
  const PrintedAddress* of_name = nullptr;
  for (const auto& address : addresses) {
    if (of_name == nullptr && name.match != NameMatch::none && in_cells(address.cells, name.cell)) of_name = &address;
  }
  const PrintedAddress* taken = labelled != nullptr ? labelled : of_name;
  AddressMatch best = AddressMatch::other;
  const PrintedAddress* matching = nullptr;
  if (expected.adresse) {
    for (const auto& address : addresses) {
      const auto match = compare(layout, address, *expected.adresse);
      if (match > best) {
        best = match;
        matching = &address;
      }
    }
  }
  // Where nothing says whose address it is, the dossier's own, found anywhere, is enough.
  if (taken == nullptr && best >= AddressMatch::other_number) taken = matching;
  if (taken != nullptr)
    findings.facts["code_postal"] =
        Found{taken->code_postal, taken->page, taken->box, taken->confidence >= sure_confidence};
  if (!expected.adresse) return;
  if (taken == nullptr) {
    if (!in_a_sentence) findings.undecided = true;
    return;
  }
  auto match = compare(layout, *taken, *expected.adresse);
  if (match >= AddressMatch::other_number) return;
  // The town alone, and the whole address elsewhere: a line torn by the reading, not another home.
  if (match == AddressMatch::other_street && best >= AddressMatch::other_number) return;
  // A host writes his own address and the guest's former one: one of them is the dossier's.
  if (in_a_sentence && best >= AddressMatch::other_number) return;
  int sum = 0, count = 0;
  for (const std::size_t c : taken->cells) {
    const Cell& cell = layout.cells[c];
    if (cell.tokens.empty()) continue;
    sum += confidence(cell, 0, cell.tokens.size() - 1);
    ++count;
  }
  const bool sure = taken->confidence >= sure_confidence && count > 0 && sum / count >= 70 && document.all_read_well;
  if (sure)
    findings.told.push_back(Reason::adresse_differente);
  else
    findings.undecided = true;
}

// "Je soussigné(e) Anne BRUYÈRE, né le …": who hosts.
void find_host(const ReadDocument& document, Findings& findings) {
  for (const Cell& cell : document.layout.cells) {
    for (std::size_t i = 0; i < cell.tokens.size(); ++i) {
      if (!is_word(cell.tokens[i], "SOUSSIGNE*")) continue;
      std::size_t first = i + 1;
      while (first < cell.tokens.size() &&
             (cell.tokens[first].text.size() <= 1 || is_title_word(cell.tokens[first].text)))
        ++first;
      std::size_t last = first;
      while (last < cell.tokens.size() && last < first + 4 && !is_title_word(cell.tokens[last].text) &&
             !is_word(cell.tokens[last], "DEMEURANT") && !is_word(cell.tokens[last], "DOMICILIE*") &&
             !is_word(cell.tokens[last], "ATTESTE") && !is_word(cell.tokens[last], "CERTIFIE") &&
             !is_word(cell.tokens[last], "DECLARE")) {
        const char after =
            cell.text[std::min(cell.tokens[last].at + cell.tokens[last].text.size(), cell.text.size() - 1)];
        ++last;
        if (after == ',') break;
      }
      if (last == first) continue;
      auto value = as_read(cell, first, last - 1);
      while (!value.empty() && value.back() == ',') value.pop_back();
      findings.facts["hebergeant"] =
          Found{value, cell.page, box_of(cell, first, last - 1), confidence(cell, first, last - 1) >= sure_confidence};
      return;
    }
  }
}

// What an authentic code signs needs no reading: compared with the dossier, it is believed whatever the page shows.
// Answers what it left to the page.
struct Unsigned {
  bool name = true, address = true, date = true;
};

Unsigned check_signed(const ReadDocument& document, const Expectations& expected, Findings& findings) {
  Unsigned left;
  if (document.code == nullptr || !document.code->settles()) return left;
  const SignedCode& code = *document.code;
  if (!code.holders.empty() && !expected.responsables.empty()) {
    left.name = false;
    auto best = NameMatch::none;
    for (const Person& person : expected.responsables) best = std::max(best, match(code, person));
    if (best == NameMatch::none)
      findings.told.push_back(Reason::nom_absent);
    else if (best < NameMatch::surname)
      findings.undecided = true;
  }
  if (code.adresse && expected.adresse) {
    left.address = false;
    // Another number of the same street is doubtful there as on a page, and no reproach.
    if (compare(code, *expected.adresse) < AddressMatch::other_number)
      findings.told.push_back(Reason::adresse_differente);
  }
  if (code.issued) {
    left.date = false;
    const int months = is_yearly(document.kind) ? yearly_months : fresh_months;
    const bool fresh = is_fresh(*code.issued, months, expected.today) ||
                       (months == yearly_months && code.issued->year() == expected.today.year());
    if (!fresh) findings.told.push_back(Reason::trop_ancien);
  }
  return left;
}

}  // namespace

Findings check_justificatif_domicile(const ReadDocument& document, const Expectations& expected) {
  Findings findings;
  // The picture of an unproven code and next to no words: nothing is missing from a page that is not there.
  constexpr std::size_t next_to_no_words = 8;
  if (document.code != nullptr && !document.code->settles() && document.mentions.size() < next_to_no_words) {
    findings.undecided = true;
    return findings;
  }
  const Unsigned left = check_signed(document, expected, findings);
  const FoundName name = find_responsable(document, expected);
  if (left.name) check_name(document, expected, name, findings);
  if (left.address) check_address(document, expected, name, findings);
  if (left.date) check_date(document, expected, findings);
  if (document.kind == Kind::hebergement) find_host(document, findings);
  // An avis d'échéance asks for a rent, a quittance proves it was paid: the collège says whether it takes the first.
  if (document.kind == Kind::avis_echeance) findings.undecided = true;
  return findings;
}

}  // namespace pipeline
