#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/language/layout.h"

namespace pipeline {

// What a date is for, told by the words around it. Most wrong readings of dates are right dates with a wrong role.
enum class DateRole { unknown, issue, due, period_start, period_end, next, contract, birth, print, expiry, payment };

// How much the words that gave a role weigh: "le" alone, "facture …", "date d'émission", "née le".
enum class Strength { none, bare, weak, strong, overriding };

struct Date {
  std::chrono::year_month_day day;  // for a month alone, its last day
  bool month_only = false;
  bool year_guessed = false;  // "le 28 avril": the latest one past
  DateRole role = DateRole::unknown;
  Strength strength = Strength::none;
  int confidence = 0;
  std::size_t cell = 0;
  std::size_t page = 0;
  Box box;
};

// Every date of a document with its role. Forms: 22/05/2026, 22.05.26, 22-05-2026, 2026-05-22, 22 mai 2026, 1er mai
// 2026, mai 2026, 05/2026, and a day without its year before "au" or after an issuing word. Usual slips of readers (O
// for 0, l for 1, févner) are put right.
std::vector<Date> find_dates(const Layout& layout, std::chrono::year_month_day today);

// A school year: "2026-2027", "2026/2027", "2026 - 27".
struct SchoolYear {
  int starts = 0;
  int confidence = 0;
  std::size_t page = 0;
  Box box;
};
std::vector<SchoolYear> find_school_years(const Layout& layout);

// Some months later, on the same day or the last of a shorter month.
std::chrono::year_month_day months_later(std::chrono::year_month_day day, int months);

// "12 March to 12 June is three months", and a week of grace around any limit.
inline constexpr std::chrono::days freshness_grace{7};
bool is_fresh(std::chrono::year_month_day issued, int months, std::chrono::year_month_day today);

std::string iso_day(std::chrono::year_month_day day);    // 2026-05-22
std::string iso_month(std::chrono::year_month_day day);  // 2026-05

}  // namespace pipeline
