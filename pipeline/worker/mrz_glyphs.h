#pragma once

#include <cstddef>
#include <string_view>

namespace pipeline {

// Letters as read_mrz compares them: one pitch wide, capitals 16 pixels high in the middle of 24 rows, ink from 0 to f.
inline constexpr std::string_view mrz_letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";
inline constexpr int mrz_glyph_width = 16, mrz_glyph_height = 24, mrz_capital_height = 16;
inline constexpr std::size_t mrz_fonts = 3;  // OCR-B, Liberation Mono, DejaVu Sans Mono
extern const std::string_view mrz_glyphs[mrz_fonts][mrz_letters.size()];

}  // namespace pipeline
