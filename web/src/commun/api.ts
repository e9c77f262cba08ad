// With api_plis.ts beside it, the only module that knows a URL. Failures are values; an answer is checked before it is believed.
import type * as C from "../api.gen";

export type Outcome<T> =
  | { ok: true; value: T }
  | { ok: false; code: string; champ?: string; attendre?: number; valeurs?: C.Problem["valeurs"] };
export const reussite = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const echec = (code: string): { ok: false; code: string } => ({ ok: false, code });

const racine = "/api/v1";
export const id = encodeURIComponent;

// Every answer 401 outside sign-in closes the session; session.ts listens.
export const deconnexion = new EventTarget();

// --- anyone
export const lireAccueil = () => demander<C.Accueil>("GET", "/accueil", ["nom", "campagne"]);
export const lireAnnuaire = () => demander<C.Annuaire>("GET", "/annuaire", ["racine", "certificats", "instantanes"]);
export const ouvrirActivation = (corps: C.ActivationOuvrir) =>
  demander<C.ActivationOuverte>("POST", "/activation/ouvrir", ["resp_id", "gen", "role"], corps);
export const terminerActivation = (corps: C.ActivationTerminer) => ordonner("POST", "/activation/terminer", corps);
export const ouvrirSession = (corps: C.Connexion) => demander<C.Session>("POST", "/session", clesSession, corps);
export const relireSession = () => demander<C.Session>("GET", "/session", clesSession);
export const fermerSession = () => ordonner("DELETE", "/session");

const clesSession = ["compte", "role", "coffre", "pk_sign", "pk_kem"] as const;

// --- responsable
export const lireMoi = () => demander<C.Moi>("GET", "/moi", ["responsable", "volets"]);
export const lirePiece = (volet: string, type: C.PieceType) =>
  demander<C.Piece>("GET", `/volets/${id(volet)}/pieces/${id(type)}`, clesPiece);
// The finished uploads are the pages of one pièce, in this order.
export const deposerPiece = (volet: string, type: C.PieceType, envois: readonly string[]) =>
  demander<C.Piece>("PUT", `/volets/${id(volet)}/pieces/${id(type)}`, clesPiece, { envois });
export const retirerPiece = (volet: string, type: C.PieceType) =>
  demander<C.Piece>("DELETE", `/volets/${id(volet)}/pieces/${id(type)}`, clesPiece);
// « Ce n'est pas un papier médical »: read again, shown to the agents this time.
export const montrerPiece = (volet: string, type: C.PieceType) =>
  demander<C.Piece>("POST", `/volets/${id(volet)}/pieces/${id(type)}/montrer`, clesPiece);
export const adressePage = (volet: string, type: C.PieceType, page: number, vignette = false) =>
  `${racine}/volets/${id(volet)}/pieces/${id(type)}/pages/${page}${vignette ? "?vignette=1" : ""}`;
// Where envoi.ts creates its uploads; the id of the new one is the last segment of Location.
export const adresseEnvois = (volet: string) => `${racine}/volets/${id(volet)}/envois`;
export const oublierEnvoi = (envoi: string) =>
  ordonner("DELETE", `/envois/${id(envoi)}`, undefined, { "Tus-Resumable": "1.0.0" });

export const lireJournal = () => demander<C.JournalFamille>("GET", "/journal", ["entrees"]);

const clesPiece = ["type", "etat", "version", "reasons"] as const;

// --- secrétariat
export const lireDossiers = () => demander<C.Dossiers>("GET", "/agent/dossiers", ["dossiers", "divisions"]);
export const lireRelectures = () => demander<{ relectures: C.Relecture[] }>("GET", "/agent/relectures", ["relectures"]);
export const lirePieceRelue = (piece: string) => demander<C.PieceRelue>("GET", `/agent/pieces/${id(piece)}`, clesRelue);
export const adressePageRelue = (piece: string, page: number, vignette = false) =>
  `${racine}/agent/pieces/${id(piece)}/pages/${page}${vignette ? "?vignette=1" : ""}`;
export const decider = (piece: string, decision: C.Decision) =>
  demander<C.PieceRelue>("POST", `/agent/pieces/${id(piece)}/decision`, clesRelue, decision);
export const reprendreDecision = (piece: string) =>
  demander<C.PieceRelue>("DELETE", `/agent/pieces/${id(piece)}/decision`, clesRelue);
export const relirePiece = (piece: string) =>
  demander<C.PieceRelue>("POST", `/agent/pieces/${id(piece)}/relire`, clesRelue);
export const adresseDocument = (piece: string) => `${racine}/agent/pieces/${id(piece)}/document.pdf`;
export const adresseOriginal = (piece: string, fichier: number) =>
  `${racine}/agent/pieces/${id(piece)}/original?fichier=${fichier}`;
export const lireEtatAgent = () => demander<C.AgentEtat>("GET", "/agent/etat", ["a_relire", "en_attente", "en_panne"]);
export const lireReglages = () => demander<C.ReglagesPieces>("GET", "/reglages/pieces", ["pieces"]);
export const poserReglages = (voulus: C.ReglagesPiecesVoulus) =>
  demander<C.ReglagesPieces>("PUT", "/reglages/pieces", ["pieces"], voulus);
export const lireCourriers = () =>
  demander<C.Courriers>("GET", "/agent/courriers", ["courriers", "site", "etablissement"]);
export const enregistrerLettres = (lettres: C.Lettres) =>
  demander<{ lettres: number }>("POST", "/agent/courriers", ["lettres"], lettres);

const clesRelue = ["piece", "etat", "found", "pages"] as const;

// --- the one way out
type Methode = "GET" | "POST" | "PUT" | "DELETE";

export async function demander<T extends object>(
  methode: Methode,
  chemin: string,
  attendu: readonly (keyof T & string)[],
  corps?: object,
): Promise<Outcome<T>> {
  const reponse = await appeler(methode, chemin, corps);
  if (!reponse.ok) return reponse;
  const lu: unknown = await reponse.value.json().catch(() => null);
  return aLesCles<T>(lu, attendu) ? reussite(lu) : echec("reponse_inattendue");
}

export async function ordonner(
  methode: Methode,
  chemin: string,
  corps?: object,
  autres?: Record<string, string>,
): Promise<Outcome<undefined>> {
  const reponse = await appeler(methode, chemin, corps, autres);
  return reponse.ok ? reussite(undefined) : reponse;
}

export async function telecharger(chemin: string): Promise<Outcome<Uint8Array>> {
  const reponse = await appeler("GET", chemin);
  if (!reponse.ok) return reponse;
  const octets = await reponse.value.arrayBuffer().catch(() => null);
  return octets ? reussite(new Uint8Array(octets)) : echec("reseau_indisponible");
}

async function appeler(
  methode: Methode,
  chemin: string,
  corps?: object,
  autres: Record<string, string> = {},
): Promise<Outcome<Response>> {
  // X-DSCO: a header no form and no foreign page can send without the browser asking first.
  const entetes: Record<string, string> = { "X-DSCO": "1", Accept: "application/json", ...autres };
  const init: RequestInit = {
    method: methode,
    headers: entetes,
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
  };
  if (corps !== undefined) {
    entetes["Content-Type"] = "application/json";
    init.body = JSON.stringify(corps);
  }
  const reponse = await fetch(racine + chemin, init).catch(() => null);
  if (!reponse) return echec("reseau_indisponible");
  if (reponse.ok) return reussite(reponse);
  const refus = await lireRefus(reponse);
  if (reponse.status === 401 && !chemin.startsWith("/session")) deconnexion.dispatchEvent(new Event("fermee"));
  return refus;
}

async function lireRefus(reponse: Response): Promise<Outcome<never>> {
  const lu: unknown = await reponse.json().catch(() => null);
  if (!aLesCles<C.Problem>(lu, ["code"]) || typeof lu.code !== "string") return echec("reponse_inattendue");
  const attendre = Number(reponse.headers.get("Retry-After") ?? 0);
  return {
    ok: false,
    code: lu.code,
    ...(typeof lu.champ === "string" ? { champ: lu.champ } : {}),
    ...(lu.valeurs ? { valeurs: lu.valeurs } : {}),
    ...(attendre > 0 ? { attendre } : {}),
  };
}

function aLesCles<T extends object>(lu: unknown, cles: readonly (keyof T & string)[]): lu is T {
  return typeof lu === "object" && lu !== null && cles.every((cle) => cle in lu);
}
