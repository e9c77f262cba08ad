// The établissement's dossiers, one answer for the list and the details; asked again each time a screen opens.
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Dossiers } from "../../api.gen";
import { lireDossiers } from "../../commun/api";
import { auDepart } from "../../commun/session";

export type Ligne = Dossiers["dossiers"][number];
export type VoletAgent = Ligne["volets"][number];

let garde: Dossiers | null = null;
auDepart(() => {
  garde = null;
});

export function useDossiers(): { dossiers: Dossiers | null; code: string | undefined; relire: () => void } {
  const [dossiers, poser] = useState(garde);
  const [code, poserCode] = useState<string>();
  const relire = useCallback(() => {
    void lireDossiers().then((lus) => {
      if (!lus.ok) return poserCode(lus.code);
      garde = lus.value;
      poserCode(undefined);
      poser(lus.value);
    });
  }, []);
  useEffect(relire, []);
  return { dossiers, code, relire };
}
