// What she sent, and the two receipts of each envelope, checked here: the box saying it has it, the nurse saying she opened it.
import type { Pli } from "../api.gen";
import { coffre } from "../coffre/coffre";
import type { Demande } from "../coffre/contrat";
import { echec, lireAccueil, type Outcome, reussite } from "../commun/api";
import * as api from "../commun/api_plis";
import { kindFiche } from "./enveloppe";
import { joursOuvres } from "./jours_ouvres";
import { accepterAnnuaire } from "./serrure";

export interface Envoyee {
  pli: Pli;
  depot: "vrai" | "faux";
  recu: "vrai" | "faux" | "absent";
  tard: boolean; // ten working days without the nurse's receipt
  detruite: boolean;
}

// Ten days of school, without the holidays: a nurse away for two weeks in spring worries nobody for long.
const delaiRecu = 10;

// Newest first; the versions of one envelope follow each other.
export async function lireEnvoyees(volet: string, maintenant = Date.now()): Promise<Outcome<Envoyee[]>> {
  const [annuaire, accueil, plis] = await Promise.all([accepterAnnuaire(), lireAccueil(), api.lirePlis(volet)]);
  if (!annuaire.ok) return annuaire;
  if (!accueil.ok) return accueil;
  if (!plis.ok) return plis;
  const pk_boite = accueil.value.pk_boite;
  const envoyees: Envoyee[] = [];
  for (const pli of plis.value.plis) {
    const { id, version, empreinte, depot, recu, detruit_le } = pli;
    const ids = { volet, pli: id, version, empreinte };
    const boite = await verifier({ ...ids, recu: { de: "boite", pk_boite, ...depot } });
    if (!boite.ok) return boite;
    // A receipt of another version, or of other bytes, is no receipt of this one.
    const sien = recu?.version === version && recu.empreinte === empreinte;
    const infirmerie = recu && sien ? await verifier({ ...ids, recu: { de: "infirmerie", ...recu } }) : reussite(false);
    if (!infirmerie.ok) return infirmerie;
    envoyees.push({
      pli,
      depot: boite.value ? "vrai" : "faux",
      recu: !recu ? "absent" : infirmerie.value ? "vrai" : "faux",
      tard: !recu && joursOuvres(depot.moment * 1000, maintenant) >= delaiRecu,
      detruite: detruit_le !== undefined && detruit_le * 1000 <= maintenant,
    });
  }
  return reussite(envoyees.reverse());
}

async function verifier(demande: Demande<"verifyReceipt">): Promise<Outcome<boolean>> {
  const issue = await coffre.call("verifyReceipt", demande);
  if (issue.ok) return reussite(true);
  return issue.code === "pli_refuse" ? reussite(false) : issue;
}

export interface Relue {
  pli: Pli;
  donnees: Uint8Array;
  metadonnees: unknown;
  cree_le: number;
}

export async function rouvrir(volet: string, id: string, voulue?: number): Promise<Outcome<Relue>> {
  const [annuaire, plis] = await Promise.all([accepterAnnuaire(), api.lirePlis(volet)]);
  if (!annuaire.ok) return annuaire;
  if (!plis.ok) return plis;
  const siens = plis.value.plis.filter((un) => un.id === id);
  const derniere = Math.max(...siens.map((un) => un.version));
  const pli = siens.find((un) => un.version === (voulue ?? derniere));
  if (!pli) return echec("introuvable");
  const [manifeste, corps] = await Promise.all([
    api.lireManifeste(volet, id, pli.version),
    api.lireCorps(volet, id, pli.version),
  ]);
  if (!manifeste.ok) return manifeste;
  if (!corps.ok) return corps;
  const ouvert = await coffre.call("openOwnPli", {
    volet,
    pli: id,
    kind: pli.kind === kindFiche ? kindFiche : 1,
    version: pli.version,
    manifeste: manifeste.value.manifeste,
    corps: corps.value,
  });
  return ouvert.ok ? reussite({ pli, ...ouvert.value }) : ouvert;
}
