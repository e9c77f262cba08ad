#pragma once

namespace fuzz {

// From here on libsodium draws the same bytes after each call: an input does the same twice. Before its first use.
void restart_chance();

}  // namespace fuzz
