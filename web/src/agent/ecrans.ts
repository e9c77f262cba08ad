import type { ComponentType } from "preact";
import type { Role } from "../api.gen";
import { activationDe, dansPorte, ecranPhrase, type Porte } from "../commun/acces/porte";
import type { Ecran, ProprietesEcran } from "../commun/application";
import { aller } from "../commun/route";
import { avecBarre } from "./barre";
import { Dossier } from "./dossiers/dossier";
import { Dossiers } from "./dossiers/liste";
import { Relecture } from "./relecture/relecture";

const porte: Porte = {
  roles: ["secretariat", "direction", "technique"],
  accueil: "/agent",
  titre: "agent.entree_titre",
  intro: "agent.entree_intro",
  phrase: "agent.phrase",
};
const Activation = activationDe(porte, () => aller("/agent", { remplacer: true }));

const ecran = (Corps: ComponentType<ProprietesEcran>, ...roles: Role[]) => {
  const [premier = "secretariat", ...autres] = roles;
  return dansPorte(porte, avecBarre(Corps, [premier, ...autres]));
};
// A component is wrapped once: a new wrapper at each visit would be a new screen.
const dossiers = ecran(Dossiers);
const dossier = ecran(Dossier);
const relecture = ecran(Relecture);
let equipe: ComponentType<ProprietesEcran> | undefined;
let destructions: ComponentType<ProprietesEcran> | undefined;
let boitier: ComponentType<ProprietesEcran> | undefined;
let courriers: ComponentType<ProprietesEcran> | undefined;
let reglages: ComponentType<ProprietesEcran> | undefined;

const tout = (Corps: ComponentType<ProprietesEcran>) => () => Promise.resolve(Corps);

export const ecrans: readonly Ecran[] = [
  { chemin: "/agent", titre: "agent.dossiers", charger: tout(dossiers) },
  { chemin: "/agent/activation", titre: "acces.lettre_titre", charger: tout(Activation) },
  ecranPhrase(porte),
  { chemin: "/agent/dossiers/:eleve", titre: "agent.dossier", charger: tout(dossier) },
  { chemin: "/agent/relecture", titre: "agent.relecture", charger: tout(relecture) },
  { chemin: "/agent/relecture/:piece", titre: "agent.relecture", charger: tout(relecture) },
  {
    chemin: "/agent/courriers",
    titre: "agent.courriers",
    charger: async () => {
      courriers ??= ecran((await import("./courriers/courriers")).Courriers);
      return courriers;
    },
  },
  {
    chemin: "/agent/reglages",
    titre: "agent.reglages",
    charger: async () => {
      reglages ??= ecran((await import("./reglages/pieces")).ReglagesPieces);
      return reglages;
    },
  },
  {
    chemin: "/agent/equipe",
    titre: "agent.equipe",
    charger: async () => {
      equipe ??= ecran((await import("./equipe/equipe")).Equipe, "direction");
      return equipe;
    },
  },
  {
    chemin: "/agent/destructions",
    titre: "agent.destructions",
    charger: async () => {
      destructions ??= ecran((await import("./destructions/destructions")).Destructions, "secretariat", "direction");
      return destructions;
    },
  },
  {
    chemin: "/agent/boitier",
    titre: "agent.boitier",
    charger: async () => {
      boitier ??= ecran((await import("./boitier/boitier")).Boitier, "technique");
      return boitier;
    },
  },
];
