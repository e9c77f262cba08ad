#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "pipeline/facts.h"

namespace pipeline {

// What server and worker say to each other; the bytes are drawn in pipeline/PROTOCOL.md. Two channels: a control socket
// (jobs one way, reports the other) shared by all documents, and one pipe per document, from the caged child alone.

inline constexpr std::uint8_t wire_version = 1;
inline constexpr std::size_t max_piece_bytes = std::size_t{20} << 20;
inline constexpr std::size_t max_export_bytes = std::size_t{128} << 20;
inline constexpr std::size_t max_record_bytes = 64 * 1024;                      // one line of an export
inline constexpr std::size_t max_export_answer_bytes = std::size_t{256} << 20;  // all lines together
inline constexpr std::size_t max_piece_answer_bytes = std::size_t{16} << 20;
inline constexpr std::size_t max_jpeg_bytes = std::size_t{2} << 20;
inline constexpr std::size_t max_thumbnail_bytes = std::size_t{256} << 10;

// A job's deadline counts the child's own time on a core; on a busy machine it may be given half of one, no less.
inline constexpr int wall_per_cpu = 2;

enum class DocumentKind : std::uint8_t { piece = 1, bee = 2 };

// Server → zygote, with two descriptors: the document (a sealed memfd) and the writing end of the answer's pipe.
struct Job {
  std::uint64_t id = 0;
  std::uint32_t deadline_ms = 0;
  DocumentKind kind = DocumentKind::piece;
  bool bulk = false;  // nobody waits in front of a screen: lower priority
};

// Zygote → server. `ready` once, when models are loaded; then one per job.
struct Report {
  enum class Outcome : std::uint8_t { ready = 1, finished = 2, crashed = 3, timed_out = 4, refused = 5 };
  std::uint64_t id = 0;
  Outcome outcome = Outcome::ready;
  std::uint8_t code = 0;  // exit status when finished, signal when crashed
  std::uint32_t elapsed_ms = 0;
  std::uint32_t peak_kib = 0;
};

inline constexpr std::size_t job_bytes = 20;
inline constexpr std::size_t report_bytes = 24;
std::array<std::byte, job_bytes> encode(const Job& job);
std::array<std::byte, report_bytes> encode(const Report& report);
std::optional<Job> decode_job(std::span<const std::byte> untrusted);
std::optional<Report> decode_report(std::span<const std::byte> untrusted);

// How far a reading has come; told to the family while she waits.
enum class Stage { opened, looked, read };

// Child side: frames are sent stage by stage, so that a crash in a later stage leaves what earlier ones saw.
class FrameWriter {
 public:
  using Sink = std::function<void(std::span<const std::byte>)>;
  explicit FrameWriter(Sink sink) : sink_(std::move(sink)) {}
  static Sink to_descriptor(int descriptor);  // a write that fails ends the process: nobody listens any more

  // Facts without their pages; sent again when a flag changed.
  void head(const Facts& facts);
  // A page sent again replaces itself: first without words, then with them.
  void page(std::size_t index, const Page& page);
  // False when the document's bounds are reached: the picture was not sent.
  bool picture(std::size_t index, const Picture& picture);
  // One line of JSON of an export. False, and nothing sent, when it is too long or the answer has grown too big.
  [[nodiscard]] bool record(std::string_view json_line);
  void stage(Stage reached);
  void end();

 private:
  void frame(std::uint8_t kind, std::span<const std::byte> payload);
  Sink sink_;
  std::size_t sent_ = 0;
};

// The Facts received so far, the last of their pages told whole: a page comes first as it looks, then as it reads.
using OnPage = std::function<void(const Facts& so_far)>;

// Server side: reassembles frames arriving in pieces of any size, and believes none of them.
class FrameCollector {
 public:
  FrameCollector(DocumentKind kind, std::function<void(Stage)> on_stage,
                 std::function<void(std::string_view untrusted_json)> on_record, OnPage on_page = {})
      : kind_(kind), on_stage_(std::move(on_stage)), on_record_(std::move(on_record)), on_page_(std::move(on_page)) {}

  // False once a rule of PROTOCOL.md was broken; nothing more is taken after that.
  bool feed(std::span<const std::byte> untrusted);
  bool ended() const { return ended_; }  // the closing frame came, and nothing after it
  bool lied() const { return lied_; }
  bool opened() const { return opened_; }  // at least the document's kind is known
  Reading take();                          // what was received so far, well formed

 private:
  bool accept(std::uint8_t kind, std::span<const std::byte> untrusted);
  DocumentKind kind_;
  std::function<void(Stage)> on_stage_;
  std::function<void(std::string_view)> on_record_;
  OnPage on_page_;
  std::vector<std::byte> pending_;
  std::size_t received_ = 0;
  std::size_t words_ = 0;
  bool opened_ = false, ended_ = false, lied_ = false;
  Reading reading_;
};

// True for a baseline JPEG that holds pixels and nothing else: no metadata, no second image, no trailing bytes, no edge
// above the limit. What the worker redraws is served to agents' browsers, and the worker is not believed.
bool is_plain_jpeg(std::span<const std::byte> untrusted, std::uint16_t max_edge_px);

}  // namespace pipeline
