#include <cstdio>

#include "server/commands/commands.h"
#include "server/http/bundle.h"

namespace server {

int manifeste() {
  const auto& pages = http::bundle();
  if (pages.files.empty())
    throw BoxError("sans_pages", "Ce programme a été construit sans ses pages : il n'a pas de manifeste.");
  std::fwrite(pages.manifest.data(), 1, pages.manifest.size(), stdout);
  return 0;
}

}  // namespace server
