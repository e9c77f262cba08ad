// Crockford's base32: what people copy from paper. Most significant bit first, filled with zero bits.
import { exiger } from "./sodium";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export function versBase32(octets: Uint8Array): string {
  let texte = "";
  let tenu = 0;
  let bits = 0;
  for (const octet of octets) {
    tenu = ((tenu << 8) | octet) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      texte += alphabet[(tenu >> bits) & 31];
    }
  }
  return bits > 0 ? texte + alphabet[(tenu << (5 - bits)) & 31] : texte;
}

// Of a canonical text only; the filling bits must be zero, so that one text stands for given bytes.
export function deBase32(canonique: string): Uint8Array {
  const octets: number[] = [];
  let tenu = 0;
  let bits = 0;
  for (const lettre of canonique) {
    const valeur = alphabet.indexOf(lettre);
    exiger(valeur >= 0, "caractere");
    tenu = ((tenu << 5) | valeur) & 0xffff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      octets.push((tenu >> bits) & 0xff);
    }
  }
  exiger(bits < 5 && (tenu & ((1 << bits) - 1)) === 0, "remplissage");
  return Uint8Array.from(octets);
}

// What a person typed: case, hyphens, blanks and look-alikes forgiven; anything else refused.
export function canonique(tape: string): string {
  const texte = tape.replace(/[-\s]/g, "").toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
  for (const lettre of texte) exiger(alphabet.includes(lettre), "caractere");
  return texte;
}

export const enGroupes = (texte: string, taille = 4): string =>
  texte.match(new RegExp(`.{1,${taille}}`, "g"))?.join("-") ?? "";

// 256 is a multiple of 32: no bias.
export const caracteresDe = (octets: Uint8Array): string =>
  Array.from(octets, (octet) => alphabet[octet & 31]).join("");
