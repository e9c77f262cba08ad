#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crypto/kem_key.h"
#include "crypto/signing_key.h"

namespace crypto {

// « Pli cacheté », PLI1: a file or a form that the nurse opens, and its sender, and nobody else. Bytes in FORMAT.md.

inline constexpr std::uint8_t suite_x25519 = 1;  // the one suite of this release
inline constexpr std::size_t chunk_bytes = 65536;
inline constexpr std::size_t longest_metadata_bytes = 1020;
inline constexpr std::size_t longest_form_bytes =
    chunk_bytes - 8;  // every form has the same sealed length; so has every message
inline constexpr std::size_t longest_data_bytes = 20 * 1024 * 1024;  // of one pièce
inline constexpr std::size_t longest_manifest_bytes = 232 + 1 + 255 * 96 + 4 + 1040 + 24 + 8 + 32 + 64;

enum class PliKind : std::uint8_t {
  file = 1,
  form = 2,
  bordereau = 3,  // from the run of letters to the nurse: no sender's copy, no volet (zeros), a signer used once
  message = 4,    // from the nurse to one responsable: signed by a certificate, closed for the two of them alone
};

struct PliCore {
  PliKind kind = PliKind::file;
  Id etab{}, volet{}, piece{}, resp{};
  std::uint32_t version = 1;
  Hash previous{};  // manifest_hash of version - 1; zeros for version 1
  std::uint32_t epoch = 1;
  Hash snapshot{};
  std::uint64_t created_at = 0;
  std::uint64_t padded_bytes = 0;
  PublicKey signer{};
  Hash commitment{};
};
inline constexpr std::size_t core_bytes = 232;
std::array<std::byte, core_bytes> encode_core(const PliCore& core);
Result<PliCore> parse_core(Bytes untrusted_core);

struct Stanza {
  Id cert_id{};
  PublicKey ephemeral{};
  std::array<std::byte, 48> wrapped{};
};

struct Manifest {
  PliCore core;
  std::vector<Stanza> stanzas;  // ascending cert_id, each once
  std::array<std::byte, 1040> metadata{};
  std::array<std::byte, 24> stream_header{};
  std::uint64_t body_bytes = 0;
  Hash body_hash{};
  Signature signature{};
  Hash hash{};  // manifest_hash of what it was parsed from
};
// The form only: exact lengths, magic, suite, flags, order of the stanzas, lengths that follow from each other.
Result<Manifest> parse_manifest(Bytes untrusted_manifest);
Hash manifest_hash(Bytes signed_manifest);  // of the bytes before the signature, which are at least one

// Whom a pli is closed for: exactly the certificates of one snapshot (directory.h), and its sender.
struct Recipient {
  Id cert_id{};
  PublicKey pk_kem{};
};
struct Recipients {
  std::uint32_t epoch = 1;
  Hash snapshot{};
  std::vector<Recipient> certificates;
};
Id self_cert_id(const PublicKey& pk_kem);

// Length of the padded plaintext for `bytes` of data: at least 65,536, then Padmé (never more than 12 % over).
std::uint64_t padded_length(std::uint64_t bytes);
std::uint64_t body_length(std::uint64_t padded_bytes);

struct PliToSeal {
  PliKind kind = PliKind::file;
  Id etab{}, volet{}, piece{}, resp{};
  std::uint32_t version = 1;
  Hash previous{};
  std::uint64_t created_at = 0;
  std::string_view metadata;  // JSON
  Bytes data;
};
struct SealedPli {
  Buffer manifest;  // with its signature
  Buffer body;
};
// `self` is the sender's own pk_kem; none for a bordereau, and only for it. A message is sealed to the nurse's own
// certificate, and `self` is the responsable's pk_kem: resp is hers whoever writes.
Result<SealedPli> seal_pli(const PliToSeal& pli, const Recipients& recipients, const SigningKey& signer,
                           const std::optional<PublicKey>& self);

// What must be known beforehand to believe a manifest, whoever checks it.
struct Sender {
  PublicKey pk_sign{};  // of a message: the nurse's
  PublicKey pk_kem{};   // of the responsable, in every case
};
struct SeenVersion {
  std::uint32_t version = 0;
  Hash manifest_hash{};
};
struct PliExpected {
  PliKind kind = PliKind::file;
  Id etab{}, volet{}, piece{}, resp{};
  std::optional<Sender> sender;       // none for a bordereau, and only for it: its slip vouches for it
  std::optional<SeenVersion> last;    // the last version known of this pièce
  std::vector<Recipients> snapshots;  // those acceptable now, e.g. the current one, and the one before for a day
  std::optional<Id> writer;           // of a message, and only of one: the nurse's certificate
};

// Bytes of the body in order, as many at a time as is convenient; empty at the end. Valid until the next call.
using NextBytes = std::function<Bytes()>;

// All the box can and must check when an upload is finalised; it holds no key for it. The version must be the one after
// `last`. The body is hashed last, when everything else is right.
Result<Manifest> check_deposit(Bytes untrusted_manifest, const PliExpected& expected, const NextBytes& next_body_bytes);

// The same for who will open it, without a body: the version is `last` again or the one after.
Result<Manifest> verify_manifest(Bytes untrusted_manifest, const PliExpected& expected);

struct OpenedPli {
  Manifest manifest;
  std::string metadata;
  Buffer data;
};
// In the order of FORMAT.md "Opening"; gives nothing before the last check. Screens say « pli refusé » whatever the
// error.
// `stanza`: from a verified re-wrap record (rewrap.h), when the manifest has none for me.
Result<OpenedPli> open_pli(Bytes untrusted_manifest, Bytes untrusted_body, const PliExpected& expected,
                           const Id& my_cert_id, const KemKey& my_key, const Stanza* stanza = nullptr);

}  // namespace crypto
