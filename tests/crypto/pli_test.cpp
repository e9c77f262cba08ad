#include "crypto/pli.h"

#include <random>

#include "crypto/hash.h"
#include "crypto/token.h"
#include "tests/catch.h"
#include "tests/crypto/forge.h"
#include "tests/crypto/world.h"

using namespace crypto;
using world::pattern;
using world::seq;
using world::seq_hash;
using world::seq_id;
using world::seq_key;
using world::World;

namespace {

Result<OpenedPli> by_nurse(const World& w, const SealedPli& pli, const PliExpected& expected) {
  return open_pli(pli.manifest, pli.body, expected, w.nurse.cert_id, w.nurse.kem);
}
Result<OpenedPli> by_nurse(const World& w, const SealedPli& pli) { return by_nurse(w, pli, w.expected()); }

NextBytes in_pieces_of(Bytes body, std::size_t size) {
  return [body, size]() mutable {
    const Bytes next = body.first(std::min(size, body.size()));
    body = body.subspan(next.size());
    return next;
  };
}
Result<Manifest> deposited(const SealedPli& pli, const PliExpected& expected, std::size_t size = 100000) {
  return check_deposit(pli.manifest, expected, in_pieces_of(pli.body, size));
}

// Refused by whoever opens it; the twin that `plan` leaves alone is accepted by the same call.
bool forged_opens(const World& w, const forge::Plan& plan, std::size_t size = 1000, PliKind kind = PliKind::file) {
  const auto data = pattern(size);
  REQUIRE(by_nurse(w, forge::pli(w, data, {}, kind), w.expected(kind))->data == data);
  return by_nurse(w, forge::pli(w, data, plan, kind), w.expected(kind)).has_value();
}

constexpr std::size_t manifest_fixed = 232 + 1 + 4 + 1040 + 24 + 8 + 32 + 64;

}  // namespace

TEST_CASE("the padded length follows Padmé, never under 65,536, and never more than 12 % over") {
  const auto [bytes, padded] = GENERATE(table<std::uint64_t, std::uint64_t>({
      {0, 65536},
      {65527, 65536},
      {65528, 65536},
      {65529, 67584},  // 65,537: E = 16, S = 5, multiples of 2,048
      {131072 - 8, 131072},
      {131072 - 7, 135168},
      {10485760, 10747904},  // 10 MiB: + 2.5 %
  }));
  CAPTURE(bytes);
  CHECK(padded_length(bytes) == padded);
  for (std::uint64_t size = 65536; size < longest_data_bytes; size = size * 9 / 8 + 1) {
    CHECK(padded_length(size) >= size + 8);
    CHECK(padded_length(size) * 100 <= (size + 8) * 112);
  }
}

TEST_CASE("the body grows by 17 bytes for each chunk") {
  CHECK(body_length(65536) == 65553);
  CHECK(body_length(67584) == 67584 + 34);
  CHECK(body_length(131072) == 131072 + 34);
}

TEST_CASE("the core's hash and the key commitment are those of FORMAT.md") {
  // Any 232 bytes are hashed alike: these are of suite 2, kind 1.
  Buffer core;
  const auto add = [&core](Bytes bytes) { core.insert(core.end(), bytes.begin(), bytes.end()); };
  add(bytes_of("DSCOPLI1"));
  add(Buffer{std::byte{2}, std::byte{1}, std::byte{0}, std::byte{0}});
  add(seq(0x10, 16)), add(seq(0x50, 16)), add(seq(0x70, 16)), add(seq(0x30, 16));
  add(u32(1)), add(Hash{}), add(u32(7)), add(seq(0x90, 32)), add(u64(1790000000)), add(u32(65536)), add(u64(65536));
  add(seq(0xb0, 32)), add(seq(0xd0, 32));
  REQUIRE(core.size() == core_bytes);
  CHECK(hex(hash("dsco/pli/core/v1", {core})) == "cbd2fca0e45fa47addfac4ecc1778ab11855609d00dfae7ff15bbfb61ae19a15");
  CHECK(parse_core(core).error() == Error::wrong_suite);
  core[8] = std::byte{1};
  const auto parsed = parse_core(core);
  REQUIRE(parsed);
  const auto encoded = encode_core(*parsed);
  CHECK(std::equal(encoded.begin(), encoded.end(), core.begin(), core.end()));
  const auto kc = derive(seq_key(0x40), 3, "DSCOPLI1");
  CHECK(hex(keyed_hash(kc.bytes(), "dsco/pli/commit/v1", {})) ==
        "76d9470203372bf5d062a42c7b94cec71b6c5d635ae5f822432f683741fb0828");
}

TEST_CASE("a pli opens for each certificate of the snapshot and for its sender, at every boundary of size") {
  const World w;
  const auto size =
      GENERATE(as<std::size_t>{}, 0, 1, 65527, 65528, 65529, 131071, 131072, 131073, 131064, 131056, 196608, 200000);
  const auto data = pattern(size);
  const auto pli = w.sealed(data);
  CHECK(pli.manifest.size() == manifest_fixed + 4 * 96);
  CHECK(pli.body.size() == body_length(padded_length(size)));
  struct Opener {
    Id cert_id;
    const KemKey* key;
  };
  for (const auto& opener :
       {Opener{w.nurse.cert_id, &w.nurse.kem}, Opener{w.substitute.cert_id, &w.substitute.kem},
        Opener{w.recovery_id, &w.root.recovery}, Opener{self_cert_id(w.guardian.kem.public_key()), &w.guardian.kem}}) {
    const auto opened = open_pli(pli.manifest, pli.body, w.expected(), opener.cert_id, *opener.key);
    REQUIRE(opened);
    CHECK(opened->data == data);
    CHECK(opened->metadata == world::metadata);
  }
  CHECK(deposited(pli, w.expected()));
}

TEST_CASE("the longest pièce passes, and one byte more is not sealed") {
  const World w;
  const auto data = pattern(longest_data_bytes);
  const auto pli = w.sealed(data);
  CHECK(by_nurse(w, pli)->data == data);
  CHECK(deposited(pli, w.expected(), 524424));
  const auto longer = pattern(longest_data_bytes + 1);
  CHECK(seal_pli(w.pli(longer), w.recipients(), w.guardian.sign, w.guardian.kem.public_key()).error() ==
        Error::wrong_size);
}

TEST_CASE("every form has one length, and a longer one is not sealed") {
  const World w;
  for (const std::size_t size : {0u, 1u, 2000u, 65528u}) {
    const auto data = pattern(size);
    const auto pli = w.sealed(data, PliKind::form);
    CHECK(pli.body.size() == 65553);
    CHECK(by_nurse(w, pli, w.expected(PliKind::form))->data == data);
  }
  const auto longer = pattern(65529);
  CHECK_FALSE(seal_pli(w.pli(longer, PliKind::form), w.recipients(), w.guardian.sign, w.guardian.kem.public_key()));
  CHECK(seal_pli(w.pli(longer, PliKind::file), w.recipients(), w.guardian.sign, w.guardian.kem.public_key()));
}

TEST_CASE("the metadata may be empty or 1,020 bytes, and no more") {
  const World w;
  for (const std::size_t size : {0u, 1u, 1020u}) {
    const std::string text(size, 'x');
    auto asked = w.pli({});
    asked.metadata = text;
    const auto pli = seal_pli(asked, w.recipients(), w.guardian.sign, w.guardian.kem.public_key());
    REQUIRE(pli);
    CHECK(by_nurse(w, *pli)->metadata == text);
  }
  const std::string longer(1021, 'x');
  auto asked = w.pli({});
  asked.metadata = longer;
  CHECK_FALSE(seal_pli(asked, w.recipients(), w.guardian.sign, w.guardian.kem.public_key()));
}

TEST_CASE("two plis of the same data share neither key, header, stanza nor body") {
  const World w;
  const auto data = pattern(100);
  const auto one = w.sealed(data), two = w.sealed(data);
  const auto a = *parse_manifest(one.manifest), b = *parse_manifest(two.manifest);
  CHECK(a.core.commitment != b.core.commitment);
  CHECK(a.stream_header != b.stream_header);
  CHECK(a.stanzas[0].ephemeral != b.stanzas[0].ephemeral);
  CHECK(a.stanzas[0].ephemeral != a.stanzas[1].ephemeral);
  CHECK(one.body != two.body);
}

TEST_CASE("any one bit changed in the manifest is refused, by the opener and by the box") {
  const World w;
  auto pli = w.sealed(pattern(300));
  for (std::size_t bit = 0; bit < pli.manifest.size() * 8; ++bit) {
    pli.manifest[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
    if (verify_manifest(pli.manifest, w.expected())) FAIL("bit " << bit);
    pli.manifest[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
  }
  CHECK(by_nurse(w, pli));
}

TEST_CASE("any one bit changed in the body is refused") {
  const World w;
  auto pli = w.sealed(pattern(300));
  const auto expected = w.expected();
  std::mt19937 random(20260921);
  std::vector<std::size_t> bits{0, 7, pli.body.size() * 8 - 1};
  for (int i = 0; i < 60; ++i) bits.push_back(random() % (pli.body.size() * 8));
  for (const std::size_t bit : bits) {
    CAPTURE(bit);
    pli.body[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
    CHECK(by_nurse(w, pli, expected).error() == Error::tampered);
    CHECK(deposited(pli, expected).error() == Error::tampered);
    pli.body[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
  }
  CHECK(by_nurse(w, pli, expected));
  CHECK(deposited(pli, expected));
}

TEST_CASE("a manifest cut anywhere, or longer, is refused") {
  const World w;
  auto pli = w.sealed(pattern(300));
  for (std::size_t size = 0; size < pli.manifest.size(); ++size)
    CHECK_FALSE(verify_manifest(Bytes(pli.manifest).first(size), w.expected()));
  CHECK(verify_manifest(pli.manifest, w.expected()));
  pli.manifest.push_back(std::byte{0});
  CHECK_FALSE(verify_manifest(pli.manifest, w.expected()));
}

TEST_CASE("a body cut at a chunk's boundary, reordered, repeated or continued is refused, even signed again") {
  const World w;
  const auto chunk = static_cast<std::ptrdiff_t>(chunk_bytes + 17);
  const std::size_t size = 3 * chunk_bytes - 8;  // three full chunks
  const auto refused_alone = [&](const std::function<void(Buffer&)>& change) {
    auto pli = w.sealed(pattern(size));
    REQUIRE(by_nurse(w, pli));
    change(pli.body);
    return !by_nurse(w, pli) && !deposited(pli, w.expected());
  };
  const std::vector<std::function<void(Buffer&)>> changes{
      [&](Buffer& b) { b.resize(b.size() - static_cast<std::size_t>(chunk)); },
      [&](Buffer& b) { b.resize(b.size() - 2 * static_cast<std::size_t>(chunk)); },
      [&](Buffer& b) { b.clear(); },
      [&](Buffer& b) { b.pop_back(); },
      [&](Buffer& b) { std::swap_ranges(b.begin(), b.begin() + chunk, b.begin() + chunk); },
      [&](Buffer& b) { std::copy_n(b.begin(), chunk, b.begin() + chunk); },
      [&](Buffer& b) { b.erase(b.begin(), b.begin() + chunk); },
      [&](Buffer& b) { b.insert(b.end(), b.begin(), b.begin() + chunk); },
      [&](Buffer& b) { b.push_back(std::byte{0}); },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    CAPTURE(i);
    CHECK(refused_alone(changes[i]));
    forge::Plan plan;
    plan.body = changes[i];
    CHECK_FALSE(forged_opens(w, plan, size));
  }
}

TEST_CASE("a whole stream under a hash that is not its own is refused") {
  const World w;
  forge::Plan plan;
  plan.unsigned_manifest = [](Buffer& m) { m.back() ^= std::byte{1}; };
  CHECK_FALSE(forged_opens(w, plan));
  CHECK_FALSE(deposited(forge::pli(w, pattern(10), plan), w.expected()));
}

TEST_CASE("a stream that ends early, does not end, or counts its chunks otherwise is refused") {
  const World w;
  const std::size_t size = 2 * chunk_bytes;
  forge::Plan plan;
  plan.tag = [](std::size_t, std::size_t) -> unsigned char { return 0; };
  CHECK_FALSE(forged_opens(w, plan, size));
  plan.tag = [](std::size_t, std::size_t) -> unsigned char { return 3; };
  CHECK_FALSE(forged_opens(w, plan, size));
  plan.tag = [](std::size_t i, std::size_t n) -> unsigned char { return i + 1 == n ? 3 : 1; };  // TAG_PUSH
  CHECK_FALSE(forged_opens(w, plan, size));
  plan.tag = {};
  plan.chunk_number = [](std::uint64_t i) { return i + 1; };
  CHECK_FALSE(forged_opens(w, plan, size));
  plan.chunk_number = [](std::uint64_t) { return std::uint64_t{0}; };
  CHECK_FALSE(forged_opens(w, plan, size));
}

TEST_CASE("padding that is not zero, or is not the padding of this length, is refused") {
  const World w;
  forge::Plan plan;
  plan.padded = [](Buffer& p) { p.back() = std::byte{1}; };
  CHECK_FALSE(forged_opens(w, plan));
  plan.padded = [](Buffer& p) { p[8 + 1000] = std::byte{1}; };
  CHECK_FALSE(forged_opens(w, plan));
  plan.padded = [](Buffer& p) { p[7] = std::byte{0xff}; };  // a length of 2^63 and more
  CHECK_FALSE(forged_opens(w, plan));
  plan.padded = [](Buffer& p) { p[2] = std::byte{1}; };  // longer than what is there
  CHECK_FALSE(forged_opens(w, plan));
  plan.padded = [](Buffer& p) { p.resize(67584); };  // a true padding, of another length
  CHECK_FALSE(forged_opens(w, plan));
  plan.padded = [](Buffer& p) { p.resize(65537); };  // no padding gives this
  CHECK_FALSE(forged_opens(w, plan));
  plan.padded = [](Buffer& p) { p.resize(1000); };
  CHECK_FALSE(forged_opens(w, plan));
}

TEST_CASE("the box takes only lengths that padding can give, though it can't see what is padded") {
  const World w;
  const auto [size, good] = GENERATE(table<std::size_t, bool>({
      {65536, true},
      {65537, false},
      {67584, true},  // the next class
      {67583, false},
      {1000, false},  // below the first
  }));
  CAPTURE(size);
  forge::Plan plan;
  plan.padded = [size = size](Buffer& p) { p.resize(size); };
  CHECK(deposited(forge::pli(w, pattern(900), plan), w.expected()).has_value() == good);
}

TEST_CASE("metadata whose length is too long or whose padding is not zero is refused") {
  const World w;
  forge::Plan plan;
  plan.metadata = [](Buffer& m) { m.back() = std::byte{1}; };
  CHECK_FALSE(forged_opens(w, plan));
  plan.metadata = [](Buffer& m) { m[0] = std::byte{0xfd}, m[1] = std::byte{3}; };  // 1,021
  CHECK_FALSE(forged_opens(w, plan));
  plan.metadata = [](Buffer& m) { m[3] = std::byte{0xff}; };
  CHECK_FALSE(forged_opens(w, plan));
  plan.metadata = [](Buffer& m) { m[0] = std::byte{1}; };  // the rest of the JSON is then padding
  CHECK_FALSE(forged_opens(w, plan));
  plan.metadata = [](Buffer& m) { m.resize(1000); };
  CHECK_FALSE(forged_opens(w, plan));
}

TEST_CASE("a key that is not the one committed to is refused") {
  const World w;
  forge::Plan plan;
  plan.other_commitment = true;
  CHECK_FALSE(forged_opens(w, plan));
  forge::Plan wrapped;
  wrapped.wrong_wrapped_key = true;  // the nurse's is the last stanza, her cert_id being the highest
  CHECK_FALSE(forged_opens(w, wrapped));
}

TEST_CASE("another magic, suite, kind, flag or chunk size is another format") {
  const World w;
  const auto [at, value] = GENERATE(table<std::size_t, int>({
      {0, 'd'},
      {7, '2'},
      {8, 0},
      {8, 2},
      {9, 0},
      {9, 4},
      {9, 2},
      {9, 3},
      {10, 1},
      {11, 1},
      {156, 1},
      {158, 2},
  }));
  CAPTURE(at, value);
  forge::Plan plan;
  plan.core_bytes = [at = at, value = value](Buffer& core) { core[at] = static_cast<std::byte>(value); };
  CHECK_FALSE(forged_opens(w, plan));
}

TEST_CASE("a core that contradicts itself is refused") {
  const World w;
  forge::Plan plan;
  plan.core = [](PliCore& c) { c.version = 0; };
  CHECK_FALSE(forged_opens(w, plan));
  plan.core = [](PliCore& c) { c.epoch = 0; };
  CHECK_FALSE(forged_opens(w, plan));
  plan.core = [](PliCore& c) { c.version = 2; };  // the second follows the first
  CHECK_FALSE(forged_opens(w, plan));
  plan.core = [](PliCore& c) { c.previous = seq_hash(1); };  // the first follows nothing
  CHECK_FALSE(forged_opens(w, plan));
  plan.core = [](PliCore& c) { c.volet = {}; };  // a file is in a volet
  CHECK_FALSE(forged_opens(w, plan));
  plan.core = [](PliCore& c) { c.padded_bytes = 1ULL << 40; };
  CHECK_FALSE(forged_opens(w, plan));
  plan.core = [](PliCore& c) { c.padded_bytes = 0; };
  CHECK_FALSE(forged_opens(w, plan));
}

TEST_CASE("a pli made for another place, or said to be, is refused, though its sender signed it") {
  const World w;
  const std::vector<std::function<void(PliCore&)>> changes{
      [](PliCore& c) { c.etab = seq_id(1); },
      [](PliCore& c) { c.volet = seq_id(1); },
      [](PliCore& c) { c.piece = seq_id(1); },
      [](PliCore& c) { c.resp = seq_id(1); },
      [](PliCore& c) { c.epoch = 2; },
      [](PliCore& c) { c.snapshot = seq_hash(1); },
      [&](PliCore& c) { c.signer = w.other.sign.public_key(); },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    CAPTURE(i);
    forge::Plan plan;
    plan.core = changes[i];
    CHECK_FALSE(forged_opens(w, plan));
  }
  const auto pli = w.sealed(pattern(10));
  const auto elsewhere = [&](auto change) {
    auto expected = w.expected();
    change(expected);
    return by_nurse(w, pli, expected).has_value() || deposited(pli, expected).has_value();
  };
  CHECK(elsewhere([](PliExpected&) {}));
  CHECK_FALSE(elsewhere([](PliExpected& e) { e.kind = PliKind::form; }));
  CHECK_FALSE(elsewhere([](PliExpected& e) { e.etab = seq_id(1); }));
  CHECK_FALSE(elsewhere([](PliExpected& e) { e.volet = seq_id(1); }));
  CHECK_FALSE(elsewhere([](PliExpected& e) { e.piece = seq_id(1); }));
  CHECK_FALSE(elsewhere([](PliExpected& e) { e.resp = seq_id(1); }));
  CHECK_FALSE(elsewhere([](PliExpected& e) { e.sender.reset(); }));
  CHECK_FALSE(elsewhere([](PliExpected& e) { e.snapshots.clear(); }));
  CHECK_FALSE(elsewhere([](PliExpected& e) { e.snapshots[0].snapshot = seq_hash(1); }));
  CHECK_FALSE(elsewhere([](PliExpected& e) { e.snapshots[0].epoch = 2; }));
  CHECK_FALSE(elsewhere([&](PliExpected& e) { e.sender->pk_sign = w.other.sign.public_key(); }));
  CHECK_FALSE(elsewhere([&](PliExpected& e) { e.sender->pk_kem = w.other.kem.public_key(); }));
}

TEST_CASE("a pli signed by another than the one it names is refused") {
  const World w;
  forge::Plan plan;
  plan.signer = &w.other.sign;  // names and signs with the other's key
  CHECK_FALSE(forged_opens(w, plan));
  const auto as_guardian = w.guardian.sign.public_key();
  plan.core = [&](PliCore& c) { c.signer = as_guardian; };  // names the guardian, signed by the other
  CHECK_FALSE(forged_opens(w, plan));
}

TEST_CASE("the recipients are those of the snapshot and the sender: nobody more, less, or twice") {
  const World w;
  const KemKey intruder(seq_key(0xaa));
  forge::Plan plan;
  plan.recipients = [&](auto& r) { r.push_back({seq_id(0xcc), intruder.public_key()}); };
  CHECK_FALSE(forged_opens(w, plan));
  plan.recipients = [&](auto& r) {
    std::erase_if(r, [&](const Recipient& one) { return one.cert_id == w.recovery_id; });
  };
  CHECK_FALSE(forged_opens(w, plan));
  plan.recipients = [&](auto& r) { r.pop_back(); };  // not the sender
  CHECK_FALSE(forged_opens(w, plan));
  plan.recipients = [&](auto& r) { r.push_back(r.front()); };
  CHECK_FALSE(forged_opens(w, plan));
  plan.recipients = [&](auto& r) { r.back().cert_id = seq_id(0xcc); };
  CHECK_FALSE(forged_opens(w, plan));
  plan.recipients = [&](auto& r) {
    for (auto& one : r)
      if (one.cert_id == w.nurse.cert_id) one.pk_kem = intruder.public_key();  // the nurse's name on another's key
  };
  CHECK_FALSE(forged_opens(w, plan));
}

TEST_CASE("a pli for nobody is not one") {
  const World w;
  forge::Plan plan;
  plan.recipients = [](auto& r) { r.resize(1); };
  CHECK(parse_manifest(forge::pli(w, pattern(10), plan).manifest));
  plan.recipients = [](auto& r) { r.clear(); };
  CHECK(parse_manifest(forge::pli(w, pattern(10), plan).manifest).error() == Error::wrong_context);
}

TEST_CASE("stanzas stand in one order") {
  const World w;
  auto pli = w.sealed(pattern(10));
  std::swap_ranges(pli.manifest.begin() + 233, pli.manifest.begin() + 233 + 96, pli.manifest.begin() + 233 + 96);
  CHECK(parse_manifest(pli.manifest).error() == Error::wrong_context);
  CHECK_FALSE(by_nurse(w, {forge::sign_again(w, pli.manifest), pli.body}));
  std::swap_ranges(pli.manifest.begin() + 233, pli.manifest.begin() + 233 + 96, pli.manifest.begin() + 233 + 96);
  CHECK(by_nurse(w, {forge::sign_again(w, pli.manifest), pli.body}));
}

TEST_CASE("parts of one pli put in another of the same sender are refused, even signed again by her") {
  const World w;
  const auto one = w.sealed(pattern(300)), two = w.sealed(pattern(301));
  struct Part {
    const char* name;
    std::size_t from, size;
  };
  const std::size_t meta = 233 + 4 * 96 + 4, header = meta + 1040;
  for (const auto& part : {Part{"the nurse's stanza", 233 + 3 * 96, 96}, Part{"all stanzas", 233, 4 * 96},
                           Part{"the key wrapped for her", 233 + 3 * 96 + 48, 48}, Part{"the metadata", meta, 1040},
                           Part{"the stream's header", header, 24}, Part{"the commitment", 200, 32},
                           Part{"the body and its hash", header, 24 + 8 + 32}, Part{"the core", 0, 232}}) {
    CAPTURE(part.name);
    auto spliced = one;
    std::copy_n(two.manifest.begin() + static_cast<std::ptrdiff_t>(part.from), part.size,
                spliced.manifest.begin() + static_cast<std::ptrdiff_t>(part.from));
    if (part.from == header && part.size > 24) spliced.body = two.body;
    CHECK_FALSE(by_nurse(w, spliced));
    spliced.manifest = forge::sign_again(w, spliced.manifest);
    CHECK_FALSE(by_nurse(w, spliced));
  }
  CHECK(by_nurse(w, {forge::sign_again(w, one.manifest), one.body}));
  CHECK_FALSE(by_nurse(w, {one.manifest, two.body}));
}

TEST_CASE("whoever is not a recipient, or takes another's stanza, opens nothing") {
  const World w;
  const auto pli = w.sealed(pattern(10));
  const auto opens = [&](const Id& cert_id, const KemKey& key) {
    return open_pli(pli.manifest, pli.body, w.expected(), cert_id, key).has_value();
  };
  CHECK(opens(w.nurse.cert_id, w.nurse.kem));
  CHECK_FALSE(opens(w.nurse.cert_id, w.substitute.kem));
  CHECK_FALSE(opens(w.substitute.cert_id, w.nurse.kem));
  CHECK_FALSE(opens(self_cert_id(w.other.kem.public_key()), w.other.kem));
  CHECK_FALSE(opens(self_cert_id(w.guardian.kem.public_key()), w.other.kem));
  CHECK_FALSE(opens(seq_id(0xcc), w.nurse.kem));
}

TEST_CASE("the other responsable can't take a pli over by signing it") {
  const World w;
  auto pli = w.sealed(pattern(10));
  const auto& thief = w.other.sign;
  std::copy_n(thief.public_key().begin(), 32, pli.manifest.begin() + 168);
  pli.manifest.resize(pli.manifest.size() - 64);
  const auto signature = thief.sign(encode("dsco/pli/manifest/v1", {pli.manifest}));
  pli.manifest.insert(pli.manifest.end(), signature.begin(), signature.end());
  auto expected = w.expected();
  CHECK_FALSE(by_nurse(w, pli, expected));
  expected.sender->pk_sign = thief.public_key();  // even if the box had registered her key there
  CHECK(verify_manifest(pli.manifest, expected));
  CHECK(by_nurse(w, pli, expected).error() == Error::tampered);
}

TEST_CASE("versions follow each other, and an older one never comes back") {
  const World w;
  const auto version = [&](std::uint32_t number, const Hash& previous) {
    auto asked = w.pli({});
    asked.version = number;
    asked.previous = previous;
    return seal_pli(asked, w.recipients(), w.guardian.sign, w.guardian.kem.public_key()).value();
  };
  const auto first = version(1, {}), other_first = version(1, {});
  const auto second = version(2, manifest_hash(first.manifest)), fork = version(2, manifest_hash(other_first.manifest));
  const auto third = version(3, manifest_hash(second.manifest));
  const auto after = [&](const SealedPli& seen, std::uint32_t number) {
    auto expected = w.expected();
    expected.last = SeenVersion{number, manifest_hash(seen.manifest)};
    return expected;
  };
  CHECK(by_nurse(w, second, after(first, 1)));
  CHECK(by_nurse(w, first, after(first, 1)));  // looked at again
  CHECK(by_nurse(w, second));                  // the first she ever sees of it
  CHECK_FALSE(by_nurse(w, first, after(second, 2)));
  CHECK_FALSE(by_nurse(w, other_first, after(first, 1)));
  CHECK_FALSE(by_nurse(w, fork, after(first, 1)));
  CHECK_FALSE(by_nurse(w, third, after(first, 1)));

  CHECK(deposited(first, w.expected()));
  CHECK(deposited(second, after(first, 1)));
  CHECK_FALSE(deposited(second, w.expected()));    // the box never had a first
  CHECK_FALSE(deposited(first, after(first, 1)));  // already there
  CHECK_FALSE(deposited(third, after(first, 1)));
  CHECK_FALSE(deposited(fork, after(first, 1)));
  CHECK_FALSE(seal_pli(
      [&] {
        auto p = w.pli({});
        p.version = 2;
        return p;
      }(),
      w.recipients(), w.guardian.sign,
      w.guardian.kem.public_key()));  // says it follows, and not what
}

TEST_CASE("the box takes a pli sealed to the snapshot before, as long as it lists it") {
  const World w;
  const auto pli = w.sealed(pattern(10));
  auto directory = w.directory();
  w.extend(directory);
  const auto current = accept_directory(directory, w.pin(), world::now)->recipients();
  auto expected = w.expected();
  expected.snapshots = {current, w.recipients()};
  CHECK(deposited(pli, expected));
  expected.snapshots = {current};
  CHECK_FALSE(deposited(pli, expected));
}

TEST_CASE("the box reads the body in slices of any size, and stops at the first byte too many") {
  const World w;
  const auto pli = w.sealed(pattern(70000));
  for (const std::size_t size : {1000u, 65536u, 65553u, 1000000u}) CHECK(deposited(pli, w.expected(), size));
  std::size_t asked = 0;
  const Buffer endless(1 << 20);
  CHECK_FALSE(check_deposit(pli.manifest, w.expected(), [&]() -> Bytes { return ++asked, endless; }));
  CHECK(asked == 1);
  asked = 0;
  auto elsewhere = w.expected();
  elsewhere.volet = seq_id(1);
  CHECK_FALSE(check_deposit(pli.manifest, elsewhere, [&]() -> Bytes { return ++asked, Bytes{}; }));
  CHECK(asked == 0);  // not a byte of the body is read for a manifest that is wrong
}

TEST_CASE("a bordereau is for the certificates alone, under a key used once") {
  const World w;
  const auto data = pattern(500);
  const SigningKey once = SigningKey::random();
  const auto pli = seal_pli(w.pli(data, PliKind::bordereau), w.recipients(), once, {});
  REQUIRE(pli);
  const auto expected = w.expected(PliKind::bordereau);
  CHECK(by_nurse(w, *pli, expected)->data == data);
  CHECK(deposited(*pli, expected));
  CHECK(pli->manifest.size() == manifest_fixed + 3 * 96);
  auto as_family = expected;
  as_family.sender = Sender{once.public_key(), w.guardian.kem.public_key()};
  CHECK_FALSE(by_nurse(w, *pli, as_family));
  CHECK_FALSE(seal_pli(w.pli(data, PliKind::bordereau), w.recipients(), once, w.guardian.kem.public_key()));
  CHECK_FALSE(seal_pli(w.pli(data), w.recipients(), once, {}));
  forge::Plan plan;
  plan.core = [](PliCore& c) { c.volet = seq_id(0x50); };
  CHECK_FALSE(forged_opens(w, plan, 500, PliKind::bordereau));
  forge::Plan with_copy;
  with_copy.recipients = [&](auto& r) {
    r.push_back({self_cert_id(w.other.kem.public_key()), w.other.kem.public_key()});
  };
  CHECK_FALSE(forged_opens(w, with_copy, 500, PliKind::bordereau));
}

TEST_CASE("a directory that gives a key of small order is not sealed to") {
  const World w;
  auto recipients = w.recipients();
  recipients.certificates[0].pk_kem = {};
  CHECK(seal_pli(w.pli({}), recipients, w.guardian.sign, w.guardian.kem.public_key()).error() == Error::tampered);
}
