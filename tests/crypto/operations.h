#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

// The reading side of tests/vectors/, as web/tests/coffre/operations.ts reads them too.
namespace operations {

// What the operation gives, or nothing when it refuses.
using Outcome = std::optional<nlohmann::json>;

// Every case of tests/vectors/GROUP.json.
nlohmann::json read_group(std::string_view group);
Outcome run(std::string_view group, const std::string& op, const nlohmann::json& in);

}  // namespace operations
