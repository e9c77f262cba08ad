#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/worker/pixels.h"

// Invented papers, made when the test runs: no file to trust, no person to protect.

namespace papers {

// A PDF whose every page holds this text in a standard font; `catalog` is added to its catalog.
std::string pdf(const std::vector<std::string>& lines, std::string_view media_box = "0 0 595 842",
                std::string_view catalog = {}, int pages = 1);
// A PDF of these objects, the first its catalog, with its table.
std::string pdf_of(const std::vector<std::string>& objects);
std::vector<std::string> bill();  // thirty lines of an electricity bill addressed to nobody

// The bill as a phone would see it: drawn on a table, turned by `degrees`, blurred over `blur_px` around each pixel.
pipeline::Pixels photo(float degrees = 0, int blur_px = 0);
std::string jpeg(PIX* pixels, int quality = 85);
std::string png(PIX* pixels);
std::string webp(PIX* pixels);
std::string tiff(PIX* pixels);
// The same JPEG, declared turned: an EXIF segment with this orientation after the first marker.
std::string with_orientation(std::string jpeg, int orientation);

std::string file(const std::string& path);
std::span<const std::byte> bytes(const std::string& text);

}  // namespace papers
