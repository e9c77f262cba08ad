#include "crypto/rewrap.h"

#include "tests/catch.h"
#include "tests/crypto/forge.h"
#include "tests/crypto/world.h"

using namespace crypto;
using world::seq_id;
using world::seq_key;

namespace {

const Stanza& stanza_of(const std::vector<Stanza>& stanzas, const Id& cert_id) {
  return *std::find_if(stanzas.begin(), stanzas.end(), [&](const Stanza& one) { return one.cert_id == cert_id; });
}

// The nurse who takes over: no certificate of hers existed when the pli was closed.
struct Handover {
  world::World w;
  world::Holder next{seq_id(0xd0), KemKey(seq_key(0x31)), SigningKey(seq_key(0x32))};
  Buffer data = world::pattern(70000);
  SealedPli pli = w.sealed(data);
  Manifest manifest = verify_manifest(pli.manifest, w.expected()).value();
  Buffer record = rewrap(manifest, stanza_of(manifest.stanzas, w.nurse.cert_id), w.nurse.kem, w.nurse.cert_id,
                         w.nurse.sign, {{next.cert_id, next.kem.public_key()}}, world::now)
                      .value();

  Result<OpenedPli> open(const Stanza& stanza, const KemKey& key) const {
    return open_pli(pli.manifest, pli.body, w.expected(), next.cert_id, key, &stanza);
  }
};

}  // namespace

TEST_CASE("re-wrapped by the nurse who leaves, a pli opens for the one who comes, under its author's signature") {
  const Handover h;
  const auto record = verify_rewrap(h.record, h.manifest, h.w.nurse.sign.public_key());
  REQUIRE(record);
  CHECK(record->by == h.w.nurse.cert_id);
  CHECK(record->moment == world::now);
  const auto opened = h.open(record->stanzas.at(0), h.next.kem);
  REQUIRE(opened);
  CHECK(opened->data == h.data);
  CHECK(opened->manifest.core.signer == h.w.guardian.sign.public_key());
  // Without the record she has no stanza; with it, nobody else has.
  CHECK_FALSE(open_pli(h.pli.manifest, h.pli.body, h.w.expected(), h.next.cert_id, h.next.kem));
  CHECK_FALSE(h.open(record->stanzas.at(0), h.w.substitute.kem));
}

TEST_CASE("a re-wrapped pli can be re-wrapped again from the record alone") {
  const Handover h;
  const auto first = verify_rewrap(h.record, h.manifest, h.w.nurse.sign.public_key()).value();
  const world::Holder third{seq_id(0xc0), KemKey(seq_key(0x33)), SigningKey(seq_key(0x34))};
  const auto again = rewrap(h.manifest, first.stanzas.at(0), h.next.kem, h.next.cert_id, h.next.sign,
                            {{third.cert_id, third.kem.public_key()}}, world::now + 1);
  REQUIRE(again);
  const auto record = verify_rewrap(*again, h.manifest, h.next.sign.public_key());
  REQUIRE(record);
  CHECK(open_pli(h.pli.manifest, h.pli.body, h.w.expected(), third.cert_id, third.kem, &record->stanzas.at(0)));
}

TEST_CASE("a re-wrap record is believed from a certified nurse, for its own pli, and byte for byte") {
  const Handover h;
  const auto& pk = h.w.nurse.sign.public_key();
  REQUIRE(verify_rewrap(h.record, h.manifest, pk));
  CHECK_FALSE(verify_rewrap(h.record, h.manifest, h.w.substitute.sign.public_key()));
  const auto other = h.w.sealed(world::pattern(10));
  CHECK_FALSE(verify_rewrap(h.record, verify_manifest(other.manifest, h.w.expected()).value(), pk));
  for (std::size_t at = 0; at < h.record.size(); ++at) {
    auto flipped = h.record;
    flipped[at] ^= std::byte{0x10};
    INFO("byte " << at);
    CHECK_FALSE(verify_rewrap(flipped, h.manifest, pk));
    CHECK_FALSE(verify_rewrap(Bytes(h.record).first(at), h.manifest, pk));
  }
}

TEST_CASE("who could not open a pli can plant no key in it, even certified") {
  const Handover h;
  // K of another pli, wrapped with the right labels under this one's manifest: the commitment refuses.
  const auto other = h.w.sealed(world::pattern(100));
  const auto other_manifest = verify_manifest(other.manifest, h.w.expected()).value();
  const auto planted =
      rewrap(h.manifest, stanza_of(other_manifest.stanzas, h.w.nurse.cert_id), h.w.nurse.kem, h.w.nurse.cert_id,
             h.w.nurse.sign, {{h.next.cert_id, h.next.kem.public_key()}}, world::now);
  CHECK_FALSE(planted);
  const auto to_self =
      rewrap(h.manifest, stanza_of(h.manifest.stanzas, h.w.nurse.cert_id), h.w.substitute.kem, h.w.nurse.cert_id,
             h.w.nurse.sign, {{h.next.cert_id, h.next.kem.public_key()}}, world::now);
  CHECK_FALSE(to_self);
  // Two recipients of one name, or none, are no record.
  const Recipient next{h.next.cert_id, h.next.kem.public_key()};
  const auto& mine = stanza_of(h.manifest.stanzas, h.w.nurse.cert_id);
  CHECK_FALSE(rewrap(h.manifest, mine, h.w.nurse.kem, h.w.nurse.cert_id, h.w.nurse.sign, {next, next}, 0));
  CHECK_FALSE(rewrap(h.manifest, mine, h.w.nurse.kem, h.w.nurse.cert_id, h.w.nurse.sign, {}, 0));
}

TEST_CASE("a message opens for its responsable and for the nurse who wrote it, and passes for nothing else") {
  const world::World w;
  const Recipient nurse{w.nurse.cert_id, w.nurse.kem.public_key()};
  const auto all = w.recipients();
  auto asked = w.pli(bytes_of(R"({"texte":"La page 2 est illisible."})"), PliKind::message);
  const auto sealed = seal_pli(asked, {all.epoch, all.snapshot, {nurse}}, w.nurse.sign, w.guardian.kem.public_key());
  REQUIRE(sealed);
  auto expected = w.expected(PliKind::message);
  expected.sender = Sender{w.nurse.sign.public_key(), w.guardian.kem.public_key()};
  expected.writer = w.nurse.cert_id;
  const Id self = self_cert_id(w.guardian.kem.public_key());
  CHECK(open_pli(sealed->manifest, sealed->body, expected, self, w.guardian.kem));
  CHECK(open_pli(sealed->manifest, sealed->body, expected, w.nurse.cert_id, w.nurse.kem));
  CHECK(sealed->body.size() == w.sealed(world::pattern(5), PliKind::form).body.size());
  CHECK_FALSE(open_pli(sealed->manifest, sealed->body, expected, w.substitute.cert_id, w.substitute.kem));
  const auto with = [&](auto change) {
    auto other = expected;
    change(other);
    return open_pli(sealed->manifest, sealed->body, other, self, w.guardian.kem).has_value();
  };
  CHECK(with([](PliExpected&) {}));
  CHECK_FALSE(with([](PliExpected& e) { e.writer.reset(); }));
  CHECK_FALSE(with([&](PliExpected& e) { e.writer = w.substitute.cert_id; }));
  CHECK_FALSE(with([&](PliExpected& e) { e.writer = seq_id(1); }));
  CHECK_FALSE(with([&](PliExpected& e) { e.sender->pk_sign = w.substitute.sign.public_key(); }));
  CHECK_FALSE(with([](PliExpected& e) { e.kind = PliKind::form; }));
  // A responsable can't write to herself in the nurse's name.
  const auto forged = seal_pli(asked, {all.epoch, all.snapshot, {nurse}}, w.guardian.sign, w.guardian.kem.public_key());
  REQUIRE(forged);
  CHECK_FALSE(open_pli(forged->manifest, forged->body, expected, self, w.guardian.kem));
}
