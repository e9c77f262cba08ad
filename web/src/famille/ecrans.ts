import type { ComponentType } from "preact";
import type { Ecran, ProprietesEcran } from "../commun/application";
import { Accueil } from "./accueil/accueil";
import { Activation } from "./activation";
import { dansEspace } from "./espace";

const tout = (Corps: ComponentType<ProprietesEcran>) => () => Promise.resolve(Corps);
const accueil = tout(dansEspace(Accueil, { garder: false }));

// A component is wrapped once: a new wrapper at each visit would be a new screen, and lose what it holds.
const ouverts = new Map<string, Promise<ComponentType<ProprietesEcran>>>();
function plusTard(nom: string, chercher: () => Promise<ComponentType<ProprietesEcran>>) {
  return () => {
    let ouvert = ouverts.get(nom);
    if (!ouvert) {
      ouvert = chercher().then((Corps) => dansEspace(Corps));
      ouverts.set(nom, ouvert);
      // Not kept when the network failed: the next visit asks again.
      ouvert.catch(() => ouverts.delete(nom));
    }
    return ouvert;
  };
}
type Sante = "Sante" | "Formulaire" | "Relire" | "Papiers" | "Envoyees" | "Relecture" | "Messages";
const sante = (fin: string, nom: Sante): Ecran => ({
  chemin: `/famille/:volet/sante${fin}`,
  titre: "famille.titre_fiche",
  charger: plusTard(nom, () => import("../sante/sante").then((ecrans) => ecrans[nom])),
});

const compte = (fin: string, nom: "Compte" | "Phrase" | "Second" | "Journal"): Ecran => ({
  chemin: `/famille/compte${fin}`,
  titre: nom === "Journal" ? "famille.titre_journal" : "famille.titre_compte",
  charger: plusTard(nom, () => import("./compte/mon_compte").then((ecrans) => ecrans[nom])),
});

// Titles say nothing of anyone: they stay in the history of a shared phone.
export const ecrans: readonly Ecran[] = [
  { chemin: "/", titre: "famille.titre", charger: accueil },
  { chemin: "/famille", titre: "famille.titre", charger: accueil },
  { chemin: "/a", titre: "acces.lettre_titre", charger: tout(Activation) },
  {
    chemin: "/famille/:volet/pieces/:type",
    titre: "famille.titre_piece",
    charger: plusTard("piece", () => import("./pieces/piece").then(({ Piece }) => Piece)),
  },
  compte("", "Compte"),
  compte("/phrase", "Phrase"),
  compte("/second", "Second"),
  compte("/journal", "Journal"),
  sante("", "Sante"),
  sante("/fiche", "Formulaire"),
  sante("/relire", "Relire"),
  sante("/papiers", "Papiers"),
  sante("/envois", "Envoyees"),
  sante("/envois/:pli", "Relecture"),
  sante("/envois/:pli/:version", "Relecture"),
  sante("/messages", "Messages"),
];
