#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/bee.h"
#include "server/actions/import_siecle.h"

// The small invented exports of this folder, and what can be done to them.

namespace exports {

std::string load(std::string_view name);                                             // "eleves.xml", as UTF-8
std::string replaced(std::string text, std::string_view what, std::string_view by);  // every one; there must be one

// Declared and written in another encoding, as an editor or SIECLE would.
std::string written_in(std::string_view utf_8, std::string_view encoding);

struct Entry {
  std::string name, bytes;
};
std::string zipped(const std::vector<Entry>& entries, bool encrypted = false);

pipeline::BeeDocument read(std::string_view bytes);  // read_bee, its frames, and the server's collector

inline constexpr std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::month{7}, std::chrono::day{7}};
server::Database box(int annee = 2026);  // an empty one of this établissement
server::ImportReport import(server::Database& database, const std::vector<Entry>& files, bool dry_run = false);

}  // namespace exports
