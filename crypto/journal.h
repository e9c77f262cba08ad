#pragma once

#include <string>

#include "crypto/signing_key.h"

namespace crypto {

// A log that whoever holds the machine today can't rewrite for yesterday. Each entry is hashed into a chain; each link
// carries a tag under a key that is then replaced by its own hash (forward security: Bellare and Yee, 1997). Holding
// the first key (FORMAT.md's k_1), printed on paper at installation, one recomputes them all.
struct JournalEntry {
  std::uint64_t number = 1;  // 1, 2, 3…
  std::uint64_t moment = 0;  // seconds since 1970
  std::string actor;         // a compte's id, "" for the box
  std::string action;        // a word
  std::string object;        // an id, "" when there is none
  std::string details;       // JSON, "" when there are none
};

struct JournalLink {
  Hash leaf{};   // of the entry alone: what is shown to who may check the chain and not read it
  Hash chain{};  // of everything up to it
  Hash tag{};
};

inline constexpr Hash journal_start{};  // the chain before the first entry
Hash leaf_of(const JournalEntry& entry);
Hash chain_after(const Hash& before, const Hash& leaf);

// Appends one entry: the tag under `key`, and the key of the next. The caller erases `key`.
struct JournalStep {
  JournalLink link;
  SecretKey next_key;
};
JournalStep append(const Hash& chain_before, const SecretKey& key, const JournalEntry& entry);
// k_n+1 of k_n: what append() gives back.
SecretKey journal_key_after(const SecretKey& key);

// Walks a log from its first entry: false at the first link that is not what `first_key` and the entries make.
class JournalCheck {
 public:
  explicit JournalCheck(SecretKey first_key) : key_(std::move(first_key)) {}
  bool accept(const JournalEntry& entry, const JournalLink& untrusted);
  std::uint64_t entries() const { return entries_; }
  const Hash& chain() const { return chain_; }

 private:
  SecretKey key_;
  Hash chain_ = journal_start;
  std::uint64_t entries_ = 0;
};

// The state of the log on a day, signed by the box: copied outside it, it makes later cuts visible.
struct JournalHead {
  Id etab{};
  std::uint64_t entries = 0;
  Hash chain{};
  std::uint64_t moment = 0;
};
Signature sign_journal_head(const SigningKey& box, const JournalHead& head);
bool verify_journal_head(const PublicKey& box_pk_sign, const JournalHead& head, const Signature& signature);

}  // namespace crypto
