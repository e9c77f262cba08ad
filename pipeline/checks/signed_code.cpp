#include "pipeline/checks/signed_code.h"

#include <algorithm>
#include <charconv>

#include "pipeline/checks/check.h"
#include "pipeline/language/dates.h"
#include "pipeline/language/fold.h"
#include "pipeline/language/phrases.h"

namespace pipeline {
namespace {

constexpr int sure_of_a_word = 85, sure_of_figures = 90;
constexpr std::size_t next_to_no_words = 8, words_of_a_page = 25;

Kind kind_of(std::string_view type) {
  struct Row {
    std::string_view type;
    Kind kind;
  };
  static constexpr Row rows[] = {
      {"00", Kind::attestation_contrat},
      {"01", Kind::facture_energie},
      {"09", Kind::facture_energie},
      {"02", Kind::taxe_locale},
      {"03", Kind::releve_identite_bancaire},
      {"05", Kind::releve_identite_bancaire},
      {"04", Kind::avis_impot},
      {"28", Kind::avis_impot},
      {"18", Kind::avis_impot},  // 18, 24, 27: of the declared situation
      {"24", Kind::avis_impot},
      {"27", Kind::avis_impot},
      {"06", Kind::bulletin_paie},
      {"07", Kind::identite},
      {"08", Kind::identite},
      {"B1", Kind::certificat_scolarite},
      {"B2", Kind::medicale},
      {"L1", Kind::medicale},
  };
  for (const Row& row : rows) {
    if (row.type == type) return row.kind;
  }
  return Kind::unknown;
}

std::string text_of(const TwoDDoc& code, std::string_view id) {
  const auto* value = code.find(id);
  return value == nullptr ? std::string() : *value;
}

// Several fields as one text, the empty ones left out.
std::string text_of(const TwoDDoc& code, std::initializer_list<std::string_view> ids, char between = '/') {
  std::string text;
  for (const auto id : ids) {
    const auto part = text_of(code, id);
    if (part.empty()) continue;
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

void add_holder(std::vector<std::string>& holders, const std::string& name) {
  if (!name.empty() && std::find(holders.begin(), holders.end(), name) == holders.end()) holders.push_back(name);
}

std::vector<std::string> holders_of(const TwoDDoc& code) {
  std::vector<std::string> holders;
  add_holder(holders, text_of(code, "10"));
  add_holder(holders, text_of(code, {"11", "13", "12"}));
  add_holder(holders, text_of(code, "1I"));
  add_holder(holders, text_of(code, {"1J", "1L", "1K"}));
  add_holder(holders, text_of(code, "14"));
  add_holder(holders, text_of(code, {"15", "17", "16"}));
  add_holder(holders, text_of(code, "46"));
  add_holder(holders, text_of(code, "48"));
  if (code.type == "07" || code.type == "08") {
    add_holder(holders, text_of(code, {"62", code.find("60") != nullptr ? "60" : "61"}));
    if (code.find("63") != nullptr)
      add_holder(holders, text_of(code, {"63", code.find("60") != nullptr ? "60" : "61"}));
  }
  add_holder(holders, text_of(code, {"B2", "B0"}));
  // "M EXEMPLE HENRY ET MME SPECIMEN NATACHA"
  std::string rest = text_of(code, "30");
  for (std::size_t at; (at = rest.find(" ET ")) != std::string::npos; rest.erase(0, at + 4))
    add_holder(holders, rest.substr(0, at));
  add_holder(holders, rest);
  return holders;
}

// "145 RUE JULLIARD/ZA SPECIMEN/78320/LEVIS ST NOM", or the same with blanks.
std::optional<Expectations::Adresse> address_in_one_line(const std::string& line) {
  std::size_t start = std::string::npos;
  for (std::size_t i = 0; i + 5 <= line.size(); ++i) {
    const bool alone = (i == 0 || line[i - 1] == '/' || line[i - 1] == ' ') &&
                       (i + 5 == line.size() || line[i + 5] == '/' || line[i + 5] == ' ');
    if (alone && is_digits(line.substr(i, 5))) start = i;
  }
  if (start == std::string::npos) return std::nullopt;
  const auto trimmed = [](std::string text) {
    const auto first = text.find_first_not_of("/ ");
    return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of("/ ") - first + 1);
  };
  Expectations::Adresse adresse;
  adresse.code_postal = line.substr(start, 5);
  adresse.commune = trimmed(line.substr(start + 5));
  std::string before = trimmed(line.substr(0, start));
  // Of several lines, the one that starts with a number is the street.
  while (before.find('/') != std::string::npos && !is_digits(before.substr(0, 1))) {
    const auto cut = before.find('/');
    if (!is_digits(before.substr(cut + 1, 1))) break;
    before.erase(0, cut + 1);
  }
  adresse.voie = before.substr(0, before.find('/'));
  return adresse;
}

std::optional<Expectations::Adresse> address_of(const TwoDDoc& code, std::initializer_list<std::string_view> streets,
                                                std::string_view postcode, std::string_view town) {
  Expectations::Adresse adresse{{}, text_of(code, postcode), text_of(code, town)};
  for (const auto id : streets) {
    if (adresse.voie.empty()) adresse.voie = text_of(code, id);
  }
  if (adresse.code_postal.empty() && adresse.commune.empty()) return std::nullopt;
  return adresse;
}

std::optional<std::chrono::year_month_day> day_of(const std::string& digits) {  // JJMMAAAA
  if (digits.size() != 8 || !is_digits(digits)) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) { return std::stoi(digits.substr(at, size)); };
  const std::chrono::year_month_day day{std::chrono::year(number(4, 4)),
                                        std::chrono::month(static_cast<unsigned>(number(2, 2))),
                                        std::chrono::day(static_cast<unsigned>(number(0, 2)))};
  return day.ok() ? std::optional(day) : std::nullopt;
}

std::optional<int> whole_number(std::string text) {
  text = text.substr(0, text.find_first_of(",."));
  std::erase(text, ' ');
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// Quarters of a part, "2,75".
std::optional<double> parts_of(std::string text) {
  std::replace(text.begin(), text.end(), ',', '.');
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > 100) return std::nullopt;
  return value;
}

std::string without_blanks(std::string text) {
  std::erase(text, ' ');
  return text;
}

SignedCode understand(TwoDDoc parsed, Authenticity authenticity) {
  SignedCode code;
  code.authenticity = authenticity;
  code.kind = kind_of(parsed.type);
  code.holders = holders_of(parsed);
  code.adresse = address_of(parsed, {"22", "23", "21", "20"}, "24", "25");
  code.courrier = address_of(parsed, {"29", "2A", "28", "27"}, "2B", "2C");
  if (!code.adresse) code.adresse = address_of(parsed, {"6U", "6V", "6T", "6S"}, "6W", "6X");
  if (!code.adresse) code.adresse = address_in_one_line(text_of(parsed, "4Y"));
  if (!code.adresse) code.adresse = code.courrier;
  code.issued = parsed.issued;
  if (!code.issued) code.issued = day_of(text_of(parsed, "4A"));
  if (!code.issued) code.issued = day_of(text_of(parsed, "4B"));
  if (code.kind == Kind::avis_impot) {
    code.revenu_fiscal_reference = whole_number(text_of(parsed, "41"));
    code.annee_revenus = whole_number(text_of(parsed, "45"));
    code.parts = parts_of(text_of(parsed, "43"));
  }
  code.iban = without_blanks(text_of(parsed, "31"));
  code.bic = without_blanks(text_of(parsed, "32"));
  code.code = std::move(parsed);
  return code;
}

// What is signed, as a page would print it, so that it is compared by the rules of printed names and addresses.
Facts as_page(const std::vector<std::string>& lines) {
  Page page;
  page.source = TextSource::text_layer;
  page.width = 1200;
  std::uint16_t line = 0;
  for (const auto& text : lines) {
    std::uint16_t x = 100;
    std::string word;
    for (const char c : text + ' ') {
      if (c != ' ' && c != '/') {
        word += c;
        continue;
      }
      if (word.empty()) continue;
      const auto width = static_cast<std::uint16_t>(10 * std::min<std::size_t>(word.size(), 100));
      page.words.push_back({.text = word,
                            .confidence = 100,
                            .line = line,
                            .box = {x, static_cast<std::uint16_t>(100 + 30 * line), width, 20}});
      x = static_cast<std::uint16_t>(x + width + 10);
      word.clear();
    }
    ++line;
  }
  page.height = static_cast<std::uint16_t>(200 + 30 * line);
  Facts facts;
  facts.pages = 1;
  facts.pages_read.push_back(std::move(page));
  return facts;
}

AddressMatch compare(const Expectations::Adresse& signed_address, const Expectations::Adresse& expected) {
  const Facts page = as_page({signed_address.voie, signed_address.code_postal + " " + signed_address.commune});
  const Layout layout = lay_out(page);
  auto best = AddressMatch::other;
  for (const auto& address : find_addresses(layout)) best = std::max(best, compare(layout, address, expected));
  return best;
}

// Who a signed line may name: its order of surname and first name is the issuer's own.
std::vector<Person> persons_of(const std::string& holder) {
  std::vector<std::string> parts;
  std::string part;
  for (const char c : holder + '/') {
    if (c != '/') {
      part += c;
      continue;
    }
    std::string kept;
    for (const auto& word : name_words(part)) {
      if (!is_title_word(word)) kept += (kept.empty() ? "" : " ") + word;
    }
    if (!kept.empty()) parts.push_back(kept);
    part.clear();
  }
  if (parts.size() == 1) {
    const auto words = name_words(parts.front());
    if (words.size() < 2) return {Person{parts.front(), {}, {}, {}}};
    const auto after = [&](std::size_t first, std::size_t last) {
      std::string text;
      for (std::size_t i = first; i < last; ++i) text += (text.empty() ? "" : " ") + words[i];
      return text;
    };
    return {Person{words.front(), {}, after(1, words.size()), {}},
            Person{after(0, words.size() - 1), {}, words.back(), {}},
            Person{words.back(), {}, after(0, words.size() - 1), {}}};
  }
  if (parts.size() < 2) return {};
  return {Person{parts[0], {}, parts[1], {}}, Person{parts[1], {}, parts[0], {}}};
}

// How the page prints a holder: the best of what his line may mean.
FoundName printed_name(const Layout& layout, const std::string& holder) {
  FoundName best;
  for (const Person& person : persons_of(holder)) {
    auto found = find_name(layout, person);
    if (found.match > best.match || (found.match == best.match && found.confidence > best.confidence))
      best = std::move(found);
  }
  return best;
}

bool contradicts_name(const SignedCode& code, const ReadDocument& document) {
  bool another = false, none = false;
  for (const auto& holder : code.holders) {
    if (persons_of(holder).empty()) continue;
    const auto found = printed_name(document.layout, holder);
    if (found.match >= NameMatch::surname) return false;
    // Her first name with another surname, or the reverse.
    another = another || (found.match == NameMatch::surname_of_another && found.confidence >= sure_of_a_word);
    none = none || found.match == NameMatch::none;
  }
  return document.all_read_well && (another || (none && document.mentions.size() >= words_of_a_page));
}

bool alike(const std::string& read, const std::string& wanted) {
  const int limit = forgiven_half_slips(wanted.size());
  return half_slips(read, wanted, limit) <= limit || (wanted.size() >= 5 && read.find(wanted) != read.npos);
}

// Words of a street as issuers shorten them: what is short or a kind of street tells nothing.
std::vector<std::string> telling_words(const std::string& street) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : fold(street) + ' ') {
    if (c >= 'A' && c <= 'Z') {
      word += c;
    } else {
      if (word.size() >= 4) words.push_back(word);
      word.clear();
    }
  }
  return words;
}

std::string number_of(const std::string& street) {
  std::string number;
  for (const char c : street) {
    if (c < '0' || c > '9') break;
    number += c;
  }
  return number.size() <= 4 ? number : std::string();
}

enum class Told { same, other, nothing };

// Forgiving: only what is surely read and surely not there is another address.
Told address_told(const Expectations::Adresse& adresse, const ReadDocument& document) {
  const auto words = telling_words(adresse.voie);
  if (words.empty()) return Told::nothing;
  const auto& street = words.back();
  const auto wanted = number_of(adresse.voie);
  bool street_seen = false, number_seen = wanted.empty(), other_number_sure = false, postcode_seen = false;
  const auto town = telling_words(adresse.commune);
  for (const Cell& cell : document.layout.cells) {
    for (std::size_t i = 0; i < cell.tokens.size(); ++i) {
      const Token& token = cell.tokens[i];
      if (token.text == adresse.code_postal || (!town.empty() && alike(token.text, town.front()))) postcode_seen = true;
      if (!alike(token.text, street)) continue;
      street_seen = true;
      // The number stands a few words before, on the same line.
      for (std::size_t back = 1; back <= 6 && back <= i; ++back) {
        const Token& before = cell.tokens[i - back];
        const auto number = number_of(before.text);
        if (number.empty()) continue;
        if (number == wanted)
          number_seen = true;
        else if (before.word->confidence >= sure_of_figures && is_digits(before.text))
          other_number_sure = true;
        break;
      }
    }
  }
  if (street_seen && postcode_seen) return number_seen || !other_number_sure ? Told::same : Told::other;
  for (const auto& printed : find_addresses(document.layout)) {
    if (!printed.of_a_company && printed.confidence >= sure_of_a_word && printed.cells.size() >= 2) return Told::other;
  }
  return Told::nothing;
}

bool contradicts_address(const SignedCode& code, const ReadDocument& document) {
  if (!document.all_read_well) return false;
  bool other = false;
  for (const auto* adresse : {&code.adresse, &code.courrier}) {
    if (!*adresse) continue;
    const auto told = address_told(**adresse, document);
    if (told == Told::same) return false;
    other = other || told == Told::other;
  }
  return other;
}

bool contradicts_date(const SignedCode& code, const ReadDocument& document) {
  if (!code.issued || !document.all_read_well) return false;
  // The signed day anywhere on the page will do: it may stand under words we do not know. What was altered reads later
  // than what was signed, hence the year ahead.
  bool another = false;
  for (const Date& date : find_dates(document.layout, months_later(*code.issued, 12))) {
    const auto gap = std::chrono::sys_days(date.day) - std::chrono::sys_days(*code.issued);
    if (gap == std::chrono::days(0)) return false;
    if (date.role != DateRole::issue || date.strength < Strength::weak) continue;
    const std::chrono::days most = date.month_only ? std::chrono::days(31) : freshness_grace;
    if (gap <= most && gap >= -most) return false;
    another = another || (date.confidence >= sure_of_figures && !date.year_guessed && !date.month_only);
  }
  return another;
}

// Every number of an entry, its groups of three joined: "63 198 €" is 63198.
std::vector<std::pair<int, int>> numbers_of(const Cell& cell) {  // value, confidence
  std::vector<std::pair<int, int>> numbers;
  for (std::size_t i = 0; i < cell.tokens.size(); ++i) {
    if (!is_digits(cell.tokens[i].text) || cell.tokens[i].text.size() > 8) continue;
    std::string digits = cell.tokens[i].text;
    int sure = cell.tokens[i].word->confidence;
    while (i + 1 < cell.tokens.size() && digits.size() <= 6 && cell.tokens[i + 1].text.size() == 3 &&
           is_digits(cell.tokens[i + 1].text)) {
      const char sign = cell.text[cell.tokens[i + 1].at - 1];
      if (sign != ' ' && sign != '.') break;
      digits += cell.tokens[++i].text;
      sure = std::min<int>(sure, cell.tokens[i].word->confidence);
    }
    if (const auto value = whole_number(digits)) numbers.emplace_back(*value, sure);
  }
  return numbers;
}

bool contradicts_income(const SignedCode& code, const ReadDocument& document) {
  if (!code.revenu_fiscal_reference) return false;
  bool another = false;
  for (const Cell& cell : document.layout.cells) {
    for (const auto& [value, sure] : numbers_of(cell)) {
      if (value == *code.revenu_fiscal_reference) return false;
    }
    bool labelled = false;
    for (std::size_t i = 0; i < cell.tokens.size() && !labelled; ++i)
      labelled = phrase_at(cell.tokens, i, "REVENU FISCAL DE REFERENCE") != 0;
    if (!labelled) continue;
    std::vector<const Cell*> near{&cell};
    if (cell.right >= 0) near.push_back(&document.layout.cells[static_cast<std::size_t>(cell.right)]);
    if (cell.below >= 0) near.push_back(&document.layout.cells[static_cast<std::size_t>(cell.below)]);
    for (const Cell* place : near) {
      for (const auto& [value, sure] : numbers_of(*place))
        another = another || (value >= 100 && sure >= sure_of_figures);
    }
  }
  return another;
}

// Letters that make an account of the same country and length, elsewhere than where the signed one stands.
bool contradicts_account(const SignedCode& code, const ReadDocument& document) {
  if (code.iban.size() < 15) return false;
  bool another = false;
  for (const Cell& cell : document.layout.cells) {
    std::string letters;
    int sure = 100;
    for (const Token& token : cell.tokens) {
      letters += token.text;
      sure = std::min<int>(sure, token.word->confidence);
    }
    if (letters.find(code.iban) != letters.npos) return false;
    const auto start = letters.find(code.iban.substr(0, 2));
    if (start == letters.npos || letters.size() - start < code.iban.size() || sure < sure_of_figures) continue;
    const auto number = letters.substr(start + 2, code.iban.size() - 2);
    another = another || std::count_if(number.begin(), number.end(), is_figure) >=
                             static_cast<std::ptrdiff_t>(number.size() * 2 / 3);
  }
  return another;
}

std::string shown(const Expectations::Adresse& adresse) {
  std::string text;
  for (const auto* part : {&adresse.voie, &adresse.code_postal, &adresse.commune}) {
    if (part->empty()) continue;
    text += (text.empty() ? "" : " ") + *part;
  }
  return text;
}

std::string shown(double parts) {
  std::string text = std::to_string(parts);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

std::optional<SignedCode> read_signed_code(const Facts& facts, const Trust& trust, std::chrono::year_month_day today) {
  std::optional<SignedCode> best;
  for (std::size_t page = 0; page < facts.pages_read.size(); ++page) {
    for (const Code& printed : facts.pages_read[page].codes) {
      auto parsed = parse_two_d_doc(printed.bytes);
      if (!parsed) continue;
      const auto authenticity = trust.verify(*parsed, today);
      if (best && (best->settles() || authenticity != Authenticity::authentic)) continue;
      best = understand(std::move(*parsed), authenticity);
      best->page = page;
      best->box = printed.box;
    }
  }
  return best;
}

std::map<std::string, Found> facts_of(const SignedCode& code) {
  std::map<std::string, Found> facts;
  const auto put = [&](const char* key, std::string value) {
    if (!value.empty()) facts[key] = Found{std::move(value), code.page, code.box, code.settles()};
  };
  put("code_type", code.code.type);
  if (code.adresse) put("code_adresse", shown(*code.adresse));
  if (code.authenticity != Authenticity::unknown_signer)
    put("signature_juste", code.authenticity == Authenticity::broken ? "false" : "true");
  put("autorite_de_test", is_test_signer(code.code) ? "true" : "false");
  if (!code.settles()) return facts;
  if (code.issued) put("date_emission", iso_day(*code.issued));
  if (code.adresse) put("code_postal", code.adresse->code_postal);
  if (code.revenu_fiscal_reference) put("revenu_fiscal_reference", std::to_string(*code.revenu_fiscal_reference));
  if (code.parts) put("parts", shown(*code.parts));
  if (code.annee_revenus) put("annee_revenus", std::to_string(*code.annee_revenus));
  put("iban", code.iban);
  put("bic", code.bic);
  return facts;
}

std::optional<Reason> compare_with_text(const SignedCode& code, const ReadDocument& document) {
  if (code.authenticity == Authenticity::broken) return Reason::code_non_fiable;
  if (document.mentions.size() < next_to_no_words)
    return code.settles() ? std::nullopt : std::optional(Reason::code_non_fiable);
  if (contradicts_name(code, document) || contradicts_address(code, document) || contradicts_date(code, document) ||
      contradicts_income(code, document) || contradicts_account(code, document))
    return Reason::code_contredit_le_texte;
  return std::nullopt;
}

AddressMatch compare(const SignedCode& code, const Expectations::Adresse& expected) {
  auto best = AddressMatch::other;
  for (const auto* adresse : {&code.adresse, &code.courrier}) {
    if (*adresse) best = std::max(best, compare(**adresse, expected));
  }
  return best;
}

NameMatch match(const SignedCode& code, const Person& person) {
  auto best = NameMatch::none;
  for (const auto& holder : code.holders) {
    const Facts page = as_page({holder});
    best = std::max(best, find_name(lay_out(page), person).match);
  }
  return best;
}

}  // namespace pipeline
