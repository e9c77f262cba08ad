// The nurse's notebook: the letters she accepted and the versions she read. The box keeps it closed, and can't roll a pli
// back without her seeing it. file = "DSCOCAR1" ‖ nonce24 ‖ AEAD(key, nonce24, json, E("dsco/carnet/v1", etab, cert_id)),
// key = HK(kem_seed, "dsco/carnet/v1", etab, cert_id).
import { deHex, versHex } from "../commun/octets";
import { ecrireBordereau, lireBordereau, type Ligne } from "./bordereau";
import {
  coller,
  egal,
  encoder,
  exiger,
  HK,
  octetsDe,
  ouvrirAvecNonce,
  Refus,
  scellerAvecNonce,
  texteDe,
} from "./sodium";

export interface Vue {
  version: number;
  empreinte: Uint8Array;
}

export interface Carnet {
  bordereaux: string[]; // ids already accepted
  lignes: Map<string, Ligne>; // by "resp gen"
  plis: Map<string, Vue>; // by piece id, the last version read
  annonces: Map<string, string>; // by piece id, whose it was said to be: what vanishes is named
}

export const carnetVide = (): Carnet => ({ bordereaux: [], lignes: new Map(), plis: new Map(), annonces: new Map() });
export const cleLigne = (resp: string, gen: number): string => `${resp} ${gen}`;

const magie = octetsDe("DSCOCAR1");

interface Proprietaire {
  etab: Uint8Array;
  cert: Uint8Array;
  graineKem: Uint8Array;
}

const cleDe = (p: Proprietaire): Uint8Array => HK(p.graineKem, "dsco/carnet/v1", p.etab, p.cert);
const lieA = (p: Proprietaire): Uint8Array => encoder("dsco/carnet/v1", p.etab, p.cert);

export function fermerCarnet(carnet: Carnet, p: Proprietaire): Uint8Array {
  const texte = JSON.stringify({
    schema: "carnet/1",
    bordereaux: carnet.bordereaux,
    lignes: ecrireBordereau([...carnet.lignes.values()]),
    plis: Object.fromEntries([...carnet.plis].map(([id, vue]) => [id, [vue.version, versHex(vue.empreinte)]])),
    annonces: Object.fromEntries(carnet.annonces),
  });
  return coller(magie, scellerAvecNonce(cleDe(p), octetsDe(texte), lieA(p)));
}

export function ouvrirCarnet(octets: Uint8Array, p: Proprietaire): Carnet {
  exiger(octets.length > 8 && egal(octets.subarray(0, 8), magie), "magie");
  // Written by this code and authenticated: only its shape may have changed, from an older release.
  const lu = JSON.parse(texteDe(ouvrirAvecNonce(cleDe(p), octets.subarray(8), lieA(p)))) as Record<string, unknown>;
  exiger(lu.schema === "carnet/1", "schema");
  const carnet = carnetVide();
  carnet.bordereaux = (lu.bordereaux as string[]).slice();
  for (const ligne of lireBordereau(String(lu.lignes))) carnet.lignes.set(cleLigne(ligne.resp, ligne.gen), ligne);
  for (const [id, [version, hex]] of Object.entries(lu.plis as Record<string, [number, string]>)) {
    const empreinte = deHex(hex);
    if (empreinte?.length !== 32) throw new Refus("empreinte");
    carnet.plis.set(id, { version, empreinte });
  }
  for (const [id, qui] of Object.entries((lu.annonces ?? {}) as Record<string, string>)) carnet.annonces.set(id, qui);
  return carnet;
}
