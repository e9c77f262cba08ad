// Pièces on their way. An upload outlives its screen: a family may go back home while it runs. The photo waiting is kept
// in memory only, and let go as soon as the box has it.
import { useEffect, useState } from "preact/hooks";
import type { Piece, PieceType } from "../../api.gen";
import { deposerPiece, lirePiece } from "../../commun/api";
import { envoyer } from "../../commun/envoi";
import { enMemoire } from "../memoire";
import { annoncerDepot } from "../moi";

export type Envoi = { etat: "en_cours"; part: number; perdu: boolean } | { etat: "rate"; code: string };

interface Suivi {
  envoi: Envoi;
  contenu: Blob;
  arreter: AbortController;
  depose: (piece: Piece) => void;
}

const suivis = new Map<string, Suivi>();
const abonnes = new Set<() => void>();
const prevenir = () => {
  for (const un of abonnes) un();
};
const cle = (volet: string, type: string) => `${volet}/${type}`;

enMemoire(() => {
  for (const { arreter } of suivis.values()) arreter.abort();
  suivis.clear();
  prevenir();
});

// The browser's own warning: closing the tab now would lose the rest of the photo.
addEventListener("beforeunload", (depart) => {
  if (suivis.size > 0) depart.preventDefault();
});

export const envoiDe = (volet: string, type: string): Envoi | undefined => suivis.get(cle(volet, type))?.envoi;

export function useEnvoi(volet: string, type: string): Envoi | undefined {
  const [, redessiner] = useState(0);
  useEffect(() => {
    const relire = () => redessiner((n) => n + 1);
    abonnes.add(relire);
    relire();
    return () => void abonnes.delete(relire);
  }, []);
  return envoiDe(volet, type);
}

export function envoyerPiece(volet: string, type: PieceType, contenu: Blob, depose: (piece: Piece) => void): void {
  const suivi: Suivi = {
    envoi: { etat: "en_cours", part: 0, perdu: false },
    contenu,
    arreter: new AbortController(),
    depose,
  };
  suivis.get(cle(volet, type))?.arreter.abort();
  suivis.set(cle(volet, type), suivi);
  void conduire(volet, type, suivi);
}

export function reessayerEnvoi(volet: string, type: PieceType): void {
  const suivi = suivis.get(cle(volet, type));
  if (suivi) envoyerPiece(volet, type, suivi.contenu, suivi.depose);
}

export function abandonnerEnvoi(volet: string, type: string): void {
  suivis.get(cle(volet, type))?.arreter.abort();
  suivis.delete(cle(volet, type));
  prevenir();
}

async function conduire(volet: string, type: PieceType, suivi: Suivi): Promise<void> {
  const actuel = () => suivis.get(cle(volet, type)) === suivi;
  const noter = (envoi: Envoi) => {
    suivi.envoi = envoi;
    if (actuel()) prevenir();
  };
  const enCours = (partie: { part?: number; perdu?: boolean }) => {
    const avant = suivi.envoi.etat === "en_cours" ? suivi.envoi : { part: 0, perdu: false };
    noter({ etat: "en_cours", part: partie.part ?? avant.part, perdu: partie.perdu ?? avant.perdu });
  };
  prevenir();
  const envoye = await envoyer(volet, suivi.contenu, "lisible", {
    avancement: (envoyes, total) => enCours({ part: total > 0 ? envoyes / total : 0, perdu: false }),
    etat: (etat) => enCours({ perdu: etat === "attente" }),
    signal: suivi.arreter.signal,
  });
  if (!actuel()) return;
  const depose = envoye.ok ? await deposerPiece(volet, type, envoye.value) : envoye;
  if (!actuel()) return;
  if (!depose.ok) {
    noter({ etat: "rate", code: depose.code });
    // tus speaks to the box by itself: a call of ours tells whether the access has closed meanwhile.
    if (!envoye.ok) void lirePiece(volet, type);
    return;
  }
  suivis.delete(cle(volet, type));
  suivi.depose(depose.value);
  prevenir();
  annoncerDepot();
}
