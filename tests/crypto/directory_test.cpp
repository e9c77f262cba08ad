#include "crypto/directory.h"

#include "crypto/hash.h"
#include "tests/catch.h"
#include "tests/crypto/world.h"

using namespace crypto;
using world::now;
using world::seq;
using world::seq_hash;
using world::seq_id;
using world::seq_key;
using world::TwoRoots;
using world::World;

namespace {

bool accepted(const World& w, const PublishedDirectory& directory, std::uint64_t moment = now) {
  return accept_directory(directory, w.pin(), moment).has_value();
}

// The honest directory with one certificate made otherwise; the snapshot lists what is there.
PublishedDirectory with_certificates(const World& w, const std::vector<Certificate>& certificates,
                                     const SigningKey* signer = nullptr) {
  PublishedDirectory directory{encode_root_record(w.record), {}, {}};
  Snapshot snapshot{w.etab, 1, now - 1000, now + 200 * world::day, {}, {}, {}};
  for (const auto& certificate : certificates) {
    directory.certificates.push_back(issue_certificate(signer ? *signer : w.root.root, certificate));
    snapshot.certificates.push_back(certificate_hash(directory.certificates.back()));
  }
  directory.snapshots.push_back(issue_snapshot(w.root.root, snapshot));
  return directory;
}

Result<Directory> accept(const TwoRoots& two) { return accept_directory(two.directory, two.second.pin(), now); }

PublishedDirectory with_snapshot(const World& w, const std::function<void(Snapshot&)>& change,
                                 const SigningKey* signer = nullptr) {
  auto directory = w.directory();
  auto snapshot = *parse_snapshot(directory.snapshots.back(), w.root.root.public_key());
  change(snapshot);
  directory.snapshots.back() = issue_snapshot(signer ? *signer : w.root.root, snapshot);
  return directory;
}

}  // namespace

TEST_CASE("an honest directory is accepted, and says whom to seal to") {
  const World w;
  const auto directory = accept_directory(w.directory(), w.pin(), now);
  REQUIRE(directory);
  CHECK(directory->root.uai == "0009990J");
  CHECK(directory->root.etab == w.etab);
  CHECK(directory->epoch() == 1);
  const auto recipients = directory->recipients();
  CHECK(recipients.epoch == 1);
  CHECK(recipients.snapshot == snapshot_hash(w.directory().snapshots[0]));
  REQUIRE(recipients.certificates.size() == 3);
  for (const auto& holder : {&w.nurse, &w.substitute})
    CHECK(std::count_if(recipients.certificates.begin(), recipients.certificates.end(), [&](const Recipient& r) {
            return r.cert_id == holder->cert_id && r.pk_kem == holder->kem.public_key();
          }) == 1);
}

TEST_CASE("a directory under another root is refused, even for the same UAI and établissement") {
  const World w;
  World impostor;
  impostor.root = derive_root_keys(seq_key(0x99));
  impostor.record.root_pk = impostor.root.root.public_key();
  CHECK_FALSE(accept_directory(impostor.directory(), w.pin(), now));
  CHECK(accept_directory(impostor.directory(), impostor.pin(), now));  // it is well made
  auto grafted = impostor.directory();
  grafted.root_record = encode_root_record(w.record);
  CHECK_FALSE(accepted(w, grafted));
}

TEST_CASE("any one bit changed in the record, a certificate or a snapshot refuses the whole") {
  const World w;
  auto directory = w.directory();
  w.extend(directory);
  REQUIRE(accepted(w, directory));
  const auto every_bit_of = [&](Buffer& bytes) {
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      bytes[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
      if (accepted(w, directory)) FAIL("bit " << bit);
      bytes[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
    }
  };
  every_bit_of(directory.root_record);
  every_bit_of(directory.certificates[0]);
  every_bit_of(directory.snapshots[1]);
  CHECK(accepted(w, directory));
}

TEST_CASE("a snapshot counts from the moment it is issued to the moment it expires, both included") {
  const World w;
  const auto [moment, good] = GENERATE(table<std::uint64_t, bool>({
      {now - 1001, false},
      {now - 1000, true},
      {now + 200 * world::day, true},
      {now + 200 * world::day + 1, false},
      {0, false},
      {UINT64_MAX, false},
  }));
  CAPTURE(moment);
  CHECK(accepted(w, w.directory(), moment) == good);
}

TEST_CASE("an epoch below the pin's is a rollback") {
  const World w;
  auto directory = w.directory();
  auto pin = w.pin();
  pin.epoch_min = 2;
  CHECK_FALSE(accept_directory(directory, pin, now));
  w.extend(directory);
  CHECK(accept_directory(directory, pin, now));
  pin.epoch_min = 3;
  CHECK_FALSE(accept_directory(directory, pin, now));
}

TEST_CASE("the chain of snapshots is whole, in order, and grows by one") {
  const World w;
  auto directory = w.directory();
  w.extend(directory);
  w.extend(directory);
  REQUIRE(accepted(w, directory));
  REQUIRE(accept_directory(directory, w.pin(), now)->history.size() == 3);

  auto without = [&](std::size_t index) {
    auto cut = directory;
    cut.snapshots.erase(cut.snapshots.begin() + static_cast<std::ptrdiff_t>(index));
    return cut;
  };
  CHECK_FALSE(accepted(w, without(0)));  // does not begin at the beginning
  CHECK_FALSE(accepted(w, without(1)));  // a hole
  CHECK(accepted(w, without(2)));        // an older state: the epoch pinned is what forbids it
  auto swapped = directory;
  std::swap(swapped.snapshots[1], swapped.snapshots[2]);
  CHECK_FALSE(accepted(w, swapped));
  auto doubled = directory;
  doubled.snapshots.push_back(doubled.snapshots.back());
  CHECK_FALSE(accepted(w, doubled));
  auto none = directory;
  none.snapshots.clear();
  CHECK_FALSE(accepted(w, none));
}

TEST_CASE("a link of the chain must follow from the one before") {
  const World w;
  const auto next = [&w](const std::function<void(Snapshot&)>& change) {
    auto directory = w.directory();
    w.extend(directory, change);
    return accepted(w, directory);
  };
  CHECK(next({}));
  CHECK_FALSE(next([](Snapshot& s) { s.epoch += 1; }));
  CHECK_FALSE(next([](Snapshot& s) { s.epoch -= 1; }));
  CHECK_FALSE(next([](Snapshot& s) { s.previous = seq_hash(1); }));
  CHECK_FALSE(next([](Snapshot& s) { s.previous = {}; }));
  CHECK_FALSE(next([](Snapshot& s) { s.issued -= 11; }));
  CHECK_FALSE(next([](Snapshot& s) { s.etab = seq_id(1); }));
}

TEST_CASE("the first snapshot follows nothing, and has an epoch") {
  const World w;
  CHECK(accepted(w, with_snapshot(w, [](Snapshot&) {})));
  CHECK(accepted(w, with_snapshot(w, [](Snapshot& s) { s.epoch = 5; })));
  CHECK_FALSE(accepted(w, with_snapshot(w, [](Snapshot& s) { s.previous = seq_hash(1); })));
  CHECK_FALSE(accepted(w, with_snapshot(w, [](Snapshot& s) { s.epoch = 0; })));
  CHECK_FALSE(accepted(w, with_snapshot(w, [](Snapshot& s) { s.etab = seq_id(1); })));
  CHECK_FALSE(accepted(w, with_snapshot(w, [](Snapshot& s) { s.expires = s.issued - 1; })));
  CHECK_FALSE(accepted(w, with_snapshot(
                              w, [](Snapshot&) {}, &w.nurse.sign)));  // a nurse can't sign for the root
}

TEST_CASE("whoever is revoked stays revoked") {
  const World w;
  auto directory = w.directory();
  const Hash substitute = certificate_hash(directory.certificates[1]);
  w.extend(directory, [&](Snapshot& s) {
    s.revoked = {w.substitute.cert_id};
    std::erase(s.certificates, substitute);
  });
  const auto after = accept_directory(directory, w.pin(), now);
  REQUIRE(after);
  CHECK(after->recipients().certificates.size() == 2);

  auto still = directory, back = directory, forgotten = directory;
  w.extend(still);
  CHECK(accepted(w, still));
  w.extend(back, [&](Snapshot& s) { s.certificates.push_back(substitute); });
  CHECK_FALSE(accepted(w, back));
  w.extend(forgotten, [&](Snapshot& s) { s.revoked.clear(); });
  CHECK_FALSE(accepted(w, forgotten));
}

TEST_CASE("exactly one recovery, and at least one nurse or substitute") {
  const World w;
  const auto nurse = w.certificate(w.nurse, Role::nurse), substitute = w.certificate(w.substitute, Role::substitute);
  const auto recovery = w.recovery_certificate();
  auto second = recovery;
  second.id = seq_id(0xb8);
  CHECK(accepted(w, with_certificates(w, {nurse, recovery})));
  CHECK(accepted(w, with_certificates(w, {substitute, recovery})));
  CHECK_FALSE(accepted(w, with_certificates(w, {nurse, substitute})));
  CHECK_FALSE(accepted(w, with_certificates(w, {recovery})));
  CHECK_FALSE(accepted(w, with_certificates(w, {nurse, recovery, second})));
  CHECK_FALSE(accepted(w, with_certificates(w, {})));
}

TEST_CASE("a certificate that is not what it must be refuses the directory that lists it") {
  const World w;
  const auto with = [&w](const std::function<void(Certificate&)>& change, const SigningKey* signer = nullptr) {
    auto nurse = w.certificate(w.nurse, Role::nurse);
    change(nurse);
    return accepted(w, with_certificates(w, {nurse, w.recovery_certificate()}, signer));
  };
  CHECK(with([](Certificate&) {}));
  CHECK_FALSE(with([](Certificate&) {}, &w.nurse.sign));
  CHECK_FALSE(with([](Certificate& c) { c.suite = 2; }));
  CHECK_FALSE(with([](Certificate& c) { c.role = static_cast<Role>(4); }));
  CHECK_FALSE(with([](Certificate& c) { c.role = static_cast<Role>(0); }));
  CHECK_FALSE(with([](Certificate& c) { c.etab = seq_id(1); }));
  CHECK_FALSE(with([](Certificate& c) { c.not_before = now + 1; }));
  CHECK_FALSE(with([](Certificate& c) { c.not_after = now - 1; }));
  CHECK_FALSE(with([](Certificate& c) { std::swap(c.not_before, c.not_after); }));
  CHECK(with([](Certificate& c) { c.not_after = c.not_before + 460 * world::day; }));
  CHECK_FALSE(with([](Certificate& c) { c.not_after = c.not_before + 460 * world::day + 1; }));
}

TEST_CASE("a listed certificate that is missing, or one id for two certificates, is refused") {
  const World w;
  auto missing = w.directory();
  missing.certificates.pop_back();
  CHECK_FALSE(accepted(w, missing));
  auto twice = w.directory();
  auto promoted = w.certificate(w.substitute, Role::nurse);
  twice.certificates.push_back(issue_certificate(w.root.root, promoted));
  CHECK_FALSE(accepted(w, twice));
  auto history = w.directory();  // an unlisted one under its own id is history, and harmless
  promoted.id = seq_id(0xc8);
  history.certificates.push_back(issue_certificate(w.root.root, promoted));
  REQUIRE(accepted(w, history));
  CHECK(accept_directory(history, w.pin(), now)->recipients().certificates.size() == 3);
}

TEST_CASE("the lists of a snapshot have one order") {
  const World w;
  auto certificates = seq(0, 64), revoked = seq(0, 32);
  const auto made = [&](Bytes hashes, Bytes ids) {
    auto body = encode("dsco/dir/v1", {w.etab, u32(1), u64(1), u64(2), hashes, ids, Hash{}});
    const auto signature = w.root.root.sign(body);
    body.insert(body.end(), signature.begin(), signature.end());
    return parse_snapshot(body, w.root.root.public_key()).has_value();
  };
  CHECK(made(certificates, revoked));
  CHECK(made({}, {}));
  CHECK_FALSE(made(Bytes(certificates).first(63), revoked));
  CHECK_FALSE(made(certificates, Bytes(revoked).first(17)));
  auto equal = certificates;
  std::copy_n(equal.begin(), 32, equal.begin() + 32);
  CHECK_FALSE(made(equal, revoked));
  std::rotate(certificates.begin(), certificates.begin() + 32, certificates.end());
  CHECK_FALSE(made(certificates, revoked));
  std::rotate(revoked.begin(), revoked.begin() + 16, revoked.end());
  CHECK_FALSE(made(seq(0, 64), revoked));
}

TEST_CASE("a certificate is not a snapshot, nor a snapshot a certificate, nor either a record") {
  const World w;
  const auto directory = w.directory();
  const auto& pk = w.root.root.public_key();
  CHECK(parse_certificate(directory.certificates[0], pk));
  CHECK(parse_snapshot(directory.snapshots[0], pk));
  CHECK(parse_root_record(directory.root_record));
  CHECK_FALSE(parse_snapshot(directory.certificates[0], pk));
  CHECK_FALSE(parse_certificate(directory.snapshots[0], pk));
  CHECK_FALSE(parse_root_record(directory.certificates[0]));
  CHECK_FALSE(parse_certificate(directory.root_record, pk));
}

TEST_CASE("several byte strings joined come apart the same, and not when cut") {
  const std::vector<Buffer> parts{seq(1, 3), {}, seq(9, 300)};
  const auto joined = join(parts);
  CHECK(split(joined) == parts);
  CHECK(split({})->empty());
  for (const std::size_t size : {1u, 3u, 6u, 10u, 13u, 310u}) CHECK_FALSE(split(Bytes(joined).first(size)));
}

TEST_CASE("a root that names its successor is followed by who pinned it; any other is not") {
  const world::World w;
  const auto next = derive_root_keys(world::seq_key(0x02));
  const auto old_record = encode_root_record(w.record);
  const auto pinned = root_fingerprint(old_record);
  auto record = w.record;
  record.root_pk = next.root.public_key();
  record.created = world::now;
  const auto successor = issue_successor(w.root.root, pinned, encode_root_record(record));
  const auto accepted = accept_successor(successor, old_record, pinned);
  REQUIRE(accepted);
  CHECK(accepted->root_pk == next.root.public_key());

  CHECK_FALSE(accept_successor(issue_successor(next.root, pinned, encode_root_record(record)), old_record, pinned));
  CHECK_FALSE(accept_successor(issue_successor(w.root.root, world::seq_hash(1), encode_root_record(record)), old_record,
                               pinned));
  CHECK_FALSE(accept_successor(successor, old_record, world::seq_hash(1)));
  const auto with = [&](auto change) {
    auto other = record;
    change(other);
    return accept_successor(issue_successor(w.root.root, pinned, encode_root_record(other)), old_record, pinned)
        .has_value();
  };
  CHECK(with([](RootRecord&) {}));
  CHECK_FALSE(with([](RootRecord& r) { r.etab = world::seq_id(1); }));
  CHECK_FALSE(with([](RootRecord& r) { r.uai = "0009991K"; }));
  CHECK_FALSE(with([&](RootRecord& r) { r.root_pk = w.record.root_pk; }));
  CHECK_FALSE(with([&](RootRecord& r) { r.created = w.record.created; }));
  for (std::size_t at = 0; at < successor.size(); ++at) {
    auto flipped = successor;
    flipped[at] ^= std::byte{1};
    CHECK_FALSE(accept_successor(flipped, old_record, pinned));
  }
}

TEST_CASE("a second root goes on from the chain of the first, and knows what was sealed before it") {
  const TwoRoots two;
  const auto accepted = accept(two);
  REQUIRE(accepted);
  CHECK(accepted->epoch() == 3);
  CHECK(accepted->history.size() == 3);
  CHECK(accepted->known.size() == 6);
  CHECK(accepted->roots == std::vector{two.first.pin().root_fingerprint, two.second.pin().root_fingerprint});
  CHECK(accepted->recipients().certificates.size() == 3);
  CHECK(std::all_of(accepted->certificates.begin(), accepted->certificates.end(), [&](const Certificate& one) {
    return one.id == two.second.nurse.cert_id || one.id == two.second.substitute.cert_id ||
           one.id == two.second.recovery_id;
  }));
  // Who pins the first root is not moved by it: only a successor, or paper, moves her.
  CHECK_FALSE(accept_directory(two.directory, two.first.pin(), now));
  CHECK(accept_directory(two.directory.earlier[0], two.first.pin(), now));
}

TEST_CASE("a chain broken between two roots is refused") {
  CHECK(accept(TwoRoots([](Snapshot&) {})));
  CHECK_FALSE(accept(TwoRoots([](Snapshot& s) { s.previous = {}; })));
  CHECK_FALSE(accept(TwoRoots([](Snapshot& s) { s.previous = seq_hash(1); })));
  CHECK_FALSE(accept(TwoRoots([](Snapshot& s) { s.epoch = 4; })));
  CHECK_FALSE(accept(TwoRoots([](Snapshot& s) { s.epoch = 2; })));
  CHECK_FALSE(accept(TwoRoots([](Snapshot& s) { s.issued = now - 2000; })));
  CHECK_FALSE(accept(
      TwoRoots([](Snapshot& s) { s.certificates.push_back(certificate_hash(World().directory().certificates[0])); })));
  TwoRoots alone;
  alone.directory.earlier.clear();
  CHECK_FALSE(accept(alone));
  TwoRoots shorter;
  shorter.directory.earlier[0].snapshots.pop_back();
  CHECK_FALSE(accept(shorter));
  TwoRoots unsigned_before;
  unsigned_before.directory.earlier[0].snapshots[1].back() ^= std::byte{1};
  CHECK_FALSE(accept(unsigned_before));
  TwoRoots twice;
  twice.directory.earlier.push_back(twice.directory.earlier[0]);
  CHECK_FALSE(accept(twice));
  TwoRoots nested;
  nested.directory.earlier[0].earlier.push_back(World().directory());
  CHECK_FALSE(accept(nested));
}

TEST_CASE("the roots of one health office are of one house, one after the other") {
  const auto with = [](const std::function<void(RootRecord&)>& change) {
    TwoRoots two;
    change(two.second.record);
    two.directory.root_record = encode_root_record(two.second.record);
    return accept_directory(two.directory, two.second.pin(), now).has_value();
  };
  CHECK(with([](RootRecord&) {}));
  CHECK_FALSE(with([](RootRecord& r) { r.uai = "0009991K"; }));
  CHECK_FALSE(with([](RootRecord& r) { r.created = now - 400 * world::day; }));
  CHECK(with([](RootRecord& r) { r.created = now - 400 * world::day + 1; }));
}

TEST_CASE("whoever was revoked under one root stays revoked under the next") {
  const auto gone = seq_id(0x01);
  const auto revoked_before = [&](bool told_again) {
    TwoRoots two;
    auto& before = two.directory.earlier[0];
    auto last = *parse_snapshot(before.snapshots[1], two.first.root.root.public_key());
    last.revoked = {gone};
    before.snapshots[1] = issue_snapshot(two.first.root.root, last);
    auto next = *parse_snapshot(two.directory.snapshots[0], two.second.root.root.public_key());
    next.previous = snapshot_hash(before.snapshots[1]);
    if (told_again) next.revoked = {gone};
    two.directory.snapshots[0] = issue_snapshot(two.second.root.root, next);
    return accept(two).has_value();
  };
  CHECK(revoked_before(true));
  CHECK_FALSE(revoked_before(false));
}
