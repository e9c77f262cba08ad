// Pièces on their way, page after page, then deposited as one. An upload outlives its screen: a family may go back home
// while it runs. The photos waiting are kept in memory only, and let go as soon as the box has them.
import type { Piece, PieceType } from "../../api.gen";
import { deposerPiece, lirePiece, oublierEnvoi } from "../../commun/api";
import { envoyer } from "../../commun/envoi";
import { enMemoire } from "../memoire";
import { annoncerDepot } from "../moi";
import { veille } from "../veille";

export type Envoi =
  | { etat: "en_cours"; part: number; perdu: boolean; page: number; total: number }
  | { etat: "rate"; code: string };

interface Suivi {
  envoi: Envoi;
  contenus: readonly Blob[];
  recus: string[]; // uploads finished, by the order of the pages; a new try sends the rest only
  arreter: AbortController;
  depose: (piece: Piece) => void;
}

const suivis = new Map<string, Suivi>();
const { prevenir, useVeille } = veille();
const cle = (volet: string, type: string) => `${volet}/${type}`;

enMemoire(() => {
  for (const { arreter } of suivis.values()) arreter.abort();
  suivis.clear();
  prevenir();
});

// The browser's own warning: closing the tab now would lose the rest of the photos.
addEventListener("beforeunload", (depart) => {
  if (suivis.size > 0) depart.preventDefault();
});

export const envoiDe = (volet: string, type: string): Envoi | undefined => suivis.get(cle(volet, type))?.envoi;

export function useEnvoi(volet: string, type: string): Envoi | undefined {
  useVeille();
  return envoiDe(volet, type);
}

export function envoyerPiece(
  volet: string,
  type: PieceType,
  contenus: readonly Blob[],
  depose: (piece: Piece) => void,
  recus: string[] = [],
): void {
  const suivi: Suivi = {
    envoi: { etat: "en_cours", part: 0, perdu: false, page: 1, total: contenus.length },
    contenus,
    recus,
    arreter: new AbortController(),
    depose,
  };
  suivis.get(cle(volet, type))?.arreter.abort();
  suivis.set(cle(volet, type), suivi);
  void conduire(volet, type, suivi);
}

export function reessayerEnvoi(volet: string, type: PieceType): void {
  const suivi = suivis.get(cle(volet, type));
  if (suivi) envoyerPiece(volet, type, suivi.contenus, suivi.depose, suivi.recus);
}

export function abandonnerEnvoi(volet: string, type: string): void {
  const suivi = suivis.get(cle(volet, type));
  suivi?.arreter.abort();
  // Pages already there would count against the next try for a day.
  for (const recu of suivi?.recus ?? []) void oublierEnvoi(recu);
  suivis.delete(cle(volet, type));
  prevenir();
}

async function conduire(volet: string, type: PieceType, suivi: Suivi): Promise<void> {
  const actuel = () => suivis.get(cle(volet, type)) === suivi;
  const { contenus, recus } = suivi;
  const total = contenus.reduce((somme, un) => somme + un.size, 0);
  const noter = (envoi: Envoi) => {
    suivi.envoi = envoi;
    if (actuel()) prevenir();
  };
  prevenir();
  let avant = contenus.slice(0, recus.length).reduce((somme, un) => somme + un.size, 0);
  for (const contenu of contenus.slice(recus.length)) {
    let envoyes = 0;
    const enCours = (perdu: boolean) => {
      const part = total > 0 ? (avant + envoyes) / total : 0;
      noter({ etat: "en_cours", part, perdu, page: recus.length + 1, total: contenus.length });
    };
    enCours(false);
    const envoye = await envoyer(volet, contenu, "lisible", {
      avancement: (octets) => {
        envoyes = octets;
        enCours(false);
      },
      etat: (etat) => enCours(etat === "attente"),
      signal: suivi.arreter.signal,
    });
    if (!actuel()) {
      if (envoye.ok) void oublierEnvoi(envoye.value);
      return;
    }
    if (!envoye.ok) {
      noter({ etat: "rate", code: envoye.code });
      // tus speaks to the box by itself: a call of ours tells whether the access has closed meanwhile.
      void lirePiece(volet, type);
      return;
    }
    recus.push(envoye.value);
    avant += contenu.size;
  }
  const depose = await deposerPiece(volet, type, recus);
  if (!actuel()) return;
  if (!depose.ok) {
    // What the box no longer holds is sent anew; after a cut of the network, what it holds is deposited again.
    if (depose.code !== "reseau_indisponible") recus.length = 0;
    return noter({ etat: "rate", code: depose.code });
  }
  suivis.delete(cle(volet, type));
  suivi.depose(depose.value);
  prevenir();
  annoncerDepot();
}
