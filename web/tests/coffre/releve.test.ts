// @vitest-environment node
// What comes after the first pli: receipts and messages back, a phrase changed, a nurse who leaves and one who comes.
import { beforeAll, describe, expect, it } from "vitest";
import type { Annuaire, PliInfirmerie } from "../../src/api.gen";
import { apprendre, executer } from "../../src/coffre/commandes";
import type { Demande, Publication, Reponse } from "../../src/coffre/contrat";
import { clesRacine } from "../../src/coffre/annuaire";
import { lireFeuille, reunirKit, type Feuille } from "../../src/coffre/kit";
import { signerRecu } from "../../src/coffre/recu";
import { gestesInfirmerie } from "../../src/coffre/infirmerie";
import { memoireVide, type Memoire } from "../../src/coffre/memoire";
import { paireSignature, pret } from "../../src/coffre/sodium";
import { deB64, deHex, versB64 } from "../../src/commun/octets";
import {
  agent,
  autreVolet,
  codeDe,
  courrier,
  creerCompte,
  etab,
  faire,
  maintenant,
  phrase,
  phraseInfirmiere,
  pli,
  resp,
  retourner,
  volet,
  type Ouvert,
} from "./personnes";

const jour = 86_400;
const message = "e6".repeat(16);
const phraseSuivante = "loriot-genet-mesange-tilleul-pinson-merle-orme";

let infirmiere: Memoire;
let ceremonie: Reponse<"holdCeremony">;
let annuaire: Annuaire;
let famille: Ouvert;
let voisine: Ouvert;
let depose: PliInfirmerie;
let scelle: Reponse<"sealPli">;
const fichier = new Uint8Array(150_000).map((_, i) => i * 7 + (i >> 8));

function compte(qui: string, identifiant: string, racine = ceremonie.empreinte): Ouvert {
  const ouvert = creerCompte(qui, identifiant, racine, 1);
  faire(ouvert.memoire, "acceptDirectory", { annuaire, racine, epoque_min: 1, maintenant });
  return ouvert;
}

const piece = (donnees: Uint8Array): Demande<"sealAttachment"> => ({
  volet,
  pli,
  version: 1,
  precedent: "",
  maintenant,
  metadonnees: { nature: "certificat" },
  donnees,
});

beforeAll(async () => {
  await pret();
  apprendre(gestesInfirmerie);
  infirmiere = memoireVide();
  ceremonie = faire(infirmiere, "holdCeremony", { uai: "0009990J", etab, phrase: phraseInfirmiere, maintenant });
  annuaire = { racine: ceremonie.racine, certificats: ceremonie.certificats, instantanes: [ceremonie.instantane] };
  famille = compte(resp, "AAAAAAAAA2");
  voisine = compte(agent, "AAAAAAAAA3");
  scelle = faire(famille.memoire, "sealAttachment", piece(fichier));
  depose = {
    id: pli,
    kind: 1,
    version: 1,
    volet,
    resp_id: resp,
    responsable: "Mme Anne BRUYERE",
    eleve: courrier.enfants[0]!,
    manifeste: scelle.manifeste,
    octets: scelle.corps.length,
    renveloppes: [],
    depose_le: maintenant,
    expediteur: { gen: 1, pk_sign: famille.session.pk_sign, pk_kem: famille.session.pk_kem, voie: "code" },
  };
}, 60_000);

// What the box does with a publication: appends it, and shows it to everyone.
const apres = (avant: Annuaire, suite: Publication): Annuaire => ({
  racine: avant.racine,
  certificats: [...avant.certificats, ...suite.certificats],
  instantanes: [...avant.instantanes, suite.instantane],
});
const idDe = (certificat: string): string =>
  Buffer.from(deB64(certificat)!.slice(4 + 12 + 4 + 16 + 4, 4 + 12 + 4 + 16 + 4 + 16)).toString("hex");
const reunir = (memoire: Memoire, change: Partial<Demande<"joinKit">> = {}) => {
  const [une, autre] = ceremonie.feuilles.map((f) => f.octets) as [string, string];
  const demande = { une, autre, annuaire, racine: ceremonie.empreinte, epoque_min: 1, maintenant, ...change };
  return executer(memoire, "joinKit", demande);
};
const ouvrirCle = (trousseau: string, phraseCle: string, vu: Annuaire, quand = maintenant): Memoire => {
  const memoire = memoireVide();
  faire(memoire, "openTrousseau", { trousseau, phrase: phraseCle, annuaire: vu, maintenant: quand });
  return memoire;
};

describe("an attachment", () => {
  it("says how far it is, and comes back whole to its sender and to the nurse", () => {
    const parts: number[] = [];
    const deux = executer(famille.memoire, "sealAttachment", piece(fichier), (part) => parts.push(part));
    expect(deux.ok).toBe(true);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.at(-1)).toBe(1);
    expect(parts).toEqual([...parts].sort((a, b) => a - b));
    const relue = faire(famille.memoire, "openOwnPli", {
      volet,
      pli,
      kind: 1,
      version: 1,
      manifeste: scelle.manifeste,
      corps: scelle.corps,
    });
    expect(Buffer.compare(relue.donnees, fichier)).toBe(0);
    expect(Buffer.compare(faire(infirmiere, "openPli", { pli: depose, corps: scelle.corps }).donnees, fichier)).toBe(0);
  });
  it("goes up to 20 MiB, and not a byte further", () => {
    const limite = 20 * 1024 * 1024;
    const grand = new Uint8Array(limite);
    grand[limite - 1] = 9;
    expect(codeDe(famille.memoire, "sealAttachment", piece(new Uint8Array(limite + 1)))).toBe("pli_trop_grand");
    const plie = faire(famille.memoire, "sealAttachment", piece(grand));
    const { donnees } = faire(famille.memoire, "openOwnPli", { volet, pli, kind: 1, version: 1, ...plie });
    expect(Buffer.compare(donnees, grand)).toBe(0);
  }, 60_000);
});

describe("a new phrase", () => {
  const nouvelle = "tilleul-genet-bruyere-pinson-loriot-mesange";
  it("opens the vault from then on, in the place of the old one, and keeps what was seen", () => {
    const { memoire, session } = compte(resp, "AAAAAAAAA4");
    const { identifiant } = session;
    expect(codeDe(memoire, "changePhrase", { identifiant })).toBe("coffre_ferme"); // no new phrase derived yet
    const derivee = faire(memoire, "deriveAuth", { identifiant, phrase: nouvelle });
    expect(codeDe(memoire, "changePhrase", { identifiant: "AAAAAAAAA5" })).toBe("coffre_ferme");
    const change = faire(memoire, "changePhrase", { identifiant });
    expect(change.k_auth).toBe(derivee.k_auth);
    const essai = (laquelle: string) => {
      const autre = memoireVide();
      faire(autre, "deriveAuth", { identifiant, phrase: laquelle });
      return executer(autre, "openVault", { session: { ...session, coffre: change.coffre }, etab });
    };
    expect(essai(phrase)).toEqual({ ok: false, code: "coffre_refuse" });
    expect(essai(nouvelle)).toEqual({ ok: true, value: { racine: ceremonie.empreinte, epoque_min: 1 } });
  });
  it("raises the epoch of the vault to the one seen, and never lowers it", () => {
    const racine = ceremonie.empreinte;
    const { memoire, session } = creerCompte(resp, "AAAAAAAAA6", racine, 5);
    faire(memoire, "deriveAuth", { identifiant: session.identifiant, phrase });
    expect(faire(memoire, "changePhrase", { identifiant: session.identifiant }).epoque_min).toBe(5);
    const kit = memoireVide();
    expect(reunir(kit).ok).toBe(true);
    const vu = apres(annuaire, faire(kit, "addSubstitute", { phrase: phraseSuivante, maintenant }));
    const neuf = creerCompte(resp, "AAAAAAAAA6", racine, 1);
    faire(neuf.memoire, "acceptDirectory", { annuaire: vu, racine, epoque_min: 1, maintenant });
    faire(neuf.memoire, "deriveAuth", { identifiant: neuf.session.identifiant, phrase });
    expect(faire(neuf.memoire, "changePhrase", { identifiant: neuf.session.identifiant }).epoque_min).toBe(2);
  });
  it("needs an open vault", () => {
    const memoire = memoireVide();
    faire(memoire, "deriveAuth", { identifiant: "AAAAAAAAA2", phrase });
    expect(codeDe(memoire, "changePhrase", { identifiant: "AAAAAAAAA2" })).toBe("coffre_ferme");
  });
});

describe("receipts", () => {
  const place = () => ({ volet, pli, version: 1, empreinte: scelle.empreinte });
  it("the nurse signs what she read and nothing else; the responsable sees whose it is", () => {
    const memoire = ouvrirCle(ceremonie.trousseau, phraseInfirmiere, annuaire);
    expect(codeDe(memoire, "signReceipt", { pli: depose, maintenant })).toBe("pli_refuse"); // not read yet
    faire(memoire, "openPli", { pli: depose, corps: scelle.corps });
    expect(codeDe(memoire, "signReceipt", { pli: { ...depose, volet: autreVolet }, maintenant })).toBe("pli_refuse");
    expect(codeDe(memoire, "signReceipt", { pli: { ...depose, version: 2 }, maintenant })).toBe("pli_refuse");
    const { cert, jour: quand, signature } = faire(memoire, "signReceipt", { pli: depose, maintenant });
    const verifier = (change: object = {}, recu: object = {}) =>
      codeDe(famille.memoire, "verifyReceipt", {
        ...place(),
        ...change,
        recu: { de: "infirmerie", cert, jour: quand, signature, ...recu },
      });
    expect(verifier()).toBe("ok");
    expect(verifier({ version: 2 })).toBe("pli_refuse");
    expect(verifier({ volet: autreVolet })).toBe("pli_refuse");
    expect(verifier({ empreinte: ceremonie.empreinte })).toBe("pli_refuse");
    expect(verifier({}, { jour: quand + 1 })).toBe("pli_refuse");
    expect(verifier({}, { signature: retourner(signature, 5) })).toBe("pli_refuse");
    // Signed with the recovery's own key, which the directory lists: the kit opens, it acknowledges nothing.
    const [une, autre] = ceremonie.feuilles.map((f) => lireFeuille(deB64(f.octets)!)) as [Feuille, Feuille];
    const recu = {
      etab: deHex(etab)!,
      volet: deHex(volet)!,
      piece: deHex(pli)!,
      version: 1,
      empreinte: deB64(scelle.empreinte)!,
    };
    const secours = clesRacine(reunirKit(une, autre)).secoursSignature;
    const faux = { cert: idDe(ceremonie.certificats[1]!), signature: versB64(signerRecu(secours, recu, quand)) };
    expect(verifier({}, faux)).toBe("pli_refuse");
    expect(verifier({}, { cert: "00".repeat(16) })).toBe("pli_refuse");
  });
  it("one signed before she left stays true; one dated after does not", () => {
    const memoire = ouvrirCle(ceremonie.trousseau, phraseInfirmiere, annuaire);
    faire(memoire, "openPli", { pli: depose, corps: scelle.corps });
    const avant = faire(memoire, "signReceipt", { pli: depose, maintenant });
    const plusTard = maintenant + 30 * jour;
    const tardif = faire(memoire, "signReceipt", { pli: depose, maintenant: plusTard });
    const kit = memoireVide();
    expect(reunir(kit).ok).toBe(true);
    const partie = { phrase: phraseSuivante, revoquer: [avant.cert], plis: [], maintenant: maintenant + 10 * jour };
    const vu = apres(annuaire, faire(kit, "recover", partie));
    const verifier = ({ cert, jour: quand, signature }: Reponse<"signReceipt">, quoi: Annuaire) => {
      const racine = ceremonie.empreinte;
      faire(famille.memoire, "acceptDirectory", { annuaire: quoi, racine, epoque_min: 1, maintenant: plusTard });
      const recu = { de: "infirmerie" as const, cert, jour: quand, signature };
      return codeDe(famille.memoire, "verifyReceipt", { ...place(), recu });
    };
    expect([verifier(avant, annuaire), verifier(tardif, annuaire)]).toEqual(["ok", "ok"]);
    expect([verifier(avant, vu), verifier(tardif, vu)]).toEqual(["ok", "pli_refuse"]);
    // And she signs nothing more once the directory without her is the one in force.
    const encore = ouvrirCle(ceremonie.trousseau, phraseInfirmiere, vu, plusTard);
    faire(encore, "openPli", { pli: depose, corps: scelle.corps });
    expect(codeDe(encore, "signReceipt", { pli: depose, maintenant: plusTard })).toBe("pli_refuse");
    faire(famille.memoire, "acceptDirectory", { annuaire, racine: ceremonie.empreinte, epoque_min: 1, maintenant });
  }, 60_000);
  it("the box's is told by the key it is known by", () => {
    const boite = versB64(paireSignature(new Uint8Array(32).fill(9)).pk);
    const recu = { de: "boite" as const, pk_boite: boite, moment: maintenant, signature: versB64(new Uint8Array(64)) };
    expect(codeDe(famille.memoire, "verifyReceipt", { ...place(), recu })).toBe("pli_refuse");
  });
});

describe("a message", () => {
  const texte = "La page 2 est illisible : merci de la renvoyer. É";
  const ecrire = (sur: PliInfirmerie) => executer(infirmiere, "sealMessage", { sur, message, texte, maintenant });
  const lire = (qui: Ouvert, m: Reponse<"sealMessage">, change: Partial<Demande<"openMessage">> = {}) =>
    executer(qui.memoire, "openMessage", { volet, message, version: 1, ...m, ...change });
  it("reaches the responsable who sent the pli, and nobody else", () => {
    const m = ecrire(depose);
    if (!m.ok) throw new Error(m.code);
    expect(lire(famille, m.value)).toEqual({ ok: true, value: { sur: pli, texte, cree_le: maintenant } });
    const refus = { ok: false, code: "pli_refuse" };
    expect(lire(voisine, m.value)).toEqual(refus);
    expect(lire(famille, m.value, { volet: autreVolet })).toEqual(refus);
    expect(lire(famille, m.value, { message: pli })).toEqual(refus);
    expect(lire(famille, m.value, { version: 2 })).toEqual(refus);
    expect(lire(famille, m.value, { manifeste: retourner(m.value.manifeste, 300) })).toEqual(refus);
    const corps = m.value.corps.slice();
    corps[9]! ^= 1;
    expect(lire(famille, m.value, { corps })).toEqual(refus);
    // A form of hers, shown as a message: its signature is hers, not a nurse's.
    expect(lire(famille, scelle)).toEqual(refus);
  });
  it("has the length of a form, is not written to keys the pli does not bear, nor longer than a form", () => {
    const m = ecrire(depose);
    expect(m.ok && m.value.corps.length).toBe(65_536 + 17);
    const autre = { ...depose, expediteur: { ...depose.expediteur, pk_kem: voisine.session.pk_kem } };
    expect(ecrire(autre)).toEqual({ ok: false, code: "pli_refuse" });
    const long = { sur: depose, message, texte: "é".repeat(40_000), maintenant };
    expect(codeDe(infirmiere, "sealMessage", long)).toBe("pli_trop_grand");
  });
});

describe("the kit on the table", () => {
  it("is joined for its own health office, and left closed otherwise", () => {
    const memoire = memoireVide();
    expect(codeDe(memoire, "splitAgain", undefined)).toBe("coffre_ferme");
    const [a, b] = ceremonie.feuilles.map((f) => f.octets) as [string, string];
    expect(reunir(memoire, { autre: a })).toEqual({ ok: false, code: "kit_refuse" });
    expect(reunir(memoire, { autre: retourner(b, 60) })).toEqual({ ok: false, code: "kit_refuse" });
    expect(reunir(memoire, { racine: versB64(new Uint8Array(32)) })).toEqual({
      ok: false,
      code: "empreinte_differente",
    });
    expect(reunir(memoire, { epoque_min: 2 })).toEqual({ ok: false, code: "kit_refuse" }); // an older directory shown
    expect(codeDe(memoire, "splitAgain", undefined)).toBe("coffre_ferme");
    const vu = reunir(memoire);
    expect(vu.ok && vu.value).toMatchObject({ empreinte_courte: ceremonie.empreinte_courte, epoque: 1 });
    expect(vu.ok && vu.value.certificats.map((c) => c.role).sort()).toEqual([1, 3]);
    faire(memoire, "closeKit", undefined);
    expect(codeDe(memoire, "splitAgain", undefined)).toBe("coffre_ferme");
  });

  it("is shared again: new sheets join each other, never an old one", () => {
    const memoire = memoireVide();
    expect(reunir(memoire).ok).toBe(true);
    const { feuilles } = faire(memoire, "splitAgain", undefined);
    const [une, autre, troisieme] = feuilles.map((f) => f.octets) as [string, string, string];
    expect(reunir(memoireVide(), { une, autre }).ok).toBe(true);
    expect(reunir(memoireVide(), { une: troisieme, autre }).ok).toBe(true);
    expect(reunir(memoireVide(), { une: ceremonie.feuilles[0]!.octets, autre }).ok).toBe(false);
  });

  it("brings a nurse in when the other's keys are lost: she reads what was sealed before her", () => {
    const memoire = memoireVide();
    expect(reunir(memoire).ok).toBe(true);
    const perdue = idDe(ceremonie.certificats[0]!);
    const abime = { ...depose, manifeste: retourner(depose.manifeste, 500) };
    const secours = idDe(ceremonie.certificats[1]!);
    const plis = [{ pli: depose }, { pli: abime }];
    const demande = { phrase: phraseSuivante, plis, maintenant };
    expect(codeDe(memoire, "recover", { ...demande, revoquer: [secours] })).toBe("annuaire_refuse");
    expect(codeDe(memoire, "recover", { ...demande, revoquer: ["00".repeat(16)] })).toBe("annuaire_refuse");
    const faite = faire(memoire, "recover", { ...demande, revoquer: [perdue] });
    expect(faite.epoque).toBe(2);
    expect(faite.renveloppes).toHaveLength(1);
    expect(faite.refuses).toEqual([{ pli, version: 1 }]);
    const vu = apres(annuaire, faite);
    const { renveloppe } = faite.renveloppes[0]!;
    const nouvelle = ouvrirCle(faite.trousseau, phraseSuivante, vu);
    expect(codeDe(nouvelle, "openPli", { pli: depose, corps: scelle.corps })).toBe("pli_refuse");
    expect(
      codeDe(nouvelle, "openPli", { pli: depose, corps: scelle.corps, renveloppe: retourner(renveloppe, 100) }),
    ).toBe("pli_refuse");
    const lu = faire(nouvelle, "openPli", { pli: depose, corps: scelle.corps, renveloppe });
    expect(Buffer.compare(lu.donnees, fichier)).toBe(0);
    // What is sealed from now on is not for the one who lost her keys.
    const racine = ceremonie.empreinte;
    faire(voisine.memoire, "acceptDirectory", { annuaire: vu, racine, epoque_min: 1, maintenant });
    const suite = faire(voisine.memoire, "sealAttachment", piece(new Uint8Array(3)));
    const recu = {
      ...depose,
      resp_id: agent,
      manifeste: suite.manifeste,
      expediteur: { ...depose.expediteur, pk_sign: voisine.session.pk_sign, pk_kem: voisine.session.pk_kem },
    };
    const ancienne = ouvrirCle(ceremonie.trousseau, phraseInfirmiere, vu);
    const frais = ouvrirCle(faite.trousseau, phraseSuivante, vu);
    expect(codeDe(frais, "openPli", { pli: recu, corps: suite.corps })).toBe("ok");
    expect(codeDe(ancienne, "openPli", { pli: recu, corps: suite.corps })).toBe("pli_refuse");
    expect(codeDe(ancienne, "openPli", { pli: depose, corps: scelle.corps })).toBe("ok"); // she kept what she had
  }, 60_000);

  it("still renews a directory that ran out", () => {
    const memoire = memoireVide();
    const tard = maintenant + 500 * jour;
    const racine = ceremonie.empreinte;
    expect(codeDe(memoireVide(), "acceptDirectory", { annuaire, racine, epoque_min: 1, maintenant: tard })).toBe(
      "annuaire_refuse",
    );
    expect(reunir(memoire, { maintenant: tard }).ok).toBe(true);
    const faite = faire(memoire, "recover", { phrase: phraseSuivante, revoquer: [], plis: [], maintenant: tard });
    const vu = apres(annuaire, faite);
    expect(codeDe(memoireVide(), "acceptDirectory", { annuaire: vu, racine, epoque_min: 2, maintenant: tard })).toBe(
      "ok",
    );
  });

  it("takes a substitute in, and out for good", () => {
    const memoire = memoireVide();
    expect(reunir(memoire).ok).toBe(true);
    const entree = faire(memoire, "addSubstitute", { phrase: phraseSuivante, maintenant });
    const avec = apres(annuaire, entree);
    const cert = idDe(entree.certificats[0]!);
    const suppleante = ouvrirCle(entree.trousseau, phraseSuivante, avec);
    const titulaire = ouvrirCle(ceremonie.trousseau, phraseInfirmiere, avec);
    const { renveloppes } = faire(titulaire, "handover", { plis: [{ pli: depose }], cert, maintenant });
    const { renveloppe } = renveloppes[0]!;
    expect(codeDe(suppleante, "openPli", { pli: depose, corps: scelle.corps, renveloppe })).toBe("ok");
    expect(codeDe(titulaire, "handover", { plis: [], cert: "00".repeat(16), maintenant })).toBe("pli_refuse");
    // The nurse herself does not leave by that door.
    const elle = idDe(ceremonie.certificats[0]!);
    expect(codeDe(memoire, "removeSubstitute", { cert: elle, maintenant })).toBe("annuaire_refuse");
    const sortie = faire(memoire, "removeSubstitute", { cert, maintenant: maintenant + jour });
    const sans = apres(avec, sortie);
    expect(sortie).toMatchObject({ epoque: 3, certificats: [] });
    const racine = ceremonie.empreinte;
    const dernier = { annuaire: sans, racine, epoque_min: 3, maintenant: maintenant + jour };
    expect(codeDe(memoireVide(), "acceptDirectory", dernier)).toBe("ok");
    expect(codeDe(memoire, "removeSubstitute", { cert, maintenant: maintenant + jour })).toBe("annuaire_refuse");
  }, 60_000);

  it("renews the nurse's keys each year: she keeps her notebook, and what was not destroyed yet", () => {
    const rentree = maintenant + 360 * jour;
    const memoire = ouvrirCle(ceremonie.trousseau, phraseInfirmiere, annuaire, rentree);
    faire(memoire, "openPli", { pli: depose, corps: scelle.corps });
    const demande = { phrase: phraseSuivante, plis: [{ pli: depose }], maintenant: rentree };
    expect(codeDe(memoire, "annualRotation", demande)).toBe("coffre_ferme"); // no kit
    expect(reunir(memoire, { maintenant: rentree }).ok).toBe(true);
    const faite = faire(memoire, "annualRotation", demande);
    expect(faite.refuses).toEqual([]);
    const { carnet } = faire(memoire, "closeCarnet", undefined);
    const vu = apres(annuaire, faite);
    const neuve = ouvrirCle(faite.trousseau, phraseSuivante, vu, rentree);
    expect(faire(neuve, "openCarnet", { carnet }).plis).toEqual({ [pli]: 1 });
    const { renveloppe } = faite.renveloppes[0]!;
    expect(codeDe(neuve, "openPli", { pli: depose, corps: scelle.corps, renveloppe })).toBe("ok");
    expect(codeDe(neuve, "signReceipt", { pli: depose, maintenant: rentree })).toBe("ok");
    // And what she re-wraps again, from the record alone, opens for the next one.
    const elle = idDe(faite.certificats[0]!);
    const encore = faire(neuve, "handover", { plis: [{ pli: depose, renveloppe }], cert: elle, maintenant: rentree });
    expect(encore.renveloppes).toHaveLength(1);
    expect(faire(neuve, "handover", { plis: [{ pli: depose }], cert: elle, maintenant: rentree }).refuses).toHaveLength(
      1,
    );
  }, 60_000);
});

describe("another root", () => {
  // What the box does with it: published in the place of the one before, which stays told.
  const remplacee = (avant: Annuaire, faite: Reponse<"changeRoot">): Annuaire => ({
    ...{ racine: faite.racine, certificats: faite.certificats, instantanes: [faite.instantane], precedents: [avant] },
    ...(faite.successeur ? { successeur: faite.successeur } : {}),
  });
  const plus = maintenant + 30 * jour;
  const demande = () => ({ annuaire, phrase: phraseSuivante, plis: [{ pli: depose }], maintenant: plus });
  const accepter = (vu: Annuaire, racine: string, epoque_min = 1) =>
    codeDe(memoireVide(), "acceptDirectory", { annuaire: vu, racine, epoque_min, maintenant: plus });

  it("is followed by who pinned the one before, when two of its sheets named it; and what was sealed before still opens", () => {
    const memoire = memoireVide();
    expect(codeDe(memoire, "changeRoot", demande())).toBe("coffre_ferme"); // neither a key nor sheets
    expect(reunir(memoire, { maintenant: plus }).ok).toBe(true);
    const faite = faire(memoire, "changeRoot", demande());
    expect(faite.refuses).toEqual([]);
    const vu = remplacee(annuaire, faite);
    expect(accepter(vu, ceremonie.empreinte)).toBe("ok");
    expect(accepter(vu, faite.empreinte, 2)).toBe("ok");
    expect(accepter(vu, faite.empreinte, 3)).toBe("annuaire_refuse");
    // A successor that is not there, or that another root signed, moves nobody.
    const { successeur, ...muet } = vu;
    expect(accepter(muet, ceremonie.empreinte)).toBe("empreinte_differente");
    expect(accepter({ ...vu, successeur: retourner(successeur ?? "", 90) }, ceremonie.empreinte)).toBe(
      "annuaire_refuse",
    );
    expect(accepter({ ...vu, precedents: [] }, faite.empreinte)).toBe("annuaire_refuse");

    const neuve = ouvrirCle(faite.trousseau, phraseSuivante, vu, plus);
    const garde = { ...depose, renveloppes: faite.renveloppes.map(({ renveloppe }) => renveloppe) };
    expect(faire(neuve, "judgePlis", { plis: [garde] }).confiances).toEqual(["a_confirmer"]);
    expect(Buffer.compare(faire(neuve, "openPli", { pli: garde, corps: scelle.corps }).donnees, fichier)).toBe(0);
    expect(codeDe(neuve, "signReceipt", { pli: garde, maintenant: plus })).toBe("ok");
    const ancienne = memoireVide();
    expect(
      faire(ancienne, "openTrousseau", {
        ...{ trousseau: ceremonie.trousseau, phrase: phraseInfirmiere, annuaire: vu, maintenant: plus },
      }).fin,
    ).toBe(0);
    // The new sheets are the root's; the old ones are nothing any more.
    const [une, autre] = faite.feuilles.map((f) => f.octets) as [string, string];
    const deux = { annuaire: vu, racine: "", epoque_min: 2, maintenant: plus };
    expect(codeDe(memoireVide(), "joinKit", { une, autre, ...deux })).toBe("ok");
    const [a, b] = ceremonie.feuilles.map((f) => f.octets) as [string, string];
    expect(codeDe(memoireVide(), "joinKit", { une: a, autre: b, ...deux })).toBe("kit_refuse");
  }, 60_000);

  it("made by the nurse's key alone is named by nothing: paper is asked, and every envelope comes with her", () => {
    const memoire = ouvrirCle(ceremonie.trousseau, phraseInfirmiere, annuaire, plus);
    const faite = faire(memoire, "changeRoot", demande());
    expect(faite.successeur).toBeUndefined();
    const vu = remplacee(annuaire, faite);
    expect(accepter(vu, ceremonie.empreinte)).toBe("empreinte_differente");
    expect(accepter(vu, faite.empreinte)).toBe("ok");
    const neuve = ouvrirCle(faite.trousseau, phraseSuivante, vu, plus);
    const garde = { ...depose, renveloppes: faite.renveloppes.map(({ renveloppe }) => renveloppe) };
    expect(codeDe(neuve, "openPli", { pli: garde, corps: scelle.corps })).toBe("ok");
    expect(
      codeDe(memoireVide(), "openTrousseau", {
        ...{ trousseau: ceremonie.trousseau, phrase: phraseInfirmiere, annuaire: vu, maintenant: plus },
      }),
    ).toBe("empreinte_differente");
    // And the next root's sheets are there to open what she passed on, the day her key is lost.
    const [une, autre] = faite.feuilles.map((f) => f.octets) as [string, string];
    const kit = memoireVide();
    faire(kit, "joinKit", { une, autre, annuaire: vu, racine: "", epoque_min: 2, maintenant: plus });
    const reprise = faire(kit, "recover", {
      ...{ phrase: phraseSuivante, revoquer: [idDe(faite.certificats[0]!)], plis: [{ pli: garde }], maintenant: plus },
    });
    expect(reprise.refuses).toEqual([]);
  }, 60_000);

  it("after everything was lost goes on from nothing but the count", () => {
    const faite = faire(memoireVide(), "holdCeremony", {
      ...{ uai: "0009990J", etab, phrase: phraseSuivante, annuaire, maintenant: plus },
    });
    const vu = { racine: faite.racine, certificats: faite.certificats, instantanes: [faite.instantane] };
    expect(accepter(vu, faite.empreinte, 2)).toBe("ok");
    expect(accepter(vu, faite.empreinte, 3)).toBe("annuaire_refuse");
    expect(accepter(vu, ceremonie.empreinte)).toBe("empreinte_differente");
    expect(accepter({ ...vu, precedents: [annuaire] }, faite.empreinte)).toBe("annuaire_refuse");
  }, 60_000);
});
