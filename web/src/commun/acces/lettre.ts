// What a letter says, whether a phone scanned it or a person typed it.
import { deB64 } from "../octets.ts";

export interface LettreScannee {
  voie: "carre";
  identifiant: string;
  code: string; // 26 characters and 2 of control, canonical
  racine: Uint8Array | undefined; // fingerprint of the health office; none when the letter was made before it existed
  epoque: number;
}
export interface LettreTapee {
  voie: "code";
  identifiant: string;
  code: string; // 10 characters, canonical
}
export type Lettre = LettreScannee | LettreTapee;

const symboles = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const estBase32 = (texte: string) => texte !== "" && [...texte].every((c) => symboles.includes(c));

// Blanks, dashes, case and look-alikes are forgiven: people copy from paper. Any other character stays, and is refused
// later: dropping it in silence would turn a slip into another code.
export function canonique(tape: string): string {
  return tape
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s\u00AD\u200B.\-‐‑‒–—_]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
}

// "K7M2P-4XQ9T": as printed, five by five.
export const enGroupes = (canon: string): string => canon.replace(/(.{5})(?=.)/g, "$1-");

export function lireIdentifiant(tape: string): string | undefined {
  const canon = canonique(tape);
  return canon.length === 10 && estBase32(canon) ? canon : undefined;
}

export const lireCodeCourt = lireIdentifiant; // same alphabet and length, on purpose: one way to copy from the letter

// "#1.<identifiant>.<code>.<root_fp>.<epoch>"; undefined for anything else, so that a torn address is told at once.
export function lireFragment(fragment: string): LettreScannee | undefined {
  const [version, identifiant, code, racine, epoque, ...reste] = fragment.replace(/^#/, "").split(".");
  if (version !== "1" || reste.length > 0 || racine === undefined || epoque === undefined) return undefined;
  const canonIdentifiant = lireIdentifiant(identifiant ?? "");
  const canonCode = canonique(code ?? "");
  if (!canonIdentifiant || canonCode.length !== 28 || !estBase32(canonCode)) return undefined;
  if (!/^(0|[1-9][0-9]{0,9})$/.test(epoque)) return undefined;
  const empreinte = racine === "" ? undefined : deBase64url32(racine);
  if (racine !== "" && !empreinte) return undefined;
  return { voie: "carre", identifiant: canonIdentifiant, code: canonCode, racine: empreinte, epoque: Number(epoque) };
}

function deBase64url32(texte: string): Uint8Array | undefined {
  const octets = deB64(texte);
  return octets?.length === 32 ? octets : undefined;
}
