#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/reply.h"

namespace server::http {

// The built web pages, read once at start and served from memory: no request ever names a file on the disk.
// `assets/` holds names that carry a hash of their content, so they are immutable; a page is never kept, since it
// decides which assets are loaded. `csp.json` in the folder gives each page its Content-Security-Policy (page file →
// policy).
class Statics {
 public:
  // Throws std::runtime_error when the folder is missing, holds an unknown kind of file, or csp.json can't be read.
  static Statics load(const std::filesystem::path& folder);

  // "/" is index.html, "/famille" is famille.html or famille/index.html. nullopt: no such page.
  std::optional<Reply> find(std::string_view path, std::string_view accept_encoding) const;

 private:
  struct File {
    std::string media_type, cache_control, policy;
    std::shared_ptr<const std::string> plain, gzip, brotli;
  };
  std::map<std::string, File, std::less<>> files_;  // "assets/x.js" → its bytes and their compressed siblings
};

}  // namespace server::http
