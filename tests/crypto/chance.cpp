#include "tests/crypto/chance.h"

#include <sodium.h>

namespace world {
namespace {

std::function<void(std::span<std::byte>)> watcher;

void fill(void* buffer, const std::size_t size) {
  randombytes_sysrandom_implementation.buf(buffer, size);
  watcher({static_cast<std::byte*>(buffer), size});
}

std::uint32_t draw() {
  std::uint32_t value = 0;
  fill(&value, sizeof value);
  return value;
}

randombytes_implementation watched{[] { return "watched"; }, draw, nullptr, nullptr, fill, nullptr};

}  // namespace

WatchedChance::WatchedChance(std::function<void(std::span<std::byte>)> drawn) {
  watcher = std::move(drawn);
  randombytes_set_implementation(&watched);
}

WatchedChance::~WatchedChance() { randombytes_set_implementation(&randombytes_sysrandom_implementation); }

}  // namespace world
