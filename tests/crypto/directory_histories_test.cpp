// Histories drawn at random, served by a box that may show any prefix of them, mix them with a fork, with another
// root's, leave out, repeat, exchange or alter what it likes. What is believed is a state the root made, whole, and
// never an older one than was seen; and the honest box is believed each time.
#include <algorithm>
#include <random>

#include "crypto/directory.h"
#include "tests/catch.h"
#include "tests/crypto/world.h"

using namespace crypto;

namespace {

using Random = std::mt19937_64;
constexpr std::uint64_t start = world::now;
constexpr std::uint64_t step = world::day;

struct State {
  std::uint64_t issued = 0, expires = 0;
  std::vector<Id> holders;  // ascending
};

// What one root did, and the model of it.
struct History {
  Buffer record;
  std::vector<Buffer> certificates, snapshots;
  std::vector<State> states;

  PublishedDirectory at(std::size_t index) const {
    return {record, certificates, {snapshots.begin(), snapshots.begin() + static_cast<std::ptrdiff_t>(index) + 1}};
  }
};

class Office {
 public:
  Office(const SigningKey& root, Random& random) : root_(&root), random_(&random) {
    history_.record = encode_root_record({"0009990J", etab, root_->public_key(), start - 1000});
    enrol(Role::recovery);
    enrol(Role::nurse);
    publish();
  }
  // A year in one go: someone comes, someone leaves, the recovery is made anew, or the same people are listed again.
  void go_on() {
    switch ((*random_)() % 4) {
      case 0:
        enrol((*random_)() % 2 == 0 ? Role::nurse : Role::substitute);
        break;
      case 1:
        if (active_.size() > 2)
          revoke(active_.begin() + 1 + static_cast<std::ptrdiff_t>((*random_)() % (active_.size() - 1)));
        break;
      case 2:
        revoke(active_.begin());
        enrol(Role::recovery);
        std::rotate(active_.rbegin(), active_.rbegin() + 1, active_.rend());  // the recovery stands first
        break;
      default:
        break;
    }
    publish();
  }
  const History& history() const { return history_; }

  static inline const Id etab = world::seq_id(0x10);

 private:
  struct Active {
    Id id{};
    Hash certificate{};
  };
  void enrol(Role role) {
    Certificate certificate;
    certificate.etab = etab;
    for (auto& byte : certificate.id) byte = static_cast<std::byte>((*random_)());
    certificate.role = role;
    certificate.pk_kem = KemKey::random().public_key();
    certificate.pk_sign = SigningKey::random().public_key();
    certificate.not_before = start - 1000;
    certificate.not_after = start + 400 * world::day;
    history_.certificates.push_back(issue_certificate(*root_, certificate));
    active_.push_back({certificate.id, certificate_hash(history_.certificates.back())});
  }
  void revoke(std::vector<Active>::iterator gone) {
    snapshot_.revoked.push_back(gone->id);
    active_.erase(gone);
  }
  void publish() {
    const auto count = history_.snapshots.size();
    snapshot_.etab = etab;
    snapshot_.epoch = static_cast<std::uint32_t>(count + 1);
    snapshot_.issued = start + count * step;
    snapshot_.expires = snapshot_.issued + 100 * step;
    if (count > 0) snapshot_.previous = snapshot_hash(history_.snapshots.back());
    snapshot_.certificates.clear();
    State state{snapshot_.issued, snapshot_.expires, {}};
    for (const auto& one : active_) {
      snapshot_.certificates.push_back(one.certificate);
      state.holders.push_back(one.id);
    }
    std::sort(state.holders.begin(), state.holders.end());
    history_.snapshots.push_back(issue_snapshot(*root_, snapshot_));
    history_.states.push_back(std::move(state));
  }

  const SigningKey* root_;
  Random* random_;
  History history_;
  std::vector<Active> active_;  // the recovery first
  Snapshot snapshot_;
};

// The box's hands: each time something else is done to what it has.
PublishedDirectory arranged(const std::vector<const History*>& known, Random& random) {
  const auto pick = [&](const auto& list) -> const auto& { return list[random() % list.size()]; };
  const auto& base = *known[0];
  auto served = base.at(random() % base.snapshots.size());
  for (auto edits = random() % 4; edits > 0; --edits) {
    const auto& other = *pick(known);
    auto& snapshots = served.snapshots;
    auto& certificates = served.certificates;
    const auto place = [&](auto& list) { return list.begin() + static_cast<std::ptrdiff_t>(random() % list.size()); };
    switch (random() % 10) {
      case 0:
        snapshots.push_back(pick(other.snapshots));
        break;
      case 1:
        if (!snapshots.empty()) *place(snapshots) = pick(other.snapshots);
        break;
      case 2:
        if (!snapshots.empty()) snapshots.erase(place(snapshots));
        break;
      case 3:
        if (snapshots.size() > 1) std::swap(*place(snapshots), *place(snapshots));
        break;
      case 4:
        certificates.push_back(pick(other.certificates));
        break;
      case 5:
        if (!certificates.empty()) certificates.erase(place(certificates));
        break;
      case 6:
        served.root_record = other.record;
        break;
      case 7:
        served = other.at(random() % other.snapshots.size());
        break;
      case 8:
        if (!snapshots.empty()) {
          auto& one = *place(snapshots);
          one[random() % one.size()] ^= static_cast<std::byte>(1U << (random() % 8));
        }
        break;
      default:
        if (!certificates.empty()) {
          auto& one = *place(certificates);
          one[random() % one.size()] ^= static_cast<std::byte>(1U << (random() % 8));
        }
    }
  }
  return served;
}

// Which state of which of the root's own histories this is, byte for byte.
const State* state_of(const std::vector<const History*>& honest, const PublishedDirectory& served) {
  for (const auto* history : honest)
    if (!served.snapshots.empty() && served.snapshots.size() <= history->snapshots.size() &&
        served.root_record == history->record &&
        std::equal(served.snapshots.begin(), served.snapshots.end(), history->snapshots.begin()))
      return &history->states[served.snapshots.size() - 1];
  return nullptr;
}

std::vector<Id> holders_of(const Directory& directory) {
  std::vector<Id> ids;
  for (const auto& one : directory.certificates) ids.push_back(one.id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

TEST_CASE("a box that arranges the record as it likes is believed only where it says what the root said") {
  Random random(20260921);
  const SigningKey root(world::seq_key(0x01)), strangers(world::seq_key(0x55));
  std::size_t believed = 0, refused = 0, wrong = 0, deaf = 0, backwards = 0;
  for (int drawn = 0; drawn < 60; ++drawn) {
    // The same kit used twice: two histories that part at some point. And somebody else's root.
    Office office(root, random), stranger(strangers, random);
    const auto together = random() % 4;
    for (std::size_t i = 0; i < together; ++i) office.go_on();
    Office fork = office;
    for (auto steps = 1 + random() % 4; steps > 0; --steps) office.go_on(), fork.go_on(), stranger.go_on();
    const auto &ours = office.history(), &forked = fork.history(), &theirs = stranger.history();

    Pin pin{root_fingerprint(ours.record), 1};
    auto now = start;
    for (int served = 0; served < 60; ++served) {
      now += random() % (step / 4);
      if (random() % 3 == 0) {  // the honest box, as far as the day is
        std::size_t last = 0;
        while (last + 1 < ours.states.size() && ours.states[last + 1].issued <= now) ++last;
        if (last + 1 < pin.epoch_min) continue;  // the fork was seen further on
        const auto accepted = accept_directory(ours.at(last), pin, now);
        if (!accepted || holders_of(*accepted) != ours.states[last].holders) ++deaf;
        if (accepted) pin.epoch_min = std::max(pin.epoch_min, accepted->epoch());
        continue;
      }
      const auto directory = arranged({&ours, &forked, &theirs}, random);
      const auto accepted = accept_directory(directory, pin, now);
      if (!accepted) {
        ++refused;
        continue;
      }
      ++believed;
      const auto* state = state_of({&ours, &forked}, directory);
      if (state == nullptr || now < state->issued || now > state->expires || holders_of(*accepted) != state->holders ||
          accepted->root_fingerprint != pin.root_fingerprint)
        ++wrong;
      if (accepted->epoch() < pin.epoch_min) ++backwards;
      pin.epoch_min = std::max(pin.epoch_min, accepted->epoch());
    }
  }
  CHECK(wrong == 0);
  CHECK(backwards == 0);
  CHECK(deaf == 0);
  CHECK(believed > 100);
  CHECK(refused > 1000);
}
