#include "tests/crypto/operations.h"

#include <sodium.h>

#include <fstream>
#include <iterator>

#include "crypto/account.h"
#include "crypto/directory.h"
#include "crypto/fingerprint.h"
#include "crypto/hash.h"
#include "crypto/journal.h"
#include "crypto/kit.h"
#include "crypto/letter.h"
#include "crypto/receipt.h"
#include "crypto/rewrap.h"
#include "crypto/token.h"
#include "crypto/trousseau.h"
#include "crypto/vault.h"

namespace operations {
namespace {

using namespace crypto;
using nlohmann::json;

std::string file_bytes(const std::string& name) {
  std::ifstream file(std::string(VECTORS) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Buffer bytes(const json& text) { return from_hex(text.get<std::string>()).value(); }
// A field of a fixed length given at another length is refused where the program would refuse it: at the edge.
struct WrongLength {};
template <class Array>
Array field(const json& in, const char* name) {
  const auto array = fixed<Array>(bytes(in.at(name)));
  if (!array) throw WrongLength{};
  return *array;
}
Id id(const json& in, const char* name) { return field<Id>(in, name); }
Hash hash32(const json& in, const char* name) { return field<Hash>(in, name); }
SecretKey key(const json& in, const char* name) { return SecretKey::from_bytes(bytes(in.at(name))).value(); }
std::uint32_t number(const json& in, const char* name) { return in.at(name).get<std::uint32_t>(); }
std::string text(const json& in, const char* name) { return in.at(name).get<std::string>(); }
std::string h(Bytes b) { return hex(b); }
Outcome verified(bool holds) { return holds ? Outcome(json::object()) : std::nullopt; }

std::vector<Buffer> list(const json& in, const char* name) {
  std::vector<Buffer> parts;
  for (const auto& one : in.at(name)) parts.push_back(bytes(one));
  return parts;
}

// E and H take their fields in an initializer list: vectors have up to two.
template <class Function>
auto with_fields(const std::vector<Buffer>& fields, Function function) {
  switch (fields.size()) {
    case 0:
      return function(std::initializer_list<Bytes>{});
    case 1:
      return function({Bytes(fields[0])});
    case 2:
      return function({Bytes(fields[0]), Bytes(fields[1])});
    default:
      throw std::logic_error("more fields than the test knows how to pass");
  }
}

Outcome encoding(const std::string& op, const json& in) {
  using Fields = std::initializer_list<Bytes>;
  if (op == "encode")
    return json{{"bytes", h(with_fields(list(in, "fields"), [&](Fields f) { return encode(text(in, "label"), f); }))}};
  if (op == "hash")
    return json{{"bytes", h(with_fields(list(in, "fields"), [&](Fields f) { return hash(text(in, "label"), f); }))}};
  if (op == "keyed_hash")
    return json{{"bytes", h(with_fields(list(in, "fields"), [&](Fields f) {
                   return keyed_hash(bytes(in.at("key")), text(in, "label"), f);
                 }))}};
  if (op == "kdf") return json{{"bytes", h(derive(key(in, "key"), number(in, "number"), text(in, "context")).bytes())}};
  if (op == "base32") return json{{"text", base32(bytes(in.at("bytes")))}};
  if (op == "base64url") return json{{"text", base64url(bytes(in.at("bytes")))}};
  if (op == "from_base32") {
    const auto canonical = canonical_base32(text(in, "text"));
    const auto decoded = canonical ? from_base32(*canonical) : std::nullopt;
    return decoded ? Outcome(json{{"bytes", h(*decoded)}}) : std::nullopt;
  }
  throw std::logic_error("unknown operation " + op);
}

Outcome account(const std::string& op, const json& in) {
  if (op == "stretch") {
    const auto m = stretch_password(text(in, "password"), text(in, "identifiant"));
    const auto keys = split_password(m);
    return json{{"salt", h(login_salt(text(in, "identifiant")))},
                {"m", h(m.bytes())},
                {"k_auth", h(keys.k_auth.bytes())},
                {"k_wrap", h(keys.k_wrap.bytes())}};
  }
  if (op == "account") {
    const auto keys = derive_account_keys(key(in, "seed"));
    return json{{"pk_sign", h(keys.sign.public_key())}, {"pk_kem", h(keys.kem.public_key())}};
  }
  if (op == "login_verifier")
    return json{{"av", h(login_verifier(key(in, "pepper"), id(in, "compte"), bytes(in.at("k_auth"))))}};
  if (op == "possession")
    return verified(proves_possession(hash32(in, "pk_sign"), id(in, "etab"), id(in, "resp"), number(in, "gen"),
                                      hash32(in, "pk_kem"), field<Signature>(in, "pop")));
  if (op == "open_vault") {
    const VaultContext context{id(in, "etab"),        id(in, "resp"),
                               number(in, "gen"),     in.at("kdf_id").get<std::uint8_t>(),
                               hash32(in, "pk_sign"), hash32(in, "pk_kem")};
    const auto opened = open_vault(key(in, "k_wrap"), context, bytes(in.at("vault")));
    if (!opened) return std::nullopt;
    return json{
        {"seed", h(opened->seed.bytes())}, {"root_fp", h(opened->root_fingerprint)}, {"epoch_min", opened->epoch_min}};
  }
  throw std::logic_error("unknown operation " + op);
}

Outcome letter(const std::string& op, const json& in) {
  if (op == "letter") {
    const auto a = id(in, "a");
    const auto identifiant = text(in, "identifiant");
    const auto keys = derive_letter_keys(a, identifiant);
    return json{{"auth_act", h(keys.auth_act.bytes())},
                {"bind", h(keys.bind.bytes())},
                {"v", h(activation_verifier(keys.auth_act.bytes()))},
                {"code", printed_code(a)},
                {"fragment", letter_fragment(identifiant, a, hash32(in, "root_fp"), number(in, "epoch"))}};
  }
  if (op == "parse_code") {
    const auto a = parse_printed_code(text(in, "code"));
    return a ? Outcome(json{{"a", h(*a)}}) : std::nullopt;
  }
  if (op == "short_code") {
    const auto auth = derive_short_auth(text(in, "code"), text(in, "identifiant"));
    return json{{"auth", h(auth.bytes())}, {"v", h(short_activation_verifier(auth.bytes()))}};
  }
  if (op == "bind_tag")
    return verified(binds(key(in, "bind"),
                          {id(in, "etab"), id(in, "resp"), number(in, "gen"), hash32(in, "pk_sign"),
                           hash32(in, "pk_kem"), hash32(in, "root_fp")},
                          bytes(in.at("tag"))));
  if (op == "fingerprint") return json{{"short", short_fingerprint(hash32(in, "hash"))}};
  if (op == "match_fingerprint") return verified(matches_short_fingerprint(hash32(in, "hash"), text(in, "typed")));
  throw std::logic_error("unknown operation " + op);
}

Outcome health_office(const std::string& op, const json& in) {
  if (op == "accept_directory") {
    const auto published = [](const json& one) {
      return PublishedDirectory{bytes(one.at("root_record")), list(one, "certificates"), list(one, "snapshots")};
    };
    auto untrusted = published(in);
    for (const auto& one : in.value("earlier", json::array())) untrusted.earlier.push_back(published(one));
    const auto directory = accept_directory(untrusted, {hash32(in, "root_fp"), number(in, "epoch_min")},
                                            in.at("now").get<std::uint64_t>());
    if (!directory) return std::nullopt;
    auto recipients = directory->recipients();
    std::sort(recipients.certificates.begin(), recipients.certificates.end(),
              [](const Recipient& a, const Recipient& b) { return a.cert_id < b.cert_id; });
    json ids = json::array(), keys = json::array();
    for (const auto& one : recipients.certificates) ids.push_back(h(one.cert_id)), keys.push_back(h(one.pk_kem));
    return json{
        {"epoch", recipients.epoch}, {"snapshot", h(recipients.snapshot)}, {"cert_ids", ids}, {"pk_kems", keys}};
  }
  if (op == "accept_successor") {
    const auto next = accept_successor(bytes(in.at("successor")), bytes(in.at("root_record")), hash32(in, "root_fp"));
    if (!next) return std::nullopt;
    return json{{"uai", next->uai},
                {"etab", h(next->etab)},
                {"root_pk", h(next->root_pk)},
                {"created", next->created},
                {"root_fp", h(root_fingerprint(encode_root_record(*next)))}};
  }
  if (op == "join_kit") {
    const auto one = parse_kit_sheet(bytes(in.at("one"))), other = parse_kit_sheet(bytes(in.at("other")));
    if (!one || !other) return std::nullopt;
    const auto secret = join_kit(*one, *other);
    return secret ? Outcome(json{{"secret", h(secret->bytes())}}) : std::nullopt;
  }
  if (op == "open_trousseau") {
    const auto opened = open_trousseau(bytes(in.at("file")), text(in, "phrase"));
    if (!opened) return std::nullopt;
    return json{{"etab", h(opened->etab)},
                {"cert_id", h(opened->cert_id)},
                {"kem_seed", h(opened->kem_seed.bytes())},
                {"sign_seed", h(opened->sign_seed.bytes())},
                {"root_fp", h(opened->root_fingerprint)},
                {"epoch_min", opened->epoch_min}};
  }
  if (op == "receipt")
    return verified(verify_receipt(hash32(in, "pk_sign"),
                                   {id(in, "etab"), id(in, "volet"), id(in, "piece"), number(in, "version"),
                                    hash32(in, "manifest_hash"), number(in, "day")},
                                   field<Signature>(in, "signature")));
  if (op == "deposit_receipt")
    return verified(verify_deposit_receipt(hash32(in, "pk_sign"),
                                           {id(in, "etab"), id(in, "volet"), id(in, "piece"), number(in, "version"),
                                            hash32(in, "manifest_hash"), in.at("received_at").get<std::uint64_t>()},
                                           field<Signature>(in, "signature")));
  throw std::logic_error("unknown operation " + op);
}

Buffer body_of(const json& body) {
  if (body.contains("hex")) return bytes(body.at("hex"));
  const auto file = file_bytes(body.at("file").get<std::string>());
  Buffer content(bytes_of(file).begin(), bytes_of(file).end());
  if (content.empty()) throw std::logic_error("no such body");
  for (const auto& edit : body.at("edits")) {
    if (edit.contains("cut")) content.resize(edit.at("cut").get<std::size_t>());
    if (edit.contains("append"))
      for (const std::byte one : bytes(edit.at("append"))) content.push_back(one);
    if (edit.contains("xor")) {
      auto at = edit.at("at").get<std::size_t>();
      for (const std::byte one : bytes(edit.at("xor"))) content.at(at++) ^= one;
    }
    if (edit.contains("swap")) {
      const auto swap = edit.at("swap").get<std::array<std::ptrdiff_t, 3>>();
      std::swap_ranges(content.begin() + swap[0], content.begin() + swap[0] + swap[2], content.begin() + swap[1]);
    }
  }
  return content;
}

PliExpected expected_of(const json& in) {
  PliExpected expected{static_cast<PliKind>(number(in, "kind")),
                       id(in, "etab"),
                       id(in, "volet"),
                       id(in, "piece"),
                       id(in, "resp"),
                       {},
                       {},
                       {}};
  if (const auto& sender = in.at("sender"); !sender.is_null())
    expected.sender = Sender{hash32(sender, "pk_sign"), hash32(sender, "pk_kem")};
  if (const auto& last = in.at("last"); !last.is_null())
    expected.last = SeenVersion{number(last, "version"), hash32(last, "manifest_hash")};
  for (const auto& snapshot : in.at("snapshots")) {
    Recipients recipients{number(snapshot, "epoch"), hash32(snapshot, "snapshot"), {}};
    for (const auto& one : snapshot.at("certificates"))
      recipients.certificates.push_back({id(one, "cert_id"), hash32(one, "pk_kem")});
    expected.snapshots.push_back(std::move(recipients));
  }
  if (in.contains("writer")) expected.writer = id(in, "writer");
  return expected;
}

Outcome opened_of(const Result<OpenedPli>& opened) {
  if (!opened) return std::nullopt;
  Hash data_hash{};
  crypto_generichash(reinterpret_cast<unsigned char*>(data_hash.data()), data_hash.size(),
                     reinterpret_cast<const unsigned char*>(opened->data.data()), opened->data.size(), nullptr, 0);
  return json{{"metadata", opened->metadata}, {"data_hash", h(data_hash)}, {"data_length", opened->data.size()}};
}

Outcome pli(const std::string& op, const json& in) {
  if (op == "core_hash") return json{{"hc", h(hash("dsco/pli/core/v1", {bytes(in.at("core"))}))}};
  if (op == "commitment")
    return json{{"commitment", h(keyed_hash(derive(key(in, "key"), 3, "DSCOPLI1").bytes(), "dsco/pli/commit/v1", {}))}};
  if (op == "padded") {
    const auto padded = padded_length(in.at("length").get<std::uint64_t>());
    return json{{"padded", padded}, {"body", body_length(padded)}};
  }
  const auto manifest = bytes(in.at("manifest")), body = body_of(in.at("body"));
  if (op == "open_pli")
    return opened_of(open_pli(manifest, body, expected_of(in), id(in, "my_cert_id"), KemKey(key(in, "my_seed"))));
  if (op == "check_deposit") {
    Bytes rest = body;
    const auto checked = check_deposit(manifest, expected_of(in), [&rest] {
      const Bytes next = rest.first(std::min<std::size_t>(rest.size(), 50000));
      rest = rest.subspan(next.size());
      return next;
    });
    return checked ? Outcome(json{{"manifest_hash", h(checked->hash)}}) : std::nullopt;
  }
  throw std::logic_error("unknown operation " + op);
}

Outcome rewraps(const std::string& op, const json& in) {
  const auto wire = bytes(in.at("manifest"));
  const auto manifest = parse_manifest(wire);
  if (!manifest) return std::nullopt;
  const auto record = verify_rewrap(bytes(in.at("record")), *manifest, hash32(in, "by_pk_sign"));
  if (!record) return std::nullopt;
  if (op == "verify_rewrap") {
    json ids = json::array();
    for (const auto& one : record->stanzas) ids.push_back(h(one.cert_id));
    return json{{"by", h(record->by)}, {"moment", record->moment}, {"cert_ids", ids}};
  }
  if (op == "open_rewrapped") {
    const auto me = id(in, "my_cert_id");
    const auto mine = std::find_if(record->stanzas.begin(), record->stanzas.end(),
                                   [&me](const Stanza& one) { return one.cert_id == me; });
    if (mine == record->stanzas.end()) return std::nullopt;
    return opened_of(open_pli(wire, body_of(in.at("body")), expected_of(in), me, KemKey(key(in, "my_seed")), &*mine));
  }
  throw std::logic_error("unknown operation " + op);
}

JournalEntry entry_of(const json& in) {
  return {in.at("number").get<std::uint64_t>(),
          in.at("moment").get<std::uint64_t>(),
          text(in, "actor"),
          text(in, "action"),
          text(in, "object"),
          text(in, "details")};
}

Outcome journal(const std::string& op, const json& in) {
  if (op == "journal_append") {
    const auto step = append(hash32(in, "chain_before"), key(in, "key"), entry_of(in.at("entry")));
    return json{{"leaf", h(step.link.leaf)},
                {"chain", h(step.link.chain)},
                {"tag", h(step.link.tag)},
                {"next_key", h(step.next_key.bytes())}};
  }
  if (op == "check_journal") {
    JournalCheck check(key(in, "first_key"));
    for (const auto& one : in.at("entries")) {
      if (!check.accept(entry_of(one), {hash32(one, "leaf"), hash32(one, "chain"), hash32(one, "tag")}))
        return std::nullopt;
    }
    return json{{"entries", check.entries()}, {"chain", h(check.chain())}};
  }
  if (op == "journal_goes_on") {
    auto chain = hash32(in, "from");
    for (const auto& leaf : list(in, "leaves")) chain = chain_after(chain, fixed<Hash>(leaf).value());
    return verified(chain == hash32(in, "to"));
  }
  if (op == "journal_head")
    return verified(verify_journal_head(hash32(in, "pk_sign"),
                                        {id(in, "etab"), in.at("entries").get<std::uint64_t>(), hash32(in, "chain"),
                                         in.at("moment").get<std::uint64_t>()},
                                        field<Signature>(in, "signature")));
  throw std::logic_error("unknown operation " + op);
}

// A word of FORMAT.md's table belongs to one group.
constexpr struct {
  std::string_view group;
  Outcome (*run)(const std::string&, const json&);
} groups[] = {{"encoding", encoding},       {"password", account},  {"vault", account},         {"letter", letter},
              {"directory", health_office}, {"kit", health_office}, {"receipt", health_office}, {"pli", pli},
              {"rewrap", rewraps},          {"journal", journal}};

}  // namespace

json read_group(std::string_view group) { return json::parse(file_bytes(std::string(group) + ".json")); }

Outcome run(std::string_view group, const std::string& op, const json& in) {
  for (const auto& known : groups) {
    if (known.group != group) continue;
    try {
      return known.run(op, in);
    } catch (const WrongLength&) {
      return std::nullopt;
    }
  }
  throw std::logic_error("unknown group of vectors");
}

}  // namespace operations
