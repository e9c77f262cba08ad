#include "server/actions/audit.h"

#include "crypto/token.h"
#include "server/model/paris.h"
#include "server/store/etablissement.h"
#include "server/store/pieces.h"

namespace server {
namespace {

constexpr std::int64_t same_look_seconds = 15 * 60;

crypto::Id etab_of(App& app) { return crypto::id_from_hex(find_etablissement(app.database).etab); }

}  // namespace

void record_reading(App& app, const AgentAccess& agent, const PieceId& piece, JournalAction action) {
  const auto now = app.now();
  JournalFact fact{agent.compte().text(), action, piece.text()};
  if (is_recorded(app.database, fact, now - same_look_seconds)) return;
  const auto volet = volet_of(app.database, agent, piece);
  if (!volet) return;
  fact.volet = volet->text();
  Transaction transaction(app.database);
  record(app.journal, fact, now);
  transaction.commit();
}

void record_decision(App& app, const AgentAccess& agent, const Piece& piece, JournalAction action) {
  const auto volet = volet_of(app.database, agent, piece.id).value();
  record(app.journal,
         {agent.compte().text(), action, piece.id.text(), volet.text(), {{"version", std::int64_t{piece.version}}}},
         app.now());
}

std::vector<OwnEntry> show_own_journal(App& app, const FamilleAccess& famille) {
  return own_entries(app.database, famille, most_own_entries);
}

SignedHead sign_head(App& app) {
  SignedHead head{journal_head(app.database, etab_of(app), app.now())};
  head.signature = crypto::sign_journal_head(app.keys.sign, head.head);
  return head;
}

JournalProof prove_journal(App& app, const InfirmerieAccess&, std::uint64_t since) {
  // Leaves and head of one moment.
  Transaction transaction(app.database);
  return {sign_head(app), leaves_since(app.database, since)};
}

void record_believed_signers(App& app) {
  JournalFact fact{"", JournalAction::certificats_installes, "", "", {{"emise", iso_day(app.trust.issued())}}};
  Transaction transaction(app.database);
  if (is_last_of_its_kind(app.database, fact)) return;
  record(app.journal, fact, app.now());
  transaction.commit();
}

bool close_journal_day(App& app) {
  const auto now = app.now();
  const auto jour = iso_day(paris_day(now));
  Transaction transaction(app.database);
  if (has_head_of(app.database, jour)) return false;
  if (const auto refused = take_refused_sign_ins(app.database); refused > 0)
    record(app.journal, {"", JournalAction::connexions_refusees, "", "", {{"nombre", refused}}}, now);
  const auto head = sign_head(app);
  save_head(app.database, {jour, head.head, head.signature});
  transaction.commit();
  return true;
}

JournalVerdict verify_journal(App& app, const std::optional<crypto::SecretKey>& first_key,
                              const std::optional<crypto::JournalHead>& known) {
  JournalVerdict verdict;
  std::optional<crypto::JournalCheck> check;
  if (first_key) check.emplace(first_key->copy());
  auto heads = kept_heads(app.database, etab_of(app));
  verdict.heads = heads.size();
  for (const auto& [jour, head, signature] : heads)
    if (verdict.broken_head.empty() && !crypto::verify_journal_head(app.keys.sign.public_key(), head, signature))
      verdict.broken_head = jour;
  if (known) heads.push_back({"connue", *known, {}});

  crypto::Hash chain = crypto::journal_start;
  const auto compare_heads = [&] {
    for (const auto& kept : heads)
      if (kept.head.entries == verdict.entries && kept.head.chain != chain && verdict.broken_head.empty())
        verdict.broken_head = kept.jour;
  };
  compare_heads();
  walk_journal(app.database, [&](const StoredEntry& stored) {
    const auto leaf = crypto::leaf_of(stored.entry);
    chain = crypto::chain_after(chain, leaf);
    const bool good = stored.entry.number == verdict.entries + 1 && leaf == stored.link.leaf &&
                      chain == stored.link.chain && (!check || check->accept(stored.entry, stored.link));
    if (!good) {
      verdict.broken_at = verdict.entries + 1;
      return false;
    }
    ++verdict.entries;
    compare_heads();
    return true;
  });
  if (verdict.broken_at == 0)
    for (const auto& kept : heads) verdict.beyond = verdict.beyond || kept.head.entries > verdict.entries;
  return verdict;
}

}  // namespace server
