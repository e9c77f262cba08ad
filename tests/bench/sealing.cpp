// Seals and opens a file for three certificates and its sender, and times Argon2id and the box's share of a sign-in:
// sealing FILE [TIMES]. One line of JSON, medians in milliseconds.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "crypto/password.h"
#include "crypto/token.h"
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
  const double argon = median_ms(times, [] { stretch_password("cafe-lampe-orage", "K7Q29XFM3T"); });
  const auto pepper = world::seq_key(1), k_auth = world::seq_key(2);
  const auto stored = login_verifier(pepper, world.resp, k_auth.bytes());
  constexpr int sign_ins = 10000;
  const double verifier = median_ms(times, [&] {
    for (int i = 0; i < sign_ins; ++i) opened = opened && opens_account(pepper, world.resp, k_auth.bytes(), stored);
  });
  std::cout << nlohmann::json{{"seal", seal},
                              {"open", open},
                              {"bytes", pli.body.size() + pli.manifest.size()},
                              {"argon2id", argon},
                              {"verifier", verifier / sign_ins}}
                   .dump()
            << '\n';
  return opened ? 0 : 1;
}
