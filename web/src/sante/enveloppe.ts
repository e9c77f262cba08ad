// Closing the form's envelope: check whom it is closed for, seal in the worker, send, deposit. Until the last line answers,
// nothing is considered sent and nothing typed is let go.
import type { Pli, Volet } from "../api.gen";
import { coffre } from "../coffre/coffre";
import { echec, lireMoi, type Outcome, reussite } from "../commun/api";
import type { SuiviEnvoi } from "../commun/envoi";
import { versHex } from "../commun/octets";
import { deposer } from "./deposer";
import { ecrireFiche, type Fiche } from "./fiche";
import { annuaireSur } from "./serrure";

export const kindFiche = 2;

export const nouveauPli = () => versHex(crypto.getRandomValues(new Uint8Array(16)));

export async function fermerEnveloppe(volet: string, fiche: Fiche, suivi: SuiviEnvoi): Promise<Outcome<Pli>> {
  const donnees = ecrireFiche(fiche);
  if (!donnees) return echec("fiche_trop_longue");
  const annuaire = await annuaireSur();
  if (!annuaire.ok) return annuaire;
  // The version to replace is asked now, not when the form was opened: another of her devices may have sent one since.
  const courant = await voletCourant(volet);
  if (!courant.ok) return courant;
  const { sante } = courant.value;
  const pli = sante.pli ?? nouveauPli();
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
  const { corps, ...reste } = scelle.value;
  return deposer(volet, { pli, version, ...reste, corps: new Blob([corps as BlobPart]) }, suivi);
}

async function voletCourant(id: string): Promise<Outcome<Volet>> {
  const moi = await lireMoi();
  if (!moi.ok) return moi;
  const volet = moi.value.volets.find((un) => un.id === id);
  return volet ? reussite(volet) : echec("introuvable");
}
