// Papers of health, each closed in its own envelope. They wait in this tab's memory and stay there, whatever fails, until the
// box has them. One at a time: sealing takes memory, and a phone has little. The sending outlives its screen.
import type { EleveCourt } from "../api.gen";
import { coffre } from "../coffre/coffre";
import { echec, lireMoi, type Outcome, reussite } from "../commun/api";
import { preparerPhoto } from "../commun/image";
import { sessionCourante } from "../commun/session";
import { enMemoire } from "../famille/memoire";
import { annoncerDepot } from "../famille/moi";
import { veille } from "../famille/veille";
import { dejaDepose, deposer, type Scelle } from "./deposer";
import { nouveauPli } from "./enveloppe";
import { garder, gardees, lacher } from "./gardes";
import { annuaireSur } from "./serrure";

export const natures = ["ordonnance", "pai", "vaccins", "certificat", "autre"] as const;
export type Nature = (typeof natures)[number];

export interface Papier {
  contenu: Blob;
  nom: string;
  mime: "image/jpeg" | "application/pdf";
  nature: Nature;
  eleve: EleveCourt;
}

export type EtatJointe =
  | { nom: "choisie" }
  | { nom: "attente" }
  | { nom: "scellement"; part?: number }
  | { nom: "envoi"; part: number; perdu: boolean }
  | { nom: "ratee"; code: string };

export interface Jointe {
  cle: number; // of this tab; never sent
  volet: string;
  papier?: Papier; // absent when only its sealed bytes survived the page
  scelle?: Scelle;
  adresse?: string; // where the box keeps what it already has
  etat: EtatJointe;
  arreter?: AbortController;
}

export const octetsMaximum = 20 * 1024 * 1024;

let jointes: readonly Jointe[] = [];
let dernier = 0;
let personnel = false;
const deposees = new Map<string, number>(); // since the last one was chosen, to say so
let epoque = 0; // another person's from here on: a photo still being prepared is not hers
const { prevenir, useVeille } = veille();

enMemoire(() => {
  for (const { arreter } of jointes) arreter?.abort();
  jointes = [];
  personnel = false;
  deposees.clear();
  epoque++;
  prevenir();
});
addEventListener("beforeunload", (depart) => {
  if (jointes.length > 0) depart.preventDefault();
});

export const jointesDe = (volet: string): readonly Jointe[] => jointes.filter((une) => une.volet === volet);
export function useJointes(volet: string): readonly Jointe[] {
  useVeille();
  return jointesDe(volet);
}

export const deposeesDe = (volet: string): number => deposees.get(volet) ?? 0;

export const appareilPersonnel = (): boolean => personnel;
export function direPersonnel(oui: boolean): void {
  personnel = oui;
  for (const une of jointes) void (oui ? mettreDeCote(une) : une.scelle && lacher(une.scelle.pli));
  prevenir();
}

// By its first bytes, never its name: a PDF goes as it is, anything else is drawn again, which drops what the camera wrote
// beside the picture (place, hour, device). What can't be drawn is not sent: nobody could clean it.
export async function lirePapier(fichier: File): Promise<Outcome<Pick<Papier, "contenu" | "mime">>> {
  if (fichier.size === 0) return echec("fichier_vide");
  const tete = await fichier
    .slice(0, 5)
    .arrayBuffer()
    .catch(() => null);
  if (!tete) return echec("image_illisible");
  if (new TextDecoder("latin1").decode(tete) === "%PDF-") {
    return fichier.size > octetsMaximum ? echec("trop_grand") : reussite({ contenu: fichier, mime: "application/pdf" });
  }
  const photo = await preparerPhoto(fichier);
  return photo.ok ? reussite({ contenu: photo.value.image, mime: "image/jpeg" }) : echec("image_illisible");
}

// The codes of those that can't go, by name.
export async function ajouter(
  volet: string,
  eleve: EleveCourt,
  fichiers: readonly File[],
): Promise<Array<{ nom: string; code: string }>> {
  const avant = epoque;
  deposees.delete(volet);
  const refus: Array<{ nom: string; code: string }> = [];
  for (const fichier of fichiers) {
    const lu = await lirePapier(fichier);
    if (avant !== epoque) return [];
    if (!lu.ok) {
      refus.push({ nom: fichier.name, code: lu.code });
      continue;
    }
    const papier = { ...lu.value, nom: fichier.name, nature: deviner(fichier.name), eleve };
    jointes = [...jointes, { cle: ++dernier, volet, papier, etat: { nom: "choisie" } }];
    prevenir();
  }
  return refus;
}

// What the name says, to be corrected by her; « autre » for a photo, whose name says nothing.
const indices: ReadonlyArray<[Nature, RegExp]> = [
  ["ordonnance", /ordonnance/i],
  ["pai", /(^|[^a-z])pai([^a-z]|$)/i],
  ["vaccins", /vaccin|carnet/i],
  ["certificat", /certificat/i],
];
const deviner = (nom: string): Nature => indices.find(([, indice]) => indice.test(nom))?.[0] ?? "autre";

// Chosen for an ordinary pièce, where it would be read: it comes here instead.
export async function accueillir(volet: string, fichier: File): Promise<void> {
  const moi = await lireMoi();
  const eleve = moi.ok ? moi.value.volets.find(({ id }) => id === volet)?.eleve : undefined;
  if (eleve) await ajouter(volet, eleve, [fichier]);
}

export function nommer(jointe: Jointe, nature: Nature): void {
  if (!jointe.papier || jointe.papier.nature === nature) return;
  jointe.papier = { ...jointe.papier, nature };
  oublierScelle(jointe); // its name is inside
  prevenir();
}

export function retirer(jointe: Jointe): void {
  jointe.arreter?.abort();
  oublierScelle(jointe);
  jointes = jointes.filter((une) => une !== jointe);
  prevenir();
}

// Stopped by hand: nothing of it stays at the box, the paper stays here.
export function arreter(jointe: Jointe): void {
  jointe.arreter?.abort();
  delete jointe.adresse;
  noter(jointe, { nom: "choisie" });
}

let enRoute = false;
export async function fermerEtEnvoyer(volet: string): Promise<void> {
  for (const une of jointesDe(volet)) if (une.etat.nom === "choisie" || une.etat.nom === "ratee") une.etat = attente;
  prevenir();
  if (enRoute) return;
  enRoute = true;
  try {
    for (let une = suivante(); une; une = suivante()) {
      const issue = await fermerUne(une).catch(() => echec("envoi_interrompu"));
      if (!issue.ok && vivante(une) && en(une) !== "choisie") noter(une, { nom: "ratee", code: issue.code });
    }
  } finally {
    enRoute = false;
  }
}
const attente = { nom: "attente" } as const;
const suivante = () => jointes.find(({ etat }) => etat.nom === "attente");
const vivante = (jointe: Jointe) => jointes.includes(jointe);
const en = ({ etat }: Jointe): EtatJointe["nom"] => etat.nom;

async function fermerUne(jointe: Jointe): Promise<Outcome<undefined>> {
  jointe.arreter = new AbortController();
  const { signal } = jointe.arreter;
  noter(jointe, { nom: "scellement" });
  const scelle = jointe.scelle ? reussite(jointe.scelle) : await sceller(jointe);
  if (!scelle.ok) return scelle;
  if (signal.aborted || !vivante(jointe)) return echec("envoi_interrompu");
  jointe.scelle = scelle.value;
  await mettreDeCote(jointe);
  // Its answer was lost with the page: sending it all again would only find it taken.
  const dejaLa = jointe.papier ? undefined : await dejaDepose(jointe.volet, scelle.value.empreinte);
  let perdu = false;
  let part = 0;
  const dire = () => signal.aborted || noter(jointe, { nom: "envoi", part, perdu });
  dire();
  const depot = dejaLa
    ? reussite(dejaLa)
    : await deposer(jointe.volet, scelle.value, {
        avancement: (envoyes, total) => {
          part = total > 0 ? envoyes / total : 0;
          dire();
        },
        etat: (etat) => {
          perdu = etat === "attente";
          dire();
        },
        signal,
        adresse: jointe.adresse,
        ouvert: (adresse) => {
          jointe.adresse = adresse;
          void mettreDeCote(jointe);
        },
      });
  if (!depot.ok) {
    // tus speaks to the box by itself: a call of ours tells whether the access has closed meanwhile.
    if (depot.code !== "reseau_indisponible" && !signal.aborted) void lireMoi();
    // Closed for a key that has changed since, or refused as it is: the paper is here, it is closed anew.
    if (!/^(annuaire|pli|version)_/.test(depot.code)) return depot;
    oublierScelle(jointe);
    return jointe.papier ? depot : echec("papier_a_reprendre");
  }
  retirer(jointe);
  deposees.set(jointe.volet, deposeesDe(jointe.volet) + 1);
  annoncerDepot();
  return reussite(undefined);
}

async function sceller(jointe: Jointe): Promise<Outcome<Scelle>> {
  const { papier, volet } = jointe;
  if (!papier) return echec("papier_a_reprendre");
  const annuaire = await annuaireSur();
  if (!annuaire.ok) return annuaire;
  // A file taken away from the phone meanwhile can't be read any more.
  const octets = await papier.contenu.arrayBuffer().catch(() => null);
  if (!octets) return echec("papier_a_reprendre");
  const pli = nouveauPli();
  const scelle = await coffre.call(
    "sealAttachment",
    {
      volet,
      pli,
      version: 1,
      precedent: "",
      maintenant: annuaire.value.maintenant,
      metadonnees: metadonnees(papier),
      donnees: new Uint8Array(octets),
    },
    (part) => vivante(jointe) && en(jointe) === "scellement" && noter(jointe, { nom: "scellement", part }),
  );
  if (!scelle.ok) return scelle;
  const { corps, manifeste, empreinte } = scelle.value;
  return reussite({ pli, version: 1, manifeste, empreinte, corps: new Blob([corps as BlobPart]) });
}

const metadonneesMaximum = 1020; // bytes of JSON, crypto/FORMAT.md
export function metadonnees({ nature, nom, mime, eleve: { nom: surnom, prenom, naissance } }: Papier) {
  const avec = (longueur: number) => ({
    nature,
    nom: [...nom.normalize("NFC")].slice(0, longueur).join(""),
    mime,
    eleve: { nom: surnom, prenom, naissance },
  });
  let longueur = 120;
  while (longueur > 0 && new TextEncoder().encode(JSON.stringify(avec(longueur))).length > metadonneesMaximum)
    longueur -= 10;
  return avec(longueur);
}

async function mettreDeCote({ scelle, volet, adresse = "" }: Jointe): Promise<void> {
  const compte = sessionCourante()?.compte;
  if (personnel && scelle && compte) await garder({ ...scelle, compte, volet, adresse, depuis: Date.now() });
}

// After a page that closed by itself: what this phone kept comes back, ready to go on.
export async function reprendreGardees(): Promise<void> {
  const compte = sessionCourante()?.compte;
  if (!compte) return;
  const avant = epoque;
  const trouvees = await gardees(compte);
  if (avant !== epoque) return;
  for (const { volet, adresse, compte: _, depuis: __, ...scelle } of trouvees) {
    if (jointes.some((une) => une.scelle?.pli === scelle.pli)) continue;
    personnel = true;
    const suite = adresse === "" ? {} : { adresse };
    jointes = [...jointes, { cle: ++dernier, volet, scelle, ...suite, etat: { nom: "choisie" } }];
  }
  prevenir();
}

function oublierScelle(jointe: Jointe): void {
  if (jointe.scelle) void lacher(jointe.scelle.pli);
  delete jointe.scelle;
  delete jointe.adresse;
}

function noter(jointe: Jointe, etat: EtatJointe): void {
  jointe.etat = etat;
  prevenir();
}
