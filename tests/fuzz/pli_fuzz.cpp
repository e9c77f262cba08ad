// Everything in crypto/ that decodes a stranger's bytes. The first byte chooses the reader; from 'A' on it gets them as
// they are, from 'a' on it gets a right object changed where the rest says, signed again by whoever may sign it: what a
// dishonest family, or whoever holds the box, would send. What opens must be what was closed.
#include <cstdlib>

#include "crypto/hash.h"
#include "crypto/kit.h"
#include "crypto/receipt.h"
#include "crypto/rewrap.h"
#include "crypto/token.h"
#include "crypto/trousseau.h"
#include "crypto/vault.h"
#include "tests/crypto/world.h"
#include "tests/fuzz/fixed_chance.h"

namespace {

using namespace crypto;

void require(bool holds) {
  if (!holds) std::abort();
}

bool same(Bytes a, Bytes b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

struct Right {
  world::World world;
  PliExpected expected = world.expected(PliKind::form);
  Buffer data = world::pattern(900);
  SealedPli pli = world.sealed(data, PliKind::form);
  PublishedDirectory directory = [this] {
    auto two = world.directory();
    world.extend(two);
    return two;
  }();
  SecretKey k_wrap = world::seq_key(0x77);
  VaultContext context{
      world.etab, world.resp, 1, current_kdf_id, world.guardian.sign.public_key(), world.guardian.kem.public_key()};
  Buffer vault = seal_vault(k_wrap, context, {world::seq_key(0x61), world.pin().root_fingerprint, 1});
  SecretKey kit = world::seq_key(0x01);
  std::array<KitSheet, 3> sheets = split_kit(kit, world.etab);
  Manifest manifest = parse_manifest(pli.manifest).value();
  const Stanza& nurses = *std::find_if(manifest.stanzas.begin(), manifest.stanzas.end(),
                                       [this](const Stanza& one) { return one.cert_id == world.nurse.cert_id; });
  Buffer record = rewrap(manifest, nurses, world.nurse.kem, world.nurse.cert_id, world.nurse.sign,
                         world.recipients().certificates, world::now)
                      .value();
};

const Right& right() {
  static const Right made = [] {
    fuzz::restart_chance();
    return Right{};
  }();
  return made;
}

// Triples of the input: where (two bytes), what is xored there. Past the end, the object is cut to that length instead.
Buffer changed(Bytes object, Bytes edits) {
  Buffer bytes(object.begin(), object.end());
  for (; edits.size() >= 3; edits = edits.subspan(3)) {
    const auto at = std::to_integer<std::size_t>(edits[0]) | std::to_integer<std::size_t>(edits[1]) << 8;
    if (at < bytes.size())
      bytes[at] ^= edits[2];
    else
      bytes.resize(bytes.size() - std::min(bytes.size(), std::to_integer<std::size_t>(edits[2])));
  }
  return bytes;
}

Buffer sign_last(const SigningKey& key, Buffer bytes, bool as_manifest) {
  if (bytes.size() < sizeof(Signature)) return bytes;
  const auto body = Bytes(bytes).first(bytes.size() - sizeof(Signature));
  const auto signature = as_manifest ? key.sign(encode("dsco/pli/manifest/v1", {body})) : key.sign(body);
  std::copy(signature.begin(), signature.end(), bytes.end() - sizeof(Signature));
  return bytes;
}

void read_core(Bytes untrusted) {
  if (const auto core = parse_core(untrusted)) require(same(encode_core(*core), untrusted));
}

// The nurse, the box, and the parser alone, on one manifest. `body` is the right one.
void read_manifest(Bytes untrusted, bool signed_again = false) {
  const auto& made = right();
  const bool intact = same(untrusted, made.pli.manifest);
  const auto parsed = parse_manifest(untrusted);
  require(parsed.has_value() || !intact);
  if (parsed) require(parsed->stanzas.size() < 256 && parsed->body_bytes == body_length(parsed->core.padded_bytes));
  const auto verified = verify_manifest(untrusted, made.expected);
  require(verified.has_value() || !intact);
  require(!verified || parsed);
  bool given = false;
  check_deposit(untrusted, made.expected,
                [&]() -> Bytes { return std::exchange(given, true) ? Bytes{} : Bytes(made.pli.body); });
  const auto opened = open_pli(untrusted, made.pli.body, made.expected, made.world.nurse.cert_id, made.world.nurse.kem);
  // Who may sign may also spoil another reader's stanza; what this reader sees is what was closed, or nothing.
  require(intact ? opened.has_value() : signed_again || !opened);
  if (opened) require(opened->data == made.data && opened->metadata == world::metadata);
}

void read_body(Bytes untrusted) {
  const auto& made = right();
  const auto opened =
      open_pli(made.pli.manifest, untrusted, made.expected, made.world.nurse.cert_id, made.world.nurse.kem);
  require(opened.has_value() == same(untrusted, made.pli.body));
}

void accept(const PublishedDirectory& untrusted) {
  const auto& world = right().world;
  const auto accepted = accept_directory(untrusted, world.pin(), world::now);
  if (!accepted) return;
  require(accepted->root_fingerprint == world.pin().root_fingerprint && !accepted->history.empty());
  require(accepted->recipients().certificates.size() >= 2 && accepted->hashes.size() == accepted->history.size());
}

// Three joined lists: the record, the certificates, the snapshots.
void read_directory(Bytes untrusted) {
  const auto parts = split(untrusted);
  if (!parts) return;
  require(same(join(*parts), untrusted));
  if (parts->size() != 3) return;
  const auto certificates = split((*parts)[1]), snapshots = split((*parts)[2]);
  if (certificates && snapshots) accept({(*parts)[0], *certificates, *snapshots});
}

// Which object is changed, and whether its signature is made good again.
void change_directory(Bytes edits) {
  if (edits.empty()) return;
  auto directory = right().directory;
  const auto choice = std::to_integer<unsigned>(edits[0]);
  const auto& key = right().world.root.root;
  if (choice % 6 == 0) {
    directory.root_record = changed(directory.root_record, edits.subspan(1));
    require(!parse_root_record(directory.root_record) ||
            same(encode_root_record(*parse_root_record(directory.root_record)), directory.root_record));
  } else {
    Buffer& one = choice % 6 <= 3 ? directory.certificates[choice % 6 - 1] : directory.snapshots[choice % 6 - 4];
    const Buffer before = one;
    one = changed(one, edits.subspan(1));
    if (choice & 128) one = sign_last(key, one, false);
    const bool believed = choice % 6 <= 3 ? parse_certificate(one, key.public_key()).has_value()
                                          : parse_snapshot(one, key.public_key()).has_value();
    require(choice & 128 || believed == same(one, before));
  }
  accept(directory);
}

void read_vault(Bytes untrusted) {
  const auto& made = right();
  const auto opened = open_vault(made.k_wrap, made.context, untrusted);
  require(opened.has_value() || !same(untrusted, made.vault));
  if (opened) require(same(opened->seed.bytes(), world::seq_key(0x61).bytes()));
}

void read_sheet(Bytes untrusted) {
  const auto& made = right();
  const auto sheet = parse_kit_sheet(untrusted);
  if (!sheet) return;
  require(same(encode_kit_sheet(*sheet), untrusted));
  for (const auto& other : made.sheets)
    if (const auto joined = join_kit(*sheet, other)) require(same(joined->bytes(), made.kit.bytes()));
}

// By the nurse it names, or by nobody: the form alone is not to be believed.
void read_rewrap(Bytes untrusted, bool signed_again = false) {
  const auto& made = right();
  const auto parsed = parse_rewrap(untrusted);
  const auto verified = verify_rewrap(untrusted, made.manifest, made.world.nurse.sign.public_key());
  require(!verified || parsed);
  const bool intact = same(untrusted, made.record);
  require(intact ? verified.has_value() : signed_again || !verified);
  if (!verified) return;
  for (const Stanza& stanza : verified->stanzas) {
    const auto opened = open_pli(made.pli.manifest, made.pli.body, made.expected, made.world.nurse.cert_id,
                                 made.world.nurse.kem, &stanza);
    if (opened) require(opened->data == made.data);
  }
}

// What a person typed, or an address brought.
void read_text(Bytes untrusted) {
  const auto text = text_of(untrusted);
  if (const auto bytes = from_hex(text)) require(from_hex(hex(*bytes)) == bytes);
  if (const auto bytes = from_base64url(text)) require(base64url(*bytes) == text);
  if (const auto bytes = from_base32(text)) require(base32(*bytes) == text);
  if (const auto canonical = canonical_base32(text)) require(canonical_base32(*canonical) == canonical);
  if (const auto secret = parse_printed_code(text)) require(parse_printed_code(printed_code(*secret)) == secret);
}

void read_signatures(Bytes untrusted) {
  const auto& made = right();
  const auto signature = fixed<Signature>(untrusted.first(std::min(untrusted.size(), sizeof(Signature))));
  if (!signature) return;
  const NurseReceipt opened{made.world.etab, made.world.volet, made.world.piece, 1, {}, 20000};
  const DepositReceipt received{made.world.etab, made.world.volet, made.world.piece, 1, {}, world::now};
  const auto& key = made.world.nurse.sign;
  require(verify_receipt(key.public_key(), opened, *signature) == (sign_receipt(key, opened) == *signature));
  require(verify_deposit_receipt(key.public_key(), received, *signature) ==
          (sign_deposit_receipt(key, received) == *signature));
  require(!proves_possession(key.public_key(), made.world.etab, made.world.resp, 1, made.context.pk_kem, *signature));
}

// Only what is refused before its Argon2id: a right header costs a second and 256 MiB, whatever follows.
void read_trousseau(Bytes untrusted) {
  if (untrusted.size() == trousseau_bytes && text_of(untrusted.first(8)) == "DSCOTRS1") return;
  require(!open_trousseau(untrusted, "sureau"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto& made = right();
  const Bytes rest = std::as_bytes(std::span(data + 1, size - 1));
  switch (data[0]) {
    case 'A':
      read_core(rest);
      break;
    case 'B':
      read_manifest(rest);
      break;
    case 'C':
      read_body(rest);
      break;
    case 'D':
      read_directory(rest);
      break;
    case 'E':
      read_vault(rest);
      break;
    case 'F':
      read_sheet(rest);
      break;
    case 'G':
      read_text(rest);
      break;
    case 'H':
      read_signatures(rest);
      break;
    case 'I':
      read_trousseau(rest);
      break;
    case 'J':
      read_rewrap(rest);
      break;
    case 'j':
      read_rewrap(changed(made.record, rest));
      break;
    case 'k':
      read_rewrap(sign_last(made.world.nurse.sign, changed(made.record, rest), false), true);
      break;
    case 'a':
      read_core(changed(Bytes(made.pli.manifest).first(core_bytes), rest));
      break;
    case 'b':
      read_manifest(changed(made.pli.manifest, rest));
      break;
    case 'c':
      read_body(changed(made.pli.body, rest));
      break;
    case 'd':
      change_directory(rest);
      break;
    case 'e':
      read_vault(changed(made.vault, rest));
      break;
    case 'f':
      read_sheet(changed(encode_kit_sheet(made.sheets[0]), rest));
      break;
    case 'g':
      read_manifest(sign_last(made.world.guardian.sign, changed(made.pli.manifest, rest), true), true);
      break;
    default:
      break;
  }
  return 0;
}
