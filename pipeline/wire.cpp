#include "pipeline/wire.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace pipeline {
namespace {

constexpr std::uint16_t frame_magic = 0x5344;  // "DS"
constexpr std::size_t frame_head_bytes = 8;
constexpr std::uint32_t job_magic = 0x314a5344;     // "DSJ1"
constexpr std::uint32_t report_magic = 0x31525344;  // "DSR1"

enum Kind : std::uint8_t {
  head_frame = 1,
  page_frame,
  jpeg_frame,
  thumbnail_frame,
  record_frame,
  stage_frame,
  end_frame
};

template <std::size_t size>
void put(std::array<std::byte, size>& bytes, std::size_t at, std::uint64_t value, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) bytes[at + i] = static_cast<std::byte>(value >> 8 * i & 0xff);
}

std::uint64_t get(std::span<const std::byte> bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value |= std::uint64_t{static_cast<std::uint8_t>(bytes[at + i])} << 8 * i;
  return value;
}

std::size_t longest_payload(std::uint8_t kind) {
  switch (kind) {
    case head_frame:
      return 32;
    // Words carry at most 13 bytes beside their text.
    case page_frame:
      return 64 + max_page_text_bytes + max_words * 13 + max_codes_per_page * (max_code_bytes + 11);
    case jpeg_frame:
      return 1 + max_jpeg_bytes;
    case thumbnail_frame:
      return 1 + max_thumbnail_bytes;
    case record_frame:
      return max_record_bytes;
    case stage_frame:
      return 1;
    default:
      return 0;
  }
}

bool edges_fit(std::span<const std::byte> untrusted_frame_header, std::uint16_t max_edge_px) {
  const auto height =
      static_cast<std::uint8_t>(untrusted_frame_header[1]) << 8 | static_cast<std::uint8_t>(untrusted_frame_header[2]);
  const auto width =
      static_cast<std::uint8_t>(untrusted_frame_header[3]) << 8 | static_cast<std::uint8_t>(untrusted_frame_header[4]);
  return height > 0 && width > 0 && height <= max_edge_px && width <= max_edge_px;
}

}  // namespace

std::array<std::byte, job_bytes> encode(const Job& job) {
  std::array<std::byte, job_bytes> bytes{};
  put(bytes, 0, job_magic, 4);
  put(bytes, 4, job.id, 8);
  put(bytes, 12, job.deadline_ms, 4);
  put(bytes, 16, static_cast<std::uint8_t>(job.kind), 1);
  put(bytes, 17, job.bulk ? 1 : 0, 1);
  return bytes;
}

std::optional<Job> decode_job(std::span<const std::byte> untrusted) {
  if (untrusted.size() != job_bytes || get(untrusted, 0, 4) != job_magic) return std::nullopt;
  const auto kind = get(untrusted, 16, 1);
  const auto bulk = get(untrusted, 17, 1);
  if ((kind != 1 && kind != 2) || bulk > 1 || get(untrusted, 18, 2) != 0) return std::nullopt;
  return Job{.id = get(untrusted, 4, 8),
             .deadline_ms = static_cast<std::uint32_t>(get(untrusted, 12, 4)),
             .kind = static_cast<DocumentKind>(kind),
             .bulk = bulk == 1};
}

std::array<std::byte, report_bytes> encode(const Report& report) {
  std::array<std::byte, report_bytes> bytes{};
  put(bytes, 0, report_magic, 4);
  put(bytes, 4, report.id, 8);
  put(bytes, 12, static_cast<std::uint8_t>(report.outcome), 1);
  put(bytes, 13, report.code, 1);
  put(bytes, 14, wire_version, 1);
  put(bytes, 16, report.elapsed_ms, 4);
  put(bytes, 20, report.peak_kib, 4);
  return bytes;
}

std::optional<Report> decode_report(std::span<const std::byte> untrusted) {
  if (untrusted.size() != report_bytes || get(untrusted, 0, 4) != report_magic) return std::nullopt;
  if (get(untrusted, 14, 1) != wire_version) return std::nullopt;
  const auto outcome = get(untrusted, 12, 1);
  if (outcome < 1 || outcome > 5) return std::nullopt;
  return Report{.id = get(untrusted, 4, 8),
                .outcome = static_cast<Report::Outcome>(outcome),
                .code = static_cast<std::uint8_t>(get(untrusted, 13, 1)),
                .elapsed_ms = static_cast<std::uint32_t>(get(untrusted, 16, 4)),
                .peak_kib = static_cast<std::uint32_t>(get(untrusted, 20, 4))};
}

FrameWriter::Sink FrameWriter::to_descriptor(int descriptor) {
  return [descriptor](std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const auto written = ::write(descriptor, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) ::_exit(3);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  };
}

void FrameWriter::frame(std::uint8_t kind, std::span<const std::byte> payload) {
  std::array<std::byte, frame_head_bytes> head{};
  put(head, 0, frame_magic, 2);
  put(head, 2, wire_version, 1);
  put(head, 3, kind, 1);
  put(head, 4, payload.size(), 4);
  sink_(head);
  if (!payload.empty()) sink_(payload);
  sent_ += frame_head_bytes + payload.size();
}

void FrameWriter::head(const Facts& facts) {
  Facts alone = facts;
  alone.pages_read.clear();
  frame(head_frame, encode(alone));
}

void FrameWriter::page(std::size_t index, const Page& page) {
  auto payload = encode(page);
  payload.insert(payload.begin(), static_cast<std::byte>(index));
  frame(page_frame, payload);
}

bool FrameWriter::picture(std::size_t index, const Picture& picture) {
  // Room is kept for the words still to come: a picture less is better than a text less.
  constexpr std::size_t kept_for_words = std::size_t{4} << 20;
  const std::size_t size = picture.jpeg.size() + picture.thumbnail.size();
  if (picture.jpeg.size() > max_jpeg_bytes || picture.thumbnail.size() > max_thumbnail_bytes ||
      sent_ + size > max_piece_answer_bytes - kept_for_words)
    return false;
  for (const auto& [kind, jpeg] : {std::pair{jpeg_frame, &picture.jpeg}, {thumbnail_frame, &picture.thumbnail}}) {
    std::vector<std::byte> payload{static_cast<std::byte>(index)};
    payload.insert(payload.end(), jpeg->begin(), jpeg->end());
    frame(kind, payload);
  }
  return true;
}

bool FrameWriter::record(std::string_view json_line) {
  if (json_line.empty() || json_line.size() > max_record_bytes ||
      sent_ + json_line.size() + 2 * frame_head_bytes > max_export_answer_bytes)
    return false;
  frame(record_frame, std::as_bytes(std::span(json_line)));
  return true;
}

void FrameWriter::stage(Stage reached) {
  const auto word = static_cast<std::byte>(reached);
  frame(stage_frame, std::span(&word, 1));
}

void FrameWriter::end() { frame(end_frame, {}); }

bool FrameCollector::feed(std::span<const std::byte> untrusted) {
  if (lied_) return false;
  const std::size_t limit = kind_ == DocumentKind::piece ? max_piece_answer_bytes : max_export_answer_bytes;
  received_ += untrusted.size();
  if (received_ > limit || (ended_ && !untrusted.empty())) return !(lied_ = true);
  pending_.insert(pending_.end(), untrusted.begin(), untrusted.end());
  std::span<const std::byte> rest(pending_);
  while (rest.size() >= frame_head_bytes) {
    const auto kind = static_cast<std::uint8_t>(rest[3]);
    const std::size_t size = get(rest, 4, 4);
    // The length is judged before its bytes are waited for: a lie about it must cost nothing.
    if (get(rest, 0, 2) != frame_magic || get(rest, 2, 1) != wire_version || size > longest_payload(kind) || ended_)
      return !(lied_ = true);
    if (rest.size() < frame_head_bytes + size) break;
    if (!accept(kind, rest.subspan(frame_head_bytes, size))) return !(lied_ = true);
    rest = rest.subspan(frame_head_bytes + size);
  }
  if (ended_ && !rest.empty()) return !(lied_ = true);
  pending_.erase(pending_.begin(), pending_.end() - static_cast<std::ptrdiff_t>(rest.size()));
  return true;
}

bool FrameCollector::accept(std::uint8_t kind, std::span<const std::byte> untrusted) {
  if (kind == end_frame) {
    if (!untrusted.empty() || (kind_ == DocumentKind::piece && !opened_)) return false;
    return ended_ = true;
  }
  if (kind == stage_frame) {
    if (untrusted.size() != 1 || static_cast<std::uint8_t>(untrusted[0]) > static_cast<std::uint8_t>(Stage::read))
      return false;
    if (on_stage_) on_stage_(static_cast<Stage>(untrusted[0]));
    return true;
  }
  if (kind_ == DocumentKind::bee) {
    if (kind != record_frame || untrusted.empty()) return false;
    if (on_record_) on_record_({reinterpret_cast<const char*>(untrusted.data()), untrusted.size()});
    return true;
  }
  if (kind == head_frame) {
    auto head = decode_facts(untrusted);
    if (!head || !head->pages_read.empty()) return false;
    head->pages_read = std::move(reading_.facts.pages_read);
    reading_.facts = std::move(*head);
    return opened_ = true;
  }
  if (!opened_ || untrusted.empty()) return false;
  const auto index = static_cast<std::size_t>(untrusted[0]);
  auto& pages = reading_.facts.pages_read;
  if (kind == page_frame) {
    if (index > pages.size() || index >= max_pages_read) return false;
    auto page = decode_page(untrusted.subspan(1));
    if (!page) return false;
    const bool told_again = index < pages.size();
    if (!told_again) pages.emplace_back();
    words_ += page->words.size();
    words_ -= pages[index].words.size();
    if (words_ > max_words) return false;
    pages[index] = std::move(*page);
    if (told_again && on_page_) on_page_(reading_.facts);
    return true;
  }
  if (kind == jpeg_frame || kind == thumbnail_frame) {
    if (index >= pages.size() || index > reading_.pictures.size()) return false;
    const auto jpeg = untrusted.subspan(1);
    if (!is_plain_jpeg(jpeg, kind == jpeg_frame ? max_picture_edge_px : max_thumbnail_edge_px)) return false;
    if (index == reading_.pictures.size()) reading_.pictures.emplace_back();
    auto& kept = kind == jpeg_frame ? reading_.pictures[index].jpeg : reading_.pictures[index].thumbnail;
    kept.assign(jpeg.begin(), jpeg.end());
    return true;
  }
  return false;
}

Reading FrameCollector::take() {
  // A picture without its thumbnail, or the reverse, was cut off on the way.
  while (!reading_.pictures.empty() &&
         (reading_.pictures.back().jpeg.empty() || reading_.pictures.back().thumbnail.empty()))
    reading_.pictures.pop_back();
  return std::move(reading_);
}

bool is_plain_jpeg(std::span<const std::byte> untrusted, std::uint16_t max_edge_px) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(untrusted[i]); };
  if (untrusted.size() < 4 || at(0) != 0xff || at(1) != 0xd8) return false;
  bool framed = false;
  std::size_t i = 2;
  while (true) {
    if (i + 4 > untrusted.size() || at(i) != 0xff) return false;
    const auto marker = at(i + 1);
    const std::size_t size = static_cast<std::size_t>(at(i + 2)) << 8 | at(i + 3);
    if (size < 2 || i + 2 + size > untrusted.size()) return false;
    const auto body = untrusted.subspan(i + 4, size - 2);
    switch (marker) {
      case 0xe0: {  // JFIF, and no thumbnail inside it
        static constexpr std::uint8_t jfif[] = {'J', 'F', 'I', 'F', 0};
        if (body.size() != 14 || !std::ranges::equal(body.first(5), std::as_bytes(std::span(jfif)))) return false;
        break;
      }
      case 0xc0:
        if (framed || body.size() < 6 || !edges_fit(body, max_edge_px)) return false;
        framed = true;
        break;
      case 0xdb:
      case 0xc4:
      case 0xdd:
        break;
      case 0xda: {
        if (!framed) return false;
        // Entropy-coded data of the only scan: up to the end marker, which must end the file.
        for (i += 2 + size; i + 1 < untrusted.size(); ++i) {
          if (at(i) != 0xff) continue;
          const auto next = at(i + 1);
          if (next == 0x00 || (next >= 0xd0 && next <= 0xd7)) continue;
          return next == 0xd9 && i + 2 == untrusted.size();
        }
        return false;
      }
      default:
        return false;
    }
    i += 2 + size;
  }
}

}  // namespace pipeline
