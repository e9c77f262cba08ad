#include "tests/crypto/world.h"

namespace world {

Buffer seq(unsigned first, std::size_t count) {
  Buffer bytes(count);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<std::byte>((first + i) & 0xff);
  return bytes;
}
Id seq_id(unsigned first) { return *crypto::fixed<Id>(seq(first, 16)); }
Hash seq_hash(unsigned first) { return *crypto::fixed<Hash>(seq(first, 32)); }
SecretKey seq_key(unsigned first) { return *SecretKey::from_bytes(seq(first, 32)); }

Buffer pattern(std::size_t count) {
  Buffer bytes(count);
  std::uint32_t state = 12345;
  for (std::byte& byte : bytes) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<std::byte>(state >> 24);
  }
  return bytes;
}

crypto::Certificate World::certificate(const Holder& holder, crypto::Role role) const {
  return {etab,      holder.cert_id, role, crypto::suite_x25519, holder.kem.public_key(), holder.sign.public_key(),
          now - day, now + 300 * day};
}

crypto::Certificate World::recovery_certificate() const {
  return {etab,
          recovery_id,
          crypto::Role::recovery,
          crypto::suite_x25519,
          root.recovery.public_key(),
          root.recovery_sign.public_key(),
          now - day,
          now + 1000 * day};
}

crypto::PublishedDirectory World::directory() const {
  crypto::PublishedDirectory directory{
      crypto::encode_root_record(record),
      {crypto::issue_certificate(root.root, certificate(nurse, crypto::Role::nurse)),
       crypto::issue_certificate(root.root, certificate(substitute, crypto::Role::substitute)),
       crypto::issue_certificate(root.root, recovery_certificate())},
      {}};
  crypto::Snapshot snapshot{etab, 1, now - 1000, now + 200 * day, {}, {}, {}};
  for (const Buffer& one : directory.certificates) snapshot.certificates.push_back(crypto::certificate_hash(one));
  directory.snapshots.push_back(crypto::issue_snapshot(root.root, snapshot));
  return directory;
}

void World::extend(crypto::PublishedDirectory& directory, const std::function<void(crypto::Snapshot&)>& change) const {
  auto next = *crypto::parse_snapshot(directory.snapshots.back(), root.root.public_key());
  next.epoch += 1;
  next.issued += 10;
  next.previous = crypto::snapshot_hash(directory.snapshots.back());
  if (change) change(next);
  directory.snapshots.push_back(crypto::issue_snapshot(root.root, next));
}

crypto::Pin World::pin() const { return {crypto::root_fingerprint(crypto::encode_root_record(record)), 1}; }

crypto::Recipients World::recipients() const {
  return crypto::accept_directory(directory(), pin(), now).value().recipients();
}

crypto::PliToSeal World::pli(Bytes data, crypto::PliKind kind) const {
  const Id no_volet{};
  return {kind, etab, kind == crypto::PliKind::bordereau ? no_volet : volet, piece, resp, 1, {}, now, metadata, data};
}

crypto::PliExpected World::expected(crypto::PliKind kind) const {
  crypto::PliExpected expected{kind, etab, volet, piece, resp, {}, {}, {recipients()}};
  if (kind == crypto::PliKind::bordereau)
    expected.volet = {};
  else
    expected.sender = crypto::Sender{guardian.sign.public_key(), guardian.kem.public_key()};
  return expected;
}

crypto::SealedPli World::sealed(Bytes data, crypto::PliKind kind) const {
  std::optional<PublicKey> self;
  if (kind != crypto::PliKind::bordereau) self = guardian.kem.public_key();
  return crypto::seal_pli(pli(data, kind), recipients(), guardian.sign, self).value();
}

TwoRoots::TwoRoots(const std::function<void(crypto::Snapshot&)>& change) {
  auto before = first.directory();
  first.extend(before);
  second.root = crypto::derive_root_keys(seq_key(0x77));
  second.record = {"0009990J", first.etab, second.root.root.public_key(), now - 500};
  second.nurse = {seq_id(0xc0), crypto::KemKey(seq_key(0x23)), crypto::SigningKey(seq_key(0x43))};
  second.substitute = {seq_id(0x20), crypto::KemKey(seq_key(0x24)), crypto::SigningKey(seq_key(0x44))};
  second.recovery_id = seq_id(0x40);
  directory = second.directory();
  auto snapshot = *crypto::parse_snapshot(directory.snapshots[0], second.root.root.public_key());
  snapshot.epoch = 3;
  snapshot.issued = now - 900;
  snapshot.previous = crypto::snapshot_hash(before.snapshots.back());
  if (change) change(snapshot);
  directory.snapshots[0] = crypto::issue_snapshot(second.root.root, snapshot);
  directory.earlier.push_back(std::move(before));
}

}  // namespace world
