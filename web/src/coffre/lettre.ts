// The letter's secret A (128 bits, in the QR) and the 10 characters for those who have no camera.
import { versB64 } from "../commun/octets";
import { canonique, caracteresDe, deBase32, enGroupes, versBase32 } from "./base32";
import { argon2id, coutCodeCourt, egal, exiger, H, hasard, HK, KDF, octetsDe, u32 } from "./sodium";

export interface ClesLettre {
  authAct: Uint8Array;
  bind: Uint8Array;
}

export function clesLettre(A: Uint8Array, identifiant: string): ClesLettre {
  const ka = HK(A, "dsco/act/v1", octetsDe(identifiant));
  return { authAct: KDF(ka, 1, "DSCOACT1"), bind: KDF(ka, 2, "DSCOACT1") };
}

const controle = (A: Uint8Array): string => caracteresDe(H("dsco/code/v1", A).subarray(0, 2));

export const codeImprime = (A: Uint8Array): string => enGroupes(versBase32(A) + controle(A));

export function lireCode(tape: string): Uint8Array {
  const texte = canonique(tape);
  exiger(texte.length === 28, "longueur");
  const A = deBase32(texte.slice(0, 26));
  exiger(A.length === 16 && controle(A) === texte.slice(26), "controle");
  return A;
}

export function authCourt(code: string, identifiant: string): Uint8Array {
  const sel = H("dsco/salt/court/v1", octetsDe(identifiant)).subarray(0, 16);
  return KDF(argon2id(32, octetsDe(code), sel, coutCodeCourt), 1, "DSCOCRT1");
}

export const verificateur = (authAct: Uint8Array): Uint8Array => H("dsco/act/verif/v1", authAct);
export const verificateurCourt = (authCourtClair: Uint8Array): Uint8Array =>
  H("dsco/act/court/verif/v1", authCourtClair);

export interface Liaison {
  etab: Uint8Array;
  resp: Uint8Array;
  gen: number;
  pkSign: Uint8Array;
  pkKem: Uint8Array;
  racine: Uint8Array;
}

export const marqueLiaison = (bind: Uint8Array, l: Liaison): Uint8Array =>
  HK(bind, "dsco/bind/v1", l.etab, l.resp, u32(l.gen), l.pkSign, l.pkKem, l.racine);

export const liaisonVraie = (bind: Uint8Array, liaison: Liaison, marque: Uint8Array): boolean =>
  egal(marqueLiaison(bind, liaison), marque);

// What follows "/a#": it never reaches the box. Without a health office yet, no fingerprint and epoch 0.
export const fragment = (identifiant: string, A: Uint8Array, racine: Uint8Array | null, epoque: number): string =>
  `1.${identifiant}.${versBase32(A)}${controle(A)}.${racine ? versB64(racine) : ""}.${racine ? epoque : 0}`;

export const tirerIdentifiant = (): string => caracteresDe(hasard(10));
export const tirerCodeCourt = (): string => caracteresDe(hasard(10));
