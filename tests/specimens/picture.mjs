// Pictures as rows of red, green and blue bytes: from the browser's PNG, and out to the files that families send.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { deflateSync, inflateSync } from 'node:zlib';

// Eight bits a channel, not interlaced: what Chromium writes.
export function decodePng(bytes) {
  let width = 0, height = 0, channels = 3;
  const parts = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at), type = bytes.toString('latin1', at + 4, at + 8), body = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') {
      width = body.readUInt32BE(0), height = body.readUInt32BE(4), channels = { 0: 1, 2: 3, 6: 4 }[body[9]];
      if (body[8] !== 8 || !channels || body[12] !== 0) throw new Error('not a PNG that Chromium writes');
    } else if (type === 'IDAT') parts.push(body);
    at += length + 12;
  }
  const raw = inflateSync(Buffer.concat(parts)), stride = width * channels;
  let above = new Uint8Array(stride), row = new Uint8Array(stride);
  const data = new Uint8ClampedArray(width * height * 3);
  for (let y = 0, from = 0, to = 0; y < height; ++y) {
    const filter = raw[from++];
    for (let i = 0; i < stride; ++i) {
      const left = i >= channels ? row[i - channels] : 0, up = above[i], corner = i >= channels ? above[i - channels] : 0;
      let guess = 0;
      if (filter === 1) guess = left;
      else if (filter === 2) guess = up;
      else if (filter === 3) guess = (left + up) >> 1;
      else if (filter === 4) {
        const p = left + up - corner, a = Math.abs(p - left), b = Math.abs(p - up), c = Math.abs(p - corner);
        guess = a <= b && a <= c ? left : b <= c ? up : corner;
      }
      row[i] = raw[from++] + guess;
    }
    for (let x = 0; x < width; ++x) {
      const i = x * channels;
      data[to++] = row[i], data[to++] = row[channels > 2 ? i + 1 : i], data[to++] = row[channels > 2 ? i + 2 : i];
    }
    [above, row] = [row, above];
  }
  return { width, height, data };
}

// Averages whole areas, so that small letters fade as they do on a small picture.
export function resize(picture, width, height) {
  const out = new Uint8ClampedArray(width * height * 3), sx = picture.width / width, sy = picture.height / height;
  for (let y = 0, to = 0; y < height; ++y) {
    const y0 = Math.floor(y * sy), y1 = Math.min(picture.height, Math.max(y0 + 1, Math.round((y + 1) * sy)));
    for (let x = 0; x < width; ++x) {
      const x0 = Math.floor(x * sx), x1 = Math.min(picture.width, Math.max(x0 + 1, Math.round((x + 1) * sx)));
      let r = 0, g = 0, b = 0;
      for (let v = y0; v < y1; ++v) for (let u = x0, i = (v * picture.width + x0) * 3; u < x1; ++u) r += picture.data[i++], g += picture.data[i++], b += picture.data[i++];
      const n = (y1 - y0) * (x1 - x0);
      out[to++] = r / n, out[to++] = g / n, out[to++] = b / n;
    }
  }
  return { width, height, data: out };
}

export function quarterTurns(picture, turns) {
  const { width, height, data } = picture, n = ((turns % 4) + 4) % 4;
  if (n === 0) return picture;
  const w = n === 2 ? width : height, h = n === 2 ? height : width, out = new Uint8ClampedArray(data.length);
  for (let y = 0, from = 0; y < height; ++y)
    for (let x = 0; x < width; ++x, from += 3) {
      const to = (n === 1 ? x * w + (w - 1 - y) : n === 2 ? (h - 1 - y) * w + (w - 1 - x) : (h - 1 - x) * w + y) * 3;
      out[to] = data[from], out[to + 1] = data[from + 1], out[to + 2] = data[from + 2];
    }
  return { width: w, height: h, data: out };
}

export function mirror(picture) {
  const { width, height, data } = picture, out = new Uint8ClampedArray(data.length);
  for (let y = 0; y < height; ++y)
    for (let x = 0; x < width; ++x) for (let c = 0; c < 3; ++c) out[(y * width + width - 1 - x) * 3 + c] = data[(y * width + x) * 3 + c];
  return { width, height, data: out };
}

export function crop(picture, left, top, width, height) {
  const out = new Uint8ClampedArray(width * height * 3);
  for (let y = 0; y < height; ++y) out.set(picture.data.subarray(((top + y) * picture.width + left) * 3, ((top + y) * picture.width + left + width) * 3), y * width * 3);
  return { width, height, data: out };
}

export function sideBySide(left, right) {
  const height = Math.max(left.height, right.height), width = left.width + right.width, out = new Uint8ClampedArray(width * height * 3).fill(255);
  for (const [one, at] of [[left, 0], [right, left.width]])
    for (let y = 0; y < one.height; ++y) out.set(one.data.subarray(y * one.width * 3, (y + 1) * one.width * 3), (y * width + at) * 3);
  return { width, height, data: out };
}

export function stacked(above, below) {
  const gap = Math.round(above.height * 0.06), width = Math.max(above.width, below.width), out = new Uint8ClampedArray(width * (above.height + gap + below.height) * 3).fill(214);
  for (const [one, at] of [[above, 0], [below, above.height + gap]])
    for (let y = 0; y < one.height; ++y) out.set(one.data.subarray(y * one.width * 3, (y + 1) * one.width * 3), (at + y) * width * 3);
  return { width, height: above.height + gap + below.height, data: out };
}

const ppm = (p) => Buffer.concat([Buffer.from(`P6\n${p.width} ${p.height}\n255\n`), Buffer.from(p.data.buffer, p.data.byteOffset, p.data.length)]);
const run = (program, args, input) => execFileSync(program, args, { input, maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'ignore'] });

export const jpeg = (picture, quality) => run('cjpeg', ['-quality', String(quality), '-optimize'], ppm(picture));

export function png(picture, grey = false) {
  const { width, height, data } = picture, channels = grey ? 1 : 3, raw = Buffer.alloc((width * channels + 1) * height);
  for (let y = 0, to = 0, from = 0; y < height; ++y) {
    raw[to++] = 0;
    for (let x = 0; x < width; ++x, from += 3) {
      if (grey) raw[to++] = (data[from] * 77 + data[from + 1] * 151 + data[from + 2] * 28) >> 8;
      else raw[to++] = data[from], raw[to++] = data[from + 1], raw[to++] = data[from + 2];
    }
  }
  const chunk = (type, body) => {
    const whole = Buffer.alloc(body.length + 12);
    whole.writeUInt32BE(body.length, 0), whole.write(type, 4, 'latin1'), body.copy(whole, 8);
    whole.writeUInt32BE(crc(whole.subarray(4, body.length + 8)), body.length + 8);
    return whole;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0), head.writeUInt32BE(height, 4), head[8] = 8, head[9] = grey ? 0 : 2;
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(raw, { level: 3 })), chunk('IEND', Buffer.alloc(0))]);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; ++k) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});
function crc(bytes) {
  let c = 0xffffffff;
  for (const b of bytes) c = crcTable[(c ^ b) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

export const webp = (picture, quality) => run('cwebp', ['-quiet', '-q', String(quality), '-m', '2', '-o', '-', '--', '-'], png(picture));

export function writeHeic(picture, quality, out) {
  const between = `${out}.jpg`;
  writeFileSync(between, jpeg(picture, 95));
  execFileSync('heif-enc', ['-q', String(quality), between, '-o', out], { stdio: 'ignore' });
  rmSync(between);
}

export function writeTiff(pictures, out) {
  const between = pictures.map((p, i) => (writeFileSync(`${out}.${i}.ppm`, ppm(p)), `${out}.${i}.ppm`));
  execFileSync('convert', [...between, '-colorspace', 'Gray', '-compress', 'Zip', '-density', '200', out], { stdio: 'ignore' });
  between.forEach((file) => rmSync(file));
}

// A scanner's PDF: one JPEG a page, nothing else.
export function pdfOf(jpegs) {
  const objects = [];
  const kids = jpegs.map((_, i) => `${3 + i * 3} 0 R`).join(' ');
  objects.push('<</Type/Catalog/Pages 2 0 R>>', `<</Type/Pages/Kids[${kids}]/Count ${jpegs.length}>>`);
  jpegs.forEach(({ bytes, width, height, grey }, i) => {
    const w = width >= height ? 842 : 595, h = Math.round((w * height) / width), draw = `q ${w} 0 0 ${h} 0 0 cm /I Do Q`;
    objects.push(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${w} ${h}]/Contents ${4 + i * 3} 0 R/Resources<</XObject<</I ${5 + i * 3} 0 R>>>>>>`);
    objects.push(`<</Length ${draw.length}>>stream\n${draw}\nendstream`);
    objects.push([`<</Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/${grey ? 'DeviceGray' : 'DeviceRGB'}/BitsPerComponent 8/Filter/DCTDecode/Length ${bytes.length}>>stream\n`, bytes, '\nendstream']);
  });
  const pieces = [Buffer.from('%PDF-1.4\n')], offsets = [];
  let at = pieces[0].length;
  const write = (piece) => { const b = Buffer.isBuffer(piece) ? piece : Buffer.from(piece, 'latin1'); pieces.push(b), at += b.length; };
  objects.forEach((object, i) => {
    offsets.push(at), write(`${i + 1} 0 obj`);
    for (const part of Array.isArray(object) ? object : [object]) write(part);
    write('\nendobj\n');
  });
  const table = at;
  write(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((o) => `${String(o).padStart(10, '0')} 00000 n \n`).join('')}`);
  write(`trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`);
  return Buffer.concat(pieces);
}

// A JPEG with one EXIF entry, its orientation, right after its first marker.
export function withOrientation(bytes, orientation) {
  const tiff = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]);
  return Buffer.concat([bytes.subarray(0, 2), head, body, bytes.subarray(2)]);
}
