// Closing and reopening the envelope: check whom it is closed for, seal in the worker, send, deposit. Until the last line
// answers, nothing is considered sent and nothing typed is let go.
import type { Pli, Volet } from "../api.gen";
import { coffre } from "../coffre/coffre";
import * as api from "../commun/api";
import { echec, type Outcome, reussite } from "../commun/api";
import { clesOuvertes } from "../commun/acces/ouvrir";
import { envoyer, type SuiviEnvoi } from "../commun/envoi";
import { versHex } from "../commun/octets";
import { auDepart } from "../commun/session";
import { ecrireFiche, type Fiche, lireFiche } from "./fiche";

const kindFiche = 2;

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

// Whom we close for. The box alone is never believed: see epinglee.
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

export async function fermerEnveloppe(volet: string, fiche: Fiche, suivi: SuiviEnvoi): Promise<Outcome<Pli>> {
  const donnees = ecrireFiche(fiche);
  if (!donnees) return echec("fiche_trop_longue");
  const annuaire = await accepterAnnuaire();
  if (!annuaire.ok) return annuaire;
  // Neither a letter nor a sheet says that this key is the nurse's: a box that lies would read everything.
  if (!annuaire.value.epinglee) return echec("serrure_a_confirmer");
  // The version to replace is asked now, not when the form was opened: another of her devices may have sent one since.
  const courant = await voletCourant(volet);
  if (!courant.ok) return courant;
  const { sante } = courant.value;
  const pli = sante.pli ?? versHex(crypto.getRandomValues(new Uint8Array(16)));
  const version = (sante.version ?? 0) + 1;
  const scelle = await coffre.call("sealPli", {
    volet,
    pli,
    kind: kindFiche,
    version,
    precedent: sante.empreinte ?? "",
    maintenant: annuaire.value.maintenant,
    metadonnees: { nature: "fiche-infirmerie", mime: "application/json", eleve: fiche.eleve },
    donnees,
  });
  if (!scelle.ok) return scelle;
  const { manifeste, corps, empreinte } = scelle.value;
  const envoi = await envoyer(volet, new Blob([corps as BlobPart]), "scelle", suivi);
  if (!envoi.ok) return envoi;
  const depot = await api.deposerPli(volet, pli, version, { envoi: envoi.value, manifeste });
  if (depot.ok) return depot;
  // The answer may have been lost on its way back: the box says which manifest it holds.
  const relus = await api.lirePlis(volet);
  const garde = relus.ok ? relus.value.plis.find((un) => un.empreinte === empreinte) : undefined;
  return garde ? reussite(garde) : depot;
}

export async function rouvrirEnveloppe(volet: string): Promise<Outcome<{ fiche: Fiche; cree_le: number }>> {
  const annuaire = await accepterAnnuaire();
  if (!annuaire.ok) return annuaire;
  const courant = await voletCourant(volet);
  if (!courant.ok) return courant;
  const { pli, version } = courant.value.sante;
  if (!pli || !version) return echec("introuvable");
  const [manifeste, corps] = await Promise.all([
    api.lireManifeste(volet, pli, version),
    api.lireCorps(volet, pli, version),
  ]);
  if (!manifeste.ok) return manifeste;
  if (!corps.ok) return corps;
  const ouvert = await coffre.call("openOwnPli", {
    volet,
    pli,
    kind: kindFiche,
    version,
    manifeste: manifeste.value.manifeste,
    corps: corps.value,
  });
  if (!ouvert.ok) return ouvert;
  const fiche = lireFiche(ouvert.value.donnees);
  return fiche ? reussite({ fiche, cree_le: ouvert.value.cree_le }) : echec("pli_refuse");
}

// 12 characters, the same as on the nurse's sheet. Slow on purpose (Argon2): never waited for.
export async function empreinteCourte(): Promise<string | undefined> {
  const empreinte = clesOuvertes() ? clesOuvertes()?.racine || confirmee : "";
  if (!empreinte) return undefined;
  const courte = await coffre.call("shortFingerprint", { empreinte });
  return courte.ok ? courte.value.texte : undefined;
}

async function voletCourant(id: string): Promise<Outcome<Volet>> {
  const moi = await api.lireMoi();
  if (!moi.ok) return moi;
  const volet = moi.value.volets.find((un) => un.id === id);
  return volet ? reussite(volet) : echec("introuvable");
}
