// What the worker does for each command, and the only place that remembers a key. A command that fails leaves what was
// open as it was.
import { deB64, deHex, versB64, versHex } from "../commun/octets";
import type { Annuaire, PliInfirmerie } from "../api.gen";
import {
  accepter,
  clesRacine,
  dureeInfirmiere,
  ecrireRegistre,
  empreinteCertificat,
  empreinteRacine,
  signerCertificat,
  signerInstantane,
  type AnnuaireAccepte,
} from "./annuaire";
import { canonique, deBase32, enGroupes, versBase32 } from "./base32";
import { ecrireBordereau, lireBordereau, type Ligne } from "./bordereau";
import { canonicalPhrase } from "./canon";
import { carnetVide, cleLigne, fermerCarnet, ouvrirCarnet, type Carnet, type Vue } from "./carnet";
import {
  clesDe,
  etirer,
  ouvrirVoute,
  preuvePossession,
  scellerVoute,
  separer,
  type ClesCompte,
  type ClesPhrase,
} from "./compte";
import type { CodeCoffre, Commande, Confiance, Demande, Lettre, Reponse, Resultat } from "./contrat";
import { empreinteCourte, estEmpreinteCourte } from "./empreinte";
import { ecrireFeuille, lireFeuille, partagerKit, reunirKit } from "./kit";
import {
  authCourt,
  clesLettre,
  codeImprime,
  fragment,
  liaisonVraie,
  lireCode,
  marqueLiaison,
  tirerCodeCourt,
  tirerIdentifiant,
  verificateur,
  verificateurCourt,
} from "./lettre";
import {
  certSoi,
  deplier,
  donneesMax,
  formulaireMax,
  lireManifeste,
  plier,
  verifierManifeste,
  type Attendu,
} from "./pli";
import {
  egal,
  exiger,
  hasard,
  MemoireInsuffisante,
  paireKem,
  paireSignature,
  Refus,
  sodium,
  texteDe,
  octetsDe,
  type Paire,
} from "./sodium";
import { ouvrirTrousseau, scellerTrousseau, type Trousseau } from "./trousseau";

interface CompteOuvert {
  etab: Uint8Array;
  resp: Uint8Array;
  cles: ClesCompte;
}

export interface Memoire {
  apte: boolean;
  phrase: ({ identifiant: string } & ClesPhrase) | null;
  lettre: { identifiant: string; bind: Uint8Array } | null;
  compte: CompteOuvert | null;
  annuaire: AnnuaireAccepte | null;
  infirmiere: { trousseau: Trousseau; kem: Paire; carnet: Carnet } | null;
  chaine: Map<string, Uint8Array>; // "piece version" → manifest hash, of the last list judged
}

export const memoireVide = (): Memoire => ({
  apte: false,
  phrase: null,
  lettre: null,
  compte: null,
  annuaire: null,
  infirmiere: null,
  chaine: new Map(),
});

// Thrown with the code the page is to show.
class Echec extends Error {
  constructor(readonly code: CodeCoffre) {
    super(code);
  }
}

// What a refusal of the format means for each command.
const refusDe: Record<Commande, CodeCoffre> = {
  selfTest: "appareil_refuse",
  deriveAuth: "coffre_refuse",
  openVault: "coffre_refuse",
  forget: "coffre_refuse",
  letterAuth: "code_lettre_invalide",
  shortCodeAuth: "code_lettre_invalide",
  prepareActivation: "coffre_refuse",
  acceptDirectory: "annuaire_refuse",
  shortFingerprint: "coffre_refuse",
  matchesShortFingerprint: "coffre_refuse",
  sealPli: "pli_refuse",
  openOwnPli: "pli_refuse",
  makeLetters: "annuaire_refuse",
  holdCeremony: "annuaire_refuse",
  checkKit: "kit_refuse",
  openTrousseau: "trousseau_refuse",
  openCarnet: "carnet_refuse",
  closeCarnet: "carnet_refuse",
  importBordereau: "bordereau_refuse",
  judgePlis: "pli_refuse",
  openPli: "pli_refuse",
};

export type Avancer = (part: number) => void;

export function executer<C extends Commande>(
  memoire: Memoire,
  commande: C,
  demande: Demande<C>,
  avancer: Avancer = () => undefined,
): Resultat<Reponse<C>> {
  try {
    const faire = gestes[commande] as Geste<C>;
    return { ok: true, value: faire(memoire, demande, avancer) };
  } catch (erreur) {
    if (erreur instanceof Echec) return { ok: false, code: erreur.code };
    if (erreur instanceof MemoireInsuffisante) return { ok: false, code: "memoire_insuffisante" };
    if (erreur instanceof Refus) return { ok: false, code: refusDe[commande] };
    throw erreur; // a broken machine, not a refusal: worker.onerror, or the test, sees it
  }
}

type Geste<C extends Commande> = (memoire: Memoire, demande: Demande<C>, avancer: Avancer) => Reponse<C>;

const gestes: { [C in Commande]: Geste<C> } = {
  selfTest: (memoire) => {
    if (!memoire.apte) exiger(reponsesConnues(), "calcul");
    memoire.apte = true;
    return undefined;
  },

  deriveAuth: (memoire, { identifiant, phrase }) => {
    const canon = canonique(identifiant);
    const M = etirer(canonicalPhrase(phrase), canon);
    const cles = separer(M);
    sodium.memzero(M);
    memoire.phrase = { identifiant: canon, ...cles };
    return { k_auth: versB64(cles.kAuth) };
  },

  openVault: (memoire, { session, etab }) => {
    const phrase = phrasePour(memoire, session.identifiant);
    const compte = { etab: id(etab), resp: id(session.compte), gen: session.gen };
    const { voute, cles } = ouvrirVoute(
      phrase.kWrap,
      compte,
      b64(session.pk_sign, 32),
      b64(session.pk_kem, 32),
      b64(session.coffre),
    );
    memoire.compte = { etab: compte.etab, resp: compte.resp, cles };
    oublierPhrase(memoire);
    return { racine: nul(voute.racine) ? "" : versB64(voute.racine), epoque_min: voute.epoqueMin };
  },

  forget: (memoire) => {
    Object.assign(memoire, memoireVide());
    return undefined;
  },

  letterAuth: (memoire, { identifiant, code }) => {
    const canon = canonique(identifiant);
    const { authAct, bind } = clesLettre(lireCode(code), canon);
    memoire.lettre = { identifiant: canon, bind };
    return { auth_act: versB64(authAct) };
  },

  shortCodeAuth: (memoire, { identifiant, code }) => {
    const canon = canonique(code);
    exiger(canon.length === 10, "longueur");
    memoire.lettre = null;
    return { auth_court: versB64(authCourt(canon, canonique(identifiant))) };
  },

  prepareActivation: (memoire, { identifiant, etab, resp_id, gen, racine, epoque }) => {
    const canon = canonique(identifiant);
    const phrase = phrasePour(memoire, canon);
    const lettre = memoire.lettre?.identifiant === canon ? memoire.lettre : null;
    const compte = { etab: id(etab), resp: id(resp_id), gen };
    const epingle = racine === "" ? new Uint8Array(32) : b64(racine, 32);
    const cles = clesDe(hasard(32));
    const coffre = scellerVoute(phrase.kWrap, compte, {
      graine: cles.graine,
      racine: epingle,
      epoqueMin: racine === "" ? 0 : epoque,
    });
    const pkSign = cles.signature.pk;
    const pkKem = cles.kem.pk;
    // Read back before it is sent: a vault that does not open is an account lost.
    ouvrirVoute(phrase.kWrap, compte, pkSign, pkKem, coffre);
    return {
      pk_sign: versB64(pkSign),
      pk_kem: versB64(pkKem),
      pop: versB64(preuvePossession(compte, cles)),
      ...(lettre
        ? { bind_tag: versB64(marqueLiaison(lettre.bind, { ...compte, pkSign, pkKem, racine: epingle })) }
        : {}),
      k_auth: versB64(phrase.kAuth),
      coffre: versB64(coffre),
    };
  },

  acceptDirectory: (memoire, { annuaire, racine, epoque_min, maintenant }) => {
    const accepte = accepterAnnuaire(annuaire, racine === "" ? null : b64(racine, 32), epoque_min, maintenant);
    memoire.annuaire = accepte;
    return {
      racine: versB64(accepte.racine),
      epoque: accepte.epoque,
      etab: versHex(accepte.registre.etab),
      uai: accepte.registre.uai,
      epinglee: racine !== "",
    };
  },

  shortFingerprint: (_, { empreinte }) => ({ texte: empreinteCourte(b64(empreinte, 32)) }),

  matchesShortFingerprint: (_, { empreinte, tape }) => ({ egal: comparerTape(b64(empreinte, 32), tape) }),

  sealPli: (memoire, { volet, pli, kind, version, precedent, maintenant, metadonnees, donnees }) => {
    const compte = ouvert(memoire.compte);
    const annuaire = ouvert(memoire.annuaire);
    exiger(egal(annuaire.registre.etab, compte.etab), "etab");
    if (donnees.length > (kind === 2 ? formulaireMax : donneesMax)) throw new Echec("pli_trop_grand");
    const plie = plier(
      {
        genre: kind,
        etab: compte.etab,
        volet: id(volet),
        piece: id(pli),
        resp: compte.resp,
        version,
        precedent: precedent === "" ? new Uint8Array(32) : b64(precedent, 32),
        creeLe: maintenant,
        metadonnees: JSON.stringify(metadonnees),
        donnees,
      },
      annuaire.courant,
      compte.cles.signature,
      compte.cles.kem.pk,
    );
    return { manifeste: versB64(plie.manifeste), corps: plie.corps, empreinte: versB64(plie.empreinte) };
  },

  openOwnPli: (memoire, { volet, pli, kind, version, manifeste, corps }) => {
    const compte = ouvert(memoire.compte);
    const { cles } = compte;
    const attendu: Attendu = {
      genre: kind,
      etab: compte.etab,
      volet: id(volet),
      piece: id(pli),
      resp: compte.resp,
      expediteur: { pkSign: cles.signature.pk, pkKem: cles.kem.pk },
      dernier: null,
      instantanes: ouvert(memoire.annuaire).tous,
    };
    const lu = deplier(b64(manifeste), corps, attendu, certSoi(cles.kem.pk), cles.kem);
    exiger(lu.manifeste.coeur.version === version, "version");
    return { metadonnees: json(lu.metadonnees), donnees: lu.donnees, cree_le: lu.manifeste.coeur.creeLe };
  },

  makeLetters: (memoire, { courriers, etab, avecInfirmerie, expire_le, maintenant }, avancer) => {
    const annuaire = avecInfirmerie ? ouvert(memoire.annuaire) : null;
    const auteur = annuaire ? ouvert(memoire.compte).resp : null;
    const lettres: Lettre[] = [];
    const envois: Reponse<"makeLetters">["envoi"]["lettres"] = [];
    const lignes: Ligne[] = [];
    for (const [rang, courrier] of courriers.entries()) {
      const A = hasard(16);
      const identifiant = tirerIdentifiant();
      const codeCourt = tirerCodeCourt();
      const { authAct, bind } = clesLettre(A, identifiant);
      const { resp_id, gen } = courrier;
      lettres.push({
        resp_id,
        gen,
        identifiant,
        code: codeImprime(A),
        code_court: codeCourt,
        fragment: fragment(identifiant, A, annuaire?.racine ?? null, annuaire?.epoque ?? 0),
      });
      envois.push({
        resp_id,
        gen,
        identifiant,
        verif: versB64(verificateur(authAct)),
        verif_court: versB64(verificateurCourt(authCourt(codeCourt, identifiant))),
        expire_le,
      });
      lignes.push({
        resp: resp_id,
        gen,
        bind,
        responsable: [courrier.civilite, courrier.nom, courrier.prenom].filter(Boolean).join(" "),
        eleves: courrier.enfants.map((e) => ({
          volet: e.volet ?? "",
          nom: e.nom,
          prenom: e.prenom,
          naissance: e.naissance,
          division: e.division,
        })),
      });
      avancer((rang + 1) / courriers.length);
    }
    if (!annuaire || !auteur) return { lettres, envoi: { lettres: envois } };
    const piece = hasard(16);
    const plie = plier(
      {
        genre: 3,
        etab: id(etab),
        volet: new Uint8Array(16),
        piece,
        resp: auteur,
        version: 1,
        precedent: new Uint8Array(32),
        creeLe: maintenant,
        metadonnees: JSON.stringify({ nature: "bordereau" }),
        donnees: octetsDe(ecrireBordereau(lignes)),
      },
      annuaire.courant,
      paireSignature(hasard(32)), // drawn for this run and forgotten: the slip vouches, not a key
      null,
    );
    return {
      lettres,
      envoi: {
        lettres: envois,
        bordereau: { id: versHex(piece), manifeste: versB64(plie.manifeste), corps: versB64(plie.corps) },
      },
      feuillet: { empreinte: versHex(plie.empreinte), texte: empreinteCourte(plie.empreinte) },
    };
  },

  holdCeremony: (memoire, { uai, etab, phrase, maintenant }) => {
    const etablissement = id(etab);
    const secretKit = hasard(32);
    const { racine, secours, secoursSignature } = clesRacine(secretKit);
    // A day of grace: phones whose clock is late must accept it too.
    const debut = maintenant - 86_400;
    const fin = debut + dureeInfirmiere;
    const registre = ecrireRegistre({ uai, etab: etablissement, racinePk: racine.pk, cree: maintenant });
    const graineKem = hasard(32);
    const graineSignature = hasard(32);
    const cert = hasard(16);
    const certificats = [
      signerCertificat(racine, {
        etab: etablissement,
        id: cert,
        role: 1,
        pkKem: paireKem(graineKem).pk,
        pkSign: paireSignature(graineSignature).pk,
        debut,
        fin,
      }),
      signerCertificat(racine, {
        etab: etablissement,
        id: hasard(16),
        role: 3,
        pkKem: secours.pk,
        pkSign: secoursSignature.pk,
        debut,
        fin: debut + 3 * 366 * 86_400, // the kit lives three years
      }),
    ];
    const instantane = signerInstantane(racine, {
      etab: etablissement,
      epoque: 1,
      emis: debut,
      expire: fin,
      certificats: certificats.map(empreinteCertificat),
      revoques: [],
      precedent: new Uint8Array(32),
    });
    const empreinte = empreinteRacine(registre);
    const trousseau: Trousseau = {
      etab: etablissement,
      cert,
      graineKem,
      graineSignature,
      racine: empreinte,
      epoqueMin: 1,
    };
    const ferme = scellerTrousseau(trousseau, canonicalPhrase(phrase));
    const annuaire = accepter({ registre, certificats, instantanes: [instantane] }, empreinte, 1, maintenant);
    const feuilles = partagerKit(secretKit, etablissement).map((feuille) => {
      const octets = ecrireFeuille(feuille);
      return {
        numero: feuille.numero as 1 | 2 | 3,
        octets: versB64(octets),
        groupes: enGroupes(versBase32(octets)).split("-"),
      };
    });
    sodium.memzero(secretKit);
    sodium.memzero(racine.sk);
    sodium.memzero(secours.sk);
    sodium.memzero(secoursSignature.sk);
    memoire.annuaire = annuaire;
    memoire.infirmiere = { trousseau, kem: paireKem(graineKem), carnet: carnetVide() };
    memoire.chaine = new Map();
    return {
      racine: versB64(registre),
      certificats: certificats.map(versB64),
      instantane: versB64(instantane),
      trousseau: versB64(ferme),
      empreinte: versB64(empreinte),
      empreinte_courte: empreinteCourte(empreinte),
      feuilles,
    };
  },

  checkKit: (memoire, { une, autre, racine }) => {
    const annuaire = ouvert(memoire.annuaire);
    exiger(egal(annuaire.racine, b64(racine, 32)), "racine");
    const secret = reunirKit(lireFeuilleTapee(une), lireFeuilleTapee(autre));
    const { racine: cle } = clesRacine(secret);
    sodium.memzero(secret);
    exiger(egal(cle.pk, annuaire.registre.racinePk), "racine");
    sodium.memzero(cle.sk);
    return undefined;
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
    return { empreinte: versB64(accepte.racine), empreinte_courte: empreinteCourte(accepte.racine) };
  },

  openCarnet: (memoire, { carnet }) => {
    const infirmiere = ouvert(memoire.infirmiere);
    infirmiere.carnet = carnet === "" ? carnetVide() : ouvrirCarnet(b64(carnet), infirmiere.trousseau);
    return {
      bordereaux: [...infirmiere.carnet.bordereaux],
      plis: Object.fromEntries([...infirmiere.carnet.plis].map(([piece, vue]) => [piece, vue.version])),
    };
  },

  closeCarnet: (memoire) => {
    const { carnet, trousseau } = ouvert(memoire.infirmiere);
    return { carnet: versB64(fermerCarnet(carnet, trousseau)) };
  },

  importBordereau: (memoire, { bordereau, feuillet }) => {
    const infirmiere = ouvert(memoire.infirmiere);
    const annuaire = ouvert(memoire.annuaire);
    const manifeste = b64(bordereau.manifeste);
    const { coeur, empreinte } = lireManifeste(manifeste);
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
    const lu = deplier(manifeste, b64(bordereau.corps), attendu, infirmiere.trousseau.cert, infirmiere.kem);
    const lignes = lireBordereau(texte(lu.donnees));
    for (const ligne of lignes) infirmiere.carnet.lignes.set(cleLigne(ligne.resp, ligne.gen), ligne);
    if (!infirmiere.carnet.bordereaux.includes(bordereau.id)) infirmiere.carnet.bordereaux.push(bordereau.id);
    return {
      lignes: lignes.map(({ resp, gen, responsable, eleves }) => ({ resp_id: resp, gen, responsable, eleves })),
    };
  },

  judgePlis: (memoire, { plis }) => {
    ouvert(memoire.infirmiere);
    memoire.chaine = new Map();
    const confiances = new Map<PliInfirmerie, Confiance>();
    for (const pli of [...plis].sort((a, b) => a.version - b.version)) confiances.set(pli, juger(memoire, pli));
    return { confiances: plis.map((pli) => confiances.get(pli) ?? "refusee") };
  },

  openPli: (memoire, { pli, corps }) => {
    const infirmiere = ouvert(memoire.infirmiere);
    const confiance = confianceCle(memoire, pli);
    exiger(confiance !== "refusee", "liaison");
    const lu = deplier(b64(pli.manifeste), corps, attenduDe(memoire, pli), infirmiere.trousseau.cert, infirmiere.kem);
    const { version, creeLe } = lu.manifeste.coeur;
    exiger(version === pli.version, "version");
    const metadonnees = json(lu.metadonnees);
    infirmiere.carnet.plis.set(pli.id, { version, empreinte: lu.manifeste.empreinte });
    return { confiance, metadonnees, donnees: lu.donnees, cree_le: creeLe, empreinte: versB64(lu.manifeste.empreinte) };
  },
};

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
  exiger(pli.kind === 1 || pli.kind === 2, "genre");
  return {
    genre: pli.kind,
    etab: ouvert(memoire.infirmiere).trousseau.etab,
    volet: id(pli.volet),
    piece: id(pli.id),
    resp: id(pli.resp_id),
    expediteur: { pkSign: b64(pli.expediteur.pk_sign, 32), pkKem: b64(pli.expediteur.pk_kem, 32) },
    dernier: dernierVu(memoire, pli),
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
    racine: ouvert(memoire.annuaire).racine,
  };
  if (liaisonVraie(ligne.bind, liaison, b64(pli.expediteur.bind_tag))) return "confirmee";
  // The letter was made before the health office existed: it pinned none.
  const sansRacine = { ...liaison, racine: new Uint8Array(32) };
  return liaisonVraie(ligne.bind, sansRacine, b64(pli.expediteur.bind_tag)) ? "a_confirmer" : "refusee";
}

function accepterAnnuaire(
  annuaire: Annuaire,
  racine: Uint8Array | null,
  epoqueMin: number,
  maintenant: number,
): AnnuaireAccepte {
  const registre = b64(annuaire.racine);
  // Told apart from every other refusal: the page stops the person before anything is sent.
  if (racine !== null && !egal(empreinteRacine(registre), racine)) throw new Echec("empreinte_differente");
  const publie = {
    registre,
    certificats: annuaire.certificats.map((c) => b64(c)),
    instantanes: annuaire.instantanes.map((i) => b64(i)),
  };
  return accepter(publie, racine, epoqueMin, maintenant);
}

function phrasePour(memoire: Memoire, identifiant: string): ClesPhrase {
  const { phrase } = memoire;
  if (!phrase || phrase.identifiant !== canonique(identifiant)) throw new Echec("coffre_ferme");
  return phrase;
}

function oublierPhrase(memoire: Memoire): void {
  if (memoire.phrase) {
    sodium.memzero(memoire.phrase.kWrap);
    sodium.memzero(memoire.phrase.kAuth);
  }
  memoire.phrase = null;
}

function ouvert<T>(garde: T | null): T {
  if (garde === null) throw new Echec("coffre_ferme");
  return garde;
}

function comparerTape(empreinte: Uint8Array, tape: string): boolean {
  try {
    return estEmpreinteCourte(empreinte, tape);
  } catch (erreur) {
    if (erreur instanceof Refus) return false; // a character that no fingerprint has
    throw erreur;
  }
}

function lireFeuilleTapee(saisie: string) {
  const scannee = deB64(saisie.trim());
  return lireFeuille(scannee?.length === 89 ? scannee : deBase32(canonique(saisie)));
}

// Answers computed beforehand by another implementation. The phrase has an accent on purpose.
function reponsesConnues(): boolean {
  const M = etirer("caf\u00e9-lampe-orage-tulipe-sabot", "K7Q29XFM3T");
  const { kAuth, kWrap } = separer(M);
  return (
    versHex(kAuth) === "a1b410f602f63c23b7913e67da7dce4dd1ef11c03a8c3b5cb984a7d623077839" &&
    versHex(kWrap) === "eb67008f15c4314b603320e825c203c6c7928734dca96a36fb58d49fee03c263"
  );
}

function id(hex: string): Uint8Array {
  const octets = deHex(hex);
  exiger(octets?.length === 16, "id");
  return octets;
}

function b64(valeur: string, longueur?: number): Uint8Array {
  const octets = deB64(valeur);
  exiger(octets !== undefined && (longueur === undefined || octets.length === longueur), "base64");
  return octets;
}

const nul = (octets: Uint8Array): boolean => octets.every((octet) => octet === 0);

function json(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw new Refus("json");
  }
}

function texte(octets: Uint8Array): string {
  try {
    return texteDe(octets);
  } catch {
    throw new Refus("texte");
  }
}
