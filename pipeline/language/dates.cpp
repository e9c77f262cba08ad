#include "pipeline/language/dates.h"

#include <algorithm>
#include <array>

#include "pipeline/language/fold.h"
#include "pipeline/language/phrases.h"

namespace pipeline {
namespace {

using enum Strength;
using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;
using std::chrono::year_month_day_last;

constexpr std::array<std::string_view, 12> month_names = {"JANVIER",   "FEVRIER", "MARS",     "AVRIL",
                                                          "MAI",       "JUIN",    "JUILLET",  "AOUT",
                                                          "SEPTEMBRE", "OCTOBRE", "NOVEMBRE", "DECEMBRE"};
constexpr std::array<std::string_view, 12> month_starts = {"JANV", "FEV", "MARS", "AVR", "MAI", "JUIN",
                                                           "JUIL", "AOU", "SEP",  "OCT", "NOV", "DEC"};

std::optional<unsigned> month_of(std::string_view word) {
  if (word.size() < 3 || word.size() > 10 || is_digits(word)) return std::nullopt;
  for (unsigned m = 0; m < 12; ++m) {
    if (word == month_names[m]) return m + 1;
    // Abbreviations are beginnings: fév, févr, sept. "DECEDE" is not one.
    if (word.starts_with(month_starts[m]) && month_names[m].starts_with(word)) return m + 1;
  }
  static const auto letters_of_names = [] {
    std::array<std::uint64_t, 12> letters{};
    for (std::size_t m = 0; m < 12; ++m) letters[m] = letters_of(month_names[m]);
    return letters;
  }();
  const std::uint64_t letters = letters_of(word);
  for (unsigned m = 0; m < 12; ++m) {
    const auto name = month_names[m];
    // Short names differ by one letter from ordinary words (mai/mal, juin/jour): a look-alike only. RN/RI is févner's
    // slip.
    const int limit = name.size() < 5 ? 1 : name.size() < 7 ? 2 : 4;
    if (word.size() + 1 >= name.size() && may_be_alike(letters, letters_of_names[m], limit) &&
        half_slips(word, name, limit) <= limit)
      return m + 1;
  }
  if (word.size() >= 5 && half_slips(word, "FEVNER", 1) <= 1) return 2;
  if (word.size() >= 5 && half_slips(word, "JANVNER", 1) <= 1) return 1;
  return std::nullopt;
}

// Reads digits where a reader may have seen letters; at least one true digit.
std::optional<int> number_of(std::string_view text) {
  int value = 0;
  bool digit = false;
  if (text.empty() || text.size() > 4) return std::nullopt;
  for (const char c : text) {
    int d = 0;
    if (c >= '0' && c <= '9') {
      d = c - '0';
      digit = true;
    } else if (c == 'O' || c == 'Q') {
      d = 0;
    } else if (c == 'L' || c == 'I' || c == '|') {
      d = 1;
    } else if (c == 'S') {
      d = 5;
    } else if (c == 'B') {
      d = 8;
    } else {
      return std::nullopt;
    }
    value = value * 10 + d;
  }
  if (!digit) return std::nullopt;
  return value;
}

struct Written {  // a date found in a cell's text
  year_month_day day;
  bool month_only = false, no_year = false;
  std::size_t begin = 0, end = 0;
};

class Scanner {
 public:
  Scanner(std::string_view text, year_month_day today) : text_(text), today_(today) {}

  std::vector<Written> scan() {
    std::vector<Written> found;
    for (std::size_t at = 0; at < text_.size();) {
      const bool starts = at == 0 || !is_alnum(text_[at - 1]);
      std::optional<Written> written;
      if (starts && is_alnum(text_[at])) {
        // A figure glued to the date by a dot, a slash or a dash makes it a reference: "77-2026-04-12".
        const bool glued = at >= 2 && is_joint(text_[at - 1]) && is_digit(text_[at - 2]);
        if (!glued) {
          written = year_first(at);
          if (!written) written = day_first(at);
        }
        if (!written) written = in_words(at);
        if (!written && !glued) written = month_first(at);
      }
      if (written) {
        found.push_back(*written);
        at = std::max(written->end, at + 1);
      } else {
        ++at;
      }
    }
    return found;
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool is_alnum(char c) { return is_digit(c) || (c >= 'A' && c <= 'Z') || c == '|'; }
  static bool is_joint(char c) { return c == '/' || c == '.' || c == '-'; }

  std::string_view run(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && is_alnum(text_[end])) ++end;
    return text_.substr(at, end - at);
  }
  std::size_t blanks(std::size_t at) const {
    while (at < text_.size() && text_[at] == ' ') ++at;
    return at;
  }

  // A joint, blanks allowed around a slash only: "22 / 05 / 2026" is a date, "22 - 05 - 2026" mostly a list.
  std::optional<std::size_t> joint(std::size_t at, char& kind) const {
    std::size_t next = at;
    if (const auto b = blanks(at); b < text_.size() && text_[b] == '/') next = b;
    if (next >= text_.size() || !is_joint(text_[next])) return std::nullopt;
    if (kind != 0 && text_[next] != kind) return std::nullopt;
    kind = text_[next];
    ++next;
    if (kind == '/' || kind == '.') next = blanks(next);
    return next;
  }

  std::optional<year_month_day> valid(int y, unsigned m, unsigned d, bool two_digits) const {
    const int now = static_cast<int>(today_.year());
    if (two_digits) y += 2000 + y <= now + 1 ? 2000 : 1900;
    if (y < 1900 || y > now + 30) return std::nullopt;
    const year_month_day date{year{y}, month{m}, day{d}};
    if (!date.ok()) return std::nullopt;
    return date;
  }

  bool ends_cleanly(std::size_t at) const {
    if (at >= text_.size()) return true;
    if (is_digit(text_[at])) return false;
    return !(is_joint(text_[at]) && at + 1 < text_.size() && is_digit(text_[at + 1]));
  }

  std::optional<Written> year_first(std::size_t at) const {
    const auto y = run(at);
    if (y.size() != 4 || !is_digits(y)) return std::nullopt;
    char kind = 0;
    const auto m_at = joint(at + 4, kind);
    if (!m_at || kind == '/') return std::nullopt;
    const auto m = run(*m_at);
    const auto d_at = joint(*m_at + m.size(), kind);
    if (!d_at || m.size() != 2) return std::nullopt;
    const auto d = run(*d_at);
    // "2026-05-22T08:00" is one too.
    const auto days = d.substr(0, 2);
    if (d.size() != 2 && !(d.size() > 2 && d[2] == 'T')) return std::nullopt;
    const auto yy = number_of(y), mm = number_of(m), dd = number_of(days);
    if (!yy || !mm || !dd) return std::nullopt;
    const auto date = valid(*yy, static_cast<unsigned>(*mm), static_cast<unsigned>(*dd), false);
    if (!date) return std::nullopt;
    return Written{*date, false, false, at, *d_at + 2};
  }

  std::optional<Written> day_first(std::size_t at) const {
    const auto d = run(at);
    if (d.size() > 2) return std::nullopt;
    const auto dd = number_of(d);
    char kind = 0;
    const auto m_at = joint(at + d.size(), kind);
    if (!dd || !m_at) return std::nullopt;
    const auto m = run(*m_at);
    if (m.empty() || m.size() > 2) return std::nullopt;
    auto mm = number_of(m);
    if (!mm && d.size() == 2 && is_digits(d))
      mm = m == "OI" || m == "OL"   ? std::optional<int>(1)
           : m == "IO" || m == "LO" ? std::optional<int>(10)
                                    : std::nullopt;
    if (!mm) return std::nullopt;
    const std::size_t after = *m_at + m.size();
    if (const auto y_at = joint(after, kind)) {
      const auto y = run(*y_at);
      const auto yy = number_of(y);
      if ((y.size() == 4 || y.size() == 2) && yy && ends_cleanly(*y_at + y.size())) {
        if (const auto date = valid(*yy, static_cast<unsigned>(*mm), static_cast<unsigned>(*dd), y.size() == 2)) {
          return Written{*date, false, false, at, *y_at + y.size()};
        }
      }
      return std::nullopt;
    }
    // "du 01/05 au 31/05/2026"
    const auto au = blanks(after);
    if (kind == '/' && text_.substr(au, 3) == "AU ") {
      if (const auto date =
              valid(static_cast<int>(today_.year()), static_cast<unsigned>(*mm), static_cast<unsigned>(*dd), false)) {
        return Written{*date, false, true, at, after};
      }
    }
    return std::nullopt;
  }

  // 05/2026
  std::optional<Written> month_first(std::size_t at) const {
    const auto m = run(at);
    if (m.size() != 2 || !is_digits(m)) return std::nullopt;
    char kind = 0;
    const auto y_at = joint(at + 2, kind);
    if (!y_at || kind != '/') return std::nullopt;
    const auto y = run(*y_at);
    const auto mm = number_of(m), yy = number_of(y);
    if (y.size() != 4 || !is_digits(y) || !ends_cleanly(*y_at + 4)) return std::nullopt;
    return end_of_month(*yy, static_cast<unsigned>(*mm), at, *y_at + 4);
  }

  std::optional<Written> end_of_month(int y, unsigned m, std::size_t begin, std::size_t end) const {
    if (m < 1 || m > 12 || !valid(y, m, 1, false)) return std::nullopt;
    const year_month_day_last last{year{y}, std::chrono::month_day_last{month{m}}};
    return Written{year_month_day{last}, true, false, begin, end};
  }

  // 22 mai 2026, 1er mai, 22-mai-2026, mai 2026
  std::optional<Written> in_words(std::size_t at) const {
    const auto first = run(at);
    std::optional<int> d;
    std::size_t next = at;
    std::string_view name;
    if (const auto m = month_of(first)) {
      name = first;
    } else {
      auto figures = first;
      std::size_t used = figures.size();
      if (figures.ends_with("ER") && figures.size() <= 4) {
        figures.remove_suffix(2);
        if (figures == "L" || figures == "I") d = 1;
      } else {
        // "22MAI 2026", glued.
        std::size_t digits = 0;
        while (digits < figures.size() && is_digit(figures[digits])) ++digits;
        if (digits > 0 && digits < figures.size() && digits <= 2 && month_of(figures.substr(digits))) {
          figures = figures.substr(0, digits);
          used = digits;
        }
      }
      if (figures.size() > 2) return std::nullopt;
      if (!d) d = number_of(figures);
      if (!d) return std::nullopt;
      next = at + used;
      if (next < text_.size() && (text_[next] == '-' || text_[next] == '.')) ++next;
      next = blanks(next);
      if (next + 3 < text_.size() && (text_.substr(next, 3) == "ER ")) next = blanks(next + 2);  // "1 er mai"
      name = run(next);
    }
    std::string_view glued_year;
    if (name.size() > 4 && is_digits(name.substr(name.size() - 4))) {  // "MAI2026"
      glued_year = name.substr(name.size() - 4);
      name.remove_suffix(4);
    }
    const auto m = month_of(name);
    if (!m) return std::nullopt;
    next += name.size();
    std::size_t y_at = next;
    if (glued_year.empty()) {
      if (y_at < text_.size() && (text_[y_at] == '.' || text_[y_at] == '-' || text_[y_at] == ',')) ++y_at;
      y_at = blanks(y_at);
    }
    const auto y = run(y_at);
    const auto yy = number_of(y);
    const bool four = y.size() == 4 && yy && *yy >= 1900;
    const bool two =
        d.has_value() && y.size() == 2 && is_digits(y) &&
        (y_at + 2 >= text_.size() || (text_[y_at + 2] != ',' && text_[y_at + 2] != ':' && text_[y_at + 2] != 'H'));
    if (!four && !two) {
      if (!d) return std::nullopt;
      const auto date = valid(static_cast<int>(today_.year()), *m, static_cast<unsigned>(*d), false);
      if (!date) return std::nullopt;
      return Written{*date, false, true, at, next};
    }
    if (!d) return end_of_month(*yy, *m, at, y_at + y.size());
    const auto date = valid(*yy, *m, static_cast<unsigned>(*d), two);
    if (!date) return std::nullopt;
    return Written{*date, false, false, at, y_at + y.size()};
  }

  std::string_view text_;
  year_month_day today_;
};

struct Label {
  std::string_view phrase;
  DateRole role;
  Strength strength;
};

// Weaker words give way to any stronger before the same date.
constexpr Label labels[] = {
    {"DATE D EMISSION", DateRole::issue, strong},
    {"DATE DE FACTUR*", DateRole::issue, strong},
    {"DATE FACTURE", DateRole::issue, strong},
    {"DATE DE LA FACTURE", DateRole::issue, strong},
    {"DATE D EDITION", DateRole::issue, strong},
    {"DATE D ETABLISSEMENT", DateRole::issue, strong},
    {"DATE DE DELIVRANCE", DateRole::issue, strong},
    {"DATE DU DOCUMENT", DateRole::issue, strong},
    {"DATE DE QUITTANCE", DateRole::issue, strong},
    {"DATE DE CREATION", DateRole::issue, strong},
    {"DATE D ENVOI", DateRole::issue, strong},
    {"DATE DE L AVIS", DateRole::issue, strong},
    {"EMIS E LE", DateRole::issue, strong},
    {"ETABLI E LE", DateRole::issue, strong},
    {"DELIVRE E LE", DateRole::issue, strong},
    {"EMIS LE", DateRole::issue, strong},
    {"EMISE LE", DateRole::issue, strong},
    {"EMISSION", DateRole::issue, strong},
    {"ETABLI LE", DateRole::issue, strong},
    {"ETABLIE LE", DateRole::issue, strong},
    {"ETABLI A", DateRole::issue, strong},
    {"ETABLIE A", DateRole::issue, strong},
    {"EDITE LE", DateRole::issue, strong},
    {"EDITEE LE", DateRole::issue, strong},
    {"DELIVRE LE", DateRole::issue, strong},
    {"DELIVREE LE", DateRole::issue, strong},
    {"FAIT LE", DateRole::issue, strong},
    {"FAIT A", DateRole::issue, strong},
    {"SIGNE LE", DateRole::issue, strong},
    {"SIGNE A", DateRole::issue, strong},
    {"CREE LE", DateRole::issue, strong},
    {"FAIT EN DATE DU", DateRole::issue, strong},
    {"MISE EN RECOUVREMENT", DateRole::issue, strong},
    {"FACTURE DU", DateRole::issue, strong},
    {"QUITTANCE DU", DateRole::issue, strong},
    {"EN DATE DU", DateRole::issue, weak},
    {"FACTURE", DateRole::issue, weak},
    {"QUITTANCE", DateRole::issue, weak},
    {"AVIS", DateRole::issue, weak},
    {"ATTESTATION", DateRole::issue, weak},
    {"DATE", DateRole::issue, weak},
    {"LE", DateRole::issue, bare},
    {"EDITION", DateRole::issue, weak},
    {"REGLER AVANT", DateRole::due, strong},
    {"PAYER AVANT", DateRole::due, strong},
    {"AVANT LE", DateRole::due, strong},
    {"PRELEV*", DateRole::due, strong},
    {"SERA PRELEVE", DateRole::due, strong},
    {"ECHEANCE", DateRole::due, strong},
    {"LIMITE", DateRole::due, strong},
    {"PLUS TARD", DateRole::due, strong},
    {"EXIGIBLE", DateRole::due, strong},
    {"PAYABLE", DateRole::due, strong},
    {"A REGLER", DateRole::due, strong},
    {"A PAYER", DateRole::due, strong},
    {"DATE DE PAIEMENT", DateRole::due, strong},
    {"A REGLER LE", DateRole::due, strong},
    {"DEBIT*", DateRole::due, strong},
    {"PAIEMENT RECU", DateRole::payment, strong},
    {"PAYE LE", DateRole::payment, strong},
    {"PAYEE LE", DateRole::payment, strong},
    {"REGLE LE", DateRole::payment, strong},
    {"REGLEE LE", DateRole::payment, strong},
    {"ACQUITTE*", DateRole::payment, strong},
    {"RECU LE", DateRole::payment, strong},
    {"DERNIER PAIEMENT", DateRole::payment, strong},
    {"VIREMENT DU", DateRole::payment, strong},
    {"PERIODE", DateRole::period_end, strong},
    {"TERME", DateRole::period_end, strong},
    {"MOIS DE", DateRole::period_end, strong},
    {"LOYER DE", DateRole::period_end, strong},
    {"LOYER DU MOIS", DateRole::period_end, strong},
    {"CONSOMMATION", DateRole::period_end, weak},
    {"LOYER", DateRole::period_end, weak},
    {"MOIS", DateRole::period_end, weak},
    {"PROCHAIN", DateRole::next, overriding},
    {"PROCHAINE", DateRole::next, overriding},
    {"PROCHAINS", DateRole::next, overriding},
    {"PROCHAINES", DateRole::next, overriding},
    {"SOUSCRI*", DateRole::contract, strong},
    {"DEPUIS LE", DateRole::contract, strong},
    {"DEPUIS", DateRole::contract, strong},
    {"CLIENT DEPUIS", DateRole::contract, strong},
    {"PRISE D EFFET", DateRole::contract, strong},
    {"DATE D EFFET", DateRole::contract, strong},
    {"EFFET", DateRole::contract, strong},
    {"A COMPTER DU", DateRole::contract, strong},
    {"A PARTIR DU", DateRole::contract, strong},
    {"BAIL DU", DateRole::contract, strong},
    {"CONTRAT DU", DateRole::contract, strong},
    {"CONTRAT DE LOCATION", DateRole::contract, strong},
    {"MISE EN SERVICE", DateRole::contract, strong},
    {"ENTREE DANS LES LIEUX", DateRole::contract, strong},
    {"DATE D ENTREE", DateRole::contract, strong},
    {"DATE DE DEBUT", DateRole::contract, strong},
    {"OUVERTURE", DateRole::contract, strong},
    {"EMMENAG*", DateRole::contract, strong},
    {"LOI DU", DateRole::contract, overriding},
    {"LOI N", DateRole::contract, overriding},
    {"DECRET", DateRole::contract, overriding},
    {"ARRETE DU", DateRole::contract, overriding},
    {"NE LE", DateRole::birth, overriding},
    {"NEE LE", DateRole::birth, overriding},
    {"NE", DateRole::birth, strong},
    {"NEE", DateRole::birth, strong},
    {"NAISSANCE", DateRole::birth, overriding},
    {"NES LE", DateRole::birth, overriding},
    {"NE E LE", DateRole::birth, overriding},
    {"DUPLICATA", DateRole::print, overriding},
    {"IMPRIME LE", DateRole::print, strong},
    {"IMPRIMEE LE", DateRole::print, strong},
    {"IMPRESSION", DateRole::print, strong},
    {"VALABLE JUSQU*", DateRole::expiry, strong},
    {"JUSQU AU", DateRole::expiry, strong},
    {"JUSQU A", DateRole::expiry, strong},
    {"EXPIR*", DateRole::expiry, strong},
    {"DATE DE FIN", DateRole::expiry, strong},
    {"FIN DE VALIDITE", DateRole::expiry, strong},
    {"VALIDITE", DateRole::expiry, weak},
};

struct Told {
  DateRole role = DateRole::unknown;
  Strength strength = none;
};

// The role said by tokens [from, to): the strongest label, among equals the nearest to the date.
Told told_by(const std::vector<Token>& tokens, std::size_t from, std::size_t to) {
  Told told;
  std::size_t told_end = 0, told_length = 0;
  for (std::size_t at = from; at < to; ++at) {
    for (const Label& label : labels) {
      const std::size_t taken = phrase_at(tokens, at, label.phrase);
      if (taken == 0 || at + taken > to) continue;
      const std::size_t distance = to - (at + taken);
      // "Fait à Saint-Martin-d'Hères, le": a town may stand between; the other words stand close.
      const std::size_t reach = label.phrase == "LE" ? 0 : label.strength >= strong ? 8 : 6;
      if (distance > reach) continue;
      const std::size_t end = at + taken;
      if (label.strength > told.strength ||
          (label.strength == told.strength && (end > told_end || (end == told_end && taken > told_length)))) {
        told = Told{label.role, label.strength};
        told_end = end;
        told_length = taken;
      }
    }
  }
  return told;
}

bool only_links(const std::vector<Token>& tokens, std::size_t from, std::size_t to) {
  static constexpr std::string_view links[] = {"DU", "LE", "AU", "DE", "EN", "A", "D", "L", "N"};
  return std::all_of(
      tokens.begin() + static_cast<std::ptrdiff_t>(from), tokens.begin() + static_cast<std::ptrdiff_t>(to),
      [](const Token& token) { return std::find(std::begin(links), std::end(links), token.text) != std::end(links); });
}

// "12 rue du 8 mai 1945": where somebody lives.
bool names_a_street(const std::vector<Token>& tokens, std::size_t from, std::size_t to) {
  static constexpr std::string_view ways[] = {"RUE",  "AVENUE", "AV",    "BOULEVARD", "BD",     "BVD",   "PLACE",  "PL",
                                              "QUAI", "SQUARE", "COURS", "ALLEE",     "CHEMIN", "ROUTE", "IMPASSE"};
  if (to > from && (tokens[to - 1].text == "DU" || tokens[to - 1].text == "LE")) --to;
  return to > from && std::find(std::begin(ways), std::end(ways), tokens[to - 1].text) != std::end(ways);
}

Told told_around(const Layout& layout, const Cell& cell, std::size_t from, std::size_t to, bool first_of_cell) {
  const Told here = told_by(cell.tokens, from, to);
  if (here.strength >= strong || !first_of_cell) return here;
  if (here.role != DateRole::unknown && !only_links(cell.tokens, from, to)) return here;
  const auto look = [&](int index, bool whole) {
    if (index < 0) return Told{};
    const Cell& other = layout.cells[static_cast<std::size_t>(index)];
    const std::size_t count = other.tokens.size();
    Told told = told_by(other.tokens, whole && count < 8 ? 0 : count - std::min<std::size_t>(count, 8), count);
    if (told.role == DateRole::issue && told.strength == bare &&
        phrase_at(other.tokens, count - std::min<std::size_t>(count, 1), "LE") != 0 && !whole)
      told = Told{};
    return told;
  };
  // "Facture n° 77" and under it "du 28 avril 2026"; a form's label at the left; a table's heading above.
  const Told left = look(cell.left, false);
  if (left.strength >= strong) return left;
  const Told above = only_links(cell.tokens, from, to) ? look(cell.above, true) : Told{};
  if (above.strength >= strong) return above;
  if (here.role != DateRole::unknown) return here;
  if (left.role != DateRole::unknown) return left;
  return above;
}

// The 29th of February of a year without one is its last day.
year_month_day in_year(year_month_day date, year y) {
  const year_month_day same{y, date.month(), date.day()};
  return same.ok() ? same : year_month_day{year_month_day_last{y, std::chrono::month_day_last{date.month()}}};
}

year_month_day latest_past(year_month_day date, year_month_day today) {
  return sys_days(date) <= sys_days(today) ? date : in_year(date, date.year() - std::chrono::years(1));
}

}  // namespace

year_month_day months_later(year_month_day date, int months) {
  const auto target = std::chrono::year_month(date.year(), date.month()) + std::chrono::months(months);
  return in_year(year_month_day{target.year(), target.month(), date.day()}, target.year());
}

bool is_fresh(year_month_day issued, int months, year_month_day today) {
  return sys_days(months_later(issued, months)) + freshness_grace >= sys_days(today);
}

std::vector<Date> find_dates(const Layout& layout, year_month_day today) {
  std::vector<Date> dates;
  bool duplicate = false;
  for (std::size_t c = 0; c < layout.cells.size(); ++c) {
    const Cell& cell = layout.cells[c];
    std::size_t from = 0;  // first token after the date before
    const std::size_t first_here = dates.size();
    bool before_was_start = false;
    const auto written = Scanner(cell.text, today).scan();
    for (std::size_t w = 0; w < written.size(); ++w) {
      const Written& found = written[w];
      std::size_t first = cell.tokens.size(), last = 0;
      for (std::size_t i = 0; i < cell.tokens.size(); ++i) {
        if (cell.tokens[i].at + cell.tokens[i].text.size() > found.begin && cell.tokens[i].at < found.end) {
          first = std::min(first, i);
          last = i;
        }
      }
      if (first == cell.tokens.size() || names_a_street(cell.tokens, from, first)) continue;
      Date date;
      date.day = found.day;
      date.month_only = found.month_only;
      date.year_guessed = found.no_year;
      date.cell = c;
      date.page = cell.page;
      date.confidence = confidence(cell, first, last);
      date.box = box_of(cell, first, last);
      const bool follows_au = first > 0 && cell.tokens[first - 1].text == "AU" && first - from <= 2;
      if (before_was_start && follows_au && dates.size() > first_here) {
        date.role = DateRole::period_end;
        date.strength = strong;
        Date& start = dates.back();
        if (start.year_guessed) {  // "du 01/05 au 31/05/2026", or over a new year's day
          start.day = in_year(start.day, date.day.year());
          if (sys_days(start.day) > sys_days(date.day))
            start.day = in_year(start.day, date.day.year() - std::chrono::years(1));
          start.year_guessed = false;
        }
        if (start.role != DateRole::birth) {
          start.role = DateRole::period_start;
          start.strength = strong;
        }
        before_was_start = false;
      } else {
        const Told told = told_around(layout, cell, from, first, dates.size() == first_here);
        date.role = told.role;
        date.strength = told.strength;
        before_was_start = true;
      }
      // A month alone names what is paid for; only a form's own date field may be that vague.
      if (date.month_only &&
          (date.role == DateRole::unknown || (date.role == DateRole::issue && date.strength < strong))) {
        date.role = DateRole::period_end;
        date.strength = weak;
      }
      duplicate = duplicate || date.role == DateRole::print;
      from = last + 1;
      dates.push_back(date);
    }
  }
  std::erase_if(dates, [&](Date& date) {
    if (!date.year_guessed) return false;
    if (date.role != DateRole::issue) return true;
    date.day = latest_past(date.day, today);
    return false;
  });
  if (duplicate) {
    // On a duplicate "édité le" is the day it was printed again.
    for (Date& date : dates) {
      const Cell& cell = layout.cells[date.cell];
      const bool edited =
          cell.text.find("EDITE") != std::string::npos || cell.text.find("EDITION") != std::string::npos;
      if (date.role == DateRole::issue && edited) date.role = DateRole::print;
    }
  }
  return dates;
}

std::vector<SchoolYear> find_school_years(const Layout& layout) {
  std::vector<SchoolYear> years;
  for (const Cell& cell : layout.cells) {
    for (std::size_t i = 0; i + 1 < cell.tokens.size(); ++i) {
      const Token &a = cell.tokens[i], &b = cell.tokens[i + 1];
      if (a.text.size() != 4 || (b.text.size() != 4 && b.text.size() != 2)) continue;
      const auto from = number_of(a.text), to = number_of(b.text);
      if (!from || !to || *from < 2000 || *from > 2098) continue;
      if (b.text.size() == 4 ? *to != *from + 1 : *to != (*from + 1) % 100) continue;
      const std::size_t gap_at = a.at + a.text.size();
      const auto gap = std::string_view(cell.text).substr(gap_at, b.at > gap_at ? b.at - gap_at : 0);
      // Between them a dash, a slash, "et", or nothing; never a day's figures ("01/09/2026-27…" is scanned as a date).
      if (gap.size() > 4 || gap.find_first_of("-/ ") == std::string_view::npos) continue;
      if (b.text.size() == 2 && gap.find_first_of("-/") == std::string_view::npos) continue;
      const bool in_reference =
          a.at > 0 && (cell.text[a.at - 1] == '-' || cell.text[a.at - 1] == '/' || cell.text[a.at - 1] == '.');
      if (in_reference) continue;
      years.push_back(SchoolYear{*from, confidence(cell, i, i + 1), cell.page, box_of(cell, i, i + 1)});
    }
  }
  return years;
}

std::string iso_month(year_month_day date) {
  const auto two = [](unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month()));
}

std::string iso_day(year_month_day date) {
  const unsigned d = static_cast<unsigned>(date.day());
  return iso_month(date) + (d < 10 ? "-0" : "-") + std::to_string(d);
}

}  // namespace pipeline
