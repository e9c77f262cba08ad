// 2D-Doc codes for invented papers: the text an issuer would sign, and its DataMatrix as the printers draw it.
//   const text = sign('01', { 10: 'MME/BRUYERE/AISSATA', 22: '7 AVENUE JEAN JAURES', 24: '38000', 25: 'GRENOBLE', 26: 'FR' },
//                     { issued: '2026-04-28' });
//   draw(text, 'code.png', { module: 4, margin: 8 });   <img src="${image(text)}">
// Two signers. FR00/0001 is the test certificate whose private key the 2D-Doc specification prints (annex of reference
// codes): a right signature proves nothing. FR99/0001 is ours, believed by tests/specimens/certificates.json alone, so that
// tests can show what an authentic code settles: dossiersco check --certificats tests/specimens/certificates.json.
import { execFileSync } from 'node:child_process';
import { createPrivateKey, sign as signBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const GS = '\x1d', US = '\x1f';

const sec1 = (base64) => createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'sec1' });
export const keys = {
  FR00: sec1('MHcCAQEEINbI/xP+yGOgp79v7qibvYs03x+cSIaiKzpOhJsScwDDoAoGCCqGSM49AwEHoUQDQgAEqY8NfM1igIiTvsTUNuedGDSh1uAB1w8cTNzNnZ4v4in3JAUU6N3AypjQx0QMnMSShJoPvac/w5L02grgf4TCPA=='),
  FR99: sec1('MHcCAQEEIODoUJUz+x46K5C7ydocuucjcHm2++6qpyIJgquFd/5FoAoGCCqGSM49AwEHoUQDQgAEOTW6UezGZnLy51MFNmdD6is/w5nvSP9wDvfhgb3P6Mzg3BAiNdOZiGr/2DRUwJG1MLeRYIZ+/2JtF1A9bb6LJA=='),
};

// Fields of a fixed length carry no separator. Of those our papers use.
const fixed = new Set(['06', '07', '08', '09', '1C', '1G', '1H', '24', '26', '2B', '2D', '34', '36', '37', '40', '44', '45', '47', '49', '4A', '4B',
  '67', '68', '69', '6C', '6W', '6Y']);

export function base32(bytes) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = 0, held = 0, text = '';
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += letters[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits ? text + letters[(held << (5 - bits)) & 31] : text;
}

// Days since 2000 in four hexadecimal digits; none: FFFF.
const day = (iso) => (iso ? Math.round((Date.parse(`${iso}T00:00:00Z`) - Date.UTC(2000, 0, 1)) / 86400000).toString(16).toUpperCase().padStart(4, '0') : 'FFFF');

// What the issuer signs writes in capitals without accents.
export const plain = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[œŒ]/g, 'OE').toUpperCase().replace(/[^A-Z0-9/,.+\- ]/g, ' ');

// `fields`: an object, or [id, value] pairs when the order matters (an object's whole numbers come first, in their order).
export function sign(type, fields, { authority = 'FR00', certificate = '0001', key = keys[authority], version = 4, issued, signedOn = issued, perimeter = '01', country = 'FR', hash = 'sha256' } = {}) {
  const pairs = (Array.isArray(fields) ? fields : Object.entries(fields)).map(([id, value]) => [String(id), String(value)]);
  const header = `DC0${version}${authority}${certificate}${day(issued)}${day(signedOn)}${type}${version >= 3 ? perimeter : ''}${version >= 4 ? country : ''}`;
  const message = header + pairs.map(([id, value]) => id + value + (fixed.has(id) ? '' : GS)).join('');
  return message + US + base32(signBytes(hash, Buffer.from(message, 'latin1'), { key, dsaEncoding: 'ieee-p1363' }));
}

// The same code after a hand changed what it says, not what was signed.
export function forge(text, from, to) {
  if (!text.includes(from)) throw new Error(`absent from the code: ${from}`);
  return text.replace(from, to);
}

// Fields of a bill (01) or of a proof of address (00).
export const addressee = ({ civilite = 'MME', nom, prenom }, { voie, complement = '', code_postal, commune }) => [
  ['26', 'FR'], ['24', code_postal], ['10', plain(`${civilite}/${nom}/${prenom}`)], ['20', ''], ['21', plain(complement)], ['22', plain(voie)], ['23', ''], ['25', plain(commune)]];
// Fields of a tax notice (28), as the 2025 notices write them; 04 reads the same ones.
export const taxpayer = ({ nom, prenom }, { voie, code_postal, commune }, { parts, reference, annee, rfr, etabli }) => [
  ['43', String(parts).replace('.', ',')], ['44', reference], ['45', String(annee)], ['46', plain(`${nom} ${prenom}`)], ['4A', etabli.split('-').reverse().join('')],
  ['4Y', plain(`${voie}/${code_postal}/${commune}`)], ['41', String(rfr)]];

// A PNG, `module` pixels a dot and `margin` white ones around.
export function draw(text, file, { module = 4, margin = 4 * module } = {}) {
  execFileSync('dmtxwrite', ['-e', 'c', '-d', String(module), '-m', String(margin), '-o', file], { input: Buffer.from(text, 'latin1') });
}

// The same as the source of an <img>. Printers draw a dot 0.5 to 0.6 mm wide: size it with width, not with `module`.
export function image(text, options) {
  const folder = mkdtempSync(join(tmpdir(), 'code-'));
  try {
    draw(text, join(folder, 'code.png'), options);
    return `data:image/png;base64,${readFileSync(join(folder, 'code.png')).toString('base64')}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
