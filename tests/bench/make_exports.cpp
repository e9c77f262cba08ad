// Writes the exports of an invented collège: make_exports FOLDER ELEVES [SEED]
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "server/demo/college.h"

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "make_exports FOLDER ELEVES [SEED]\n");
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  const int eleves = std::atoi(argv[2]);
  const auto seed = static_cast<unsigned>(argc > 3 ? std::atoi(argv[3]) : 1);
  std::filesystem::create_directories(folder);
  for (const auto& file : server::make_college(seed, eleves, std::max(4, eleves / 25)))
    std::ofstream(folder / file.name, std::ios::binary) << file.bytes;
}
