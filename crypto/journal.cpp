#include "crypto/journal.h"

#include "crypto/hash.h"
#include "crypto/token.h"

namespace crypto {
namespace {

Buffer message(const JournalHead& head) {
  return encode("dsco/audit/head/v1", {head.etab, u64(head.entries), head.chain, u64(head.moment)});
}

Hash tag_of(const SecretKey& key, const Hash& chain) { return keyed_hash(key.bytes(), "dsco/audit/tag/v1", {chain}); }

}  // namespace

Hash leaf_of(const JournalEntry& entry) {
  return hash("dsco/audit/entry/v1",
              {u64(entry.number), u64(entry.moment), bytes_of(entry.actor), bytes_of(entry.action),
               bytes_of(entry.object), hash("dsco/audit/details/v1", {bytes_of(entry.details)})});
}

SecretKey journal_key_after(const SecretKey& key) { return keyed_secret(key.bytes(), "dsco/audit/next/v1", {}); }

Hash chain_after(const Hash& before, const Hash& leaf) { return hash("dsco/audit/v1", {before, leaf}); }

JournalStep append(const Hash& chain_before, const SecretKey& key, const JournalEntry& entry) {
  JournalLink link;
  link.leaf = leaf_of(entry);
  link.chain = chain_after(chain_before, link.leaf);
  link.tag = tag_of(key, link.chain);
  return {link, journal_key_after(key)};
}

bool JournalCheck::accept(const JournalEntry& entry, const JournalLink& untrusted) {
  if (entry.number != entries_ + 1) return false;
  auto step = append(chain_, key_, entry);
  if (step.link.leaf != untrusted.leaf || step.link.chain != untrusted.chain ||
      !equal_constant_time(step.link.tag, untrusted.tag))
    return false;
  chain_ = step.link.chain;
  key_ = std::move(step.next_key);
  ++entries_;
  return true;
}

Signature sign_journal_head(const SigningKey& box, const JournalHead& head) { return box.sign(message(head)); }
bool verify_journal_head(const PublicKey& box_pk_sign, const JournalHead& head, const Signature& signature) {
  return verify(box_pk_sign, message(head), signature);
}

}  // namespace crypto
