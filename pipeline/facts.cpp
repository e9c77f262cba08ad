#include "pipeline/facts.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace pipeline {
namespace {

// Little-endian, lengths before contents. The version changes with any change below: old readings are then read again.
constexpr std::uint8_t facts_version = 2;

class Out {
 public:
  void u8(std::uint64_t value) { bytes_.push_back(static_cast<std::byte>(value & 0xff)); }
  void u16(std::uint64_t value) { u8(value), u8(value >> 8); }
  void u32(std::uint64_t value) { u16(value), u16(value >> 16); }
  void real(float value) { u32(std::bit_cast<std::uint32_t>(value)); }
  void text(std::string_view value) {
    const auto size = std::min<std::size_t>(value.size(), std::numeric_limits<std::uint16_t>::max());
    u16(size);
    for (const char c : value.substr(0, size)) u8(static_cast<unsigned char>(c));
  }
  void box(const Box& box) { u16(box.x), u16(box.y), u16(box.width), u16(box.height); }
  void append(std::span<const std::byte> other) { bytes_.insert(bytes_.end(), other.begin(), other.end()); }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

class In {
 public:
  explicit In(std::span<const std::byte> untrusted) : rest_(untrusted) {}
  std::uint8_t u8() {
    if (rest_.empty()) {
      broken_ = true;
      return 0;
    }
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_ = rest_.subspan(1);
    return value;
  }
  std::uint16_t u16() {
    const unsigned low = u8();
    return static_cast<std::uint16_t>(low | unsigned{u8()} << 8);
  }
  std::uint32_t u32() {
    const std::uint32_t low = u16();
    return low | std::uint32_t{u16()} << 16;
  }
  float real(float low, float high) {
    const auto value = std::bit_cast<float>(u32());
    return std::isfinite(value) ? std::clamp(value, low, high) : low;
  }
  bool flag() {
    const auto value = u8();
    if (value > 1) broken_ = true;
    return value == 1;
  }
  std::string_view text(std::size_t limit) {
    const std::size_t size = u16();
    if (size > limit || size > rest_.size()) {
      broken_ = true;
      return {};
    }
    const std::string_view value(reinterpret_cast<const char*>(rest_.data()), size);
    rest_ = rest_.subspan(size);
    return value;
  }
  std::span<const std::byte> bytes(std::size_t size) {
    if (size > rest_.size()) {
      broken_ = true;
      return {};
    }
    const auto value = rest_.first(size);
    rest_ = rest_.subspan(size);
    return value;
  }
  template <class Enum>
  Enum word(Enum last) {
    const auto value = u8();
    if (value > static_cast<std::uint8_t>(last)) broken_ = true;
    return broken_ ? Enum{} : static_cast<Enum>(value);
  }
  // A box stays on its page: what is drawn from it later can't leave the picture.
  Box box(std::uint16_t width, std::uint16_t height) {
    Box box;
    box.x = std::min(u16(), width);
    box.y = std::min(u16(), height);
    box.width = std::min<std::uint16_t>(u16(), static_cast<std::uint16_t>(width - box.x));
    box.height = std::min<std::uint16_t>(u16(), static_cast<std::uint16_t>(height - box.y));
    return box;
  }
  void fail() { broken_ = true; }
  bool broken() const { return broken_; }
  bool done() const { return !broken_ && rest_.empty(); }

 private:
  std::span<const std::byte> rest_;
  bool broken_ = false;
};

// Well-formed UTF-8 without controls, blanks, directional overrides or line separators; "" when it isn't UTF-8 at all.
// Words of a stranger's file end on an agent's screen and in logs of tests: nothing in them may act there.
std::string clean_word(std::string_view untrusted) {
  std::string clean;
  for (std::size_t i = 0; i < untrusted.size();) {
    const auto lead = static_cast<unsigned char>(untrusted[i]);
    const std::size_t size = lead < 0x80                   ? 1
                             : lead >= 0xc2 && lead < 0xe0 ? 2
                             : (lead & 0xf0) == 0xe0       ? 3
                             : lead >= 0xf0 && lead < 0xf5 ? 4
                                                           : 0;
    if (size == 0 || i + size > untrusted.size()) return {};
    std::uint32_t point = size == 1 ? lead : lead & (0x7fU >> size);
    for (std::size_t k = 1; k < size; ++k) {
      const auto next = static_cast<unsigned char>(untrusted[i + k]);
      if ((next & 0xc0) != 0x80) return {};
      point = point << 6 | (next & 0x3fU);
    }
    static constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < smallest[size] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return {};
    const bool acts = point <= 0x20 || (point >= 0x7f && point <= 0xa0) || point == 0xad || point == 0x61c ||
                      (point >= 0x2000 && point <= 0x200f) || (point >= 0x2028 && point <= 0x202f) ||
                      (point >= 0x205f && point <= 0x206f) || point == 0x3000 || point == 0xfeff || point == 0xfffe ||
                      point == 0xffff;
    if (!acts) clean.append(untrusted.substr(i, size));
    i += size;
  }
  return clean;
}

void put(Out& out, const Page& page) {
  out.u16(page.width), out.u16(page.height), out.u16(page.turned);
  out.u32(page.source_width), out.u32(page.source_height);
  out.u8(static_cast<std::uint8_t>(page.source));
  const Measures& m = page.measures;
  out.real(m.edge), out.real(m.light), out.real(m.dark_end), out.real(m.glare), out.real(m.corner_spread);
  out.real(m.letter_height);
  out.u8(m.blank), out.u8(m.cut), out.u8(m.incomplete);
  const std::size_t words = std::min(page.words.size(), max_words);
  out.u32(words);
  for (const Word& word : std::span(page.words).first(words)) {
    out.text(word.text), out.u8(word.confidence), out.u16(word.line), out.box(word.box);
  }
  const std::size_t codes = std::min(page.codes.size(), max_codes_per_page);
  out.u8(codes);
  for (const Code& code : std::span(page.codes).first(codes)) {
    out.u8(static_cast<std::uint8_t>(code.symbology)), out.text(code.bytes), out.box(code.box);
  }
  const std::size_t lines = std::min(page.mrz.size(), max_mrz_lines_per_page);
  out.u8(lines);
  for (const MrzLine& line : std::span(page.mrz).first(lines)) {
    out.text(line.text), out.u8(line.confidence), out.box(line.box);
  }
}

Page get_page(In& in) {
  Page page;
  page.width = in.u16(), page.height = in.u16(), page.turned = in.u16();
  if (page.width > max_picture_edge_px || page.height > max_picture_edge_px) in.fail();
  if (page.turned % 90 != 0 || page.turned >= 360) in.fail();
  page.source_width = in.u32(), page.source_height = in.u32();
  page.source = in.word(TextSource::ocr);
  Measures& m = page.measures;
  m.edge = in.real(0, 1), m.light = in.real(0, 255), m.dark_end = in.real(0, 255), m.glare = in.real(0, 1);
  m.corner_spread = in.real(0, 127);
  m.letter_height = in.real(0, 2000);
  m.blank = in.flag(), m.cut = in.flag(), m.incomplete = in.flag();
  const std::uint32_t words = in.u32();
  if (words > max_words) in.fail();
  std::size_t text_bytes = 0;
  std::uint16_t line = 0;
  for (std::uint32_t i = 0; i < words && !in.broken(); ++i) {
    Word word;
    const auto untrusted_text = in.text(max_page_text_bytes);
    text_bytes += untrusted_text.size();
    if (text_bytes > max_page_text_bytes) in.fail();
    word.text = clean_word(untrusted_text);
    word.confidence = std::min<std::uint8_t>(in.u8(), 100);
    word.line = in.u16();
    if (word.line < line) in.fail();
    line = word.line;
    word.box = in.box(page.width, page.height);
    if (!word.text.empty()) page.words.push_back(std::move(word));
  }
  const std::uint8_t codes = in.u8();
  if (codes > max_codes_per_page) in.fail();
  for (std::uint8_t i = 0; i < codes && !in.broken(); ++i) {
    Code code;
    code.symbology = in.word(Code::Symbology::data_matrix);
    code.bytes = in.text(max_code_bytes);
    code.box = in.box(page.width, page.height);
    page.codes.push_back(std::move(code));
  }
  const std::uint8_t lines = in.u8();
  if (lines > max_mrz_lines_per_page) in.fail();
  for (std::uint8_t i = 0; i < lines && !in.broken(); ++i) {
    MrzLine mrz;
    mrz.text = in.text(max_mrz_line_letters);
    mrz.confidence = std::min<std::uint8_t>(in.u8(), 100);
    mrz.box = in.box(page.width, page.height);
    const bool of_a_zone = std::ranges::all_of(
        mrz.text, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '<'; });
    if (!of_a_zone) in.fail();
    page.mrz.push_back(std::move(mrz));
  }
  return page;
}

}  // namespace

std::string_view to_string(Media media) {
  switch (media) {
    case Media::pdf:
      return "pdf";
    case Media::jpeg:
      return "jpeg";
    case Media::png:
      return "png";
    case Media::webp:
      return "webp";
    case Media::heic:
      return "heic";
    case Media::tiff:
      return "tiff";
  }
  return "";
}

std::string_view to_string(Refusal refusal) {
  switch (refusal) {
    case Refusal::none:
      return "";
    case Refusal::vide:
      return "vide";
    case Refusal::type_refuse:
      return "type_refuse";
    case Refusal::mot_de_passe:
      return "mot_de_passe";
    case Refusal::abime:
      return "abime";
    case Refusal::trop_grand:
      return "trop_grand";
  }
  return "";
}

Reading join(std::vector<Reading> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  Reading whole;
  bool some_read = false;
  Refusal first_refusal = Refusal::none;
  for (Reading& part : parts) {
    Facts& facts = part.facts;
    if (facts.refusal != Refusal::none) {
      if (first_refusal == Refusal::none) first_refusal = facts.refusal;
      continue;
    }
    if (!some_read) whole.facts.media = facts.media;
    some_read = true;
    whole.facts.pages += facts.pages;
    whole.facts.damaged = whole.facts.damaged || facts.damaged;
    whole.facts.content_removed = whole.facts.content_removed || facts.content_removed;
    whole.facts.timed_out = whole.facts.timed_out || facts.timed_out;
    part.pictures.resize(facts.pages_read.size());
    for (std::size_t i = 0; i < facts.pages_read.size() && whole.facts.pages_read.size() < max_pages_read; ++i) {
      whole.facts.pages_read.push_back(std::move(facts.pages_read[i]));
      whole.pictures.push_back(std::move(part.pictures[i]));
    }
  }
  if (some_read)
    whole.facts.part_refused = first_refusal;
  else
    whole.facts.refusal = first_refusal;
  // Each part keeps within the bounds of one document; together they must too.
  std::size_t words_left = max_words;
  for (Page& page : whole.facts.pages_read) {
    if (page.words.size() > words_left) page.words.resize(words_left);
    words_left -= page.words.size();
  }
  return whole;
}

std::vector<std::byte> encode(const Page& page) {
  Out out;
  put(out, page);
  return out.take();
}

std::optional<Page> decode_page(std::span<const std::byte> untrusted) {
  In in(untrusted);
  Page page = get_page(in);
  if (!in.done()) return std::nullopt;
  return page;
}

std::vector<std::byte> encode(const Facts& facts) {
  Out out;
  out.u8(facts_version);
  out.u8(static_cast<std::uint8_t>(facts.refusal)), out.u8(static_cast<std::uint8_t>(facts.part_refused));
  out.u8(static_cast<std::uint8_t>(facts.media));
  out.u32(facts.pages);
  out.u8(facts.damaged), out.u8(facts.content_removed), out.u8(facts.timed_out);
  const std::size_t pages = std::min(facts.pages_read.size(), max_pages_read);
  out.u8(pages);
  for (const Page& page : std::span(facts.pages_read).first(pages)) {
    const auto bytes = encode(page);
    out.u32(bytes.size());
    out.append(bytes);
  }
  return out.take();
}

std::optional<Facts> decode_facts(std::span<const std::byte> untrusted) {
  In in(untrusted);
  if (in.u8() != facts_version) return std::nullopt;
  Facts facts;
  facts.refusal = in.word(Refusal::trop_grand);
  facts.part_refused = in.word(Refusal::trop_grand);
  facts.media = in.word(Media::tiff);
  facts.pages = in.u32();
  facts.damaged = in.flag(), facts.content_removed = in.flag(), facts.timed_out = in.flag();
  const std::uint8_t pages = in.u8();
  if (pages > max_pages_read) return std::nullopt;
  std::size_t words = 0;
  for (std::uint8_t i = 0; i < pages && !in.broken(); ++i) {
    auto page = decode_page(in.bytes(in.u32()));
    if (!page) return std::nullopt;
    words += page->words.size();
    if (words > max_words) return std::nullopt;
    facts.pages_read.push_back(std::move(*page));
  }
  if (!in.done()) return std::nullopt;
  return facts;
}

}  // namespace pipeline
