// The health office's public record. The box relays it; paper vouches for it: nothing here believes the box.
import {
  coller,
  comparer,
  egal,
  encoder,
  exiger,
  H,
  KDF,
  Lecteur,
  octetsDe,
  paireKem,
  paireSignature,
  signatureVraie,
  signer,
  u32,
  u64,
  u8,
  type Paire,
} from "./sodium";

export const suite = 1;
export const dureeInfirmiere = 460 * 86_400; // 15 months
const zeros = new Uint8Array(32);

export interface Registre {
  uai: string;
  etab: Uint8Array;
  racinePk: Uint8Array;
  cree: number;
}

export const ecrireRegistre = (r: Registre): Uint8Array =>
  encoder("dsco/ho/record/v1", octetsDe(r.uai), r.etab, r.racinePk, u64(r.cree));

export function lireRegistre(octets: Uint8Array): Registre {
  const lecteur = new Lecteur(octets);
  lecteur.etiquette("dsco/ho/record/v1");
  // Byte for byte: a decoder of text would throw at bytes that are none, and a refusal is not a breakdown.
  const uai = String.fromCharCode(...lecteur.champ(8));
  exiger(/^[0-9]{7}[A-Z]$/.test(uai), "uai");
  const etab = lecteur.champ(16);
  const racinePk = lecteur.champ(32);
  const cree = nombre(lecteur.champ(8));
  lecteur.fin();
  return { uai, etab, racinePk, cree };
}

export const empreinteRacine = (registre: Uint8Array): Uint8Array => H("dsco/ho/root/v1", registre);

export type Role = 1 | 2 | 3; // nurse, substitute, recovery

export interface Certificat {
  etab: Uint8Array;
  id: Uint8Array;
  role: Role;
  pkKem: Uint8Array;
  pkSign: Uint8Array;
  debut: number;
  fin: number;
}

export function signerCertificat(racine: Paire, c: Certificat): Uint8Array {
  const corps = encoder(
    "dsco/cert/v1",
    c.etab,
    c.id,
    u8(c.role),
    u8(suite),
    c.pkKem,
    c.pkSign,
    u64(c.debut),
    u64(c.fin),
  );
  return coller(corps, signer(racine, corps));
}

export function lireCertificat(octets: Uint8Array, racinePk: Uint8Array): Certificat {
  const lecteur = new Lecteur(corpsSigne(octets, racinePk));
  lecteur.etiquette("dsco/cert/v1");
  const etab = lecteur.champ(16);
  const id = lecteur.champ(16);
  const role = lecteur.champ(1)[0]!;
  exiger(lecteur.champ(1)[0] === suite, "suite");
  const pkKem = lecteur.champ(32);
  const pkSign = lecteur.champ(32);
  const debut = nombre(lecteur.champ(8));
  const fin = nombre(lecteur.champ(8));
  lecteur.fin();
  exiger(role === 1 || role === 2 || role === 3, "role");
  exiger(debut <= fin && (role === 3 || fin - debut <= dureeInfirmiere), "dates");
  return { etab, id, role, pkKem, pkSign, debut, fin };
}

export const empreinteCertificat = (octets: Uint8Array): Uint8Array => H("dsco/cert/hash/v1", octets);

export interface Instantane {
  etab: Uint8Array;
  epoque: number;
  emis: number;
  expire: number;
  certificats: Uint8Array[]; // hashes, ascending
  revoques: Uint8Array[]; // cert_ids, ascending; only ever grows
  precedent: Uint8Array; // zeros for the first
}

export function signerInstantane(racine: Paire, i: Instantane): Uint8Array {
  const corps = encoder(
    "dsco/dir/v1",
    i.etab,
    u32(i.epoque),
    u64(i.emis),
    u64(i.expire),
    coller(...[...i.certificats].sort(comparer)),
    coller(...[...i.revoques].sort(comparer)),
    i.precedent,
  );
  return coller(corps, signer(racine, corps));
}

export function lireInstantane(octets: Uint8Array, racinePk: Uint8Array): Instantane {
  const lecteur = new Lecteur(corpsSigne(octets, racinePk));
  lecteur.etiquette("dsco/dir/v1");
  const etab = lecteur.champ(16);
  const epoque = new Lecteur(lecteur.champ(4)).u32();
  const emis = nombre(lecteur.champ(8));
  const expire = nombre(lecteur.champ(8));
  const certificats = decouper(lecteur.champ(), 32);
  const revoques = decouper(lecteur.champ(), 16);
  const precedent = lecteur.champ(32);
  lecteur.fin();
  exiger(epoque >= 1 && emis <= expire, "dates");
  return { etab, epoque, emis, expire, certificats, revoques, precedent };
}

export const empreinteInstantane = (octets: Uint8Array): Uint8Array => H("dsco/dir/hash/v1", octets);

export interface Publie {
  registre: Uint8Array;
  certificats: Uint8Array[];
  instantanes: Uint8Array[]; // oldest first
  successeur?: Uint8Array; // this root, named by the one before it
  precedents: Publie[]; // under the roots before this one, oldest first; none of them has any of its own
}

export interface Destinataires {
  epoque: number;
  instantane: Uint8Array;
  certificats: Array<{ id: Uint8Array; pkKem: Uint8Array }>; // ascending id
}

export interface AnnuaireAccepte {
  registre: Registre;
  racine: Uint8Array;
  epoque: number;
  courant: Destinataires; // to seal to
  tous: Destinataires[]; // of every snapshot whose certificates are known, oldest first: to read what was sealed before
  certificats: Certificat[]; // of the last snapshot
  histoire: Etape[]; // every snapshot, oldest first, with those of its certificates that are known
  racines: Uint8Array[]; // fingerprints of the roots of this chain, oldest first, the last one in force
}

export interface Etape {
  instantane: Instantane;
  certificats: Certificat[];
}

interface Chaine {
  etab: Uint8Array;
  connus: Map<string, Certificat>; // by H(cert), of the roots before
  parId: Map<string, string>;
  avant: { lu: Instantane; empreinte: Uint8Array } | null;
  tous: Destinataires[];
  histoire: Etape[];
}

// What one root signed, added to what is accepted already. A snapshot lists certificates of its own root only.
function ajouterRegne(chaine: Chaine, publie: Publie, racinePk: Uint8Array): void {
  const siens = new Map<string, Certificat>();
  for (const octets of publie.certificats) {
    const certificat = lireCertificat(octets, racinePk);
    exiger(egal(certificat.etab, chaine.etab), "etab");
    const cle = empreinteCertificat(octets).join();
    const autre = chaine.parId.get(certificat.id.join());
    exiger(autre === undefined || autre === cle, "deux certificats");
    chaine.parId.set(certificat.id.join(), cle);
    siens.set(cle, certificat);
  }
  exiger(publie.instantanes.length > 0, "vide");
  for (const octets of publie.instantanes) {
    const lu = lireInstantane(octets, racinePk);
    exiger(egal(lu.etab, chaine.etab), "etab");
    const { avant } = chaine;
    if (avant === null) exiger(egal(lu.precedent, zeros), "chaine");
    else {
      exiger(
        lu.epoque === avant.lu.epoque + 1 && egal(lu.precedent, avant.empreinte) && lu.emis >= avant.lu.emis,
        "chaine",
      );
      const revoques = new Set(lu.revoques.map((id) => id.join()));
      exiger(
        avant.lu.revoques.every((id) => revoques.has(id.join())),
        "revocation oubliee",
      );
    }
    exiger(!lu.certificats.some((hache) => chaine.connus.has(hache.join())), "autre racine");
    const empreinte = empreinteInstantane(octets);
    chaine.avant = { lu, empreinte };
    const certificats = lu.certificats.flatMap((hache) => siens.get(hache.join()) ?? []);
    if (certificats.length === lu.certificats.length) chaine.tous.push(destinatairesDe(lu, empreinte, certificats));
    chaine.histoire.push({ instantane: lu, certificats });
  }
  for (const [cle, certificat] of siens) chaine.connus.set(cle, certificat);
}

// Every rule, in the order of crypto/FORMAT.md « Accepting a directory », or nothing at all. `racine` null pins nothing.
export function accepter(
  publie: Publie,
  racine: Uint8Array | null,
  epoqueMin: number,
  maintenant: number,
): AnnuaireAccepte {
  const empreinte = empreinteRacine(publie.registre);
  exiger(racine === null || egal(empreinte, racine), "empreinte");
  const registre = lireRegistre(publie.registre);
  const chaine: Chaine = {
    ...{ etab: registre.etab, connus: new Map(), parId: new Map(), avant: null, tous: [], histoire: [] },
  };

  // The roots before this one are vouched for by the hash that its first snapshot carries.
  let cree = 0;
  const racines: Uint8Array[] = [];
  for (const regne of publie.precedents) {
    const ancien = lireRegistre(regne.registre);
    exiger(regne.precedents.length === 0, "precedents");
    exiger(ancien.uai === registre.uai && egal(ancien.etab, registre.etab), "etab");
    exiger(!egal(ancien.racinePk, registre.racinePk) && ancien.cree > cree, "rejeu");
    cree = ancien.cree;
    racines.push(empreinteRacine(regne.registre));
    ajouterRegne(chaine, regne, ancien.racinePk);
  }
  exiger(publie.precedents.length === 0 || registre.cree > cree, "rejeu");
  ajouterRegne(chaine, publie, registre.racinePk);
  racines.push(empreinte);

  const { avant, connus, tous, histoire } = chaine;
  if (avant === null) exiger(false, "vide");
  const dernier = avant.lu;
  exiger(dernier.emis <= maintenant && maintenant <= dernier.expire, "perime");
  exiger(dernier.epoque >= epoqueMin, "epoque");

  const revoques = new Set(dernier.revoques.map((id) => id.join()));
  const certificats = dernier.certificats.map((hache) => {
    const certificat = connus.get(hache.join());
    exiger(certificat !== undefined, "certificat absent");
    exiger(certificat.debut <= maintenant && maintenant <= certificat.fin, "certificat perime");
    exiger(!revoques.has(certificat.id.join()), "certificat revoque");
    return certificat;
  });
  exiger(certificats.filter((c) => c.role === 3).length === 1, "secours");
  exiger(
    certificats.some((c) => c.role !== 3),
    "infirmiere",
  );
  const courant = destinatairesDe(dernier, avant.empreinte, certificats);
  return { registre, racine: empreinte, epoque: dernier.epoque, courant, tous, certificats, histoire, racines };
}

const unJour = 86_400;

// A nurse's certificate that her health office listed on that day: what she signed then stays true after she left. A day
// more for the snapshot before, since each is issued a day early for phones whose clock is late.
export function enFonction(annuaire: AnnuaireAccepte, cert: Uint8Array, jour: number): Certificat {
  const debut = jour * unJour;
  const fin = debut + unJour - 1;
  const etape = annuaire.histoire.find(({ instantane, certificats }, rang) => {
    const suivant = annuaire.histoire[rang + 1];
    return (
      instantane.emis <= fin &&
      debut <= instantane.expire &&
      (suivant === undefined || debut <= suivant.instantane.emis + unJour) &&
      certificats.some((c) => egal(c.id, cert) && c.role !== 3 && c.debut <= fin && debut <= c.fin)
    );
  });
  const trouve = etape?.certificats.find((c) => egal(c.id, cert));
  exiger(trouve !== undefined, "certificat");
  return trouve;
}

function destinatairesDe(instantane: Instantane, empreinte: Uint8Array, certificats: Certificat[]): Destinataires {
  return {
    epoque: instantane.epoque,
    instantane: empreinte,
    certificats: certificats.map(({ id, pkKem }) => ({ id, pkKem })).sort((a, b) => comparer(a.id, b.id)),
  };
}

// A root replaced as planned names the one after it; without this, a new root is believed from paper only.
export const signerSuccesseur = (ancienne: Paire, empreinte: Uint8Array, nouveau: Uint8Array): Uint8Array => {
  const corps = encoder("dsco/ho/successor/v1", empreinte, nouveau);
  return coller(corps, signer(ancienne, corps));
};

export function accepterSuccesseur(octets: Uint8Array, ancien: Uint8Array, racine: Uint8Array): Registre {
  exiger(egal(empreinteRacine(ancien), racine), "empreinte");
  const avant = lireRegistre(ancien);
  const lecteur = new Lecteur(corpsSigne(octets, avant.racinePk));
  lecteur.etiquette("dsco/ho/successor/v1");
  exiger(egal(lecteur.champ(32), racine), "empreinte");
  const apres = lireRegistre(lecteur.champ());
  lecteur.fin();
  exiger(apres.uai === avant.uai && egal(apres.etab, avant.etab), "etab");
  // A key that follows itself, or an older record, is a replay.
  exiger(!egal(apres.racinePk, avant.racinePk) && apres.cree > avant.cree, "rejeu");
  return apres;
}

// From the root that is pinned to the one in force, each naming the next; undefined where one did not.
export function suivreSuccesseurs(publie: Publie, racine: Uint8Array): Uint8Array | undefined {
  const regnes = [...publie.precedents, publie];
  const depart = regnes.findIndex(({ registre }) => egal(empreinteRacine(registre), racine));
  if (depart < 0) return undefined;
  let suivie = racine;
  for (let rang = depart; rang + 1 < regnes.length; rang += 1) {
    const { successeur, registre } = regnes[rang + 1]!;
    if (!successeur) return undefined;
    const apres = accepterSuccesseur(successeur, regnes[rang]!.registre, suivie);
    suivie = empreinteRacine(registre);
    exiger(egal(empreinteRacine(ecrireRegistre(apres)), suivie), "successeur");
  }
  return suivie;
}

export interface ClesRacine {
  racine: Paire;
  secours: Paire;
  secoursSignature: Paire;
}

export const clesRacine = (secretKit: Uint8Array): ClesRacine => ({
  racine: paireSignature(KDF(secretKit, 1, "DSCOKIT1")),
  secours: paireKem(KDF(secretKit, 2, "DSCOKIT1")),
  secoursSignature: paireSignature(KDF(secretKit, 3, "DSCOKIT1")),
});

export function corpsSigne(octets: Uint8Array, pk: Uint8Array): Uint8Array {
  exiger(octets.length > 64, "tronque");
  const corps = octets.slice(0, octets.length - 64);
  exiger(signatureVraie(pk, corps, octets.slice(octets.length - 64)), "signature");
  return corps;
}

function decouper(octets: Uint8Array, taille: number): Uint8Array[] {
  exiger(octets.length % taille === 0, "longueur");
  const morceaux: Uint8Array[] = [];
  for (let i = 0; i < octets.length; i += taille) {
    const morceau = octets.slice(i, i + taille);
    const precedent = morceaux[morceaux.length - 1];
    exiger(precedent === undefined || comparer(precedent, morceau) < 0, "ordre");
    morceaux.push(morceau);
  }
  return morceaux;
}

const nombre = (octets: Uint8Array): number => new Lecteur(octets).u64();
