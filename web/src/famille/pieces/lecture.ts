// Follows one pièce while the machine reads it: every second at first, then every two; silent while the tab is hidden.
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Piece, PieceType } from "../../api.gen";
import { lirePiece } from "../../commun/api";
import { auDepot } from "../moi";

const rapides = 10;
export const pas = (lectures: number): number => (lectures < rapides ? 1000 : 2000);
export const longue = (lectures: number): boolean => lectures > 40;

interface SuiviPiece {
  piece: Piece | null;
  code: string | undefined;
  lectures: number; // how many times we have asked since it was last sent
  poser: (piece: Piece) => void;
}

export function usePiece(volet: string, type: PieceType): SuiviPiece {
  const [piece, changer] = useState<Piece | null>(null);
  const [code, poserCode] = useState<string>();
  const [lectures, compter] = useState(0);

  const lire = useCallback(async () => {
    const lue = await lirePiece(volet, type);
    if (lue.ok) {
      poserCode(undefined);
      changer(lue.value);
    } else poserCode(lue.code);
  }, [volet, type]);

  useEffect(() => {
    void lire();
    return auDepot(() => {
      compter(0);
      void lire();
    });
  }, [lire]);

  const enLecture = piece?.etat === "en_lecture";
  useEffect(() => {
    if (!enLecture) return;
    const minuterie = setTimeout(() => {
      if (!document.hidden) void lire();
      compter((n) => n + 1);
    }, pas(lectures));
    return () => clearTimeout(minuterie);
  }, [enLecture, lectures, lire]);

  const poser = useCallback((nouvelle: Piece) => {
    compter(0);
    poserCode(undefined);
    changer(nouvelle);
  }, []);
  return { piece, code, lectures, poser };
}
