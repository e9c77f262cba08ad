// What an agent does with a responsable's account, the direction with the staff's, and the box's own state. Apart from
// api.ts: no family asks for any of it.
import type * as C from "../api.gen";
import { demander, id, ordonner } from "./api";

// --- secrétariat, at the counter
export const libererResponsable = (responsable: string) =>
  ordonner("POST", `/agent/responsables/${id(responsable)}/liberer`);
export const couperAcces = (responsable: string) => ordonner("POST", `/agent/responsables/${id(responsable)}/couper`);
export const protegerResponsable = (responsable: string, protege: boolean) =>
  ordonner("PUT", `/agent/responsables/${id(responsable)}/protection`, { protege });

// --- direction, technique
export const lireEquipe = () => demander<{ equipe: C.Collegue[] }>("GET", "/equipe", ["equipe"]);
export const inviterCollegue = (invitation: C.Invitation) =>
  demander<C.Collegue>("POST", "/equipe", ["compte", "etat"], invitation);
export const suspendreCollegue = (compte: string) =>
  demander<C.Collegue>("POST", `/equipe/${id(compte)}/suspendre`, ["compte", "etat"]);
export const oublierTelephone = (compte: string) =>
  demander<C.Collegue>("POST", `/equipe/${id(compte)}/second-facteur/retirer`, ["compte", "etat"]);
// The direction's list and the secrétariat's are the same one.
export const lireDestructions = (direction: boolean) =>
  demander<{ destructions: C.Destruction[] }>("GET", direction ? "/equipe/destructions" : "/agent/destructions", [
    "destructions",
  ]);
export const lireBoitier = () => demander<C.Boitier>("GET", "/technique/etat", ["version", "pret", "signataires"]);
