#pragma once

#include <cstdint>
#include <optional>

namespace server {

// When the bytes of a pli are destroyed: 30 days after the nurse's receipt came, and never later than its last day,
// which is all an unread one has. The box is a letterbox, not a record.
std::int64_t destroyed_at(std::int64_t depose_le, std::optional<std::int64_t> recu_le);

}  // namespace server
