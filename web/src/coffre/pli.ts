// « Pli cacheté », PLI1: a file or a form that the nurse opens, and its sender, and nobody else. Bytes: crypto/FORMAT.md.
import type { Destinataires } from "./annuaire";
import {
  coller,
  comparer,
  egal,
  encoder,
  exiger,
  H,
  hasard,
  HK,
  KDF,
  Lecteur,
  octetsDe,
  ouvrir1,
  Refus,
  sceller1,
  signatureVraie,
  signer,
  sodium,
  texteDe,
  u32,
  u64,
  u8,
  type Paire,
} from "./sodium";

export const morceau = 65_536;
export const formulaireMax = morceau - 8;
export const donneesMax = 20 * 1024 * 1024;
const surcout = 17;
const metadonneesClair = 1024;
const metadonneesScelle = metadonneesClair + 16;
const magie = octetsDe("DSCOPLI1");
const zeros16 = new Uint8Array(16);
const zeros32 = new Uint8Array(32);

export type Genre = 1 | 2 | 3 | 4; // file, form, bordereau, message from the nurse to one responsable
const uneTaille = (genre: Genre): boolean => genre === 2 || genre === 4;

export interface Coeur {
  genre: Genre;
  etab: Uint8Array;
  volet: Uint8Array;
  piece: Uint8Array;
  resp: Uint8Array;
  version: number;
  precedent: Uint8Array;
  epoque: number;
  instantane: Uint8Array;
  creeLe: number;
  rembourre: number;
  signataire: Uint8Array;
  engagement: Uint8Array;
}

export interface Languette {
  cert: Uint8Array;
  ephemere: Uint8Array;
  enveloppe: Uint8Array;
}

export interface Manifeste {
  coeur: Coeur;
  HC: Uint8Array;
  languettes: Languette[];
  metadonnees: Uint8Array;
  entete: Uint8Array;
  longueurCorps: number;
  HB: Uint8Array;
  signature: Uint8Array;
  signe: Uint8Array; // the bytes before the signature
  empreinte: Uint8Array;
}

export const certSoi = (pkKem: Uint8Array): Uint8Array => H("dsco/self/v1", pkKem).slice(0, 16);
export const empreinteManifeste = (signe: Uint8Array): Uint8Array => H("dsco/pli/manifest/hash/v1", signe);
export const empreinteCoeur = (coeur: Uint8Array): Uint8Array => H("dsco/pli/core/v1", coeur);
export const engagementDe = (K: Uint8Array): Uint8Array => HK(KDF(K, 3, "DSCOPLI1"), "dsco/pli/commit/v1");

// At least one chunk, then Padmé: the length tells almost nothing of what is inside.
export function rembourrage(longueur: number): number {
  const L = longueur + 8;
  if (L <= morceau) return morceau;
  const E = Math.floor(Math.log2(L));
  const S = Math.floor(Math.log2(E)) + 1;
  const pas = 2 ** (E - S);
  return Math.ceil(L / pas) * pas;
}
export const longueurCorps = (rembourre: number): number => rembourre + surcout * Math.ceil(rembourre / morceau);

function ecrireCoeur(c: Coeur): Uint8Array {
  return coller(
    magie,
    u8(1),
    u8(c.genre),
    new Uint8Array(2),
    c.etab,
    c.volet,
    c.piece,
    c.resp,
    u32(c.version),
    c.precedent,
    u32(c.epoque),
    c.instantane,
    u64(c.creeLe),
    u32(morceau),
    u64(c.rembourre),
    c.signataire,
    c.engagement,
  );
}

function lireCoeur(lecteur: Lecteur): Coeur {
  exiger(egal(lecteur.prendre(8), magie) && lecteur.u8() === 1, "suite");
  const genre = lecteur.u8();
  exiger(genre === 1 || genre === 2 || genre === 3 || genre === 4, "genre");
  exiger(egal(lecteur.prendre(2), new Uint8Array(2)), "drapeaux");
  const etab = lecteur.prendre(16);
  const volet = lecteur.prendre(16);
  const piece = lecteur.prendre(16);
  const resp = lecteur.prendre(16);
  const version = lecteur.u32();
  const precedent = lecteur.prendre(32);
  const epoque = lecteur.u32();
  const instantane = lecteur.prendre(32);
  const creeLe = lecteur.u64();
  exiger(lecteur.u32() === morceau, "morceau");
  const rembourre = lecteur.u64();
  const coeur: Coeur = {
    genre,
    etab,
    volet,
    piece,
    resp,
    version,
    precedent,
    epoque,
    instantane,
    creeLe,
    rembourre,
    signataire: lecteur.prendre(32),
    engagement: lecteur.prendre(32),
  };
  exiger(version >= 1 && epoque >= 1, "version");
  exiger((version === 1) === egal(precedent, zeros32), "precedent");
  exiger((genre === 3) === egal(volet, zeros16), "volet");
  exiger(rembourrePossible(genre, rembourre), "rembourrage");
  return coeur;
}

function rembourrePossible(genre: Genre, rembourre: number): boolean {
  if (uneTaille(genre)) return rembourre === morceau;
  return rembourre >= morceau && rembourre <= rembourrage(donneesMax) && rembourrage(rembourre - 8) === rembourre;
}

export const tailleLanguette = 96;
export function lireLanguettes(lecteur: Lecteur, nombre: number): Languette[] {
  const languettes: Languette[] = [];
  for (let i = 0; i < nombre; i++) {
    const languette = { cert: lecteur.prendre(16), ephemere: lecteur.prendre(32), enveloppe: lecteur.prendre(48) };
    const avant = languettes[languettes.length - 1];
    exiger(avant === undefined || comparer(avant.cert, languette.cert) < 0, "ordre");
    languettes.push(languette);
  }
  exiger(languettes.length > 0, "destinataires");
  return languettes;
}

// The form only: what can be told without knowing whose it is.
export function lireManifeste(octets: Uint8Array): Manifeste {
  exiger(octets.length > 64, "tronque");
  const signe = octets.slice(0, octets.length - 64);
  const lecteur = new Lecteur(signe);
  const coeur = lireCoeur(lecteur);
  const HC = empreinteCoeur(signe.slice(0, 232));
  const nombre = lecteur.u8();
  const languettes = lireLanguettes(lecteur, nombre);
  exiger(lecteur.u32() === metadonneesScelle, "longueur");
  const metadonnees = lecteur.prendre(metadonneesScelle);
  const entete = lecteur.prendre(24);
  const longueur = lecteur.u64();
  const HB = lecteur.prendre(32);
  lecteur.fin();
  exiger(longueur === longueurCorps(coeur.rembourre), "longueur");
  return {
    coeur,
    HC,
    languettes,
    metadonnees,
    entete,
    longueurCorps: longueur,
    HB,
    signature: octets.slice(octets.length - 64),
    signe,
    empreinte: empreinteManifeste(signe),
  };
}

export interface APlier {
  genre: Genre;
  etab: Uint8Array;
  volet: Uint8Array;
  piece: Uint8Array;
  resp: Uint8Array;
  version: number;
  precedent: Uint8Array;
  creeLe: number;
  metadonnees: string;
  donnees: Uint8Array;
}

export interface Plie {
  manifeste: Uint8Array; // with its signature
  corps: Uint8Array;
  empreinte: Uint8Array;
}

// `soi`: the sender's own pk_kem, so that she reads it again; null for a bordereau, and only for it. A message is closed for
// the nurse's own certificate alone, and `soi` is then the responsable's.
export function plier(
  pli: APlier,
  destinataires: Destinataires,
  signature: Paire,
  soi: Uint8Array | null,
  avancer: (part: number) => void = () => undefined,
): Plie {
  exiger((pli.genre === 3) === (soi === null), "destinataires");
  exiger(pli.donnees.length <= (uneTaille(pli.genre) ? formulaireMax : donneesMax), "trop grand");
  const K = hasard(32);
  const rembourre = rembourrage(pli.donnees.length);
  const coeur = ecrireCoeur({
    ...pli,
    epoque: destinataires.epoque,
    instantane: destinataires.instantane,
    rembourre,
    signataire: signature.pk,
    engagement: engagementDe(K),
  });
  const HC = empreinteCoeur(coeur);
  const { entete, corps } = chiffrerCorps(KDF(K, 1, "DSCOPLI1"), HC, pli.donnees, rembourre, avancer);
  const certificats = [...destinataires.certificats];
  if (soi) certificats.push({ id: certSoi(soi), pkKem: soi });
  certificats.sort((a, b) => comparer(a.id, b.id));
  const signe = coller(
    coeur,
    u8(certificats.length),
    ...certificats.map(({ id, pkKem }) => envelopper(K, HC, id, pkKem)),
    u32(metadonneesScelle),
    scellerMetadonnees(KDF(K, 2, "DSCOPLI1"), HC, pli.metadonnees),
    entete,
    u64(corps.length),
    empreinteCorps(entete, corps),
  );
  sodium.memzero(K);
  const manifeste = coller(signe, signer(signature, encoder("dsco/pli/manifest/v1", signe)));
  lireManifeste(manifeste); // what we would refuse to read, we don't send
  return { manifeste, corps, empreinte: empreinteManifeste(signe) };
}

export function envelopper(K: Uint8Array, HC: Uint8Array, cert: Uint8Array, pkKem: Uint8Array): Uint8Array {
  const ephemere = sodium.crypto_box_keypair();
  const wk = cleEnveloppe(accord(ephemere.privateKey, pkKem), HC, cert, ephemere.publicKey, pkKem);
  sodium.memzero(ephemere.privateKey);
  return coller(cert, ephemere.publicKey, sceller1(wk, K, coller(HC, cert)));
}

const cleEnveloppe = (
  ss: Uint8Array,
  HC: Uint8Array,
  cert: Uint8Array,
  ephemere: Uint8Array,
  pkKem: Uint8Array,
): Uint8Array => HK(ss, "dsco/pli/wrap/v1", HC, cert, ephemere, pkKem);

function accord(sk: Uint8Array, pk: Uint8Array): Uint8Array {
  let ss: Uint8Array;
  try {
    ss = sodium.crypto_scalarmult(sk, pk);
  } catch {
    throw new Refus("cle faible"); // small order: the result would be zero for everyone
  }
  exiger(!egal(ss, zeros32), "cle faible");
  return ss;
}

function scellerMetadonnees(kM: Uint8Array, HC: Uint8Array, json: string): Uint8Array {
  const octets = octetsDe(json);
  exiger(octets.length <= metadonneesClair - 4, "metadonnees");
  const clair = new Uint8Array(metadonneesClair);
  clair.set(u32(octets.length));
  clair.set(octets, 4);
  return sceller1(kM, clair, HC);
}

function chiffrerCorps(
  kS: Uint8Array,
  HC: Uint8Array,
  donnees: Uint8Array,
  rembourre: number,
  avancer: (part: number) => void,
): { entete: Uint8Array; corps: Uint8Array } {
  // One chunk of plaintext at a time: a phone holds the file and what is sealed of it, and no third copy.
  const clair = new Uint8Array(morceau);
  const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(kS);
  const corps = new Uint8Array(longueurCorps(rembourre));
  const nombre = Math.ceil(rembourre / morceau);
  for (let i = 0; i < nombre; i++) {
    const debut = i * morceau;
    const bout = clair.subarray(0, Math.min(morceau, rembourre - debut)).fill(0);
    if (i === 0) bout.set(u64(donnees.length));
    const place = i === 0 ? 8 : 0;
    bout.set(donnees.subarray(debut + place - 8, debut + bout.length - 8), place);
    const marque =
      i === nombre - 1
        ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
        : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    corps.set(
      sodium.crypto_secretstream_xchacha20poly1305_push(state, bout, coller(HC, u64(i)), marque),
      i * (morceau + surcout),
    );
    avancer((i + 1) / nombre);
  }
  sodium.memzero(clair);
  return { entete: header, corps };
}

function empreinteCorps(entete: Uint8Array, corps: Uint8Array): Uint8Array {
  const etat = sodium.crypto_generichash_init(null, 32);
  sodium.crypto_generichash_update(etat, entete);
  for (let i = 0; i < corps.length; i += 1 << 20)
    sodium.crypto_generichash_update(etat, corps.subarray(i, i + (1 << 20)));
  return sodium.crypto_generichash_final(etat, 32);
}

// What must be known beforehand to believe a manifest, whoever checks it.
export interface Attendu {
  genre: Genre;
  etab: Uint8Array;
  volet: Uint8Array;
  piece: Uint8Array;
  resp: Uint8Array;
  expediteur: { pkSign: Uint8Array; pkKem: Uint8Array } | null; // null for a bordereau: its slip vouches for it
  dernier: { version: number; empreinte: Uint8Array } | null;
  instantanes: Destinataires[]; // acceptable now
  redacteur?: Uint8Array; // of a message, and only of one: the certificate of the nurse who wrote it
}

// Rules 1 to 6 of « Opening ». `depot`: a version already known is not a new deposit.
export function verifierManifeste(octets: Uint8Array, attendu: Attendu, depot = false): Manifeste {
  const manifeste = lireManifeste(octets);
  const { coeur } = manifeste;
  exiger(coeur.genre === attendu.genre && egal(coeur.etab, attendu.etab), "place");
  exiger(
    egal(coeur.volet, attendu.volet) && egal(coeur.piece, attendu.piece) && egal(coeur.resp, attendu.resp),
    "place",
  );
  exiger((attendu.expediteur === null) === (coeur.genre === 3), "signataire");
  const { redacteur } = attendu;
  exiger((redacteur !== undefined) === (coeur.genre === 4), "redacteur");
  exiger(attendu.expediteur === null || egal(coeur.signataire, attendu.expediteur.pkSign), "signataire");
  suiteDe(manifeste, attendu.dernier, depot);
  const instantane = attendu.instantanes.find(
    (un) => egal(un.instantane, coeur.instantane) && un.epoque === coeur.epoque,
  );
  exiger(instantane !== undefined, "instantane");
  const voulus = instantane.certificats.map(({ id }) => id).filter((id) => !redacteur || egal(id, redacteur));
  exiger(!redacteur || voulus.length > 0, "redacteur");
  if (attendu.expediteur) voulus.push(certSoi(attendu.expediteur.pkKem));
  voulus.sort(comparer);
  exiger(
    voulus.length === manifeste.languettes.length && voulus.every((id, i) => egal(id, manifeste.languettes[i]!.cert)),
    "destinataires",
  );
  exiger(
    signatureVraie(coeur.signataire, encoder("dsco/pli/manifest/v1", manifeste.signe), manifeste.signature),
    "signature",
  );
  return manifeste;
}

function suiteDe(manifeste: Manifeste, dernier: Attendu["dernier"], depot: boolean): void {
  const { version, precedent } = manifeste.coeur;
  if (dernier === null) exiger(!depot || version === 1, "version");
  else if (version === dernier.version && !depot) exiger(egal(manifeste.empreinte, dernier.empreinte), "version");
  else exiger(version === dernier.version + 1 && egal(precedent, dernier.empreinte), "version");
}

// What the box checks too: it holds no key for it.
export function verifierDepot(octets: Uint8Array, corps: Uint8Array, attendu: Attendu): Manifeste {
  const manifeste = verifierManifeste(octets, attendu, true);
  verifierCorps(manifeste, corps);
  return manifeste;
}

function verifierCorps(manifeste: Manifeste, corps: Uint8Array): void {
  exiger(corps.length === manifeste.longueurCorps, "longueur");
  exiger(egal(empreinteCorps(manifeste.entete, corps), manifeste.HB), "corps");
}

export interface Deplie {
  manifeste: Manifeste;
  metadonnees: string;
  donnees: Uint8Array;
}

// K, and only the K the core is committed to. The caller wipes it.
export function ouvrirLanguette(languette: Languette, manifeste: Manifeste, cle: Paire): Uint8Array {
  const { cert, ephemere, enveloppe } = languette;
  const { HC, coeur } = manifeste;
  const wk = cleEnveloppe(accord(cle.sk, ephemere), HC, cert, ephemere, cle.pk);
  const K = ouvrir1(wk, enveloppe, coller(HC, cert));
  exiger(K.length === 32 && egal(engagementDe(K), coeur.engagement), "engagement");
  return K;
}

// Gives nothing before the last check. `ajoutee`: from a verified re-wrap record, when the manifest has none for me.
export function deplier(
  octets: Uint8Array,
  corps: Uint8Array,
  attendu: Attendu,
  monCert: Uint8Array,
  maCle: Paire,
  ajoutee?: Languette,
): Deplie {
  const manifeste = verifierManifeste(octets, attendu);
  verifierCorps(manifeste, corps);
  const mienne = ajoutee ?? manifeste.languettes.find(({ cert }) => egal(cert, monCert));
  exiger(mienne !== undefined, "destinataires");
  const K = ouvrirLanguette(mienne, manifeste, maCle);
  const metadonnees = ouvrirMetadonnees(KDF(K, 2, "DSCOPLI1"), manifeste.HC, manifeste.metadonnees);
  const donnees = dechiffrerCorps(KDF(K, 1, "DSCOPLI1"), manifeste, corps);
  sodium.memzero(K);
  return { manifeste, metadonnees, donnees };
}

function ouvrirMetadonnees(kM: Uint8Array, HC: Uint8Array, scelle: Uint8Array): string {
  const clair = ouvrir1(kM, scelle, HC);
  const longueur = new Lecteur(clair).u32();
  exiger(longueur <= metadonneesClair - 4 && toutNul(clair.subarray(4 + longueur)), "metadonnees");
  try {
    return texteDe(clair.subarray(4, 4 + longueur));
  } catch {
    throw new Refus("metadonnees");
  }
}

function dechiffrerCorps(kS: Uint8Array, manifeste: Manifeste, corps: Uint8Array): Uint8Array {
  const { HC, coeur, entete } = manifeste;
  const clair = new Uint8Array(coeur.rembourre);
  const nombre = Math.ceil(coeur.rembourre / morceau);
  const etat = sodium.crypto_secretstream_xchacha20poly1305_init_pull(entete, kS);
  for (let i = 0; i < nombre; i++) {
    const bout = corps.subarray(i * (morceau + surcout), (i + 1) * (morceau + surcout));
    const lu = sodium.crypto_secretstream_xchacha20poly1305_pull(etat, bout, coller(HC, u64(i)));
    exiger(lu !== false && typeof lu === "object", "corps");
    const final = lu.tag === sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    exiger(final === (i === nombre - 1), "fin");
    exiger(final || lu.tag === sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE, "fin");
    clair.set(lu.message, i * morceau);
  }
  const longueur = new Lecteur(clair.slice(0, 8)).u64();
  exiger(longueur <= coeur.rembourre - 8 && rembourrage(longueur) === coeur.rembourre, "rembourrage");
  exiger(toutNul(clair.subarray(8 + longueur)), "rembourrage");
  return clair.slice(8, 8 + longueur);
}

const toutNul = (octets: Uint8Array): boolean => octets.every((octet) => octet === 0);
