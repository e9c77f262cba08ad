#pragma once

#include <cstdint>

namespace fuzz {

// From here on libsodium draws the same bytes after each call: an input does the same twice. Before its first use.
void restart_chance(std::uint64_t seed = 0x9e3779b97f4a7c15);  // never 0

}  // namespace fuzz
