#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace opener {

// `dossiersco open-pli`: no box, no base, no network. Secrets come from the terminal, which does not echo them, or from
// a file descriptor, a line each.
struct Options {
  std::filesystem::path bag, folder;  // folder "": the list only
  std::filesystem::path trousseau;    // "": the one of the bag
  bool kit = false;                   // two sheets rather than a phrase
  std::vector<std::string> slips;     // 12 characters each
  int secrets = -1;                   // file descriptor
};
int run(const Options& options);  // 0: everything that is here opened; 1 otherwise

}  // namespace opener
