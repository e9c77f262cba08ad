#pragma once

#include <map>
#include <string>
#include <vector>

#include "crypto/kem_key.h"
#include "crypto/pli.h"
#include "crypto/signing_key.h"

namespace crypto {

// The health office: a root key that exists only on paper (kit.h) signs certificates, and snapshots that list them.
// A letter pins the root's fingerprint, so the box can relay the directory but not change who opens a pli.

struct RootRecord {
  std::string uai;
  Id etab{};
  PublicKey root_pk{};
  std::uint64_t created = 0;
};
Buffer encode_root_record(const RootRecord& record);
Result<RootRecord> parse_root_record(Bytes untrusted_record);
Hash root_fingerprint(Bytes root_record);

enum class Role : std::uint8_t { nurse = 1, substitute = 2, recovery = 3 };

struct Certificate {
  Id etab{};
  Id id{};
  Role role = Role::nurse;
  std::uint8_t suite = suite_x25519;
  PublicKey pk_kem{};
  PublicKey pk_sign{};
  std::uint64_t not_before = 0;
  std::uint64_t not_after = 0;
};
inline constexpr std::uint64_t longest_nurse_certificate_seconds = 460ULL * 86400;  // 15 months
Buffer issue_certificate(const SigningKey& root, const Certificate& certificate);
Result<Certificate> parse_certificate(Bytes untrusted_certificate, const PublicKey& root_pk);
Hash certificate_hash(Bytes certificate);

struct Snapshot {
  Id etab{};
  std::uint32_t epoch = 1;
  std::uint64_t issued = 0;
  std::uint64_t expires = 0;
  std::vector<Hash> certificates;  // ascending
  std::vector<Id> revoked;         // ascending; only ever grows
  Hash previous{};                 // zeros for the first
};
Buffer issue_snapshot(const SigningKey& root, Snapshot snapshot);  // sorts the two lists
Result<Snapshot> parse_snapshot(Bytes untrusted_snapshot, const PublicKey& root_pk);
Hash snapshot_hash(Bytes snapshot);

// What the box relays: the same bytes for everyone.
struct PublishedDirectory {
  Buffer root_record;
  std::vector<Buffer> certificates;
  std::vector<Buffer> snapshots;  // oldest first
  Buffer successor = {};          // by the root before this one, when it named this one; empty otherwise
  // Under the roots before this one, oldest first; none of them has any of its own.
  std::vector<PublishedDirectory> earlier = {};
};
// Several byte strings in one column or body: u32 length before each.
Buffer join(const std::vector<Buffer>& parts);
Result<std::vector<Buffer>> split(Bytes untrusted_parts);

struct Pin {
  Hash root_fingerprint{};
  std::uint32_t epoch_min = 1;  // of the letter, the vault and what was seen before: the highest
};

struct Directory {
  RootRecord root;
  Hash root_fingerprint{};
  std::vector<Snapshot> history;          // all accepted, oldest first
  std::vector<Hash> hashes;               // of each snapshot of `history`
  std::vector<Certificate> certificates;  // those of the last snapshot: all valid, exactly one recovery
  std::map<Hash, Certificate> known;      // every one that a root of this chain signed
  std::vector<Hash> roots;                // fingerprints, oldest first, the last one in force
  std::uint32_t epoch() const { return history.back().epoch; }
  Recipients recipients() const;  // to seal to: every certificate of the last snapshot
};
// Every rule of FORMAT.md "Accepting a directory", or nothing. `now` in seconds since 1970.
Result<Directory> accept_directory(const PublishedDirectory& untrusted, const Pin& pin, std::uint64_t now);

// A root that names the one after it: who pinned the old root is told, and may follow. Without this, a new root is
// believed from paper only.
Buffer issue_successor(const SigningKey& old_root, const Hash& old_fingerprint, Bytes new_record);
// The new record, when the pinned root signed it for this établissement.
Result<RootRecord> accept_successor(Bytes untrusted_successor, Bytes old_record, const Hash& pinned_fingerprint);

// The ceremony's keys, all from S_kit. They live as long as the object, and then on paper only.
struct RootKeys {
  SigningKey root;
  KemKey recovery;
  SigningKey recovery_sign;
};
RootKeys derive_root_keys(const SecretKey& kit_secret);

}  // namespace crypto
