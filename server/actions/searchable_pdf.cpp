#include "server/actions/searchable_pdf.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string_view>

namespace server {
namespace {

// Written here rather than by a library: those packaged either draw text in Latin-1 only or embed a font, and this
// needs neither. ISO 32000-1: 7.5 the file, 8.9.5 pictures, 9.4 text, 9.10.3 ToUnicode.

constexpr double long_edge_points = 842;  // A4
// Every glyph of the font named below is as wide, so a word's width is known without any table.
constexpr double glyph_width = 0.6;
constexpr std::size_t codes_per_font = 255;

std::string number(double value) {
  // Three decimals, no exponent, no locale.
  const auto thousandths = static_cast<std::int64_t>(std::llround(value * 1000));
  const auto whole = std::abs(thousandths) / 1000, rest = std::abs(thousandths) % 1000;
  std::string text = (thousandths < 0 ? "-" : "") + std::to_string(whole);
  if (rest == 0) return text;
  auto decimals = std::to_string(rest);
  text += "." + std::string(3 - decimals.size(), '0') + decimals;
  while (text.back() == '0') text.pop_back();
  return text;
}

std::string hex(std::uint32_t value, int digits) {
  static constexpr std::string_view letters = "0123456789ABCDEF";
  std::string text(static_cast<std::size_t>(digits), '0');
  for (auto at = text.rbegin(); at != text.rend(); ++at, value >>= 4) *at = letters[value & 15];
  return text;
}

// Facts hold well-formed UTF-8 only.
std::vector<char32_t> code_points(std::string_view utf8) {
  std::vector<char32_t> points;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t point = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k)
      point = point << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3FU);
    points.push_back(point);
    i += length;
  }
  return points;
}

std::string utf16_hex(char32_t point) {
  if (point < 0x10000) return hex(point, 4);
  return hex(0xD800 + ((point - 0x10000) >> 10), 4) + hex(0xDC00 + ((point - 0x10000) & 0x3FF), 4);
}

// Each character a document uses has one code in one font; what the code means is told to whoever searches.
class Alphabet {
 public:
  struct Place {
    std::size_t font, code;
  };
  Place place(char32_t point) {
    const auto [found, fresh] = places_.try_emplace(point, order_.size());
    if (fresh) order_.push_back(point);
    return {found->second / codes_per_font, found->second % codes_per_font + 1};
  }
  std::size_t fonts() const { return (order_.size() + codes_per_font - 1) / codes_per_font; }
  std::string to_unicode(std::size_t font) const {
    const auto first = font * codes_per_font, last = std::min(order_.size(), first + codes_per_font);
    std::string map =
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering "
        "(UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<00> "
        "<FF>\nendcodespacerange\n";
    // No more than a hundred lines at a time, says the standard.
    for (auto at = first; at < last; at += 100) {
      const auto end = std::min(last, at + 100);
      map += std::to_string(end - at) + " beginbfchar\n";
      for (auto i = at; i < end; ++i)
        map += "<" + hex(static_cast<std::uint32_t>(i - first + 1), 2) + "> <" + utf16_hex(order_[i]) + ">\n";
      map += "endbfchar\n";
    }
    return map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
  }

 private:
  std::map<char32_t, std::size_t> places_;
  std::vector<char32_t> order_;
};

// Components of a JPEG, told by its frame header: 1 for grey. The worker's answer was checked when it came.
int components_of(std::string_view jpeg) {
  const auto byte = [&](std::size_t at) { return at < jpeg.size() ? static_cast<unsigned char>(jpeg[at]) : 0; };
  for (std::size_t at = 2; at + 9 < jpeg.size() && byte(at) == 0xFF;) {
    if (byte(at + 1) >= 0xC0 && byte(at + 1) <= 0xC2) return byte(at + 9);
    at += 2 + static_cast<std::size_t>(byte(at + 2) << 8 | byte(at + 3));
  }
  return 3;
}

std::string draw(const PdfPage& page, double scale, Alphabet& alphabet) {
  const double width = page.width * scale, height = page.height * scale;
  std::string content = "q " + number(width) + " 0 0 " + number(height) + " 0 0 cm /I Do Q\n";
  if (page.words.empty()) return content;
  content += "BT 3 Tr\n";  // neither filled nor stroked
  std::size_t current = SIZE_MAX;
  for (const auto& word : page.words) {
    const auto points = code_points(word.text);
    if (points.empty() || word.box.width == 0 || word.box.height == 0) continue;
    const double size = word.box.height * scale;
    const double natural = glyph_width * size * static_cast<double>(points.size());
    const double stretch = 100 * word.box.width * scale / natural;
    bool placed = false;
    std::string shown;
    const auto show = [&] {
      if (!shown.empty()) content += "<" + shown + "> Tj\n";
      shown.clear();
    };
    for (const auto point : points) {
      const auto [font, code] = alphabet.place(point);
      if (font != current || !placed) {
        show();
        content += "/F" + std::to_string(font) + " " + number(size) + " Tf ";
        current = font;
      }
      if (!placed) {
        // A fifth of the box lies under the baseline.
        content += number(stretch) + " Tz 1 0 0 1 " + number(word.box.x * scale) + " " +
                   number(height - (word.box.y + word.box.height * 0.8) * scale) + " Tm ";
        placed = true;
      }
      shown += hex(static_cast<std::uint32_t>(code), 2);
    }
    show();
  }
  return content + "ET\n";
}

class File {
 public:
  std::size_t reserve() {
    offsets_.push_back(0);
    return offsets_.size();
  }
  void put(std::size_t object, std::string_view body) {
    offsets_[object - 1] = bytes_.size();
    bytes_.append(std::to_string(object)).append(" 0 obj\n").append(body).append("\nendobj\n");
  }
  void put_stream(std::size_t object, const std::string& entries, std::string_view stream) {
    offsets_[object - 1] = bytes_.size();
    bytes_.append(std::to_string(object)).append(" 0 obj\n<< ").append(entries);
    bytes_.append(" /Length ").append(std::to_string(stream.size())).append(" >>\nstream\n");
    bytes_.append(stream).append("\nendstream\nendobj\n");
  }
  std::string finish(std::size_t catalogue) {
    const auto table = bytes_.size();
    bytes_ += "xref\n0 " + std::to_string(offsets_.size() + 1) + "\n0000000000 65535 f \n";
    for (const auto offset : offsets_) {
      const auto digits = std::to_string(offset);
      bytes_ += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
    }
    bytes_ += "trailer\n<< /Size " + std::to_string(offsets_.size() + 1) + " /Root " + reference(catalogue) +
              " >>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
    return std::move(bytes_);
  }
  static std::string reference(std::size_t object) { return std::to_string(object) + " 0 R"; }

 private:
  std::string bytes_ = "%PDF-1.5\n%\xE2\xE3\xCF\xD3\n";  // the second line says: not text
  std::vector<std::size_t> offsets_;
};

}  // namespace

std::string make_searchable_pdf(std::span<const PdfPage> pages) {
  File file;
  Alphabet alphabet;
  const auto catalogue = file.reserve(), tree = file.reserve(), fonts = file.reserve();
  std::string kids;
  for (const auto& page : pages) {
    const double scale = long_edge_points / std::max({page.width, page.height, 1});
    const auto leaf = file.reserve(), picture = file.reserve(), content = file.reserve();
    kids += (kids.empty() ? "" : " ") + File::reference(leaf);
    file.put_stream(picture,
                    "/Type /XObject /Subtype /Image /Width " + std::to_string(page.width) + " /Height " +
                        std::to_string(page.height) + " /ColorSpace /" +
                        (components_of(page.jpeg) == 1 ? "DeviceGray" : "DeviceRGB") +
                        " /BitsPerComponent 8 /Filter /DCTDecode",
                    page.jpeg);
    file.put_stream(content, "", draw(page, scale, alphabet));
    file.put(leaf, "<< /Type /Page /Parent " + File::reference(tree) + " /MediaBox [0 0 " + number(page.width * scale) +
                       " " + number(page.height * scale) + "] /Resources << /XObject << /I " +
                       File::reference(picture) + " >> /Font " + File::reference(fonts) + " >> /Contents " +
                       File::reference(content) + " >>");
  }
  std::string font_list;
  for (std::size_t i = 0; i < alphabet.fonts(); ++i) {
    const auto font = file.reserve(), map = file.reserve();
    font_list += "/F" + std::to_string(i) + " " + File::reference(font) + " ";
    // Our codes have no glyph in that font, hence no width of its own.
    std::string widths;
    for (std::size_t code = 1; code <= codes_per_font; ++code) widths += "600 ";
    file.put(font, "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /FirstChar 1 /LastChar " +
                       std::to_string(codes_per_font) + " /Widths [" + widths + "] /ToUnicode " + File::reference(map) +
                       " >>");
    file.put_stream(map, "", alphabet.to_unicode(i));
  }
  file.put(fonts, "<< " + font_list + ">>");
  file.put(tree, "<< /Type /Pages /Count " + std::to_string(pages.size()) + " /Kids [" + kids + "] >>");
  file.put(catalogue, "<< /Type /Catalog /Pages " + File::reference(tree) + " >>");
  return file.finish(catalogue);
}

}  // namespace server
