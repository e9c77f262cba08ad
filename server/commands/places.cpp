#include "server/commands/places.h"

#include <cerrno>
#include <ctime>
#include <fstream>
#include <system_error>

namespace server {

namespace fs = std::filesystem;

static fs::path program_folder() { return fs::read_symlink("/proc/self/exe").parent_path(); }

fs::path worker_program() { return program_folder() / "dossiersco-worker"; }

fs::path web_folder(const fs::path& given) {
  if (!given.empty()) return given;
  const auto beside = program_folder() / "web";
  return fs::exists(beside / "csp.json") ? beside : fs::path("/usr/share/dossiersco/web");
}

pipeline::Reader start_reader(const fs::path& worker_socket) {
  return worker_socket.empty() ? pipeline::Reader::start(worker_program()) : pipeline::Reader::connect(worker_socket);
}

std::vector<std::byte> read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file || fs::is_directory(path)) throw std::system_error(errno ? errno : ENOENT, std::generic_category());
  std::vector<std::byte> bytes(static_cast<std::size_t>(file.tellg()));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file) throw std::system_error(EIO, std::generic_category());
  return bytes;
}

std::int64_t now_seconds() { return static_cast<std::int64_t>(std::time(nullptr)); }

std::chrono::year_month_day day_in_paris(std::int64_t moment) {
  // Summer time in the Union: from the last Sunday of March to the last Sunday of October, both at 01:00 UTC
  // (directive 2000/84/CE). Computed here: a minimal system may lack the zone's file, and `tz` of C++20 needs GCC 14.
  using namespace std::chrono;
  const sys_seconds utc{seconds(moment)};
  const auto y = year_month_day(floor<days>(utc)).year();
  const auto begins = sys_days(y / March / Sunday[last]) + hours(1);
  const auto ends = sys_days(y / October / Sunday[last]) + hours(1);
  return year_month_day(floor<days>(utc + (utc >= begins && utc < ends ? hours(2) : hours(1))));
}

}  // namespace server
