#include <sodium.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "crypto/fingerprint.h"
#include "crypto/hash.h"
#include "crypto/journal.h"
#include "crypto/kit.h"
#include "crypto/receipt.h"
#include "crypto/rewrap.h"
#include "crypto/token.h"
#include "crypto/trousseau.h"
#include "crypto/vault.h"
#include "tests/crypto/forge.h"

// Writes tests/vectors/, or with --check says whether it is what would be written: the two implementations read these
// files, so they change on purpose or not at all. The shapes are in crypto/FORMAT.md.

using namespace crypto;
using namespace world;
using nlohmann::ordered_json;

namespace {

// libsodium's generator replaced by a counter, for the same vectors every time. Never outside this program.
std::uint64_t drawn = 0;

void restart_random(std::uint64_t from) { drawn = from << 32; }

void draw(void* const to, const std::size_t size) {
  unsigned char seed[randombytes_SEEDBYTES] = {};
  for (unsigned i = 0; i < 8; ++i) seed[i] = static_cast<unsigned char>(drawn >> (8 * i));
  ++drawn;
  randombytes_buf_deterministic(to, size, seed);
}

std::uint32_t draw_number() {
  std::uint32_t number = 0;
  draw(&number, sizeof number);
  return number;
}

const char* name_of_counter() { return "counter"; }

randombytes_implementation counter = {name_of_counter, draw_number, nullptr, nullptr, draw, nullptr};

std::string h(Bytes bytes) { return hex(bytes); }
ordered_json list_of(const std::vector<Buffer>& parts) {
  auto list = ordered_json::array();
  for (const auto& part : parts) list.push_back(h(part));
  return list;
}

Buffer flipped(Buffer bytes, std::size_t at, unsigned bits = 1) {
  bytes.at(at) ^= static_cast<std::byte>(bits);
  return bytes;
}
Buffer cut(Buffer bytes, std::size_t by) {
  bytes.resize(bytes.size() - by);
  return bytes;
}
Buffer longer(Buffer bytes) {
  bytes.push_back(std::byte{0});
  return bytes;
}

class Group {
 public:
  void accept(std::string name, std::string op, ordered_json in, ordered_json out) {
    cases_.push_back({{"name", name}, {"op", op}, {"expect", "accept"}, {"in", in}, {"out", out}});
  }
  void refuse(std::string name, std::string op, ordered_json in) {
    cases_.push_back({{"name", name}, {"op", op}, {"expect", "refuse"}, {"in", in}});
  }
  std::string text() const { return cases_.dump(1) + "\n"; }

 private:
  ordered_json cases_ = ordered_json::array();
};

// A case whose input is that of another, one key changed.
ordered_json with(ordered_json in, const std::string& key, ordered_json value) {
  in.at(key) = std::move(value);
  return in;
}

Group encoding() {
  Group group;
  const auto fields = [](const std::vector<Buffer>& parts) { return list_of(parts); };
  const auto text = [](std::string_view t) {
    const Bytes bytes = bytes_of(t);
    return Buffer(bytes.begin(), bytes.end());
  };
  group.accept("two fields, one empty", "encode", {{"label", "dsco/test"}, {"fields", fields({text("ab"), {}})}},
               {{"bytes", h(encode("dsco/test", {text("ab"), {}}))}});
  group.accept("no field", "encode", {{"label", "dsco/test"}, {"fields", fields({})}},
               {{"bytes", h(encode("dsco/test", {}))}});
  group.accept("a label outside ASCII", "encode", {{"label", "été"}, {"fields", fields({seq(0, 3)})}},
               {{"bytes", h(encode("été", {seq(0, 3)}))}});
  group.accept("a field of 300 bytes", "encode", {{"label", "x"}, {"fields", fields({seq(0, 300)})}},
               {{"bytes", h(encode("x", {seq(0, 300)}))}});
  group.accept("a hash", "hash", {{"label", "dsco/ho/root/v1"}, {"fields", fields({seq(1, 100)})}},
               {{"bytes", h(hash("dsco/ho/root/v1", {seq(1, 100)}))}});
  group.accept("a hash of nothing", "hash", {{"label", ""}, {"fields", fields({})}}, {{"bytes", h(hash("", {}))}});
  group.accept("a hash of several chunks", "hash", {{"label", "l"}, {"fields", fields({pattern(1000), seq(0, 1)})}},
               {{"bytes", h(hash("l", {pattern(1000), seq(0, 1)}))}});
  for (const std::size_t size : {16u, 32u})
    group.accept("a keyed hash, key of " + std::to_string(size), "keyed_hash",
                 {{"key", h(seq(0xa0, size))}, {"label", "dsco/act/v1"}, {"fields", fields({text(identifiant)})}},
                 {{"bytes", h(keyed_hash(seq(0xa0, size), "dsco/act/v1", {text(identifiant)}))}});
  for (const unsigned number : {1u, 3u})
    group.accept("derived key number " + std::to_string(number), "kdf",
                 {{"key", h(seq(0x40, 32))}, {"number", number}, {"context", "DSCOPLI1"}},
                 {{"bytes", h(derive(seq_key(0x40), number, "DSCOPLI1").bytes())}});
  for (const std::size_t size : {0u, 1u, 16u, 89u}) {
    const auto bytes = pattern(size);
    const std::string count = std::to_string(size) + " bytes";
    group.accept(count + " in base32", "base32", {{"bytes", h(bytes)}}, {{"text", base32(bytes)}});
    group.accept(count + " in base64url", "base64url", {{"bytes", h(bytes)}}, {{"text", base64url(bytes)}});
    group.accept(count + " from base32", "from_base32", {{"text", base32(bytes)}}, {{"bytes", h(bytes)}});
  }
  group.accept("base32 as people type it", "from_base32", {{"text", "k7q2-9xfm lo"}},
               {{"bytes", h(*from_base32("K7Q29XFM10"))}});
  for (const auto& [name, bad] :
       std::vector<std::pair<std::string, std::string>>{{"a letter outside the alphabet", "K7Q29XFU"},
                                                        {"a filling bit set", "01"},
                                                        {"a superfluous character", "000"},
                                                        {"a sign", "00+"},
                                                        {"an accent", "0é"}})
    group.refuse("base32 with " + name, "from_base32", {{"text", bad}});
  return group;
}

Group password() {
  Group group;
  const World w;
  for (const auto& [who, word] : std::vector<std::pair<std::string, std::string>>{
           {"K7Q29XFM3T", "café-lampe-orage-tulipe-sabot"}, {"0123456789", "merle sureau milan"}, {"K7Q29XFM3T", ""}}) {
    const auto m = stretch_password(word, who);
    const auto keys = split_password(m);
    group.accept("password of " + std::to_string(word.size()) + " bytes", "stretch",
                 {{"identifiant", who}, {"password", word}},
                 {{"salt", h(login_salt(who))},
                  {"m", h(m.bytes())},
                  {"k_auth", h(keys.k_auth.bytes())},
                  {"k_wrap", h(keys.k_wrap.bytes())}});
  }
  for (const unsigned first : {0x00u, 0x61u}) {
    const auto keys = derive_account_keys(seq_key(first));
    group.accept("keys of the seed from " + std::to_string(first), "account", {{"seed", h(seq(first, 32))}},
                 {{"pk_sign", h(keys.sign.public_key())}, {"pk_kem", h(keys.kem.public_key())}});
  }
  group.accept("what the box keeps", "login_verifier",
               {{"pepper", h(seq(1, 32))}, {"compte", h(seq_id(0x30))}, {"k_auth", h(seq(3, 32))}},
               {{"av", h(login_verifier(seq_key(1), seq_id(0x30), seq(3, 32)))}});
  const auto& pk_sign = w.guardian.sign.public_key();
  const auto& pk_kem = w.guardian.kem.public_key();
  const ordered_json in = {
      {"pk_sign", h(pk_sign)}, {"etab", h(w.etab)},
      {"resp", h(w.resp)},     {"gen", 1},
      {"pk_kem", h(pk_kem)},   {"pop", h(prove_possession(w.guardian.sign, w.etab, w.resp, 1, pk_kem))}};
  group.accept("proof of possession", "possession", in, ordered_json::object());
  group.refuse("possession of another key", "possession", with(in, "pk_sign", h(w.other.sign.public_key())));
  group.refuse("possession in another établissement", "possession", with(in, "etab", h(seq_id(1))));
  group.refuse("possession by another responsable", "possession", with(in, "resp", h(seq_id(1))));
  group.refuse("possession in another generation", "possession", with(in, "gen", 2));
  group.refuse("possession with another pk_kem", "possession", with(in, "pk_kem", h(w.other.kem.public_key())));
  group.refuse("possession, signature cut", "possession", with(in, "pop", in["pop"].get<std::string>().substr(2)));
  return group;
}

Group vault() {
  Group group;
  const World w;
  const auto k_wrap = seq_key(0x77);
  for (const unsigned gen : {1u, 3u}) {
    const VaultContext context{w.etab, w.resp, gen, 1, w.guardian.sign.public_key(), w.guardian.kem.public_key()};
    const Hash root_fp = gen == 1 ? w.pin().root_fingerprint : Hash{};
    const std::uint32_t epoch_min = gen == 1 ? 7 : 0;
    const auto sealed = seal_vault(k_wrap, context, {seq_key(0x61), root_fp, epoch_min});
    const ordered_json in = {{"k_wrap", h(k_wrap.bytes())},
                             {"etab", h(w.etab)},
                             {"resp", h(w.resp)},
                             {"gen", gen},
                             {"kdf_id", 1},
                             {"pk_sign", h(context.pk_sign)},
                             {"pk_kem", h(context.pk_kem)},
                             {"vault", h(sealed)}};
    group.accept("a vault of generation " + std::to_string(gen), "open_vault", in,
                 {{"seed", h(seq(0x61, 32))}, {"root_fp", h(root_fp)}, {"epoch_min", epoch_min}});
    if (gen != 1) continue;
    for (const std::size_t at : {0u, 23u, 24u, 56u, 88u, 92u, 107u})
      group.refuse("byte " + std::to_string(at) + " changed", "open_vault", with(in, "vault", h(flipped(sealed, at))));
    group.refuse("cut by one byte", "open_vault", with(in, "vault", h(cut(sealed, 1))));
    group.refuse("one byte longer", "open_vault", with(in, "vault", h(longer(sealed))));
    group.refuse("empty", "open_vault", with(in, "vault", ""));
    group.refuse("another password", "open_vault", with(in, "k_wrap", h(seq(0x78, 32))));
    group.refuse("another établissement", "open_vault", with(in, "etab", h(seq_id(1))));
    group.refuse("another responsable", "open_vault", with(in, "resp", h(seq_id(1))));
    group.refuse("another generation", "open_vault", with(in, "gen", 2));
    group.refuse("another setting of the password's cost", "open_vault", with(in, "kdf_id", 2));
    group.refuse("another pk_sign", "open_vault", with(in, "pk_sign", h(w.other.sign.public_key())));
    group.refuse("another pk_kem", "open_vault", with(in, "pk_kem", h(w.other.kem.public_key())));
    auto half = context;
    half.pk_kem = w.other.kem.public_key();
    group.refuse("authentic, but its seed gives another pk_kem", "open_vault",
                 with(with(in, "pk_kem", h(half.pk_kem)), "vault",
                      h(seal_vault(k_wrap, half, {seq_key(0x61), root_fp, epoch_min}))));
    half = context;
    half.pk_sign = w.other.sign.public_key();
    group.refuse("authentic, but its seed gives another pk_sign", "open_vault",
                 with(with(in, "pk_sign", h(half.pk_sign)), "vault",
                      h(seal_vault(k_wrap, half, {seq_key(0x61), root_fp, epoch_min}))));
    group.refuse("authentic, but its seed gives other public keys", "open_vault",
                 with(in, "vault", h(seal_vault(k_wrap, context, {seq_key(0x62), root_fp, epoch_min}))));
  }
  return group;
}

Group letter() {
  Group group;
  const World w;
  const Hash root_fp = w.pin().root_fingerprint;
  for (const unsigned first : {0xa0u, 0x00u}) {
    const LetterSecret a = seq_id(first);
    const auto keys = derive_letter_keys(a, identifiant);
    group.accept("a letter, secret from " + std::to_string(first), "letter",
                 {{"a", h(a)}, {"identifiant", identifiant}, {"root_fp", h(root_fp)}, {"epoch", 7}},
                 {{"auth_act", h(keys.auth_act.bytes())},
                  {"bind", h(keys.bind.bytes())},
                  {"v", h(activation_verifier(keys.auth_act.bytes()))},
                  {"code", printed_code(a)},
                  {"fragment", letter_fragment(identifiant, a, root_fp, 7)}});
  }
  const ordered_json a_out = {{"a", h(seq_id(0xa0))}};
  group.accept("the code as printed", "parse_code", {{"code", "M2GT-58X4-MPKA-FA59-NANT-SBDE-NW5K"}}, a_out);
  group.accept("the code without hyphens", "parse_code", {{"code", "M2GT58X4MPKAFA59NANTSBDENW5K"}}, a_out);
  group.accept("the code in lower case with blanks", "parse_code", {{"code", "m2gt 58x4 mpka fa59 nant sbde nw5k"}},
               a_out);
  group.refuse("a code with a wrong check character", "parse_code", {{"code", "M2GT-58X4-MPKA-FA59-NANT-SBDE-NW5M"}});
  group.refuse("a code with two characters exchanged", "parse_code", {{"code", "2MGT-58X4-MPKA-FA59-NANT-SBDE-NW5K"}});
  group.refuse("a code with filling bits", "parse_code", {{"code", "M2GT-58X4-MPKA-FA59-NANT-SBDE-NX5K"}});
  group.refuse("a code too short", "parse_code", {{"code", "M2GT-58X4-MPKA-FA59-NANT-SBDE-NW5"}});
  group.refuse("a code too long", "parse_code", {{"code", "M2GT-58X4-MPKA-FA59-NANT-SBDE-NW5K-0"}});
  group.refuse("a code with a U", "parse_code", {{"code", "U2GT-58X4-MPKA-FA59-NANT-SBDE-NW5K"}});
  for (const auto& [code, who] :
       std::vector<std::pair<std::string, std::string>>{{"8H2K6M9QRT", "K7Q29XFM3T"}, {"0000000000", "0123456789"}}) {
    const auto auth = derive_short_auth(code, who);
    group.accept("the short code " + code, "short_code", {{"code", code}, {"identifiant", who}},
                 {{"auth", h(auth.bytes())}, {"v", h(short_activation_verifier(auth.bytes()))}});
  }
  const auto bind = seq_key(0x15);
  const BindContext context{w.etab, w.resp, 1, w.guardian.sign.public_key(), w.guardian.kem.public_key(), root_fp};
  const ordered_json in = {{"bind", h(bind.bytes())},
                           {"etab", h(w.etab)},
                           {"resp", h(w.resp)},
                           {"gen", 1},
                           {"pk_sign", h(context.pk_sign)},
                           {"pk_kem", h(context.pk_kem)},
                           {"root_fp", h(root_fp)},
                           {"tag", h(bind_tag(bind, context))}};
  group.accept("keys bound by the letter", "bind_tag", in, ordered_json::object());
  group.refuse("keys bound by another letter", "bind_tag", with(in, "bind", h(seq(0x16, 32))));
  group.refuse("bound in another établissement", "bind_tag", with(in, "etab", h(seq_id(1))));
  group.refuse("bound for another responsable", "bind_tag", with(in, "resp", h(seq_id(1))));
  group.refuse("bound in another generation", "bind_tag", with(in, "gen", 2));
  group.refuse("another pk_sign than the bound one", "bind_tag", with(in, "pk_sign", h(w.other.sign.public_key())));
  group.refuse("another pk_kem than the bound one", "bind_tag", with(in, "pk_kem", h(w.other.kem.public_key())));
  group.refuse("bound under another root", "bind_tag", with(in, "root_fp", h(seq_hash(1))));
  group.refuse("a tag cut short", "bind_tag", with(in, "tag", in["tag"].get<std::string>().substr(2)));
  const Hash fp = hash("dsco/ho/root/v1", {seq(1, 100)});
  group.accept("the fingerprint of the worked example", "fingerprint", {{"hash", h(fp)}},
               {{"short", short_fingerprint(fp)}});
  group.accept("the fingerprint of this health office", "fingerprint", {{"hash", h(root_fp)}},
               {{"short", short_fingerprint(root_fp)}});
  group.accept("a fingerprint as people type it", "match_fingerprint", {{"hash", h(fp)}, {"typed", "fwyx 79ay iwor"}},
               ordered_json::object());
  group.refuse("a fingerprint with its last character wrong", "match_fingerprint",
               {{"hash", h(fp)}, {"typed", "FWYX-79AY-1W0S"}});
  group.refuse("a fingerprint of another hash", "match_fingerprint",
               {{"hash", h(root_fp)}, {"typed", "FWYX-79AY-1W0R"}});
  group.refuse("a fingerprint too short", "match_fingerprint", {{"hash", h(fp)}, {"typed", "FWYX-79AY-1W0"}});
  group.refuse("no fingerprint", "match_fingerprint", {{"hash", h(fp)}, {"typed", ""}});
  return group;
}

void successor(Group& group);
void two_roots(Group& group);

Group directory() {
  Group group;
  const World w;
  const Hash root_fp = w.pin().root_fingerprint;
  const auto input = [&](const PublishedDirectory& d, std::uint32_t epoch_min = 1,
                         std::uint64_t moment = now) -> ordered_json {
    return {{"root_record", h(d.root_record)},
            {"certificates", list_of(d.certificates)},
            {"snapshots", list_of(d.snapshots)},
            {"root_fp", h(root_fp)},
            {"epoch_min", epoch_min},
            {"now", moment}};
  };
  const auto accept = [&](std::string name, const PublishedDirectory& d, std::uint32_t epoch_min = 1,
                          std::uint64_t moment = now) {
    auto recipients = accept_directory(d, {root_fp, epoch_min}, moment).value().recipients();
    std::sort(recipients.certificates.begin(), recipients.certificates.end(),
              [](const Recipient& a, const Recipient& b) { return a.cert_id < b.cert_id; });
    auto ids = ordered_json::array(), keys = ordered_json::array();
    for (const auto& one : recipients.certificates) ids.push_back(h(one.cert_id)), keys.push_back(h(one.pk_kem));
    group.accept(
        std::move(name), "accept_directory", input(d, epoch_min, moment),
        {{"epoch", recipients.epoch}, {"snapshot", h(recipients.snapshot)}, {"cert_ids", ids}, {"pk_kems", keys}});
  };
  const auto refuse = [&](std::string name, const PublishedDirectory& d, std::uint32_t epoch_min = 1,
                          std::uint64_t moment = now) {
    group.refuse(std::move(name), "accept_directory", input(d, epoch_min, moment));
  };
  const auto one = w.directory();
  auto two = one;
  w.extend(two);
  auto three = two;
  w.extend(three);
  const auto changed = [](PublishedDirectory d, const std::function<void(PublishedDirectory&)>& change) {
    change(d);
    return d;
  };
  const auto next = [&](const std::function<void(Snapshot&)>& change) {
    auto d = one;
    w.extend(d, change);
    return d;
  };
  const auto first = [&](const std::function<void(Snapshot&)>& change, const SigningKey* signer = nullptr) {
    auto d = one;
    auto snapshot = *parse_snapshot(d.snapshots[0], w.root.root.public_key());
    change(snapshot);
    d.snapshots[0] = issue_snapshot(signer ? *signer : w.root.root, snapshot);
    return d;
  };
  const auto of = [&](const std::vector<Certificate>& certificates, const SigningKey* signer = nullptr) {
    PublishedDirectory d{encode_root_record(w.record), {}, {}};
    Snapshot snapshot{w.etab, 1, now - 1000, now + 200 * day, {}, {}, {}};
    for (const auto& certificate : certificates) {
      d.certificates.push_back(issue_certificate(signer ? *signer : w.root.root, certificate));
      snapshot.certificates.push_back(certificate_hash(d.certificates.back()));
    }
    d.snapshots.push_back(issue_snapshot(w.root.root, snapshot));
    return d;
  };
  const auto nurse = w.certificate(w.nurse, Role::nurse), substitute = w.certificate(w.substitute, Role::substitute);
  const auto recovery = w.recovery_certificate();
  const auto nurse_with = [&](const std::function<void(Certificate&)>& change) {
    auto certificate = nurse;
    change(certificate);
    return of({certificate, recovery});
  };

  accept("one snapshot", one);
  accept("three snapshots", three, 3);
  accept("the moment it is issued", one, 1, now - 1000);
  accept("the moment it expires", one, 1, now + 200 * day);
  accept("a nurse and the recovery", of({nurse, recovery}));
  accept("a substitute and the recovery", of({substitute, recovery}));
  accept("a chain that begins at epoch 5", first([](Snapshot& s) { s.epoch = 5; }), 5);
  accept("a nurse's certificate of 460 days",
         nurse_with([](Certificate& c) { c.not_after = c.not_before + 460 * day; }));
  const Hash substitute_hash = certificate_hash(one.certificates[1]);
  const auto revoked = next([&](Snapshot& s) {
    s.revoked = {w.substitute.cert_id};
    std::erase(s.certificates, substitute_hash);
  });
  accept("the substitute revoked", revoked, 2);

  World impostor;
  impostor.root = derive_root_keys(seq_key(0x99));
  impostor.record.root_pk = impostor.root.root.public_key();
  refuse("another root, same UAI and etab", impostor.directory());
  refuse("another root under the true record",
         changed(impostor.directory(), [&](auto& d) { d.root_record = one.root_record; }));
  refuse("record with a bit changed", changed(one, [](auto& d) { d.root_record = flipped(d.root_record, 30); }));
  refuse("record longer", changed(one, [](auto& d) { d.root_record = longer(d.root_record); }));
  refuse("no record", changed(one, [](auto& d) { d.root_record.clear(); }));
  refuse("a certificate with a bit changed",
         changed(one, [](auto& d) { d.certificates[0] = flipped(d.certificates[0], 60); }));
  refuse("a certificate cut", changed(one, [](auto& d) { d.certificates[0] = cut(d.certificates[0], 1); }));
  refuse("an empty certificate", changed(one, [](auto& d) { d.certificates.push_back({}); }));
  refuse("a snapshot in the place of a certificate",
         changed(one, [](auto& d) { d.certificates.push_back(d.snapshots[0]); }));
  refuse("a listed certificate missing", changed(one, [](auto& d) { d.certificates.pop_back(); }));
  refuse("no certificate", changed(one, [](auto& d) { d.certificates.clear(); }));
  refuse("one id for two certificates", changed(one, [&](auto& d) {
           d.certificates.push_back(issue_certificate(w.root.root, w.certificate(w.substitute, Role::nurse)));
         }));
  refuse("certificates signed by the nurse", of({nurse, recovery}, &w.nurse.sign));
  refuse("a certificate of suite 2", nurse_with([](Certificate& c) { c.suite = 2; }));
  refuse("a certificate of role 4", nurse_with([](Certificate& c) { c.role = static_cast<Role>(4); }));
  refuse("a certificate of another établissement", nurse_with([](Certificate& c) { c.etab = seq_id(1); }));
  refuse("a certificate not valid yet", nurse_with([](Certificate& c) { c.not_before = now + 1; }));
  refuse("a certificate no longer valid", nurse_with([](Certificate& c) { c.not_after = now - 1; }));
  refuse("a nurse's certificate of more than 460 days",
         nurse_with([](Certificate& c) { c.not_after = c.not_before + 460 * day + 1; }));
  refuse("no recovery", of({nurse, substitute}));
  auto second = recovery;
  second.id = seq_id(0xb8);
  refuse("two recoveries", of({nurse, recovery, second}));
  refuse("recovery alone", of({recovery}));
  refuse("nobody", of({}));
  refuse("no snapshot", changed(one, [](auto& d) { d.snapshots.clear(); }));
  refuse("a snapshot with a bit changed", changed(one, [](auto& d) { d.snapshots[0] = flipped(d.snapshots[0], 60); }));
  refuse("a snapshot cut", changed(one, [](auto& d) { d.snapshots[0] = cut(d.snapshots[0], 1); }));
  refuse("a snapshot signed by the nurse", first([](Snapshot&) {}, &w.nurse.sign));
  refuse("a snapshot of another établissement", first([](Snapshot& s) { s.etab = seq_id(1); }));
  refuse("a snapshot of epoch 0", first([](Snapshot& s) { s.epoch = 0; }), 0);
  refuse("a first snapshot that follows something", first([](Snapshot& s) { s.previous = seq_hash(1); }));
  refuse("before it is issued", one, 1, now - 1001);
  refuse("after it expires", one, 1, now + 200 * day + 1);
  refuse("an epoch below the letter's", one, 2);
  refuse("the first snapshot withheld", changed(three, [](auto& d) { d.snapshots.erase(d.snapshots.begin()); }));
  refuse("a snapshot withheld in the middle",
         changed(three, [](auto& d) { d.snapshots.erase(d.snapshots.begin() + 1); }));
  refuse("the last snapshots withheld from one who saw them", two, 3);
  refuse("two snapshots exchanged", changed(three, [](auto& d) { std::swap(d.snapshots[1], d.snapshots[2]); }));
  refuse("a snapshot twice", changed(two, [](auto& d) { d.snapshots.push_back(d.snapshots.back()); }));
  refuse("a fork", changed(next([](Snapshot& s) { s.expires += 1; }),
                           [&](auto& d) { d.snapshots.push_back(three.snapshots[2]); }));
  refuse("an epoch jumped", next([](Snapshot& s) { s.epoch += 1; }));
  refuse("a next snapshot that follows nothing", next([](Snapshot& s) { s.previous = {}; }));
  refuse("a next snapshot issued earlier", next([](Snapshot& s) { s.issued -= 11; }));
  refuse("revoked and listed", next([&](Snapshot& s) { s.revoked = {w.substitute.cert_id}; }));
  refuse("a revocation forgotten",
         changed(revoked, [&](auto& d) { w.extend(d, [](Snapshot& s) { s.revoked.clear(); }); }));
  refuse("the revoked one back", changed(revoked, [&](auto& d) {
           w.extend(d, [&](Snapshot& s) { s.certificates.push_back(substitute_hash); });
         }));
  successor(group);
  two_roots(group);
  return group;
}

void two_roots(Group& group) {
  const auto input = [](const TwoRoots& two) -> ordered_json {
    auto earlier = ordered_json::array();
    for (const auto& d : two.directory.earlier)
      earlier.push_back({{"root_record", h(d.root_record)},
                         {"certificates", list_of(d.certificates)},
                         {"snapshots", list_of(d.snapshots)}});
    return {{"root_record", h(two.directory.root_record)},
            {"certificates", list_of(two.directory.certificates)},
            {"snapshots", list_of(two.directory.snapshots)},
            {"earlier", earlier},
            {"root_fp", h(two.second.pin().root_fingerprint)},
            {"epoch_min", 1},
            {"now", now}};
  };
  const auto accept = [&](std::string name, const TwoRoots& two) {
    auto recipients = accept_directory(two.directory, two.second.pin(), now).value().recipients();
    std::sort(recipients.certificates.begin(), recipients.certificates.end(),
              [](const Recipient& a, const Recipient& b) { return a.cert_id < b.cert_id; });
    auto ids = ordered_json::array(), keys = ordered_json::array();
    for (const auto& one : recipients.certificates) ids.push_back(h(one.cert_id)), keys.push_back(h(one.pk_kem));
    group.accept(
        std::move(name), "accept_directory", input(two),
        {{"epoch", recipients.epoch}, {"snapshot", h(recipients.snapshot)}, {"cert_ids", ids}, {"pk_kems", keys}});
  };
  const auto refuse = [&](std::string name, const TwoRoots& two) {
    group.refuse(std::move(name), "accept_directory", input(two));
  };
  const auto changed = [](const std::function<void(TwoRoots&)>& change) {
    TwoRoots two;
    change(two);
    return two;
  };
  const auto record = [&](const std::function<void(RootRecord&)>& change) {
    return changed([&](TwoRoots& two) {
      change(two.second.record);
      two.directory.root_record = encode_root_record(two.second.record);
    });
  };
  accept("a second root after the first", TwoRoots());
  accept("a second root created a second after the first",
         record([](RootRecord& r) { r.created = World().record.created + 1; }));
  refuse("a second root that follows nothing", TwoRoots([](Snapshot& s) { s.previous = {}; }));
  refuse("a second root that follows another chain", TwoRoots([](Snapshot& s) { s.previous = seq_hash(1); }));
  refuse("a second root that jumps an epoch", TwoRoots([](Snapshot& s) { s.epoch += 1; }));
  refuse("a second root that counts an epoch again", TwoRoots([](Snapshot& s) { s.epoch -= 1; }));
  refuse("a second root issued before the first's last", TwoRoots([](Snapshot& s) { s.issued = now - 2000; }));
  refuse("a second root that lists a certificate of the first", TwoRoots([](Snapshot& s) {
           s.certificates.push_back(certificate_hash(World().directory().certificates[0]));
         }));
  refuse("the first root withheld", changed([](TwoRoots& two) { two.directory.earlier.clear(); }));
  refuse("the first root's last snapshot withheld",
         changed([](TwoRoots& two) { two.directory.earlier[0].snapshots.pop_back(); }));
  refuse("the first root without a snapshot",
         changed([](TwoRoots& two) { two.directory.earlier[0].snapshots.clear(); }));
  refuse("the first root's snapshot with a bit changed", changed([](TwoRoots& two) {
           two.directory.earlier[0].snapshots[1] = flipped(two.directory.earlier[0].snapshots[1], 60);
         }));
  refuse("the first root's certificate with a bit changed", changed([](TwoRoots& two) {
           two.directory.earlier[0].certificates[0] = flipped(two.directory.earlier[0].certificates[0], 60);
         }));
  refuse("the first root twice",
         changed([](TwoRoots& two) { two.directory.earlier.push_back(two.directory.earlier[0]); }));
  refuse("a second root of another UAI", record([](RootRecord& r) { r.uai = "0009991K"; }));
  refuse("a second root created at the same moment as the first",
         record([](RootRecord& r) { r.created = World().record.created; }));
  refuse("a root before which it comes back itself",
         changed([](TwoRoots& two) { two.directory.earlier[0].root_record = two.directory.root_record; }));
}

// Whatever is signed by fields: the body, changed or not, under whichever key.
Buffer signed_by(const SigningKey& key, Buffer body) {
  const auto signature = key.sign(body);
  body.insert(body.end(), signature.begin(), signature.end());
  return body;
}

void successor(Group& group) {
  const World w;
  const RootKeys next_root = derive_root_keys(seq_key(0x99));
  const Buffer old_record = encode_root_record(w.record);
  const Hash root_fp = w.pin().root_fingerprint;
  const RootRecord next{"0009990J", w.etab, next_root.root.public_key(), now};
  const Buffer next_record = encode_root_record(next);
  const Buffer paper = issue_successor(w.root.root, root_fp, next_record);
  const ordered_json in = {{"successor", h(paper)}, {"root_record", h(old_record)}, {"root_fp", h(root_fp)}};
  const auto accept = [&](std::string name, const RootRecord& record) {
    const Buffer encoded = encode_root_record(record);
    group.accept(std::move(name), "accept_successor",
                 with(in, "successor", h(issue_successor(w.root.root, root_fp, encoded))),
                 {{"uai", record.uai},
                  {"etab", h(record.etab)},
                  {"root_pk", h(record.root_pk)},
                  {"created", record.created},
                  {"root_fp", h(root_fingerprint(encoded))}});
  };
  const auto refuse = [&](std::string name, const Buffer& bytes) {
    group.refuse(std::move(name), "accept_successor", with(in, "successor", h(bytes)));
  };
  const auto refuse_record = [&](std::string name, const std::function<void(RootRecord&)>& change) {
    auto record = next;
    change(record);
    refuse(std::move(name), issue_successor(w.root.root, root_fp, encode_root_record(record)));
  };
  accept("a root that names the next one", next);
  auto soon = next;
  soon.created = w.record.created + 1;
  accept("a next root created a second later", soon);
  refuse("a next root signed by itself", issue_successor(next_root.root, root_fp, next_record));
  refuse("a next root signed by the nurse", issue_successor(w.nurse.sign, root_fp, next_record));
  refuse("a next root after another root", issue_successor(w.root.root, seq_hash(1), next_record));
  refuse_record("a next root of another UAI", [](RootRecord& r) { r.uai = "0009991K"; });
  refuse_record("a next root of another établissement", [](RootRecord& r) { r.etab = seq_id(1); });
  refuse_record("a root that follows itself", [&](RootRecord& r) { r.root_pk = w.root.root.public_key(); });
  refuse_record("a next root created at the same moment", [&](RootRecord& r) { r.created = w.record.created; });
  refuse_record("a next root created earlier", [&](RootRecord& r) { r.created = w.record.created - 1; });
  refuse("a next record one byte longer", issue_successor(w.root.root, root_fp, longer(next_record)));
  refuse("a next record cut", issue_successor(w.root.root, root_fp, cut(next_record, 1)));
  refuse("no next record", issue_successor(w.root.root, root_fp, {}));
  refuse("the old fingerprint cut",
         signed_by(w.root.root, encode("dsco/ho/successor/v1", {Bytes(root_fp).first(31), next_record})));
  refuse("one field too many", signed_by(w.root.root, encode("dsco/ho/successor/v1", {root_fp, next_record, Bytes()})));
  refuse("under another label", signed_by(w.root.root, encode("dsco/ho/successor/v2", {root_fp, next_record})));
  for (const std::size_t at : {4u, 30u, 70u, 150u, 220u})
    refuse("successor, byte " + std::to_string(at) + " changed", flipped(paper, at));
  refuse("a successor cut", cut(paper, 1));
  refuse("a successor one byte longer", longer(paper));
  refuse("no successor", {});
  refuse("a snapshot in the place of a successor", w.directory().snapshots[0]);
  group.refuse("a successor of a root nobody pinned", "accept_successor", with(in, "root_fp", h(seq_hash(1))));
  group.refuse("a successor beside another record", "accept_successor", with(in, "root_record", h(next_record)));
  group.refuse("a successor beside no record", "accept_successor", with(in, "root_record", ""));
}

Group kit() {
  Group group;
  const auto secret = seq_key(0x01);
  const Id etab = seq_id(0x10);
  const auto sheets = split_kit(secret, etab), again = split_kit(secret, etab);
  const auto others = split_kit(seq_key(0x02), etab), elsewhere = split_kit(secret, seq_id(0x11));
  const auto input = [](const KitSheet& one, const KitSheet& other) -> ordered_json {
    return {{"one", h(encode_kit_sheet(one))}, {"other", h(encode_kit_sheet(other))}};
  };
  for (const auto& [a, b] : {std::pair{0, 1}, {1, 2}, {2, 0}, {1, 0}}) {
    const auto& one = sheets[static_cast<std::size_t>(a)];
    const auto& other = sheets[static_cast<std::size_t>(b)];
    group.accept("sheets " + std::to_string(a + 1) + " and " + std::to_string(b + 1), "join_kit", input(one, other),
                 {{"secret", h(secret.bytes())}});
  }
  group.refuse("one sheet twice", "join_kit", input(sheets[0], sheets[0]));
  group.refuse("a sheet of another kit", "join_kit", input(sheets[0], others[1]));
  group.refuse("a sheet of another établissement", "join_kit", input(sheets[0], elsewhere[1]));
  group.refuse("a sheet of an earlier split", "join_kit", input(sheets[0], again[1]));
  auto damaged = sheets[1];
  damaged.parts[0] ^= std::byte{1};
  group.refuse("the shared part damaged", "join_kit", input(sheets[0], damaged));
  damaged = sheets[1];
  damaged.parts[63] ^= std::byte{1};
  group.refuse("the other part damaged", "join_kit", input(sheets[0], damaged));
  damaged = sheets[1];
  damaged.check[7] ^= std::byte{1};
  group.refuse("the check damaged", "join_kit", input(sheets[0], damaged));
  auto in = input(sheets[0], sheets[1]);
  group.refuse("a sheet cut", "join_kit", with(in, "other", h(cut(encode_kit_sheet(sheets[1]), 1))));
  group.refuse("a sheet of index 0", "join_kit", with(in, "other", h(flipped(encode_kit_sheet(sheets[1]), 0, 2))));

  const std::string phrase = "bruyère-merle-tilleul-grive-sureau-milan-orme";
  const auto file = seal_trousseau({etab, seq_id(0xe0), seq_key(0x21), seq_key(0x41), seq_hash(5), 3}, phrase);
  const ordered_json opened = {{"file", h(file)}, {"phrase", phrase}};
  group.accept("the nurse's key file", "open_trousseau", opened,
               {{"etab", h(etab)},
                {"cert_id", h(seq_id(0xe0))},
                {"kem_seed", h(seq(0x21, 32))},
                {"sign_seed", h(seq(0x41, 32))},
                {"root_fp", h(seq_hash(5))},
                {"epoch_min", 3}});
  group.refuse("another phrase", "open_trousseau",
               with(opened, "phrase", "bruyère-merle-tilleul-grive-sureau-milan-pin"));
  group.refuse("another cert_id", "open_trousseau", with(opened, "file", h(flipped(file, 26))));
  group.refuse("a byte changed", "open_trousseau", with(opened, "file", h(flipped(file, 100))));
  group.refuse("another magic", "open_trousseau", with(opened, "file", h(flipped(file, 7))));
  group.refuse("another suite", "open_trousseau", with(opened, "file", h(flipped(file, 8, 3))));
  group.refuse("another cost", "open_trousseau", with(opened, "file", h(flipped(file, 9, 3))));
  group.refuse("a key file cut", "open_trousseau", with(opened, "file", h(cut(file, 1))));
  return group;
}

Group receipt() {
  Group group;
  const World w;
  const NurseReceipt nurse{w.etab, w.volet, w.piece, 2, seq_hash(1), 20717};
  const ordered_json in = {{"pk_sign", h(w.nurse.sign.public_key())},
                           {"etab", h(w.etab)},
                           {"volet", h(w.volet)},
                           {"piece", h(w.piece)},
                           {"version", 2},
                           {"manifest_hash", h(seq_hash(1))},
                           {"day", 20717},
                           {"signature", h(sign_receipt(w.nurse.sign, nurse))}};
  group.accept("the nurse's receipt", "receipt", in, ordered_json::object());
  group.refuse("signed by another", "receipt", with(in, "pk_sign", h(w.substitute.sign.public_key())));
  group.refuse("of another établissement", "receipt", with(in, "etab", h(seq_id(1))));
  group.refuse("of another volet", "receipt", with(in, "volet", h(seq_id(1))));
  group.refuse("of another pièce", "receipt", with(in, "piece", h(seq_id(1))));
  group.refuse("of another version", "receipt", with(in, "version", 1));
  group.refuse("of another manifest", "receipt", with(in, "manifest_hash", h(seq_hash(2))));
  group.refuse("of another day", "receipt", with(in, "day", 20718));
  const SigningKey& box = w.nurse.sign;
  const DepositReceipt deposit{w.etab, w.volet, w.piece, 2, seq_hash(1), 20717};
  const auto signature = h(sign_deposit_receipt(box, deposit));
  const ordered_json box_in = {{"pk_sign", h(box.public_key())},
                               {"etab", h(w.etab)},
                               {"volet", h(w.volet)},
                               {"piece", h(w.piece)},
                               {"version", 2},
                               {"manifest_hash", h(seq_hash(1))},
                               {"received_at", 20717},
                               {"signature", signature}};
  group.accept("the box's receipt", "deposit_receipt", box_in, ordered_json::object());
  group.refuse("the box's receipt at another moment", "deposit_receipt", with(box_in, "received_at", 20718));
  group.refuse("the nurse's receipt shown as the box's", "deposit_receipt", with(box_in, "signature", in["signature"]));
  group.refuse("the box's receipt shown as the nurse's", "receipt", with(in, "signature", signature));
  return group;
}

// The bodies of the plis: a few files, and for the rest what changes in one of them.
class Bodies {
 public:
  ordered_json file(const std::string& name, const Buffer& bytes) {
    files_.emplace_back("body/" + name + ".bin", bytes);
    return {{"file", files_.back().first}, {"edits", ordered_json::array()}};
  }
  static ordered_json edited(ordered_json body, const std::vector<ordered_json>& edits) {
    for (const auto& edit : edits) body["edits"].push_back(edit);
    return body;
  }
  // As edits of the file that is nearest, found by trying: forged bodies share key and header with one of them.
  ordered_json near(const Buffer& body) const {
    ordered_json best;
    for (const auto& [name, bytes] : files_) {
      const std::size_t common = std::min(bytes.size(), body.size());
      auto edits = ordered_json::array();
      if (common < bytes.size()) edits.push_back({{"cut", common}});
      for (std::size_t i = 0; i < common; ++i) {
        if (bytes[i] == body[i]) continue;
        std::size_t end = i + 1;
        while (end < common && end < i + 32 && bytes[end] != body[end]) ++end;
        Buffer difference;
        for (; i < end; ++i) difference.push_back(bytes[i] ^ body[i]);
        edits.push_back({{"at", i - difference.size()}, {"xor", h(difference)}});
        if (edits.size() > 60) break;
      }
      if (edits.size() > 60) continue;
      if (common < body.size()) edits.push_back({{"append", h(Bytes(body).subspan(common))}});
      ordered_json made = {{"file", name}, {"edits", edits}};
      if (best.is_null() || made.dump().size() < best.dump().size()) best = made;
    }
    if (best.is_null()) throw std::logic_error("no file is near this body");
    return best;
  }
  const std::vector<std::pair<std::string, Buffer>>& files() const { return files_; }

 private:
  std::vector<std::pair<std::string, Buffer>> files_;
};

ordered_json expected_json(const PliExpected& e) {
  auto snapshots = ordered_json::array();
  for (const auto& snapshot : e.snapshots) {
    auto certificates = ordered_json::array();
    for (const auto& one : snapshot.certificates)
      certificates.push_back({{"cert_id", h(one.cert_id)}, {"pk_kem", h(one.pk_kem)}});
    snapshots.push_back(
        {{"epoch", snapshot.epoch}, {"snapshot", h(snapshot.snapshot)}, {"certificates", certificates}});
  }
  ordered_json sender, last;
  if (e.sender) sender = {{"pk_sign", h(e.sender->pk_sign)}, {"pk_kem", h(e.sender->pk_kem)}};
  if (e.last) last = {{"version", e.last->version}, {"manifest_hash", h(e.last->manifest_hash)}};
  ordered_json in = {{"kind", static_cast<int>(e.kind)},
                     {"etab", h(e.etab)},
                     {"volet", h(e.volet)},
                     {"piece", h(e.piece)},
                     {"resp", h(e.resp)},
                     {"sender", sender},
                     {"last", last},
                     {"snapshots", snapshots}};
  if (e.writer) in["writer"] = h(*e.writer);
  return in;
}

Group pli(Bodies& bodies) {
  Group group;
  const World w;
  Buffer core;
  const auto add = [&core](Bytes bytes) { core.insert(core.end(), bytes.begin(), bytes.end()); };
  add(bytes_of("DSCOPLI1")), add(Buffer{std::byte{2}, std::byte{1}, std::byte{0}, std::byte{0}});
  add(seq(0x10, 16)), add(seq(0x50, 16)), add(seq(0x70, 16)), add(seq(0x30, 16)), add(u32(1)), add(Hash{}), add(u32(7));
  add(seq(0x90, 32)), add(u64(1790000000)), add(u32(65536)), add(u64(65536)), add(seq(0xb0, 32)), add(seq(0xd0, 32));
  group.accept("the hash of a core (suite 2: any bytes)", "core_hash", {{"core", h(core)}},
               {{"hc", h(hash("dsco/pli/core/v1", {core}))}});
  group.accept("the commitment of a key", "commitment", {{"key", h(seq(0x40, 32))}},
               {{"commitment", h(keyed_hash(derive(seq_key(0x40), 3, "DSCOPLI1").bytes(), "dsco/pli/commit/v1", {}))}});
  for (const std::uint64_t length : {0ULL, 65528ULL, 65529ULL, 131064ULL, 131065ULL, 10485760ULL, 20971520ULL})
    group.accept("padding of " + std::to_string(length) + " bytes", "padded", {{"length", length}},
                 {{"padded", padded_length(length)}, {"body", body_length(padded_length(length))}});

  struct Case {
    Buffer manifest;
    ordered_json body;
    PliExpected expected;
    Id cert_id;
    const KemKey* key;
  };
  const auto input = [](const Case& c) {
    ordered_json in = {{"manifest", h(c.manifest)}, {"body", c.body}};
    in.update(expected_json(c.expected));
    in["my_cert_id"] = h(c.cert_id);
    in["my_seed"] = h(c.key->seed().bytes());
    return in;
  };
  const auto deposit_input = [](const Case& c) {
    ordered_json in = {{"manifest", h(c.manifest)}, {"body", c.body}};
    in.update(expected_json(c.expected));
    return in;
  };
  const auto opens = [&](std::string name, const Case& c, const Buffer& data, std::string_view json = metadata) {
    Hash data_hash{};
    crypto_generichash(reinterpret_cast<unsigned char*>(data_hash.data()), 32,
                       reinterpret_cast<const unsigned char*>(data.data()), data.size(), nullptr, 0);
    group.accept(std::move(name), "open_pli", input(c),
                 {{"metadata", json}, {"data_hash", h(data_hash)}, {"data_length", data.size()}});
  };
  const auto is_taken = [&](std::string name, const Case& c) {
    group.accept(std::move(name), "check_deposit", deposit_input(c), {{"manifest_hash", h(manifest_hash(c.manifest))}});
  };
  // Refused to the opener, and to the box when the fault is one that the box can see.
  const auto refused = [&](const std::string& name, const Case& c, bool box_sees) {
    group.refuse(name, "open_pli", input(c));
    if (box_sees) group.refuse(name + " (box)", "check_deposit", deposit_input(c));
  };
  const Id self = self_cert_id(w.guardian.kem.public_key());
  const auto nurse_case = [&](const SealedPli& pli, ordered_json body, const PliExpected& expected) {
    return Case{pli.manifest, std::move(body), expected, w.nurse.cert_id, &w.nurse.kem};
  };

  // Sizes, openers, kinds, versions.
  struct Sized {
    const char* name;
    std::size_t size;
    PliKind kind;
  };
  for (const auto& s : {Sized{"form", 400, PliKind::form}, Sized{"empty", 0, PliKind::file},
                        Sized{"two_chunks", 65529, PliKind::file}}) {
    const auto data = pattern(s.size);
    const auto sealed = w.sealed(data, s.kind);
    const auto body = bodies.file(s.name, sealed.body);
    const auto base = nurse_case(sealed, body, w.expected(s.kind));
    const std::string of = std::string(", ") + s.name;
    opens("opened by the nurse" + of, base, data);
    is_taken("taken by the box" + of, base);
    for (const auto& [who, id, key] : {std::tuple{"the substitute", w.substitute.cert_id, &w.substitute.kem},
                                       std::tuple{"the recovery", w.recovery_id, &w.root.recovery},
                                       std::tuple{"its sender", self, &w.guardian.kem}}) {
      auto other = base;
      other.cert_id = id, other.key = key;
      opens(std::string("opened by ") + who + of, other, data);
    }
  }
  const auto data = pattern(1000);
  const auto forged = [&](const forge::Plan& plan, PliKind kind = PliKind::file) {
    restart_random(77);  // the same key and header each time: bodies differ little, and are written as differences
    return forge::pli(w, data, plan, kind);
  };
  const auto plain = forged({});
  const auto body = bodies.file("thousand", plain.body);
  const auto base = nurse_case(plain, body, w.expected());
  opens("opened by the nurse, thousand", base, data);
  is_taken("taken by the box, thousand", base);
  {
    const SigningKey once(seq_key(0x51));
    const auto sealed = seal_pli(w.pli(data, PliKind::bordereau), w.recipients(), once, {}).value();
    auto bordereau = nurse_case(sealed, bodies.file("bordereau", sealed.body), w.expected(PliKind::bordereau));
    opens("a bordereau opened by the nurse", bordereau, data);
    is_taken("a bordereau taken by the box", bordereau);
    auto as_family = bordereau;
    as_family.expected.sender = Sender{once.public_key(), w.guardian.kem.public_key()};
    refused("a bordereau in a family's name", as_family, true);
  }
  {
    const auto version = [&](std::uint32_t number, const Hash& previous, Bytes content) {
      auto asked = w.pli(content);
      asked.version = number, asked.previous = previous;
      return seal_pli(asked, w.recipients(), w.guardian.sign, w.guardian.kem.public_key()).value();
    };
    const auto second = version(2, manifest_hash(plain.manifest), pattern(20));
    const auto second_body = bodies.file("second_version", second.body);
    auto after = w.expected();
    after.last = SeenVersion{1, manifest_hash(plain.manifest)};
    opens("the second version after the first", nurse_case(second, second_body, after), pattern(20));
    opens("the second version, the first never seen", nurse_case(second, second_body, w.expected()), pattern(20));
    opens("the first version again", nurse_case(plain, body, after), data);
    is_taken("the second version taken by the box", nurse_case(second, second_body, after));
    group.refuse("a second version without a first (box)", "check_deposit",
                 deposit_input(nurse_case(second, second_body, w.expected())));
    group.refuse("the first version twice (box)", "check_deposit", deposit_input(nurse_case(plain, body, after)));
    auto later = w.expected();
    later.last = SeenVersion{2, manifest_hash(second.manifest)};
    refused("an older version comes back", nurse_case(plain, body, later), true);
    after.last->manifest_hash = seq_hash(1);
    refused("a version that follows another history", nurse_case(second, second_body, after), true);
    after.last = SeenVersion{1, seq_hash(1)};
    refused("another first version than the one seen", nurse_case(plain, body, after), true);
  }
  {
    auto directory = w.directory();
    w.extend(directory);
    auto both = base;
    both.expected.snapshots = {accept_directory(directory, w.pin(), now)->recipients(), w.recipients()};
    opens("sealed to the snapshot before, still accepted", both, data);
    is_taken("sealed to the snapshot before, still accepted", both);
    both.expected.snapshots.pop_back();
    refused("sealed to a snapshot no longer accepted", both, true);
  }

  // The manifest: any change.
  for (const std::size_t at :
       {0u,   8u,   9u,   10u,  12u,  28u,  44u,  60u,  76u,  80u,   112u,  116u,  148u,  156u,
        160u, 168u, 200u, 232u, 233u, 249u, 281u, 617u, 621u, 1661u, 1685u, 1693u, 1725u, 1788u}) {
    auto c = base;
    c.manifest = flipped(c.manifest, at);
    refused("manifest, byte " + std::to_string(at) + " changed", c, true);
  }
  for (const std::size_t by : {1u, 64u, 96u, 1557u, 1789u}) {
    auto c = base;
    c.manifest = cut(c.manifest, by);
    refused("manifest cut by " + std::to_string(by), c, true);
  }
  auto c = base;
  c.manifest = longer(c.manifest);
  refused("manifest one byte longer", c, true);
  // The body.
  const auto body_edit = [&](const std::string& name, const std::vector<ordered_json>& edits) {
    auto edited = base;
    edited.body = Bodies::edited(body, edits);
    refused(name, edited, true);
  };
  body_edit("body, first byte changed", {{{"at", 0}, {"xor", "01"}}});
  body_edit("body, last byte changed", {{{"at", 65552}, {"xor", "80"}}});
  body_edit("body cut by one byte", {{{"cut", 65552}}});
  body_edit("no body", {{{"cut", 0}}});
  body_edit("body one byte longer", {{{"append", "00"}}});
  {
    const auto three = w.sealed(pattern(3 * chunk_bytes - 8));
    const auto three_body = bodies.file("three_chunks", three.body);
    const auto whole = nurse_case(three, three_body, w.expected());
    const std::uint64_t chunk = chunk_bytes + 17;
    opens("three chunks", whole, pattern(3 * chunk_bytes - 8));
    const auto edit = [&](const std::string& name, const std::vector<ordered_json>& edits) {
      auto edited = whole;
      edited.body = Bodies::edited(three_body, edits);
      refused(name, edited, true);
    };
    edit("cut at the second chunk's boundary", {{{"cut", 2 * chunk}}});
    edit("cut at the first chunk's boundary", {{{"cut", chunk}}});
    edit("two chunks exchanged", {{{"swap", {0, chunk, chunk}}}});
    edit("the last two chunks exchanged", {{{"swap", {chunk, 2 * chunk, chunk}}}});
  }
  // What a dishonest sender signs: everything right but one thing.
  const auto dishonest = [&](const std::string& name, const forge::Plan& plan, bool box_sees = false,
                             PliKind kind = PliKind::file) {
    const auto made = forged(plan, kind);
    refused(name, nurse_case(made, bodies.near(made.body), w.expected(kind)), box_sees);
  };
  forge::Plan plan;
  const auto fresh = [&plan]() -> forge::Plan& { return plan = forge::Plan{}; };
  fresh().padded = [](Buffer& p) { p.back() = std::byte{1}; };
  dishonest("padding not zero at its end", plan);
  fresh().padded = [](Buffer& p) { p[1008] = std::byte{1}; };
  dishonest("padding not zero at its beginning", plan);
  fresh().padded = [](Buffer& p) { p[7] = std::byte{0xff}; };
  dishonest("a true length of 2^63 and more", plan);
  fresh().padded = [](Buffer& p) { p[2] = std::byte{1}; };
  dishonest("a true length beyond the end", plan);
  fresh().padded = [](Buffer& p) { p.resize(65537); };
  dishonest("padded to 65,537, which no padding gives", plan, true);
  fresh().padded = [](Buffer& p) { p.resize(65535); };
  dishonest("padded below the first length", plan, true);
  fresh().padded = [](Buffer& p) { p.resize(67584); };
  dishonest("padded to the length of another class", plan);
  fresh().metadata = [](Buffer& m) { m.back() = std::byte{1}; };
  dishonest("metadata with padding not zero", plan);
  fresh().metadata = [](Buffer& m) { m[0] = std::byte{0xfd}, m[1] = std::byte{3}; };
  dishonest("metadata of 1,021 bytes", plan);
  fresh().metadata = [](Buffer& m) { m.resize(1000); };
  dishonest("metadata of another sealed length", plan, true);
  fresh().tag = [](std::size_t, std::size_t) -> unsigned char { return 0; };
  dishonest("a stream without an end", plan);
  fresh().tag = [](std::size_t, std::size_t) -> unsigned char { return 2; };
  dishonest("a stream that ends by a change of key", plan);
  fresh().chunk_number = [](std::uint64_t i) { return i + 1; };
  dishonest("chunks counted from one", plan);
  fresh().other_commitment = true;
  dishonest("a commitment to another key", plan);
  fresh().wrong_wrapped_key = true;
  dishonest("another key in the nurse's stanza", plan);
  fresh().unsigned_manifest = [](Buffer& m) { m.back() ^= std::byte{1}; };
  dishonest("a hash that is not the body's, signed", plan, true);
  fresh().body = [](Buffer& b) { b.pop_back(); };
  dishonest("a shorter body, hashed and signed", plan, true);
  fresh().body = [](Buffer& b) { b[100] ^= std::byte{1}; };
  dishonest("a changed body, hashed and signed", plan);
  for (const auto& [name, at, value] :
       std::vector<std::tuple<std::string, std::size_t, int>>{{"another magic", 7, '2'},
                                                              {"suite 2", 8, 2},
                                                              {"suite 0", 8, 0},
                                                              {"kind 0", 9, 0},
                                                              {"kind message for a file", 9, 4},
                                                              {"kind 5", 9, 5},
                                                              {"kind form for a file", 9, 2},
                                                              {"kind bordereau for a file", 9, 3},
                                                              {"a flag", 10, 1},
                                                              {"chunks of another size", 158, 2}}) {
    fresh().core_bytes = [at = at, value = value](Buffer& b) { b[at] = static_cast<std::byte>(value); };
    dishonest(name + ", signed", plan, true);
  }
  for (const auto& [name, change] : std::vector<std::pair<std::string, std::function<void(PliCore&)>>>{
           {"version 0", [](PliCore& p) { p.version = 0; }},
           {"a second version that follows nothing", [](PliCore& p) { p.version = 2; }},
           {"a first version that follows something", [](PliCore& p) { p.previous = seq_hash(1); }},
           {"epoch 0", [](PliCore& p) { p.epoch = 0; }},
           {"another epoch", [](PliCore& p) { p.epoch = 2; }},
           {"an unknown snapshot", [](PliCore& p) { p.snapshot = seq_hash(1); }},
           {"another établissement", [](PliCore& p) { p.etab = seq_id(1); }},
           {"another volet", [](PliCore& p) { p.volet = seq_id(1); }},
           {"no volet", [](PliCore& p) { p.volet = {}; }},
           {"another pièce", [](PliCore& p) { p.piece = seq_id(1); }},
           {"another responsable", [](PliCore& p) { p.resp = seq_id(1); }},
           {"a padded length that is not one", [](PliCore& p) { p.padded_bytes = 65537; }},
           {"a padded length beyond all pièces", [](PliCore& p) { p.padded_bytes = 1ULL << 40; }},
           {"another signer named", [&](PliCore& p) { p.signer = w.other.sign.public_key(); }}}) {
    fresh().core = change;
    dishonest(name + ", signed", plan, true);
  }
  fresh().signer = &w.other.sign;
  dishonest("named and signed by the other responsable", plan, true);
  const KemKey intruder(seq_key(0xaa));
  fresh().recipients = [&](auto& r) { r.push_back({seq_id(0xcc), intruder.public_key()}); };
  dishonest("one recipient more", plan, true);
  fresh().recipients = [&](auto& r) {
    std::erase_if(r, [&](const Recipient& one) { return one.cert_id == w.recovery_id; });
  };
  dishonest("without the recovery", plan, true);
  fresh().recipients = [&](auto& r) { r.pop_back(); };
  dishonest("without the sender", plan, true);
  fresh().recipients = [&](auto& r) { r.push_back(r.front()); };
  dishonest("a recipient twice", plan, true);
  fresh().recipients = [&](auto& r) {
    for (auto& one : r)
      if (one.cert_id == w.nurse.cert_id) one.pk_kem = intruder.public_key();
  };
  dishonest("the nurse's id on another's key", plan);
  {
    auto swapped = base;
    std::swap_ranges(swapped.manifest.begin() + 233, swapped.manifest.begin() + 329, swapped.manifest.begin() + 329);
    swapped.manifest = forge::sign_again(w, swapped.manifest);
    refused("stanzas in another order, signed again", swapped, true);
  }
  // Parts of another pli of the same sender, signed again by her.
  restart_random(78);
  const auto other = forge::pli(w, data, {});
  const auto other_body = bodies.file("other_thousand", other.body);
  for (const auto& [name, from, size] :
       std::vector<std::tuple<std::string, std::ptrdiff_t, std::size_t>>{{"all stanzas", 233, 384},
                                                                         {"the metadata", 621, 1040},
                                                                         {"the stream's header", 1661, 24},
                                                                         {"the commitment", 200, 32},
                                                                         {"the body and its hash", 1661, 64}}) {
    auto spliced = base;
    std::copy_n(other.manifest.begin() + from, size, spliced.manifest.begin() + from);
    if (size == 64) spliced.body = other_body;
    spliced.manifest = forge::sign_again(w, spliced.manifest);
    refused(name + " of another pli, signed again", spliced, name == "the stream's header");
  }
  auto exchanged = base;
  exchanged.body = other_body;
  refused("the body of another pli", exchanged, true);
  // Openers.
  auto wrong = base;
  wrong.key = &w.substitute.kem;
  group.refuse("the nurse's stanza with the substitute's key", "open_pli", input(wrong));
  wrong = base;
  wrong.cert_id = w.substitute.cert_id;
  group.refuse("the substitute's stanza with the nurse's key", "open_pli", input(wrong));
  wrong.cert_id = self_cert_id(w.other.kem.public_key()), wrong.key = &w.other.kem;
  group.refuse("the other responsable", "open_pli", input(wrong));
  wrong.cert_id = self;
  group.refuse("the other responsable with the sender's stanza", "open_pli", input(wrong));
  // Expectations.
  const auto elsewhere = [&](const std::string& name, const std::function<void(PliExpected&)>& change) {
    auto moved = base;
    change(moved.expected);
    refused("expected " + name, moved, true);
  };
  elsewhere("in another établissement", [](PliExpected& e) { e.etab = seq_id(1); });
  elsewhere("in another volet", [](PliExpected& e) { e.volet = seq_id(1); });
  elsewhere("as another pièce", [](PliExpected& e) { e.piece = seq_id(1); });
  elsewhere("from another responsable", [](PliExpected& e) { e.resp = seq_id(1); });
  elsewhere("as a form", [](PliExpected& e) { e.kind = PliKind::form; });
  elsewhere("from another key", [&](PliExpected& e) { e.sender->pk_sign = w.other.sign.public_key(); });
  elsewhere("with another sender's copy", [&](PliExpected& e) { e.sender->pk_kem = w.other.kem.public_key(); });
  elsewhere("from nobody", [](PliExpected& e) { e.sender.reset(); });
  elsewhere("under no snapshot", [](PliExpected& e) { e.snapshots.clear(); });
  elsewhere("under a snapshot of another epoch", [](PliExpected& e) { e.snapshots[0].epoch = 2; });
  elsewhere("under a snapshot without the substitute", [&](PliExpected& e) {
    std::erase_if(e.snapshots[0].certificates, [&](const Recipient& r) { return r.cert_id == w.substitute.cert_id; });
  });

  // Messages, from the nurse to one responsable.
  const auto the_two = [&](std::vector<Recipient>& r) {
    std::erase_if(r, [&](const Recipient& one) { return one.cert_id != w.nurse.cert_id && one.cert_id != self; });
  };
  forge::Plan letter;
  letter.signer = &w.nurse.sign;
  letter.recipients = the_two;
  const auto sealed_message = forged(letter, PliKind::message);
  auto expected_message = w.expected(PliKind::message);
  expected_message.sender->pk_sign = w.nurse.sign.public_key();
  expected_message.writer = w.nurse.cert_id;
  const Case message{sealed_message.manifest, bodies.near(sealed_message.body), expected_message, self,
                     &w.guardian.kem};
  opens("a message opened by its responsable", message, data);
  is_taken("a message taken by the box", message);
  auto by_writer = message;
  by_writer.cert_id = w.nurse.cert_id, by_writer.key = &w.nurse.kem;
  opens("a message opened by the nurse who wrote it", by_writer, data);
  auto stranger = message;
  stranger.cert_id = w.substitute.cert_id, stranger.key = &w.substitute.kem;
  group.refuse("a message, the substitute", "open_pli", input(stranger));
  stranger.cert_id = w.nurse.cert_id;
  group.refuse("a message, the nurse's stanza with the substitute's key", "open_pli", input(stranger));
  const auto message_expected = [&](const std::string& name, const std::function<void(PliExpected&)>& change) {
    auto moved = message;
    change(moved.expected);
    refused("a message expected " + name, moved, true);
  };
  message_expected("from no certificate", [](PliExpected& e) { e.writer.reset(); });
  message_expected("from the substitute's certificate", [&](PliExpected& e) { e.writer = w.substitute.cert_id; });
  message_expected("from a certificate nobody listed", [](PliExpected& e) { e.writer = seq_id(1); });
  message_expected("under the substitute's key",
                   [&](PliExpected& e) { e.sender->pk_sign = w.substitute.sign.public_key(); });
  message_expected("for another responsable's key",
                   [&](PliExpected& e) { e.sender->pk_kem = w.other.kem.public_key(); });
  message_expected("for another responsable", [](PliExpected& e) { e.resp = seq_id(1); });
  message_expected("for another volet", [](PliExpected& e) { e.volet = seq_id(1); });
  message_expected("from nobody", [](PliExpected& e) { e.sender.reset(); });
  message_expected("as a form", [](PliExpected& e) { e.kind = PliKind::form; });
  message_expected("as a form from nobody certified", [](PliExpected& e) { e.kind = PliKind::form, e.writer.reset(); });
  message_expected("under no snapshot", [](PliExpected& e) { e.snapshots.clear(); });
  message_expected("under a snapshot that does not list its writer", [&](PliExpected& e) {
    std::erase_if(e.snapshots[0].certificates, [&](const Recipient& r) { return r.cert_id == w.nurse.cert_id; });
  });
  {
    // Under a snapshot that lists the nurse alone, the recipients say nothing: only the rule on the writer does.
    const auto nurse_alone = [&](PliExpected& e) {
      std::erase_if(e.snapshots[0].certificates, [&](const Recipient& r) { return r.cert_id != w.nurse.cert_id; });
    };
    auto alone = message;
    nurse_alone(alone.expected);
    opens("a message under a snapshot of its writer alone", alone, data);
    alone.expected.writer.reset();
    refused("the same from no certificate", alone, true);
    forge::Plan plan_of;
    plan_of.recipients = the_two;
    const auto made = forged(plan_of);
    auto file = nurse_case(made, bodies.near(made.body), w.expected());
    nurse_alone(file.expected);
    opens("a file under a snapshot of the nurse alone", file, data);
    file.expected.writer = w.nurse.cert_id;
    refused("the same file from a certificate", file, true);
  }
  const auto false_message = [&](const std::string& name, const std::function<void(forge::Plan&)>& change,
                                 bool box_sees = true) {
    auto plan_of = letter;
    change(plan_of);
    const auto made = forged(plan_of, PliKind::message);
    auto c_of = message;
    c_of.manifest = made.manifest, c_of.body = bodies.near(made.body);
    refused(name, c_of, box_sees);
  };
  false_message("a message the responsable signs herself", [](forge::Plan& p) { p.signer = nullptr; });
  false_message("a message signed by the substitute", [&](forge::Plan& p) { p.signer = &w.substitute.sign; });
  false_message("a message closed for everyone", [](forge::Plan& p) { p.recipients = {}; });
  false_message("a message without its writer's stanza", [&](forge::Plan& p) {
    p.recipients = [&](auto& r) { std::erase_if(r, [&](const Recipient& one) { return one.cert_id != self; }); };
  });
  false_message("a message without its responsable's stanza", [&](forge::Plan& p) {
    p.recipients = [&](auto& r) {
      std::erase_if(r, [&](const Recipient& one) { return one.cert_id != w.nurse.cert_id; });
    };
  });
  false_message("a message for the substitute instead of its writer", [&](forge::Plan& p) {
    p.recipients = [&](auto& r) {
      std::erase_if(r,
                    [&](const Recipient& one) { return one.cert_id != w.substitute.cert_id && one.cert_id != self; });
    };
  });
  false_message("a message longer than a form", [](forge::Plan& p) { p.padded = [](Buffer& b) { b.resize(67584); }; });
  false_message(
      "a message whose responsable's stanza is under another key",
      [&](forge::Plan& p) {
        p.recipients = [&, the_two](auto& r) {
          the_two(r);
          for (auto& one : r)
            if (one.cert_id == self) one.pk_kem = intruder.public_key();
        };
      },
      false);
  return group;
}

// A pli closed for the nurse who takes over: no certificate of hers existed when it was sealed.
Group rewraps() {
  Group group;
  const World w;
  const Holder next{seq_id(0xd0), KemKey(seq_key(0x31)), SigningKey(seq_key(0x32))};
  const Recipient to_next{next.cert_id, next.kem.public_key()};
  const auto data = pattern(1000);
  const auto forged = [&](const forge::Plan& plan) {
    restart_random(77);  // the pli of `thousand` in pli.json: same key, same core
    return forge::pli(w, data, plan);
  };
  const auto pli = forged({});
  const auto manifest = verify_manifest(pli.manifest, w.expected()).value();
  const auto stanza_of = [](const std::vector<Stanza>& stanzas, const Id& id) {
    return *std::find_if(stanzas.begin(), stanzas.end(), [&](const Stanza& one) { return one.cert_id == id; });
  };
  const auto bytes_of_stanza = [](const Stanza& s) {
    Buffer bytes(s.cert_id.begin(), s.cert_id.end());
    bytes.insert(bytes.end(), s.ephemeral.begin(), s.ephemeral.end());
    bytes.insert(bytes.end(), s.wrapped.begin(), s.wrapped.end());
    return bytes;
  };
  restart_random(80);
  const auto record = rewrap(manifest, stanza_of(manifest.stanzas, w.nurse.cert_id), w.nurse.kem, w.nurse.cert_id,
                             w.nurse.sign, {to_next}, now)
                          .value();
  const auto two = rewrap(manifest, stanza_of(manifest.stanzas, w.recovery_id), w.root.recovery, w.recovery_id,
                          w.root.recovery_sign, {to_next, {seq_id(0x05), w.other.kem.public_key()}}, now + 1)
                       .value();
  const auto& nurse_pk = w.nurse.sign.public_key();
  const auto verify_in = [&](const Buffer& bytes, const PublicKey& by) -> ordered_json {
    return {{"record", h(bytes)}, {"by_pk_sign", h(by)}, {"manifest", h(pli.manifest)}};
  };
  const auto open_in = [&](const Buffer& bytes, const PublicKey& by, const Id& id, const KemKey& key) {
    auto in = verify_in(bytes, by);
    in["body"] = {{"file", "body/thousand.bin"}, {"edits", ordered_json::array()}};
    in.update(expected_json(w.expected()));
    in["my_cert_id"] = h(id);
    in["my_seed"] = h(key.seed().bytes());
    return in;
  };
  const auto is_believed = [&](std::string name, const Buffer& bytes, const PublicKey& by) {
    const auto read = verify_rewrap(bytes, manifest, by).value();
    auto ids = ordered_json::array();
    for (const auto& one : read.stanzas) ids.push_back(h(one.cert_id));
    group.accept(std::move(name), "verify_rewrap", verify_in(bytes, by),
                 {{"by", h(read.by)}, {"moment", read.moment}, {"cert_ids", ids}});
  };
  const auto opens = [&](std::string name, const ordered_json& in) {
    Hash data_hash{};
    crypto_generichash(reinterpret_cast<unsigned char*>(data_hash.data()), 32,
                       reinterpret_cast<const unsigned char*>(data.data()), data.size(), nullptr, 0);
    group.accept(std::move(name), "open_rewrapped", in,
                 {{"metadata", metadata}, {"data_hash", h(data_hash)}, {"data_length", data.size()}});
  };
  is_believed("a record by the nurse who leaves", record, nurse_pk);
  is_believed("a record by the recovery, for two", two, w.root.recovery_sign.public_key());
  const auto opened = open_in(record, nurse_pk, next.cert_id, next.kem);
  opens("opened by the nurse who comes", opened);
  opens("opened by her from the recovery's record",
        open_in(two, w.root.recovery_sign.public_key(), next.cert_id, next.kem));
  opens("opened by the other of the two", open_in(two, w.root.recovery_sign.public_key(), seq_id(0x05), w.other.kem));
  {
    // From the record alone: the manifest has no stanza of hers.
    const auto first = verify_rewrap(record, manifest, nurse_pk).value();
    const auto again = rewrap(manifest, first.stanzas.at(0), next.kem, next.cert_id, next.sign,
                              {{seq_id(0xc0), w.substitute.kem.public_key()}}, now + 2)
                           .value();
    opens("opened from a record made from a record",
          open_in(again, next.sign.public_key(), seq_id(0xc0), w.substitute.kem));
  }
  const auto refuse = [&](const std::string& name, const Buffer& bytes, const PublicKey& by) {
    group.refuse(name, "verify_rewrap", verify_in(bytes, by));
    group.refuse(name + " (opener)", "open_rewrapped", open_in(bytes, by, next.cert_id, next.kem));
  };
  refuse("a record under another certificate's key", record, w.substitute.sign.public_key());
  for (std::size_t at = 0; at < record.size(); at += 11)
    refuse("record, byte " + std::to_string(at) + " changed", flipped(record, at), nurse_pk);
  for (const std::size_t by : {1u, 64u, 65u, 200u})
    refuse("record cut by " + std::to_string(by), cut(record, by), nurse_pk);
  refuse("record one byte longer", longer(record), nurse_pk);
  refuse("no record", {}, nurse_pk);
  // Everything right but one thing, signed by the certified nurse.
  const auto good = parse_rewrap(record).value();
  const Buffer stanza = bytes_of_stanza(good.stanzas.at(0));
  const auto joined = [](const Buffer& a, const Buffer& b) {
    Buffer both = a;
    both.insert(both.end(), b.begin(), b.end());
    return both;
  };
  const auto fields = [&](Bytes hash_field, const Buffer& stanzas, Bytes by, Bytes moment) {
    return signed_by(w.nurse.sign, encode("dsco/rewrap/v1", {hash_field, stanzas, by, moment}));
  };
  const Hash mh = manifest.hash;
  const auto moment = u64(now);
  is_believed("the same record, made by hand", fields(mh, stanza, w.nurse.cert_id, moment), nurse_pk);
  refuse("of another manifest, signed", fields(seq_hash(1), stanza, w.nurse.cert_id, moment), nurse_pk);
  refuse("a manifest hash cut, signed", fields(Bytes(mh).first(31), stanza, w.nurse.cert_id, moment), nurse_pk);
  refuse("no stanza, signed", fields(mh, {}, w.nurse.cert_id, moment), nurse_pk);
  refuse("a stanza twice, signed", fields(mh, joined(stanza, stanza), w.nurse.cert_id, moment), nurse_pk);
  auto lower = stanza;
  lower[0] = std::byte{0x01};
  is_believed("two stanzas in order", fields(mh, joined(lower, stanza), w.nurse.cert_id, moment), nurse_pk);
  refuse("two stanzas in another order, signed", fields(mh, joined(stanza, lower), w.nurse.cert_id, moment), nurse_pk);
  refuse("a stanza cut, signed", fields(mh, cut(stanza, 1), w.nurse.cert_id, moment), nurse_pk);
  refuse("a stanza one byte longer, signed", fields(mh, longer(stanza), w.nurse.cert_id, moment), nurse_pk);
  refuse("an author's id cut, signed", fields(mh, stanza, Bytes(w.nurse.cert_id).first(15), moment), nurse_pk);
  refuse("a moment of four bytes, signed", fields(mh, stanza, w.nurse.cert_id, Bytes(moment).first(4)), nurse_pk);
  refuse("one field more, signed",
         signed_by(w.nurse.sign, encode("dsco/rewrap/v1", {mh, stanza, w.nurse.cert_id, moment, Bytes()})), nurse_pk);
  refuse("one field less, signed", signed_by(w.nurse.sign, encode("dsco/rewrap/v1", {mh, stanza, w.nurse.cert_id})),
         nurse_pk);
  refuse("under another label, signed",
         signed_by(w.nurse.sign, encode("dsco/rewrap/v2", {mh, stanza, w.nurse.cert_id, moment})), nurse_pk);
  // Believed as a record, and still it opens nothing: the key is not the one the pli is committed to.
  forge::Plan plan;
  plan.recipients = [&](auto& r) { r = {to_next}; };
  plan.wrong_wrapped_key = true;
  const auto planted_stanza = bytes_of_stanza(parse_manifest(forged(plan).manifest).value().stanzas.at(0));
  const auto planted = fields(mh, planted_stanza, w.nurse.cert_id, moment);
  is_believed("a record with another key", planted, nurse_pk);
  group.refuse("a record with another key opens nothing", "open_rewrapped",
               open_in(planted, nurse_pk, next.cert_id, next.kem));
  plan.wrong_wrapped_key = false;
  const auto true_stanza = bytes_of_stanza(parse_manifest(forged(plan).manifest).value().stanzas.at(0));
  opens("the same with the true key",
        open_in(fields(mh, true_stanza, w.nurse.cert_id, moment), nurse_pk, next.cert_id, next.kem));
  group.refuse("the next nurse's stanza with another key", "open_rewrapped",
               open_in(record, nurse_pk, next.cert_id, w.substitute.kem));
  group.refuse("someone the record does not name", "open_rewrapped",
               open_in(record, nurse_pk, seq_id(0xc0), w.substitute.kem));
  group.refuse("another pièce's slot", "open_rewrapped", with(opened, "piece", h(seq_id(1))));
  group.refuse(
      "another sender", "open_rewrapped",
      with(opened, "sender", {{"pk_sign", h(w.other.sign.public_key())}, {"pk_kem", h(w.guardian.kem.public_key())}}));
  group.refuse("the manifest changed under the record", "open_rewrapped",
               with(opened, "manifest", h(flipped(pli.manifest, 700))));
  return group;
}

Group journal() {
  Group group;
  const World w;
  const auto entry_json = [](const JournalEntry& e) -> ordered_json {
    return {{"number", e.number}, {"moment", e.moment}, {"actor", e.actor},
            {"action", e.action}, {"object", e.object}, {"details", e.details}};
  };
  struct Written {
    JournalEntry entry;
    JournalLink link;
  };
  std::vector<Written> log;
  Hash chain = journal_start;
  SecretKey key = seq_key(0x11);
  for (std::uint64_t i = 1; i <= 6; ++i) {
    const JournalEntry entry{i,
                             now + i,
                             i == 1 ? "" : h(seq_id(0x30)),
                             i % 2 ? "lire" : "accepter",
                             i == 1 ? "" : h(seq_id(0x70)),
                             i == 2 ? "{\"motif\":\"élève déjà connu\"}" : ""};
    auto step = append(chain, key, entry);
    ordered_json in = {{"chain_before", h(chain)}, {"key", h(key.bytes())}};
    in["entry"] = entry_json(entry);
    group.accept("entry " + std::to_string(i), "journal_append", in,
                 {{"leaf", h(step.link.leaf)},
                  {"chain", h(step.link.chain)},
                  {"tag", h(step.link.tag)},
                  {"next_key", h(step.next_key.bytes())}});
    chain = step.link.chain;
    key = std::move(step.next_key);
    log.push_back({entry, step.link});
  }
  const auto log_in = [&](const std::vector<Written>& written, const SecretKey& first) -> ordered_json {
    auto entries = ordered_json::array();
    for (const auto& [entry, link] : written) {
      auto one = entry_json(entry);
      one["leaf"] = h(link.leaf), one["chain"] = h(link.chain), one["tag"] = h(link.tag);
      entries.push_back(one);
    }
    return {{"first_key", h(first.bytes())}, {"entries", entries}};
  };
  group.accept("a whole log", "check_journal", log_in(log, seq_key(0x11)),
               {{"entries", log.size()}, {"chain", h(log.back().link.chain)}});
  group.accept("a log cut at its end: only a head shows it", "check_journal",
               log_in({log.begin(), log.begin() + 3}, seq_key(0x11)),
               {{"entries", 3}, {"chain", h(log[2].link.chain)}});
  group.accept("no entry yet", "check_journal", log_in({}, seq_key(0x11)),
               {{"entries", 0}, {"chain", h(journal_start)}});
  group.refuse("another first key", "check_journal", log_in(log, seq_key(0x12)));
  const auto edited = [&](const std::string& name, const std::function<void(std::vector<Written>&)>& change) {
    auto copy = log;
    change(copy);
    group.refuse("a log " + name, "check_journal", log_in(copy, seq_key(0x11)));
  };
  edited("with another moment", [](auto& l) { l[2].entry.moment += 1; });
  edited("with another actor", [](auto& l) { l[2].entry.actor = "x"; });
  edited("with another action", [](auto& l) { l[2].entry.action = "refuser"; });
  edited("with another object", [](auto& l) { l[2].entry.object = ""; });
  edited("with other details", [](auto& l) { l[2].entry.details = "{}"; });
  edited("with another number", [](auto& l) { l[5].entry.number += 1; });
  edited("with another leaf", [](auto& l) { l[2].link.leaf[3] ^= std::byte{1}; });
  edited("with another chain", [](auto& l) { l[2].link.chain[3] ^= std::byte{1}; });
  edited("with another tag", [](auto& l) { l[5].link.tag[31] ^= std::byte{1}; });
  edited("with an entry less", [](auto& l) { l.erase(l.begin() + 2); });
  edited("without its first entry", [](auto& l) { l.erase(l.begin()); });
  edited("with two entries exchanged", [](auto& l) { std::swap(l[2], l[3]); });
  edited("with an entry twice", [](auto& l) { l.push_back(l.back()); });
  edited("rewritten with a key that is not the erased one", [](auto& l) {
    l[2].entry.object = "rien";
    Hash before = l[1].link.chain;
    SecretKey guess = seq_key(0x55);
    for (std::size_t i = 2; i < l.size(); ++i) {
      auto step = append(before, guess, l[i].entry);
      l[i].link = step.link;
      before = step.link.chain;
      guess = std::move(step.next_key);
    }
  });

  auto leaves = ordered_json::array();
  for (std::size_t i = 3; i < log.size(); ++i) leaves.push_back(h(log[i].link.leaf));
  const ordered_json goes_on = {{"from", h(log[2].link.chain)}, {"leaves", leaves}, {"to", h(log.back().link.chain)}};
  group.accept("a chain that goes on from a head seen before", "journal_goes_on", goes_on, ordered_json::object());
  group.accept("a chain that did not move", "journal_goes_on",
               {{"from", h(chain)}, {"leaves", ordered_json::array()}, {"to", h(chain)}}, ordered_json::object());
  group.refuse("a chain from another head", "journal_goes_on", with(goes_on, "from", h(log[1].link.chain)));
  group.refuse("a chain to another head", "journal_goes_on", with(goes_on, "to", h(log[4].link.chain)));
  auto fewer = leaves;
  fewer.erase(fewer.begin());
  group.refuse("a chain with a leaf less", "journal_goes_on", with(goes_on, "leaves", fewer));
  auto exchanged = leaves;
  std::swap(exchanged[0], exchanged[1]);
  group.refuse("a chain with two leaves exchanged", "journal_goes_on", with(goes_on, "leaves", exchanged));

  const SigningKey& box = w.nurse.sign;
  const JournalHead head{w.etab, 6, chain, now};
  const ordered_json in = {{"pk_sign", h(box.public_key())},
                           {"etab", h(w.etab)},
                           {"entries", 6},
                           {"chain", h(chain)},
                           {"moment", now},
                           {"signature", h(sign_journal_head(box, head))}};
  group.accept("a head", "journal_head", in, ordered_json::object());
  group.refuse("a head by another box", "journal_head", with(in, "pk_sign", h(w.substitute.sign.public_key())));
  group.refuse("a head of another établissement", "journal_head", with(in, "etab", h(seq_id(1))));
  group.refuse("a head of fewer entries", "journal_head", with(in, "entries", 5));
  group.refuse("a head of another chain", "journal_head", with(in, "chain", h(seq_hash(1))));
  group.refuse("a head of another moment", "journal_head", with(in, "moment", now + 1));
  group.refuse("a head, signature cut", "journal_head",
               with(in, "signature", in["signature"].get<std::string>().substr(2)));
  return group;
}

std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc == 3 ? argv[1] : "";
  if (mode != "--write" && mode != "--check") {
    std::cerr << "usage: write_vectors --write|--check FOLDER\n";
    return 2;
  }
  randombytes_set_implementation(&counter);
  std::vector<std::pair<std::string, std::string>> files;
  std::uint64_t number = 1;
  Bodies bodies;
  const auto make = [&](const std::string& name, const std::function<Group()>& group) {
    restart_random(number++);
    files.emplace_back(name + ".json", group().text());
  };
  make("encoding", encoding);
  make("password", password);
  make("vault", vault);
  make("letter", letter);
  make("directory", directory);
  make("kit", kit);
  make("receipt", receipt);
  make("pli", [&] { return pli(bodies); });
  make("rewrap", rewraps);
  make("journal", journal);
  for (const auto& [name, bytes] : bodies.files()) files.emplace_back(name, std::string(text_of(bytes)));

  const std::filesystem::path folder = argv[2];
  std::size_t different = 0;
  for (const auto& [name, bytes] : files) {
    const auto path = folder / name;
    if (mode == "--check") {
      if (file_bytes(path) == bytes) continue;
      std::cerr << name << " is not what would be written\n";
      ++different;
    } else {
      std::filesystem::create_directories(path.parent_path());
      std::ofstream(path, std::ios::binary) << bytes;
    }
  }
  std::cout << files.size() << " files, " << different << " different\n";
  return different == 0 ? 0 : 1;
}
