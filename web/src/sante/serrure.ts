// Whom an envelope is closed for. The box alone is never believed: the key is proved by the letter or by the nurse's sheet.
import { coffre } from "../coffre/coffre";
import { clesOuvertes } from "../commun/acces/ouvrir";
import * as api from "../commun/api";
import { echec, type Outcome, reussite } from "../commun/api";
import { auDepart } from "../commun/session";

interface Annuaire {
  racine: string;
  epinglee: boolean; // proved by the letter, or by the nurse's sheet typed since the keys were opened
  maintenant: number;
}

// The health office whose 12 characters she typed. Kept by this tab only: her vault was sealed without it, or for the one before.
let confirmee = "";
auDepart(() => {
  confirmee = "";
});

export async function accepterAnnuaire(): Promise<Outcome<Annuaire>> {
  const cles = clesOuvertes();
  if (!cles) return echec("coffre_ferme");
  const accepte = await demander(confirmee || cles.racine, cles.epoque_min);
  // Another lock, and the one her letter knew does not name it: paper alone can say whose it is.
  return accepte.ok || accepte.code !== "empreinte_differente" ? accepte : echec("serrure_changee");
}

async function demander(racine: string, epoque_min: number): Promise<Outcome<Annuaire>> {
  const [accueil, annuaire] = await Promise.all([api.lireAccueil(), api.lireAnnuaire()]);
  if (!accueil.ok) return accueil;
  if (!annuaire.ok) return annuaire;
  if (annuaire.value.racine === "") return echec("infirmerie_absente");
  const { maintenant } = accueil.value;
  const demande = { annuaire: annuaire.value, racine, epoque_min, maintenant };
  const accepte = await coffre.call("acceptDirectory", demande);
  return accepte.ok
    ? reussite({ racine: accepte.value.racine, epinglee: accepte.value.epinglee, maintenant })
    : accepte;
}

// Typed from the paper she was given, never shown by us to be compared by eye. Nothing of it is sent.
export async function confirmerSerrure(tape: string): Promise<Outcome<boolean>> {
  const cles = clesOuvertes();
  if (!cles) return echec("coffre_ferme");
  const annuaire = await demander("", cles.epoque_min);
  if (!annuaire.ok) return annuaire;
  const { racine } = annuaire.value;
  const compare = await coffre.call("matchesShortFingerprint", { empreinte: racine, tape });
  if (!compare.ok) return compare;
  if (compare.value.egal && clesOuvertes()) confirmee = racine;
  return reussite(compare.value.egal);
}

// The same, for closing: neither a letter nor a sheet says that this key is the nurse's? A box that lies would read everything.
export async function annuaireSur(): Promise<Outcome<Annuaire>> {
  const annuaire = await accepterAnnuaire();
  return annuaire.ok && !annuaire.value.epinglee ? echec("serrure_a_confirmer") : annuaire;
}

export interface Empreinte {
  texte: string;
  changee: boolean; // no longer the one of her letter, which named it
}

// 12 characters, the same as on the nurse's sheet. Slow on purpose (Argon2): never waited for.
export async function empreinteCourte(): Promise<Empreinte | undefined> {
  const epingle = clesOuvertes()?.racine || confirmee;
  if (!epingle) return undefined;
  const annuaire = await accepterAnnuaire();
  if (!annuaire.ok) return undefined;
  const { racine } = annuaire.value;
  const courte = await coffre.call("shortFingerprint", { empreinte: racine });
  return courte.ok ? { texte: courte.value.texte, changee: racine !== epingle } : undefined;
}
