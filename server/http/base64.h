#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace server::http {

// How bytes travel in JSON: base64url without padding, one text only for given bytes.
std::string base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);
// tus metadata: the ordinary alphabet, padding optional.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace server::http
