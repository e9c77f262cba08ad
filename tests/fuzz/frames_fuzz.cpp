#include <cstdlib>

#include "pipeline/wire.h"

// Whatever a child says, the collector keeps its bounds; and facts it accepted are facts that can be kept and read
// again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span untrusted(reinterpret_cast<const std::byte*>(data), size);
  for (const auto kind : {pipeline::DocumentKind::piece, pipeline::DocumentKind::bee}) {
    pipeline::FrameCollector collector(kind, {}, {});
    // In two pieces, cut where the input says.
    const std::size_t cut = size == 0 ? 0 : data[0] % size;
    if (collector.feed(untrusted.first(cut))) collector.feed(untrusted.subspan(cut));
    const pipeline::Reading reading = collector.take();
    const auto kept = encode(reading.facts);
    const auto back = pipeline::decode_facts(kept);
    if (!back || encode(*back) != kept) std::abort();
  }
  pipeline::decode_job(untrusted);
  pipeline::decode_report(untrusted);
  return 0;
}
