// The form being written: in this tab's memory, never in the browser's storage nor on the box. A reload empties it; going
// back and forth, a closed access or a failed sealing does not.
import type { EleveCourt } from "../api.gen";
import { enMemoire } from "../famille/memoire";
import { estVide, type Fiche, ficheVide, type Reponse } from "./fiche";

export interface Brouillon {
  fiche: Fiche;
  choisie: boolean; // one of the three answers was taken; none is beforehand
}

const brouillons = new Map<string, Brouillon>();
enMemoire(() => brouillons.clear());

addEventListener("beforeunload", (depart) => {
  if ([...brouillons.values()].some(({ fiche }) => !estVide(fiche))) depart.preventDefault();
});

export const brouillonDe = (volet: string): Brouillon | undefined => brouillons.get(volet);

export function garderBrouillon(volet: string, brouillon: Brouillon): void {
  brouillons.set(volet, brouillon);
}

export const oublierBrouillon = (volet: string): void => void brouillons.delete(volet);

export const nouveauBrouillon = (eleve: EleveCourt): Brouillon => ({ fiche: ficheVide(eleve), choisie: false });

export const repondre = (brouillon: Brouillon, reponse: Reponse): Brouillon => ({
  fiche: { ...brouillon.fiche, reponse },
  choisie: true,
});
