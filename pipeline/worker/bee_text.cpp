#include "pipeline/worker/bee_text.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace pipeline {
namespace {

// Own tables, since iconv loads its modules from files, and the cage has none.

constexpr std::array<char16_t, 32> windows_1252_high = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                        0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

// 0 for a byte that is nothing in this encoding.
constexpr char32_t character_of(Encoding encoding, unsigned char byte) {
  if (byte < 0x80) return byte;
  switch (encoding) {
    case Encoding::iso_8859_1:
      return byte;
    case Encoding::iso_8859_15:
      switch (byte) {
        case 0xA4:
          return 0x20AC;
        case 0xA6:
          return 0x0160;
        case 0xA8:
          return 0x0161;
        case 0xB4:
          return 0x017D;
        case 0xB8:
          return 0x017E;
        case 0xBC:
          return 0x0152;
        case 0xBD:
          return 0x0153;
        case 0xBE:
          return 0x0178;
        default:
          return byte;
      }
    case Encoding::windows_1252:
      return byte < 0xA0 ? windows_1252_high[byte - 0x80] : byte;
    default:
      return 0;
  }
}

void append_utf_8(std::string& out, char32_t c) {
  const auto put = [&out](char32_t bits) { out.push_back(static_cast<char>(bits)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::optional<Encoding> encoding_named(std::string_view name) {
  const std::string lower = lower_ascii(name);
  if (lower == "utf-8" || lower == "utf8") return Encoding::utf_8;
  if (lower == "iso-8859-1" || lower == "iso8859-1" || lower == "latin1") return Encoding::iso_8859_1;
  if (lower == "iso-8859-15" || lower == "iso8859-15" || lower == "latin-9") return Encoding::iso_8859_15;
  if (lower == "windows-1252" || lower == "cp1252") return Encoding::windows_1252;
  if (lower == "us-ascii" || lower == "ascii") return Encoding::ascii;
  return std::nullopt;
}

// What an XML declaration says of its encoding; "" when it says nothing.
std::string_view declared_encoding(std::string_view head) {
  head = head.substr(0, 200);
  if (!head.starts_with("<?xml")) return {};
  head = head.substr(0, head.find("?>"));
  const auto at = head.find("encoding");
  if (at == std::string_view::npos) return {};
  const auto opening = head.find_first_of("'\"", at);
  if (opening == std::string_view::npos) return {};
  const auto closing = head.find(head[opening], opening + 1);
  if (closing == std::string_view::npos) return {};
  return head.substr(opening + 1, closing - opening - 1);
}

}  // namespace

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string presentable(std::string_view text, std::size_t max_bytes) {
  std::string shown;
  for (const char c : text.substr(0, max_bytes)) shown.push_back(c >= 0x20 && c < 0x7F ? c : '?');
  return shown;
}

int Utf8Text::read(char* room, int size) {
  while (given_ == out_.size() && refus.empty() && !at_end_) {
    out_.clear();
    given_ = 0;
    pump();
  }
  if (!refus.empty()) return -1;
  const std::size_t count = std::min(out_.size() - given_, static_cast<std::size_t>(size));
  std::memcpy(room, out_.data() + given_, count);
  given_ += count;
  return static_cast<int>(count);
}

void Utf8Text::refuse(std::string_view code, std::string_view about) {
  if (!refus.empty()) return;
  refus = code;
  detail = presentable(about);
}

void Utf8Text::pump() {
  std::array<unsigned char, 32 * 1024> chunk;
  std::size_t filled = 0;
  // A ZIP may give a few bytes at a time, and the head is judged whole.
  const std::size_t wanted = started_ ? 1 : 512;
  while (filled < wanted) {
    const auto got = source_(std::span(chunk).subspan(filled));
    if (got < 0) return refuse("zip_abime");
    if (got == 0) {
      at_end_ = true;
      break;
    }
    filled += static_cast<std::size_t>(got);
  }
  bytes_ += filled;
  if (bytes_ > max_xml_bytes) return refuse("fichier_trop_gros");
  std::span<const unsigned char> bytes(chunk.data(), filled);
  if (!started_) {
    started_ = true;
    bytes = bytes.subspan(open(bytes));
    if (!refus.empty()) return;
    // Now the whole head is text, whatever the encoding.
    convert(bytes);
    if (!refus.empty()) return;
    replace_declaration();
  } else {
    convert(bytes);
  }
  if (at_end_ && refus.empty()) close();
  if (refus.empty()) look_for_doctype();
}

std::size_t Utf8Text::open(std::span<const unsigned char> head) {
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  if (text.empty()) return refuse("fichier_vide"), 0;
  if (text.starts_with("PK\x03\x04")) return refuse("zip_dans_zip"), 0;
  if (text.starts_with("\xEF\xBB\xBF")) return encoding_ = Encoding::utf_8, 3;
  if (text.starts_with("\xFF\xFE")) return encoding_ = Encoding::utf_16_le, 2;
  if (text.starts_with("\xFE\xFF")) return encoding_ = Encoding::utf_16_be, 2;
  // Judged before any conversion: a spreadsheet is told it is no export, not that its bytes are wrong.
  if (const auto first = text.find_first_not_of(" \t\r\n"); first != std::string_view::npos && text[first] != '<') {
    refuse("pas_un_export_siecle");
    return 0;
  }
  if (const auto name = declared_encoding(text); !name.empty()) {
    const auto encoding = encoding_named(name);
    if (!encoding) return refuse("encodage_non_gere", name), 0;
    encoding_ = *encoding;
  }
  return 0;
}

void Utf8Text::convert(std::span<const unsigned char> bytes) {
  out_.reserve(out_.size() + bytes.size() + bytes.size() / 4);
  switch (encoding_) {
    case Encoding::utf_8:
      for (const unsigned char byte : bytes) {
        if (!follower_.feed(byte)) return refuse("octets_invalides");
      }
      out_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      return;
    case Encoding::utf_16_le:
    case Encoding::utf_16_be:
      for (const unsigned char byte : bytes) {
        if (!half_) {
          half_ = byte;
          continue;
        }
        const unsigned first = *half_, second = byte;
        half_.reset();
        take_utf_16(encoding_ == Encoding::utf_16_le ? first | (second << 8) : (first << 8) | second);
        if (!refus.empty()) return;
      }
      return;
    default:
      for (const unsigned char byte : bytes) {
        if (byte < 0x80) {
          out_.push_back(static_cast<char>(byte));
          if (!follower_.complete()) not_utf_8_ = true;
          continue;
        }
        if (!not_utf_8_ && !follower_.feed(byte)) not_utf_8_ = true;
        const char32_t c = character_of(encoding_, byte);
        if (c == 0) return refuse(saved_as_utf_8() ? "double_encodage" : "octets_invalides");
        append_utf_8(out_, c);
      }
  }
}

void Utf8Text::take_utf_16(unsigned unit) {
  if (high_surrogate_ != 0) {
    if (unit < 0xDC00 || unit > 0xDFFF) return refuse("octets_invalides");
    append_utf_8(out_, 0x10000 + ((high_surrogate_ - 0xD800) << 10) + (unit - 0xDC00));
    high_surrogate_ = 0;
  } else if (unit >= 0xD800 && unit <= 0xDBFF) {
    high_surrogate_ = unit;
  } else if (unit >= 0xDC00 && unit <= 0xDFFF) {
    refuse("octets_invalides");
  } else {
    append_utf_8(out_, unit);
  }
}

void Utf8Text::close() {
  switch (encoding_) {
    case Encoding::utf_8:
      if (!follower_.complete()) refuse("octets_invalides");
      return;
    case Encoding::utf_16_le:
    case Encoding::utf_16_be:
      if (half_ || high_surrogate_ != 0) refuse("octets_invalides");
      return;
    default:
      if (follower_.complete() && saved_as_utf_8()) refuse("double_encodage");
  }
}

void Utf8Text::replace_declaration() {
  const auto first = out_.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return at_end_ ? refuse("fichier_vide") : void();
  const std::string beginning = lower_ascii(std::string_view(out_).substr(first, 15));
  // A session that ran out answers with its sign-in page, under the name of the export asked for.
  if (beginning.starts_with("<!doctype html") || beginning.starts_with("<html")) return refuse("page_web");
  if (out_[first] != '<') return refuse("pas_un_export_siecle");
  if (out_.starts_with("<?xml") && out_.size() > 5 && std::string_view(" \t\r\n").find(out_[5]) != std::string::npos) {
    const auto end = out_.find("?>");
    if (end == std::string::npos) return refuse("xml_mal_forme");
    out_.erase(0, end + 2);
  }
  out_.insert(0, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
}

void Utf8Text::look_for_doctype() {
  static constexpr std::string_view word = "<!DOCTYPE";
  for (const char c : out_) {
    matched_ = c == word[matched_] ? matched_ + 1 : (c == '<' ? 1 : 0);
    if (matched_ == word.size()) return refuse("doctype_interdit");
  }
}

}  // namespace pipeline
