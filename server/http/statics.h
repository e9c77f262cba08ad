#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "server/http/bundle.h"
#include "server/http/reply.h"

namespace server::http {

// "/famille" is famille.html. nullopt: no such page. No request ever names a file on the disk.
std::optional<Reply> find_static(std::span<const Embedded> files, std::string_view path,
                                 std::string_view accept_encoding);

}  // namespace server::http
