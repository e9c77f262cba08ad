// Any bytes, as a SIECLE export: the reader answers by lines the server's collector takes, whatever they are.
#include <cstdlib>

#include "pipeline/bee.h"
#include "pipeline/worker/read_bee.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  pipeline::BeeCollector collector;
  pipeline::FrameCollector frames(
      pipeline::DocumentKind::bee, [](pipeline::Stage) {}, [&](std::string_view line) { collector.line(line); });
  pipeline::FrameWriter writer([&](std::span<const std::byte> frame) { frames.feed(frame); });
  pipeline::read_bee(std::as_bytes(std::span(data, size)), writer);
  // An honest reader is never taken for a liar, and always ends.
  if (!collector.take()) std::abort();
  return 0;
}
