// What the worker does for each command of a phone or a school office. A command that fails leaves what was open as it was.
import { versB64, versHex } from "../commun/octets";
import { enFonction } from "./annuaire";
import { canonique } from "./base32";
import { ecrireBordereau, type Ligne } from "./bordereau";
import { canonicalPhrase } from "./canon";
import { clesDe, etirer, ouvrirVoute, preuvePossession, scellerVoute, separer, type ClesPhrase } from "./compte";
import type { CodeCoffre, Commande, Demande, Lettre, Reponse, Resultat } from "./contrat";
import { empreinteCourte } from "./empreinte";
import {
  authCourt,
  clesLettre,
  codeImprime,
  fragment,
  lireCode,
  marqueLiaison,
  tirerCodeCourt,
  tirerIdentifiant,
  verificateur,
  verificateurCourt,
} from "./lettre";
import {
  accepterAnnuaire,
  b64,
  comparerTape,
  Echec,
  id,
  json,
  memoireVide,
  nul,
  ouvert,
  texte,
  type Avancer,
  type Geste,
  type Gestes,
  type Memoire,
} from "./memoire";
import { lireMessage } from "./message";
import { certSoi, deplier, donneesMax, formulaireMax, lireManifeste, plier, type Attendu } from "./pli";
import { depotVrai, recuVrai } from "./recu";
import { egal, exiger, hasard, MemoireInsuffisante, octetsDe, paireSignature, Refus, sodium } from "./sodium";

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
  forgetVanished: "carnet_refuse",
  importBordereau: "bordereau_refuse",
  judgePlis: "pli_refuse",
  openPli: "pli_refuse",
  changePhrase: "coffre_refuse",
  sealAttachment: "pli_refuse",
  verifyReceipt: "pli_refuse",
  openMessage: "pli_refuse",
  signReceipt: "pli_refuse",
  sealMessage: "pli_refuse",
  joinKit: "kit_refuse",
  closeKit: "kit_refuse",
  splitAgain: "kit_refuse",
  recover: "annuaire_refuse",
  changeRoot: "annuaire_refuse",
  annualRotation: "annuaire_refuse",
  addSubstitute: "annuaire_refuse",
  removeSubstitute: "annuaire_refuse",
  handover: "pli_refuse",
};

export function executer<C extends Commande>(
  memoire: Memoire,
  commande: C,
  demande: Demande<C>,
  avancer: Avancer = () => undefined,
): Resultat<Reponse<C>> {
  try {
    const faire = gestes[commande] as Geste<C> | undefined;
    if (!faire) throw new TypeError(commande);
    return { ok: true, value: faire(memoire, demande, avancer) };
  } catch (erreur) {
    if (erreur instanceof Echec) return { ok: false, code: erreur.code };
    if (erreur instanceof MemoireInsuffisante) return { ok: false, code: "memoire_insuffisante" };
    if (erreur instanceof Refus) return { ok: false, code: refusDe[commande] };
    throw erreur; // a broken machine, not a refusal: worker.onerror, or the test, sees it
  }
}

// The nurse's page asks for more than a phone does: her commands come in a file of their own, at the first of them.
export const sait = (commande: Commande): boolean => commande in gestes;
export const apprendre = (autres: Partial<Gestes>): void => void Object.assign(gestes, autres);

const gestes: Partial<Gestes> = {
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
    memoire.compte = { ...compte, cles, racine: voute.racine, epoqueMin: voute.epoqueMin };
    oublierPhrase(memoire);
    return { racine: nul(voute.racine) ? "" : versB64(voute.racine), epoque_min: voute.epoqueMin };
  },

  forget: (memoire) => {
    if (memoire.kit) sodium.memzero(memoire.kit.secret);
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

  changePhrase: (memoire, { identifiant }) => {
    const compte = ouvert(memoire.compte);
    const phrase = phrasePour(memoire, identifiant);
    const { racine, cles, annuaire } = { ...compte, annuaire: memoire.annuaire };
    // Never lower than what this person has already seen.
    const vue = annuaire !== null && egal(annuaire.racine, racine) ? annuaire.epoque : 0;
    const epoqueMin = Math.max(compte.epoqueMin, vue);
    const coffre = scellerVoute(phrase.kWrap, compte, { graine: cles.graine, racine, epoqueMin });
    // Read back before it is sent: a vault that does not open is an account lost.
    ouvrirVoute(phrase.kWrap, compte, cles.signature.pk, cles.kem.pk, coffre);
    compte.epoqueMin = epoqueMin;
    const k_auth = versB64(phrase.kAuth);
    oublierPhrase(memoire);
    return { k_auth, coffre: versB64(coffre), epoque_min: epoqueMin };
  },

  sealPli: (memoire, demande) => scellerSien(memoire, demande.kind, demande),

  sealAttachment: (memoire, demande, avancer) => scellerSien(memoire, 1, demande, avancer),

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

  // The nurse who wrote is whoever the signature names among the certificates her health office listed then.
  openMessage: (memoire, { volet, message, version, manifeste, corps }) => {
    const { etab, resp, cles } = ouvert(memoire.compte);
    const annuaire = ouvert(memoire.annuaire);
    const { signataire } = lireManifeste(b64(manifeste)).coeur;
    const auteur = annuaire.histoire
      .flatMap(({ certificats }) => certificats)
      .find((certificat) => certificat.role !== 3 && egal(certificat.pkSign, signataire));
    exiger(auteur !== undefined, "redacteur");
    const attendu: Attendu = {
      genre: 4,
      etab,
      volet: id(volet),
      piece: id(message),
      resp,
      expediteur: { pkSign: auteur.pkSign, pkKem: cles.kem.pk },
      dernier: null,
      instantanes: annuaire.tous,
      redacteur: auteur.id,
    };
    const lu = deplier(b64(manifeste), corps, attendu, certSoi(cles.kem.pk), cles.kem);
    exiger(lu.manifeste.coeur.version === version, "version");
    return { ...lireMessage(texte(lu.donnees)), cree_le: lu.manifeste.coeur.creeLe };
  },

  verifyReceipt: (memoire, { volet, pli, version, empreinte, recu }) => {
    const { etab } = ouvert(memoire.compte);
    const attendu = { etab, volet: id(volet), piece: id(pli), version, empreinte: b64(empreinte, 32) };
    if (recu.de === "boite") {
      exiger(depotVrai(b64(recu.pk_boite, 32), attendu, recu.moment, b64(recu.signature, 64)), "signature");
      return undefined;
    }
    const certificat = enFonction(ouvert(memoire.annuaire), id(recu.cert), recu.jour);
    exiger(recuVrai(certificat.pkSign, attendu, recu.jour, b64(recu.signature, 64)), "signature");
    return undefined;
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
};

type ASceller = Omit<Demande<"sealPli">, "kind">;

function scellerSien(memoire: Memoire, genre: 1 | 2, demande: ASceller, avancer?: Avancer): Reponse<"sealPli"> {
  const { volet, pli, version, precedent, maintenant, metadonnees, donnees } = demande;
  const compte = ouvert(memoire.compte);
  const annuaire = ouvert(memoire.annuaire);
  exiger(egal(annuaire.registre.etab, compte.etab), "etab");
  if (donnees.length > (genre === 2 ? formulaireMax : donneesMax)) throw new Echec("pli_trop_grand");
  const plie = plier(
    {
      genre,
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
    avancer,
  );
  return { manifeste: versB64(plie.manifeste), corps: plie.corps, empreinte: versB64(plie.empreinte) };
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

// Answers computed beforehand by another implementation. The phrase has an accent on purpose.
function reponsesConnues(): boolean {
  const M = etirer("caf\u00e9-lampe-orage-tulipe-sabot", "K7Q29XFM3T");
  const { kAuth, kWrap } = separer(M);
  return (
    versHex(kAuth) === "a1b410f602f63c23b7913e67da7dce4dd1ef11c03a8c3b5cb984a7d623077839" &&
    versHex(kWrap) === "eb67008f15c4314b603320e825c203c6c7928734dca96a36fb58d49fee03c263"
  );
}
