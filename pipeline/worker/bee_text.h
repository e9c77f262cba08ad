#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pipeline {

constexpr std::size_t max_xml_bytes = std::size_t{100} << 20;

// Bytes of one XML, from memory or from a ZIP: how many were put in `room`, 0 at the end, -1 after a failure.
using Source = std::function<std::ptrdiff_t(std::span<unsigned char> room)>;

enum class Encoding { utf_8, utf_16_le, utf_16_be, iso_8859_1, iso_8859_15, windows_1252, ascii };

// Follows UTF-8 byte by byte; overlong forms and surrogates are no UTF-8.
class Utf8Follower {
 public:
  bool feed(unsigned char byte) {
    if (missing_ == 0) {
      low_ = 0x80;
      high_ = 0xBF;
      if (byte < 0x80) return true;
      if (byte >= 0xC2 && byte <= 0xDF) {
        missing_ = 1;
      } else if (byte >= 0xE0 && byte <= 0xEF) {
        missing_ = 2;
        if (byte == 0xE0) low_ = 0xA0;
        if (byte == 0xED) high_ = 0x9F;
      } else if (byte >= 0xF0 && byte <= 0xF4) {
        missing_ = 3;
        if (byte == 0xF0) low_ = 0x90;
        if (byte == 0xF4) high_ = 0x8F;
      } else {
        return false;
      }
      return true;
    }
    if (byte < low_ || byte > high_) return false;
    low_ = 0x80;
    high_ = 0xBF;
    if (--missing_ == 0) ++sequences_;
    return true;
  }
  bool complete() const { return missing_ == 0; }
  std::size_t sequences() const { return sequences_; }

 private:
  int missing_ = 0;
  unsigned char low_ = 0x80, high_ = 0xBF;
  std::size_t sequences_ = 0;
};

// One XML as UTF-8, whatever it came as, converted on the way to libxml2. The declaration is replaced by ours: what
// follows can then ask libxml2 for no other conversion.
class Utf8Text {
 public:
  explicit Utf8Text(Source source) : source_(std::move(source)) {}

  // For libxml2: bytes written, 0 at the end, -1 once refused.
  int read(char* room, int size);
  std::string_view refus;
  std::string detail;
  std::size_t bytes() const { return bytes_; }

 private:
  void refuse(std::string_view code, std::string_view about = {});
  void pump();
  // Chooses the encoding; answers how many bytes the mark takes.
  std::size_t open(std::span<const unsigned char> head);
  void convert(std::span<const unsigned char> bytes);
  void take_utf_16(unsigned unit);
  // An editor re-saves in UTF-8 and leaves the old declaration: every accent would become two letters.
  bool saved_as_utf_8() const { return !not_utf_8_ && follower_.sequences() >= 2; }

  void close();
  void replace_declaration();
  // SIECLE never writes a DOCTYPE; entities come with it, and every attack made of them. Nothing of it reaches libxml2.
  void look_for_doctype();
  Source source_;
  std::string out_;
  std::size_t given_ = 0, bytes_ = 0, matched_ = 0;
  bool started_ = false, at_end_ = false, not_utf_8_ = false;
  Encoding encoding_ = Encoding::utf_8;
  Utf8Follower follower_;
  std::optional<unsigned char> half_;
  unsigned high_surrogate_ = 0;
};

std::string lower_ascii(std::string_view text);

// Text that is shown back: what a stranger wrote, reduced to what can do no harm on a screen or a terminal.
std::string presentable(std::string_view text, std::size_t max_bytes = 80);

}  // namespace pipeline
