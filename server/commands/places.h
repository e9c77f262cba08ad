#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/reader.h"

namespace server {

std::filesystem::path worker_program();  // beside this program
// The folder of built pages: the one given, else beside this program, else where the package puts it.
std::filesystem::path web_folder(const std::filesystem::path& given);
pipeline::Reader start_reader(const std::filesystem::path& worker_socket = {});

// Throws std::system_error when the file cannot be read.
std::vector<std::byte> read_file(const std::filesystem::path& path);

std::int64_t now_seconds();

}  // namespace server
