// 12 characters that stand for a hash, slow on purpose: another hash with the same ones costs 2^60 Argon2id runs.
import { canonique, enGroupes, versBase32 } from "./base32";
import { argon2id, coutEmpreinte, egal, octetsDe } from "./sodium";

const sel = "DSCO-EMPREINTE-1";

const courte = (empreinte: Uint8Array): string =>
  versBase32(argon2id(16, empreinte, octetsDe(sel), coutEmpreinte)).slice(0, 12);

export const empreinteCourte = (empreinte: Uint8Array): string => enGroupes(courte(empreinte));

export function estEmpreinteCourte(empreinte: Uint8Array, tape: string): boolean {
  const texte = canonique(tape);
  return texte.length === 12 && egal(octetsDe(courte(empreinte)), octetsDe(texte));
}
