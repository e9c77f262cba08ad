// On a phone she said is hers: an envelope closed and not arrived yet, so that a page killed halfway loses nothing. Sealed
// bytes only: neither the paper, nor its name, nor its kind. Wiped when the box has it, when she leaves (session.ts), for
// anyone else, and after a day, since the box forgets its slices then.
import type { Scelle } from "./deposer";

export interface Garde extends Scelle {
  compte: string;
  volet: string;
  adresse: string; // of the upload, "" before its first slice
  depuis: number;
}

const base = "dsco-plis";
const rayon = "scelles";
const unJour = 86_400_000;

export async function garder(garde: Garde): Promise<void> {
  await faire("readwrite", (plis) => plis.put(garde));
}

export async function lacher(pli: string): Promise<void> {
  await faire("readwrite", (plis) => plis.delete(pli));
}

export async function gardees(compte: string): Promise<Garde[]> {
  const toutes = (await faire<Garde[]>("readonly", (plis) => plis.getAll())) ?? [];
  const bonne = (garde: Garde) => garde.compte === compte && Date.now() - garde.depuis < unJour;
  for (const { pli } of toutes.filter((garde) => !bonne(garde))) await lacher(pli);
  return toutes.filter(bonne);
}

// A browser that keeps nothing (private window, full disk) sends all the same: undefined, never an error. Closed after each
// use, since an open base can't be deleted.
async function faire<T>(mode: IDBTransactionMode, geste: (plis: IDBObjectStore) => IDBRequest): Promise<T | undefined> {
  const ouverte = await ouvrir();
  if (!ouverte) return undefined;
  return new Promise((finir) => {
    const fermer = (valeur?: T) => {
      ouverte.close();
      finir(valeur);
    };
    try {
      const lot = ouverte.transaction(rayon, mode);
      const demande = geste(lot.objectStore(rayon));
      lot.oncomplete = () => fermer(demande.result as T);
      lot.onabort = () => fermer();
    } catch {
      fermer();
    }
  });
}

function ouvrir(): Promise<IDBDatabase | null> {
  return new Promise((finir) => {
    try {
      const demande = indexedDB.open(base, 1);
      demande.onupgradeneeded = () => demande.result.createObjectStore(rayon, { keyPath: "pli" });
      demande.onsuccess = () => finir(demande.result);
      demande.onerror = () => finir(null);
    } catch {
      finir(null);
    }
  });
}
