// The bag: "DSCOBAG1" ‖ u32 length of the header ‖ header, JSON ‖ bodies. Nothing in it is believed: directory, manifests and
// bodies are judged by the vault like the box's own answers, and a bag that was changed shows as refused envelopes.
import type { Annuaire, Bordereau, PliInfirmerie } from "../api.gen";

export interface Entete {
  moment: number;
  etab: string;
  uai: string;
  nom: string;
  annuaire: Annuaire;
  trousseau?: string;
  carnet?: string;
  bordereaux: Bordereau[];
  plis: Array<PliInfirmerie & { at: number; length: number }>;
}

export interface Sacoche {
  entete: Entete;
  corps: (pli: PliInfirmerie) => Uint8Array | undefined;
}

const magie = "DSCOBAG1";
const enteteMax = 64 * 1024 * 1024;

// undefined for whatever is not a bag, to its last byte.
export function lireSacoche(octets: Uint8Array): Sacoche | undefined {
  if (octets.length < 12 || String.fromCharCode(...octets.subarray(0, 8)) !== magie) return undefined;
  const longueur = new DataView(octets.buffer, octets.byteOffset).getUint32(8, true);
  if (longueur > enteteMax || 12 + longueur > octets.length) return undefined;
  let lu: unknown;
  try {
    lu = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(octets.subarray(12, 12 + longueur)));
  } catch {
    return undefined;
  }
  const reste = octets.subarray(12 + longueur);
  if (!estEntete(lu)) return undefined;
  let fin = 0;
  for (const { at, length, octets: pese } of lu.plis) {
    if (at !== fin || length !== pese) return undefined;
    fin += length;
  }
  if (fin !== reste.length) return undefined;
  const places = new Map(lu.plis.map(({ id, version, at, length }) => [`${id} ${version}`, [at, length] as const]));
  return {
    entete: lu,
    corps: ({ id, version }) => {
      const place = places.get(`${id} ${version}`);
      return place && place[1] > 0 ? reste.slice(place[0], place[0] + place[1]) : undefined;
    },
  };
}

const objet = (lu: unknown): lu is Record<string, unknown> =>
  typeof lu === "object" && lu !== null && !Array.isArray(lu);
const textes = (lu: unknown): lu is string[] => Array.isArray(lu) && lu.every((un) => typeof un === "string");
const entier = (lu: unknown): lu is number => Number.isSafeInteger(lu) && (lu as number) >= 0;
const mots = (lu: Record<string, unknown>, ...cles: string[]) => cles.every((cle) => typeof lu[cle] === "string");
const absentOuTexte = (lu: unknown) => lu === undefined || typeof lu === "string";

function estEntete(lu: unknown): lu is Entete {
  if (!objet(lu) || lu.schema !== "sacoche/1" || !entier(lu.moment) || !mots(lu, "etab", "uai", "nom")) return false;
  const { annuaire, bordereaux, plis } = lu;
  return (
    estAnnuaire(annuaire) &&
    absentOuTexte(lu.trousseau) &&
    absentOuTexte(lu.carnet) &&
    Array.isArray(bordereaux) &&
    bordereaux.every((un) => objet(un) && mots(un, "id", "manifeste", "corps", "agent") && entier(un.depose_le)) &&
    Array.isArray(plis) &&
    plis.every(estPli)
  );
}

function estAnnuaire(lu: unknown): lu is Annuaire {
  if (!objet(lu) || !mots(lu, "racine") || !textes(lu.certificats) || !textes(lu.instantanes)) return false;
  const { successeur, precedents } = lu;
  return (
    absentOuTexte(successeur) &&
    (precedents === undefined || (Array.isArray(precedents) && precedents.every(estAnnuaire)))
  );
}

function estPli(lu: unknown): boolean {
  if (!objet(lu) || !mots(lu, "id", "volet", "resp_id", "responsable", "manifeste")) return false;
  const { eleve, expediteur } = lu;
  return (
    [lu.kind, lu.version, lu.depose_le, lu.octets, lu.at, lu.length].every(entier) &&
    textes(lu.renveloppes) &&
    objet(eleve) &&
    mots(eleve, "prenom", "nom", "naissance", "division") &&
    objet(expediteur) &&
    mots(expediteur, "pk_sign", "pk_kem") &&
    entier(expediteur.gen) &&
    absentOuTexte(expediteur.bind_tag)
  );
}
