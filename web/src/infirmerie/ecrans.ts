import type { ComponentType } from "preact";
import { activationDe, dansPorte, type Porte } from "../commun/acces/porte";
import type { Ecran, ProprietesEcran } from "../commun/application";
import { aller } from "../commun/route";
import { Infirmerie } from "./accueil";
import { Lecture } from "./lecture";
import { Feuillet } from "./feuillet";

const porte: Porte = {
  roles: ["infirmerie"],
  accueil: "/infirmerie",
  titre: "infirmerie.entree_titre",
  intro: "infirmerie.entree_intro",
};
const Activation = activationDe(porte, () => aller("/infirmerie", { remplacer: true }));

// A component is wrapped once: a new wrapper at each visit would be a new screen.
const accueil = dansPorte(porte, Infirmerie);
const lecture = dansPorte(porte, Lecture);
const feuillet = dansPorte(porte, Feuillet);
const tout = (Corps: ComponentType<ProprietesEcran>) => () => Promise.resolve(Corps);

// Titles name nobody: they stay in the browser's history.
export const ecrans: readonly Ecran[] = [
  { chemin: "/infirmerie", titre: "infirmerie.titre", charger: tout(accueil) },
  { chemin: "/infirmerie/activation", titre: "acces.lettre_titre", charger: tout(Activation) },
  { chemin: "/infirmerie/feuillet", titre: "infirmerie.feuillet", charger: tout(feuillet) },
  { chemin: "/infirmerie/plis/:pli", titre: "infirmerie.fiche", charger: tout(lecture) },
];
