#pragma once

#include <string>
#include <string_view>

namespace server {

// A name as it is compared: upper case, no accent, hyphen, apostrophe and blanks equivalent and collapsed. SIECLE
// upper-cases what it is sent, and cannot write every letter: a difference of case or accent is no difference.
std::string comparable_name(std::string_view nom);

}  // namespace server
