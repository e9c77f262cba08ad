#pragma once

#include <string>

#include "crypto/account.h"
#include "crypto/directory.h"
#include "crypto/letter.h"
#include "crypto/pli.h"

// The invented établissement of these tests: fixed keys, so that a failure is the same twice.
namespace world {

using crypto::Buffer;
using crypto::Bytes;
using crypto::Hash;
using crypto::Id;
using crypto::PublicKey;
using crypto::SecretKey;
using crypto::Signature;

// first, first+1, … : the inputs of FORMAT.md's worked example.
Buffer seq(unsigned first, std::size_t count);
Id seq_id(unsigned first);
Hash seq_hash(unsigned first);
SecretKey seq_key(unsigned first);

inline constexpr std::uint64_t now = 1790000000;  // 21 September 2026
inline constexpr std::uint64_t day = 86400;
inline constexpr std::string_view identifiant = "K7Q29XFM3T";

struct Holder {
  Id cert_id{};
  crypto::KemKey kem;
  crypto::SigningKey sign;
};

struct World {
  Id etab = seq_id(0x10), resp = seq_id(0x30), volet = seq_id(0x50), piece = seq_id(0x70);
  crypto::RootKeys root = crypto::derive_root_keys(seq_key(0x01));
  Holder nurse{seq_id(0xe0), crypto::KemKey(seq_key(0x21)), crypto::SigningKey(seq_key(0x41))};
  Holder substitute{seq_id(0x90), crypto::KemKey(seq_key(0x22)), crypto::SigningKey(seq_key(0x42))};
  Id recovery_id = seq_id(0xa8);
  crypto::AccountKeys guardian = crypto::derive_account_keys(seq_key(0x61));
  crypto::AccountKeys other = crypto::derive_account_keys(seq_key(0x62));  // the other responsable
  crypto::RootRecord record{"0009990J", etab, root.root.public_key(), now - 400 * day};

  crypto::Certificate certificate(const Holder& holder, crypto::Role role) const;
  crypto::Certificate recovery_certificate() const;
  // Record, three certificates, one snapshot: the smallest directory that is accepted with a substitute.
  crypto::PublishedDirectory directory() const;
  // Another snapshot after the last one of `directory`, of the same certificates until `change` has changed it.
  void extend(crypto::PublishedDirectory& directory, const std::function<void(crypto::Snapshot&)>& change = {}) const;
  crypto::Pin pin() const;
  crypto::Recipients recipients() const;

  crypto::PliToSeal pli(Bytes data, crypto::PliKind kind = crypto::PliKind::file) const;
  crypto::PliExpected expected(crypto::PliKind kind = crypto::PliKind::file) const;
  crypto::SealedPli sealed(Bytes data, crypto::PliKind kind = crypto::PliKind::file) const;
};

// The same health office under a second root, whose first snapshot, until `change`, goes on from the last of the first.
struct TwoRoots {
  explicit TwoRoots(const std::function<void(crypto::Snapshot&)>& change = {});
  World first, second;
  crypto::PublishedDirectory directory;
};

inline constexpr std::string_view metadata = R"({"nature":"certificat","nom":"MESANGE"})";
Buffer pattern(std::size_t count);  // bytes that differ from chunk to chunk

}  // namespace world
