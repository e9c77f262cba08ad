// The twelve kinds as the secretariat arranges them, before they are kept. Pure.
import type { Demande, ReglagesPieces } from "../../api.gen";

export type Reglage = ReglagesPieces["pieces"][number];
export const demandes: readonly Demande[] = ["obligatoire", "souhaitee", "non"];

// The law lets an enrolment depend on three kinds of proof only: the others can't be compulsory, here as in the box.
export const permise = (reglage: Reglage, demande: Demande): boolean => demande !== "obligatoire" || reglage.exigible;

export const regler = (liste: readonly Reglage[], type: Reglage["type"], demande: Demande): readonly Reglage[] =>
  liste.map((un) => (un.type === type && permise(un, demande) ? { ...un, demande } : un));

export function bouger(liste: readonly Reglage[], rang: number, pas: -1 | 1): readonly Reglage[] {
  const copie = [...liste];
  const [pris] = copie.splice(rang, 1);
  if (!pris || rang + pas < 0 || rang + pas >= liste.length) return liste;
  copie.splice(rang + pas, 0, pris);
  return copie;
}

export const pareils = (a: readonly Reglage[], b: readonly Reglage[]): boolean =>
  a.length === b.length && a.every(({ type, demande }, i) => type === b[i]?.type && demande === b[i]?.demande);

export const voulus = (liste: readonly Reglage[]) => ({
  pieces: liste.map(({ type, demande }) => ({ type, demande })),
});
