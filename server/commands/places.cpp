#include "server/commands/places.h"

#include <cerrno>
#include <ctime>
#include <fstream>
#include <system_error>

namespace server {

namespace fs = std::filesystem;

static fs::path program_folder() { return fs::read_symlink("/proc/self/exe").parent_path(); }

fs::path worker_program() { return program_folder() / "dossiersco-worker"; }

pipeline::Reader start_reader(const fs::path& worker_socket) {
  return worker_socket.empty() ? pipeline::Reader::start(worker_program()) : pipeline::Reader::connect(worker_socket);
}

std::vector<std::byte> read_file(const fs::path& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file || fs::is_directory(path))
    throw std::system_error(errno ? errno : EISDIR, std::generic_category(), path.string());
  std::vector<std::byte> bytes(static_cast<std::size_t>(file.tellg()));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file) throw std::system_error(EIO, std::generic_category(), path.string());
  return bytes;
}

std::int64_t now_seconds() { return static_cast<std::int64_t>(std::time(nullptr)); }

}  // namespace server
