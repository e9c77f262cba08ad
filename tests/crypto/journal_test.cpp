#include "crypto/journal.h"

#include "tests/catch.h"
#include "tests/crypto/world.h"

using namespace crypto;
using world::seq_hash;
using world::seq_key;

namespace {

struct Written {
  JournalEntry entry;
  JournalLink link;
};

std::vector<Written> log_of(std::size_t count) {
  std::vector<Written> log;
  auto key = seq_key(0x11);
  Hash chain = journal_start;
  for (std::size_t i = 1; i <= count; ++i) {
    JournalEntry entry{i, world::now + i, "agent", i % 2 ? "lire" : "accepter", "piece" + std::to_string(i), "{}"};
    auto step = append(chain, key, entry);
    chain = step.link.chain;
    key = std::move(step.next_key);
    log.push_back({entry, step.link});
  }
  return log;
}

std::uint64_t accepted(const std::vector<Written>& log) {
  JournalCheck check(seq_key(0x11));
  for (const auto& [entry, link] : log) {
    if (!check.accept(entry, link)) break;
  }
  return check.entries();
}

}  // namespace

TEST_CASE("a log as it was written is accepted to its end; edited, cut inside or put in another order, to the change") {
  const auto log = log_of(20);
  REQUIRE(accepted(log) == 20);
  const std::vector<std::pair<const char*, std::function<void(Written&)>>> edits = {
      {"moment", [](Written& w) { w.entry.moment += 1; }},
      {"actor", [](Written& w) { w.entry.actor = "autre"; }},
      {"action", [](Written& w) { w.entry.action = "refuser"; }},
      {"object", [](Written& w) { w.entry.object += "x"; }},
      {"details", [](Written& w) { w.entry.details = "{ }"; }},
      {"number", [](Written& w) { w.entry.number += 1; }},
      {"chain", [](Written& w) { w.link.chain[3] ^= std::byte{1}; }},
      {"leaf", [](Written& w) { w.link.leaf[3] ^= std::byte{1}; }},
      {"tag", [](Written& w) { w.link.tag[31] ^= std::byte{1}; }},
  };
  for (const auto& [what, edit] : edits) {
    for (const std::size_t at : {0U, 7U, 19U}) {
      auto edited = log;
      edit(edited[at]);
      INFO(what << " of entry " << at + 1);
      CHECK(accepted(edited) == at);
    }
  }
  auto without = log;
  without.erase(without.begin() + 5);
  CHECK(accepted(without) == 5);
  auto swapped = log;
  std::swap(swapped[4], swapped[5]);
  CHECK(accepted(swapped) == 4);
}

TEST_CASE("who takes the machine today can write the chain anew, not the tags of yesterday") {
  auto log = log_of(10);
  // The thief has the key in use, that of entry 11, and every chain value; he rewrites entry 4 and all that follows.
  log[3].entry.object = "rien";
  Hash chain = log[2].link.chain;
  auto key = seq_key(0x55);  // any key but the erased one
  for (std::size_t i = 3; i < log.size(); ++i) {
    auto step = append(chain, key, log[i].entry);
    log[i].link = step.link;
    chain = step.link.chain;
    key = std::move(step.next_key);
  }
  CHECK(accepted(log) == 3);
}

TEST_CASE("a head holds for its house, its length, its chain, its day and the box that signed it") {
  const world::World w;
  const JournalHead head{w.etab, 12, seq_hash(1), world::now};
  const auto signature = sign_journal_head(w.nurse.sign, head);
  const auto with = [&](auto change) {
    auto other = head;
    change(other);
    return verify_journal_head(w.nurse.sign.public_key(), other, signature);
  };
  CHECK(with([](JournalHead&) {}));
  CHECK_FALSE(verify_journal_head(w.substitute.sign.public_key(), head, signature));
  CHECK_FALSE(with([](JournalHead& h) { h.etab = world::seq_id(1); }));
  CHECK_FALSE(with([](JournalHead& h) { h.entries -= 1; }));
  CHECK_FALSE(with([](JournalHead& h) { h.chain = seq_hash(2); }));
  CHECK_FALSE(with([](JournalHead& h) { h.moment += 1; }));
}

TEST_CASE("leaves alone show that a chain goes on from a head seen before") {
  const auto log = log_of(9);
  Hash chain = log[3].link.chain;
  for (std::size_t i = 4; i < 9; ++i) chain = chain_after(chain, log[i].link.leaf);
  CHECK(chain == log[8].link.chain);
  Hash cut = log[3].link.chain;
  for (std::size_t i = 5; i < 9; ++i) cut = chain_after(cut, log[i].link.leaf);
  CHECK(cut != log[8].link.chain);
}
