#pragma once

#include <string>
#include <string_view>

namespace server {

// "+33639980012" of the many ways a number is written in SIECLE and by people; "" when it can't be one. Kept beside
// what was received, never instead: a number is never destroyed.
std::string canonical_telephone(std::string_view received);

}  // namespace server
