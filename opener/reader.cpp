#include "opener/reader.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/fingerprint.h"
#include "crypto/kit.h"
#include "crypto/letter.h"
#include "crypto/rewrap.h"
#include "crypto/token.h"
#include "crypto/trousseau.h"

namespace opener {
namespace {

using nlohmann::json;

std::optional<crypto::KitSheet> sheet_of(std::string_view typed) {
  const auto canonical = crypto::canonical_base32(typed);
  const auto bytes = canonical ? crypto::from_base32(*canonical) : std::nullopt;
  const auto sheet = bytes ? crypto::parse_kit_sheet(*bytes) : tl::unexpected(crypto::Error::truncated);
  return sheet ? std::optional(*sheet) : std::nullopt;
}

}  // namespace

Reader::Reader(const Bag& bag, crypto::Directory directory, crypto::KemKey key)
    : bag_(&bag), directory_(std::move(directory)), key_(std::move(key)) {
  for (const auto& [hash, certificate] : directory_.known) {
    certificates_.push_back(certificate);
    if (certificate.pk_kem == key_.public_key()) cert_id_ = certificate.id;
  }
  for (std::size_t i = 0; i < directory_.history.size(); ++i) {
    crypto::Recipients recipients{directory_.history[i].epoch, directory_.hashes[i], {}};
    const auto& listed = directory_.history[i].certificates;
    for (const auto& [hash, certificate] : directory_.known)
      if (std::binary_search(listed.begin(), listed.end(), hash))
        recipients.certificates.push_back({certificate.id, certificate.pk_kem});
    recipients_.push_back(std::move(recipients));
  }
}

std::optional<Reader> Reader::make(const Bag& bag, const crypto::Pin& pin, crypto::KemKey key) {
  auto directory = crypto::accept_directory(bag.directory, pin, bag.moment);
  if (!directory) return std::nullopt;
  Reader reader(bag, std::move(*directory), std::move(key));
  if (reader.cert_id_ == crypto::Id{}) return std::nullopt;
  return reader;
}

std::optional<Reader> Reader::with_trousseau(const Bag& bag, crypto::Bytes trousseau, std::string_view phrase) {
  auto opened = crypto::open_trousseau(trousseau, phrase);
  if (!opened) return std::nullopt;
  return make(bag, {opened->root_fingerprint, opened->epoch_min}, crypto::KemKey(std::move(opened->kem_seed)));
}

std::optional<Reader> Reader::with_kit(const Bag& bag, std::string_view typed_sheet,
                                       std::string_view other_typed_sheet) {
  const auto one = sheet_of(typed_sheet), other = sheet_of(other_typed_sheet);
  if (!one || !other) return std::nullopt;
  const auto secret = crypto::join_kit(*one, *other);
  const auto record = crypto::parse_root_record(bag.directory.root_record);
  if (!secret || !record) return std::nullopt;
  auto keys = crypto::derive_root_keys(*secret);
  if (record->root_pk != keys.root.public_key()) return std::nullopt;
  return make(bag, {crypto::root_fingerprint(bag.directory.root_record), 1}, std::move(keys.recovery));
}

std::optional<crypto::Certificate> Reader::find(const crypto::Id& certificate) const {
  for (const auto& one : certificates_)
    if (one.id == certificate) return one;
  return std::nullopt;
}

bool Reader::trust_slip(std::string_view typed) {
  for (const auto& bordereau : bag_->bordereaux) {
    const auto manifest = crypto::parse_manifest(bordereau.manifest);
    if (!manifest || !crypto::matches_short_fingerprint(manifest->hash, typed)) continue;
    crypto::PliExpected expected;
    expected.kind = crypto::PliKind::bordereau;
    expected.etab = directory_.root.etab;
    expected.piece = bordereau.id;
    expected.resp = manifest->core.resp;
    expected.snapshots = recipients_;
    const auto opened = crypto::open_pli(bordereau.manifest, bordereau.body, expected, cert_id_, key_);
    if (!opened) return false;
    const auto list = json::parse(crypto::text_of(opened->data), nullptr, false);
    if (!list.is_object() || list.value("schema", "") != "bordereau/1") return false;
    for (const auto& line : list.value("lignes", json::array())) {
      const auto resp = crypto::from_hex(line.value("resp", "")), bind = crypto::from_hex(line.value("bind", ""));
      const auto id = resp ? crypto::fixed<crypto::Id>(*resp) : tl::unexpected(crypto::Error::wrong_size);
      auto key = bind ? crypto::SecretKey::from_bytes(*bind) : tl::unexpected(crypto::Error::wrong_size);
      if (id && key) lines_.push_back({*id, line.value("gen", 0u), std::move(*key)});
    }
    return true;
  }
  return false;
}

Trust Reader::trust_in(const Pli& pli) const {
  for (const auto& line : lines_) {
    if (line.resp != pli.resp || line.gen != pli.gen) continue;
    if (!pli.bind_tag) return Trust::a_confirmer;
    // Her letter named the root of its day.
    const bool bound = std::any_of(directory_.roots.begin(), directory_.roots.end(), [&](const crypto::Hash& root) {
      return crypto::binds(line.bind, {directory_.root.etab, pli.resp, pli.gen, pli.pk_sign, pli.pk_kem, root},
                           *pli.bind_tag);
    });
    return bound ? Trust::confirmee : Trust::refusee;
  }
  return Trust::a_confirmer;
}

std::optional<crypto::Stanza> Reader::stanza_for_me(const Pli& pli, const crypto::Manifest& manifest) const {
  for (const auto& bytes : pli.rewraps) {
    const auto form = crypto::parse_rewrap(bytes);
    const auto author = form ? find(form->by) : std::nullopt;
    const auto record =
        author ? crypto::verify_rewrap(bytes, manifest, author->pk_sign) : tl::unexpected(crypto::Error::tampered);
    if (!record) continue;
    for (const auto& stanza : record->stanzas)
      if (stanza.cert_id == cert_id_) return stanza;
  }
  return std::nullopt;
}

Opened Reader::open(const Pli& pli) {
  if (pli.manifest.empty() && pli.body.empty()) return {Trust::detruite, {}, {}};
  const auto trust = trust_in(pli);
  if (trust == Trust::refusee) return {};
  crypto::PliExpected expected;
  expected.kind = pli.kind;
  expected.etab = directory_.root.etab;
  expected.volet = pli.volet;
  expected.piece = pli.id;
  expected.resp = pli.resp;
  expected.sender = crypto::Sender{pli.pk_sign, pli.pk_kem};
  expected.snapshots = recipients_;
  const auto seen = std::find_if(seen_.begin(), seen_.end(), [&](const Seen& one) { return one.id == pli.id; });
  if (seen != seen_.end()) expected.last = seen->version;
  const auto manifest = crypto::verify_manifest(pli.manifest, expected);
  if (!manifest || manifest->core.version != pli.version) return {};
  const bool has_mine = std::any_of(manifest->stanzas.begin(), manifest->stanzas.end(),
                                    [&](const auto& stanza) { return stanza.cert_id == cert_id_; });
  const auto rewrapped = has_mine ? std::nullopt : stanza_for_me(pli, *manifest);
  auto opened = crypto::open_pli(pli.manifest, pli.body, expected, cert_id_, key_, rewrapped ? &*rewrapped : nullptr);
  if (!opened) return {};
  const crypto::SeenVersion version{manifest->core.version, manifest->hash};
  if (seen != seen_.end())
    seen->version = version;
  else
    seen_.push_back({pli.id, version});
  return {trust, std::move(opened->metadata), std::move(opened->data)};
}

}  // namespace opener
