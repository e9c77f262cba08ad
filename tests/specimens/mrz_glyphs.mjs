// node tests/specimens/mrz_glyphs.mjs > pipeline/worker/mrz_glyphs.cpp
// The letters of machine-readable zones as read_mrz compares them, drawn by ImageMagick from free fonts: OCR-B by Norbert
// Schwarz and Matthew Skala (Debian fonts-ocr-b: may be used, modified and distributed without limitation), Liberation
// Mono (SIL OFL 1.1) and DejaVu Sans Mono (Bitstream Vera licence), which print zones on specimens and copies.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const fonts = ['/usr/share/fonts/opentype/ocr-b/OCRB.otf', '/usr/share/fonts/truetype/liberation/LiberationMono-Regular.ttf', '/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf'];
const glyphs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<';
const W = 16, H = 24, CAP = 16, BIG = 10;

// Share of the em a letter takes, from the font's own tables.
function advance(file) {
  const b = readFileSync(file), tables = {};
  for (let i = 0; i < b.readUInt16BE(4); i++) tables[b.toString('latin1', 12 + 16 * i, 16 + 16 * i)] = b.readUInt32BE(20 + 16 * i);
  const told = b.readUInt16BE(tables.hhea + 34); // a font of one width may tell it once
  return b.readUInt16BE(tables.hmtx + 4 * Math.min(5, told - 1)) / b.readUInt16BE(tables.head + 18);
}

function draw(font, size, glyph, width, height, x, y) {
  const out = execFileSync('convert', ['-size', `${width}x${height}`, 'xc:white', '-font', font, '-pointsize', String(size), '-fill', 'black', '-annotate', `+${x}+${y}`, glyph === '<' ? '\\<' : glyph, '-depth', '8', 'gray:-']);
  return out;
}

const bounds = (pixels, width, height) => {
  let top = height, bottom = -1;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (pixels[y * width + x] < 128) { top = Math.min(top, y); bottom = Math.max(bottom, y); }
  return [top, bottom + 1];
};

const tables = fonts.map((font) => {
  const pitch = W * BIG, size = pitch / advance(font);
  // Tall enough for any of them; the letter sits in the middle third.
  const width = 3 * pitch, height = 4 * pitch, base = 3 * pitch;
  const [top, bottom] = bounds(draw(font, size, 'H', width, height, pitch, base), width, height);
  const scale = (bottom - top) / CAP, middle = (top + bottom) / 2;
  return [...glyphs].map((glyph) => {
    const big = draw(font, size, glyph, width, height, pitch, base);
    let text = '';
    for (let y = 0; y < H; y++) {
      for (let x = 0; x < W; x++) {
        let sum = 0, count = 0;
        const y0 = Math.round(middle + (y - H / 2) * scale), y1 = Math.round(middle + (y + 1 - H / 2) * scale);
        for (let j = y0; j < y1; j++) for (let i = pitch + x * BIG; i < pitch + (x + 1) * BIG; i++) { sum += 255 - big[j * width + i]; count++; }
        text += Math.round((sum / count / 255) * 15).toString(16);
      }
    }
    return text;
  });
});

console.log(`// Drawn by tests/specimens/mrz_glyphs.mjs: source and licences of the fonts are told there.
#include "pipeline/worker/mrz_glyphs.h"

namespace pipeline {

// clang-format off
const std::string_view mrz_glyphs[mrz_fonts][mrz_letters.size()] = {`);
for (const table of tables) console.log(`{\n${table.map((t) => `"${t}"`).join(',\n')}},`);
console.log('};\n// clang-format on\n\n}  // namespace pipeline');
