#include "pipeline/worker/pdf.h"

#include <poppler/cpp/poppler-document.h>
#include <poppler/cpp/poppler-global.h>
#include <poppler/cpp/poppler-image.h>
#include <poppler/cpp/poppler-page-renderer.h>
#include <poppler/cpp/poppler-page.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>

#include "pipeline/worker/picture.h"
#include "pipeline/worker/sniff.h"

namespace pipeline {
namespace {

using namespace std::string_view_literals;

// One document per process: Poppler's own callback is as global.
std::size_t remarks = 0, complaints = 0;

// Poppler says everything in one voice, from a font's odd weight to a file cut in half. Broken structure and broken
// pictures lose content; the rest is pedantry, unless nothing was drawn.
void poppler_says(const std::string& message, void*) {
  ++remarks;
  for (const auto word : {"xref"sv, "XRef"sv, "trailer"sv, "stream"sv, "page tree"sv, "Page tree"sv, "EOF"sv, "JPEG"sv,
                          "JPX"sv, "JBIG2"sv, "CCITT"sv, "atalog"sv}) {
    if (message.find(word) != std::string::npos) {
      ++complaints;
      return;
    }
  }
}

// `#4a` is a letter in a name: a script could hide behind it.
std::string without_escapes(std::string_view bytes) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
  };
  std::string plain;
  plain.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '#' && i + 2 < bytes.size() && digit(bytes[i + 1]) >= 0 && digit(bytes[i + 2]) >= 0) {
      plain.push_back(static_cast<char>(digit(bytes[i + 1]) * 16 + digit(bytes[i + 2])));
      i += 2;
    } else {
      plain.push_back(bytes[i]);
    }
  }
  return plain;
}

bool names_something_active(std::string_view bytes) {
  const std::string plain = without_escapes(bytes);
  for (const auto name : {"/JavaScript"sv, "/Launch"sv, "/EmbeddedFile"sv, "/AcroForm"sv, "/XFA"sv, "/RichMedia"sv}) {
    for (std::size_t at = plain.find(name); at != std::string::npos; at = plain.find(name, at + 1)) {
      const std::size_t end = at + name.size();
      const char next = end < plain.size() ? plain[end] : ' ';
      if ("\0\t\n\f\r ()<>[]{}/%s"sv.find(next) != std::string_view::npos) return true;  // s: EmbeddedFiles
    }
  }
  return false;
}

std::string inflated(std::string_view compressed, std::size_t limit) {
  std::string plain(limit, '\0');
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return {};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  inflate(&stream, Z_FINISH);  // a broken end gives what came before it
  plain.resize(limit - stream.avail_out);
  inflateEnd(&stream);
  return plain;
}

void append_utf8(std::string& text, std::uint32_t point) {
  if (point < 0x80) {
    text.push_back(static_cast<char>(point));
  } else if (point < 0x800) {
    text.push_back(static_cast<char>(0xc0 | point >> 6));
    text.push_back(static_cast<char>(0x80 | (point & 0x3f)));
  } else if (point < 0x10000) {
    text.push_back(static_cast<char>(0xe0 | point >> 12));
    text.push_back(static_cast<char>(0x80 | (point >> 6 & 0x3f)));
    text.push_back(static_cast<char>(0x80 | (point & 0x3f)));
  } else {
    text.push_back(static_cast<char>(0xf0 | point >> 18));
    text.push_back(static_cast<char>(0x80 | (point >> 12 & 0x3f)));
    text.push_back(static_cast<char>(0x80 | (point >> 6 & 0x3f)));
    text.push_back(static_cast<char>(0x80 | (point & 0x3f)));
  }
}

// Poppler's own conversion goes through iconv, which looks for its tables on disk.
std::string utf8(const poppler::ustring& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::uint32_t point = text[i];
    if (point >= 0xd800 && point < 0xdc00 && i + 1 < text.size() && text[i + 1] >= 0xdc00 && text[i + 1] < 0xe000) {
      point = 0x10000 + ((point - 0xd800) << 10) + (text[++i] - 0xdc00U);
    } else if (point >= 0xd800 && point < 0xe000) {
      point = 0xfffd;
    }
    append_utf8(out, point);
  }
  return out;
}

bool is_plausible(const poppler::ustring& text) {
  bool letter_or_digit = false;
  for (const std::uint32_t c : text) {
    if (c < 0x20 || c == 0xfffd || (c >= 0xe000 && c < 0xf900)) return false;
    letter_or_digit = letter_or_digit || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c >= 0xc0;
  }
  return letter_or_digit;
}

struct Layer {
  std::vector<Word> words;
  std::size_t plausible = 0;
};

Layer text_layer(const poppler::page& page, double pixels_per_point, int width, int height) {
  Layer layer;
  const auto px = [&](double points, int limit) {
    return static_cast<std::uint16_t>(std::clamp(std::lround(points * pixels_per_point), 0L, static_cast<long>(limit)));
  };
  std::uint16_t line = 0;
  for (const auto& box : page.text_list()) {
    if (layer.words.size() >= max_words) break;
    const auto text = box.text();
    const auto at = box.bbox();
    Word word{.text = utf8(text), .confidence = 100, .line = 0, .box = {}};
    word.box.x = px(at.left(), width);
    word.box.y = px(at.top(), height);
    word.box.width = static_cast<std::uint16_t>(px(at.right(), width) - word.box.x);
    word.box.height = static_cast<std::uint16_t>(px(at.bottom(), height) - word.box.y);
    if (!layer.words.empty()) {
      const Box& before = layer.words.back().box;
      const int overlap =
          std::min(before.y + before.height, word.box.y + word.box.height) - std::max(before.y, word.box.y);
      const bool same_line = 2 * overlap > std::min(before.height, word.box.height) && word.box.x >= before.x;
      if (!same_line) ++line;
    }
    word.line = line;
    if (is_plausible(text)) ++layer.plausible;
    layer.words.push_back(std::move(word));
  }
  return layer;
}

// Words one can't see don't count: white on white, or laid under a picture that shows something else.
std::size_t visible_words(const std::vector<Word>& words, PIX* grey) {
  std::size_t visible = 0;
  for (const Word& word : words) {
    int darkest = 255, lightest = 0;
    for (int y = word.box.y; y < std::min<int>(word.box.y + word.box.height, pixGetHeight(grey)); ++y) {
      const l_uint32* row = pixGetData(grey) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(grey);
      for (int x = word.box.x; x < std::min<int>(word.box.x + word.box.width, pixGetWidth(grey)); ++x) {
        const int value = GET_DATA_BYTE(row, x);
        darkest = std::min(darkest, value);
        lightest = std::max(lightest, value);
      }
    }
    if (lightest - darkest >= 40) ++visible;
  }
  return visible;
}

constexpr std::size_t fewest_words = 30;  // fewer may be a stamp over a scan

int pixels_of(double points, double pixels_per_point) {
  return std::max(1, static_cast<int>(points * pixels_per_point));
}

bool is_believed(const Layer& layer, PIX* grey) {
  const std::size_t count = layer.words.size();
  if (count < fewest_words || layer.plausible * 10 < count * 6) return false;
  if (visible_words(layer.words, grey) * 10 < count * 9) return false;
  // A drawn page has one exact paper colour; a photographed or scanned one has a thousand, and its layer is another
  // program's guess: ours is at least known.
  NUMA* histogram = pixGetGrayHistogram(grey, 2);
  l_float32 most = 0, total = 0;
  numaGetMax(histogram, &most, nullptr);
  numaGetSum(histogram, &total);
  numaDestroy(&histogram);
  return most >= 0.4F * total;
}

// Width and height of the pictures a PDF holds. Their dictionaries are never packed in compressed objects, since a
// stream can't be.
struct PictureSizes {
  std::uint64_t largest = 0;  // pixels
  bool page_like = false;     // one at least has the pixels of a scanned page
};

PictureSizes picture_sizes(std::string_view bytes) {
  PictureSizes sizes;
  const auto number_after = [](std::string_view text, std::string_view name) {
    const std::size_t at = text.find(name);
    if (at == std::string_view::npos) return std::uint64_t{0};
    std::size_t i = at + name.size();
    while (i < text.size() && (text[i] == ' ' || text[i] == '\n' || text[i] == '\r')) ++i;
    std::uint64_t value = 0;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9' && value < 1'000'000; ++i)
      value = value * 10 + static_cast<std::uint64_t>(text[i] - '0');
    return value;
  };
  for (std::size_t at = bytes.find("/Image"sv); at != std::string_view::npos; at = bytes.find("/Image"sv, at + 6)) {
    // The dictionary around the word: from its opening to its stream, a few hundred bytes at most.
    const std::size_t from = at - std::min<std::size_t>(at, 400);
    std::string_view around = bytes.substr(from, 900);
    if (const auto end = around.find("stream"sv, at - from); end != std::string_view::npos)
      around = around.substr(0, end);
    if (const auto start = around.rfind(" obj"sv); start != std::string_view::npos) around.remove_prefix(start);
    const auto width = number_after(around, "/Width"sv), height = number_after(around, "/Height"sv);
    sizes.largest = std::max(sizes.largest, width * height);
    sizes.page_like = sizes.page_like || (width >= 800 && height >= 800);
  }
  return sizes;
}

// In grey when a picture in it is a giant: its pixels are brought down one by one, and colour triples the time.
Pixels rendered(const poppler::page& page, double dpi, int width, int height, bool grey) {
  poppler::page_renderer renderer;
  renderer.set_image_format(grey ? poppler::image::format_gray8 : poppler::image::format_argb32);
  renderer.set_render_hints(poppler::page_renderer::antialiasing | poppler::page_renderer::text_antialiasing);
  const poppler::image image = renderer.render_page(&page, dpi, dpi, 0, 0, width, height);
  if (!image.is_valid() || image.width() != width || image.height() != height) return nullptr;
  Pixels pixels(pixCreate(width, height, 32));
  if (!pixels) return nullptr;
  for (int y = 0; y < height; ++y) {
    const char* from = image.const_data() + static_cast<std::ptrdiff_t>(y) * image.bytes_per_row();
    l_uint32* to = pixGetData(pixels.get()) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(pixels.get());
    for (int x = 0; grey && x < width; ++x) to[x] = static_cast<unsigned char>(from[x]) * 0x01010100U;
    for (int x = 0; !grey && x < width; ++x) {
      l_uint32 argb = 0;
      std::copy_n(from + 4 * x, 4, reinterpret_cast<char*>(&argb));
      to[x] = argb << 8;
    }
  }
  return pixels;
}

struct Points {
  double across = 0, down = 0;
};

Points drawn_size(const poppler::page& page) {
  const auto box = page.page_rect(poppler::crop_box);
  Points size{std::abs(box.width()), std::abs(box.height())};
  if (page.orientation() == poppler::page::landscape || page.orientation() == poppler::page::seascape)
    std::swap(size.across, size.down);
  return size;
}

// One page of every standard font. Without a table of references: Poppler rebuilds it.
constexpr char own_page[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<<"
    "/A<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    "/B<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>/C<</Type/Font/Subtype/Type1/BaseFont/Courier>>"
    "/D<</Type/Font/Subtype/TrueType/BaseFont/Arial-BoldMT/Encoding/WinAnsiEncoding>>>>>>>>endobj\n"
    "4 0 obj<</Length 120>>stream\nBT /A 12 Tf 10 70 Td (abc \\351) Tj /B 12 Tf (abc) Tj /C 12 Tf (abc) Tj /D 12 Tf "
    "(abc) Tj ET"
    "                                \nendstream endobj\ntrailer<</Root 1 0 R>>\n";

}  // namespace

Pdf::Pdf(std::span<const std::byte> untrusted) {
  remarks = complaints = 0;
  poppler::set_debug_error_function(poppler_says, nullptr);
  document_.reset(poppler::document::load_from_raw_data(reinterpret_cast<const char*>(untrusted.data()),
                                                        static_cast<int>(untrusted.size())));
  if (!document_) {
    refusal_ = Refusal::abime;
    return;
  }
  if (document_->is_locked()) {
    refusal_ = Refusal::mot_de_passe;
    return;
  }
  pages_ = static_cast<std::uint32_t>(std::max(document_->pages(), 0));
  content_removed_ = names_active_content(untrusted) || document_->has_embedded_files();
  const auto sizes = picture_sizes({reinterpret_cast<const char*>(untrusted.data()), untrusted.size()});
  holds_scans_ = sizes.page_like;
  holds_giant_ = sizes.largest > max_pixels;
  if (pages_ == 0) refusal_ = Refusal::abime;
}

Pdf::~Pdf() = default;

bool Pdf::complained() const { return complaints > 0; }

bool Pdf::remarked() const { return remarks > 0; }

Pdf::Sheet Pdf::draw(std::size_t index) const {
  Sheet sheet;
  const std::unique_ptr<poppler::page> page(document_->create_page(static_cast<int>(index)));
  if (!page) return sheet;
  const auto [across, down] = drawn_size(*page);
  const double longest = std::max(across, down), shortest = std::min(across, down);
  // Beyond 200 inches PDF itself stops; and no paper is ten times as long as wide.
  if (!(shortest >= 1) || !(longest <= 14'400) || longest > 10 * shortest) {
    sheet.too_big = shortest >= 1;
    return sheet;
  }
  // A page that speaks is drawn at the size it is shown; one to be recognized, at the size it is read. Never twice for
  // nothing: a drawing can take seconds.
  const auto drawn_at = [&, across = across, down = down](int edge_px) {
    return rendered(*page, edge_px / longest * 72, pixels_of(across, edge_px / longest),
                    pixels_of(down, edge_px / longest), holds_giant_);
  };
  const double shown = max_picture_edge_px / longest;
  Layer layer = text_layer(*page, shown, pixels_of(across, shown), pixels_of(down, shown));
  if (layer.words.size() >= fewest_words) {
    sheet.pixels = drawn_at(max_picture_edge_px);
    if (!sheet.pixels) return sheet;
    const Pixels grey(pixConvertRGBToLuminance(sheet.pixels.get()));
    if (is_believed(layer, grey.get())) {
      sheet.text_layer = std::move(layer.words);
      return sheet;
    }
  }
  sheet.pixels = drawn_at(work_edge_px);
  return sheet;
}

Pixels Pdf::draw_larger(std::size_t index, int edge_px) const {
  const std::unique_ptr<poppler::page> page(document_->create_page(static_cast<int>(index)));
  if (!page) return nullptr;
  const auto [across, down] = drawn_size(*page);
  const double longest = std::max(across, down);
  if (!(std::min(across, down) >= 1) || !(longest <= 14'400)) return nullptr;
  return rendered(*page, edge_px / longest * 72, pixels_of(across, edge_px / longest),
                  pixels_of(down, edge_px / longest), holds_giant_);
}

bool names_active_content(std::span<const std::byte> untrusted) {
  const std::string_view bytes(reinterpret_cast<const char*>(untrusted.data()), untrusted.size());
  if (names_something_active(bytes)) return true;
  // Newer writers pack objects in compressed streams, where the names are no longer in sight.
  std::size_t budget = std::size_t{32} << 20;
  constexpr std::size_t most_per_stream = std::size_t{4} << 20;
  for (std::size_t at = bytes.find("/ObjStm"sv); at != std::string_view::npos && budget > 0;
       at = bytes.find("/ObjStm"sv, at + 1)) {
    std::size_t start = bytes.find("stream"sv, at);
    if (start == std::string_view::npos || start - at > 1024) continue;
    start += 6;
    while (start < bytes.size() && (bytes[start] == '\r' || bytes[start] == '\n')) ++start;
    const std::string plain = inflated(bytes.substr(start), std::min(budget, most_per_stream));
    budget -= std::min(budget, std::max<std::size_t>(plain.size(), 1024));
    if (names_something_active(plain)) return true;
  }
  return false;
}

void warm_pdf() {
  // Kept for the life of the process: with its last document Poppler would drop the tables.
  static const Pdf kept(std::as_bytes(std::span(own_page).first(sizeof own_page - 1)));
  (void)kept.draw(0);
}

}  // namespace pipeline
