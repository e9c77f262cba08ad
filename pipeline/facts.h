#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pipeline {

// What a worker saw in one document. It says nothing of what it means: `judge` does, in the server, and can be replayed
// on stored Facts. Every field comes from a process that parsed a stranger's file: bounded when decoded, never trusted.

enum class Media { pdf, jpeg, png, webp, heic, tiff };

// Pixels of the redrawn page, origin at its top left, once upright.
struct Box {
  std::uint16_t x = 0, y = 0, width = 0, height = 0;
};

struct Word {
  std::string text = {};        // UTF-8, no blank, no control
  std::uint8_t confidence = 0;  // 0..100; 100 for a text layer
  std::uint16_t line = 0;       // words of one printed line share it; increases down the page
  Box box = {};
};

// Measured on the grey working copy (pipeline.md 3.5).
struct Measures {
  float edge = 0;      // steepness of edges, 0..1; sharp text is above 0.25
  float light = 0;     // mean grey, 0..255
  float dark_end = 0;  // 5th percentile of grey, 0..255
  float glare = 0;     // share of the page burnt out inside darker paper, 0..1
  float corner_spread =
      0;  // standard deviation of grey in the two upper corners, 0..127; a plain background is below 20
  float letter_height = 0;  // median height of a text line's letters in pixels of the working copy; 0 when no text
  bool blank = false;       // no ink
  bool cut = false;         // text touches the border of the picture
  bool incomplete = false;  // the decoder stopped before the end, or a uniform band ends the picture
};

enum class TextSource { none, text_layer, ocr };

struct Code {
  enum class Symbology { qr, data_matrix } symbology = Symbology::qr;
  std::string bytes = {};
  Box box = {};
};

// A line of a machine-readable zone (ICAO 9303) as its own reading gave it: A-Z, 0-9 and '<' only, checked by nobody
// yet.
struct MrzLine {
  std::string text = {};
  std::uint8_t confidence = 0;  // 0..100
  Box box = {};
};

struct Page {
  std::uint16_t width = 0, height = 0;  // of the redrawn picture
  std::uint32_t source_width = 0,
                source_height = 0;  // pixels of the sheet in the picture as sent; 0 when drawn from a PDF
  std::uint16_t turned = 0;  // beyond what the file declares, to stand it upright: degrees clockwise, 0 90 180 270
  TextSource source = TextSource::none;
  Measures measures = {};
  std::vector<Word> words = {};
  std::vector<Code> codes = {};
  std::vector<MrzLine> mrz = {};  // top to bottom
};

// Why a document could not be read at all. The words are pipeline.md section 7's.
enum class Refusal { none, vide, type_refuse, mot_de_passe, abime, trop_grand };

struct Facts {
  Refusal refusal = Refusal::none;
  Refusal part_refused = Refusal::none;  // one of several files could not be read, others could
  Media media = Media::pdf;
  std::uint32_t pages = 0;       // as announced and walked; may exceed pages_read.size()
  bool damaged = false;          // a decoder complained, yet something could be drawn
  bool content_removed = false;  // script, form, attachment or launch action seen: absent from the redrawn copy
  bool timed_out = false;        // a stage ran out of time: what follows it is missing
  std::vector<Page> pages_read = {};
};

// A page as agents see it: redrawn by the worker, JPEG, nothing of the original file but its pixels.
struct Picture {
  std::vector<std::byte> jpeg;       // long edge <= 1600 px
  std::vector<std::byte> thumbnail;  // JPEG, long edge <= 400 px
};

struct Reading {
  Facts facts = {};
  std::vector<Picture> pictures = {};  // one per entry of facts.pages_read, or fewer
};

inline constexpr std::size_t max_pages_read = 20;
inline constexpr std::size_t max_words = 20'000;  // of a whole document
inline constexpr std::size_t max_page_text_bytes = 64 * 1024;
inline constexpr std::size_t max_codes_per_page = 16;
inline constexpr std::size_t max_code_bytes = 4096;
inline constexpr std::size_t max_mrz_lines_per_page = 6;
inline constexpr std::size_t max_mrz_line_letters = 48;
inline constexpr std::uint16_t max_picture_edge_px = 1600;
inline constexpr std::uint16_t max_thumbnail_edge_px = 400;

std::string_view to_string(Media media);
std::string_view to_string(Refusal refusal);  // the Reason of the same spelling; "" for none

// What is kept in the base, so that new rules judge old readings. `decode_facts` answers nothing rather than a part.
std::vector<std::byte> encode(const Facts& facts);
std::optional<Facts> decode_facts(std::span<const std::byte> untrusted);

// Several files sent as the pages of one pièce, each read by itself: one reading, pages in the order of the files.
// Beyond max_pages_read pages are counted, not kept.
Reading join(std::vector<Reading> parts);

// One page alone, as it travels between worker and server.
std::vector<std::byte> encode(const Page& page);
std::optional<Page> decode_page(std::span<const std::byte> untrusted);

}  // namespace pipeline
