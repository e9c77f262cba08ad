#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crypto/journal.h"
#include "server/model/access.h"
#include "server/model/journal.h"
#include "server/store/database.h"
#include "server/store/journal_key.h"

namespace server {

// The journal as one connection writes it.
class Journal {
 public:
  Journal(Database& database, JournalKey& key) : database_(database), key_(key) {}

 private:
  friend void record(Journal& journal, const JournalFact& fact, std::int64_t now);
  Database& database_;
  JournalKey& key_;
  // Of the entry that follows the last one of this transaction: a run of letters writes hundreds.
  struct Next {
    std::uint64_t number;
    crypto::SecretKey key;
  };
  std::optional<Next> next_;
};

// The one door, inside the transaction that acts (std::logic_error outside): no act without its line, no line without
// its act.
void record(Journal& journal, const JournalFact& fact, std::int64_t now);

// Whether this was told of it since that moment: looking twice at a page is one reading.
bool is_recorded(Database& database, const JournalFact& fact, std::int64_t since);

// Whether the last line of this action told the same.
bool is_last_of_its_kind(Database& database, const JournalFact& fact);

// What happened in her own volets and to her own access, latest first.
struct OwnEntry {
  std::int64_t moment = 0;
  std::string action, volet;  // volet "" when it is her access
  std::string agent;          // who decided; "" for everything else
};
std::vector<OwnEntry> own_entries(Database& database, const FamilleAccess& famille, int most);

// The whole log in order, as stored; stops when told false.
struct StoredEntry {
  crypto::JournalEntry entry;
  crypto::JournalLink link;
};
void walk_journal(Database& database, const std::function<bool(const StoredEntry&)>& visit);

std::uint64_t journal_entries(Database& database);
crypto::JournalHead journal_head(Database& database, const crypto::Id& etab, std::int64_t now);
std::vector<crypto::Hash> leaves_since(Database& database, std::uint64_t number);

struct KeptHead {
  std::string jour;
  crypto::JournalHead head;
  crypto::Signature signature{};
};
std::vector<KeptHead> kept_heads(Database& database, const crypto::Id& etab);
bool has_head_of(Database& database, const std::string& jour);
void save_head(Database& database, const KeptHead& head);

// Refused sign-ins since they were last taken.
void count_refused_sign_in(Database& database);
std::int64_t take_refused_sign_ins(Database& database);

}  // namespace server
