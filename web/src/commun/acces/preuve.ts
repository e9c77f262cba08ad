// The phrase typed again for what can't be undone. It is tried on the vault of this page first: a slip of the finger costs no
// try at the box, and the keys derived for it are gone afterwards.
import { coffre } from "../../coffre/coffre";
import { echec, lireAccueil, type Outcome, reussite } from "../api";
import { sessionCourante } from "../session";

export async function prouverPhrase(phrase: string): Promise<Outcome<string>> {
  const session = sessionCourante();
  if (!session) return echec("session_absente");
  const accueil = await lireAccueil();
  if (!accueil.ok) return accueil;
  const derive = await coffre.call("deriveAuth", { identifiant: session.identifiant, phrase });
  if (!derive.ok) return derive;
  const ouvert = await coffre.call("openVault", { session, etab: accueil.value.etab });
  if (ouvert.ok) return reussite(derive.value.k_auth);
  return echec(ouvert.code === "coffre_refuse" ? "phrase_fausse" : ouvert.code);
}
