// What is looked for, and how it is written in the address bar: a filtered list can be bookmarked and sent to a colleague.
import type { DossierEtat } from "../../api.gen";
import type { Ligne } from "./tous";

export interface Filtre {
  texte: string;
  division: string; // "" for all
  etat: DossierEtat | "";
}
export const sansFiltre: Filtre = { texte: "", division: "", etat: "" };
export const etats: readonly DossierEtat[] = ["a_relire", "a_completer", "commence", "pas_ouvert", "complet"];

const estEtat = (mot: string): mot is DossierEtat => (etats as readonly string[]).includes(mot);

export function lireFiltre(recherche: string): Filtre {
  const champs = new URLSearchParams(recherche);
  const etat = champs.get("etat") ?? "";
  return {
    texte: champs.get("q") ?? "",
    division: champs.get("classe") ?? "",
    etat: estEtat(etat) ? etat : "",
  };
}

export function ecrireFiltre({ texte, division, etat }: Filtre): string {
  const champs = new URLSearchParams();
  if (texte.trim() !== "") champs.set("q", texte.trim());
  if (division !== "") champs.set("classe", division);
  if (etat !== "") champs.set("etat", etat);
  const ecrit = champs.toString();
  return ecrit === "" ? "" : `?${ecrit}`;
}

// Accents, case, hyphens and apostrophes are forgiven: « lea » finds Léa, « oe » finds Œillet.
export const plier = (texte: string): string =>
  texte
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();

export interface Cherchable {
  ligne: Ligne;
  pliee: string;
}

// Folded once per answer: a keystroke then costs a thousand `includes`.
export const preparer = (lignes: readonly Ligne[]): Cherchable[] =>
  lignes.map((ligne) => ({
    ligne,
    pliee: plier(
      [ligne.nom, ligne.prenom, ligne.nom, ligne.division, ...ligne.volets.map((v) => v.responsable)].join(" "),
    ),
  }));

// The counts of the states are those of the list without its own filter by state: each button says what it would show.
export function filtrer(
  cherchables: readonly Cherchable[],
  filtre: Filtre,
): { lignes: Ligne[]; parEtat: Record<DossierEtat, number>; avantEtat: number } {
  const mots = plier(filtre.texte).split(" ").filter(Boolean);
  const parEtat: Record<DossierEtat, number> = { pas_ouvert: 0, commence: 0, a_relire: 0, a_completer: 0, complet: 0 };
  const lignes: Ligne[] = [];
  let avantEtat = 0;
  for (const { ligne, pliee } of cherchables) {
    if (filtre.division !== "" && ligne.division !== filtre.division) continue;
    if (!mots.every((mot) => pliee.includes(mot))) continue;
    avantEtat += 1;
    parEtat[ligne.etat] += 1;
    if (filtre.etat === "" || ligne.etat === filtre.etat) lignes.push(ligne);
  }
  return { lignes, parEtat, avantEtat };
}
