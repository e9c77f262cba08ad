#pragma once

#include <cstddef>
#include <functional>
#include <span>

namespace world {

// While it lives, every byte libsodium draws goes through `drawn`, which may change what the machine gave. One at a
// time.
class WatchedChance {
 public:
  explicit WatchedChance(std::function<void(std::span<std::byte>)> drawn);
  ~WatchedChance();
  WatchedChance(const WatchedChance&) = delete;
};

}  // namespace world
