// Files made to hurt whoever opens them, built here byte by byte, and beside each family an honest twin.
//   node tests/specimens/hostile.mjs FOLDER      writes each file and hostile.json: [{file, family, twin, why}]
// `hostileFiles()` gives the same without a folder. Nothing is fetched; no file does anything outside a reader with a hole.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { deflateRawSync, deflateSync } from 'node:zlib';

const ascii = (text) => Buffer.from(text, 'latin1');
const u16 = (n) => { const b = Buffer.alloc(2); b.writeUInt16BE(n & 0xffff); return b; };
const u32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32BE(n >>> 0); return b; };
const le16 = (n) => { const b = Buffer.alloc(2); b.writeUInt16LE(n & 0xffff); return b; };
const le32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32LE(n >>> 0); return b; };
const bytes = (...parts) => Buffer.concat(parts.map((part) => (typeof part === 'string' ? ascii(part) : Buffer.isBuffer(part) ? part : Buffer.from(part))));
// The same noise every time: a file that once hurt can be made again.
function noise(length, seed = 1) {
  const out = Buffer.alloc(length);
  for (let i = 0, x = seed; i < length; i += 1) { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; out[i] = x; }
  return out;
}
const zeros = (length) => deflateSync(Buffer.alloc(length), { level: 9 });

const crcs = Array.from({ length: 256 }, (_, n) => { let c = n; for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c >>> 0; });
const crc32 = (data) => { let c = 0xffffffff; for (const byte of data) c = crcs[(c ^ byte) & 255] ^ (c >>> 8); return (c ^ 0xffffffff) >>> 0; };
const chunk = (name, data) => { const body = bytes(name, data); return bytes(u32(data.length), body, u32(crc32(body))); };
const pngHead = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const ihdr = (width, height, depth = 8, colour = 0, interlace = 0) => chunk('IHDR', bytes(u32(width), u32(height), [depth, colour, 0, 0, interlace]));
const png = (width, height, data, { depth, colour, interlace, extra = [] } = {}) => bytes(pngHead, ihdr(width, height, depth, colour, interlace), ...extra, chunk('IDAT', data), chunk('IEND', Buffer.alloc(0)));
// Rows of grey, each with its filter byte.
const rows = (width, height, at) => { const raw = Buffer.alloc((width + 1) * height); for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) raw[y * (width + 1) + 1 + x] = at(x, y); return deflateSync(raw); };

// Objects of a PDF numbered from 1, a right table unless `xref` says otherwise.
function pdf(objects, { trailer = '', xref, after = '', version = '1.7' } = {}) {
  const parts = [ascii(`%PDF-${version}\n%\xe2\xe3\xcf\xd3\n`)];
  const offsets = [];
  let at = parts[0].length;
  objects.forEach((object, i) => {
    const whole = bytes(`${i + 1} 0 obj\n`, object, '\nendobj\n');
    offsets.push(at);
    at += whole.length;
    parts.push(whole);
  });
  const table = xref ?? `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((o) => `${String(o).padStart(10, '0')} 00000 n \n`).join('')}`;
  parts.push(ascii(`${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`), ascii(after));
  return Buffer.concat(parts);
}
const stream = (data, words = '') => bytes(`<< /Length ${data.length} ${words} >>\nstream\n`, data, '\nendstream');
const letters = (text) => ascii(text).toString('latin1').replace(/[\\()]/g, '\\$&');
const bill = ['FACTURE ELECTRICITE', 'Facture du 28/04/2026', 'MME AMANDINE TILLEUL', '12 RUE DES SAULES', '38000 GRENOBLE', 'Lieu de consommation : 12 RUE DES SAULES 38000 GRENOBLE', 'Total TTC 84,20 EUR'];
const text = (lines, more = '') => ascii(`BT /F1 12 Tf 60 780 Td 18 TL ${more} ${lines.map((line) => `(${letters(line)}) Tj T*`).join(' ')} ET`);
// One page of text, and whatever is hung on its catalog, its page or its resources.
function page({ content = text(bill), contentWords = '', catalog = '', more = '', resources = '', box = '0 0 595 842', objects = [], ...rest } = {}) {
  return pdf([`<< /Type /Catalog /Pages 2 0 R ${catalog} >>`, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [${box}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> ${resources} >> ${more} >>`,
    stream(content, contentWords), '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>', ...objects], rest);
}
const image = (words, data) => stream(data, `/Type /XObject /Subtype /Image ${words}`);
const imagePage = (words, data, rest = {}) => page({ content: ascii('q 500 0 0 700 40 60 cm /I Do Q'), resources: '/XObject << /I 6 0 R >>', objects: [image(words, data)], ...rest });
const manyPages = (count) => pdf(['<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Kids [${Array.from({ length: count }, (_, i) => `${i + 5} 0 R`).join(' ')}] /Count ${count} >>`,
  stream(text(bill)), '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ...Array.from({ length: count }, () => '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << /Font << /F1 4 0 R >> >> >>')]);

function zip(name, data) {
  const packed = deflateRawSync(data), crc = u32(crc32(data)).reverse();
  const common = bytes(le16(20), le16(0), le16(8), le32(0), crc, le32(packed.length), le32(data.length), le16(name.length), le16(0));
  const local = bytes('PK\x03\x04', common, name, packed);
  const central = bytes('PK\x01\x02', le16(20), common, le16(0), le16(0), le16(0), le32(0), le32(0), name);
  return bytes(local, central, 'PK\x05\x06', le16(0), le16(0), le16(1), le16(1), le32(central.length), le32(local.length), le16(0));
}

// A page of a TIFF: [tag, type, count, value]; type 3 is a short, 4 a long. `next`: where the following page is said to be.
const ifd = (entries, next) => bytes(le16(entries.length), ...entries.map(([tag, type, count, value]) => bytes(le16(tag), le16(type), le32(count), type === 3 && count === 1 ? bytes(le16(value), le16(0)) : le32(value))), le32(next));
const greyPage = (width, height, at, length) => [[256, 4, 1, width], [257, 4, 1, height], [258, 3, 1, 8], [259, 3, 1, 1], [262, 3, 1, 1], [273, 4, 1, at], [277, 3, 1, 1], [278, 4, 1, height], [279, 4, 1, length]];
const tiff = (directory, data = Buffer.alloc(0)) => bytes('II', le16(42), le32(8), directory, data);

// The smallest honest JPEG: 8-pixel blocks of one grey, written with tables of one code each.
function jpeg(width, height, { before = [], restart = 0, data, quality = 16 } = {}) {
  const segment = (marker, body) => bytes([0xff, marker], u16(body.length + 2), body);
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const bits = Buffer.alloc(Math.ceil(blocks / 4) || 1); // two bits a block: no change, end of block
  return bytes([0xff, 0xd8], segment(0xe0, bytes('JFIF\0', [1, 1, 0, 0, 1, 0, 1, 0, 0])), ...before, segment(0xdb, bytes([0], Buffer.alloc(64, quality))),
    segment(0xc0, bytes([8], u16(height), u16(width), [1, 1, 0x11, 0])), segment(0xc4, bytes([0x00, 1], Buffer.alloc(15), [0])), segment(0xc4, bytes([0x10, 1], Buffer.alloc(15), [0])),
    ...(restart ? [segment(0xdd, u16(restart))] : []), segment(0xda, bytes([1, 1, 0x00, 0, 63, 0])), data ?? bits, [0xff, 0xd9]);
}
const exif = (directory) => { const body = bytes('Exif\0\0', 'II', le16(42), le32(8), directory); return bytes([0xff, 0xe1], u16(body.length + 2), body); };
const box4 = (name, ...body) => { const data = bytes(...body); return bytes(u32(data.length + 8), name, data); };
const heicHead = box4('ftyp', 'heic', u32(0), 'mif1heic');
const riff = (...body) => { const data = bytes('WEBP', ...body); return bytes('RIFF', le32(data.length), data); };

// A grid of black and white modules, as a code that no decoder ends with.
const modules = (size, scale, seed) => { const bits = noise(size * size, seed); return png(size * scale, size * scale, rows(size * scale, size * scale, (x, y) => (bits[Math.floor(y / scale) * size + Math.floor(x / scale)] & 1 ? 255 : 0))); };

const encrypted = (user) => {
  // Right in form, with keys nobody knows: a reader may only ask for the password.
  const hex = (n, seed) => noise(n, seed).toString('hex');
  return page({ content: noise(300, 9), objects: [`<< /Filter /Standard /V 2 /R 3 /Length 128 /P ${user ? -3904 : -44} /O <${hex(32, 3)}> /U <${hex(32, 4)}> >>`], trailer: '/Encrypt 6 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]' });
};

export function hostileFiles() {
  const files = [];
  const add = (family, file, content, why) => files.push({ family, file, content, why, twin: false });
  const twin = (family, file, content, why) => files.push({ family, file, content, why, twin: true });
  const ruled = (width, height) => png(width, height, rows(width, height, (x, y) => (y % 40 < 3 && x > 60 && x < width - 60 ? 30 : 245)));
  const honest = page();

  twin('picture', 'picture-twin.png', ruled(900, 1200), 'a sheet of ruled paper');
  twin('picture', 'picture-twin.jpg', jpeg(800, 1000), 'a grey sheet');
  add('picture', 'png-40000.png', png(40000, 40000, zeros(1 << 20)), '1.6 thousand million pixels announced');
  add('picture', 'png-40000-one-bit.png', png(40000, 40000, zeros(5001 * 40000), { depth: 1 }), 'as announced: 200 MB of nothing');
  add('picture', 'png-7000-interlaced.png', png(7000, 7000, zeros(7001 * 7000), { interlace: 1 }), 'within the limit, in seven passes');
  add('picture', 'png-zero.png', png(0, 0, zeros(1)), '0 × 0');
  add('picture', 'png-ribbon.png', png(200000, 1, zeros(200001)), 'a line of 200 000 pixels');
  add('picture', 'png-text-bomb.png', png(8, 8, rows(8, 8, () => 255), { extra: [chunk('zTXt', bytes('Comment\0\0', zeros(100 << 20)))] }), '100 MB of comment in 100 kB');
  add('picture', 'png-profile-bomb.png', png(8, 8, rows(8, 8, () => 255), { extra: [chunk('iCCP', bytes('p\0\0', zeros(100 << 20)))] }), '100 MB of colour profile');
  add('picture', 'png-bad-crc.png', ruled(300, 300).fill(0xaa, 40, 60), 'a broken stream');
  add('picture', 'gif-65535.gif', bytes('GIF89a', le16(65535), le16(65535), [0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c], le16(0), le16(0), le16(65535), le16(65535), [0, 2, 2, 0x44, 1, 0, 0x3b]), '65535² in 44 bytes');
  add('picture', 'bmp-huge.bmp', bytes('BM', le32(54), le32(0), le32(54), le32(40), le32(0x7fffffff), le32(0x7fffffff), le16(1), le16(24), Buffer.alloc(24)), '2³¹ pixels a side');
  add('picture', 'jpeg-65535.jpg', jpeg(65535, 65535, { data: Buffer.alloc(1000) }), '65535² announced');
  add('picture', 'jpeg-zero.jpg', jpeg(0, 0, { data: Buffer.alloc(10) }), '0 × 0');
  add('picture', 'jpeg-restart.jpg', jpeg(2000, 2000, { restart: 65535, data: bytes(...Array.from({ length: 4000 }, (_, i) => [0xff, 0xd0 + (i % 8)])) }), 'nothing but restarts');
  add('picture', 'jpeg-no-table.jpg', bytes([0xff, 0xd8, 0xff, 0xda], u16(8), [1, 1, 0, 0, 63, 0], noise(5000)), 'a scan with no table');
  add('picture', 'jpeg-scans.jpg', (() => { const one = jpeg(4000, 4000); const scan = one.indexOf(Buffer.from([0xff, 0xda])); one[one.indexOf(Buffer.from([0xff, 0xc0])) + 1] = 0xc2; return bytes(one.subarray(0, scan), ...Array.from({ length: 400 }, () => one.subarray(scan, scan + 40)), [0xff, 0xd9]); })(), 'four hundred passes over 16 megapixels');
  add('picture', 'jpeg-noise.jpg', jpeg(3000, 3000, { data: noise(400_000, 5).map((b) => (b === 255 ? 0 : b)) }), 'random bits');
  add('exif', 'exif-loop.jpg', jpeg(600, 800, { before: [exif(ifd([[0x112, 3, 1, 6], [0x8769, 4, 1, 8]], 8))] }), 'a note that points to itself');
  add('exif', 'exif-count.jpg', jpeg(600, 800, { before: [exif(ifd([[0x112, 3, 0xffffffff, 6], [0x10f, 2, 0xfffffff0, 0xfffffff0]], 0xfffffff0))] }), 'four thousand million entries');
  add('exif', 'exif-nine.jpg', jpeg(600, 800, { before: [exif(ifd([[0x112, 3, 1, 99]], 0))] }), 'orientation 99');
  add('exif', 'exif-many.jpg', jpeg(600, 800, { before: Array.from({ length: 300 }, () => bytes([0xff, 0xe1], u16(65000), noise(64998))) }), '19 MB of notes');
  twin('exif', 'exif-twin.jpg', jpeg(600, 800, { before: [exif(ifd([[0x112, 3, 1, 6]], 0))] }), 'turned once');

  const data = Buffer.alloc(200 * 260, 240);
  twin('tiff', 'tiff-twin.tif', tiff(ifd(greyPage(200, 260, 8 + 2 + 9 * 12 + 4, data.length), 0), data), 'one grey page');
  add('tiff', 'tiff-loop.tif', tiff(ifd(greyPage(200, 260, 8 + 2 + 9 * 12 + 4, data.length), 8), data), 'the next page is this one');
  add('tiff', 'tiff-huge.tif', tiff(ifd(greyPage(0x7fffffff, 0x7fffffff, 8, 0xffffffff), 0)), '2³¹ pixels a side');
  add('tiff', 'tiff-far.tif', tiff(ifd(greyPage(200, 260, 0xfffffff0, 0xffffffff), 0xfffffff0)), 'everything beyond the end');
  add('tiff', 'tiff-strips.tif', tiff(ifd([...greyPage(200, 260, 8, 0x7fffffff).slice(0, 5), [273, 4, 0x3fffffff, 8], [277, 3, 1, 1], [278, 4, 1, 1], [279, 4, 0x3fffffff, 8]], 0), data), 'a thousand million strips');
  add('tiff', 'tiff-lzw.tif', tiff(ifd(greyPage(5000, 5000, 122, 40000).map((e) => (e[0] === 259 ? [259, 3, 1, 5] : e)), 0), noise(40000, 8)), 'noise said to be LZW');

  add('container', 'webp-huge.webp', riff('VP8X', le32(10), [0, 0, 0, 0, 255, 255, 255, 255, 255, 255]), '16 million pixels a side');
  add('container', 'webp-lossless.webp', riff('VP8L', le32(2000), [0x2f, 0xff, 0xff, 0xff, 0x0f], noise(1995)), 'a corrupt lossless picture of 16384²');
  add('container', 'webp-cut.webp', riff('VP8 ', le32(90000), [0x30, 1, 0, 0x9d, 1, 0x2a, 0x00, 0x40, 0x00, 0x40], noise(500)), 'cut short');
  add('container', 'heic-empty.heic', heicHead, 'a name and nothing');
  add('container', 'heic-huge.heic', bytes(heicHead, box4('meta', u32(0), box4('hdlr', u32(0), u32(0), 'pict', Buffer.alloc(13)), box4('pitm', u32(0), u16(1)), box4('iinf', u32(0), u16(1), box4('infe', [2, 0, 0, 0], u16(1), u16(0), 'grid', [0])), box4('iloc', u32(0), [0x44, 0], u16(1), u16(1), u16(0), u16(1), u32(0), u32(0xffffffff)), box4('iprp', box4('ipco', box4('ispe', u32(0), u32(0xffffffff), u32(0xffffffff))), box4('ipma', u32(0), u32(1), u16(1), [1, 0x81])))), 'a grid of 2³² pixels a side');
  add('container', 'heic-deep.heic', bytes(heicHead, Array.from({ length: 4000 }).reduce((inside) => box4('meta', u32(0), inside), Buffer.alloc(0))), 'four thousand boxes in one another');
  add('container', 'heic-length.heic', bytes(heicHead, u32(1), 'mdat', u32(0xffffffff), u32(0xffffffff), noise(300)), 'a box of 2⁶⁴ bytes');

  twin('pdf', 'pdf-twin.pdf', honest, 'a page of text');
  add('pdf', 'pdf-image-30000.pdf', imagePage('/Width 30000 /Height 30000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode', zeros(64 << 20)), '2.7 GB of picture');
  add('pdf', 'pdf-image-15000.pdf', imagePage('/Width 15000 /Height 15000 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode', zeros(15000 * 15000)), '225 MB of picture, all there');
  add('pdf', 'pdf-stream-bomb.pdf', page({ content: deflateSync(zeros(400 << 20)), contentWords: '/Filter [/FlateDecode /FlateDecode]' }), '400 MB of content, packed twice');
  add('pdf', 'pdf-operators.pdf', page({ content: deflateSync(ascii('0 0 m 600 800 l S q 1 0 0 1 0 0 cm Q '.repeat(600_000))), contentWords: '/Filter /FlateDecode' }), '600 000 strokes across the page');
  add('pdf', 'pdf-nested-q.pdf', page({ content: deflateSync(ascii('q '.repeat(3_000_000))), contentWords: '/Filter /FlateDecode' }), 'three million saved states');
  add('pdf', 'pdf-box-huge.pdf', page({ box: '0 0 14400000 14400000' }), 'a page of 5 km');
  add('pdf', 'pdf-box-ribbon.pdf', page({ box: '0 0 1 10001' }), 'a ribbon');
  add('pdf', 'pdf-box-zero.pdf', page({ box: '0 0 0 0' }), '0 × 0');
  add('pdf', 'pdf-box-nan.pdf', page({ box: '1e308 -1e308 1e309 99999999999999999999' }), 'a box of no size');
  add('pdf', 'pdf-objects.pdf', page({ objects: Array.from({ length: 100_000 }, (_, i) => `<< /N ${i} >>`) }), '10⁵ objects');
  add('pdf', 'pdf-600-pages.pdf', manyPages(600), '600 pages');
  add('pdf', 'pdf-10000-pages.pdf', manyPages(10_000), '10 000 pages');
  add('pdf', 'pdf-page-loop.pdf', pdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /Parent 3 0 R >>', '<< /Type /Pages /Kids [2 0 R] /Count 2 /Parent 2 0 R >>']), 'a tree that is its own branch');
  add('pdf', 'pdf-count.pdf', pdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 213804087 >>', '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>']), '213 804 087 pages announced');
  add('pdf', 'pdf-count-negative.pdf', pdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count -1 >>', '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>']), 'minus one page');
  add('pdf', 'pdf-xref-loop.pdf', (() => { const one = honest.toString('latin1'), at = /startxref\n(\d+)/.exec(one)[1]; return ascii(one.replace(' /Root 1 0 R', ` /Prev ${at} /Root 1 0 R`)); })(), 'a table that comes before itself');
  add('pdf', 'pdf-deep-tree.pdf', pdf(['<< /Type /Catalog /Pages 2 0 R >>', ...Array.from({ length: 20_000 }, (_, i) => `<< /Type /Pages /Kids [${i + 3} 0 R] /Count 1 >>`), '<< /Type /Page /MediaBox [0 0 595 842] >>']), 'a tree 20 000 deep');
  add('pdf', 'pdf-deep-array.pdf', page({ more: `/Deep ${'['.repeat(100_000)}${']'.repeat(100_000)}` }), 'an array 100 000 deep');
  add('pdf', 'pdf-form-loop.pdf', page({ content: ascii('/X Do'), resources: '/XObject << /X 6 0 R >>', objects: [stream(ascii('/X Do /X Do'), '/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X 6 0 R >> >>')] }), 'a form that draws itself twice');
  add('pdf', 'pdf-length-loop.pdf', pdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>', '<< /Length 4 0 R >>\nstream\nq Q\nendstream']), 'a length that is itself');
  add('pdf', 'pdf-objstm-loop.pdf', pdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', stream(ascii('3 0 << /Type /Page >>'), '/Type /ObjStm /N 99999999 /First 4 /Extends 3 0 R')]), 'a store of objects that extends itself');
  add('pdf', 'pdf-pattern.pdf', page({ content: ascii('/Pattern cs /P scn 0 0 595 842 re f'), resources: '/Pattern << /P 6 0 R >>', objects: [stream(ascii('0 0 .01 .01 re f'), '/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 .01 .01] /XStep .01 /YStep .01 /Resources << >>')] }), 'five thousand million tiles');
  add('pdf', 'pdf-function.pdf', page({ content: ascii('/S sh'), resources: '/Shading << /S << /ShadingType 1 /ColorSpace /DeviceRGB /Domain [0 1 0 1] /Matrix [595 0 0 842 0 0] /Function 6 0 R >> >>', objects: [stream(ascii(`{ ${'2 copy mul sin exch pop '.repeat(2000)} pop dup dup }`), '/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]')] }), 'a colour computed in six thousand steps');
  add('pdf', 'pdf-jbig2.pdf', imagePage('/Width 4000 /Height 4000 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode', bytes([0, 0, 0, 0, 48, 0, 1], u32(19), u32(4000), u32(0xffffffff), u32(0), u32(0), [0], u16(0), noise(3000))), 'a page of 2³² lines, then noise');
  add('pdf', 'pdf-jpx.pdf', imagePage('/Width 4000 /Height 4000 /Filter /JPXDecode', bytes([0xff, 0x4f, 0xff, 0x51], u16(41), u16(0), u32(0xffffffff), u32(0xffffffff), u32(0), u32(0), u32(1), u32(1), u32(0), u32(0), u16(1), [7, 1, 1], noise(3000))), 'tiles of one pixel over 2⁶⁴');
  add('pdf', 'pdf-ccitt.pdf', imagePage('/Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 60000 /Rows 60000 >>', noise(50000, 12)), 'a fax of noise');
  add('pdf', 'pdf-lzw.pdf', page({ content: noise(60000, 13), contentWords: '/Filter /LZWDecode /DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 32 /BitsPerComponent 16 >>' }), 'rows of 2³¹ columns');
  const font = (file, key, words = '') => page({ objects: ['<< /Type /FontDescriptor /FontName /Odd /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 /' + key + ' 7 0 R >>', stream(file, words), '<< /Type /Font /Subtype /TrueType /BaseFont /Odd /FirstChar 32 /LastChar 33 /Widths [500 500] /FontDescriptor 6 0 R >>'], resources: '/Font << /F1 8 0 R >>' });
  add('pdf', 'pdf-font-truetype.pdf', font(bytes([0, 1, 0, 0], u16(2), Buffer.alloc(6), 'glyf', u32(0), u32(0xfffffff0), u32(0xffffffff), 'loca', u32(0), u32(44), u32(0xffffffff), noise(4000)), 'FontFile2'), 'a font whose tables lie beyond the end');
  add('pdf', 'pdf-font-cff.pdf', font(bytes([1, 0, 4, 4], u16(0xffff), [4], Buffer.alloc(1000, 0xff), noise(4000)), 'FontFile3', '/Subtype /Type1C'), 'an index of 65535 entries in 5 kB');
  add('pdf', 'pdf-font-type1.pdf', font(bytes('%!PS-AdobeFont-1.0: Odd\n', '/Subrs 99999999 array dup 0 { callsubr } '.repeat(2000), 'eexec ', noise(3000)), 'FontFile', '/Length1 50000 /Length2 3000 /Length3 0'), 'subroutines that call themselves');
  add('pdf', 'pdf-font-type3.pdf', page({ objects: ['<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [.001 0 0 .001 0 0] /FirstChar 65 /LastChar 65 /Widths [500] /Encoding << /Differences [65 /A] >> /CharProcs << /A 7 0 R >> /Resources << /Font << /F1 6 0 R >> >> >>', stream(ascii('500 0 d0 BT /F1 1000 Tf (AAAAAAAAAA) Tj ET'))], resources: '/Font << /F1 6 0 R >>', content: text(['AAAAAAAAAA']) }), 'a letter drawn with itself, ten times');
  add('pdf', 'pdf-cmap.pdf', page({ objects: [stream(ascii(`begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <00000000> <ffffffff> <0041> endbfrange ${'/Odd usecmap '.repeat(5000)} endcmap`)), '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>'], resources: '/Font << /F1 7 0 R >>' }), 'four thousand million letters');

  twin('active', 'active-twin.pdf', page({ more: '/Rotate 90' }), 'a page turned by the file');
  const action = (what) => page({ catalog: '/OpenAction 6 0 R', objects: [what] });
  add('active', 'pdf-script.pdf', action('<< /S /JavaScript /JS (while (true\\) app.alert(1\\);) >>'), 'a script at the opening');
  add('active', 'pdf-launch.pdf', action('<< /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >>'), 'a program to start');
  add('active', 'pdf-uri.pdf', action('<< /S /URI /URI (http://127.0.0.1:9/) >>'), 'an address to open');
  add('active', 'pdf-submit.pdf', page({ catalog: '/AcroForm << /Fields [7 0 R] /XFA 6 0 R >>', more: '/Annots [7 0 R]', objects: [stream(ascii('<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>&x;</template></xdp:xdp>')), '<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /Rect [50 50 200 80] /AA << /F << /S /SubmitForm /F (http://127.0.0.1:9/) >> >> >>'] }), 'a form to send, entities, XFA');
  add('active', 'pdf-attachment.pdf', page({ catalog: '/Names << /EmbeddedFiles << /Names [(a.exe) 6 0 R] >> >>', objects: ['<< /Type /Filespec /F (a.exe) /EF << /F 7 0 R >> >>', stream(bytes('MZ', noise(2000)), '/Type /EmbeddedFile')] }), 'a program attached');
  add('active', 'pdf-external.pdf', page({ content: ascii('/X Do'), resources: '/XObject << /X 6 0 R >>', objects: ['<< /Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceGray /BitsPerComponent 8 /F (/etc/passwd) /Length 0 >>\nstream\n\nendstream'] }), 'a picture kept in another file');
  add('active', 'pdf-movie.pdf', page({ more: '/Annots [6 0 R]', objects: ['<< /Type /Annot /Subtype /RichMedia /Rect [0 0 99 99] /RichMediaContent << /Assets << /Names [(a.swf) 7 0 R] >> >> >>', stream(noise(900))] }), 'a film');

  add('encrypted', 'pdf-user-password.pdf', encrypted(true), 'closed by its reader\'s password');
  add('encrypted', 'pdf-odd-cipher.pdf', page({ objects: ['<< /Filter /Unknown /V 99 /R 99 /Length 99999 /O () /U () /P 0 >>'], trailer: '/Encrypt 6 0 R' }), 'a cipher of no name');
  add('encrypted', 'pdf-encrypt-loop.pdf', page({ trailer: '/Encrypt 6 0 R', objects: ['6 0 R'] }), 'a cipher that is itself');
  twin('encrypted', 'encrypted-twin.pdf', page({ trailer: '/ID [<00> <00>]' }), 'not closed');

  twin('cut', 'cut-twin.png', ruled(700, 900), 'whole');
  for (const part of [0.1, 0.5, 0.9]) {
    add('cut', `cut-${part}.pdf`, honest.subarray(0, Math.floor(honest.length * part)), `the first ${part * 100} % of a PDF`);
    add('cut', `cut-${part}.png`, ruled(700, 900).subarray(0, Math.floor(ruled(700, 900).length * part)), `the first ${part * 100} % of a PNG`);
    add('cut', `cut-${part}.jpg`, jpeg(800, 1000).subarray(0, Math.floor(jpeg(800, 1000).length * part)), `the first ${part * 100} % of a JPEG`);
  }
  for (const [name, head] of [['pdf', '%PDF-1.7\n'], ['png', pngHead], ['jpg', [0xff, 0xd8, 0xff, 0xe0]], ['heic', heicHead], ['tif', 'II*\0'], ['webp', 'RIFF\xff\xff\xff\xffWEBP']]) {
    add('cut', `head.${name}`, bytes(head), 'a head alone');
    add('cut', `noise.${name}`, bytes(head, noise(200_000, name.length)), 'a head, then noise');
  }
  add('cut', 'one-byte.pdf', Buffer.from([0x25]), 'one byte');
  add('cut', 'noise.bin', noise(500_000), 'noise');
  add('cut', 'zeros.bin', Buffer.alloc(3 << 20), 'three megabytes of zero');

  twin('masks', 'masks-twin.pdf', bytes('\n', honest), 'a PDF after an empty line');
  add('masks', 'pdf-zip.pdf', bytes(honest, zip('a.html', ascii('<script>alert(1)</script>'))), 'a PDF that is an archive too');
  add('masks', 'zip.pdf', zip('a.pdf', honest), 'an archive');
  add('masks', 'zip-bomb.jpg', zip('0', Buffer.alloc(200 << 20)), '200 MB of archive');
  add('masks', 'html.pdf', ascii('<!doctype html><script>fetch("http://127.0.0.1:9/")</script>'), 'a page');
  add('masks', 'program.pdf', bytes('MZ', Buffer.alloc(58), le32(64), 'PE\0\0', noise(3000)), 'a program for Windows');
  add('masks', 'elf.png', bytes('\x7fELF', [2, 1, 1], noise(3000)), 'a program for Linux');
  add('masks', 'jpeg-script.jpg', bytes(jpeg(200, 200), '<?php system($_GET[0]); ?><script>alert(1)</script>'), 'a photo with a script behind');
  add('masks', 'msl.jpg', ascii('<?xml version="1.0"?><image><read filename="/etc/passwd"/><write filename="/tmp/dossiersco-msl.png"/></image>'), 'a script of ImageMagick');
  add('masks', 'mvg.png', ascii('push graphic-context\nviewbox 0 0 640 480\nfill \'url(https://127.0.0.1:9/"|touch "/tmp/dossiersco-mvg)\'\npop graphic-context'), 'a drawing that runs a command');
  add('masks', 'svg.png', ascii('<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="file:///etc/passwd"/><image xlink:href="http://127.0.0.1:9/"/></svg>'), 'a drawing that reads files');
  add('masks', 'svg-laughs.svg', ascii(`<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha">${Array.from({ length: 30 }, (_, i) => `<!ENTITY a${i + 1} "&a${i};&a${i};">`).join('')}]><svg>&a30;</svg>`), 'a thousand million laughs');
  add('masks', 'ps.pdf', ascii('%!PS-Adobe-3.0\n(%pipe%touch /tmp/dossiersco-ps) (w) file\n{ } loop\n'), 'a PostScript program');
  add('masks', 'eps.jpg', bytes([0xc5, 0xd0, 0xd3, 0xc6], le32(30), le32(40), Buffer.alloc(18), '%!PS\n{ } loop\n'), 'a PostScript picture');
  add('masks', 'docm.pdf', zip('word/vbaProject.bin', noise(3000)), 'a letter with macros');

  const crowd = (make, count) => Array.from({ length: count }, (_, i) => make(i));
  twin('codes', 'codes-twin.pdf', page({ content: text([...bill, 'IDFRATILLEUL<<<<<<<<<<<<<<<<<<<<<000999']) }), 'one line that looks like a zone');
  add('codes', 'codes-noise.png', modules(120, 8, 21), 'modules without end');
  add('codes', 'codes-fine.png', modules(900, 2, 22), '810 000 modules');
  add('codes', 'codes-2ddoc-text.pdf', page({ content: text(crowd((i) => `DC04FR000001${'F'.repeat(i % 60)}0001${'B0'.repeat(30)}`, 40)) }), 'printed heads of codes');
  add('codes', 'mrz-noise.pdf', page({ content: text(crowd((i) => `${'PIAVC'[i % 5]}<FRA${noise(40, i + 1).toString('hex').toUpperCase().slice(0, 39).replace(/[AEF]/g, '<')}`, 40)) }), 'forty lines of a zone');
  add('codes', 'iban-noise.pdf', page({ content: text(crowd((i) => `FR76 ${noise(12, i + 1).toString('hex').replace(/[a-f]/g, '0')} BIC ABCDFRPP SIRET ${'9'.repeat(14)}`, 40)) }), 'forty accounts');

  twin('text', 'text-twin.pdf', page({ content: text(bill.slice(0, 4)) }), 'a shorter bill');
  add('text', 'text-white.pdf', page({ content: bytes('1 1 1 rg ', text([...bill, ...bill, ...bill])) }), 'white on white');
  add('text', 'text-hidden.pdf', page({ content: text(bill, '3 Tr') }), 'a layer nobody sees');
  add('text', 'text-megabytes.pdf', page({ content: deflateSync(text(Array.from({ length: 60_000 }, (_, i) => `Facture du 28/04/2026 ${i} MME TILLEUL 38000 GRENOBLE 12 RUE DES SAULES`))), contentWords: '/Filter /FlateDecode' }), 'four megabytes of text on a page');
  add('text', 'text-one-word.pdf', page({ content: deflateSync(text(['A'.repeat(2_000_000)])), contentWords: '/Filter /FlateDecode' }), 'a word of two million letters');
  add('text', 'text-dates.pdf', page({ content: deflateSync(text(Array.from({ length: 8000 }, (_, i) => `${(i % 31) + 1}/${(i % 12) + 1}/20${String(i % 100).padStart(2, '0')} facture du au le`))), contentWords: '/Filter /FlateDecode' }), '8 000 dates');
  add('text', 'text-names.pdf', page({ content: deflateSync(text(Array.from({ length: 4000 }, () => 'TILLEUL AMANDINE TILLEUL-TILLEUL AMANDINE'))), contentWords: '/Filter /FlateDecode' }), '16 000 names');
  return files;
}

if (process.argv[1] && basename(process.argv[1]) === 'hostile.mjs') {
  const folder = process.argv[2];
  if (!folder) {
    console.error('usage: hostile.mjs FOLDER');
    process.exit(2);
  }
  mkdirSync(folder, { recursive: true });
  const files = hostileFiles();
  for (const { file, content } of files) writeFileSync(join(folder, file), content);
  writeFileSync(join(folder, 'hostile.json'), JSON.stringify(files.map(({ content, ...rest }) => ({ ...rest, bytes: content.length })), null, 1));
  console.log(`${files.length} files in ${folder}, ${files.filter(({ twin }) => twin).length} of them honest`);
}
