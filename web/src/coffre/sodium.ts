// The one primitive library, and the few shapes everything else is built from (sealing protocol, suite 0x01).
import sodium from "libsodium-wrappers-sumo";

export { sodium };
export const pret = (): Promise<void> => sodium.ready;

// A refusal of the format: caught where a command ends, told as one code. Never thrown for a broken machine.
export class Refus extends Error {}

export function exiger(condition: boolean, raison: string): asserts condition {
  if (!condition) throw new Refus(raison);
}

const encodeur = new TextEncoder();
const decodeur = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
// NFC: "é" typed on two keyboards is one password.
export const octetsDe = (texte: string): Uint8Array => encodeur.encode(texte.normalize("NFC"));
export const texteDe = (octets: Uint8Array): string => decodeur.decode(octets);

export function u8(n: number): Uint8Array {
  return Uint8Array.of(n);
}
export function u32(n: number): Uint8Array {
  const octets = new Uint8Array(4);
  new DataView(octets.buffer).setUint32(0, n, true);
  return octets;
}
export function u64(n: number): Uint8Array {
  const octets = new Uint8Array(8);
  new DataView(octets.buffer).setBigUint64(0, BigInt(n), true);
  return octets;
}

export function coller(...morceaux: Uint8Array[]): Uint8Array {
  const tout = new Uint8Array(morceaux.reduce((somme, un) => somme + un.length, 0));
  let place = 0;
  for (const morceau of morceaux) {
    tout.set(morceau, place);
    place += morceau.length;
  }
  return tout;
}

// E(label, f…): each part after its length, so no two lists of fields give the same bytes.
export function encoder(label: string, ...champs: Uint8Array[]): Uint8Array {
  const morceaux = [encodeur.encode(label), ...champs].flatMap((champ) => [u32(champ.length), champ]);
  return coller(...morceaux);
}

export const H = (label: string, ...champs: Uint8Array[]): Uint8Array =>
  sodium.crypto_generichash(32, encoder(label, ...champs), null);

export const HK = (cle: Uint8Array, label: string, ...champs: Uint8Array[]): Uint8Array =>
  sodium.crypto_generichash(32, encoder(label, ...champs), cle);

export const KDF = (cle: Uint8Array, numero: number, contexte: string): Uint8Array =>
  sodium.crypto_kdf_derive_from_key(32, numero, contexte, cle);

export function egal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && (a.length === 0 || sodium.memcmp(a, b));
}

export const hasard = (combien: number): Uint8Array => sodium.randombytes_buf(combien);

// A key used once may have a zero nonce; any other draws its own.
const nonceNul = new Uint8Array(24);
export const sceller1 = (cle: Uint8Array, clair: Uint8Array, lie: Uint8Array): Uint8Array =>
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(clair, lie, null, nonceNul, cle);
export const ouvrir1 = (cle: Uint8Array, scelle: Uint8Array, lie: Uint8Array): Uint8Array =>
  dechiffrer(cle, nonceNul, scelle, lie);

export function scellerAvecNonce(cle: Uint8Array, clair: Uint8Array, lie: Uint8Array): Uint8Array {
  const nonce = hasard(24);
  return coller(nonce, sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(clair, lie, null, nonce, cle));
}
export function ouvrirAvecNonce(cle: Uint8Array, scelle: Uint8Array, lie: Uint8Array): Uint8Array {
  exiger(scelle.length >= 40, "tronque");
  return dechiffrer(cle, scelle.subarray(0, 24), scelle.subarray(24), lie);
}

function dechiffrer(cle: Uint8Array, nonce: Uint8Array, scelle: Uint8Array, lie: Uint8Array): Uint8Array {
  exiger(scelle.length >= 16, "tronque");
  try {
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, scelle, lie, nonce, cle);
  } catch {
    throw new Refus("altere");
  }
}

export interface Cout {
  passes: number;
  memoire: number;
}
const Mio = 1024 * 1024;
// Constants of the release: nothing fetched can weaken them.
export const coutPhrase: Cout = { passes: 3, memoire: 64 * Mio };
export const coutEmpreinte: Cout = { passes: 2, memoire: 64 * Mio };
export const coutCodeCourt: Cout = { passes: 2, memoire: 19 * Mio };
export const coutTrousseau: Cout = { passes: 3, memoire: 256 * Mio };

export class MemoireInsuffisante extends Error {}

export function argon2id(longueur: number, secret: Uint8Array, sel: Uint8Array, cout: Cout): Uint8Array {
  let resultat: Uint8Array;
  try {
    resultat = sodium.crypto_pwhash(
      longueur,
      secret,
      sel,
      cout.passes,
      cout.memoire,
      sodium.crypto_pwhash_ALG_ARGON2ID13,
    );
  } catch {
    throw new MemoireInsuffisante();
  }
  // Seen on faulty devices: no error, and zeros for a key.
  if (resultat.every((octet) => octet === 0)) throw new MemoireInsuffisante();
  return resultat;
}

export interface Paire {
  pk: Uint8Array;
  sk: Uint8Array;
}
export function paireSignature(graine: Uint8Array): Paire {
  const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(graine);
  return { pk: publicKey, sk: privateKey };
}
export function paireKem(graine: Uint8Array): Paire {
  const { publicKey, privateKey } = sodium.crypto_box_seed_keypair(graine);
  return { pk: publicKey, sk: privateKey };
}
export const signer = (cle: Paire, message: Uint8Array): Uint8Array => sodium.crypto_sign_detached(message, cle.sk);
export function signatureVraie(pk: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (pk.length !== 32 || signature.length !== 64) return false;
  return sodium.crypto_sign_verify_detached(signature, message, pk);
}

// Reads fields one after the other and refuses to go past the end.
export class Lecteur {
  private place = 0;
  constructor(private readonly octets: Uint8Array) {}
  prendre(combien: number): Uint8Array {
    exiger(combien >= 0 && this.place + combien <= this.octets.length, "tronque");
    const pris = this.octets.slice(this.place, this.place + combien);
    this.place += combien;
    return pris;
  }
  u8(): number {
    return this.prendre(1)[0]!;
  }
  u32(): number {
    return new DataView(this.prendre(4).buffer).getUint32(0, true);
  }
  u64(): number {
    const n = new DataView(this.prendre(8).buffer).getBigUint64(0, true);
    exiger(n <= BigInt(Number.MAX_SAFE_INTEGER), "nombre");
    return Number(n);
  }
  // LP(x)
  champ(longueur?: number): Uint8Array {
    const lue = this.u32();
    exiger(longueur === undefined || lue === longueur, "longueur");
    return this.prendre(lue);
  }
  etiquette(label: string): void {
    exiger(egal(this.champ(), encodeur.encode(label)), "etiquette");
  }
  get reste(): number {
    return this.octets.length - this.place;
  }
  fin(): void {
    exiger(this.reste === 0, "longueur");
  }
}

export function comparer(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
