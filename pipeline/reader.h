#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "pipeline/facts.h"
#include "pipeline/wire.h"

namespace pipeline {

enum class ReadFailure {
  killed,       // the child broke a rule of the cage, or crashed, before it could say what the document is
  timed_out,    // nothing usable before the deadline
  lied,         // the answer broke PROTOCOL.md: the document is poison
  worker_gone,  // no worker could be started or reached; the document was perhaps not opened: worth another try
};
std::string_view to_string(ReadFailure failure);
// What a document that the cage had to stop is said to be, in the words of those that decoders refuse.
Refusal refusal_of(ReadFailure failure);

struct ReadOptions {
  std::chrono::milliseconds deadline{10'000};  // of a core; of the wall, `wall_per_cpu` times as long
  bool bulk = false;
  // Asked about ten times a second, from the calling thread. False gives the document up: the child is killed, and the
  // reading answers `worker_gone`, since nothing was the document's fault.
  std::function<bool()> keep_going = {};
};

// The server's hand on `dossiersco-worker`. It opens no document: it passes bytes to a caged process, keeps a clock,
// and checks every byte of the answer. One Reader per thread. A worker found dead is started again at the next reading.
class Reader {
 public:
  // Starts the program and keeps it; it dies with the Reader.
  static Reader start(std::string worker_program);
  // Uses the worker of its own system unit, listening there.
  static Reader connect(std::string socket_path);
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  // A crash or the deadline in a late stage is not a failure: what earlier stages saw is answered, with
  // `facts.timed_out` or `facts.damaged` set. `on_page` is called each time a page has been told whole, words and codes
  // included, pages in order: the first one can be judged while the others are still being read.
  tl::expected<Reading, ReadFailure> read(std::span<const std::byte> untrusted, const ReadOptions& options,
                                          const std::function<void(Stage)>& on_stage = {}, const OnPage& on_page = {});
  // A SIECLE export, line by line; a line is JSON by the worker's word only. Nothing may be kept before this returns
  // a value: an answer cut short has given lines too.
  tl::expected<void, ReadFailure> read_export(std::span<const std::byte> untrusted, const ReadOptions& options,
                                              const std::function<void(std::string_view untrusted_json)>& on_record);
  // Loads the models now rather than at the first document. False when no worker answers.
  bool warm();

 private:
  struct Link;
  explicit Reader(std::unique_ptr<Link> link);
  std::unique_ptr<Link> link_;
};

}  // namespace pipeline
