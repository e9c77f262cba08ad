// The people of the vault's tests, each with a worker's memory of their own.
import type { Session } from "../../src/api.gen";
import { executer } from "../../src/coffre/commandes";
import type { Commande, Demande, Reponse } from "../../src/coffre/contrat";
import { memoireVide, type Memoire } from "../../src/coffre/memoire";
import { deB64, versB64 } from "../../src/commun/octets";

export const etab = "10".repeat(16);
export const agent = "a1".repeat(16);
export const resp = "b2".repeat(16);
export const volet = "c3".repeat(16);
export const autreVolet = "c4".repeat(16);
export const pli = "d5".repeat(16);
export const maintenant = 1_790_000_000;
export const phrase = "bruyere-mesange-tilleul-loriot-genet-pinson";
export const phraseInfirmiere = "sureau-fauvette-aubepine-bouvreuil-houx-grive-if";

export function faire<C extends Commande>(memoire: Memoire, commande: C, demande: Demande<C>): Reponse<C> {
  const resultat = executer(memoire, commande, demande);
  if (!resultat.ok) throw new Error(resultat.code);
  return resultat.value;
}
export function codeDe<C extends Commande>(memoire: Memoire, commande: C, demande: Demande<C>): string {
  const resultat = executer(memoire, commande, demande);
  return resultat.ok ? "ok" : resultat.code;
}

export const courrier = {
  resp_id: resp,
  gen: 1,
  civilite: "MME",
  nom: "BRUYERE",
  prenom: "Anne",
  adresse: [],
  divisions: ["6A"],
  enfants: [{ prenom: "Lise", nom: "BRUYERE", naissance: "2015-03-14", division: "6A", niveau: "6e", volet }],
  compte: "sans_lettre" as const,
};

export interface Ouvert {
  memoire: Memoire;
  session: Session;
  bind_tag?: string;
}

export function creerCompte(
  compte: string,
  identifiant: string,
  racine: string,
  epoque: number,
  code?: string,
): Ouvert {
  const memoire = memoireVide();
  if (code) faire(memoire, "letterAuth", { identifiant, code });
  faire(memoire, "deriveAuth", { identifiant, phrase });
  const made = faire(memoire, "prepareActivation", { identifiant, etab, resp_id: compte, gen: 1, racine, epoque });
  const session = {
    compte,
    role: "responsable" as const,
    nom: "",
    identifiant,
    gen: 1,
    second_facteur: "absent" as const,
    derniere: 0,
    ...made,
  };
  faire(memoire, "deriveAuth", { identifiant, phrase });
  faire(memoire, "openVault", { session, etab });
  return { memoire, session, ...(made.bind_tag ? { bind_tag: made.bind_tag } : {}) };
}

// One bit of one byte.
export function retourner(b64: string, place: number): string {
  const octets = deB64(b64)!;
  octets[place % octets.length]! ^= 1;
  return versB64(octets);
}
