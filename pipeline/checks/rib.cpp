#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/checks/check.h"
#include "pipeline/codes/account.h"
#include "pipeline/language/fold.h"
#include "pipeline/language/names.h"

namespace pipeline {
namespace {

constexpr int sure_confidence = 80;
// A wrong key is told as the paper's own fault when every figure was read that surely.
constexpr int accusing_confidence = 85;

char as_letter(char c) {
  constexpr std::string_view figures = "0158", letters = "OISB";
  const auto at = figures.find(c);
  return at == figures.npos ? c : letters[at];
}

// Tokens as an eye follows them from one on: to the end of its line, table boxes included.
struct Run {
  std::vector<const Token*> tokens;
  std::vector<std::size_t> cells;
};

void follow(Run& run, const Layout& layout, std::size_t cell, std::size_t token) {
  constexpr std::size_t enough = 40;
  for (int steps = 0; steps < 40 && run.tokens.size() < enough; ++steps) {
    for (std::size_t t = token; t < layout.cells[cell].tokens.size() && run.tokens.size() < enough; ++t) {
      run.tokens.push_back(&layout.cells[cell].tokens[t]);
      run.cells.push_back(cell);
    }
    const int right = layout.cells[cell].right;
    if (right < 0) return;
    cell = static_cast<std::size_t>(right);
    token = 0;
  }
}

Box around(const Box& a, const Box& b) {
  const auto x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  const int right = std::max(a.x + a.width, b.x + b.width), bottom = std::max(a.y + a.height, b.y + b.height);
  return Box{x, y, static_cast<std::uint16_t>(std::min(right - x, 65'535)),
             static_cast<std::uint16_t>(std::min(bottom - y, 65'535))};
}

struct Number {
  std::string text;
  int confidence = 100;
  bool ocr = false;
  std::size_t page = 0;
  Box box;
};

// The first tokens of a run that make exactly that many letters.
std::optional<Number> gather(const Layout& layout, const Run& run, std::size_t first, std::size_t length,
                             std::size_t left_out) {
  Number number;
  for (std::size_t i = first; i < run.tokens.size() && number.text.size() < length; ++i) {
    const Token& token = *run.tokens[i];
    number.text += i == first ? token.text.substr(left_out) : token.text;
    number.confidence = std::min<int>(number.confidence, token.word->confidence);
    number.ocr = number.ocr || token.ocr;
    number.box = i == first ? token.word->box : around(number.box, token.word->box);
  }
  if (number.text.size() != length) return std::nullopt;
  number.page = layout.cells[run.cells[first]].page;
  return number;
}

// Figures read as letters where only figures stand, and letters of the account among usual confusions: the only variant
// that has its keys. Figures are never made letters: one figure taken for another would then find a false key too
// easily.
std::optional<std::string> repaired(const std::string& read) {
  std::string base = read;
  std::vector<std::size_t> doubtful;
  for (std::size_t i = 2; i < base.size(); ++i) {
    const bool account = i >= 14 && i < 25;
    if (account && as_figure(base[i]) != base[i]) doubtful.push_back(i);
    if (!account) base[i] = as_figure(base[i]);
  }
  if (doubtful.size() > 4) return std::nullopt;
  std::optional<std::string> only;
  for (unsigned mask = 0; mask < (1U << doubtful.size()); ++mask) {
    std::string variant = base;
    for (std::size_t i = 0; i < doubtful.size(); ++i) {
      if (mask & (1U << i)) variant[doubtful[i]] = as_figure(variant[doubtful[i]]);
    }
    if (!is_iban(variant)) continue;
    if (only) return std::nullopt;
    only = std::move(variant);
  }
  return only;
}

struct Accounts {
  std::optional<PrintedAccount> account;
  bool contradictory = false;  // two right ones that differ
  bool surely_wrong = false;   // an IBAN read without a doubt whose keys are wrong
  bool seen = false;           // something begins like an IBAN
};

void keep(Accounts& accounts, PrintedAccount account) {
  if (!accounts.account) {
    accounts.account = std::move(account);
    return;
  }
  PrintedAccount& kept = *accounts.account;
  if (kept.iban == account.iban) {
    kept.twice = true;
    kept.repaired = kept.repaired && account.repaired;
  } else if (kept.repaired != account.repaired) {
    if (kept.repaired) kept = std::move(account);
  } else {
    accounts.contradictory = true;
  }
}

void look_for_iban(Accounts& accounts, const Layout& layout, const Run& run) {
  std::string head = run.tokens[0]->text;
  std::size_t left_out = 0;
  if (head.starts_with("IBAN") && head.size() > 4) left_out = 4;
  head = head.substr(left_out);
  for (std::size_t i = 1; i < run.tokens.size() && head.size() < 4; ++i) head += run.tokens[i]->text;
  if (head.size() < 4 || !is_figure(as_figure(head[2])) || !is_figure(as_figure(head[3]))) return;
  if (!is_figure(head[2]) && !is_figure(head[3])) return;  // "FRIS…" is a word
  const std::size_t length = iban_length(head.substr(0, 2));
  if (length == 0) return;
  const auto number = gather(layout, run, 0, length, left_out);
  if (!number) {
    accounts.seen = accounts.seen || head.starts_with("FR");
    return;
  }
  const auto figures = std::count_if(number->text.begin(), number->text.end(), is_figure);
  if (2 * static_cast<std::size_t>(figures) < length && length > 20) return;
  PrintedAccount account{number->text, {}, number->confidence, false, false, number->page, number->box};
  if (is_iban(number->text)) {
    keep(accounts, std::move(account));
    return;
  }
  accounts.seen = true;
  if (number->ocr && number->text.starts_with("FR")) {
    if (auto right = repaired(number->text)) {
      account.iban = std::move(*right);
      account.repaired = true;
      keep(accounts, std::move(account));
      return;
    }
  }
  if (!number->ocr || number->confidence >= accusing_confidence) accounts.surely_wrong = true;
}

// Bank, branch, account and key in their four boxes.
void look_for_rib(Accounts& accounts, const Layout& layout, const Run& run) {
  if (run.tokens.size() < 4 || run.tokens[0]->text.size() != 5 || run.tokens[1]->text.size() != 5) return;
  const auto number = gather(layout, run, 0, 23, 0);
  if (!number || !is_rib(number->text)) return;
  keep(accounts,
       PrintedAccount{iban_of_rib(number->text), {}, number->confidence, false, false, number->page, number->box});
}

std::string as_bic(std::string text) {
  for (std::size_t i = 0; i < text.size() && i < 6; ++i) text[i] = as_letter(text[i]);
  return text;
}

bool is_bic_of(std::string_view text, std::string_view country) { return is_bic(text) && text.substr(4, 2) == country; }

// Beside its label, in one piece or several; elsewhere only a name that can't be a word.
std::optional<Number> find_bic(const ReadDocument& document, std::string_view country) {
  const Layout& layout = document.layout;
  for (int pass = 0; pass < 2; ++pass) {
    for (std::size_t c = 0; c < layout.cells.size(); ++c) {
      const Cell& cell = layout.cells[c];
      for (std::size_t t = 0; t < cell.tokens.size(); ++t) {
        if (pass == 0) {
          if (cell.tokens[t].text != "BIC" && cell.tokens[t].text != "SWIFT") continue;
          Run run;
          follow(run, layout, c, t + 1);
          if (cell.below >= 0) follow(run, layout, static_cast<std::size_t>(cell.below), 0);
          for (std::size_t i = 0; i < run.tokens.size() && i < 16; ++i) {
            for (const std::size_t length : {std::size_t{11}, std::size_t{8}}) {
              auto number = gather(layout, run, i, length, 0);
              if (!number) continue;
              number->text = as_bic(number->text);
              if (is_bic_of(number->text, country)) return number;
            }
          }
        } else {
          const auto text = as_bic(cell.tokens[t].text);
          if (!is_bic_of(text, country)) continue;
          const bool no_word =
              text.ends_with("XXX") || text.substr(6, 2) == "PP" || std::any_of(text.begin(), text.end(), is_figure);
          if (!no_word) continue;
          Number number{text, cell.tokens[t].word->confidence, cell.tokens[t].ocr, cell.page, cell.tokens[t].word->box};
          return number;
        }
      }
    }
  }
  return std::nullopt;
}

Accounts find_accounts(const ReadDocument& document) {
  Accounts accounts;
  const Layout& layout = document.layout;
  for (std::size_t c = 0; c < layout.cells.size(); ++c) {
    for (std::size_t t = 0; t < layout.cells[c].tokens.size(); ++t) {
      const std::string& text = layout.cells[c].tokens[t].text;
      const bool country = text.size() >= 2 && (text.starts_with("IBAN") || iban_length(text.substr(0, 2)) != 0);
      const bool bank = text.size() == 5 && std::all_of(text.begin(), text.end(), is_figure);
      if (!country && !bank) continue;
      Run run;
      follow(run, layout, c, t);
      if (bank) look_for_rib(accounts, layout, run);
      if (!country) continue;
      const bool had = accounts.account.has_value();
      look_for_iban(accounts, layout, run);
      // A long number may go on one line lower.
      if (!had && !accounts.account && layout.cells[c].below >= 0) {
        Run lower;
        for (std::size_t i = t; i < layout.cells[c].tokens.size(); ++i) {
          lower.tokens.push_back(&layout.cells[c].tokens[i]);
          lower.cells.push_back(c);
        }
        follow(lower, layout, static_cast<std::size_t>(layout.cells[c].below), 0);
        Accounts of_both;
        look_for_iban(of_both, layout, lower);
        if (of_both.account) keep(accounts, std::move(*of_both.account));
      }
    }
  }
  return accounts;
}

void check_holder(const ReadDocument& document, const Expectations& expected, Findings& findings) {
  if (expected.responsables.empty()) return;
  auto best = NameMatch::none;
  for (const Person& person : expected.responsables) {
    const auto found = document.code != nullptr && document.code->settles() && !document.code->holders.empty()
                           ? match(*document.code, person)
                           : find_name(document.layout, person).match;
    best = std::max(best, found);
  }
  switch (best) {
    case NameMatch::whole:
    case NameMatch::surname:
      break;  // "M. ou Mme": a joint account
    case NameMatch::surname_of_another:
    case NameMatch::first_name:
      findings.undecided = true;
      break;
    case NameMatch::none:
      // Another payer is lawful: it is asked about, as any paper in a name the dossier doesn't know.
      if (document.all_read_well)
        findings.missing.push_back(Reason::nom_absent);
      else
        findings.undecided = true;
      break;
  }
}

}  // namespace

Findings check_rib(const ReadDocument& document, const Expectations& expected) {
  Findings findings;
  check_holder(document, expected, findings);
  if (document.code != nullptr && document.code->settles() && is_iban(document.code->iban)) return findings;
  const Accounts accounts = find_accounts(document);
  // Two accounts on one paper: a person says which one pays. A wrong IBAN beside the right figures is no better.
  if (accounts.contradictory) {
    findings.undecided = true;
    return findings;
  }
  if (accounts.surely_wrong) {
    findings.told.push_back(Reason::iban_invalide);
    return findings;
  }
  if (!accounts.account) {
    findings.undecided = true;
    return findings;
  }
  const PrintedAccount& account = *accounts.account;
  const bool sure = !account.repaired && (account.confidence >= sure_confidence || account.twice);
  findings.facts["iban"] = Found{account.iban, account.page, account.box, sure};
  if (const auto bic = find_bic(document, account.iban.substr(0, 2))) {
    findings.facts["bic"] = Found{bic->text, bic->page, bic->box, bic->confidence >= sure_confidence};
    if (same_bank(account.iban, bic->text) == false) findings.undecided = true;
  }
  return findings;
}

}  // namespace pipeline
