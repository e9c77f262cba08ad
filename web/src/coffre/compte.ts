// A phrase becomes keys; the vault holds the account's own seed U, from which both key pairs come.
import {
  argon2id,
  coller,
  coutPhrase,
  egal,
  encoder,
  exiger,
  H,
  KDF,
  Lecteur,
  octetsDe,
  ouvrirAvecNonce,
  paireKem,
  paireSignature,
  scellerAvecNonce,
  signer,
  u32,
  u8,
  type Paire,
} from "./sodium";

export const kdfCourant = 1;

export interface ClesPhrase {
  kAuth: Uint8Array;
  kWrap: Uint8Array;
}

export const selDe = (identifiant: string): Uint8Array => H("dsco/salt/v1", octetsDe(identifiant)).subarray(0, 16);

export const etirer = (phrase: string, identifiant: string): Uint8Array =>
  argon2id(32, octetsDe(phrase), selDe(identifiant), coutPhrase);

export const separer = (M: Uint8Array): ClesPhrase => ({ kAuth: KDF(M, 1, "DSCOPWD1"), kWrap: KDF(M, 2, "DSCOPWD1") });

export interface ClesCompte {
  graine: Uint8Array;
  signature: Paire;
  kem: Paire;
}

export const clesDe = (graine: Uint8Array): ClesCompte => ({
  graine,
  signature: paireSignature(KDF(graine, 1, "DSCOUSR1")),
  kem: paireKem(KDF(graine, 2, "DSCOUSR1")),
});

export interface Compte {
  etab: Uint8Array;
  resp: Uint8Array;
  gen: number;
}

export interface Voute {
  graine: Uint8Array;
  racine: Uint8Array; // zeros: none pinned
  epoqueMin: number;
}

const lieA = (compte: Compte, pkSign: Uint8Array, pkKem: Uint8Array): Uint8Array =>
  encoder("dsco/usr/v1", compte.etab, compte.resp, u32(compte.gen), u8(kdfCourant), pkSign, H("dsco/kem/v1", pkKem));

export function scellerVoute(kWrap: Uint8Array, compte: Compte, voute: Voute): Uint8Array {
  const cles = clesDe(voute.graine);
  const clair = coller(voute.graine, voute.racine, u32(voute.epoqueMin));
  return scellerAvecNonce(kWrap, clair, lieA(compte, cles.signature.pk, cles.kem.pk));
}

// Recomputes both public keys: a private key whose public half was not checked is never used.
export function ouvrirVoute(
  kWrap: Uint8Array,
  compte: Compte,
  pkSign: Uint8Array,
  pkKem: Uint8Array,
  scelle: Uint8Array,
): { voute: Voute; cles: ClesCompte } {
  exiger(scelle.length === 24 + 68 + 16, "longueur");
  const lecteur = new Lecteur(ouvrirAvecNonce(kWrap, scelle, lieA(compte, pkSign, pkKem)));
  const voute = { graine: lecteur.prendre(32), racine: lecteur.prendre(32), epoqueMin: lecteur.u32() };
  const cles = clesDe(voute.graine);
  exiger(egal(cles.signature.pk, pkSign) && egal(cles.kem.pk, pkKem), "cles");
  return { voute, cles };
}

export const preuvePossession = (compte: Compte, cles: ClesCompte): Uint8Array =>
  signer(
    cles.signature,
    encoder("dsco/usr/pop/v1", compte.etab, compte.resp, u32(compte.gen), cles.signature.pk, cles.kem.pk),
  );
