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

// The health office whose 12 characters she typed. Kept by this tab only: her vault was sealed without it.
let confirmee = "";
auDepart(() => {
  confirmee = "";
});

export async function accepterAnnuaire(): Promise<Outcome<Annuaire>> {
  const cles = clesOuvertes();
  if (!cles) return echec("coffre_ferme");
  const [accueil, annuaire] = await Promise.all([api.lireAccueil(), api.lireAnnuaire()]);
  if (!accueil.ok) return accueil;
  if (!annuaire.ok) return annuaire;
  if (annuaire.value.racine === "") return echec("infirmerie_absente");
  const { maintenant } = accueil.value;
  const racine = cles.racine || confirmee;
  const accepte = await coffre.call("acceptDirectory", { annuaire: annuaire.value, ...cles, racine, maintenant });
  return accepte.ok
    ? reussite({ racine: accepte.value.racine, epinglee: accepte.value.epinglee, maintenant })
    : accepte;
}

// Typed from the paper in her letter, never shown by us to be compared by eye. Nothing of it is sent.
export async function confirmerSerrure(tape: string): Promise<Outcome<boolean>> {
  const annuaire = await accepterAnnuaire();
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

// 12 characters, the same as on the nurse's sheet. Slow on purpose (Argon2): never waited for.
export async function empreinteCourte(): Promise<string | undefined> {
  const empreinte = clesOuvertes() ? clesOuvertes()?.racine || confirmee : "";
  if (!empreinte) return undefined;
  const courte = await coffre.call("shortFingerprint", { empreinte });
  return courte.ok ? courte.value.texte : undefined;
}
