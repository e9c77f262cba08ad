#pragma once

#include <string>
#include <utility>

namespace signed_text {

// A code's text as the specification prints it, "<GS>" "<RS>" "<US>" for its separators.
inline std::string code(std::string text) {
  for (const auto& [printed, sign] : {std::pair{"<GS>", '\x1d'}, {"<RS>", '\x1e'}, {"<US>", '\x1f'}}) {
    for (std::size_t at; (at = text.find(printed)) != std::string::npos;) text.replace(at, 4, 1, sign);
  }
  return text;
}

}  // namespace signed_text
