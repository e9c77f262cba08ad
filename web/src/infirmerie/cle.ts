// The nurse's key in this tab: open or not, and what it lets her know. The key itself stays in the worker; closing kills
// the worker with its memory. Everything shown here was judged by her browser, not believed from the box.
import { useEffect, useState } from "preact/hooks";
import type { Annuaire, Bordereau, Infirmerie, PliInfirmerie } from "../api.gen";
import { coffre } from "../coffre/coffre";
import type { Confiance } from "../coffre/contrat";
import * as api from "../commun/api";
import { echec, type Outcome, reussite } from "../commun/api";
import { auDepart } from "../commun/session";
import { type Fiche, lireFiche } from "../sante/fiche";

export interface Enveloppe {
  pli: PliInfirmerie; // the last version
  confiance: Confiance;
  lue: number; // last version read, 0 for none
}

export interface Ouverte {
  empreinte: string; // 32 bytes, b64
  empreinte_courte: string;
  enveloppes: Enveloppe[];
  attendus: number;
  disparues: number; // read once, no longer in the box
  bordereaux: Bordereau[]; // not accepted yet
  acceptes: number;
}

let ouverte: Ouverte | null = null;
let acceptesIds: readonly string[] = [];
let vues: Record<string, number> = {};
let maintenant = 0;
const abonnes = new Set<() => void>();

function poser(nouvelle: Ouverte | null): void {
  ouverte = nouvelle;
  for (const prevenir of abonnes) prevenir();
}

export function useCle(): Ouverte | null {
  const [vue, voir] = useState(ouverte);
  useEffect(() => {
    const relire = () => voir(ouverte);
    relire();
    abonnes.add(relire);
    return () => void abonnes.delete(relire);
  }, []);
  return vue;
}

export function fermerCle(): void {
  coffre.forget();
  acceptesIds = [];
  vues = {};
  poser(null);
}
auDepart(fermerCle);

// A key left open on a desk is everyone's: ten minutes without a gesture, less than the session itself.
const repos = 10 * 60_000;
let dernier = Date.now();
const present = () => {
  dernier = Date.now();
};
for (const geste of ["pointerdown", "keydown"]) addEventListener(geste, present, { passive: true });
setInterval(() => ouverte && Date.now() - dernier > repos && fermerCle(), 15_000);

export async function ouvrirCle(etat: Infirmerie, phrase: string): Promise<Outcome<undefined>> {
  if (!etat.trousseau) return echec("trousseau_absent");
  const [accueil, annuaire] = await Promise.all([api.lireAccueil(), api.lireAnnuaire()]);
  if (!accueil.ok) return accueil;
  if (!annuaire.ok) return annuaire;
  maintenant = accueil.value.maintenant;
  const cle = await coffre.call("openTrousseau", {
    trousseau: etat.trousseau,
    phrase,
    annuaire: annuaire.value,
    maintenant,
  });
  if (!cle.ok) return cle;
  const carnet = await coffre.call("openCarnet", { carnet: etat.carnet ?? "" });
  if (!carnet.ok) {
    coffre.forget();
    return carnet;
  }
  acceptesIds = carnet.value.bordereaux;
  vues = carnet.value.plis;
  dernier = Date.now();
  const releve = await relever(cle.value);
  // No screen shows it as open, so nothing would ever close it.
  if (!releve.ok) fermerCle();
  return releve;
}

// Asks the box what it holds, and judges all of it again.
export async function relever(cle: { empreinte: string; empreinte_courte: string }): Promise<Outcome<undefined>> {
  const [plis, bordereaux] = await Promise.all([api.lirePlisInfirmerie(), api.lireBordereaux()]);
  if (!plis.ok) return plis;
  if (!bordereaux.ok) return bordereaux;
  const juges = await coffre.call("judgePlis", { plis: plis.value.plis });
  if (!juges.ok) return juges;
  const dernieres = new Map<string, Enveloppe>();
  for (const [rang, pli] of plis.value.plis.entries()) {
    const avant = dernieres.get(pli.id);
    if (avant && avant.pli.version > pli.version) continue;
    dernieres.set(pli.id, { pli, confiance: juges.value.confiances[rang] ?? "refusee", lue: vues[pli.id] ?? 0 });
  }
  poser({
    empreinte: cle.empreinte,
    empreinte_courte: cle.empreinte_courte,
    enveloppes: [...dernieres.values()],
    attendus: plis.value.attendus,
    disparues: Object.keys(vues).filter((id) => !dernieres.has(id)).length,
    bordereaux: bordereaux.value.bordereaux.filter((un) => !acceptesIds.includes(un.id)),
    acceptes: acceptesIds.length,
  });
  return reussite(undefined);
}

// One at a time: two saves that cross on the way would leave the box with the older notebook.
let enregistrement: Promise<unknown> = Promise.resolve();
function garderCarnet(): Promise<Outcome<undefined>> {
  const garder = async () => {
    const ferme = await coffre.call("closeCarnet", undefined);
    return ferme.ok ? api.garderCarnet(ferme.value.carnet) : ferme;
  };
  const suivant = enregistrement.then(garder);
  enregistrement = suivant.catch(() => undefined);
  return suivant;
}

export async function importer(bordereau: Bordereau, feuillet: string): Promise<Outcome<number>> {
  if (!ouverte) return echec("coffre_ferme");
  const lu = await coffre.call("importBordereau", { bordereau, feuillet });
  if (!lu.ok) return lu;
  acceptesIds = [...acceptesIds, bordereau.id];
  const garde = await garderCarnet();
  if (!garde.ok) return garde;
  const releve = await relever(ouverte);
  return releve.ok ? reussite(lu.value.lignes.length) : releve;
}

export interface Lecture {
  fiche: Fiche;
  confiance: Exclude<Confiance, "refusee">;
  cree_le: number;
  empreinte: string;
}

export async function lire(pli: PliInfirmerie): Promise<Outcome<Lecture>> {
  if (!ouverte) return echec("coffre_ferme");
  const corps = await api.lireCorpsInfirmerie(pli.id, pli.version);
  if (!corps.ok) return corps;
  const lu = await coffre.call("openPli", { pli, corps: corps.value });
  if (!lu.ok) return lu;
  const fiche = lireFiche(lu.value.donnees);
  if (!fiche) return echec("pli_refuse");
  vues = { ...vues, [pli.id]: pli.version };
  if (ouverte) {
    poser({
      ...ouverte,
      enveloppes: ouverte.enveloppes.map((une) => (une.pli.id === pli.id ? { ...une, lue: pli.version } : une)),
    });
  }
  // Not waited for: what was read is read, and the next opening writes it again.
  void garderCarnet();
  const { confiance, cree_le, empreinte } = lu.value;
  return reussite({ fiche, confiance, cree_le, empreinte });
}

// --- the lock, made once
export interface Serrure {
  annuaire: Annuaire;
  trousseau: string;
  empreinte: string;
  empreinte_courte: string;
  feuilles: Array<{ numero: 1 | 2 | 3; octets: string; groupes: string[] }>;
}

export async function fabriquer(uai: string, phrase: string): Promise<Outcome<Serrure>> {
  const apte = await coffre.call("selfTest", undefined);
  if (!apte.ok) return apte;
  const accueil = await api.lireAccueil();
  if (!accueil.ok) return accueil;
  const { etab, maintenant: heure } = accueil.value;
  const faite = await coffre.call("holdCeremony", { uai, etab, phrase, maintenant: heure });
  if (!faite.ok) return faite;
  const { racine, certificats, instantane, trousseau, empreinte, empreinte_courte, feuilles } = faite.value;
  return reussite({
    annuaire: { racine, certificats, instantanes: [instantane] },
    trousseau,
    empreinte,
    empreinte_courte,
    feuilles,
  });
}

export async function publier(serrure: Serrure): Promise<Outcome<undefined>> {
  const { annuaire, trousseau } = serrure;
  const publiee = await api.publierAnnuaire({
    racine: annuaire.racine,
    certificats: annuaire.certificats,
    instantane: annuaire.instantanes[0] ?? "",
    trousseau,
  });
  if (!publiee.ok) {
    // The answer may have been lost on its way back: the box says which lock it holds.
    const relu = await api.lireAnnuaire();
    if (!relu.ok || relu.value.racine !== annuaire.racine) return publiee;
  }
  await garderCarnet();
  return relever(serrure);
}
