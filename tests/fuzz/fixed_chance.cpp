#include "tests/fuzz/fixed_chance.h"

#include <sodium.h>

namespace fuzz {
namespace {

std::uint64_t state = 0;

std::uint32_t draw() {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return static_cast<std::uint32_t>(state >> 16);
}

void fill(void* buffer, const std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) static_cast<unsigned char*>(buffer)[i] = static_cast<unsigned char>(draw());
}

randombytes_implementation fixed{[] { return "fixed"; }, draw, nullptr, nullptr, fill, nullptr};

}  // namespace

void restart_chance(std::uint64_t seed) {
  static const int once = randombytes_set_implementation(&fixed);
  static_cast<void>(once);
  state = seed;
}

}  // namespace fuzz
