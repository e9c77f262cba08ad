import { activationDe, dansPorte, type Porte } from "../commun/acces/porte";
import type { Ecran } from "../commun/application";
import { aller } from "../commun/route";
import { ecransLecteur } from "./lecteur";

const porte: Porte = {
  roles: ["infirmerie"],
  accueil: "/infirmerie",
  titre: "infirmerie.entree_titre",
  intro: "infirmerie.entree_intro",
};
const Activation = activationDe(porte, () => aller("/infirmerie", { remplacer: true }));

export const ecrans: readonly Ecran[] = [
  { chemin: "/infirmerie/activation", titre: "acces.lettre_titre", charger: () => Promise.resolve(Activation) },
  ...ecransLecteur((Corps) => dansPorte(porte, Corps)),
];
