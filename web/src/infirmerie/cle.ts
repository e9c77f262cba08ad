// The nurse's key in this tab: open or not, and what it lets her know. The key itself stays in the worker; closing kills
// the worker with its memory. Everything shown here was judged by her browser, not believed from the box.
import { useEffect, useState } from "preact/hooks";
import type { Annuaire, Bordereau, PliInfirmerie } from "../api.gen";
import { coffre } from "../coffre/coffre";
import type { CertificatVu, Confiance, FeuilleKit, RacineFaite, Renveloppes } from "../coffre/contrat";
import { echec, type Outcome, reussite } from "../commun/api";
import { versB64, versHex } from "../commun/octets";
import { auDepart } from "../commun/session";
import { type Fiche, lireFiche } from "../sante/fiche";
import { type Debut, type Part, source } from "./source";

export interface Enveloppe {
  pli: PliInfirmerie; // the last version
  confiance: Confiance;
  lue: number; // last version read, 0 for none
  relevee: boolean; // her receipt for this version is given back
}

export interface Ouverte {
  empreinte: string; // 32 bytes, b64
  empreinte_courte: string;
  cert: string;
  fin: number; // of her certificate; 0 when she was replaced
  enveloppes: Enveloppe[];
  attendues: number | undefined;
  disparues: Array<{ id: string; qui: string }>; // in her notebook, no longer in the box
  bordereaux: Bordereau[]; // not accepted yet
}

type Identite = Pick<Ouverte, "empreinte" | "empreinte_courte" | "cert" | "fin">;

let ouverte: Ouverte | null = null;
let plis: PliInfirmerie[] = []; // every version
let acceptesIds: readonly string[] = [];
let vues: Record<string, number> = {};
let annonces: Record<string, string> = {};
let decalage = 0; // between the source's clock and this computer's, seconds
let trousseauOuvert = "";
let carnetAilleurs = false; // her own file holds the notebook, not the box's
const abonnes = new Set<() => void>();

function poser(nouvelle: Ouverte | null): void {
  ouverte = nouvelle;
  for (const prevenir of abonnes) prevenir();
}

export const heure = (): number => Math.floor(Date.now() / 1000) + decalage;

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
  plis = [];
  acceptesIds = [];
  vues = {};
  annonces = {};
  trousseauOuvert = "";
  carnetAilleurs = false;
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

function regler(maintenant: number): void {
  decalage = maintenant - Math.floor(Date.now() / 1000);
}

// `fichier`: her own key file, for whoever's key is not the one the box keeps.
export async function ouvrirCle(phrase: string, fichier?: FichierCle): Promise<Outcome<undefined>> {
  const debut = await source().debut();
  if (!debut.ok) return debut;
  const { annuaire, maintenant } = debut.value;
  const trousseau = fichier?.trousseau ?? debut.value.trousseau;
  if (!trousseau) return echec("trousseau_absent");
  regler(maintenant);
  const cle = await coffre.call("openTrousseau", { trousseau, phrase, annuaire, maintenant });
  if (!cle.ok) return cle;
  const carnet = await coffre.call("openCarnet", { carnet: (fichier ? fichier.carnet : debut.value.carnet) ?? "" });
  if (!carnet.ok) {
    coffre.forget();
    return carnet;
  }
  trousseauOuvert = trousseau;
  carnetAilleurs = fichier !== undefined && fichier.trousseau !== debut.value.trousseau;
  acceptesIds = carnet.value.bordereaux;
  vues = carnet.value.plis;
  annonces = carnet.value.annonces;
  dernier = Date.now();
  const releve = await relever(cle.value);
  // No screen shows it as open, so nothing would ever close it.
  if (!releve.ok) fermerCle();
  return releve;
}

// Asks the source what it holds, and judges all of it again.
export async function relever(cle: Identite): Promise<Outcome<undefined>> {
  const lus = await source().releve();
  if (!lus.ok) return lus;
  const juges = await coffre.call("judgePlis", { plis: lus.value.plis });
  if (!juges.ok) return juges;
  plis = lus.value.plis;
  const dernieres = new Map<string, Enveloppe>();
  for (const [rang, pli] of plis.entries()) {
    const avant = dernieres.get(pli.id);
    if (avant && avant.pli.version > pli.version) continue;
    dernieres.set(pli.id, {
      pli,
      confiance: juges.value.confiances[rang] ?? "refusee",
      lue: vues[pli.id] ?? 0,
      relevee: pli.recu?.version === pli.version,
    });
  }
  const { empreinte, empreinte_courte, cert, fin } = cle;
  const connus = { ...Object.fromEntries(Object.keys(vues).map((id) => [id, ""])), ...annonces };
  const nouveaux = [...dernieres.keys()].some((id) => !(id in annonces));
  annonces = {
    ...annonces,
    ...Object.fromEntries(
      [...dernieres].map(([id, { pli }]) => [id, `${pli.eleve.prenom} ${pli.eleve.nom}, ${pli.eleve.division}`]),
    ),
  };
  poser({
    ...{ empreinte, empreinte_courte, cert, fin },
    enveloppes: [...dernieres.values()],
    attendues: lus.value.attendues,
    disparues: Object.entries(connus)
      .filter(([id]) => !dernieres.has(id))
      .map(([id, qui]) => ({ id, qui })),
    bordereaux: lus.value.bordereaux.filter((un) => !acceptesIds.includes(un.id)),
  });
  if (nouveaux) void garderCarnet();
  return reussite(undefined);
}

// One at a time: two saves that cross on the way would leave the box with the older notebook.
let enregistrement: Promise<unknown> = Promise.resolve();
function garderCarnet(): Promise<Outcome<undefined>> {
  const garder = async () => {
    if (carnetAilleurs) return reussite(undefined);
    const ferme = await coffre.call("closeCarnet", undefined);
    return ferme.ok ? rendre({ carnet: ferme.value.carnet }) : ferme;
  };
  const suivant = enregistrement.then(garder);
  enregistrement = suivant.catch(() => undefined);
  return suivant;
}

// One thing given back: kept, or the code it was refused with.
async function rendre(part: Part): Promise<Outcome<undefined>> {
  const refus = await source().rendre(part);
  if (!refus.ok) return refus;
  const [premier] = refus.value;
  return premier ? echec(premier.code) : reussite(undefined);
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

export async function oublierDisparues(): Promise<Outcome<undefined>> {
  if (!ouverte) return echec("coffre_ferme");
  const partis = ouverte.disparues.map(({ id }) => id);
  const oublie = await coffre.call("forgetVanished", { plis: partis });
  if (!oublie.ok) return oublie;
  vues = Object.fromEntries(Object.entries(vues).filter(([id]) => !partis.includes(id)));
  annonces = Object.fromEntries(Object.entries(annonces).filter(([id]) => !partis.includes(id)));
  poser({ ...ouverte, disparues: [] });
  return garderCarnet();
}

// --- reading
interface Lue {
  confiance: Exclude<Confiance, "refusee">;
  cree_le: number;
  empreinte: string;
}
export type LectureFiche = Lue & { fiche: Fiche };
export type LecturePiece = Lue & { donnees: Uint8Array; metadonnees: unknown };

async function ouvrir(pli: PliInfirmerie): Promise<Outcome<LecturePiece>> {
  if (!ouverte) return echec("coffre_ferme");
  const corps = await source().corps(pli);
  if (!corps.ok) return corps;
  const lu = await coffre.call("openPli", { pli, corps: corps.value });
  if (!lu.ok) return lu;
  vues = { ...vues, [pli.id]: pli.version };
  return reussite(lu.value);
}

function marquerLues(lues: readonly PliInfirmerie[]): void {
  if (!ouverte || lues.length === 0) return;
  const ids = new Set(lues.map(({ id }) => id));
  poser({
    ...ouverte,
    enveloppes: ouverte.enveloppes.map((une) => (ids.has(une.pli.id) ? { ...une, lue: une.pli.version } : une)),
  });
  // Not waited for: what was read is read, and the next opening writes it again.
  void garderCarnet();
}

export async function lire(pli: PliInfirmerie): Promise<Outcome<LectureFiche>> {
  const lu = await lireUne(pli);
  if (lu.ok) marquerLues([pli]);
  return lu;
}

async function lireUne(pli: PliInfirmerie): Promise<Outcome<LectureFiche>> {
  const lu = await ouvrir(pli);
  if (!lu.ok) return lu;
  const fiche = lireFiche(lu.value.donnees);
  if (!fiche) return echec("pli_refuse");
  const { confiance, cree_le, empreinte } = lu.value;
  return reussite({ fiche, confiance, cree_le, empreinte });
}

export async function lirePiece(pli: PliInfirmerie): Promise<Outcome<LecturePiece>> {
  const lu = await ouvrir(pli);
  if (lu.ok) marquerLues([pli]);
  return lu;
}

// A whole class, for the printer: one that does not open keeps none of the others back.
export async function lireFiches(
  enveloppes: readonly Enveloppe[],
  avancer: (part: number) => void,
): Promise<Array<{ enveloppe: Enveloppe; lue: LectureFiche | undefined }>> {
  const faites: Array<{ enveloppe: Enveloppe; lue: LectureFiche | undefined }> = [];
  for (const enveloppe of enveloppes) {
    const lu = await lireUne(enveloppe.pli);
    faites.push({ enveloppe, lue: lu.ok ? lu.value : undefined });
    avancer(faites.length / enveloppes.length);
  }
  marquerLues(faites.flatMap(({ enveloppe, lue }) => (lue ? [enveloppe.pli] : [])));
  return faites;
}

// --- what goes back to the families
// Answers how many receipts were kept.
export async function signerRecus(lues: readonly PliInfirmerie[]): Promise<Outcome<number>> {
  const recus: NonNullable<Part["recus"]> = [];
  for (const pli of lues) {
    const signe = await coffre.call("signReceipt", { pli, maintenant: heure() });
    if (!signe.ok) return signe;
    recus.push({ pli: pli.id, recu: signe.value });
  }
  const refus = await source().rendre({ recus });
  if (!refus.ok) return refus;
  const refuses = new Set(refus.value.map(({ id }) => id));
  const gardes = new Set(recus.map(({ pli }) => pli).filter((id) => !refuses.has(id)));
  if (ouverte) {
    poser({
      ...ouverte,
      enveloppes: ouverte.enveloppes.map((une) => (gardes.has(une.pli.id) ? { ...une, relevee: true } : une)),
    });
  }
  const [premier] = refus.value;
  return gardes.size === 0 && premier ? echec(premier.code) : reussite(gardes.size);
}

export async function ecrireMessage(sur: PliInfirmerie, texte: string): Promise<Outcome<undefined>> {
  const message = versHex(crypto.getRandomValues(new Uint8Array(16)));
  const scelle = await coffre.call("sealMessage", { sur, message, texte, maintenant: heure() });
  if (!scelle.ok) return scelle;
  const { manifeste, corps } = scelle.value;
  return rendre({ messages: [{ id: message, volet: sur.volet, manifeste, corps: versB64(corps) }] });
}

// --- the lock, made once, and made again when its root goes
export interface Serrure {
  annuaire: Annuaire;
  trousseau: string;
  empreinte: string;
  empreinte_courte: string;
  feuilles: FeuilleKit[];
  renveloppes: NonNullable<Part["renveloppes"]>;
  refusees: number;
}

function serrureDe(faite: RacineFaite, autour: Partial<Annuaire>, faits?: Renveloppes): Serrure {
  const { racine, certificats, instantane, trousseau, empreinte, empreinte_courte, feuilles } = faite;
  return {
    annuaire: { racine, certificats, instantanes: [instantane], ...autour },
    ...{ trousseau, empreinte, empreinte_courte, feuilles },
    ...{ renveloppes: faits?.renveloppes ?? [], refusees: faits?.refuses.length ?? 0 },
  };
}

export async function fabriquer(phrase: string): Promise<Outcome<Serrure>> {
  const apte = await coffre.call("selfTest", undefined);
  if (!apte.ok) return apte;
  const debut = await source().debut();
  if (!debut.ok) return debut;
  const { uai, etab, annuaire, maintenant } = debut.value;
  regler(maintenant);
  const faite = await coffre.call("holdCeremony", { uai, etab, phrase, annuaire, maintenant });
  return faite.ok ? reussite(serrureDe(faite.value, {})) : faite;
}

// In the place of the root in force: with two of its sheets on the table, or with her key alone.
export async function refaire(phrase: string, avancer: (part: number) => void): Promise<Outcome<Serrure>> {
  const [debut, lus] = [await source().debut(), await source().releve()];
  if (!debut.ok) return debut;
  if (!lus.ok) return lus;
  const { annuaire, maintenant } = debut.value;
  regler(maintenant);
  const aRouvrir = lus.value.plis.map((pli) => ({ pli }));
  const faite = await coffre.call("changeRoot", { annuaire, phrase, plis: aRouvrir, maintenant }, avancer);
  if (!faite.ok) return faite;
  const { successeur } = faite.value;
  const { precedents = [], ...regne } = annuaire;
  const autour = { ...(successeur ? { successeur } : {}), precedents: [...precedents, regne] };
  return reussite(serrureDe(faite.value, autour, faite.value));
}

export async function publier(serrure: Serrure, phrase: string): Promise<Outcome<undefined>> {
  const { annuaire, trousseau, renveloppes } = serrure;
  const { racine, certificats, successeur } = annuaire;
  const ceremonie = {
    ...{ racine, certificats, instantane: annuaire.instantanes[0] ?? "", trousseau },
    ...(successeur ? { successeur } : {}),
  };
  const carnet = await coffre.call("closeCarnet", undefined);
  if (!carnet.ok) return carnet;
  const part = { ceremonie, carnet: carnet.value.carnet, ...(renveloppes.length > 0 ? { renveloppes } : {}) };
  const publiee = await source().rendre(part, annuaire);
  const refus = publiee.ok ? publiee.value.find(({ quoi }) => quoi === "ceremonie") : undefined;
  if (!publiee.ok || refus) {
    // The answer may have been lost on its way back: the box says which lock it holds.
    const relu = await source().debut();
    const posee = relu.ok && relu.value.annuaire.racine === racine;
    if (!posee && !publiee.ok) return publiee;
    if (!posee && refus) return echec(refus.code);
  }
  return ouvrirCle(phrase);
}

// --- the kit on the table, and who holds a key
// Her key file, for a USB stick: the key and the notebook, both closed by her phrase.
export interface FichierCle {
  trousseau: string;
  carnet?: string;
}

export function lireFichierCle(texte: string): FichierCle | undefined {
  try {
    const lu = JSON.parse(texte) as Record<string, unknown>;
    if (lu.schema !== "cle/1" || typeof lu.trousseau !== "string") return undefined;
    return { trousseau: lu.trousseau, ...(typeof lu.carnet === "string" ? { carnet: lu.carnet } : {}) };
  } catch {
    return undefined;
  }
}

export const ecrireFichierCle = (fichier: FichierCle): string => JSON.stringify({ schema: "cle/1", ...fichier });

export interface Kit {
  debut: Debut;
  empreinte_courte: string;
  certificats: CertificatVu[];
}

export async function reunirKit(une: string, autre: string): Promise<Outcome<Kit>> {
  const debut = await source().debut();
  if (!debut.ok) return debut;
  const { annuaire, maintenant } = debut.value;
  regler(maintenant);
  const empreinte = ouverte?.empreinte ?? "";
  const kit = await coffre.call("joinKit", { une, autre, annuaire, racine: empreinte, epoque_min: 1, maintenant });
  if (!kit.ok) return kit;
  const { empreinte_courte, certificats } = kit.value;
  return reussite({ debut: debut.value, empreinte_courte, certificats });
}

export const fermerKit = () => coffre.call("closeKit", undefined);

export const partagerKit = async (): Promise<Outcome<FeuilleKit[]>> => {
  const neuves = await coffre.call("splitAgain", undefined);
  return neuves.ok ? reussite(neuves.value.feuilles) : neuves;
};

export interface Bilan {
  rouvertes: number;
  refusees: number;
}

// A new key that takes the place of those of `revoquer`, with the envelopes closed again for it.
export async function remplacer(
  revoquer: readonly string[],
  phrase: string,
  avancer: (part: number) => void,
): Promise<Outcome<Bilan>> {
  const lus = await source().releve();
  if (!lus.ok) return lus;
  const aRouvrir = lus.value.plis.map((pli) => ({ pli }));
  const demande = { phrase, revoquer: [...revoquer], plis: aRouvrir, maintenant: heure() };
  const faite = await coffre.call("recover", demande, avancer);
  return faite.ok ? adopter(faite.value, phrase) : faite;
}

export async function renouveler(phrase: string, avancer: (part: number) => void): Promise<Outcome<Bilan>> {
  const demande = { phrase, plis: plis.map((pli) => ({ pli })), maintenant: heure() };
  const faite = await coffre.call("annualRotation", demande, avancer);
  return faite.ok ? adopter(faite.value, phrase) : faite;
}

interface Suite {
  certificats: string[];
  instantane: string;
  trousseau: string;
  renveloppes: NonNullable<Part["renveloppes"]>;
  refuses: unknown[];
}

// Published first, then opened as it will be every day: a key that does not open is found out while the kit is there.
async function adopter(faite: Suite, phrase: string): Promise<Outcome<Bilan>> {
  const { certificats, instantane, trousseau, renveloppes, refuses } = faite;
  const carnet = await coffre.call("closeCarnet", undefined);
  if (!carnet.ok) return carnet;
  const publication = { certificats, instantane, trousseau };
  const rendue = await rendre({ publication, renveloppes, carnet: carnet.value.carnet });
  if (!rendue.ok) return rendue;
  const ouvert = await ouvrirCle(phrase);
  return ouvert.ok ? reussite({ rouvertes: renveloppes.length, refusees: refuses.length }) : ouvert;
}

// The key file is for her alone: the box keeps the nurse's, not this one.
export async function ajouterSuppleante(
  phrase: string,
  avancer: (part: number) => void,
): Promise<Outcome<Bilan & { fichier: string }>> {
  const ajoutee = await coffre.call("addSubstitute", { phrase, maintenant: heure() });
  if (!ajoutee.ok) return ajoutee;
  const { certificats, instantane, trousseau, cert } = ajoutee.value;
  const demande = { plis: plis.map((pli) => ({ pli })), cert, maintenant: heure() };
  const passees = await coffre.call("handover", demande, avancer);
  if (!passees.ok) return passees;
  const { renveloppes, refuses } = passees.value;
  const rendue = await rendre({ publication: { certificats, instantane }, renveloppes });
  if (!rendue.ok) return rendue;
  const fichier = ecrireFichierCle({ trousseau });
  return reussite({ rouvertes: renveloppes.length, refusees: refuses.length, fichier });
}

export async function retirerSuppleante(cert: string): Promise<Outcome<undefined>> {
  const sortie = await coffre.call("removeSubstitute", { cert, maintenant: heure() });
  if (!sortie.ok) return sortie;
  const { certificats, instantane } = sortie.value;
  return rendre({ publication: { certificats, instantane } });
}

// The key and the notebook as they stand, for her stick.
export async function copieDeCle(): Promise<Outcome<string>> {
  const carnet = await coffre.call("closeCarnet", undefined);
  return carnet.ok ? reussite(ecrireFichierCle({ trousseau: trousseauOuvert, carnet: carnet.value.carnet })) : carnet;
}
