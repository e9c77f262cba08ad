// What phones, scanners and hands do to a page, by kind and by growing severity. Each look takes the pictures of a
// paper's pages, as the browser drew them, and answers files; the same random numbers make the same damage.
//
// class: what the page then is to a person. `good`: read without effort, the verdict must be the clean page's. `wrong`:
// nobody reads it, `reasons` say what may be told. `between`: either answer is fair, and it counts in no rate.
import { crop, jpeg, mirror, pdfOf, png, quarterTurns, resize, sideBySide, stacked, webp, withOrientation } from './picture.mjs';

const tables = {
  wood: (x, y) => { const g = 14 * Math.sin(x * 0.013 + 2.2 * Math.sin(y * 0.0021)) + 7 * Math.sin(x * 0.11 + y * 0.004); return [118 + g, 84 + g * 0.8, 56 + g * 0.6]; },
  dark: (x, y) => { const g = ((x * 7 + y * 13) % 11) * 0.6; return [42 + g, 40 + g, 44 + g]; },
  light: (x, y) => { const g = 3 * Math.sin(x * 0.02) * Math.sin(y * 0.017); return [206 + g, 203 + g, 197 + g]; },
  cloth: (x, y) => { const a = (x >> 6) & 1, b = (y >> 6) & 1, t = ((x + y) & 3) * 2; return a ^ b ? [150 + t, 60 + t, 62 + t] : [196 + t, 186 + t, 176 + t]; },
  blue: (x, y) => { const t = 9 * Math.sin((x + y) * 0.35); return [70 + t, 92 + t, 128 + t]; },
};

const normal = (() => {
  const table = new Float32Array(65536);
  let s = 12345;
  for (let i = 0; i < table.length; ++i) {
    let sum = 0;
    for (let k = 0; k < 6; ++k) s = (Math.imul(s, 1664525) + 1013904223) >>> 0, sum += s / 4294967296;
    table[i] = (sum - 3) * 1.414;
  }
  return table;
})();

function addNoise({ data }, sigma, random) {
  let s = Math.floor(random.next() * 4294967295) | 1;
  for (let i = 0; i < data.length; i += 3) {
    s ^= s << 13, s ^= s >>> 17, s ^= s << 5;
    const grey = normal[s & 65535] * sigma, tint = normal[(s >>> 8) & 65535] * sigma * 0.4;
    data[i] += grey + tint, data[i + 1] += grey, data[i + 2] += grey - tint;
  }
}

export function blurred(picture, sigma) {
  if (sigma <= 0) return picture;
  const radius = Math.max(1, Math.ceil(sigma * 2.6)), kernel = [];
  let total = 0;
  for (let k = -radius; k <= radius; ++k) kernel.push(Math.exp((-k * k) / (2 * sigma * sigma))), (total += kernel.at(-1));
  const weights = Float32Array.from(kernel, (k) => k / total), { width, height, data } = picture;
  const middle = new Float32Array(data.length), out = new Uint8ClampedArray(data.length), stride = width * 3;
  for (let y = 0; y < height; ++y)
    for (let x = 0, at = y * stride; x < width; ++x, at += 3) {
      let r = 0, g = 0, b = 0;
      for (let k = -radius; k <= radius; ++k) {
        const u = x + k < 0 ? 0 : x + k >= width ? width - 1 : x + k, i = y * stride + u * 3, w = weights[k + radius];
        r += data[i] * w, g += data[i + 1] * w, b += data[i + 2] * w;
      }
      middle[at] = r, middle[at + 1] = g, middle[at + 2] = b;
    }
  const sum = new Float32Array(stride);
  for (let y = 0; y < height; ++y) {
    sum.fill(0);
    for (let k = -radius; k <= radius; ++k) {
      const v = y + k < 0 ? 0 : y + k >= height ? height - 1 : y + k, w = weights[k + radius], from = v * stride;
      for (let i = 0; i < stride; ++i) sum[i] += middle[from + i] * w;
    }
    out.set(sum, y * stride);
  }
  return { width, height, data: out };
}

// The homography that sends the unit square's corners to four points, inverted: from a point of the photo to the sheet.
function toSheet(p) {
  const [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = p;
  const dx1 = x1 - x2, dx2 = x3 - x2, dx3 = x0 - x1 + x2 - x3, dy1 = y1 - y2, dy2 = y3 - y2, dy3 = y0 - y1 + y2 - y3;
  const det = dx1 * dy2 - dx2 * dy1, g = (dx3 * dy2 - dx2 * dy3) / det, h = (dx1 * dy3 - dx3 * dy1) / det;
  const a = x1 - x0 + g * x1, b = x3 - x0 + h * x3, c = x0, d = y1 - y0 + g * y1, e = y3 - y0 + h * y3, f = y0;
  return [e - f * h, c * h - b, b * f - c * e, f * g - d, a - c * g, c * d - a * f, d * h - e * g, b * g - a * h, a * e - b * d];
}

// A sheet on a table under a lamp, taken by a hand: the pixels a phone keeps.
export function photograph(sheet, take, random) {
  const { edge = 2000, margin = 0.06, tilt = 0.03, angle = 0, light = 0.93, falloff = 0.16, shade = 0, glare = [], wave = 0, blur = 0.5, noise = 3, table = random.pick(Object.keys(tables)), warm = random.next(), ratio = 0.75 } = take;
  const upright = sheet.height >= sheet.width, height = upright ? edge : Math.round(edge * ratio), width = upright ? Math.round(edge * ratio) : edge;
  // The sheet as large as its margin lets it be, turned, then leaned.
  const turned = (Math.PI / 180) * angle, cos = Math.cos(turned), sin = Math.sin(turned), cw = Math.abs(cos), sw = Math.abs(sin);
  const fit = Math.min((width * (1 - 2 * margin)) / (sheet.width * cw + sheet.height * sw), (height * (1 - 2 * margin)) / (sheet.width * sw + sheet.height * cw));
  const w = (sheet.width * fit) / 2, h = (sheet.height * fit) / 2, lean = () => (random.next() * 2 - 1) * tilt;
  const keystone = [[lean(), lean()], [lean(), lean()], [lean(), lean()], [lean(), lean()]];
  const corners = [[-w, -h], [w, -h], [w, h], [-w, h]].map(([x, y], i) => [width / 2 + x * cos - y * sin + keystone[i][0] * width, height / 2 + x * sin + y * cos + keystone[i][1] * height]);
  const m = toSheet(corners), data = new Uint8ClampedArray(width * height * 3), ground = tables[table], src = sheet.data, sw3 = sheet.width * 3;
  const lamp = random.next() * 6.28, lx = Math.cos(lamp), ly = Math.sin(lamp), edgeAt = 0.25 + random.next() * 0.5, edgeLean = (random.next() - 0.5) * 0.6;
  const tint = [1, 0.985 - warm * 0.02, 0.965 - warm * 0.07], phase = random.next() * 6.28;
  for (let y = 0, to = 0; y < height; ++y) {
    const fy = y / height - 0.5;
    for (let x = 0; x < width; ++x, to += 3) {
      const q = m[6] * x + m[7] * y + m[8];
      let u = (m[0] * x + m[1] * y + m[2]) / q, v = (m[3] * x + m[4] * y + m[5]) / q, fold = 0;
      if (wave > 0) {
        const bend = Math.sin(v * 9 + phase) + 0.6 * Math.sin(u * 5 + v * 4);
        v += wave * 0.006 * Math.sin(u * 7 + phase), u += wave * 0.004 * bend, fold = wave * 0.05 * Math.cos(v * 9 + phase);
      }
      let r, g, b;
      if (u >= 0 && u < 1 && v >= 0 && v < 1) {
        const sx = u * (sheet.width - 1), sy = v * (sheet.height - 1), ix = sx | 0, iy = sy | 0, dx = sx - ix, dy = sy - iy;
        const i = iy * sw3 + ix * 3, j = iy + 1 < sheet.height ? i + sw3 : i, e = ix + 1 < sheet.width ? 3 : 0;
        const w00 = (1 - dx) * (1 - dy), w10 = dx * (1 - dy), w01 = (1 - dx) * dy, w11 = dx * dy;
        r = src[i] * w00 + src[i + e] * w10 + src[j] * w01 + src[j + e] * w11;
        g = src[i + 1] * w00 + src[i + e + 1] * w10 + src[j + 1] * w01 + src[j + e + 1] * w11;
        b = src[i + 2] * w00 + src[i + e + 2] * w10 + src[j + 2] * w01 + src[j + e + 2] * w11;
      } else [r, g, b] = ground(x, y);
      const fx = x / width - 0.5;
      let k = light * (1 - falloff * (0.5 + lx * fx + ly * fy)) * (1 + fold);
      if (shade > 0) {
        const s = (x / width + edgeLean * fy - edgeAt) * 18;
        k *= 1 - shade / (1 + Math.exp(-s));
      }
      let burn = 0;
      for (const [gx, gy, size] of glare) {
        const d = ((fx + 0.5 - gx) ** 2 + ((fy + 0.5 - gy) * (height / width)) ** 2) / (size * size);
        if (d < 4) burn += 330 * Math.exp(-d * 1.6);
      }
      data[to] = r * k * tint[0] + burn, data[to + 1] = g * k * tint[1] + burn, data[to + 2] = b * k * tint[2] + burn;
    }
  }
  const picture = blurred({ width, height, data }, blur);
  addNoise(picture, noise, random);
  return picture;
}

function scanned(sheet, { dpi = 200, angle = 0.6, mode = 'grey', noise = 3, blur = 0.35 }, random) {
  const width = Math.round((sheet.width / 192) * dpi), height = Math.round((sheet.height / 192) * dpi);
  // A scanner's glass is white around the sheet.
  const flat = photograph(sheet, { edge: Math.max(width, height), margin: 0, tilt: 0, angle, light: 1, falloff: 0, blur, noise, table: 'light', warm: 0 }, random);
  const page = resize(flat, Math.round((flat.width * height) / flat.height) > width ? width : Math.round((flat.width * height) / flat.height), height);
  if (mode !== 'colour')
    for (let i = 0; i < page.data.length; i += 3) {
      let grey = (page.data[i] * 77 + page.data[i + 1] * 151 + page.data[i + 2] * 28) / 256;
      if (mode === 'fax') grey = grey < 178 ? 0 : 255;
      else grey = (grey - 128) * 1.12 + 132;
      page.data[i] = page.data[i + 1] = page.data[i + 2] = grey;
    }
  return page;
}

// Small pieces of a phone's picture: the camera always leans a little and never quite focuses.
const hand = (random) => ({ tilt: 0.012 + random.next() * 0.014, angle: (random.next() - 0.5) * 3, light: 0.88 + random.next() * 0.08, falloff: 0.08 + random.next() * 0.12, quality: 80 + Math.floor(random.next() * 10) });
const one = (make, extra = {}) => ({ class: 'good', files: (sheets, random) => sheets.map((sheet) => ({ ext: 'jpg', bytes: make(sheet, random) })), ...extra });
const shot = (take = {}, extra = {}) => one((sheet, random) => { const t = { ...hand(random), ...take }; return jpeg(photograph(sheet, t, random), t.quality); }, extra);
// How much of the sheet's pixels are left decides of the blur: it is given at 1512 pixels, where pipeline.md measured it.
const atEdge = (sigma, edge = 2000) => (sigma * edge) / 1512;
const unread = (...reasons) => ({ class: 'wrong', verdicts: ['illisible', 'a_verifier'], reasons });

export const looks = {
  pdf: { class: 'good' },  // text, by the browser itself
  photo: shot(),
  photo_12mp: shot({ edge: 4000, blur: 1.1, noise: 4 }, { heavy: true }),
  png: one((sheet) => png(resize(sheet, Math.round(sheet.width * 0.8), Math.round(sheet.height * 0.8))), { files: (sheets) => sheets.map((s) => ({ ext: 'png', bytes: png(resize(s, Math.round(s.width * 0.8), Math.round(s.height * 0.8))) })) }),
  webp: one(null, { files: (sheets, random) => sheets.map((s) => ({ ext: 'webp', bytes: webp(photograph(s, hand(random), random), 78) })) }),
  heic: one(null, { files: (sheets, random) => sheets.map((s) => ({ ext: 'heic', picture: photograph(s, hand(random), random) })) }),
  tiff: one(null, { files: (sheets, random) => [{ ext: 'tif', pictures: sheets.map((s) => scanned(s, {}, random)) }] }),
  scan_1: one(null, { files: (sheets, random) => [scanPdf(sheets, { dpi: 200, angle: 0.3 }, random)], severity: 1 }),
  scan_2: one(null, { files: (sheets, random) => [scanPdf(sheets, { dpi: 150, angle: -1.8, mode: 'colour', noise: 5 }, random)], severity: 2 }),
  scan_3: one(null, { files: (sheets, random) => [scanPdf(sheets, { dpi: 200, angle: 1, mode: 'fax' }, random)], severity: 3 }),
  scan_jpeg: shot({}, { files: (sheets, random) => sheets.map((s) => { const p = scanned(s, { dpi: 150, angle: 2.5 }, random); return { ext: 'jpg', bytes: jpeg(p, 78) }; }) }),
  deux_pages: one(null, { files: (sheets, random) => [{ ext: 'jpg', bytes: jpeg(photograph((sheets[0].width > sheets[0].height * 1.3 ? stacked : sideBySide)(sheets[0], sheets[1] ?? sheets[0]), { ...hand(random), edge: 3200, margin: 0.03 }, random), 86) }], pages: 2 }),
};

function scanPdf(sheets, take, random) {
  return { ext: 'pdf', bytes: pdfOf(sheets.map((s) => { const p = scanned(s, take, random); return { bytes: jpeg(p, 76), width: p.width, height: p.height, grey: false }; })) };
}

const ladder = (name, steps) => steps.forEach((step, i) => { looks[`${name}_${i + 1}`] = { ...step, severity: i + 1 }; });
const between = { class: 'between' };

ladder('flou', [0.5, 0.9, 1.3].map((s) => shot({ blur: atEdge(s) })).concat([1.8, 2.5].map((s) => shot({ blur: atEdge(s) }, between)), [shot({ blur: atEdge(4.5) }, unread(['floue']))]));
ladder('lumiere', [shot({ light: 0.72 }), shot({ light: 0.5, noise: 5 }), shot({ light: 0.3, noise: 7, falloff: 0.25 }, between), shot({ light: 0.07, noise: 9, blur: 2 }, unread(['sombre'], ['floue'], ['floue', 'sombre']))]);
ladder('ombre', [shot({ shade: 0.3 }), shot({ shade: 0.5 }), shot({ shade: 0.72, noise: 5 }, between)]);
ladder('reflet', [shot({ glare: [[0.82, 0.93, 0.07]] }), shot({ glare: [[0.5, 0.62, 0.14]] }, between), shot({ glare: [[0.62, 0.24, 0.34], [0.3, 0.45, 0.3], [0.6, 0.7, 0.24]] }, { class: 'wrong', verdicts: ['a_verifier', 'illisible'], reasons: [['reflet'], ['reflet', 'nom_absent'], ['reflet', 'date_absente'], ['reflet', 'lecture_humaine'], ['floue']] })]);
ladder('perspective', [shot({ tilt: 0.03, margin: 0.08 }), shot({ tilt: 0.055, margin: 0.11 }), shot({ tilt: 0.095, margin: 0.16 }, between)]);
ladder('bruit', [shot({ noise: 8 }), shot({ noise: 15, quality: 60 }), shot({ noise: 34, light: 0.6, quality: 45 }, between)]);
ladder('jpeg', [shot({ quality: 50 }), shot({ quality: 28 }), shot({ quality: 9 }, between)]);
ladder('petite', [shot({ edge: 1600, blur: 0.4 }), shot({ edge: 1250, blur: 0.3 }, between), shot({ edge: 520, blur: 0.4, quality: 70 }, unread(['trop_petite'], ['floue'], ['floue', 'trop_petite']))]);
ladder('froisse', [shot({ wave: 0.5 }), shot({ wave: 1.2 }), shot({ wave: 2.6 }, between)]);
ladder('biais', [shot({ angle: 4 }), shot({ angle: -9, margin: 0.03 }), shot({ angle: 17, margin: 0.03, edge: 2400 }, between)]);
ladder('tourne', [1, 2, 3].map((n) => one((sheet, random) => { const t = hand(random); return jpeg(quarterTurns(photograph(sheet, t, random), n), t.quality); })));
// As a phone held in each of eight ways writes it: the pixels turned one way, the note saying how to turn them back.
for (let o = 1; o <= 8; ++o)
  looks[`exif_${o}`] = one((sheet, random) => {
    const upright = photograph(sheet, hand(random), random);
    const flipped = [2, 4, 5, 7].includes(o) ? mirror(upright) : upright;
    return withOrientation(jpeg(quarterTurns(flipped, { 1: 0, 2: 0, 3: 2, 4: 2, 5: 3, 6: 3, 7: 1, 8: 1 }[o]), 84), o);
  }, { severity: o });

// What is left of the sheet once its edges are out of the frame: the margin, a few letters of each line, a third.
const cut = (left, right, extra = {}) => one((sheet, random) => {
  const x = Math.round(sheet.width * left), w = Math.round(sheet.width * right) - x, top = Math.round(sheet.height * left * 0.5);
  const left_over = crop(sheet, x, top, w, sheet.height - top), ratio = Math.min(w, left_over.height) / Math.max(w, left_over.height);
  return jpeg(photograph(left_over, { ...hand(random), margin: -0.01, angle: 0, tilt: 0, ratio }, random), 84);
}, extra);
ladder('coupe', [cut(0.02, 0.985), cut(0.1, 0.95, between), cut(0.2, 0.6, { class: 'wrong', verdicts: ['a_verifier', 'illisible'], reasons: 'any' })]);

// A face is the picture itself, not a sheet on a table.
const portrait = (take, extra = {}) => ({
  class: 'good', portrait: true, ...extra,
  files: ([sheet], random) => {
    const { width = 840, light = 1, blur = 0.6, noise = 2.5, ext = 'jpg' } = take;
    let picture = resize(sheet, width, Math.round((width * sheet.height) / sheet.width));
    for (let i = 0; i < picture.data.length; ++i) picture.data[i] *= light;
    picture = blurred(picture, blur);
    addNoise(picture, noise, random);
    return [{ ext, bytes: ext === 'png' ? png(picture) : ext === 'webp' ? webp(picture, 80) : jpeg(picture, 86) }];
  },
});
looks.portrait = portrait({});
looks.portrait_png = portrait({ ext: 'png', width: 620 });
looks.portrait_webp = portrait({ ext: 'webp', width: 700 });
looks.portrait_sombre_leger = portrait({ light: 0.78 });
looks.portrait_floue = portrait({ blur: 16 }, unread(['floue']));
looks.portrait_sombre = portrait({ light: 0.1, noise: 4 }, unread(['sombre'], ['floue', 'sombre']));
looks.portrait_petite = portrait({ width: 210 }, unread(['trop_petite']));
