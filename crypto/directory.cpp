#include "crypto/directory.h"

#include <algorithm>
#include <map>

#include "crypto/hash.h"
#include "crypto/signed_fields.h"

namespace crypto {
namespace {

constexpr std::string_view record_label = "dsco/ho/record/v1";
constexpr std::string_view certificate_label = "dsco/cert/v1";
constexpr std::string_view snapshot_label = "dsco/dir/v1";
constexpr std::string_view successor_label = "dsco/ho/successor/v1";
constexpr Hash no_hash{};

template <class Array>
Buffer concatenation(std::vector<Array>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
  Buffer bytes;
  for (const Array& one : list) append(bytes, one);
  return bytes;
}

bool is_uai_shaped(Bytes field) {
  const std::string_view text = text_of(field);
  const auto within = [](char first, char last) { return [=](char c) { return first <= c && c <= last; }; };
  return text.size() == 8 && std::all_of(text.begin(), text.end() - 1, within('0', '9')) && within('A', 'Z')(text[7]);
}

bool is_valid_at(const Certificate& certificate, std::uint64_t now) {
  return certificate.not_before <= now && now <= certificate.not_after;
}

bool follows(const Snapshot& next, const Snapshot& before, const Hash& hash_before) {
  return before.epoch != UINT32_MAX && next.epoch == before.epoch + 1 && next.previous == hash_before &&
         next.issued >= before.issued &&
         // Revoked is for ever: a snapshot that forgets one would bring a leaver back.
         std::includes(next.revoked.begin(), next.revoked.end(), before.revoked.begin(), before.revoked.end());
}

// What one root signed, added to what is accepted already: its certificates, and its snapshots at the end of the chain.
// A snapshot lists certificates of its own root only.
Result<void> take_tenure(const PublishedDirectory& untrusted, const PublicKey& root_pk, Directory& directory,
                         std::map<Id, Hash>& holder) {
  std::map<Hash, Certificate> own;
  for (const Buffer& wire : untrusted.certificates) {
    const auto certificate = parse_certificate(wire, root_pk);
    if (!certificate) return refuse(certificate.error());
    if (certificate->etab != directory.root.etab) return refuse(Error::wrong_context);
    const Hash hash = certificate_hash(wire);
    // One id, one certificate, for ever: neither its role nor its keys change under the same name.
    if (const auto [earlier, is_new] = holder.emplace(certificate->id, hash); !is_new && earlier->second != hash)
      return refuse(Error::wrong_context);
    own.emplace(hash, *certificate);
  }
  if (untrusted.snapshots.empty()) return refuse(Error::wrong_context);
  for (const Buffer& wire : untrusted.snapshots) {
    auto snapshot = parse_snapshot(wire, root_pk);
    if (!snapshot) return refuse(snapshot.error());
    if (snapshot->etab != directory.root.etab) return refuse(Error::wrong_context);
    const bool in_chain = directory.history.empty()
                              ? snapshot->previous == no_hash
                              : follows(*snapshot, directory.history.back(), directory.hashes.back());
    const bool foreign = std::any_of(snapshot->certificates.begin(), snapshot->certificates.end(),
                                     [&](const Hash& listed) { return directory.known.contains(listed); });
    if (!in_chain || foreign) return refuse(Error::wrong_context);
    directory.history.push_back(std::move(*snapshot));
    directory.hashes.push_back(snapshot_hash(wire));
  }
  directory.known.merge(own);
  return {};
}

}  // namespace

Buffer encode_root_record(const RootRecord& record) {
  return encode(record_label, {bytes_of(record.uai), record.etab, record.root_pk, u64(record.created)});
}

Result<RootRecord> parse_root_record(Bytes untrusted_record) {
  const auto fields = decode(untrusted_record, record_label, 4);
  if (!fields) return refuse(fields.error());
  RootRecord record;
  if (!is_uai_shaped((*fields)[0]) || !read((*fields)[1], record.etab) || !read((*fields)[2], record.root_pk) ||
      !read_integer((*fields)[3], record.created))
    return refuse(Error::wrong_size);
  record.uai = text_of((*fields)[0]);
  return record;
}

Hash root_fingerprint(Bytes root_record) { return hash("dsco/ho/root/v1", {root_record}); }

Buffer issue_certificate(const SigningKey& root, const Certificate& c) {
  return with_signature(encode(certificate_label, {c.etab, c.id, u8(static_cast<std::uint8_t>(c.role)), u8(c.suite),
                                                   c.pk_kem, c.pk_sign, u64(c.not_before), u64(c.not_after)}),
                        root);
}

Result<Certificate> parse_certificate(Bytes untrusted_certificate, const PublicKey& root_pk) {
  const auto body = body_of(untrusted_certificate, root_pk);
  if (!body) return refuse(body.error());
  const auto fields = decode(*body, certificate_label, 8);
  if (!fields) return refuse(fields.error());
  Certificate certificate;
  std::uint8_t role = 0;
  if (!read((*fields)[0], certificate.etab) || !read((*fields)[1], certificate.id) ||
      !read_integer((*fields)[2], role) || !read_integer((*fields)[3], certificate.suite) ||
      !read((*fields)[4], certificate.pk_kem) || !read((*fields)[5], certificate.pk_sign) ||
      !read_integer((*fields)[6], certificate.not_before) || !read_integer((*fields)[7], certificate.not_after))
    return refuse(Error::wrong_size);
  if (role < 1 || role > 3 || certificate.suite != suite_x25519) return refuse(Error::wrong_suite);
  certificate.role = static_cast<Role>(role);
  if (certificate.not_before > certificate.not_after) return refuse(Error::wrong_context);
  if (certificate.role != Role::recovery &&
      certificate.not_after - certificate.not_before > longest_nurse_certificate_seconds)
    return refuse(Error::wrong_context);
  return certificate;
}

Hash certificate_hash(Bytes certificate) { return hash("dsco/cert/hash/v1", {certificate}); }

Buffer issue_snapshot(const SigningKey& root, Snapshot s) {
  const Buffer certificates = concatenation(s.certificates), revoked = concatenation(s.revoked);
  return with_signature(
      encode(snapshot_label, {s.etab, u32(s.epoch), u64(s.issued), u64(s.expires), certificates, revoked, s.previous}),
      root);
}

Result<Snapshot> parse_snapshot(Bytes untrusted_snapshot, const PublicKey& root_pk) {
  const auto body = body_of(untrusted_snapshot, root_pk);
  if (!body) return refuse(body.error());
  const auto fields = decode(*body, snapshot_label, 7);
  if (!fields) return refuse(fields.error());
  Snapshot snapshot;
  if (!read((*fields)[0], snapshot.etab) || !read_integer((*fields)[1], snapshot.epoch) ||
      !read_integer((*fields)[2], snapshot.issued) || !read_integer((*fields)[3], snapshot.expires) ||
      !read_ascending((*fields)[4], snapshot.certificates) || !read_ascending((*fields)[5], snapshot.revoked) ||
      !read((*fields)[6], snapshot.previous))
    return refuse(Error::wrong_size);
  if (snapshot.epoch == 0 || snapshot.issued > snapshot.expires) return refuse(Error::wrong_context);
  return snapshot;
}

Hash snapshot_hash(Bytes snapshot) { return hash("dsco/dir/hash/v1", {snapshot}); }

Buffer join(const std::vector<Buffer>& parts) {
  Buffer joined;
  for (const Buffer& part : parts) {
    append(joined, u32(static_cast<std::uint32_t>(part.size())));
    append(joined, part);
  }
  return joined;
}

Result<std::vector<Buffer>> split(Bytes untrusted_parts) {
  std::vector<Buffer> parts;
  for (FieldReader reader(untrusted_parts); !reader.ended();) {
    const Bytes part = reader.length_prefixed();
    if (reader.failed()) return refuse(Error::truncated);
    parts.emplace_back(part.begin(), part.end());
  }
  return parts;
}

Recipients Directory::recipients() const {
  Recipients recipients{history.back().epoch, hashes.back(), {}};
  for (const Certificate& certificate : certificates)
    recipients.certificates.push_back(Recipient{certificate.id, certificate.pk_kem});
  return recipients;
}

Result<Directory> accept_directory(const PublishedDirectory& untrusted, const Pin& pin, std::uint64_t now) {
  // Before anything is read: a record that paper does not vouch for says nothing, whatever it contains.
  if (root_fingerprint(untrusted.root_record) != pin.root_fingerprint) return refuse(Error::wrong_context);
  auto root = parse_root_record(untrusted.root_record);
  if (!root) return refuse(root.error());
  Directory directory{std::move(*root), pin.root_fingerprint, {}, {}, {}, {}, {}};

  // The roots before this one are vouched for by the hash that its first snapshot carries.
  std::map<Id, Hash> holder;
  std::uint64_t created = 0;
  for (const PublishedDirectory& tenure : untrusted.earlier) {
    const auto earlier_root = parse_root_record(tenure.root_record);
    if (!earlier_root) return refuse(earlier_root.error());
    if (!tenure.earlier.empty() || earlier_root->etab != directory.root.etab ||
        earlier_root->uai != directory.root.uai || earlier_root->root_pk == directory.root.root_pk ||
        earlier_root->created <= created)
      return refuse(Error::wrong_context);
    created = earlier_root->created;
    directory.roots.push_back(root_fingerprint(tenure.root_record));
    if (const auto taken = take_tenure(tenure, earlier_root->root_pk, directory, holder); !taken)
      return refuse(taken.error());
  }
  if (!untrusted.earlier.empty() && directory.root.created <= created) return refuse(Error::wrong_context);
  if (const auto taken = take_tenure(untrusted, directory.root.root_pk, directory, holder); !taken)
    return refuse(taken.error());

  directory.roots.push_back(pin.root_fingerprint);
  const Snapshot& current = directory.history.back();
  if (now < current.issued || now > current.expires || current.epoch < pin.epoch_min)
    return refuse(Error::wrong_context);
  std::size_t recoveries = 0, nurses = 0;
  for (const Hash& listed : current.certificates) {
    const auto certificate = directory.known.find(listed);
    if (certificate == directory.known.end() || !is_valid_at(certificate->second, now) ||
        std::binary_search(current.revoked.begin(), current.revoked.end(), certificate->second.id))
      return refuse(Error::wrong_context);
    (certificate->second.role == Role::recovery ? recoveries : nurses) += 1;
    directory.certificates.push_back(certificate->second);
  }
  if (recoveries != 1 || nurses == 0) return refuse(Error::wrong_context);
  return directory;
}

Buffer issue_successor(const SigningKey& old_root, const Hash& old_fingerprint, Bytes new_record) {
  return with_signature(encode(successor_label, {old_fingerprint, new_record}), old_root);
}

Result<RootRecord> accept_successor(Bytes untrusted_successor, Bytes old_record, const Hash& pinned_fingerprint) {
  if (root_fingerprint(old_record) != pinned_fingerprint) return refuse(Error::wrong_context);
  const auto old_root = parse_root_record(old_record);
  if (!old_root) return old_root;
  const auto body = body_of(untrusted_successor, old_root->root_pk);
  if (!body) return refuse(body.error());
  const auto fields = decode(*body, successor_label, 2);
  if (!fields) return refuse(fields.error());
  Hash of{};
  if (!read((*fields)[0], of)) return refuse(Error::wrong_size);
  if (of != pinned_fingerprint) return refuse(Error::wrong_context);
  auto next = parse_root_record((*fields)[1]);
  if (!next) return next;
  // Same house; a key that follows itself, or an older record, is a replay.
  if (next->etab != old_root->etab || next->uai != old_root->uai || next->root_pk == old_root->root_pk ||
      next->created <= old_root->created)
    return refuse(Error::wrong_context);
  return next;
}

RootKeys derive_root_keys(const SecretKey& kit_secret) {
  constexpr std::string_view context = "DSCOKIT1";
  return RootKeys{SigningKey(derive(kit_secret, 1, context)), KemKey(derive(kit_secret, 2, context)),
                  SigningKey(derive(kit_secret, 3, context))};
}

}  // namespace crypto
