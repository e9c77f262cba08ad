// Seals and opens a file for three certificates and its sender, opens a bag of 300 forms, and times Argon2id and the
// box's share of a sign-in: sealing FILE [TIMES]. One line of JSON, medians in milliseconds.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "crypto/kit.h"
#include "crypto/password.h"
#include "crypto/token.h"
#include "opener/reader.h"
#include "tests/crypto/world.h"

namespace {

using namespace crypto;

template <class Work>
double median_ms(int times, Work work) {
  std::vector<double> took;
  for (int i = 0; i < times; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    took.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  std::sort(took.begin(), took.end());
  return took[took.size() / 2];
}

// A bag of forms as the box gives it (FORMAT.md, Bag).
Buffer bag_of(const world::World& world, std::size_t how_many) {
  using nlohmann::json;
  const auto directory = world.directory();
  json certificates = json::array(), plis = json::array();
  for (const auto& one : directory.certificates) certificates.push_back(base64url(one));
  Buffer bodies;
  for (std::size_t i = 0; i < how_many; ++i) {
    auto pli = world.pli(bytes_of(R"({"schema":"fiche-infirmerie/1","allergies":"noisette"})"), PliKind::form);
    pli.piece = random_id();
    pli.volet = random_id();
    const auto sealed = seal_pli(pli, world.recipients(), world.guardian.sign, world.guardian.kem.public_key()).value();
    plis.push_back({{"id", hex(pli.piece)},
                    {"kind", 2},
                    {"version", 1},
                    {"volet", hex(pli.volet)},
                    {"resp_id", hex(world.resp)},
                    {"responsable", "Mme Alma MESANGE"},
                    {"eleve", {{"nom", "MESANGE"}, {"prenom", "Iris"}, {"division", "6A"}}},
                    {"manifeste", base64url(sealed.manifest)},
                    {"octets", sealed.body.size()},
                    {"at", bodies.size()},
                    {"length", sealed.body.size()},
                    {"renveloppes", json::array()},
                    {"expediteur",
                     {{"gen", 1},
                      {"pk_sign", base64url(world.guardian.sign.public_key())},
                      {"pk_kem", base64url(world.guardian.kem.public_key())}}}});
    bodies.insert(bodies.end(), sealed.body.begin(), sealed.body.end());
  }
  const auto header = json{
      {"schema", "sacoche/1"},
      {"moment", world::now},
      {"uai", "0009990J"},
      {"nom", "Collège des Tilleuls"},
      {"annuaire",
       {{"racine", base64url(directory.root_record)},
        {"certificats", certificates},
        {"instantanes", {base64url(directory.snapshots[0])}}}},
      {"bordereaux", json::array()},
      {"plis", plis}}.dump();
  const auto magic = bytes_of("DSCOBAG1");
  Buffer bag(magic.begin(), magic.end());
  for (unsigned byte = 0; byte < 4; ++byte) bag.push_back(static_cast<std::byte>(header.size() >> (8 * byte) & 0xff));
  bag.insert(bag.end(), bytes_of(header).begin(), bytes_of(header).end());
  bag.insert(bag.end(), bodies.begin(), bodies.end());
  return bag;
}

// Every envelope verified and opened, by two sheets of the kit.
bool opens_whole(Buffer file, const std::array<KitSheet, 3>& sheets) {
  const auto bag = opener::parse_bag(std::move(file));
  if (!bag) return false;
  auto reader =
      opener::Reader::with_kit(*bag, base32(encode_kit_sheet(sheets[0])), base32(encode_kit_sheet(sheets[1])));
  return reader && std::all_of(bag->plis.begin(), bag->plis.end(), [&](const opener::Pli& pli) {
           return reader->open(pli).trust == opener::Trust::a_confirmer;
         });
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) return 2;
  std::ifstream file(words[1], std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  int times = 5;
  if (count > 2) {
    const std::string_view word = words[2];
    if (std::from_chars(word.data(), word.data() + word.size(), times).ec != std::errc{} || times < 1) return 2;
  }
  const world::World world;
  const auto recipients = world.recipients();
  const auto self = world.guardian.kem.public_key();
  const auto expected = world.expected();
  auto pli = seal_pli(world.pli(bytes_of(text)), recipients, world.guardian.sign, self).value();
  const double seal = median_ms(
      times, [&] { pli = seal_pli(world.pli(bytes_of(text)), recipients, world.guardian.sign, self).value(); });
  bool opened = true;
  const double open = median_ms(times, [&] {
    opened = opened && open_pli(pli.manifest, pli.body, expected, world.nurse.cert_id, world.nurse.kem).has_value();
  });
  constexpr std::size_t in_bag = 300;
  const auto bag = bag_of(world, in_bag);
  const auto sheets = split_kit(world::seq_key(0x01), world.etab);
  const double bag_opened = median_ms(times, [&] { opened = opened && opens_whole(bag, sheets); });
  const double argon = median_ms(times, [] { stretch_password("cafe-lampe-orage", "K7Q29XFM3T"); });
  const auto pepper = world::seq_key(1), k_auth = world::seq_key(2);
  const auto stored = login_verifier(pepper, world.resp, k_auth.bytes());
  constexpr int sign_ins = 10000;
  const double verifier = median_ms(times, [&] {
    for (int i = 0; i < sign_ins; ++i) opened = opened && opens_account(pepper, world.resp, k_auth.bytes(), stored);
  });
  std::cout
      << nlohmann::json{{"seal", seal},      {"open", open},      {"bytes", pli.body.size() + pli.manifest.size()},
                        {"bag", bag_opened}, {"argon2id", argon}, {"verifier", verifier / sign_ins}}
             .dump()
      << '\n';
  return opened ? 0 : 1;
}
