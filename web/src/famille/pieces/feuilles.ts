// The pages of one pièce while a family puts them together: chosen, ordered, retaken, not sent yet. Kept in this tab's
// memory, so that a phone call or a look at the home page loses nothing.
import { enMemoire } from "../memoire";
import { veille } from "../veille";
import type { Choisi } from "./choix_fichier";

export const feuillesMaximum = 10;

export interface Feuille extends Omit<Choisi & { ok: true }, "ok"> {
  id: number; // of this tab; never sent
}

let dernier = 0;
export const nouvelleFeuille = ({ contenu, nom, apercu, defauts }: Choisi & { ok: true }): Feuille => ({
  id: ++dernier,
  contenu,
  nom,
  apercu,
  defauts,
});

// --- the order of the pages, pure
export function deplacer(feuilles: readonly Feuille[], id: number, pas: -1 | 1): readonly Feuille[] {
  const rang = feuilles.findIndex((une) => une.id === id);
  const autre = feuilles[rang + pas];
  const elle = feuilles[rang];
  if (!elle || !autre) return feuilles;
  const copie = [...feuilles];
  copie[rang] = autre;
  copie[rang + pas] = elle;
  return copie;
}
export const retirer = (feuilles: readonly Feuille[], id: number) => feuilles.filter((une) => une.id !== id);
export const remplacer = (feuilles: readonly Feuille[], id: number, par: Feuille) =>
  feuilles.map((une) => (une.id === id ? par : une));
export const inserer = (feuilles: readonly Feuille[], rang: number, une: Feuille) => [
  ...feuilles.slice(0, rang),
  une,
  ...feuilles.slice(rang),
];

// --- what each slot holds
const composees = new Map<string, readonly Feuille[]>();
const { prevenir, useVeille } = veille();
const vides: readonly Feuille[] = [];
const cle = (volet: string, type: string) => `${volet}/${type}`;

// Another person's from here on: a photo still being prepared is not hers.
let epoque = 0;
export const epoqueCourante = (): number => epoque;

enMemoire(() => {
  epoque++;
  composees.clear();
  prevenir();
});

export const feuillesDe = (volet: string, type: string): readonly Feuille[] => composees.get(cle(volet, type)) ?? vides;

export function poserFeuilles(volet: string, type: string, feuilles: readonly Feuille[]): void {
  if (feuilles.length === 0) composees.delete(cle(volet, type));
  else composees.set(cle(volet, type), feuilles);
  prevenir();
}

export function useFeuilles(volet: string, type: string): readonly Feuille[] {
  useVeille();
  return feuillesDe(volet, type);
}
