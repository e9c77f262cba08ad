#include <cstdlib>

#include "server/http/codec.h"

// Any bytes, cut anywhere: the codec must neither crash nor hang, keep its limits, and read the same requests whatever
// the cuts. The first byte chooses the cut.

using namespace server::http;

namespace {

constexpr std::size_t limit = 4096;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Reading {
  std::vector<Received> requests;
  int refused = 0;
};

Reading read(std::string_view bytes, std::size_t step) {
  Codec codec([](Request&) -> tl::expected<std::size_t, Refusal> { return limit; });
  Reading reading;
  while (!bytes.empty()) {
    codec.feed(bytes.substr(0, step));
    bytes.remove_prefix(std::min(step, bytes.size()));
    for (;;) {
      const auto event = codec.next();
      if (event == Codec::Event::more) break;
      if (event == Codec::Event::request) {
        reading.requests.push_back(codec.take());
        const auto& request = reading.requests.back().request;
        require(request.untrusted_body.size() <= limit);
        require(request.path.starts_with("/") && request.path.find("//") == std::string::npos);
        require((request.path + "/").find("/../") == std::string::npos &&
                (request.path + "/").find("/./") == std::string::npos);
        for (const auto& [name, value] : request.headers) {
          require(!name.empty() && name.find_first_of("\r\n: \t") == std::string::npos);
          require(value.find_first_of("\r\n") == std::string::npos && value.find('\0') == std::string::npos);
        }
      }
      if (event == Codec::Event::refused) {
        reading.refused = codec.refusal().status;
        require(reading.refused >= 400);
        return reading;
      }
    }
  }
  return reading;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = read(bytes, bytes.size());
  const auto cut = read(bytes, std::size_t{1} + data[0] % 31);
  require(whole.refused == cut.refused && whole.requests.size() == cut.requests.size());
  for (std::size_t i = 0; i < whole.requests.size(); ++i) {
    const auto &a = whole.requests[i].request, &b = cut.requests[i].request;
    require(a.path == b.path && a.query == b.query && a.headers == b.headers && a.untrusted_body == b.untrusted_body);
  }
  return 0;
}
