// The box's log, checked by whoever holds its first key (on paper since installation), or a head the box signed before.
import { egal, encoder, exiger, H, HK, signatureVraie, u64 } from "./sodium";

export interface Entree {
  numero: number;
  moment: number;
  acteur: string;
  action: string;
  objet: string;
  details: string;
}

export interface Maillon {
  feuille: Uint8Array;
  chaine: Uint8Array;
  marque: Uint8Array;
}

export const debutJournal = new Uint8Array(32);

// Bytes as the box wrote them: making them canonical would accept a log that is not the one signed.
const encodeur = new TextEncoder();

export const feuilleDe = (e: Entree): Uint8Array =>
  H(
    "dsco/audit/entry/v1",
    u64(e.numero),
    u64(e.moment),
    encodeur.encode(e.acteur),
    encodeur.encode(e.action),
    encodeur.encode(e.objet),
    H("dsco/audit/details/v1", encodeur.encode(e.details)),
  );

export const chaineApres = (avant: Uint8Array, feuille: Uint8Array): Uint8Array => H("dsco/audit/v1", avant, feuille);

export function ajouter(avant: Uint8Array, cle: Uint8Array, entree: Entree): Maillon & { suivante: Uint8Array } {
  const feuille = feuilleDe(entree);
  const chaine = chaineApres(avant, feuille);
  return { feuille, chaine, marque: HK(cle, "dsco/audit/tag/v1", chaine), suivante: HK(cle, "dsco/audit/next/v1") };
}

// From the first entry to the last, or a refusal at the first link that the key and the entries do not make.
export function verifierJournal(premiere: Uint8Array, suite: ReadonlyArray<Entree & Maillon>): Uint8Array {
  let cle = premiere;
  let chaine: Uint8Array = debutJournal;
  for (const [rang, lu] of suite.entries()) {
    exiger(lu.numero === rang + 1, "numero");
    const fait = ajouter(chaine, cle, lu);
    exiger(egal(fait.feuille, lu.feuille) && egal(fait.chaine, lu.chaine) && egal(fait.marque, lu.marque), "maillon");
    chaine = fait.chaine;
    cle = fait.suivante;
  }
  return chaine;
}

// Does a chain go on from a head already seen? No entry is read for it.
export const prolonge = (de: Uint8Array, feuilles: readonly Uint8Array[], a: Uint8Array): boolean =>
  egal(feuilles.reduce(chaineApres, de), a);

export interface TeteJournal {
  etab: Uint8Array;
  entrees: number;
  chaine: Uint8Array;
  moment: number;
}

export const teteVraie = (pkBoite: Uint8Array, t: TeteJournal, signature: Uint8Array): boolean =>
  signatureVraie(pkBoite, encoder("dsco/audit/head/v1", t.etab, u64(t.entrees), t.chaine, u64(t.moment)), signature);
