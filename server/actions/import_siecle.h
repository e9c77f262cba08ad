#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "pipeline/bee.h"
#include "pipeline/reader.h"
#include "server/store/database.h"
#include "server/store/journal.h"

namespace server {

struct ImportFile {
  std::string name;  // as the agent's computer calls it; shown back, never opened
  std::span<const std::byte> bytes;
};

struct ImportOptions {
  bool dry_run = false;
  std::chrono::year_month_day today;  // Europe/Paris; who has left is decided by it
  std::string uai;                    // the établissement's: an export of another one is refused
  std::int64_t moment = 0;            // seconds since 1970
};

struct ImportCount {
  std::int64_t read = 0, created = 0, changed = 0, ignored = 0, rejected = 0;
  std::int64_t imported() const { return created + changed; }
};

struct ImportedFile {
  std::string name, entry, kind;               // entry: inside a ZIP of several
  std::string error;                           // "" when accepted
  std::map<std::string, std::string> valeurs;  // what the sentence for this error needs: both UAI, both years…
};

// Keys and codes only: this goes to a journal, a terminal, a log.
struct Rejection {
  std::string kind, key;
  std::int64_t rank = 0;  // which one of its kind in the file, from 1; 0 when it was set aside after reading
  std::string champ, raison;
};

struct Anomaly {
  std::int64_t count = 0;
  std::vector<std::string> keys;  // the first twenty, SIECLE's keys
};

struct ImportReport {
  bool accepted = false;
  std::string error;
  std::vector<ImportedFile> files;
  ImportCount eleves, responsables, liens;
  std::vector<Rejection> rejections;
  std::map<std::string, Anomaly> anomalies;
};

// All or nothing, its line of the journal with it: one file refused, and the base is as before. The same files twice
// change nothing the second time. Files come in any order; those of one call are taken together.
ImportReport import_siecle(Database& database, Journal& journal, pipeline::Reader& reader,
                           std::span<const ImportFile> files, const ImportOptions& options);

// The second half, on what the worker read.
struct ReadFile {
  std::string name;
  pipeline::BeeDocument document;
};
ImportReport import_documents(Database& database, Journal& journal, std::vector<ReadFile> files,
                              const ImportOptions& options);

std::string to_json(const ImportReport& report);

}  // namespace server
