#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/actions/authorize.h"
#include "server/app.h"
#include "server/model/piece.h"
#include "server/store/journal.h"

namespace server {

// An agent saw this pièce or took it away. Looking again within a quarter of an hour is the same look.
void record_reading(App& app, const AgentAccess& agent, const PieceId& piece, JournalAction action);

// Inside the decision's own transaction.
void record_decision(App& app, const AgentAccess& agent, const Piece& piece, JournalAction action);

inline constexpr int most_own_entries = 200;
std::vector<OwnEntry> show_own_journal(App& app, const FamilleAccess& famille);

struct SignedHead {
  crypto::JournalHead head;
  crypto::Signature signature{};
};
SignedHead sign_head(App& app);
// What the nurse's reader checks against the last head it saw: the head now, and the leaves that lead to it from there.
// The access says whose act it is: an audit, by anyone who may sign in to the health office.
struct JournalProof {
  SignedHead signed_head;
  std::vector<crypto::Hash> leaves;
};
JournalProof prove_journal(App& app, const InfirmerieAccess& infirmerie, std::uint64_t since);

// Whose signatures this run believes (commands/certificates installs a list without the box's key): told each time it
// is not what the run before believed.
void record_believed_signers(App& app);

// Once a day (Paris): yesterday's refused sign-ins, then the head. False when today's is already there.
bool close_journal_day(App& app);

struct JournalVerdict {
  std::uint64_t entries = 0, heads = 0;
  std::uint64_t broken_at = 0;  // the first entry that is not what it should be, 0 when all are
  std::string broken_head;      // the first day whose head does not hold, "" when all do
  bool beyond = false;          // a head, kept here or typed, speaks of more entries than there are: the end was cut
  bool whole() const { return broken_at == 0 && broken_head.empty() && !beyond; }
};
// Without `first_key`: leaves, chain and heads. With it: every tag too. `known` is a head from outside the box.
JournalVerdict verify_journal(App& app, const std::optional<crypto::SecretKey>& first_key,
                              const std::optional<crypto::JournalHead>& known);

}  // namespace server
