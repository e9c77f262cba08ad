// The nurse's commands, and those of the kit: a file of its own in the worker, fetched at the first of them.
import { deB64, versB64, versHex } from "../commun/octets";
import type { PliInfirmerie } from "../api.gen";
import {
  accepter,
  clesRacine,
  dureeInfirmiere,
  ecrireRegistre,
  empreinteCertificat,
  empreinteRacine,
  lireCertificat,
  lireInstantane,
  lireRegistre,
  signerCertificat,
  signerInstantane,
  signerSuccesseur,
  type AnnuaireAccepte,
  type Certificat,
  type Destinataires,
  type Instantane,
  type Publie,
  type Role,
} from "./annuaire";
import { canonique, deBase32, enGroupes, versBase32 } from "./base32";
import { lireBordereau } from "./bordereau";
import { canonicalPhrase } from "./canon";
import { carnetVide, cleLigne, fermerCarnet, ouvrirCarnet, type Carnet, type Vue } from "./carnet";
import type { Confiance, FeuilleKit, PliARouvrir, Publication, Renveloppes } from "./contrat";
import { empreinteCourte } from "./empreinte";
import { ecrireFeuille, lireFeuille, partagerKit, reunirKit } from "./kit";
import { liaisonVraie } from "./lettre";
import {
  accepterAnnuaire,
  b64,
  comparerTape,
  Echec,
  id,
  json,
  ouvert,
  publieDe,
  texte,
  type Avancer,
  type Gestes,
  type Memoire,
} from "./memoire";
import { ecrireMessage } from "./message";
import { deplier, formulaireMax, lireManifeste, plier, verifierManifeste, type Attendu, type Languette } from "./pli";
import { signerRecu } from "./recu";
import { lireRenveloppe, renvelopper, verifierRenveloppe } from "./renveloppe";
import { egal, exiger, hasard, octetsDe, paireKem, paireSignature, Refus, sodium, type Paire } from "./sodium";
import { ouvrirTrousseau, scellerTrousseau, type Trousseau } from "./trousseau";

export const gestesInfirmerie: Partial<Gestes> = {
  holdCeremony: (memoire, { uai, etab, phrase, annuaire, maintenant }) => {
    // A health office that lost everything has nothing to go on from but the count of its epochs.
    const perdu = annuaire && annuaire.racine !== "" ? annuaire : undefined;
    const { racinePk, cree } = perdu ? lireRegistre(b64(perdu.racine)) : { racinePk: undefined, cree: 0 };
    const epoques = racinePk ? (perdu?.instantanes ?? []).map((i) => lireInstantane(b64(i), racinePk).epoque) : [];
    const debuts: Debuts = {
      uai,
      etab: id(etab),
      cree: Math.max(maintenant, cree + 1),
      epoque: Math.max(0, ...epoques) + 1,
      emis: maintenant - uneJournee,
      precedent: new Uint8Array(32),
      revoques: [],
    };
    const { faite, trousseau } = poser(debuts, phrase, maintenant);
    memoire.annuaire = accepter({ ...faite.publie, precedents: [] }, faite.empreinte, 1, maintenant);
    tenir(memoire, trousseau, carnetVide());
    return dire(faite);
  },

  changeRoot: (memoire, { annuaire: publique, phrase, plis, maintenant }, avancer) => {
    const annuaire = ouvert(memoire.annuaire);
    const { kit, infirmiere } = memoire;
    const secours = annuaire.certificats.find((c) => c.role === 3);
    exiger(secours !== undefined, "secours");
    const par: Ouvreur = infirmiere
      ? {
          cert: infirmiere.trousseau.cert,
          kem: infirmiere.kem,
          signature: paireSignature(infirmiere.trousseau.graineSignature),
        }
      : { cert: secours.id, kem: ouvert(kit).cles.secours, signature: ouvert(kit).cles.secoursSignature };
    const avant = publieDe(publique);
    exiger(egal(empreinteRacine(avant.registre), annuaire.racine), "racine");
    const { instantane: dernier } = annuaire.histoire[annuaire.histoire.length - 1]!;
    const { uai, etab, cree } = annuaire.registre;
    const debuts: Debuts = {
      uai,
      etab,
      cree: Math.max(maintenant, cree + 1),
      epoque: annuaire.epoque + 1,
      emis: Math.max(maintenant - uneJournee, dernier.emis),
      precedent: annuaire.courant.instantane,
      // Without the old root nobody knows who holds its sheets: what it certified serves no more.
      revoques: [...dernier.revoques, ...(kit ? [] : annuaire.certificats.map((c) => c.id))],
    };
    const { faite, trousseau } = poser(debuts, phrase, maintenant);
    const { registre } = faite.publie;
    const successeur = kit ? signerSuccesseur(kit.cles.racine, annuaire.racine, registre) : undefined;
    const { precedents, ...regne } = avant;
    const publie = { ...faite.publie, precedents: [...precedents, { ...regne, precedents: [] }] };
    memoire.annuaire = accepter(publie, faite.empreinte, debuts.epoque, maintenant);
    const faits = rouvrir(memoire, plis, par, memoire.annuaire.courant.certificats, maintenant, avancer);
    tenir(memoire, trousseau, infirmiere?.carnet ?? carnetVide());
    return { ...dire(faite), ...faits, ...(successeur ? { successeur: versB64(successeur) } : {}) };
  },

  checkKit: (memoire, { une, autre, racine }) => {
    const annuaire = ouvert(memoire.annuaire);
    exiger(egal(annuaire.racine, b64(racine, 32)), "racine");
    const secret = reunirKit(lireFeuilleTapee(une), lireFeuilleTapee(autre));
    const { racine: cle } = clesRacine(secret);
    effacer(secret, cle.sk);
    exiger(egal(cle.pk, annuaire.registre.racinePk), "racine");
    return undefined;
  },

  joinKit: (memoire, { une, autre, annuaire, racine, epoque_min, maintenant }) => {
    const feuille = lireFeuilleTapee(une);
    const secret = reunirKit(feuille, lireFeuilleTapee(autre));
    const cles = clesRacine(secret);
    const publie = publieDe(annuaire);
    exiger(egal(lireRegistre(publie.registre).racinePk, cles.racine.pk), "racine");
    const dernier = publie.instantanes[publie.instantanes.length - 1];
    exiger(dernier !== undefined, "vide");
    // Past its date, the directory serves nobody but those who renew it.
    const limite = finDe(publie, lireInstantane(dernier, cles.racine.pk), cles.racine.pk);
    const pin = racine === "" ? null : b64(racine, 32);
    const accepte = accepterAnnuaire(annuaire, pin, epoque_min, Math.min(maintenant, limite));
    exiger(egal(accepte.registre.etab, feuille.etab), "etab");
    fermerKit(memoire);
    memoire.kit = { secret, cles, publie };
    memoire.annuaire = accepte;
    return {
      empreinte_courte: empreinteCourte(accepte.racine),
      epoque: accepte.epoque,
      certificats: accepte.certificats.map(({ id: cert, role, debut, fin }) => ({
        cert: versHex(cert),
        role,
        debut,
        fin,
      })),
    };
  },

  closeKit: (memoire) => {
    fermerKit(memoire);
    return undefined;
  },

  splitAgain: (memoire) => {
    const { secret } = ouvert(memoire.kit);
    return { feuilles: imprimer(secret, ouvert(memoire.annuaire).registre.etab) };
  },

  recover: (memoire, { phrase, revoquer, plis, maintenant }, avancer) => {
    const { cles } = ouvert(memoire.kit);
    const annuaire = ouvert(memoire.annuaire);
    const carnet = memoire.infirmiere?.carnet ?? carnetVide();
    const partants = revoquer.map(id);
    for (const cert of partants) {
      exiger(
        annuaire.certificats.some((c) => c.role !== 3 && egal(c.id, cert)),
        "revoque",
      );
    }
    const secours = annuaire.certificats.find((c) => c.role === 3);
    exiger(secours !== undefined, "secours");
    const arrivee = tirerTrousseau(annuaire);
    const publication = publier(memoire, { arrivee, role: 1, partants, revoques: partants }, maintenant);
    const auteur = { cert: secours.id, kem: cles.secours, signature: cles.secoursSignature };
    const faits = rouvrir(memoire, plis, auteur, [pourTrousseau(arrivee)], maintenant, avancer);
    const trousseau = fermerTrousseau(arrivee, phrase);
    tenir(memoire, arrivee, carnet);
    return { ...publication, ...faits, trousseau };
  },

  annualRotation: (memoire, { phrase, plis, maintenant }, avancer) => {
    const { trousseau: ancien, kem, carnet } = ouvert(memoire.infirmiere);
    const mien = certificatDe(memoire);
    const arrivee = tirerTrousseau(ouvert(memoire.annuaire));
    const publication = publier(
      memoire,
      { arrivee, role: mien.role, partants: [ancien.cert], revoques: [] },
      maintenant,
    );
    const auteur = { cert: ancien.cert, kem, signature: paireSignature(ancien.graineSignature) };
    const faits = rouvrir(memoire, plis, auteur, [pourTrousseau(arrivee)], maintenant, avancer);
    const trousseau = fermerTrousseau(arrivee, phrase);
    tenir(memoire, arrivee, carnet);
    return { ...publication, ...faits, trousseau };
  },

  addSubstitute: (memoire, { phrase, maintenant }) => {
    const arrivee = tirerTrousseau(ouvert(memoire.annuaire));
    const publication = publier(memoire, { arrivee, role: 2, partants: [], revoques: [] }, maintenant);
    return { ...publication, trousseau: fermerTrousseau(arrivee, phrase), cert: versHex(arrivee.cert) };
  },

  removeSubstitute: (memoire, { cert, maintenant }) => {
    const parti = id(cert);
    const listes = ouvert(memoire.annuaire).certificats;
    exiger(
      listes.some((c) => c.role === 2 && egal(c.id, parti)),
      "suppleante",
    );
    return publier(memoire, { arrivee: null, role: 2, partants: [parti], revoques: [parti] }, maintenant);
  },

  handover: (memoire, { plis, cert, maintenant }, avancer) => {
    const { trousseau, kem } = ouvert(memoire.infirmiere);
    const vers = ouvert(memoire.annuaire).certificats.find((c) => egal(c.id, id(cert)));
    exiger(vers !== undefined, "certificat");
    const auteur = { cert: trousseau.cert, kem, signature: paireSignature(trousseau.graineSignature) };
    return rouvrir(memoire, plis, auteur, [vers], maintenant, avancer);
  },

  openTrousseau: (memoire, { trousseau, phrase, annuaire, maintenant }) => {
    const ouvertTrousseau = ouvrirTrousseau(b64(trousseau), canonicalPhrase(phrase));
    let accepte: AnnuaireAccepte;
    try {
      accepte = accepterAnnuaire(annuaire, ouvertTrousseau.racine, ouvertTrousseau.epoqueMin, maintenant);
    } catch (erreur) {
      throw erreur instanceof Refus ? new Echec("annuaire_refuse") : erreur;
    }
    const kem = paireKem(ouvertTrousseau.graineKem);
    // Replaced or revoked: her key still opens what was sealed for it, so only a certificate of hers that lies is refused.
    const mien = accepte.certificats.find((c) => egal(c.id, ouvertTrousseau.cert));
    exiger(mien === undefined || egal(mien.pkKem, kem.pk), "certificat");
    memoire.annuaire = accepte;
    memoire.infirmiere = { trousseau: ouvertTrousseau, kem, carnet: carnetVide() };
    memoire.chaine = new Map();
    return {
      empreinte: versB64(accepte.racine),
      empreinte_courte: empreinteCourte(accepte.racine),
      cert: versHex(ouvertTrousseau.cert),
      fin: mien?.fin ?? 0,
    };
  },

  openCarnet: (memoire, { carnet }) => {
    const infirmiere = ouvert(memoire.infirmiere);
    infirmiere.carnet = carnet === "" ? carnetVide() : ouvrirCarnet(b64(carnet), infirmiere.trousseau);
    return {
      bordereaux: [...infirmiere.carnet.bordereaux],
      plis: Object.fromEntries([...infirmiere.carnet.plis].map(([piece, vue]) => [piece, vue.version])),
      annonces: Object.fromEntries(infirmiere.carnet.annonces),
    };
  },

  forgetVanished: (memoire, { plis }) => {
    const { carnet } = ouvert(memoire.infirmiere);
    for (const piece of plis) {
      carnet.plis.delete(piece);
      carnet.annonces.delete(piece);
    }
    return undefined;
  },

  closeCarnet: (memoire) => {
    const { carnet, trousseau } = ouvert(memoire.infirmiere);
    return { carnet: versB64(fermerCarnet(carnet, trousseau)) };
  },

  importBordereau: (memoire, { bordereau, feuillet }) => {
    const infirmiere = ouvert(memoire.infirmiere);
    const annuaire = ouvert(memoire.annuaire);
    const manifeste = b64(bordereau.manifeste);
    const { coeur, empreinte, languettes } = lireManifeste(manifeste);
    // The slip first: what it does not vouch for is not even opened.
    exiger(
      /^[0-9a-f]{64}$/.test(feuillet.trim())
        ? feuillet.trim() === versHex(empreinte)
        : comparerTape(empreinte, feuillet),
      "feuillet",
    );
    const attendu: Attendu = {
      genre: 3,
      etab: infirmiere.trousseau.etab,
      volet: new Uint8Array(16),
      piece: id(bordereau.id),
      resp: coeur.resp, // whichever agent ran the letters
      expediteur: null,
      dernier: null,
      instantanes: annuaire.tous,
    };
    const { cert, kem } = ouvreurBordereau(memoire, languettes);
    const lu = deplier(manifeste, b64(bordereau.corps), attendu, cert, kem);
    const lignes = lireBordereau(texte(lu.donnees));
    for (const ligne of lignes) infirmiere.carnet.lignes.set(cleLigne(ligne.resp, ligne.gen), ligne);
    if (!infirmiere.carnet.bordereaux.includes(bordereau.id)) infirmiere.carnet.bordereaux.push(bordereau.id);
    return {
      lignes: lignes.map(({ resp, gen, responsable, eleves }) => ({ resp_id: resp, gen, responsable, eleves })),
    };
  },

  judgePlis: (memoire, { plis }) => {
    const { carnet } = ouvert(memoire.infirmiere);
    memoire.chaine = new Map();
    const confiances = new Map<PliInfirmerie, Confiance>();
    for (const pli of [...plis].sort((a, b) => a.version - b.version)) {
      const confiance = juger(memoire, pli);
      confiances.set(pli, confiance);
      if (confiance !== "refusee")
        carnet.annonces.set(pli.id, `${pli.eleve.prenom} ${pli.eleve.nom}, ${pli.eleve.division}`);
    }
    return { confiances: plis.map((pli) => confiances.get(pli) ?? "refusee") };
  },

  openPli: (memoire, { pli, corps, renveloppe }) => {
    const infirmiere = ouvert(memoire.infirmiere);
    const confiance = confianceCle(memoire, pli);
    exiger(confiance !== "refusee", "liaison");
    const { cert } = infirmiere.trousseau;
    const manifeste = b64(pli.manifeste);
    const ajoutee =
      renveloppe === undefined
        ? derniereAjoutee(memoire, pli, manifeste, cert)
        : languetteAjoutee(memoire, manifeste, renveloppe, cert);
    const lu = deplier(manifeste, corps, attenduDe(memoire, pli), cert, infirmiere.kem, ajoutee);
    const { version, creeLe } = lu.manifeste.coeur;
    exiger(version === pli.version, "version");
    const metadonnees = json(lu.metadonnees);
    infirmiere.carnet.plis.set(pli.id, { version, empreinte: lu.manifeste.empreinte });
    return { confiance, metadonnees, donnees: lu.donnees, cree_le: creeLe, empreinte: versB64(lu.manifeste.empreinte) };
  },

  signReceipt: (memoire, { pli, maintenant }) => {
    const { trousseau, carnet } = ouvert(memoire.infirmiere);
    const { id: cert } = certificatDe(memoire);
    const { empreinte } = verifierManifeste(b64(pli.manifeste), attenduDe(memoire, pli));
    const lue = carnet.plis.get(pli.id);
    exiger(lue !== undefined && lue.version === pli.version && egal(lue.empreinte, empreinte), "lecture");
    const jour = Math.floor(maintenant / 86_400);
    const recu = { etab: trousseau.etab, volet: id(pli.volet), piece: id(pli.id), version: pli.version, empreinte };
    const signature = signerRecu(paireSignature(trousseau.graineSignature), recu, jour);
    return {
      cert: versHex(cert),
      version: pli.version,
      empreinte: versB64(empreinte),
      jour,
      signature: versB64(signature),
    };
  },

  sealMessage: (memoire, { sur, message, texte: mots, maintenant }) => {
    const { trousseau } = ouvert(memoire.infirmiere);
    const { courant } = ouvert(memoire.annuaire);
    const { id: cert, pkKem } = certificatDe(memoire);
    // Only to keys that signed the pli answered, and that no letter denies.
    verifierManifeste(b64(sur.manifeste), attenduDe(memoire, sur));
    exiger(confianceCle(memoire, sur) !== "refusee", "liaison");
    const donnees = octetsDe(ecrireMessage({ sur: sur.id, texte: mots }));
    if (donnees.length > formulaireMax) throw new Echec("pli_trop_grand");
    const plie = plier(
      {
        genre: 4,
        etab: trousseau.etab,
        volet: id(sur.volet),
        piece: id(message),
        resp: id(sur.resp_id),
        version: 1,
        precedent: new Uint8Array(32),
        creeLe: maintenant,
        metadonnees: JSON.stringify({ nature: "message" }),
        donnees,
      },
      { ...courant, certificats: [{ id: cert, pkKem }] },
      paireSignature(trousseau.graineSignature),
      b64(sur.expediteur.pk_kem, 32),
    );
    return { manifeste: versB64(plie.manifeste), corps: plie.corps, empreinte: versB64(plie.empreinte) };
  },
};

const uneJournee = 86_400;

interface Debuts {
  uai: string;
  etab: Uint8Array;
  cree: number;
  epoque: number;
  emis: number; // a day early: phones whose clock is late must accept it too
  precedent: Uint8Array;
  revoques: Uint8Array[];
}

// A root drawn here, on three sheets, with a nurse and the recovery; the root is gone when this returns.
function poser(debuts: Debuts, phrase: string, maintenant: number) {
  const { uai, etab, cree, epoque } = debuts;
  const secretKit = hasard(32);
  const { racine, secours, secoursSignature } = clesRacine(secretKit);
  const debut = maintenant - uneJournee;
  const fin = debut + dureeInfirmiere;
  const registre = ecrireRegistre({ uai, etab, racinePk: racine.pk, cree });
  const empreinte = empreinteRacine(registre);
  const trousseau: Trousseau = {
    etab,
    cert: hasard(16),
    graineKem: hasard(32),
    graineSignature: hasard(32),
    racine: empreinte,
    epoqueMin: epoque,
  };
  const certificats = [
    signerCertificat(racine, {
      etab,
      id: trousseau.cert,
      role: 1,
      pkKem: paireKem(trousseau.graineKem).pk,
      pkSign: paireSignature(trousseau.graineSignature).pk,
      debut,
      fin,
    }),
    signerCertificat(racine, {
      etab,
      id: hasard(16),
      role: 3,
      pkKem: secours.pk,
      pkSign: secoursSignature.pk,
      debut,
      fin: debut + 3 * 366 * uneJournee, // the kit lives three years
    }),
  ];
  const liste = certificats.map(empreinteCertificat);
  const instantane = signerInstantane(racine, { ...debuts, expire: fin, certificats: liste });
  const ferme = fermerTrousseau(trousseau, phrase);
  const feuilles = imprimer(secretKit, etab);
  effacer(secretKit, racine.sk, secours.sk, secoursSignature.sk);
  const publie = { registre, certificats, instantanes: [instantane] };
  return { faite: { publie, empreinte, ferme, feuilles }, trousseau };
}

const dire = ({ publie, empreinte, ferme, feuilles }: ReturnType<typeof poser>["faite"]) => ({
  racine: versB64(publie.registre),
  certificats: publie.certificats.map(versB64),
  instantane: publie.instantanes.map(versB64).join(),
  trousseau: ferme,
  empreinte: versB64(empreinte),
  empreinte_courte: empreinteCourte(empreinte),
  feuilles,
});

function imprimer(secret: Uint8Array, etab: Uint8Array): FeuilleKit[] {
  return partagerKit(secret, etab).map((feuille) => {
    const octets = ecrireFeuille(feuille);
    return {
      numero: feuille.numero as 1 | 2 | 3,
      octets: versB64(octets),
      groupes: enGroupes(versBase32(octets)).split("-"),
    };
  });
}

function effacer(...secrets: Uint8Array[]): void {
  for (const secret of secrets) sodium.memzero(secret);
}

function fermerKit(memoire: Memoire): void {
  if (memoire.kit) {
    const { secret, cles } = memoire.kit;
    effacer(secret, cles.racine.sk, cles.secours.sk, cles.secoursSignature.sk);
  }
  memoire.kit = null;
}

// The last moment at which this snapshot is accepted: its own end, or that of the first certificate it lists to end.
function finDe(publie: Publie, instantane: Instantane, racinePk: Uint8Array): number {
  const fins = publie.certificats
    .filter((octets) => instantane.certificats.some((hache) => egal(hache, empreinteCertificat(octets))))
    .map((octets) => lireCertificat(octets, racinePk).fin);
  return Math.min(instantane.expire, ...fins);
}

function tirerTrousseau(annuaire: AnnuaireAccepte): Trousseau {
  return {
    etab: annuaire.registre.etab,
    cert: hasard(16),
    graineKem: hasard(32),
    graineSignature: hasard(32),
    racine: annuaire.racine,
    epoqueMin: annuaire.epoque + 1, // that of the snapshot which brings it in
  };
}

const pourTrousseau = (t: Trousseau) => ({ id: t.cert, pkKem: paireKem(t.graineKem).pk });

// Opened again before it leaves: a key file that does not open is found out now, not the day it is needed.
function fermerTrousseau(t: Trousseau, phrase: string): string {
  const canon = canonicalPhrase(phrase);
  const ferme = scellerTrousseau(t, canon);
  exiger(egal(ouvrirTrousseau(ferme, canon).graineKem, t.graineKem), "trousseau");
  return versB64(ferme);
}

function tenir(memoire: Memoire, trousseau: Trousseau, carnet: Carnet): void {
  memoire.infirmiere = { trousseau, kem: paireKem(trousseau.graineKem), carnet };
  memoire.chaine = new Map();
}

interface Mouvement {
  arrivee: Trousseau | null;
  role: Role;
  partants: Uint8Array[]; // no longer listed
  revoques: Uint8Array[]; // and never again
}

// The next snapshot, signed by the root on the table, and accepted as everyone will accept it before it is believed here.
function publier(memoire: Memoire, mouvement: Mouvement, maintenant: number): Publication {
  const kit = ouvert(memoire.kit);
  const annuaire = ouvert(memoire.annuaire);
  const { racine } = kit.cles;
  exiger(egal(racine.pk, annuaire.registre.racinePk), "racine");
  const { instantane: avant } = annuaire.histoire[annuaire.histoire.length - 1]!;
  const debut = Math.max(maintenant - uneJournee, avant.emis);
  const nouveaux: Uint8Array[] = [];
  if (mouvement.arrivee) {
    const { cert, graineKem, graineSignature } = mouvement.arrivee;
    nouveaux.push(
      signerCertificat(racine, {
        etab: annuaire.registre.etab,
        id: cert,
        role: mouvement.role,
        pkKem: paireKem(graineKem).pk,
        pkSign: paireSignature(graineSignature).pk,
        debut,
        fin: debut + dureeInfirmiere,
      }),
    );
  }
  // Whoever ran out of time leaves with the others: a snapshot that lists her would be refused.
  const restent = kit.publie.certificats.filter((octets) => {
    const hache = empreinteCertificat(octets);
    const { id: cert, fin } = lireCertificat(octets, racine.pk);
    return (
      avant.certificats.some((liste) => egal(liste, hache)) &&
      !mouvement.partants.some((parti) => egal(parti, cert)) &&
      fin >= maintenant
    );
  });
  const listes = [...restent, ...nouveaux];
  const instantane = signerInstantane(racine, {
    etab: annuaire.registre.etab,
    epoque: annuaire.epoque + 1,
    emis: debut,
    expire: Math.min(...listes.map((octets) => lireCertificat(octets, racine.pk).fin)),
    certificats: listes.map(empreinteCertificat),
    revoques: [...avant.revoques, ...mouvement.revoques],
    precedent: annuaire.courant.instantane,
  });
  const publie = {
    ...kit.publie,
    certificats: [...kit.publie.certificats, ...nouveaux],
    instantanes: [...kit.publie.instantanes, instantane],
  };
  memoire.annuaire = accepter(publie, annuaire.racine, annuaire.epoque + 1, maintenant);
  kit.publie = publie;
  return { certificats: nouveaux.map(versB64), instantane: versB64(instantane), epoque: annuaire.epoque + 1 };
}

interface Ouvreur {
  cert: Uint8Array;
  kem: Paire;
  signature: Paire;
}

// One pli that can't be opened keeps none of the others back.
function rouvrir(
  memoire: Memoire,
  plis: readonly PliARouvrir[],
  par: Ouvreur,
  pour: Destinataires["certificats"],
  moment: number,
  avancer: Avancer,
): Renveloppes {
  const faits: Renveloppes = { renveloppes: [], refuses: [] };
  for (const [rang, { pli, renveloppe }] of plis.entries()) {
    const quoi = { pli: pli.id, version: pli.version };
    try {
      const octets = b64(pli.manifeste);
      const { etab } = ouvert(memoire.annuaire).registre;
      const manifeste = verifierManifeste(octets, { ...lieuDe(memoire, pli, etab), dernier: null });
      exiger(manifeste.coeur.version === pli.version, "version");
      const mienne =
        renveloppe === undefined
          ? (manifeste.languettes.find(({ cert }) => egal(cert, par.cert)) ??
            derniereAjoutee(memoire, pli, octets, par.cert))
          : languetteAjoutee(memoire, octets, renveloppe, par.cert);
      exiger(mienne !== undefined, "destinataires");
      const fait = renvelopper(manifeste, mienne, par.kem, par, pour, moment);
      faits.renveloppes.push({ ...quoi, renveloppe: versB64(fait) });
    } catch (erreur) {
      if (!(erreur instanceof Refus)) throw erreur;
      faits.refuses.push(quoi);
    }
    avancer((rang + 1) / plis.length);
  }
  return faits;
}

// The stanza that a record holds for me, once its author is found among the certificates this health office ever listed.
function languetteAjoutee(memoire: Memoire, manifeste: Uint8Array, renveloppe: string, cert: Uint8Array): Languette {
  const octets = b64(renveloppe);
  const { par } = lireRenveloppe(octets);
  const auteur = ouvert(memoire.annuaire)
    .histoire.flatMap(({ certificats }) => certificats)
    .find((certificat) => egal(certificat.id, par));
  exiger(auteur !== undefined, "auteur");
  const { languettes } = verifierRenveloppe(octets, lireManifeste(manifeste), auteur.pkSign);
  const mienne = languettes.find((une) => egal(une.cert, cert));
  exiger(mienne !== undefined, "destinataires");
  return mienne;
}

// undefined when the manifest needs none, or when no record that holds holds mine.
function derniereAjoutee(
  memoire: Memoire,
  pli: PliInfirmerie,
  manifeste: Uint8Array,
  cert: Uint8Array,
): Languette | undefined {
  if (lireManifeste(manifeste).languettes.some((une) => egal(une.cert, cert))) return undefined;
  for (const renveloppe of [...pli.renveloppes].reverse()) {
    try {
      return languetteAjoutee(memoire, manifeste, renveloppe, cert);
    } catch (erreur) {
      // A record that lies must not hide the honest one before it.
      if (!(erreur instanceof Refus)) throw erreur;
    }
  }
  return undefined;
}

// Lists of letters are not re-wrapped: the recovery key was among their readers from the first day.
function ouvreurBordereau(memoire: Memoire, languettes: readonly Languette[]): { cert: Uint8Array; kem: Paire } {
  const { trousseau, kem } = ouvert(memoire.infirmiere);
  if (memoire.kit && !languettes.some((une) => egal(une.cert, trousseau.cert))) {
    // Of this root or of the one before: the sheets on the table are those it was closed for.
    const kem = memoire.kit.cles.secours;
    const secours = ouvert(memoire.annuaire)
      .histoire.flatMap(({ certificats }) => certificats)
      .find((c) => c.role === 3 && egal(c.pkKem, kem.pk));
    exiger(secours !== undefined, "secours");
    return { cert: secours.id, kem };
  }
  return { cert: trousseau.cert, kem };
}

// Hers, if the directory in force lists it: nothing is signed under a certificate that was replaced or revoked.
function certificatDe(memoire: Memoire): Certificat {
  const { trousseau, kem } = ouvert(memoire.infirmiere);
  const mien = ouvert(memoire.annuaire).certificats.find((c) => egal(c.id, trousseau.cert));
  exiger(mien !== undefined && egal(mien.pkKem, kem.pk), "certificat");
  exiger(egal(mien.pkSign, paireSignature(trousseau.graineSignature).pk), "certificat");
  return mien;
}

function juger(memoire: Memoire, pli: PliInfirmerie): Confiance {
  try {
    const manifeste = verifierManifeste(b64(pli.manifeste), attenduDe(memoire, pli));
    exiger(manifeste.coeur.version === pli.version, "version");
    memoire.chaine.set(`${pli.id} ${pli.version}`, manifeste.empreinte);
    return confianceCle(memoire, pli);
  } catch (erreur) {
    if (erreur instanceof Refus) return "refusee";
    throw erreur;
  }
}

function attenduDe(memoire: Memoire, pli: PliInfirmerie): Attendu {
  return { ...lieuDe(memoire, pli, ouvert(memoire.infirmiere).trousseau.etab), dernier: dernierVu(memoire, pli) };
}

function lieuDe(memoire: Memoire, pli: PliInfirmerie, etab: Uint8Array): Omit<Attendu, "dernier"> {
  exiger(pli.kind === 1 || pli.kind === 2, "genre");
  return {
    genre: pli.kind,
    etab,
    volet: id(pli.volet),
    piece: id(pli.id),
    resp: id(pli.resp_id),
    expediteur: { pkSign: b64(pli.expediteur.pk_sign, 32), pkKem: b64(pli.expediteur.pk_kem, 32) },
    instantanes: ouvert(memoire.annuaire).tous,
  };
}

// The version before this one: read by her, or authenticated in the list she has just judged.
function dernierVu(memoire: Memoire, pli: PliInfirmerie): Vue | null {
  const lue = ouvert(memoire.infirmiere).carnet.plis.get(pli.id) ?? null;
  if (lue !== null && pli.version <= lue.version + 1) return lue;
  const avant = memoire.chaine.get(`${pli.id} ${pli.version - 1}`);
  return avant ? { version: pli.version - 1, empreinte: avant } : lue;
}

// Does the letter vouch for this sender's keys, and for this child? Silence is not a lie: an account opened by the short
// code has no mark, and a slip may not be imported yet.
function confianceCle(memoire: Memoire, pli: PliInfirmerie): Confiance {
  const ligne = ouvert(memoire.infirmiere).carnet.lignes.get(cleLigne(pli.resp_id, pli.expediteur.gen));
  if (!ligne) return "a_confirmer";
  const volets = ligne.eleves.map((eleve) => eleve.volet).filter((volet) => volet !== "");
  if (volets.length > 0 && !volets.includes(pli.volet)) return "refusee";
  if (!pli.expediteur.bind_tag) return "a_confirmer";
  const liaison = {
    etab: ouvert(memoire.infirmiere).trousseau.etab,
    resp: id(pli.resp_id),
    gen: pli.expediteur.gen,
    pkSign: b64(pli.expediteur.pk_sign, 32),
    pkKem: b64(pli.expediteur.pk_kem, 32),
  };
  const marque = b64(pli.expediteur.bind_tag);
  // Her letter named the root of its day.
  const { racines } = ouvert(memoire.annuaire);
  if (racines.some((racine) => liaisonVraie(ligne.bind, { ...liaison, racine }, marque))) return "confirmee";
  // The letter was made before the health office existed: it pinned none.
  const sansRacine = { ...liaison, racine: new Uint8Array(32) };
  return liaisonVraie(ligne.bind, sansRacine, marque) ? "a_confirmer" : "refusee";
}

function lireFeuilleTapee(saisie: string) {
  const scannee = deB64(saisie.trim());
  return lireFeuille(scannee?.length === 89 ? scannee : deBase32(canonique(saisie)));
}
