// The nurse's calls: apart from api.ts, which every first screen carries.
import type * as C from "../api.gen";
import { demander, ordonner, telecharger } from "./api";

const id = encodeURIComponent;

export const lireInfirmerie = () => demander<C.Infirmerie>("GET", "/infirmerie/etat", ["bureau", "uai"]);
export const garderCarnet = (carnet: string) => ordonner("PUT", "/infirmerie/carnet", { carnet });
export const lireBordereaux = () =>
  demander<{ bordereaux: C.Bordereau[] }>("GET", "/infirmerie/bordereaux", ["bordereaux"]);
export const lirePlisInfirmerie = () =>
  demander<{ plis: C.PliInfirmerie[]; attendus: number }>("GET", "/infirmerie/plis", ["plis", "attendus"]);
export const lireCorpsInfirmerie = (pli: string, version: number) =>
  telecharger(`/infirmerie/plis/${id(pli)}/${version}/corps`);
export const choisirLecteur = (lecteur: C.Lecteur) => ordonner("PUT", "/infirmerie/lecteur", { lecteur });
export const lireSacoche = () => telecharger("/infirmerie/sacoche");
export const rendreRetours = (retours: C.Retours) =>
  demander<C.BilanRetours>("POST", "/infirmerie/retours", ["recus", "refuses"], retours);
