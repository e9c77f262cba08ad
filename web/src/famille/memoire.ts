// What a family typed or chose and has not sent yet lives here, in this tab's memory and nowhere else. An access that
// closes by itself keeps it behind the phrase; leaving on purpose, or another person signing in, empties it.
import { auDepart } from "../commun/session";

const vidages = new Set<() => void>();
let proprietaire = "";

export function enMemoire(vider: () => void): void {
  vidages.add(vider);
}

export function viderMemoire(): void {
  proprietaire = "";
  for (const vider of vidages) vider();
}

export function appartenirA(compte: string): void {
  if (proprietaire !== "" && proprietaire !== compte) viderMemoire();
  proprietaire = compte;
}

auDepart((voulu) => {
  if (voulu) viderMemoire();
});
