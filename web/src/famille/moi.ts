// The families' one answer (GET /moi), kept from screen to screen so that going back is immediate.
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Moi, Piece, Volet } from "../api.gen";
import { lireMoi } from "../commun/api";
import { auDepart } from "../commun/session";

let garde: Moi | null = null;
auDepart(() => {
  garde = null;
});

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
  useEffect(relire, []);
  return { moi, code, relire };
}

export const trouverVolet = (moi: Moi | null, id: string | undefined): Volet | undefined =>
  moi?.volets.find((volet) => volet.id === id);

export const trouverPiece = (volet: Volet | undefined, type: string | undefined): Piece | undefined =>
  volet?.pieces.find((piece) => piece.type === type);
