// Which envelopes the list shows, and in what order. Kept while she reads one and comes back, and for the printer.
import { plier } from "../agent/dossiers/filtre";
import { auDepart } from "../commun/session";
import type { Enveloppe } from "./cle";
import type { Confiance } from "../coffre/contrat";

export interface Filtre {
  classe: string;
  texte: string;
  confiance: "" | Confiance;
}

const tout: Filtre = { classe: "", texte: "", confiance: "" };
let memoire = tout;
export const filtreCourant = (): Filtre => memoire;
export function garderFiltre(filtre: Filtre): Filtre {
  memoire = filtre;
  return filtre;
}
auDepart(() => garderFiltre(tout));

const ordre = new Intl.Collator("fr", { numeric: true });

export const divisionsDe = (enveloppes: readonly Enveloppe[]): string[] =>
  [...new Set(enveloppes.map(({ pli }) => pli.eleve.division))].sort(ordre.compare);

// By class, then by name: a child's form stands before what came with it.
export function trier(enveloppes: readonly Enveloppe[], filtre: Filtre): Enveloppe[] {
  const mots = plier(filtre.texte).split(" ").filter(Boolean);
  return enveloppes
    .filter(({ pli: { eleve }, confiance }) => {
      const plie = plier(`${eleve.nom} ${eleve.prenom} ${eleve.nom}`);
      return (
        (filtre.classe === "" || eleve.division === filtre.classe) &&
        (filtre.confiance === "" || confiance === filtre.confiance) &&
        mots.every((mot) => plie.includes(mot))
      );
    })
    .sort(
      ({ pli: a }, { pli: b }) =>
        ordre.compare(a.eleve.division, b.eleve.division) ||
        ordre.compare(`${a.eleve.nom} ${a.eleve.prenom}`, `${b.eleve.nom} ${b.eleve.prenom}`) ||
        b.kind - a.kind ||
        a.depose_le - b.depose_le,
    );
}
