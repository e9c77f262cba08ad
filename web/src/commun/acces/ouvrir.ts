// Signing in and activating, the same for everyone who has a letter: what is computed here, what is sent, in which order.
import type { ActivationOuverte, ActivationTerminer, Session } from "../../api.gen";
import { coffre } from "../../coffre/coffre";
import * as api from "../api";
import { echec, type Outcome, reussite } from "../api";
import { versB64 } from "../octets";
import { auDepart, demarrerSession } from "../session";
import type { Lettre } from "./lettre";

// What the vault said when it opened: undefined when the keys are not in this tab (a reload, or never).
export interface Epingle {
  racine: string;
  epoque_min: number;
}
let epingle: Epingle | undefined;
export const clesOuvertes = (): Epingle | undefined => epingle;

auDepart(() => {
  epingle = enAttente = undefined;
  coffre.forget();
});

export const preparerCoffre = () => coffre.prepare();

export async function ouvrirAcces(identifiant: string, phrase: string): Promise<Outcome<Session>> {
  const derive = await coffre.call("deriveAuth", { identifiant, phrase });
  if (!derive.ok) return derive;
  return presenter(identifiant, derive.value.k_auth);
}

// The phrase was right and the telephone's code is asked: kept until it is typed, so that the phrase is not.
let enAttente: { identifiant: string; k_auth: string } | undefined;
export const completerAcces = (second: string): Promise<Outcome<Session>> =>
  enAttente ? presenter(enAttente.identifiant, enAttente.k_auth, second) : Promise.resolve(echec("coffre_ferme"));

async function presenter(identifiant: string, k_auth: string, second?: string): Promise<Outcome<Session>> {
  const accueil = await api.lireAccueil();
  if (!accueil.ok) return accueil;
  const session = await api.ouvrirSession({ identifiant, k_auth, ...(second ? { second } : {}) });
  if (!session.ok) {
    enAttente = { identifiant, k_auth };
    return session;
  }
  enAttente = undefined;
  const ouvert = await coffre.call("openVault", { session: session.value, etab: accueil.value.etab });
  if (!ouvert.ok) {
    // Signed in, yet the keys are not hers: nothing may be sealed from here.
    await api.fermerSession();
    return ouvert;
  }
  epingle = ouvert.value;
  demarrerSession(session.value);
  return session;
}

export interface LettreVerifiee {
  lettre: Lettre;
  ouverte: ActivationOuverte;
  etab: string;
  racine: string; // what the vault will pin, "" when the letter proves no health office
  epoque: number;
}

// The health office printed on the letter is compared with the one of this site before a single byte of the letter
// leaves: a site that lies about it must learn nothing.
export async function verifierLettre(lettre: Lettre): Promise<Outcome<LettreVerifiee>> {
  const apte = await coffre.call("selfTest", undefined);
  if (!apte.ok) return apte;
  const [accueil, annuaire] = await Promise.all([api.lireAccueil(), api.lireAnnuaire()]);
  if (!accueil.ok) return accueil;
  if (!annuaire.ok) return annuaire;

  const attendue = lettre.voie === "carre" && lettre.racine ? versB64(lettre.racine) : "";
  let racine = "";
  let epoque = 0;
  if (annuaire.value.racine !== "") {
    const accepte = await coffre.call("acceptDirectory", {
      annuaire: annuaire.value,
      racine: attendue,
      epoque_min: lettre.voie === "carre" ? lettre.epoque : 0,
      maintenant: accueil.value.maintenant,
    });
    if (!accepte.ok) return accepte;
    // A letter printed before the health office existed binds to none, and a typed code carries none. Pinning what the
    // box happens to serve that day would make it the judge of itself: the sheet is asked for when an envelope is closed.
    if (attendue !== "") ({ racine, epoque } = accepte.value);
  } else if (attendue !== "") return echec("empreinte_differente");

  const preuve = await prouver(lettre);
  if (!preuve.ok) return preuve;
  const ouverte = await api.ouvrirActivation({ identifiant: lettre.identifiant, ...preuve.value });
  if (!ouverte.ok) return ouverte;
  return reussite({ lettre, ouverte: ouverte.value, etab: accueil.value.etab, racine, epoque });
}

async function prouver(lettre: Lettre): Promise<Outcome<{ auth_act: string } | { auth_court: string }>> {
  const { identifiant, code } = lettre;
  return lettre.voie === "carre"
    ? coffre.call("letterAuth", { identifiant, code })
    : coffre.call("shortCodeAuth", { identifiant, code });
}

export async function activer(verifiee: LettreVerifiee, phrase: string): Promise<Outcome<Session>> {
  const { lettre, ouverte, etab, racine, epoque } = verifiee;
  const { identifiant } = lettre;
  const preuve = await prouver(lettre); // again: the worker may have been forgotten while the phrase was being chosen
  if (!preuve.ok) return preuve;
  const derive = await coffre.deriveTwice(identifiant, phrase);
  if (!derive.ok) return derive;
  const cles = await coffre.call("prepareActivation", {
    identifiant,
    etab,
    resp_id: ouverte.resp_id,
    gen: ouverte.gen,
    racine,
    epoque,
  });
  if (!cles.ok) return cles;
  const demande: ActivationTerminer = { identifiant, ...preuve.value, ...cles.value };
  const fait = await api.terminerActivation(demande);
  // A lost answer may hide a success: the code is then burnt and only signing in can tell.
  if (!fait.ok && fait.code !== "reseau_indisponible" && fait.code !== "introuvable") return fait;
  const session = await presenter(identifiant, derive.value.k_auth);
  if (session.ok || fait.ok) return session;
  return fait;
}
