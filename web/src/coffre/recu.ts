// Two receipts that are never taken for each other: the nurse opened the pli; the box received it.
import { encoder, signatureVraie, signer, u32, u64, type Paire } from "./sodium";

export interface Recu {
  etab: Uint8Array;
  volet: Uint8Array;
  piece: Uint8Array;
  version: number;
  empreinte: Uint8Array; // of the manifest
}

const message = (label: string, r: Recu, quand: Uint8Array): Uint8Array =>
  encoder(label, r.etab, r.volet, r.piece, u32(r.version), r.empreinte, quand);

export const signerRecu = (infirmiere: Paire, recu: Recu, jour: number): Uint8Array =>
  signer(infirmiere, message("dsco/recu/v1", recu, u32(jour)));

export const recuVrai = (pkSign: Uint8Array, recu: Recu, jour: number, signature: Uint8Array): boolean =>
  signatureVraie(pkSign, message("dsco/recu/v1", recu, u32(jour)), signature);

export const depotVrai = (pkSign: Uint8Array, recu: Recu, moment: number, signature: Uint8Array): boolean =>
  signatureVraie(pkSign, message("dsco/depot/v1", recu, u64(moment)), signature);
