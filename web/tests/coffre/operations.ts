// The reading side of tests/vectors/, as tests/crypto/operations.cpp reads them too. A refusal is a Refus.
import { readFileSync } from "node:fs";
import { accepter, accepterSuccesseur, ecrireRegistre, empreinteRacine } from "../../src/coffre/annuaire";
import { canonique, deBase32, versBase32 } from "../../src/coffre/base32";
import { clesDe, etirer, ouvrirVoute, selDe, separer } from "../../src/coffre/compte";
import { empreinteCourte, estEmpreinteCourte } from "../../src/coffre/empreinte";
import { ajouter, prolonge, teteVraie, verifierJournal, type Entree } from "../../src/coffre/journal";
import { lireFeuille, reunirKit } from "../../src/coffre/kit";
import {
  authCourt,
  clesLettre,
  codeImprime,
  fragment,
  liaisonVraie,
  lireCode,
  verificateur,
  verificateurCourt,
} from "../../src/coffre/lettre";
import {
  deplier,
  empreinteCoeur,
  engagementDe,
  lireManifeste,
  longueurCorps,
  rembourrage,
  verifierDepot,
  type Attendu,
  type Deplie,
} from "../../src/coffre/pli";
import { depotVrai, recuVrai } from "../../src/coffre/recu";
import { verifierRenveloppe } from "../../src/coffre/renveloppe";
import { encoder, exiger, H, HK, KDF, paireKem, signatureVraie, sodium, u32 } from "../../src/coffre/sodium";
import { ouvrirTrousseau } from "../../src/coffre/trousseau";
import { deHex, versB64, versHex } from "../../src/commun/octets";

// biome-ignore lint/suspicious/noExplicitAny: read from JSON, each op knows its own shape
export type Valeurs = any;
export interface Cas {
  name: string;
  op: string;
  expect: "accept" | "refuse";
  in: Valeurs;
  out?: Valeurs;
}

const dossier = new URL("../../../tests/vectors/", import.meta.url);
export const lire = (nom: string): Cas[] => JSON.parse(readFileSync(new URL(`${nom}.json`, dossier), "utf8"));

function hex(texte: string): Uint8Array {
  const octets = deHex(texte);
  exiger(octets !== undefined, "hex");
  return octets;
}
const vrai = (verifie: boolean): Valeurs => {
  exiger(verifie, "verification");
  return {};
};

export const operations: Record<string, (entree: Valeurs) => Valeurs> = {
  encode: (e) => ({ bytes: versHex(encoder(e.label, ...e.fields.map(hex))) }),
  hash: (e) => ({ bytes: versHex(H(e.label, ...e.fields.map(hex))) }),
  keyed_hash: (e) => ({ bytes: versHex(HK(hex(e.key), e.label, ...e.fields.map(hex))) }),
  kdf: (e) => ({ bytes: versHex(KDF(hex(e.key), e.number, e.context)) }),
  base32: (e) => ({ text: versBase32(hex(e.bytes)) }),
  from_base32: (e) => ({ bytes: versHex(deBase32(canonique(e.text))) }),
  base64url: (e) => ({ text: versB64(hex(e.bytes)) }),
  stretch: (e) => {
    const M = etirer(e.password, e.identifiant);
    const { kAuth, kWrap } = separer(M);
    return { salt: versHex(selDe(e.identifiant)), m: versHex(M), k_auth: versHex(kAuth), k_wrap: versHex(kWrap) };
  },
  account: (e) => {
    const cles = clesDe(hex(e.seed));
    return { pk_sign: versHex(cles.signature.pk), pk_kem: versHex(cles.kem.pk) };
  },
  login_verifier: (e) => ({ av: versHex(HK(hex(e.pepper), "dsco/av/v1", hex(e.compte), hex(e.k_auth))) }),
  possession: (e) =>
    vrai(
      signatureVraie(
        hex(e.pk_sign),
        encoder("dsco/usr/pop/v1", hex(e.etab), hex(e.resp), u32(e.gen), hex(e.pk_sign), hex(e.pk_kem)),
        hex(e.pop),
      ),
    ),
  open_vault: (e) => {
    exiger(e.kdf_id === 1, "kdf_id"); // this release knows one
    const compte = { etab: hex(e.etab), resp: hex(e.resp), gen: e.gen };
    const { voute } = ouvrirVoute(hex(e.k_wrap), compte, hex(e.pk_sign), hex(e.pk_kem), hex(e.vault));
    return { seed: versHex(voute.graine), root_fp: versHex(voute.racine), epoch_min: voute.epoqueMin };
  },
  letter: (e) => {
    const A = hex(e.a);
    const { authAct, bind } = clesLettre(A, e.identifiant);
    return {
      auth_act: versHex(authAct),
      bind: versHex(bind),
      v: versHex(verificateur(authAct)),
      code: codeImprime(A),
      fragment: fragment(e.identifiant, A, hex(e.root_fp), e.epoch),
    };
  },
  parse_code: (e) => ({ a: versHex(lireCode(e.code)) }),
  short_code: (e) => {
    const auth = authCourt(e.code, e.identifiant);
    return { auth: versHex(auth), v: versHex(verificateurCourt(auth)) };
  },
  bind_tag: (e) => {
    const liaison = {
      etab: hex(e.etab),
      resp: hex(e.resp),
      gen: e.gen,
      pkSign: hex(e.pk_sign),
      pkKem: hex(e.pk_kem),
      racine: hex(e.root_fp),
    };
    return vrai(liaisonVraie(hex(e.bind), liaison, hex(e.tag)));
  },
  fingerprint: (e) => ({ short: empreinteCourte(hex(e.hash)) }),
  match_fingerprint: (e) => vrai(estEmpreinteCourte(hex(e.hash), e.typed)),
  accept_directory: (e) => {
    const publie = (une: typeof e) => ({
      registre: hex(une.root_record),
      certificats: une.certificates.map(hex),
      instantanes: une.snapshots.map(hex),
      precedents: [],
    });
    const entier = { ...publie(e), precedents: (e.earlier ?? []).map(publie) };
    const { courant } = accepter(entier, hex(e.root_fp), e.epoch_min, e.now);
    return {
      epoch: courant.epoque,
      snapshot: versHex(courant.instantane),
      cert_ids: courant.certificats.map(({ id }) => versHex(id)),
      pk_kems: courant.certificats.map(({ pkKem }) => versHex(pkKem)),
    };
  },
  accept_successor: (e) => {
    const lu = accepterSuccesseur(hex(e.successor), hex(e.root_record), hex(e.root_fp));
    return {
      uai: lu.uai,
      etab: versHex(lu.etab),
      root_pk: versHex(lu.racinePk),
      created: lu.cree,
      root_fp: versHex(empreinteRacine(ecrireRegistre(lu))),
    };
  },
  join_kit: (e) => ({ secret: versHex(reunirKit(lireFeuille(hex(e.one)), lireFeuille(hex(e.other)))) }),
  open_trousseau: (e) => {
    const t = ouvrirTrousseau(hex(e.file), e.phrase);
    return {
      etab: versHex(t.etab),
      cert_id: versHex(t.cert),
      kem_seed: versHex(t.graineKem),
      sign_seed: versHex(t.graineSignature),
      root_fp: versHex(t.racine),
      epoch_min: t.epoqueMin,
    };
  },
  receipt: (e) => vrai(recuVrai(hex(e.pk_sign), recu(e), e.day, hex(e.signature))),
  deposit_receipt: (e) => vrai(depotVrai(hex(e.pk_sign), recu(e), e.received_at, hex(e.signature))),
  core_hash: (e) => ({ hc: versHex(empreinteCoeur(hex(e.core))) }),
  commitment: (e) => ({ commitment: versHex(engagementDe(hex(e.key))) }),
  padded: (e) => {
    const padded = rembourrage(e.length);
    return { padded, body: longueurCorps(padded) };
  },
  open_pli: (e) => lu(deplier(hex(e.manifest), corps(e.body), attendu(e), hex(e.my_cert_id), paireKem(hex(e.my_seed)))),
  verify_rewrap: (e) => {
    const { par, moment, languettes } = renveloppe(e);
    return { by: versHex(par), moment, cert_ids: languettes.map(({ cert }) => versHex(cert)) };
  },
  open_rewrapped: (e) => {
    const mienne = renveloppe(e).languettes.find(({ cert }) => versHex(cert) === e.my_cert_id);
    exiger(mienne !== undefined, "destinataires");
    const cle = paireKem(hex(e.my_seed));
    return lu(deplier(hex(e.manifest), corps(e.body), attendu(e), hex(e.my_cert_id), cle, mienne));
  },
  journal_append: (e) => {
    const m = ajouter(hex(e.chain_before), hex(e.key), entree(e.entry));
    return {
      leaf: versHex(m.feuille),
      chain: versHex(m.chaine),
      tag: versHex(m.marque),
      next_key: versHex(m.suivante),
    };
  },
  check_journal: (e) => {
    const suite = e.entries.map((un: Valeurs) => ({
      ...entree(un),
      feuille: hex(un.leaf),
      chaine: hex(un.chain),
      marque: hex(un.tag),
    }));
    return { entries: suite.length, chain: versHex(verifierJournal(hex(e.first_key), suite)) };
  },
  journal_goes_on: (e) => vrai(prolonge(hex(e.from), e.leaves.map(hex), hex(e.to))),
  journal_head: (e) => {
    const tete = { etab: hex(e.etab), entrees: e.entries, chaine: hex(e.chain), moment: e.moment };
    return vrai(teteVraie(hex(e.pk_sign), tete, hex(e.signature)));
  },
  check_deposit: (e) => ({
    manifest_hash: versHex(verifierDepot(hex(e.manifest), corps(e.body), attendu(e)).empreinte),
  }),
};

const lu = (pli: Deplie) => ({
  metadata: pli.metadonnees,
  data_hash: versHex(sodium.crypto_generichash(32, pli.donnees, null)),
  data_length: pli.donnees.length,
});

const renveloppe = (e: Valeurs) => verifierRenveloppe(hex(e.record), lireManifeste(hex(e.manifest)), hex(e.by_pk_sign));

const entree = (e: Valeurs): Entree => ({
  numero: e.number,
  moment: e.moment,
  acteur: e.actor,
  action: e.action,
  objet: e.object,
  details: e.details,
});

const recu = (e: Valeurs) => ({
  etab: hex(e.etab),
  volet: hex(e.volet),
  piece: hex(e.piece),
  version: e.version,
  empreinte: hex(e.manifest_hash),
});

function attendu(e: Valeurs): Attendu {
  return {
    genre: e.kind,
    etab: hex(e.etab),
    volet: hex(e.volet),
    piece: hex(e.piece),
    resp: hex(e.resp),
    expediteur: e.sender && { pkSign: hex(e.sender.pk_sign), pkKem: hex(e.sender.pk_kem) },
    dernier: e.last && { version: e.last.version, empreinte: hex(e.last.manifest_hash) },
    instantanes: e.snapshots.map((s: Valeurs) => ({
      epoque: s.epoch,
      instantane: hex(s.snapshot),
      certificats: s.certificates.map((c: Valeurs) => ({ id: hex(c.cert_id), pkKem: hex(c.pk_kem) })),
    })),
    ...(e.writer === undefined ? {} : { redacteur: hex(e.writer) }),
  };
}

function corps(b: Valeurs): Uint8Array {
  if (b.hex !== undefined) return hex(b.hex);
  let octets = new Uint8Array(readFileSync(new URL(b.file, dossier)));
  for (const edit of b.edits ?? []) {
    if (edit.xor !== undefined) {
      for (const [i, x] of hex(edit.xor).entries()) octets[edit.at + i]! ^= x;
    } else if (edit.cut !== undefined) octets = octets.slice(0, edit.cut);
    else if (edit.append !== undefined) octets = Uint8Array.of(...octets, ...hex(edit.append));
    else if (edit.swap !== undefined) {
      const [a, b2, longueur] = edit.swap as [number, number, number];
      const premier = octets.slice(a, a + longueur);
      octets.copyWithin(a, b2, b2 + longueur);
      octets.set(premier, b2);
    } else throw new Error("retouche inconnue");
  }
  return octets;
}
