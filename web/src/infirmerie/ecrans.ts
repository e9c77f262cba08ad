import { activationDe, dansPorte, ecranPhrase, type Porte } from "../commun/acces/porte";
import type { Ecran } from "../commun/application";
import { aller } from "../commun/route";
import { ecransLecteur } from "./lecteur";

const porte: Porte = {
  roles: ["infirmerie"],
  accueil: "/infirmerie",
  titre: "infirmerie.entree_titre",
  intro: "infirmerie.entree_intro",
  phrase: "infirmerie.phrase",
};
const Activation = activationDe(porte, () => aller("/infirmerie", { remplacer: true }));

export const ecrans: readonly Ecran[] = [
  { chemin: "/infirmerie/activation", titre: "acces.lettre_titre", charger: () => Promise.resolve(Activation) },
  ecranPhrase(porte),
  ...ecransLecteur((Corps) => dansPorte(porte, Corps)),
];
