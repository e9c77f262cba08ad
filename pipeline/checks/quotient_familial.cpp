#include <algorithm>
#include <cmath>
#include <optional>

#include "pipeline/checks/check.h"
#include "pipeline/checks/eleve.h"
#include "pipeline/checks/responsable.h"
#include "pipeline/language/amounts.h"
#include "pipeline/language/dates.h"
#include "pipeline/language/fold.h"
#include "pipeline/language/names.h"

namespace pipeline {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int sure_confidence = 80, accusing_confidence = 70;
constexpr int fresh_months = 3;
constexpr double greatest_quotient = 15'000, greatest_income = 9'999'999;

std::string shown(double value) {
  std::string text = std::to_string(std::round(value * 100) / 100);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

// Any responsable of the volet: an allocataire, a declarant.
void check_holder(const ReadDocument& document, const Expectations& expected, Findings& findings) {
  if (expected.responsables.empty()) return;
  const auto best = find_responsable(document, expected).match;
  if (best >= NameMatch::surname) return;
  if (best == NameMatch::none && document.all_read_well && !may_hide(document.layout, expected.responsables))
    findings.missing.push_back(Reason::nom_absent);
  else
    findings.undecided = true;
}

// Two numbers live under the name of quotient: the caisse's, from its own parts, and the tax office's. This one copies
// the caisse's, computes nothing.
struct Quotient {
  Amount amount;
  std::optional<Date> month;
  bool several = false;
};

// A year after a month is no amount: "le quotient familial pour avril 2026 est de 845".
bool is_in_a_date(const Amount& amount, std::span<const Date> dates) {
  return std::any_of(dates.begin(), dates.end(), [&](const Date& date) {
    if (date.cell != amount.cell || date.page != amount.page) return false;
    if (date.box.width == 0) return amount.value == static_cast<int>(date.day.year());
    return amount.box.x >= date.box.x && amount.box.y >= date.box.y &&
           amount.box.x + amount.box.width <= date.box.x + date.box.width &&
           amount.box.y + amount.box.height <= date.box.y + date.box.height;
  });
}

bool on_one_row(const Box& a, const Box& b) {
  const int rows = std::min(a.y + a.height, b.y + b.height) - std::max<int>(a.y, b.y);
  return 2 * rows >= std::min<int>(a.height, b.height);
}

// The month a quotient is for: of its sentence, of its row, of the lines around, else the only one of the paper.
std::optional<Date> month_of(const Amount& amount, std::span<const Date> dates, const Layout& layout, bool in_a_table) {
  const Date* best = nullptr;
  int best_distance = 1 << 30;
  for (const Date& date : dates) {
    if (date.page != amount.page || date.role == DateRole::birth || !date.month_only) continue;
    const bool row = date.cell == amount.cell || on_one_row(date.box, amount.box);
    if (in_a_table && !row) continue;
    const int distance = std::abs(static_cast<int>(date.box.y) - static_cast<int>(amount.box.y)) + (row ? 0 : 1000) +
                         (date.cell == amount.cell ? -1 : 0);
    if (distance >= best_distance) continue;
    best = &date;
    best_distance = distance;
  }
  static_cast<void>(layout);
  if (best == nullptr) return std::nullopt;
  return *best;
}

std::optional<Quotient> find_quotient(const ReadDocument& document, std::span<const Date> dates) {
  static const std::vector<std::string_view> labels = {"QUOTIENT FAMILIAL", "QUOTIENT FAMILIAUX", "QUOTIENT", "QF"};
  // "Allocations familiales: 148,52 €" and what is paid, earned or owed beside it.
  static const std::vector<std::string_view> others = {
      "ALLOCATION*", "VERSE",     "VERSEE",  "VERSES",     "VERSEES", "NET",     "LOYER",      "REVENU",   "REVENUS",
      "PRESTATION*", "PRIME",     "AIDE",    "COMPLEMENT", "TOTAL",   "MONTANT", "RESSOURCES", "PAIEMENT", "APL",
      "ALLOCATAIRE", "TELEPHONE", "ARTICLE", "MATRICULE",  "DOSSIER", "NUMERO",  "TEL",        "SIRET",    "PARTS"};
  std::vector<Amount> amounts = find_amounts(document.layout);
  std::erase_if(amounts,
                [&](const Amount& amount) { return amount.value > greatest_quotient || is_in_a_date(amount, dates); });
  const auto found = amounts_of(document.layout, amounts, labels, others);
  std::vector<Amount> candidates;
  for (const Amount& amount : found) {
    // A number of a sentence without euros after it may be anything; one alone in its entry is a form's value.
    const Cell& cell = document.layout.cells[amount.cell];
    const bool alone = cell.tokens.size() <= amount.last - amount.first + 4;
    bool labelled = amount.euros || amount.decimals || alone;
    for (std::size_t i = 0; !labelled && i + 1 <= amount.first; ++i) {
      // "Quotient familial : 845", "est de 845", "s'élève à 845".
      const auto& before = cell.tokens[amount.first - 1].text;
      labelled = is_word(cell.tokens[i], "QUOTIENT") &&
                 (before == "FAMILIAL" || before == "DE" || before == "A" || before == "EST" || before == "QF");
    }
    if (labelled) candidates.push_back(amount);
  }
  if (candidates.empty()) return std::nullopt;
  bool several = false;
  for (const Amount& amount : candidates) several = several || amount.value != candidates.front().value;
  std::optional<Quotient> best;
  for (const Amount& amount : candidates) {
    Quotient quotient{amount, month_of(amount, dates, document.layout, several), several};
    if (!best) {
      best = quotient;
      continue;
    }
    if (quotient.month && (!best->month || sys_days(quotient.month->day) > sys_days(best->month->day))) best = quotient;
  }
  if (best && !best->month) best->month = month_of(best->amount, dates, document.layout, false);
  return best;
}

void check_caf(const ReadDocument& document, const Expectations& expected, Findings& findings) {
  check_holder(document, expected, findings);
  find_issue(document, expected, findings);
  const auto dates = document.dates;
  const auto quotient = find_quotient(document, dates);
  if (!quotient) {
    // The attestation of payments has no quotient; a torn line may hide one.
    const bool named = document.mentions.any("QUOTIENT FAMILIAL") || document.mentions.any("QUOTIENT");
    if (document.all_read_well && !named)
      findings.missing.push_back(Reason::quotient_absent);
    else
      findings.undecided = true;
    return;
  }
  const Amount& amount = quotient->amount;
  const bool sure = amount.confidence >= sure_confidence && !quotient->several;
  findings.facts["quotient_caf"] = Found{shown(amount.value), amount.page, amount.box, sure};
  // A tariff hangs on it: a figure in doubt is a person's to read.
  if (amount.confidence < accusing_confidence) findings.undecided = true;

  std::optional<Date> month = quotient->month;
  if (!month) {
    for (const Date& date : dates) {
      if (date.role == DateRole::issue && sys_days(date.day) <= sys_days(expected.today) &&
          (!month || date.strength > month->strength))
        month = date;
    }
  } else {
    findings.facts["mois"] =
        Found{iso_month(month->day), month->page, month->box, month->confidence >= sure_confidence};
  }
  if (!month) {
    findings.missing.push_back(Reason::date_absente);
  } else if (!is_fresh(month->day, fresh_months, expected.today)) {
    if (month->confidence >= accusing_confidence && !month->year_guessed)
      findings.told.push_back(Reason::trop_ancien);
    else
      findings.undecided = true;
  }

  if (!expected.enfant) return;
  // Not listed among the children: the collège looks, the family is not accused.
  const FoundName child = find_name(document.layout, *expected.enfant);
  const bool by_first_name =
      std::any_of(document.layout.cells.begin(), document.layout.cells.end(), [&](const Cell& cell) {
        const auto words = name_words(expected.enfant->prenom);
        return !words.empty() && std::any_of(cell.tokens.begin(), cell.tokens.end(), [&](const Token& token) {
          // A fold parts a name in two: "Basi" and "ile".
          const bool half = token.ocr && token.text.size() >= 4 && words.front().starts_with(token.text);
          return half || is_word(token, words.front());
        });
      });
  if (child.match == NameMatch::whole)
    findings.facts["enfant"] = Found{child.as_read, child.page, child.box, child.confidence >= sure_confidence};
  else if (!by_first_name)
    findings.undecided = true;
}

// The income year a notice is about.
std::optional<Found> find_income_year(const ReadDocument& document, const Expectations& expected, int& value,
                                      int& confidence_of_it) {
  struct Label {
    std::string_view phrase;
    int shift;  // a notice of 2025 is about 2024
  };
  static constexpr Label labels[] = {{"REVENUS DE L ANNEE", 0},
                                     {"REVENU DE L ANNEE", 0},
                                     {"ANNEE DES REVENUS", 0},
                                     {"REVENUS DE", 0},
                                     {"REVENUS PERCUS EN", 0},
                                     {"REVENUS IMPOSABLES ANNEE", 0},
                                     {"REVENUS", 0},
                                     {"ANNEE", 0},
                                     {"AVIS D IMPOT", -1},
                                     {"AVIS D IMPOSITION", -1},
                                     {"AVIS DE NON IMPOSITION", -1},
                                     {"IMPOT SUR LE REVENU", -1},
                                     {"AVIS D IMPOT SUR LES REVENUS", -1},
                                     {"IMPOT SUR LES REVENUS", -1}};
  const int now = static_cast<int>(expected.today.year());
  for (const Label& label : labels) {
    for (const Cell& cell : document.layout.cells) {
      for (std::size_t i = 0; i < cell.tokens.size(); ++i) {
        const std::size_t taken = phrase_at(cell.tokens, i, label.phrase);
        if (taken == 0) continue;
        // "Avis d'impôt sur les revenus 2025 (revenus 2024)": the first year is the notice's.
        if (label.phrase == "REVENUS" && i >= 2 && cell.tokens[i - 1].text == "LES" && cell.tokens[i - 2].text == "SUR")
          continue;
        const auto as_year = [&](const Cell& where, std::size_t t) -> std::optional<int> {
          if (t >= where.tokens.size()) return std::nullopt;
          const std::string& text = where.tokens[t].text;
          if (text.size() != 4 || !is_digits(text)) return std::nullopt;
          const int year = std::stoi(text);
          // "de l'année 2024 (revenus)" but never "31/12/2024".
          const std::size_t at = where.tokens[t].at;
          if (at > 0 && (where.text[at - 1] == '/' || where.text[at - 1] == '-')) return std::nullopt;
          return year >= 2000 && year <= now ? std::optional(year) : std::nullopt;
        };
        const Cell* where = &cell;
        std::size_t token = i + taken;
        auto year = as_year(cell, token);
        if (!year && token + 1 < cell.tokens.size() &&
            (cell.tokens[token].text == "EN" || cell.tokens[token].text == "ANNEE")) {
          ++token;
          year = as_year(cell, token);
        }
        if (!year && i + taken >= cell.tokens.size() && cell.right >= 0) {
          where = &document.layout.cells[static_cast<std::size_t>(cell.right)];
          token = 0;
          year = where->tokens.size() <= 2 ? as_year(*where, 0) : std::nullopt;
        }
        if (!year) continue;
        value = *year + label.shift;
        confidence_of_it = confidence(*where, token, token);
        return Found{std::to_string(value), where->page, box_of(*where, token, token),
                     confidence_of_it >= sure_confidence && label.shift == 0};
      }
    }
  }
  return std::nullopt;
}

void check_income_year(int year, int confidence_of_it, const Expectations& expected, Findings& findings) {
  // The notice on last year's income comes in summer and is asked for from September; until then the one before does.
  const int now = static_cast<int>(expected.today.year());
  const int wanted = expected.today.month() >= std::chrono::September ? now - 1 : now - 2;
  if (year >= wanted) return;
  if (confidence_of_it >= accusing_confidence)
    findings.told.push_back(Reason::trop_ancien);
  else
    findings.undecided = true;
}

void check_notice(const ReadDocument& document, const Expectations& expected, Findings& findings) {
  const SignedCode* code = document.code != nullptr && document.code->settles() ? document.code : nullptr;
  if (code != nullptr && !code->holders.empty() && !expected.responsables.empty()) {
    auto best = NameMatch::none;
    for (const Person& person : expected.responsables) best = std::max(best, match(*code, person));
    if (best == NameMatch::none)
      findings.told.push_back(Reason::nom_absent);
    else if (best < NameMatch::surname)
      findings.undecided = true;
  } else {
    check_holder(document, expected, findings);
  }
  find_issue(document, expected, findings);

  static const std::vector<std::string_view> income_labels = {"REVENU FISCAL DE REFERENCE",
                                                              "REVENUS FISCAL DE REFERENCE", "REVENU FISCAL"};
  static const std::vector<std::string_view> parts_labels = {"NOMBRE DE PARTS", "NOMBRE DE PART S", "NOMBRE DE PART",
                                                             "NB DE PARTS"};
  static const std::vector<std::string_view> others = {"NUMERO",    "REVENU BRUT", "IMPOT",   "PERSONNES",
                                                       "SITUATION", "SALAIRES",    "PLAFOND", "PLAFONDS"};
  const auto dates = document.dates;
  auto amounts = find_amounts(document.layout);
  std::erase_if(amounts,
                [&](const Amount& amount) { return amount.value > greatest_income || is_in_a_date(amount, dates); });

  const bool income_signed = code != nullptr && code->revenu_fiscal_reference.has_value();
  const bool named = std::any_of(income_labels.begin(), income_labels.end(),
                                 [&](std::string_view label) { return document.mentions.any(label); });
  auto incomes = amounts_of(document.layout, amounts, income_labels, others);
  // "(ligne 25)" between the label and its figure names a line of the form; "2024" alone after it is a year.
  std::erase_if(incomes, [&](const Amount& amount) {
    const Cell& cell = document.layout.cells[amount.cell];
    return amount.decimals || (amount.first > 0 && (is_word(cell.tokens[amount.first - 1], "LIGNE") ||
                                                    is_word(cell.tokens[amount.first - 1], "ANNEE")));
  });
  if (incomes.empty()) {
    auto without_lines = amounts;
    std::erase_if(without_lines, [&](const Amount& amount) {
      const Cell& cell = document.layout.cells[amount.cell];
      return amount.first > 0 && is_word(cell.tokens[amount.first - 1], "LIGNE");
    });
    incomes = amounts_of(document.layout, without_lines, income_labels, others);
  }
  if (!incomes.empty()) {
    // Printed on the first page and in the detail: both must say the same.
    const Amount* chosen = &incomes.front();
    std::size_t most = 0;
    bool differ = false;
    for (const Amount& one : incomes) {
      std::size_t same = 0;
      for (const Amount& other : incomes) same += one.value == other.value ? 1 : 0;
      differ = differ || same != incomes.size();
      if (same > most) {
        most = same;
        chosen = &one;
      }
    }
    const bool sure = chosen->confidence >= sure_confidence && (!differ || most > 1);
    findings.facts["revenu_fiscal_reference"] = Found{shown(chosen->value), chosen->page, chosen->box, sure};
    if (!sure && !income_signed) findings.undecided = true;
  } else if (!income_signed) {
    // The two stand in one table: where the parts are, an optical reading tore the income.
    const bool table_is_here = document.facts.pages_read[0].source != TextSource::text_layer &&
                               std::any_of(parts_labels.begin(), parts_labels.end(),
                                           [&](std::string_view label) { return document.mentions.any(label); });
    if (named || table_is_here)
      findings.undecided = true;
    else if (document.all_read_well)
      findings.missing.push_back(Reason::page_manquante);
    else
      findings.undecided = true;
  }

  for (const Amount& amount : amounts_of(document.layout, amounts, parts_labels, {"REVENU", "IMPOT", "PERSONNES"})) {
    // By quarters, from one to fifteen.
    const double quarters = amount.value * 4;
    if (amount.value < 1 || amount.value > 15 || quarters != std::floor(quarters)) continue;
    findings.facts["parts"] = Found{shown(amount.value), amount.page, amount.box, amount.confidence >= sure_confidence};
    break;
  }

  if (code != nullptr && code->annee_revenus) {
    check_income_year(*code->annee_revenus, 100, expected, findings);
    return;
  }
  int year = 0, year_confidence = 0;
  if (auto found = find_income_year(document, expected, year, year_confidence)) {
    findings.facts["annee_revenus"] = *found;
    check_income_year(year, year_confidence, expected, findings);
  } else {
    findings.undecided = true;
  }
}

}  // namespace

Findings check_quotient_familial(const ReadDocument& document, const Expectations& expected) {
  Findings findings;
  if (document.kind == Kind::attestation_caf)
    check_caf(document, expected, findings);
  else
    check_notice(document, expected, findings);
  return findings;
}

}  // namespace pipeline
