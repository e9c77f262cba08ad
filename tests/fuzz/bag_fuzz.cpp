// A bag that the box, or whoever held it meanwhile, arranged as they liked, opened with the kit: what opens is what was
// sealed, where its sender said; the rest is refused. The input is a header, « %% » alone on a line, then the bodies;
// {words} stand for what only keys can make, and the length before the header is the right one unless the input begins
// with "DSCOBAG1".
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "crypto/kit.h"
#include "crypto/rewrap.h"
#include "crypto/token.h"
#include "opener/reader.h"
#include "tests/crypto/world.h"
#include "tests/fuzz/fixed_chance.h"
#include "tests/fuzz/words.h"

namespace {

using namespace crypto;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "bag_fuzz: %s\n", what);
  std::abort();
}

bool same(Bytes a, Bytes b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

struct Fixture {
  world::World world;
  Buffer form = world::pattern(900), file = world::pattern(70'000);
  Id of_file = world::seq_id(0x71);
  std::string sheets[2];
  fuzz::Words words;

  Fixture() {
    const auto kit = split_kit(world::seq_key(0x01), world.etab);
    for (std::size_t i = 0; i < std::size(sheets); ++i) sheets[i] = base32(encode_kit_sheet(kit[i]));
    const auto directory = world.directory();
    words = {{"racine", base64url(directory.root_record)},
             {"instantane", base64url(directory.snapshots[0])},
             {"volet", hex(world.volet)},
             {"resp", hex(world.resp)},
             {"fiche", hex(world.piece)},
             {"fichier", hex(of_file)},
             {"pk_sign", base64url(world.guardian.sign.public_key())},
             {"pk_kem", base64url(world.guardian.kem.public_key())},
             {"autre_sign", base64url(world.other.sign.public_key())},
             {"autre_kem", base64url(world.other.kem.public_key())}};
    for (std::size_t i = 0; i < directory.certificates.size(); ++i)
      words["certificat_" + std::to_string(i)] = base64url(directory.certificates[i]);
    auto pli = world.pli(form, PliKind::form);
    const auto first = bring("fiche", pli);
    pli.version = 2;
    pli.previous = first.hash;
    bring("fiche_2", pli);
    auto attached = world.pli(file);
    attached.piece = of_file;
    bring("fichier", attached);
    const auto& mine = *std::find_if(first.stanzas.begin(), first.stanzas.end(),
                                     [this](const Stanza& one) { return one.cert_id == world.nurse.cert_id; });
    words["renveloppe"] = base64url(rewrap(first, mine, world.nurse.kem, world.nurse.cert_id, world.nurse.sign,
                                           world.recipients().certificates, world::now)
                                        .value());
    const auto list = world.sealed(bytes_of(R"({"schema":"bordereau/1","lignes":[]})"), PliKind::bordereau);
    words["bordereau"] = base64url(list.manifest);
    words["bordereau_corps"] = base64url(list.body);
  }

  Manifest bring(const std::string& name, const PliToSeal& pli) {
    const auto sealed = seal_pli(pli, world.recipients(), world.guardian.sign, world.guardian.kem.public_key()).value();
    words[name + "_manifeste"] = base64url(sealed.manifest);
    words[name + "_corps"] = text_of(sealed.body);
    words[name + "_octets"] = std::to_string(sealed.body.size());
    return parse_manifest(sealed.manifest).value();
  }
};

const Fixture& fixture() {
  static const Fixture made = [] {
    fuzz::restart_chance();
    return Fixture{};
  }();
  return made;
}

Buffer bag_of(std::string_view input) {
  if (input.starts_with("DSCOBAG1")) return {bytes_of(input).begin(), bytes_of(input).end()};
  const auto header = fuzz::expanded(fuzz::until(input, "\n%%\n"), fixture().words);
  std::string bag = "DSCOBAG1";
  for (int byte = 0; byte < 4; ++byte) bag += static_cast<char>(header.size() >> (8 * byte) & 0xff);
  bag += header + fuzz::expanded(input, fixture().words);
  return {bytes_of(bag).begin(), bytes_of(bag).end()};
}

// How many envelopes opened.
std::size_t read(std::string_view input) {
  const auto& made = fixture();
  const auto bag = opener::parse_bag(bag_of(input));
  if (!bag) return 0;
  auto reader = opener::Reader::with_kit(*bag, made.sheets[0], made.sheets[1]);
  if (!reader) return 0;
  std::size_t opened = 0;
  for (const auto& pli : bag->plis) {
    const auto read = reader->open(pli);
    if (read.trust == opener::Trust::refusee || read.trust == opener::Trust::detruite) {
      require(read.data.empty() && read.metadata.empty(), "something shown of what was refused");
      continue;
    }
    ++opened;
    // No slip was typed, so nobody's keys are confirmed.
    require(read.trust == opener::Trust::a_confirmer, "trust from nowhere");
    const bool is_form = pli.id == made.world.piece;
    require(is_form || pli.id == made.of_file, "an envelope nobody sealed");
    require(same(read.data, is_form ? made.form : made.file) && read.metadata == world::metadata, "other contents");
    require(pli.volet == made.world.volet && pli.resp == made.world.resp, "in another's name");
    require(pli.kind == (is_form ? PliKind::form : PliKind::file) && pli.version <= (is_form ? 2u : 1u), "as another");
    require(same(pli.pk_sign, made.world.guardian.sign.public_key()), "under another's key");
  }
  return opened;
}

}  // namespace

// Were nothing ever opened, nothing would be proved: the intact bag opens whole, and each seed says how much it opens.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  for (const auto& entry : std::filesystem::directory_iterator(SEEDS)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string input{std::istreambuf_iterator<char>(file), {}};
    const auto name = entry.path().filename().string();
    require(read(input) == static_cast<std::size_t>(name.back() - '0'), name.c_str());
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read({reinterpret_cast<const char*>(data), size});
  return 0;
}
