#pragma once

#include <span>
#include <string_view>

namespace server::http {

// One file of the built pages, in the program's own memory.
struct Embedded {
  std::string_view name;  // "famille.html", "assets/socle-1a2b.js"
  std::string_view media_type;
  std::string_view policy;  // its Content-Security-Policy; "" when it is neither a page nor a worker
  std::string_view sha384;  // of `plain`, in hex
  std::string_view plain, gzip, brotli;
};

// The pages travel inside the program, written there by web/outils/embarquer.mjs: what lies on the disk beside it is
// never read, so editing it changes nothing.
struct Bundle {
  std::span<const Embedded> files;
  std::string_view manifest;  // every file's SHA-384 and every policy, as published
  std::string_view sha384;    // of the manifest
  // What a footer has room for: 12 hex digits name one release among ours; a comparison is made on the whole.
  std::string_view short_hash() const { return sha384.substr(0, 12); }
};
const Bundle& bundle();

}  // namespace server::http
