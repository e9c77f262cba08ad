import { Activation as Lettre } from "../commun/acces/activation";
import type { ProprietesEcran } from "../commun/application";
import { aller } from "../commun/route";

export function Activation({ etablissement }: ProprietesEcran) {
  return (
    <Lettre
      etablissement={etablissement}
      roles={["responsable"]}
      connexion="/"
      fait={() => aller("/", { remplacer: true })}
    />
  );
}
