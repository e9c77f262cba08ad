#pragma once

#include <string>

namespace server {

// A QR of the text on the terminal.
void print_square(const std::string& text);

// A secret somebody reads on a sheet and types: never an argument, which would stay in the shell's history. From the
// terminal, or from a descriptor that carries the line.
std::string typed_line(const char* prompt, int descriptor = -1);

}  // namespace server
