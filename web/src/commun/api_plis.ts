// What is sealed, the vault and what protects it: apart from api.ts, which every first screen carries.
import type * as C from "../api.gen";
import { demander, ordonner, telecharger } from "./api";

const id = encodeURIComponent;
const adresse = (volet: string, pli: string, version: number) => `/volets/${id(volet)}/plis/${id(pli)}/${version}`;

export const lirePlis = (volet: string) => demander<{ plis: C.Pli[] }>("GET", `/volets/${id(volet)}/plis`, ["plis"]);
export const deposerPli = (volet: string, pli: string, version: number, corps: C.DepotPli) =>
  demander<C.Pli>("PUT", adresse(volet, pli, version), ["id", "version", "empreinte"], corps);
export const lireManifeste = (volet: string, pli: string, version: number) =>
  demander<C.Manifeste>("GET", adresse(volet, pli, version), ["manifeste"]);
export const lireCorps = (volet: string, pli: string, version: number) =>
  telecharger(`${adresse(volet, pli, version)}/corps`);
// Every version of it, for good; refused once the nurse has signed for one.
export const retirerPli = (volet: string, pli: string, k_auth: string) =>
  ordonner("POST", `/volets/${id(volet)}/plis/${id(pli)}/retirer`, { k_auth });

export const lireMessages = (volet: string) =>
  demander<{ messages: C.MessageRecu[] }>("GET", `/volets/${id(volet)}/messages`, ["messages"]);
export async function nonLus(volet: string): Promise<number> {
  const recus = await lireMessages(volet);
  return recus.ok ? recus.value.messages.filter(({ lu_le }) => !lu_le).length : 0;
}
export const lireCorpsMessage = (volet: string, message: string) =>
  telecharger(`/volets/${id(volet)}/messages/${id(message)}/corps`);
export const noterLu = (volet: string, message: string) =>
  ordonner("POST", `/volets/${id(volet)}/messages/${id(message)}/lu`);

// --- my own account, whoever I am
export const changerCoffre = (corps: C.NouveauCoffre) => ordonner("PUT", "/coffre", corps);
export const lireSecond = () => demander<C.SecondFacteur>("GET", "/second-facteur", ["etat", "obligatoire", "codes"]);
export const proposerSecond = () => demander<C.SecondFacteurPropose>("POST", "/second-facteur", ["secret", "lien"]);
export const confirmerSecond = (code: string) =>
  demander<C.CodesImprimes>("PUT", "/second-facteur", ["codes"], { code });
export const renouvelerCodes = (k_auth: string) =>
  demander<C.CodesImprimes>("POST", "/second-facteur/codes", ["codes"], { k_auth });
export const retirerSecond = (k_auth: string) => ordonner("POST", "/second-facteur/retirer", { k_auth });
