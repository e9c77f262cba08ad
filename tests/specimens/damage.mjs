// What phones and hands do to a page. Each takes the PNG of a whole A4 page and writes a JPEG; ImageMagick's own seed is
// fixed, so that the same page is damaged the same way twice.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const convert = (args) => execFileSync('convert', ['-limit', 'thread', '1', '-seed', '77', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });

// The sheet on a table, seen a little from the side, under a lamp.
const onTable = (png, amount = 1) => {
  const w = 1588, h = 2246, d = (x) => Math.round(x * amount);
  return [png, '-resize', `${w}x${h}!`, '-bordercolor', '#5b4636', '-virtual-pixel', 'background', '-background', '#5b4636', '-border', '90x110',
    '-distort', 'Perspective', `90,110 ${90 + d(34)},${110 + d(60)} ${w + 90},110 ${w + 90 - d(50)},${110 + d(10)} ${w + 90},${h + 110} ${w + 90 - d(4)},${h + 110 - d(70)} 90,${h + 110} ${90 + d(2)},${h + 110 - d(8)}`];
};
const shadow = (from, to) => ['(', '+clone', '-sparse-color', 'Barycentric', `0,0 ${from} %w,%h ${to}`, ')', '-compose', 'Multiply', '-composite'];
const phone = ['-resize', '2000x2000>', '-attenuate', '0.12', '+noise', 'Gaussian', '-quality', '84'];

export const damages = {
  photo: (png, out) => convert([...onTable(png), ...shadow('#f4efe4', '#b7b3a8'), ...phone, out]),
  photo_flash: (png, out) => convert([...onTable(png, 0.6), ...shadow('#cfcabc', '#fffdf5'), '-blur', '0x0.6', ...phone, out]),
  scan: (png, out) => convert([png, '-resize', '1240x1754', '-background', 'white', '-rotate', '0.8', '-colorspace', 'Gray', '-attenuate', '0.06', '+noise', 'Gaussian', '-quality', '78', out]),
  flou_leger: (png, out) => convert([...onTable(png), ...shadow('#f4efe4', '#c7c3b8'), '-resize', '2000x2000>', '-blur', '0x1.3', '-attenuate', '0.1', '+noise', 'Gaussian', '-quality', '84', out]),
  flou_fort: (png, out) => convert([...onTable(png), ...shadow('#f4efe4', '#c7c3b8'), '-resize', '2000x2000>', '-blur', '0x6', '-attenuate', '0.05', '+noise', 'Gaussian', '-quality', '80', out]),
  sombre_lisible: (png, out) => convert([...onTable(png), ...shadow('#8a8578', '#6f6a60'), ...phone, out]),
  noir: (png, out) => convert([...onTable(png), '-resize', '2000x2000>', '-evaluate', 'Multiply', '0.10', '-blur', '0x2', '-attenuate', '0.9', '+noise', 'Gaussian', '-quality', '60', out]),
  tourne_90: (png, out) => convert([...onTable(png), ...shadow('#f4efe4', '#c7c3b8'), '-rotate', '90', ...phone, out]),
  tourne_180: (png, out) => convert([...onTable(png), ...shadow('#f4efe4', '#c7c3b8'), '-rotate', '180', ...phone, out]),
  exif_6: (png, out) => {
    convert([...onTable(png), ...shadow('#f4efe4', '#c7c3b8'), '-rotate', '270', ...phone, '-strip', out]);
    writeFileSync(out, withOrientation(readFileSync(out), 6));
  },
  bord_coupe: (png, out) => convert([png, '-resize', '1588x2246!', '-gravity', 'West', '-crop', '1160x2246+230+0', '+repage', ...shadow('#f4efe4', '#d7d3c8'), ...phone, out]),
};

// A JPEG with one EXIF entry, its orientation, right after its first marker.
export function withOrientation(jpeg, orientation) {
  const tiff = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}
