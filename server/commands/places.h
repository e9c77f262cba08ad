#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/reader.h"

namespace server {

std::filesystem::path worker_program();  // beside this program
pipeline::Reader start_reader(const std::filesystem::path& worker_socket = {});

// Throws std::system_error when the file cannot be read.
std::vector<std::byte> read_file(const std::filesystem::path& path);

std::int64_t now_seconds();

}  // namespace server
