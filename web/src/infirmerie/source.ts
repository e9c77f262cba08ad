// Where the nurse's screens find the envelopes, and where they give back what they make: a page of the box, or a bag opened
// from her disk. One of them per page, chosen by its entry.
import type { Annuaire, BilanRetours, Bordereau, PliInfirmerie, Retours } from "../api.gen";
import type { Outcome } from "../commun/api";

// What can be known before any key is open.
export interface Debut {
  nom: string;
  uai: string;
  etab: string;
  demonstration: boolean;
  maintenant: number;
  annuaire: Annuaire; // racine "" before the ceremony
  trousseau?: string;
  carnet?: string;
  recues: number;
  attendues?: number; // the box alone knows who has not written yet
}

export interface Releve {
  plis: PliInfirmerie[];
  bordereaux: Bordereau[];
  attendues?: number;
}

export type Part = Omit<Retours, "schema">;
export type Refus = BilanRetours["refuses"][number];

export interface Source {
  readonly genre: "page" | "sacoche";
  debut(): Promise<Outcome<Debut>>;
  releve(): Promise<Outcome<Releve>>;
  corps(pli: PliInfirmerie): Promise<Outcome<Uint8Array>>;
  // The refused pieces; the others were kept. `annuaire`: the record as a new root makes it.
  rendre(part: Part, annuaire?: Annuaire): Promise<Outcome<Refus[]>>;
}

let choisie: Source | undefined;

export function choisirSource(source: Source): void {
  choisie = source;
}

export function source(): Source {
  if (!choisie) throw new Error("no source");
  return choisie;
}
