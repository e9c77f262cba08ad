// The only thing that remembers a key, and what every command needs to read a request.
import { deB64, deHex } from "../commun/octets";
import type { Annuaire } from "../api.gen";
import { accepter, suivreSuccesseurs, type AnnuaireAccepte, type ClesRacine, type Publie } from "./annuaire";
import type { Carnet } from "./carnet";
import type { ClesCompte, ClesPhrase } from "./compte";
import type { CodeCoffre, Commande, Demande, Reponse } from "./contrat";
import { estEmpreinteCourte } from "./empreinte";
import { exiger, Refus, texteDe, type Paire } from "./sodium";
import type { Trousseau } from "./trousseau";

export interface CompteOuvert {
  etab: Uint8Array;
  resp: Uint8Array;
  gen: number;
  cles: ClesCompte;
  racine: Uint8Array; // what its vault pins: zeros, or the health office
  epoqueMin: number;
}

// Two sheets joined: the root lives from here to closeKit.
export interface KitReuni {
  secret: Uint8Array;
  cles: ClesRacine;
  publie: Publie;
}

export interface Memoire {
  apte: boolean;
  phrase: ({ identifiant: string } & ClesPhrase) | null;
  lettre: { identifiant: string; bind: Uint8Array } | null;
  compte: CompteOuvert | null;
  annuaire: AnnuaireAccepte | null;
  kit: KitReuni | null;
  infirmiere: { trousseau: Trousseau; kem: Paire; carnet: Carnet } | null;
  chaine: Map<string, Uint8Array>; // "piece version" → manifest hash, of the last list judged
}

export const memoireVide = (): Memoire => ({
  apte: false,
  phrase: null,
  lettre: null,
  compte: null,
  annuaire: null,
  kit: null,
  infirmiere: null,
  chaine: new Map(),
});

// Thrown with the code the page is to show.
export class Echec extends Error {
  constructor(readonly code: CodeCoffre) {
    super(code);
  }
}

export type Avancer = (part: number) => void;
export type Geste<C extends Commande> = (memoire: Memoire, demande: Demande<C>, avancer: Avancer) => Reponse<C>;
export type Gestes = { [C in Commande]: Geste<C> };

export function ouvert<T>(garde: T | null): T {
  if (garde === null) throw new Echec("coffre_ferme");
  return garde;
}

export function accepterAnnuaire(
  annuaire: Annuaire,
  racine: Uint8Array | null,
  epoqueMin: number,
  maintenant: number,
): AnnuaireAccepte {
  const publie = publieDe(annuaire);
  const enVigueur = racine === null ? null : suivreSuccesseurs(publie, racine);
  // Told apart from every other refusal: the page stops the person before anything is sent.
  if (enVigueur === undefined) throw new Echec("empreinte_differente");
  return accepter(publie, enVigueur, epoqueMin, maintenant);
}

export const publieDe = ({ racine, certificats, instantanes, successeur, precedents = [] }: Annuaire): Publie => ({
  registre: b64(racine),
  certificats: certificats.map((c) => b64(c)),
  instantanes: instantanes.map((i) => b64(i)),
  ...(successeur === undefined ? {} : { successeur: b64(successeur) }),
  precedents: precedents.map(publieDe),
});

export function id(hex: string): Uint8Array {
  const octets = deHex(hex);
  exiger(octets?.length === 16, "id");
  return octets;
}

export function b64(valeur: string, longueur?: number): Uint8Array {
  const octets = deB64(valeur);
  exiger(octets !== undefined && (longueur === undefined || octets.length === longueur), "base64");
  return octets;
}

export const nul = (octets: Uint8Array): boolean => octets.every((octet) => octet === 0);

export function json(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw new Refus("json");
  }
}

export function texte(octets: Uint8Array): string {
  try {
    return texteDe(octets);
  } catch {
    throw new Refus("texte");
  }
}

export function comparerTape(empreinte: Uint8Array, tape: string): boolean {
  try {
    return estEmpreinteCourte(empreinte, tape);
  } catch (erreur) {
    if (erreur instanceof Refus) return false; // a character that no fingerprint has
    throw erreur;
  }
}
