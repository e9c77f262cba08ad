#include "pipeline/worker/sniff.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace pipeline {
namespace {

using Text = std::string_view;
using namespace std::string_view_literals;

unsigned u8(Text bytes, std::size_t at) { return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0; }
std::uint32_t be16(Text b, std::size_t at) { return u8(b, at) << 8 | u8(b, at + 1); }
std::uint32_t be32(Text b, std::size_t at) { return be16(b, at) << 16 | be16(b, at + 2); }
std::uint32_t le16(Text b, std::size_t at) { return u8(b, at + 1) << 8 | u8(b, at); }
std::uint32_t le24(Text b, std::size_t at) { return u8(b, at + 2) << 16 | le16(b, at); }
std::uint32_t le32(Text b, std::size_t at) { return le16(b, at + 2) << 16 | le16(b, at); }

struct Header {
  std::uint32_t width = 0, height = 0;
  std::uint8_t orientation = 1;
};

// A TIFF structure, alone or inside EXIF: first directory only.
std::optional<Header> tiff_header(Text b) {
  const bool little = b.starts_with("II*\0"sv);
  if (!little && !b.starts_with("MM\0*"sv)) return std::nullopt;
  const auto short_at = [&](std::size_t at) { return little ? le16(b, at) : be16(b, at); };
  const auto long_at = [&](std::size_t at) { return little ? le32(b, at) : be32(b, at); };
  const std::size_t directory = long_at(4);
  if (directory < 8 || directory + 2 > b.size()) return std::nullopt;
  const std::size_t entries = short_at(directory);
  Header header;
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t at = directory + 2 + 12 * i;
    if (at + 12 > b.size()) break;
    const auto value = short_at(at + 2) == 3 ? short_at(at + 8) : long_at(at + 8);
    switch (short_at(at)) {
      case 0x100:
        header.width = value;
        break;
      case 0x101:
        header.height = value;
        break;
      case 0x112:
        if (value >= 1 && value <= 8) header.orientation = static_cast<std::uint8_t>(value);
        break;
      default:
        break;
    }
  }
  return header;
}

std::optional<Header> jpeg_header(Text b) {
  std::optional<Header> found;
  std::uint8_t orientation = 1;
  std::size_t at = 2;
  while (at + 4 <= b.size()) {
    if (u8(b, at) != 0xff) return std::nullopt;
    const unsigned marker = u8(b, at + 1);
    if (marker == 0xff) {
      ++at;
      continue;
    }
    const std::size_t size = be16(b, at + 2);
    if (size < 2) return std::nullopt;
    const Text body = b.substr(std::min(at + 4, b.size())).substr(0, size - 2);
    if (marker == 0xe1 && body.starts_with("Exif\0\0"sv)) {
      if (const auto exif = tiff_header(body.substr(6))) orientation = exif->orientation;
    }
    const bool frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (frame) {
      const unsigned components = u8(body, 5);
      if (u8(body, 0) != 8 || (components != 1 && components != 3 && components != 4)) return std::nullopt;
      found = Header{be16(body, 3), be16(body, 1), 1};
    }
    if (marker == 0xda) break;
    at += 2 + size;
  }
  if (found) found->orientation = orientation;
  return found;
}

std::optional<Header> png_header(Text b) {
  if (be32(b, 8) != 13 || b.substr(std::min<std::size_t>(12, b.size()), 4) != "IHDR"sv) return std::nullopt;
  const unsigned depth = u8(b, 24), colour = u8(b, 25);
  if ((depth != 1 && depth != 2 && depth != 4 && depth != 8 && depth != 16) || colour > 6) return std::nullopt;
  Header header{be32(b, 16), be32(b, 20), 1};
  // The EXIF chunk, when it stands before the pixels.
  for (std::size_t at = 33; at + 12 <= b.size();) {
    const std::size_t size = be32(b, at);
    const Text kind = b.substr(at + 4, 4);
    if (kind == "IDAT"sv || size > b.size() - at - 12) break;
    if (kind == "eXIf"sv) {
      if (const auto exif = tiff_header(b.substr(at + 8, size))) header.orientation = exif->orientation;
    }
    at += 12 + size;
  }
  return header;
}

std::optional<Header> webp_header(Text b) {
  if (b.size() < 30) return std::nullopt;
  const Text kind = b.substr(12, 4);
  if (kind == "VP8 "sv) return Header{le16(b, 26) & 0x3fff, le16(b, 28) & 0x3fff, 1};
  if (kind == "VP8L"sv && u8(b, 20) == 0x2f) {
    const auto bits = le32(b, 21);
    return Header{(bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, 1};
  }
  if (kind != "VP8X"sv) return std::nullopt;
  Header header{le24(b, 24) + 1, le24(b, 27) + 1, 1};
  for (std::size_t at = 12; at + 8 <= b.size();) {
    const std::size_t size = le32(b, at + 4);
    if (size > b.size() - at - 8) break;
    if (b.substr(at, 4) == "EXIF"sv) {
      Text exif = b.substr(at + 8, size);
      if (exif.starts_with("Exif\0\0"sv)) exif.remove_prefix(6);
      if (const auto found = tiff_header(exif)) header.orientation = found->orientation;
    }
    at += 8 + size + (size & 1);
  }
  return header;
}

std::optional<Header> heic_header(Text b) {
  const std::size_t brands = std::min<std::size_t>(be32(b, 0), b.size());
  bool known = false;
  for (std::size_t at = 8; at + 4 <= brands; at += 4) {
    if (at == 12) continue;  // the minor version
    const Text brand = b.substr(at, 4);
    if (brand == "avif"sv || brand == "avis"sv) return std::nullopt;
    known = known || brand == "heic"sv || brand == "heix"sv || brand == "heim"sv || brand == "heis"sv;
  }
  if (!known) return std::nullopt;
  // Every image item of the file announces its extent; tiles are smaller than the whole.
  Header header;
  for (std::size_t at = b.find("ispe"sv); at != Text::npos && at + 16 <= b.size(); at = b.find("ispe"sv, at + 4)) {
    if (at < 4 || be32(b, at - 4) != 20) continue;
    header.width = std::max(header.width, be32(b, at + 8));
    header.height = std::max(header.height, be32(b, at + 12));
  }
  if (header.width == 0) return std::nullopt;
  return header;
}

bool contains_without_case(Text bytes, Text lowercase) {
  return std::search(bytes.begin(), bytes.end(), lowercase.begin(), lowercase.end(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
         }) != bytes.end();
}

// A second format laid over the first: an archive that ends the file, a page a browser would run, a PDF inside a
// picture.
bool hides_another(Text b, Media media) {
  constexpr std::size_t window = 64 * 1024;
  const Text head = b.substr(0, window), tail = b.substr(b.size() - std::min(b.size(), window + 22));
  for (std::size_t at = tail.find("PK\5\6"sv); at != Text::npos; at = tail.find("PK\5\6"sv, at + 1)) {
    if (at + 22 + le16(tail, at + 20) == tail.size()) return true;
  }
  if (media == Media::pdf) return false;
  if (head.substr(0, 1024).find("%PDF-"sv) != Text::npos) return true;
  for (const Text word : {"<script"sv, "<html"sv, "<!doctype html"sv, "<?php"sv}) {
    if (contains_without_case(head, word) || contains_without_case(tail, word)) return true;
  }
  return false;
}

Sniffed refused(Refusal refusal, Media media = Media::pdf) { return {.refusal = refusal, .media = media}; }

}  // namespace

Sniffed sniff(std::span<const std::byte> untrusted) {
  const Text b(reinterpret_cast<const char*>(untrusted.data()), untrusted.size());
  if (b.empty()) return refused(Refusal::vide);
  Sniffed sniffed;
  std::optional<Header> header;
  if (b.starts_with("\xff\xd8\xff"sv)) {
    sniffed.media = Media::jpeg;
    header = jpeg_header(b);
  } else if (b.starts_with("\x89PNG\r\n\x1a\n"sv)) {
    sniffed.media = Media::png;
    header = png_header(b);
  } else if (b.starts_with("RIFF"sv) && b.substr(std::min<std::size_t>(8, b.size()), 4) == "WEBP"sv) {
    sniffed.media = Media::webp;
    header = webp_header(b);
  } else if (b.substr(std::min<std::size_t>(4, b.size()), 4) == "ftyp"sv) {
    header = heic_header(b);
    if (!header) return refused(Refusal::type_refuse);  // a film, or AVIF: another family of formats, whole or not
    sniffed.media = Media::heic;
  } else if (b.starts_with("II*\0"sv) || b.starts_with("MM\0*"sv)) {
    sniffed.media = Media::tiff;
    header = tiff_header(b);
  } else {
    const std::size_t at = b.substr(0, 1024).find("%PDF-"sv);
    if (at == Text::npos) return refused(Refusal::type_refuse);
    // Readers take a PDF that starts late; so do tricks. Blank or a byte order mark before it is only carelessness.
    const bool careless = std::all_of(b.begin(), b.begin() + static_cast<std::ptrdiff_t>(at), [](char c) {
      return c == ' ' || c == '\r' || c == '\n' || c == '\t' || c == '\0' || c == '\xef' || c == '\xbb' || c == '\xbf';
    });
    if (!careless) return refused(Refusal::type_refuse);
    sniffed.damaged = at > 8;
    header = Header{1, 1, 1};
  }
  if (hides_another(b, sniffed.media)) return refused(Refusal::type_refuse, sniffed.media);
  if (!header || header->width == 0 || header->height == 0) return refused(Refusal::abime, sniffed.media);
  if (sniffed.media == Media::pdf) return sniffed;
  sniffed.width = header->width;
  sniffed.height = header->height;
  sniffed.orientation = header->orientation;
  if (std::uint64_t{sniffed.width} * sniffed.height > max_pixels) sniffed.refusal = Refusal::trop_grand;
  return sniffed;
}

}  // namespace pipeline
