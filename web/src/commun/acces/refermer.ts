// The vault closed again under a phrase: a new one, or the same to end every other visit. The box replaces it only if the old
// phrase is proved and nobody changed it meanwhile; every other session then ends.
import type { NouveauCoffre, Session } from "../../api.gen";
import { coffre } from "../../coffre/coffre";
import { prouverPhrase } from "./preuve";
import { echec, type Outcome, relireSession, reussite } from "../api";
import { changerCoffre } from "../api_plis";
import { demarrerSession, sessionCourante } from "../session";

// `preuve`: what prouverPhrase gave for the phrase in force.
export async function refermerCoffre(preuve: string, phrase: string): Promise<Outcome<undefined>> {
  const session = sessionCourante();
  if (!session) return echec("session_absente");
  const derive = await coffre.deriveTwice(session.identifiant, phrase);
  if (!derive.ok) return derive;
  const ferme = await coffre.call("changePhrase", { identifiant: session.identifiant });
  if (!ferme.ok) return ferme;
  const { k_auth, coffre: nouveau } = ferme.value;
  const envoi: NouveauCoffre = { k_auth_avant: preuve, k_auth, coffre_avant: session.coffre, coffre: nouveau };
  const change = await changerCoffre(envoi);
  if (change.ok || (await estEnPlace(change.code, nouveau))) {
    garder({ ...session, coffre: nouveau });
    return reussite(undefined);
  }
  // Neither phrase may be called the right one: she is told to try both.
  return change.code === "reseau_indisponible" ? echec("changement_inconnu") : change;
}

// The answer was lost: the box says which vault it keeps.
async function estEnPlace(code: string, nouveau: string): Promise<boolean> {
  if (code !== "reseau_indisponible") return false;
  const session = await relireSession();
  return session.ok && session.value.coffre === nouveau;
}

function garder(session: Session): void {
  // Left meanwhile: nothing of her is signed in again.
  if (sessionCourante()) demarrerSession(session);
}

export async function fermerAilleurs(phrase: string): Promise<Outcome<undefined>> {
  const preuve = await prouverPhrase(phrase);
  return preuve.ok ? refermerCoffre(preuve.value, phrase) : preuve;
}
