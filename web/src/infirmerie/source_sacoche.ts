// The bag on her disk: nothing is called, and what is made waits in memory until it is saved as a returns file.
import type { Annuaire, PliInfirmerie, Retours } from "../api.gen";
import { echec, reussite } from "../commun/api";
import type { Sacoche } from "./sacoche";
import type { Part, Source } from "./source";

const vides = (): Retours => ({ schema: "retours/1" });

let sacoche: Sacoche | undefined;
let annuaire: Annuaire = { racine: "", certificats: [], instantanes: [] };
let plis: PliInfirmerie[] = [];
let retours: Retours = vides();
let gardes = true; // nothing new since the file was saved
const abonnes = new Set<() => void>();

export function poserSacoche(ouverte: Sacoche): void {
  sacoche = ouverte;
  annuaire = ouverte.entete.annuaire;
  plis = ouverte.entete.plis;
  retours = vides();
  marquer(true);
}

function marquer(etat: boolean): void {
  gardes = etat;
  for (const prevenir of abonnes) prevenir();
}

export const retoursGardes = () => gardes;
export const nomEtablissement = () => sacoche?.entete.nom ?? "";
export function surRetours(prevenir: () => void): () => void {
  abonnes.add(prevenir);
  return () => void abonnes.delete(prevenir);
}

// Everything made since the bag was opened: saving twice gives twice the same, and the box keeps it once.
export function fichierRetours(): { nom: string; texte: string } {
  return { nom: `retours-${new Date().toISOString().slice(0, 10)}.dscoret`, texte: JSON.stringify(retours) };
}
export const marquerGardes = () => marquer(true);

export const sourceSacoche: Source = {
  genre: "sacoche",
  async debut() {
    if (!sacoche) return echec("sacoche_absente");
    const { nom, uai, etab, moment, trousseau, carnet } = sacoche.entete;
    // A computer whose clock is late must not take today's directory for tomorrow's.
    const maintenant = Math.max(moment, Math.floor(Date.now() / 1000));
    const cle = retours.ceremonie?.trousseau ?? retours.publication?.trousseau ?? retours.trousseau ?? trousseau;
    const notes = retours.carnet ?? (cle === trousseau ? carnet : undefined);
    return reussite({
      ...{ nom, uai, etab, demonstration: false, maintenant, annuaire, recues: new Set(plis.map(({ id }) => id)).size },
      ...(cle ? { trousseau: cle } : {}),
      ...(notes ? { carnet: notes } : {}),
    });
  },
  async releve() {
    return sacoche ? reussite({ plis, bordereaux: sacoche.entete.bordereaux }) : echec("sacoche_absente");
  },
  async corps(pli) {
    const octets = sacoche?.corps(pli);
    return octets ? reussite(octets) : echec("introuvable");
  },
  async rendre(part, suivant) {
    // The box takes one step of the record at a time, in order.
    if ((part.publication || part.ceremonie) && (retours.publication || retours.ceremonie))
      return echec("retours_a_rendre");
    retours = {
      ...retours,
      ...part,
      ...ajouter("recus", part, (un) => un.pli),
      ...ajouter("renveloppes", part, (un) => `${un.pli} ${un.version} ${un.renveloppe}`),
      ...ajouter("messages", part, (un) => un.id),
    };
    suivre(part, suivant);
    marquer(false);
    return reussite([]);
  },
};

function ajouter<C extends "recus" | "renveloppes" | "messages">(
  quoi: C,
  part: Part,
  cle: (un: NonNullable<Part[C]>[number]) => string,
): Partial<Retours> {
  const tous = new Map([...(retours[quoi] ?? []), ...(part[quoi] ?? [])].map((un) => [cle(un), un]));
  return tous.size > 0 ? { [quoi]: [...tous.values()] } : {};
}

// What the box will answer once it has the returns, so that the same bag goes on being read with the new key.
function suivre({ publication, renveloppes = [], recus = [] }: Part, suivant: Annuaire | undefined): void {
  if (suivant) annuaire = suivant;
  if (publication) {
    annuaire = {
      ...annuaire,
      certificats: [...annuaire.certificats, ...publication.certificats],
      instantanes: [...annuaire.instantanes, publication.instantane],
    };
  }
  plis = plis.map((pli) => {
    const siens = renveloppes.filter((un) => un.pli === pli.id && un.version === pli.version);
    const recu = recus.find((un) => un.pli === pli.id && un.recu.version === pli.version)?.recu;
    return {
      ...pli,
      renveloppes: [...pli.renveloppes, ...siens.map((un) => un.renveloppe)],
      ...(recu ? { recu } : {}),
    };
  });
}
