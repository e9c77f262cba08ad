// The reader's screens, the same on the page of the box and in the file opened from disk: each carrier puts its own door
// before them.
import type { ComponentType, FunctionComponent } from "preact";
import type { Accueil } from "../api.gen";
import type { Ecran, ProprietesEcran } from "../commun/application";
import type { Parametres } from "../commun/route";
import { Infirmerie } from "./accueil";
import { Feuillet } from "./feuillet";
import { Impression } from "./impression";
import { Lecture } from "./lecture";

export interface ProprietesLecteur {
  parametres: Parametres;
  etablissement: Pick<Accueil, "nom" | "demonstration"> | null;
}

type Porte = (Corps: FunctionComponent<ProprietesLecteur>) => ComponentType<ProprietesEcran>;

// Titles name nobody: they stay in the browser's history.
export function ecransLecteur(porte: Porte): Ecran[] {
  const tout = (Corps: FunctionComponent<ProprietesLecteur>) => {
    // Wrapped once: a new wrapper at each visit would be a new screen.
    const garde = porte(Corps);
    return () => Promise.resolve(garde);
  };
  let tournant: Promise<ComponentType<ProprietesEcran>> | undefined;
  const tournants = () => (tournant ??= import("./tournant").then(({ Tournant }) => porte(Tournant)));
  return [
    { chemin: "/infirmerie", titre: "infirmerie.titre", charger: tout(Infirmerie) },
    { chemin: "/infirmerie/feuillet", titre: "infirmerie.feuillet", charger: tout(Feuillet) },
    { chemin: "/infirmerie/impression", titre: "infirmerie.impression", charger: tout(Impression) },
    { chemin: "/infirmerie/plis/:pli", titre: "infirmerie.fiche", charger: tout(Lecture) },
    { chemin: "/infirmerie/cle", titre: "infirmerie.cle", charger: tournants },
    { chemin: "/infirmerie/cle/:cas", titre: "infirmerie.cle", charger: tournants },
  ];
}
