// The families' one answer (GET /moi), kept from screen to screen so that going back is immediate.
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Moi, Piece, Volet } from "../api.gen";
import { lireMoi } from "../commun/api";
import { auDepart } from "../commun/session";

let garde: Moi | null = null;
auDepart(() => {
  garde = null;
});

// Something of this family reached the box, perhaps from a screen already left: whoever shows it reads it again.
const depots = new Set<() => void>();
export function auDepot(relire: () => void): () => void {
  depots.add(relire);
  return () => void depots.delete(relire);
}
export function annoncerDepot(): void {
  for (const relire of depots) relire();
}

export function useMoi(): { moi: Moi | null; code: string | undefined; relire: () => void } {
  const [moi, poser] = useState(garde);
  const [code, poserCode] = useState<string>();
  const relire = useCallback(() => {
    void lireMoi().then((lu) => {
      if (!lu.ok) return poserCode(lu.code);
      garde = lu.value;
      poserCode(undefined);
      poser(lu.value);
    });
  }, []);
  useEffect(() => {
    relire();
    return auDepot(relire);
  }, []);
  return { moi, code, relire };
}

export const trouverVolet = (moi: Moi | null, id: string | undefined): Volet | undefined =>
  moi?.volets.find((volet) => volet.id === id);

export const trouverPiece = (volet: Volet | undefined, type: string | undefined): Piece | undefined =>
  volet?.pieces.find((piece) => piece.type === type);
