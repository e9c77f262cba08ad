// The list that goes from a run of letters to the nurse: which secret went to whom. Without its printed slip it is worth
// nothing, since the box knows her public key too and could seal one of its own.
import { deHex, versHex } from "../commun/octets";
import { exiger, Refus } from "./sodium";

export interface EleveBordereau {
  volet: string; // hex, "" when the run did not know it
  nom: string;
  prenom: string;
  naissance: string;
  division: string;
}

export interface Ligne {
  resp: string;
  gen: number;
  bind: Uint8Array;
  responsable: string;
  eleves: EleveBordereau[];
}

export function ecrireBordereau(lignes: readonly Ligne[]): string {
  return JSON.stringify({
    schema: "bordereau/1",
    lignes: lignes.map((ligne) => ({ ...ligne, bind: versHex(ligne.bind) })),
  });
}

export function lireBordereau(texte: string): Ligne[] {
  let lu: unknown;
  try {
    lu = JSON.parse(texte);
  } catch {
    throw new Refus("json");
  }
  const bordereau = objet(lu);
  exiger(bordereau.schema === "bordereau/1" && Array.isArray(bordereau.lignes), "schema");
  return bordereau.lignes.map(lireLigne);
}

function lireLigne(lue: unknown): Ligne {
  const { resp, gen, bind, responsable, eleves } = objet(lue);
  exiger(typeof resp === "string" && /^[0-9a-f]{32}$/.test(resp), "resp");
  exiger(Number.isSafeInteger(gen) && Number(gen) >= 1, "gen");
  exiger(typeof bind === "string" && /^[0-9a-f]{64}$/.test(bind), "bind");
  exiger(typeof responsable === "string" && Array.isArray(eleves), "responsable");
  const secret = deHex(bind);
  exiger(secret !== undefined, "bind");
  return { resp, gen: Number(gen), bind: secret, responsable, eleves: eleves.map(lireEleve) };
}

function lireEleve(lu: unknown): EleveBordereau {
  const { volet, nom, prenom, naissance, division } = objet(lu);
  for (const texte of [volet, nom, prenom, naissance, division]) exiger(typeof texte === "string", "eleve");
  exiger(/^([0-9a-f]{32})?$/.test(String(volet)), "volet");
  return {
    volet: String(volet),
    nom: String(nom),
    prenom: String(prenom),
    naissance: String(naissance),
    division: String(division),
  };
}

function objet(lu: unknown): Record<string, unknown> {
  exiger(typeof lu === "object" && lu !== null && !Array.isArray(lu), "json");
  return lu as Record<string, unknown>;
}
